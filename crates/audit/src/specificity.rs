//! Specificity: which checks an honest client fails. Each of them is a defect of the suite.
//!
//! Honest clients run in every mode that a vector has. Start at [`HonestRow`].

use serde::Serialize;

use judge::{CheckOutcome, did_not_survive, judge};
use reference::ROOT_CLASS;
use suite::check::Level;
use suite::vector::Mode;

use crate::client::{ClientAnswer, Prepared};
use crate::honest::{HonestClient, Standard};

/// One honest client and the checks that it fails.
#[derive(Clone, Debug, Serialize)]
pub struct HonestRow {
    /// The client's name.
    pub client: String,
    /// What it does otherwise than the reference.
    pub title: String,
    /// The level up to which it passes every check.
    pub passes: Level,
    /// In how many exchanges it shows or does something else than the reference.
    pub differs: usize,
    /// The checks that it fails all the same.
    pub false_alarms: Vec<FalseAlarm>,
}

/// A check that an honest client fails.
#[derive(Clone, Debug, Serialize)]
pub struct FalseAlarm {
    /// The vector's id.
    pub vector: String,
    /// The mode in which it fails.
    pub mode: Mode,
    /// The check's name.
    pub check: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
}

pub(crate) fn rows(clients: &[HonestClient], prepared: &[Prepared<'_>]) -> Vec<HonestRow> {
    let of_reference = prepared.iter().map(|one| {
        let modes = one.vector.modes.iter();
        let seen = |&mode: &Mode| failed(one, mode, ClientAnswer::Seen(one.right.clone().into()));
        modes.map(seen).collect()
    });
    let of_reference: Vec<Vec<Vec<CheckOutcome>>> = of_reference.collect();
    let rows = clients.iter();
    rows.map(|client| row(client, prepared, &of_reference))
        .collect()
}

/// The checks that fail of what a client answers.
fn failed(one: &Prepared<'_>, mode: Mode, answer: ClientAnswer) -> Vec<CheckOutcome> {
    let calls = answer.calls(mode);
    let mut outcomes = Vec::new();
    match answer.seen() {
        Some(seen) => outcomes = judge(one.vector, &seen, &[ROOT_CLASS.to_owned()], calls),
        None => did_not_survive(one.vector, &mut outcomes, "the process died"),
    }
    outcomes.retain(|outcome| !outcome.passed);
    outcomes
}

/// `of_reference` are the checks that the reference fails, for each vector and mode.
fn row(
    client: &HonestClient,
    prepared: &[Prepared<'_>],
    of_reference: &[Vec<Vec<CheckOutcome>>],
) -> HonestRow {
    let mut row = HonestRow {
        client: client.name.to_owned(),
        title: client.title.to_owned(),
        passes: match client.standard {
            Standard::Recoverable => Level::Must,
            Standard::Typed => Level::Should,
        },
        differs: 0,
        false_alarms: Vec::new(),
    };
    let mut previous = None;
    for (one, of_reference) in prepared.iter().zip(of_reference) {
        for (&mode, of_reference) in one.vector.modes.iter().zip(of_reference) {
            let answer = client.answer(&one.exchange(mode, previous));
            let is_same = matches!(&answer, ClientAnswer::Seen(seen) if **seen == one.right);
            row.differs += usize::from(!is_same);
            let outcomes = match is_same {
                true => of_reference.clone(),
                false => failed(one, mode, answer),
            };
            for outcome in outcomes {
                let check = &one.vector.checks[outcome.check];
                if client.standard.scores(check.level) {
                    row.false_alarms.push(FalseAlarm {
                        vector: one.vector.id.clone(),
                        mode,
                        check: check.name(),
                        expected: outcome.expected,
                        found: outcome.found,
                    });
                }
            }
        }
        previous = Some(&one.right);
    }
    row
}
