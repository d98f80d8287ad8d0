//! The single mutants, by what they get wrong: one file for each subject, a line or two for each
//! mutant.

mod corners;
mod details;
mod envelopes;
mod exchanges;
mod flag;
mod open_sets;
mod results;
mod shapes;
mod spellings;
mod values;

use super::Mutant;

pub(super) fn operators() -> Vec<Mutant> {
    let mut mutants = flag::mutants();
    mutants.extend(spellings::mutants());
    mutants.extend(open_sets::mutants());
    mutants.extend(values::mutants());
    mutants.extend(details::mutants());
    mutants.extend(envelopes::mutants());
    mutants.extend(shapes::mutants());
    mutants.extend(exchanges::mutants());
    mutants.extend(results::mutants());
    mutants.extend(corners::mutants());
    mutants
}

/// The requirements of the two printed examples.
const EXAMPLES: [&str; 2] = ["sdk-model/example", "failed/example"];
