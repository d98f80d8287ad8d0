//! Planted bugs: a broken layer in front of the reader, the writers and the reference client.
//!
//! Only in the canary build (feature `planted`), and even there one bug at a time, named by the
//! environment variable `PLANTED`. They prove that the fuzzers find bugs; nothing here is ever
//! shipped. Start at [`PLANTED`].

mod reader;
mod writer;

use std::sync::OnceLock;

/// One planted bug.
#[derive(Debug, Clone, Copy)]
pub struct Planted {
    /// Its name, the value of the environment variable.
    pub name: &'static str,
    /// What kind of bug it is.
    pub kind: &'static str,
    /// The targets that are expected to find it. Those of error bodies are always both tried.
    pub targets: &'static [&'static str],
}

const BODY: &[&str] = &["error_body", "error_body_structured"];

/// Every planted bug.
pub const PLANTED: &[Planted] = &[
    planted("five-conditions", "a panic behind five conditions", BODY),
    planted(
        "key-cut-in-a-pair",
        "a panic on half of a surrogate pair in a key",
        BODY,
    ),
    planted("deep-recursion", "a stack overflow", BODY),
    planted(
        "two-fields",
        "a wrong value behind two fields together",
        BODY,
    ),
    planted("null-hides", "a value hidden by a later null", BODY),
    planted("wrong-alias", "the wrong key of an alias pair wins", BODY),
    planted("any-case", "an unknown code taken for a known one", BODY),
    planted(
        "span-in-characters",
        "a position counted in characters",
        BODY,
    ),
    planted("quadratic", "quadratic time", BODY),
    planted("big-exponent", "unbounded memory", BODY),
    planted("lost-on-rewrite", "a field lost by the writer", BODY),
    planted(
        "raw-control",
        "a control character that is not escaped",
        BODY,
    ),
    planted(
        "pair-at-the-end",
        "an escape cut off by one at the end of a text",
        BODY,
    ),
    planted(
        "rejected-beats-alias",
        "a value lost to its alias of a wrong type",
        BODY,
    ),
    planted(
        "trailing-object",
        "a refusal missed: bytes behind the object",
        BODY,
    ),
    planted("rounded-details", "a number rounded", &["differential"]),
    planted(
        "flag-of-a-duplicate",
        "a conflict missed in duplicates",
        &["differential"],
    ),
    planted(
        "error-in-completed",
        "an error dropped by its status",
        &["result_envelope"],
    ),
    planted(
        "reason-repeats-code",
        "a value lost where two fields are equal",
        &["result_envelope"],
    ),
    planted(
        "reason-details",
        "a nested field lost by the writer",
        &["round_trip"],
    ),
    planted(
        "redirect-is-success",
        "a failure shown as a success",
        &["http_response"],
    ),
];

const fn planted(
    name: &'static str,
    kind: &'static str,
    targets: &'static [&'static str],
) -> Planted {
    Planted {
        name,
        kind,
        targets,
    }
}

/// Whether this bug is the one that is switched on.
fn on(name: &str) -> bool {
    static ACTIVE: OnceLock<String> = OnceLock::new();
    ACTIVE.get_or_init(|| std::env::var("PLANTED").unwrap_or_default()) == name
}

/// The contract's readers, with bugs.
pub(crate) mod read {
    pub(crate) use super::reader::{error_body, run_result};
    pub(crate) use contract::read::{
        auth_session_result, failed, job_run_result, job_runs, web_task_result,
    };
}

/// The contract's writers, with bugs.
pub(crate) mod write {
    pub(crate) use super::writer::{error_body, run_result};
    pub(crate) use contract::write::{
        auth_session_result, failed, job_run_result, job_runs, web_task_result,
    };
}

/// The reference client, with bugs.
pub(crate) mod reference {
    use contract::Operation;
    use suite::observation::{Observation, Outcome};

    pub(crate) use ::reference::ROOT_CLASS;

    pub(crate) fn observe(operation: Operation, status: u16, body: &[u8]) -> Observation {
        let mut seen = reference::observe(operation, status, body);
        if super::on("redirect-is-success") && status / 100 == 3 && body.is_empty() {
            seen.outcome = Outcome::Returned;
            seen.raised = None;
        }
        seen
    }
}
