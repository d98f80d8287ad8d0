//! The bugs of the writers.

use contract::{ErrorBody, RunResult, Spelling, write};

use super::on;

pub(crate) fn error_body(body: &ErrorBody, spelling: Spelling) -> String {
    let mut body = body.clone();
    if on("lost-on-rewrite") && body.details.is_some() && body.retriable == Some(false) {
        body.doc_url = None;
    }
    let text = write::error_body(&body, spelling);
    if on("raw-control") {
        return text.replace("\\u001f", "\u{1f}");
    }
    text
}

pub(crate) fn run_result(run: &RunResult) -> String {
    let mut run = run.clone();
    if on("reason-details")
        && let Some(reason) = &mut run.reason
        && reason.timestamp.is_some()
    {
        reason.details = None;
    }
    write::run_result(&run)
}
