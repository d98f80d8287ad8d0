//! A real SDK as composed mutants, a cause of its baseline each.
//!
//! Who mends one cause must see its checks pass, and no other fail: an SDK that improves is never
//! punished. The tests prove it for each cause. Start at [`python`] and [`failing`].

mod python;

use std::collections::BTreeSet;

use judge::judge;
use reference::ROOT_CLASS;
use suite::check::Level;
use suite::observation::Observation;
use suite::set::VectorSet;
use suite::vector::Mode;

pub use self::python::python;
use crate::client::{ClientAnswer, Exchange, Prepared};
use crate::mutants::Mutant;
use crate::self_check::prepare;

/// Why an SDK fails checks: the mutants that it is made of.
pub struct Cause {
    /// Its name in the baseline.
    pub name: &'static str,
    /// What the SDK gets wrong, one by one.
    pub mutants: Vec<Mutant>,
}

/// A scored check that fails.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FailedCheck {
    /// The vector's id.
    pub vector: String,
    /// The check's name.
    pub check: String,
}

/// The scored checks that a client fails, in any mode, that gets all of this wrong.
pub fn failing(set: &VectorSet, mutants: &[&Mutant]) -> BTreeSet<FailedCheck> {
    let mut failing = BTreeSet::new();
    for one in &prepare(set) {
        for &mode in &one.vector.modes {
            failing.extend(failed(one, mode, mutants));
        }
    }
    failing
}

fn failed(one: &Prepared<'_>, mode: Mode, mutants: &[&Mutant]) -> Vec<FailedCheck> {
    let exchange = one.exchange(mode, None);
    let mut seen: Observation = one.right.clone();
    let calls = ClientAnswer::Died.calls(mode);
    for mutant in mutants {
        let answer = mutant.answer(&Exchange {
            right: &seen,
            ..exchange
        });
        if let Some(shown) = answer.seen() {
            seen = shown;
        }
    }
    let outcomes = judge(one.vector, &seen, &[ROOT_CLASS.to_owned()], calls);
    let failed = outcomes.into_iter().filter(|outcome| !outcome.passed);
    let checks = failed.map(|outcome| &one.vector.checks[outcome.check]);
    let scored = checks.filter(|check| check.level != Level::May);
    scored
        .map(|check| FailedCheck {
            vector: one.vector.id.clone(),
            check: check.name(),
        })
        .collect()
}
