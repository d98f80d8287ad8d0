//! The reference client: the contract's own reader as a pure function from a response to an
//! observation.
//!
//! It proves that every must and should check can be met, and deliberately wrong clients wrap it.
//! No network: `http` mode puts an HTTP library around it in the runner. Start at [`observe`].

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use contract::{
    ErrorBody, Field, Member, Members, Operation, ReadError, Reason, ResponseShape, Site,
    WebTaskStatus, read,
};

use suite::encoded::{Encoded, shorten};
use suite::field::{ReasonField, ResultField};
use suite::observation::{BodyView, FieldView, Observation, Outcome, Raised, SlotState, View};
use suite::tree::Tree;

/// The root class of everything that the reference client raises.
pub const ROOT_CLASS: &str = "reference.Error";

/// What the reference client makes of points that the contract leaves open.
pub const CHOICES: &[(&str, &str)] = &[
    ("flag-conflict", "never"),
    ("key-conflict", "wire"),
    ("retryable", "unread"),
    ("flag-type", "dropped"),
    ("duplicate-keys", "last"),
    ("lone-surrogates", "read"),
    ("byte-order-mark", "read"),
    ("utf-16", "with-mark"),
    ("invalid-utf-8", "read"),
    ("gzip", "refused"),
    ("numbers", "exact"),
    ("content-types", "any"),
    ("size-limit", "none"),
    ("redirects", "not-followed"),
    ("retries", "none"),
];

/// What a user of the reference client sees of a response. Nothing in the contract hangs on a
/// header: a JSON body is read whatever it is called, so there are none.
pub fn observe(operation: Operation, status: u16, body: &[u8]) -> Observation {
    if !(200..300).contains(&status) {
        return http_error(status, body);
    }
    match answer(operation, body) {
        Ok(mut observation) => {
            observation.http_status = status_field(status);
            observation
        }
        Err(error) => {
            let class = "reference.UnreadableResponse";
            let text = format!("failed to read the response: {error}");
            let mut observation = raised(&[class, ROOT_CLASS], text);
            observation.http_status = status_field(status);
            observation.body = raw(body);
            observation
        }
    }
}

/// What a user sees when there is no complete response.
pub fn transport_error(text: &str) -> Observation {
    raised(&["reference.TransportError", ROOT_CLASS], text.to_owned())
}

fn raised(classes: &[&str], shown: String) -> Observation {
    Observation::new(Outcome::Raised(Raised {
        classes: classes.iter().map(|&class| class.into()).collect(),
        shown,
    }))
}

fn http_error(status: u16, body: &[u8]) -> Observation {
    let error = read::error_body(body, Site::HttpBody)
        .ok()
        .map(|reading| reading.value);
    // Some gateways wrap the object; a body without a message and a code is no error object.
    let error = error.and_then(|error| match wrapped(&error) {
        Some(inner) => Some(inner),
        None => (error.message.is_some() || error.code.is_some()).then_some(error),
    });
    let shown = match &error {
        Some(error) => describe(status, error),
        None => format!(
            "HTTP status {status}: {}",
            shorten(&String::from_utf8_lossy(body))
        ),
    };
    let mut observation = raised(&["reference.HttpError", ROOT_CLASS], shown);
    observation.http_status = status_field(status);
    observation.errors = error
        .iter()
        .map(|error| error_view(error, "error.body"))
        .collect();
    observation.body = raw(body);
    observation
}

fn wrapped(error: &ErrorBody) -> Option<ErrorBody> {
    if error.message.is_some() || error.code.is_some() {
        return None;
    }
    let inner = error.unknown.iter().find(|it| it.name == "error")?;
    let inner = read::error_body(inner.value.text().as_bytes(), Site::HttpBody)
        .ok()?
        .value;
    (inner.message.is_some() || inner.code.is_some()).then_some(inner)
}

fn describe(status: u16, error: &ErrorBody) -> String {
    let code = error.code.as_ref().map_or("no code", |code| code.as_str());
    let message = error.message.as_deref().unwrap_or("no message");
    format!("{message} ({code}, HTTP status {status})")
}

fn status_field(status: u16) -> FieldView {
    FieldView::value("status", Encoded::from_json(status.to_string()))
}

fn raw(body: &[u8]) -> BodyView {
    match std::str::from_utf8(body) {
        Ok(text) if Tree::parse(text).is_ok() => BodyView::Json {
            value: Encoded::from_json(text),
        },
        Ok(text) => BodyView::Text {
            value: Encoded::string(text),
        },
        Err(_) => BodyView::Bytes {
            bytes: body.to_vec(),
        },
    }
}

fn answer(operation: Operation, body: &[u8]) -> Result<Observation, ReadError> {
    let mut seen = Observation::new(Outcome::Returned);
    match operation.answer() {
        ResponseShape::RunResult => {
            let result = read::run_result(body)?.value;
            let status = result.status.as_ref().map(|status| status.as_str());
            seen.result = Some(envelope(status, result.message.as_deref(), &result.unknown));
            seen.errors = vec![slot(result.error.as_ref(), "result.error")];
            seen.reason = result
                .reason
                .as_ref()
                .map(|reason| reason_view(reason, "result.reason"));
        }
        ResponseShape::AuthSessionResult => {
            let result = read::auth_session_result(body)?.value;
            let status = result.status();
            let (message, reason) = match &result {
                contract::AuthSessionResult::Failed(failed) => (failed.message.as_deref(), None),
                contract::AuthSessionResult::Canceled(canceled) => {
                    (canceled.message.as_deref(), canceled.reason.as_ref())
                }
                contract::AuthSessionResult::Other(other) => {
                    (other.message.as_deref(), other.reason.as_ref())
                }
                contract::AuthSessionResult::Done(_)
                | contract::AuthSessionResult::Pending(_)
                | contract::AuthSessionResult::InProgress(_) => (None, None),
            };
            let status = status.as_ref().map(|status| status.as_str());
            seen.result = Some(envelope(status, message, result.unknown()));
            seen.errors = vec![slot(result.error(), "result.error")];
            seen.reason = reason.map(|reason| reason_view(reason, "result.reason"));
        }
        ResponseShape::JobRun => {
            let result = read::job_run_result(body)?.value;
            let run = result.job_run.unwrap_or_default();
            let status = run.status.as_ref().map(|status| status.as_str());
            seen.result = Some(envelope(status, None, &run.unknown));
            seen.errors = vec![slot(run.error.as_ref(), "result.job_run.error")];
            seen.reason = run
                .reason
                .as_ref()
                .map(|reason| reason_view(reason, "result.job_run.reason"));
        }
        ResponseShape::JobRuns => {
            let result = read::job_runs(body)?.value;
            let runs = result.job_runs.unwrap_or_default();
            seen.result = Some(envelope(None, None, &result.unknown));
            seen.errors = runs
                .iter()
                .enumerate()
                .map(|(at, run)| slot(run.error.as_ref(), &format!("result.job_runs[{at}].error")))
                .collect();
            seen.reason = runs
                .iter()
                .find_map(|run| run.reason.as_ref())
                .map(|reason| reason_view(reason, "result.job_runs[0].reason"));
        }
        ResponseShape::WebTaskResult => {
            let result = read::web_task_result(body)?.value;
            let status = result.status.as_ref().map(|status| status.as_str());
            let mut view = envelope(status, None, &result.unknown);
            let outcome = result.outcome.as_ref().map(|outcome| outcome.as_str());
            let outcome = text("result.outcome", outcome);
            view.fields.insert(ResultField::Outcome, outcome);
            seen.result = Some(view);
            // These variants declare no error: there, `error` is a field like any unknown one.
            let without = matches!(
                result.status,
                Some(WebTaskStatus::Pending | WebTaskStatus::Started | WebTaskStatus::Canceled)
            );
            let error = result.error.as_ref().filter(|_| !without);
            seen.errors = vec![slot(error, "result.error")];
        }
        ResponseShape::Start { .. } | ResponseShape::Ack { .. } | ResponseShape::Other => {
            seen.result = Some(plain(body)?);
            seen.reason = first_reason(body).map(|reason| reason_view(&reason, "result[0].reason"));
        }
        ResponseShape::Empty => {}
    }
    Ok(seen)
}

/// An answer without an error of its own: its status (of a job, its `state`) and its message, if it
/// has them; of a list, the first item's.
fn plain(body: &[u8]) -> Result<View<ResultField>, ReadError> {
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        let Ok(text) = std::str::from_utf8(body) else {
            // The reader of objects takes no list, and says first where this is no text.
            return read::error_body(body, Site::HttpBody).map(|_| View::new(SlotState::Present));
        };
        let items = contract::Json::parse(text)?;
        let first = items
            .to::<Vec<Box<RawValue>>>()
            .ok()
            .and_then(|items| items.into_iter().next());
        return match first {
            Some(item) => plain(item.get().as_bytes()),
            None => Ok(View::new(SlotState::Present)),
        };
    }
    // The reader of errors reads any object; an acknowledgement is one with a message.
    let reading = read::error_body(body, Site::HttpBody)?.value;
    let is_status = |key: &str| matches!(key, "status" | "state");
    let status = reading.unknown.iter().find(|it| is_status(&it.name));
    let status = status.and_then(|it| it.value.to::<String>().ok());
    Ok(envelope(
        status.as_deref(),
        reading.message.as_deref(),
        &Vec::new(),
    ))
}

/// The reason of the first item of a list that has one: a paused job says why. It reads like the
/// reason of a run.
fn first_reason(body: &[u8]) -> Option<Reason> {
    let items: Vec<contract::Json> = serde_json::from_slice::<Vec<Box<RawValue>>>(body)
        .ok()?
        .iter()
        .filter_map(|item| contract::Json::parse(item.get()).ok())
        .collect();
    items
        .iter()
        .find_map(|item| read::run_result(item.text().as_bytes()).ok()?.value.reason)
}

fn text(via: &str, value: Option<&str>) -> FieldView {
    value.map_or(FieldView::Absent, |value| {
        FieldView::value(via, Encoded::string(value))
    })
}

/// A typed field with a JSON value.
fn json(via: &str, value: Option<&contract::Json>) -> FieldView {
    value.map_or(FieldView::Absent, |value| {
        FieldView::value(via, Encoded::from_json(value.text()))
    })
}

fn envelope(status: Option<&str>, message: Option<&str>, unknown: &Members) -> View<ResultField> {
    View {
        fields: [
            (ResultField::Status, text("result.status", status)),
            (ResultField::Message, text("result.message", message)),
        ]
        .into(),
        extras: extras(unknown),
        ..View::new(SlotState::Present)
    }
}

fn extras<'a>(members: impl IntoIterator<Item = &'a Member>) -> BTreeMap<String, Encoded> {
    members
        .into_iter()
        .map(|it| (it.name.clone(), Encoded::from_json(it.value.text())))
        .collect()
}

fn slot(error: Option<&ErrorBody>, via: &str) -> View<Field> {
    match error {
        Some(error) => error_view(error, via),
        None => View::new(SlotState::Absent),
    }
}

fn error_view(error: &ErrorBody, via: &str) -> View<Field> {
    let at = |name: &str| format!("{via}.{name}");
    let flag = error.retriable.map_or(FieldView::Absent, |flag| {
        FieldView::value(at("retriable"), Encoded::from_json(flag.to_string()))
    });
    let code = error.code.as_ref().map(|code| code.as_str());
    let category = error.category.as_ref().map(|category| category.as_str());
    let message = error.message.as_deref();
    let correlation_id = error.correlation_id.as_deref();
    View {
        fields: [
            (Field::Message, text(&at("message"), message)),
            (Field::Code, text(&at("code"), code)),
            (Field::Category, text(&at("category"), category)),
            (Field::Flag, flag),
            (
                Field::DocUrl,
                text(&at("doc_url"), error.doc_url.as_deref()),
            ),
            (
                Field::CorrelationId,
                text(&at("correlation_id"), correlation_id),
            ),
            (Field::Details, json(&at("details"), error.details.as_ref())),
        ]
        .into(),
        extras: extras(error.unknown.iter().chain(&error.rejected)),
        ..View::new(SlotState::Present)
    }
}

fn reason_view(reason: &Reason, via: &str) -> View<ReasonField> {
    let at = |name: &str| format!("{via}.{name}");
    let kind = reason.kind.as_ref().map(|kind| kind.as_str());
    let (message, timestamp) = (reason.message.as_deref(), reason.timestamp.as_deref());
    View {
        fields: [
            (ReasonField::Type, text(&at("type"), kind)),
            (ReasonField::Message, text(&at("message"), message)),
            (
                ReasonField::DocUrl,
                text(&at("doc_url"), reason.doc_url.as_deref()),
            ),
            (
                ReasonField::Details,
                json(&at("details"), reason.details.as_ref()),
            ),
            (ReasonField::Timestamp, text(&at("timestamp"), timestamp)),
        ]
        .into(),
        extras: extras(reason.unknown.iter().chain(&reason.rejected)),
        ..View::new(SlotState::Present)
    }
}

#[cfg(test)]
mod tests;
