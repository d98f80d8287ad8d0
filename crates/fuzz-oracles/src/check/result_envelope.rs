//! The oracle of the results that carry an error, and of their siblings.
//!
//! Every reader reads every input: what is a failed result to one is unknown fields to another.
//! Start at [`check_result_envelope`].

use std::collections::BTreeMap;

use contract::{
    AuthSessionResult, ErrorBody, Field, FindingKind, JobRun, ReadError, Reading, Reason, Site,
};
use suite::tree::Tree;

use super::error_body::{check_error, check_findings};
use crate::subject::{read, write};
use generate::json::Node;

/// Checks all readers of results on any bytes.
///
/// # Panics
///
/// When a reader panics, contradicts itself or another reader, or when a field is not found again
/// in what the writer makes of the result.
pub fn check_result_envelope(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let tree = Node::parse(text);
    let members = tree.as_ref().map_or(&[][..], Node::members);
    let input = Input { bytes, members };
    let refusals = [
        input.check(
            Site::Result,
            read::run_result,
            write::run_result,
            |it| it.error.as_ref(),
            |it| {
                tidy(
                    it.error.as_mut(),
                    it.reason.as_mut(),
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
            |it| tidy(it.error.as_mut(), None, &mut it.rejected, Site::Result),
        ),
        input.check(
            Site::WebTask,
            read::web_task_result,
            write::web_task_result,
            |it| it.error.as_ref(),
            |it| tidy(it.error.as_mut(), None, &mut it.rejected, Site::WebTask),
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
    members: &'a [(String, Node)],
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
            self.check_nothing_is_lost(&written);
            self.check_error_inside(error(&reading.value), site);
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

    /// Every member that says something stands in what the writer made of it, with its value.
    fn check_nothing_is_lost(&self, written: &str) {
        let Some(tree) = Node::parse(written) else {
            panic!("the writer's text is no JSON: {written}");
        };
        // Of a name that stands twice the first counts. A map, because a body may have very many.
        let mut kept = BTreeMap::new();
        for (key, value) in tree.members() {
            kept.entry(canonical(key)).or_insert(value);
        }
        for (key, value) in self.members {
            let Ok(name) = serde_json::from_str::<String>(key) else {
                continue;
            };
            let holds_error = ["error", "reason", "jobRun", "jobRuns"].contains(&name.as_str());
            match (kept.get(&canonical(key)), value) {
                // Null is absence.
                (_, Node::Leaf(text)) if text == "null" => {}
                (None, _) => panic!("`{name}` is lost on the way through the writer: {written}"),
                // Objects with an error inside are spelled anew; they have their own check.
                (Some(_), Node::Object(_) | Node::Array(_)) if holds_error => {}
                (Some(kept), _) => assert_eq!(
                    canonical(&kept.to_text()),
                    canonical(&value.to_text()),
                    "`{name}` is changed on the way through the writer",
                ),
            }
        }
    }

    /// The error inside is what the reader of error bodies makes of it alone.
    fn check_error_inside(&self, error: Option<&ErrorBody>, site: Site) {
        let Some(error) = error else { return };
        let sent = self
            .members
            .iter()
            .find(|(key, _)| canonical(key) == "\"error\"");
        let text = sent.map(|(_, value)| value.to_text()).unwrap_or_default();
        match read::error_body(text.as_bytes(), site) {
            Ok(alone) => {
                let mut alone = alone.value;
                // White space inside a value is kept by the reader and not by the tree.
                let mut error = error.clone();
                for body in [&mut alone, &mut error] {
                    body.details = None;
                    body.unknown.clear();
                    body.rejected.clear();
                }
                assert_eq!(
                    alone, error,
                    "the error inside a result is read differently"
                );
            }
            Err(refusal) => panic!("the error of a result cannot be read alone: {refusal}"),
        }
    }
}

fn canonical(json: &str) -> String {
    Tree::parse(json).map_or_else(|_| json.to_owned(), |tree| tree.canonical())
}

fn tidy_auth_session_result(result: &mut AuthSessionResult) {
    match result {
        AuthSessionResult::Failed(it) => {
            tidy(it.error.as_mut(), None, &mut it.rejected, Site::Result)
        }
        AuthSessionResult::Other(it) => {
            tidy(
                it.error.as_mut(),
                it.reason.as_mut(),
                &mut it.rejected,
                Site::Result,
            );
        }
        AuthSessionResult::Canceled(it) => {
            tidy(None, it.reason.as_mut(), &mut it.rejected, Site::Result);
        }
        AuthSessionResult::Done(it) => sort(&mut it.rejected),
        AuthSessionResult::Pending(it) => sort(&mut it.rejected),
        AuthSessionResult::InProgress(it) => sort(&mut it.rejected),
    }
}

fn tidy_job_run(run: &mut JobRun) {
    tidy(
        run.error.as_mut(),
        run.reason.as_mut(),
        &mut run.rejected,
        Site::JobRun,
    );
}

/// Takes away what a writer may change: the spelling, and rejected fields whose key it needed for a field.
fn tidy(
    error: Option<&mut ErrorBody>,
    reason: Option<&mut Reason>,
    rejected: &mut contract::Members,
    site: Site,
) {
    sort(rejected);
    if let Some(reason) = reason {
        let has_link = reason.doc_url.is_some();
        let is_needed = |key: &str| key == "doc_url" && has_link;
        reason.rejected.retain(|(key, _)| !is_needed(key));
        sort(&mut reason.rejected);
    }
    let Some(error) = error else { return };
    error.seen = Default::default();
    let mut left = std::mem::take(&mut error.rejected);
    left.retain(|(key, _)| {
        let field = Field::from_key(key);
        !field.is_some_and(|field| field.wire_key(site) == key && error.has(field))
    });
    sort(&mut left);
    error.rejected = left;
}

fn sort(fields: &mut contract::Members) {
    fields.sort_by(|(a, _), (b, _)| a.cmp(b));
}
