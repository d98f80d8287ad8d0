//! The single mutants, by what they get wrong: one file for each subject, a line or two for each
//! mutant.

mod details;
mod envelopes;
mod exchanges;
mod flag;
mod open_sets;
mod shapes;
mod spellings;
mod values;

use super::{Client, Mutant};

pub(super) fn operators() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    flag::add(&mut mutants);
    spellings::add(&mut mutants);
    open_sets::add(&mut mutants);
    values::add(&mut mutants);
    details::add(&mut mutants);
    envelopes::add(&mut mutants);
    shapes::add(&mut mutants);
    exchanges::add(&mut mutants);
    mutants
}

/// The requirements of the two printed examples.
const EXAMPLES: [&str; 2] = ["sdk-model/example", "failed/example"];

fn new(
    mutants: &mut Vec<Mutant>,
    operator: &'static str,
    title: &str,
    aims: &[&str],
    client: Client,
) {
    mutants.push(Mutant::new(operator, title, aims, client));
}
