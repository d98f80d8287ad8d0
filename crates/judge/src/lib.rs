//! The judge: for each check of a vector, whether an observation satisfies it.
//!
//! It compares values and never searches raw text for them; it knows no SDK and no process. The
//! rules are those of `docs/judging.md`. Start at [`judge`], then [`verdict`].

mod assess;
pub mod baseline;
mod calls;
pub mod choice;
mod context;
mod instant;
mod invariants;
mod numbers;
mod surrogates;

use serde::{Deserialize, Serialize};

pub use self::calls::Calls;
use self::context::Context;
use suite::check::{Invariant, Kind, Level, Subject};
use suite::observation::Observation;
use suite::vector::Vector;
use tables::named_enum;

/// The outcome of one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckOutcome {
    /// The check's position in [`Vector::checks`].
    pub check: usize,
    /// How the field reached the user.
    pub kind: Kind,
    /// Whether that satisfies the check.
    pub passed: bool,
    /// What the server sent, in a few words.
    pub expected: String,
    /// What the user sees, in a few words.
    pub found: String,
}

named_enum! {
    /// The verdict on one vector; never two at once.
    pub enum Verdict {
        /// Every must and should check passed.
        Pass = "pass",
        /// A must or should check failed.
        Fail = "fail",
        /// The process died of it.
        Crash = "crash",
        /// No answer within the time that a vector has.
        Timeout = "timeout",
        /// The client did not send the expected request, so nothing can be judged.
        Untestable = "untestable",
        /// The kit or the adapter failed; the SDK is not to blame.
        HarnessError = "harness-error",
    }
}

/// The verdict of a vector whose call was observed.
pub fn verdict(vector: &Vector, outcomes: &[CheckOutcome]) -> Verdict {
    let failed = outcomes
        .iter()
        .any(|outcome| !outcome.passed && vector.checks[outcome.check].level != Level::May);
    if failed { Verdict::Fail } else { Verdict::Pass }
}

/// Fails the check that the process survives, for a process that died or did not answer. The other
/// outcomes stay.
pub fn did_not_survive(vector: &Vector, outcomes: &mut Vec<CheckOutcome>, found: &str) {
    for (position, check) in vector.checks.iter().enumerate() {
        if check.subject == Subject::Invariant(Invariant::Survives) {
            outcomes.retain(|outcome| outcome.check != position);
            outcomes.push(CheckOutcome {
                check: position,
                kind: Kind::Lost,
                passed: false,
                expected: "the process survives and answers".to_owned(),
                found: found.to_owned(),
            });
        }
    }
}

/// Judges an observation. `root_classes` are the qualified names of the SDK's own error classes;
/// what is raised counts as the SDK's own if it is, or descends from, one of them. `calls` are the
/// requests that the server saw; none where there was no server.
pub fn judge(
    vector: &Vector,
    observation: &Observation,
    root_classes: &[String],
    calls: Option<Calls>,
) -> Vec<CheckOutcome> {
    let context = Context::new(vector, observation, root_classes, calls);
    outcomes(&context)
}

fn outcomes(context: &Context<'_>) -> Vec<CheckOutcome> {
    let checks = context.checks.iter().enumerate();
    checks
        .map(|(position, (check, values))| {
            if !context.binds(check) {
                return CheckOutcome {
                    check: position,
                    kind: Kind::Typed,
                    passed: true,
                    expected: "nothing of a client that does not follow the redirect".to_owned(),
                    found: "not followed".to_owned(),
                };
            }
            let assessment = context.assess(check, values);
            CheckOutcome {
                check: position,
                kind: assessment.kind,
                passed: check.accept.contains(&assessment.kind),
                expected: assessment.expected,
                found: assessment.found,
            }
        })
        .collect()
}
