//! The writers: compact JSON in a chosen spelling.
//!
//! They write the present fields in the order of S0, then the unknown and the rejected fields. No
//! key is written twice: an unknown or rejected field whose name is taken is left out, because a
//! second value could invert the first. Not a formatter. Start at [`error_body`].

use std::borrow::Cow;

use crate::read::sorted;
use crate::{
    AuthSessionResult, ErrorBody, Failed, Field, JobRun, JobRunResult, JobRuns, Json, Member,
    Members, Reason, RunResult, Site, Spelling, WebTaskResult,
};

/// Writes an error body with the keys of a spelling. All fields are written, also those that the
/// site of the spelling does not declare.
///
/// ```
/// use errconform_contract::{ErrorBody, Site, Spelling, write};
///
/// let body = ErrorBody {
///     message: Some("no".to_owned()),
///     retriable: Some(true),
///     ..ErrorBody::default()
/// };
/// let wire = write::error_body(&body, Spelling::Wire(Site::HttpBody));
/// assert_eq!(wire, r#"{"message":"no","retirable":true}"#);
/// let documented = write::error_body(&body, Spelling::Documented);
/// assert_eq!(documented, r#"{"message":"no","retriable":true}"#);
/// ```
#[must_use]
pub fn error_body(body: &ErrorBody, spelling: Spelling) -> String {
    let mut out = Object::new();
    for &field in Field::ALL {
        let key = spelling.key(field);
        match field {
            Field::Message => out.text(key, body.message.as_deref()),
            Field::Code => out.text(key, body.code.as_ref().map(|it| it.as_str())),
            Field::Category => out.text(key, body.category.as_ref().map(|it| it.as_str())),
            Field::Flag => out.raw(key, body.retriable.map(|it| it.to_string())),
            Field::DocUrl => out.text(key, body.doc_url.as_deref()),
            Field::CorrelationId => out.text(key, body.correlation_id.as_deref()),
            Field::Details => out.json(key, body.details.as_ref()),
        }
    }
    out.finish(&body.unknown, &body.rejected)
}

/// Writes the `failed` variant (S1) in the keys of the wire.
#[must_use]
pub fn failed(failed: &Failed) -> String {
    failed_spelled(failed, Spelling::Wire(Site::Result))
}

/// Writes the `failed` variant (S1) with its error in any spelling; S1 itself shows SDK objects.
#[must_use]
pub fn failed_spelled(failed: &Failed, spelling: Spelling) -> String {
    let mut out = Object::with_status(&failed.rejected, Some("failed"));
    out.text("message", failed.message.as_deref());
    out.error(failed.error.as_ref(), spelling);
    out.finish(&failed.unknown, &failed.rejected)
}

/// Writes a result of creating, updating or validating an auth session, in wire keys.
#[must_use]
pub fn auth_session_result(result: &AuthSessionResult) -> String {
    let status = result.status();
    let status = status.as_ref().map(|it| it.as_str());
    let mut out = Object::with_status(result.rejected(), status);
    match result {
        AuthSessionResult::Failed(it) => return failed(it),
        AuthSessionResult::Done(it) => out.text("authSessionId", it.auth_session_id.as_deref()),
        AuthSessionResult::Pending(_) => {}
        AuthSessionResult::InProgress(it) => out.text("runId", it.run_id.as_deref()),
        AuthSessionResult::Canceled(it) => {
            out.text("message", it.message.as_deref());
            out.reason(it.reason.as_ref());
        }
        AuthSessionResult::Other(it) => {
            out.text("message", it.message.as_deref());
            out.error(it.error.as_ref(), Spelling::Wire(Site::Result));
            out.reason(it.reason.as_ref());
        }
    }
    out.finish(result.unknown(), result.rejected())
}

/// Writes the result of a run, in wire keys.
#[must_use]
pub fn run_result(result: &RunResult) -> String {
    let mut out = Object::new();
    out.text("runId", result.run_id.as_deref());
    out.text("status", result.status.as_ref().map(|it| it.as_str()));
    out.json("result", result.result.as_ref());
    out.json("extendedPayloads", result.extended_payloads.as_ref());
    out.error(result.error.as_ref(), Spelling::Wire(Site::Result));
    out.text("message", result.message.as_deref());
    out.reason(result.reason.as_ref());
    out.finish(&result.unknown, &result.rejected)
}

/// Writes the answer of one job run, in wire keys.
#[must_use]
pub fn job_run_result(result: &JobRunResult) -> String {
    let mut out = Object::new();
    out.raw("jobRun", result.job_run.as_ref().map(job_run));
    out.json("results", result.results.as_ref());
    out.finish(&result.unknown, &result.rejected)
}

/// Writes the answer of the list of job runs, in wire keys; strays go back to their index.
#[must_use]
pub fn job_runs(list: &JobRuns) -> String {
    let mut out = Object::new();
    out.raw(
        "jobRuns",
        list.job_runs.as_ref().map(|runs| {
            let mut elements: Vec<Cow<'_, str>> =
                runs.iter().map(|run| job_run(run).into()).collect();
            for (index, stray) in &list.strays {
                elements.insert((*index).min(elements.len()), stray.text().into());
            }
            format!("[{}]", elements.join(","))
        }),
    );
    out.raw(
        "totalCount",
        list.total_count.map(|count| count.to_string()),
    );
    out.finish(&list.unknown, &list.rejected)
}

/// Writes the result of a web task, in wire keys.
#[must_use]
pub fn web_task_result(result: &WebTaskResult) -> String {
    let mut out = Object::new();
    out.text("webTaskId", result.web_task_id.as_deref());
    out.text("status", result.status.as_ref().map(|it| it.as_str()));
    out.text("outcome", result.outcome.as_ref().map(|it| it.as_str()));
    out.json("result", result.result.as_ref());
    out.error(result.error.as_ref(), Spelling::Wire(Site::WebTask));
    out.finish(&result.unknown, &result.rejected)
}

/// Writes a reason, in wire keys.
#[must_use]
pub fn reason(reason: &Reason) -> String {
    let mut out = Object::new();
    out.text("type", reason.kind.as_ref().map(|it| it.as_str()));
    out.text("message", reason.message.as_deref());
    out.text("doc_url", reason.doc_url.as_deref());
    out.json("details", reason.details.as_ref());
    out.text("timestamp", reason.timestamp.as_deref());
    out.finish(&reason.unknown, &reason.rejected)
}

/// Writes one job run, in wire keys.
#[must_use]
pub fn job_run(run: &JobRun) -> String {
    let mut out = Object::new();
    out.text("id", run.id.as_deref());
    out.text("status", run.status.as_ref().map(|it| it.as_str()));
    out.error(run.error.as_ref(), Spelling::Wire(Site::JobRun));
    out.reason(run.reason.as_ref());
    out.finish(&run.unknown, &run.rejected)
}

/// An object that is being written.
struct Object<'a> {
    text: String,
    written: Vec<&'a str>,
}

impl<'a> Object<'a> {
    fn new() -> Self {
        // Most texts of the contract fit.
        let mut text = String::with_capacity(512);
        text.push('{');
        // No object of the contract has more keys of its own.
        let written = Vec::with_capacity(8);
        Self { text, written }
    }

    /// Begins with the status: the rejected one, if the body that was read had one.
    fn with_status(rejected: &Members, status: Option<&str>) -> Self {
        let mut out = Self::new();
        let sent = rejected.iter().find(|it| it.name == "status");
        match sent {
            Some(sent) => out.json("status", Some(&sent.value)),
            None => out.text("status", status),
        }
        out
    }

    fn text(&mut self, key: &'a str, value: Option<&str>) {
        if let Some(value) = value {
            self.key(key);
            push_string(&mut self.text, value);
        }
    }

    fn json(&mut self, key: &'a str, value: Option<&Json>) {
        self.raw(key, value.map(Json::text));
    }

    fn error(&mut self, error: Option<&ErrorBody>, spelling: Spelling) {
        self.raw("error", error.map(|it| error_body(it, spelling)));
    }

    fn reason(&mut self, value: Option<&Reason>) {
        self.raw("reason", value.map(reason));
    }

    fn raw(&mut self, key: &'a str, value: Option<impl AsRef<str>>) {
        if let Some(value) = value {
            self.key(key);
            self.text.push_str(value.as_ref());
        }
    }

    /// A key of the contract: there is nothing to escape in it.
    fn key(&mut self, key: &'a str) {
        debug_assert!(!key.contains(['"', '\\']), "a key to escape: {key}");
        self.comma();
        self.text.push('"');
        self.text.push_str(key);
        self.text.push_str("\":");
        self.written.push(key);
    }

    fn comma(&mut self) {
        if self.text.len() > 1 {
            self.text.push(',');
        }
    }

    fn finish(mut self, unknown: &'a Members, rejected: &'a Members) -> String {
        if !unknown.is_empty() || !rejected.is_empty() {
            let own = std::mem::take(&mut self.written);
            let others = || unknown.iter().chain(rejected);
            let order = sorted(own.iter().copied().chain(others().map(|it| &*it.name)));
            let pairs = order.windows(2).filter(|pair| pair[0].1 == pair[1].1);
            let mut repeated: Vec<_> = pairs.map(|pair| pair[1].2).collect();
            repeated.sort_unstable();
            for (at, Member { name, value }) in (own.len()..).zip(others()) {
                if repeated.binary_search(&at).is_err() {
                    self.comma();
                    push_string(&mut self.text, name);
                    self.text.push(':');
                    self.text.push_str(value.text());
                }
            }
        }
        self.text.push('}');
        self.text
    }
}

/// Appends a JSON string with as few escapes as JSON allows.
pub(crate) fn push_string(out: &mut String, content: &str) {
    out.push('"');
    let is_special = |byte: u8| matches!(byte, ..b' ' | b'"' | b'\\');
    let mut rest = content;
    // Most texts need no escape. No early exit: the loop becomes a few wide instructions.
    if content
        .bytes()
        .fold(false, |any, byte| any | is_special(byte))
    {
        while let Some(at) = rest.bytes().position(is_special) {
            out.push_str(&rest[..at]);
            push_escaped(out, rest.as_bytes()[at]);
            rest = &rest[at + 1..];
        }
    }
    out.push_str(rest);
    out.push('"');
}

fn push_escaped(out: &mut String, byte: u8) {
    match byte {
        b'"' => out.push_str("\\\""),
        b'\\' => out.push_str("\\\\"),
        b'\n' => out.push_str("\\n"),
        b'\r' => out.push_str("\\r"),
        b'\t' => out.push_str("\\t"),
        control => {
            out.push_str("\\u00");
            let digits = [control >> 4, control & 15].map(u32::from);
            out.extend(digits.into_iter().filter_map(|it| char::from_digit(it, 16)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_survives_as_a_json_string() {
        for character in ('\0'..='\u{2ff}').chain(['\u{2028}', '\u{feff}', '\u{fffd}', '😀']) {
            let mut text = String::new();
            push_string(&mut text, &character.to_string());
            assert_eq!(
                serde_json::from_str::<String>(&text).unwrap(),
                character.to_string()
            );
        }
    }

    #[test]
    fn what_is_special_is_escaped_wherever_it_stands() {
        let mut text = String::new();
        push_string(&mut text, "\"\u{1}\n\u{e9}\\\\ plain \u{1f600}\t");
        assert_eq!(text, "\"\\\"\\u0001\\n\u{e9}\\\\\\\\ plain \u{1f600}\\t\"");
    }

    #[test]
    fn no_key_is_written_twice() {
        let json = |text| Json::parse(text).unwrap();
        let body = ErrorBody {
            retriable: Some(false),
            unknown: vec![Member::new("x", json("1")), Member::new("x", json("2"))],
            rejected: vec![
                Member::new("retriable", json("true")),
                Member::new("message", json("4")),
            ],
            ..ErrorBody::default()
        };
        let written = error_body(&body, Spelling::Documented);
        assert_eq!(written, r#"{"retriable":false,"x":1,"message":4}"#);
        let written = error_body(&body, Spelling::SdkObject);
        assert_eq!(
            written,
            r#"{"retirable":false,"x":1,"retriable":true,"message":4}"#
        );
    }
}
