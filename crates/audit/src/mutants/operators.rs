//! The single faults, by what they get wrong: one file for each subject, a line or two for each
//! fault.

mod details;
mod envelopes;
mod exchanges;
mod flag;
mod open_sets;
mod shapes;
mod spellings;
mod values;

use super::{Client, Fault};

pub(super) fn intents() -> Vec<Fault> {
    let mut faults = Vec::new();
    flag::add(&mut faults);
    spellings::add(&mut faults);
    open_sets::add(&mut faults);
    values::add(&mut faults);
    details::add(&mut faults);
    envelopes::add(&mut faults);
    shapes::add(&mut faults);
    exchanges::add(&mut faults);
    faults
}

/// The requirements of the two printed examples.
const EXAMPLES: [&str; 2] = ["sdk-model/example", "failed/example"];

fn new(faults: &mut Vec<Fault>, intent: &'static str, title: &str, aims: &[&str], client: Client) {
    faults.push(Fault::new(intent, title, aims, client));
}
