//! The reference client: the contract's own reader as a pure function from a response to an
//! observation.
//!
//! It proves that every must and should check can be met, and deliberately wrong clients wrap it.
//! No network: `http` mode puts an HTTP library around it in the runner. Start at [`observe`].

use serde_json::value::RawValue;

use contract::{
    ErrorBody, Members, Operation, ReadError, Reason, ResponseShape, Site, WebTaskOutcome,
    WebTaskStatus, read,
};

use suite::body::to_base64;
use suite::encoded::{Encoded, shorten};
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
    Observation {
        outcome: Outcome::Raised,
        raised: Some(Raised {
            classes: classes.iter().map(|&class| class.into()).collect(),
            shown,
        }),
        http_status: FieldView::Absent,
        result: None,
        reason: None,
        errors: Vec::new(),
        body: BodyView::None,
    }
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
            base64: to_base64(body),
        },
    }
}

fn answer(operation: Operation, body: &[u8]) -> Result<Observation, ReadError> {
    let mut seen = Observation {
        outcome: Outcome::Returned,
        raised: None,
        ..raised(&[], String::new())
    };
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
            view.fields
                .insert("outcome".to_owned(), text("result.outcome", outcome));
            seen.result = Some(view);
            // These variants declare no error: there, `error` is a field like any unknown one.
            let without = matches!(
                result.status,
                Some(WebTaskStatus::Pending | WebTaskStatus::Started | WebTaskStatus::Canceled)
            ) || result.outcome == Some(WebTaskOutcome::Success);
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
fn plain(body: &[u8]) -> Result<View, ReadError> {
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        let Ok(text) = std::str::from_utf8(body) else {
            // The reader of objects takes no list, and says first where this is no text.
            return read::error_body(body, Site::HttpBody).map(|_| View::default());
        };
        let items = contract::Json::parse(text)?;
        let first = items
            .to::<Vec<Box<RawValue>>>()
            .ok()
            .and_then(|items| items.into_iter().next());
        return first.map_or(Ok(View::default()), |item| plain(item.get().as_bytes()));
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

fn envelope(status: Option<&str>, message: Option<&str>, unknown: &Members) -> View {
    View {
        state: SlotState::Present,
        variant: None,
        fields: [
            ("status".to_owned(), text("result.status", status)),
            ("message".to_owned(), text("result.message", message)),
        ]
        .into(),
        extras: extras(unknown),
    }
}

fn extras(fields: &Members) -> std::collections::BTreeMap<String, Encoded> {
    fields
        .iter()
        .map(|it| (it.name.clone(), Encoded::from_json(it.value.text())))
        .collect()
}

fn slot(error: Option<&ErrorBody>, via: &str) -> View {
    match error {
        Some(error) => error_view(error, via),
        None => View {
            state: SlotState::Absent,
            ..View::default()
        },
    }
}

fn error_view(error: &ErrorBody, via: &str) -> View {
    let at = |name: &str| format!("{via}.{name}");
    let flag = error.retriable.map_or(FieldView::Absent, |flag| {
        FieldView::value(at("retriable"), Encoded::from_json(flag.to_string()))
    });
    let details = error.details.as_ref().map_or(FieldView::Absent, |details| {
        FieldView::value(at("details"), Encoded::from_json(details.text()))
    });
    let code = error.code.as_ref().map(|code| code.as_str());
    let category = error.category.as_ref().map(|category| category.as_str());
    let mut extras = extras(&error.unknown);
    extras.extend(self::extras(&error.rejected));
    View {
        state: SlotState::Present,
        variant: None,
        fields: [
            ("message", text(&at("message"), error.message.as_deref())),
            ("code", text(&at("code"), code)),
            ("category", text(&at("category"), category)),
            ("flag", flag),
            ("doc_url", text(&at("doc_url"), error.doc_url.as_deref())),
            (
                "correlation_id",
                text(&at("correlation_id"), error.correlation_id.as_deref()),
            ),
            ("details", details),
        ]
        .map(|(name, field)| (name.to_owned(), field))
        .into(),
        extras,
    }
}

fn reason_view(reason: &Reason, via: &str) -> View {
    let at = |name: &str| format!("{via}.{name}");
    let kind = reason.kind.as_ref().map(|kind| kind.as_str());
    let details = reason
        .details
        .as_ref()
        .map_or(FieldView::Absent, |details| {
            FieldView::value(at("details"), Encoded::from_json(details.text()))
        });
    let mut extras = extras(&reason.unknown);
    extras.extend(self::extras(&reason.rejected));
    View {
        state: SlotState::Present,
        variant: None,
        fields: [
            ("type", text(&at("type"), kind)),
            ("message", text(&at("message"), reason.message.as_deref())),
            ("doc_url", text(&at("doc_url"), reason.doc_url.as_deref())),
            ("details", details),
            (
                "timestamp",
                text(&at("timestamp"), reason.timestamp.as_deref()),
            ),
        ]
        .map(|(name, field)| (name.to_owned(), field))
        .into(),
        extras,
    }
}

#[cfg(test)]
mod tests;
