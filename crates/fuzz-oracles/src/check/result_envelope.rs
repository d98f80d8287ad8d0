//! The oracle of the results that carry an error, and of their siblings.
//!
//! Every reader reads every input: what is a failed result to one is unknown fields to another.
//! Start at [`check_result_envelope`].

use std::collections::BTreeMap;

use contract::{
    AuthSessionResult, ErrorBody, Field, FindingKind, JobRun, Members, ReadError, Reading, Reason,
    Site,
};
use suite::tree::Tree;

use super::error_body::{check_error, check_findings};
use super::second_reading::SecondReading;
use crate::subject::{read, write};

/// Checks all readers of results on any bytes.
///
/// # Panics
///
/// When a reader panics, contradicts itself or another reader, or when a field is not found again
/// in what the writer makes of the result.
pub fn check_result_envelope(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let input = Input {
        bytes,
        second: SecondReading::of(text),
    };
    let refusals = [
        input.check(
            Site::Result,
            read::run_result,
            write::run_result,
            |it| it.error.as_ref(),
            |it| {
                tidy(
                    &mut it.error,
                    &mut it.reason,
                    &mut it.rejected,
                    Site::Result,
                )
            },
        ),
        input.check(
            Site::Result,
            read::auth_session_result,
            write::auth_session_result,
            AuthSessionResult::error,
            tidy_auth_session_result,
        ),
        input.check(
            Site::Result,
            read::failed,
            write::failed,
            |it| it.error.as_ref(),
            |it| tidy(&mut it.error, &mut None, &mut it.rejected, Site::Result),
        ),
        input.check(
            Site::WebTask,
            read::web_task_result,
            write::web_task_result,
            |it| it.error.as_ref(),
            |it| tidy(&mut it.error, &mut None, &mut it.rejected, Site::WebTask),
        ),
        input.check(
            Site::JobRun,
            read::job_run_result,
            write::job_run_result,
            |_| None,
            |it| {
                it.job_run.iter_mut().for_each(tidy_job_run);
                sort(&mut it.rejected);
            },
        ),
        input.check(
            Site::JobRun,
            read::job_runs,
            write::job_runs,
            |_| None,
            |it| {
                it.job_runs.iter_mut().flatten().for_each(tidy_job_run);
                sort(&mut it.rejected);
            },
        ),
    ];
    assert!(
        refusals.iter().all(|it| *it == refusals[0]),
        "the readers of results do not refuse alike: {refusals:?}",
    );
}

struct Input<'a> {
    bytes: &'a [u8],
    second: Option<SecondReading<'a>>,
}

impl Input<'_> {
    /// Checks one reader with its writer; gives its refusal.
    fn check<T: PartialEq + std::fmt::Debug>(
        &self,
        site: Site,
        read: fn(&[u8]) -> Result<Reading<T>, ReadError>,
        write: fn(&T) -> String,
        error: fn(&T) -> Option<&ErrorBody>,
        tidy: fn(&mut T),
    ) -> Option<ReadError> {
        let reading = match read(self.bytes) {
            Ok(reading) => reading,
            Err(refusal) => {
                check_error(&refusal, self.bytes);
                return Some(refusal);
            }
        };
        check_findings(&reading.findings, self.bytes);
        let written = write(&reading.value);
        let is_odd = |kind| matches!(kind, FindingKind::DuplicateKey | FindingKind::NotUnicode);
        if !reading.findings.iter().any(|it| is_odd(it.kind)) {
            let Some(second) = &self.second else {
                panic!("a reader accepts what is no object in JSON");
            };
            check_nothing_is_lost(second, &written);
            check_error_inside(second, error(&reading.value), site);
        }
        let mut value = reading.value;
        let mut again = match read(written.as_bytes()) {
            Ok(again) => again.value,
            Err(refusal) => panic!("the writer's text cannot be read: {refusal}\n{written}"),
        };
        tidy(&mut value);
        tidy(&mut again);
        assert_eq!(
            again, value,
            "what was written does not read back the same\nin {written}"
        );
        None
    }
}

/// Every member that says something stands in what the writer made of it, with its value.
fn check_nothing_is_lost(second: &SecondReading<'_>, written: &str) {
    let Some(again) = SecondReading::of(written) else {
        panic!("the writer's text is no JSON: {written}");
    };
    // A map, because a body may have very many members.
    let kept: BTreeMap<_, _> = again.members().map(|it| (&*it.name, it.value)).collect();
    for member in second.members().filter(|it| it.value != "null") {
        let name = &*member.name;
        let Some(kept) = kept.get(name) else {
            panic!("`{name}` is lost on the way through the writer: {written}");
        };
        // Objects with an error inside are spelled anew; they have their own check.
        let holds_error = ["error", "reason", "jobRun", "jobRuns"].contains(&name);
        if !(holds_error && member.value.starts_with(['{', '['])) {
            assert_eq!(
                canonical(kept),
                canonical(member.value),
                "`{name}` is changed on the way through the writer",
            );
        }
    }
}

/// The error inside is what the second reading makes of it.
fn check_error_inside(second: &SecondReading<'_>, error: Option<&ErrorBody>, site: Site) {
    let Some(error) = error else { return };
    let sent = second.value("error").and_then(SecondReading::of);
    let Some(sent) = sent else {
        panic!("a result has an error that was not sent: {error:?}");
    };
    if let Some(what) = sent.disagreement(error, site) {
        panic!("the error inside a result is read differently: {what}");
    }
}

fn canonical(json: &str) -> String {
    Tree::parse(json).map_or_else(|_| json.to_owned(), |tree| tree.canonical())
}

fn tidy_auth_session_result(result: &mut AuthSessionResult) {
    match result {
        AuthSessionResult::Failed(it) => {
            tidy(&mut it.error, &mut None, &mut it.rejected, Site::Result)
        }
        AuthSessionResult::Other(it) => tidy(
            &mut it.error,
            &mut it.reason,
            &mut it.rejected,
            Site::Result,
        ),
        AuthSessionResult::Canceled(it) => {
            tidy(&mut None, &mut it.reason, &mut it.rejected, Site::Result);
        }
        AuthSessionResult::Done(it) => sort(&mut it.rejected),
        AuthSessionResult::Pending(it) => sort(&mut it.rejected),
        AuthSessionResult::InProgress(it) => sort(&mut it.rejected),
    }
}

fn tidy_job_run(run: &mut JobRun) {
    tidy(
        &mut run.error,
        &mut run.reason,
        &mut run.rejected,
        Site::JobRun,
    );
}

/// Takes away what a writer may change: the spelling, and rejected fields whose key it needed for a
/// field.
fn tidy(
    error: &mut Option<ErrorBody>,
    reason: &mut Option<Reason>,
    rejected: &mut Members,
    site: Site,
) {
    sort(rejected);
    if let Some(reason) = reason {
        let has_link = reason.doc_url.is_some();
        reason
            .rejected
            .retain(|it| !(has_link && it.name == "doc_url"));
        sort(&mut reason.rejected);
    }
    let Some(error) = error else { return };
    error.seen = Default::default();
    let mut left = std::mem::take(&mut error.rejected);
    left.retain(|it| {
        let field = Field::from_key(&it.name);
        !field.is_some_and(|field| field.wire_key(site) == it.name && error.has(field))
    });
    sort(&mut left);
    error.rejected = left;
}

fn sort(fields: &mut Members) {
    fields.sort_by(|a, b| a.name.cmp(&b.name));
}
