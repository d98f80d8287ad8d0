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
const DIFFERENTIAL: &[&str] = &["differential"];
const ENVELOPE: &[&str] = &["result_envelope"];
const ROUND_TRIP: &[&str] = &["round_trip"];
const RESPONSE: &[&str] = &["http_response"];

macro_rules! planted {
    ($($targets:ident: $name:literal $kind:literal;)+) => {
        /// Every planted bug.
        pub const PLANTED: &[Planted] = &[
            $(Planted { name: $name, kind: $kind, targets: $targets },)+
        ];
    };
}

planted! {
    BODY: "five-conditions" "a panic behind five conditions";
    BODY: "key-cut-in-a-pair" "a panic on half of a surrogate pair in a key";
    BODY: "deep-recursion" "a stack overflow";
    BODY: "two-fields" "a wrong value behind two fields together";
    BODY: "null-hides" "a value hidden by a later null";
    BODY: "wrong-alias" "the wrong key of an alias pair wins";
    BODY: "any-case" "an unknown code taken for a known one";
    BODY: "span-in-characters" "a position counted in characters";
    BODY: "quadratic" "quadratic time";
    BODY: "big-exponent" "unbounded memory";
    BODY: "lost-on-rewrite" "a field lost by the writer";
    BODY: "raw-control" "a control character that is not escaped";
    BODY: "pair-at-the-end" "an escape cut off by one at the end of a text";
    BODY: "rejected-beats-alias" "a value lost to its alias of a wrong type";
    BODY: "trailing-object" "a refusal missed: bytes behind the object";
    DIFFERENTIAL: "rounded-details" "a number rounded";
    DIFFERENTIAL: "flag-of-a-duplicate" "a conflict missed in duplicates";
    ENVELOPE: "error-in-completed" "an error dropped by its status";
    ENVELOPE: "reason-repeats-code" "a value lost where two fields are equal";
    ROUND_TRIP: "reason-details" "a nested field lost by the writer";
    RESPONSE: "redirect-is-success" "a failure shown as a success";
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

    pub(crate) fn observe(operation: Operation, status: u16, body: &[u8]) -> Observation {
        let mut seen = reference::observe(operation, status, body);
        if super::on("redirect-is-success") && status / 100 == 3 && body.is_empty() {
            seen.outcome = Outcome::Returned;
        }
        seen
    }
}
