//! How a call ends: a failure may be raised, returned or handed back as a value.

use suite::encoded::Encoded;
use suite::field::ResultField;
use suite::observation::{FieldView, Observation, Outcome};
use tables::{Field, ResponseShape};

use super::{HonestClient, raise};
use crate::client::Exchange;
use crate::edit::{adjust, get, raised, unknown_status};

pub(super) fn clients() -> Vec<HonestClient> {
    vec![
        HonestClient::typed(
            "reference",
            "returns failed results, raises HTTP errors, follows no redirect",
            adjust(|_, _| {}),
        ),
        HonestClient::typed(
            "raises-failed-results",
            "raises a failed result as its own error",
            adjust(|seen, exchange| {
                if is_failed(seen) && !is_list(exchange) {
                    let text = texts(seen, exchange);
                    raise(seen, "reference.RunFailed", text);
                }
            }),
        ),
        HonestClient::typed(
            "returns-http-errors",
            "hands HTTP errors back as values and raises only what it cannot read",
            adjust(|seen, _| {
                if raised(seen, "HttpError") && seen.errors.len() == 1 {
                    seen.outcome = Outcome::Returned;
                }
            }),
        ),
        HonestClient::typed(
            "returns-every-failure",
            "hands every failure back as a value, also where no reply arrives",
            adjust(|seen, exchange| {
                // Where there is no error to hand back, the value is the SDK's own.
                if raised(seen, "HttpError") && exchange.status >= 400 {
                    seen.outcome = Outcome::Returned;
                }
            }),
        ),
        HonestClient::typed(
            "raises-on-canceled",
            "raises a canceled result as its own error, with its status and its reason",
            adjust(|seen, exchange| {
                if matches!(
                    status(seen),
                    Some("\"canceled\"" | "\"CANCELED\"" | "\"CANCELLED\"")
                ) {
                    let text = format!("it was canceled: {}", texts(seen, exchange));
                    raise(seen, "reference.RunCanceled", text);
                }
            }),
        ),
        HonestClient::recoverable(
            "raises-on-unknown-statuses",
            "raises a result with an unknown status as its own error, with the raw body",
            adjust(|seen, exchange| {
                if exchange.operation.site().is_some() && unknown_status(seen) {
                    let body = super::bodies::json(exchange);
                    *seen = Observation::new(Outcome::Returned);
                    raise(seen, "reference.UnknownStatus", "unknown status".to_owned());
                    seen.body = body;
                }
            }),
        ),
        HonestClient::recoverable(
            "keeps-unknown-variants",
            "returns a result with an unknown status as an object of its own: the parsed body",
            adjust(|seen, exchange| {
                if exchange.operation.site().is_some() && unknown_status(seen) {
                    *seen = Observation::new(Outcome::Returned);
                    seen.body = super::bodies::json(exchange);
                }
            }),
        ),
        HonestClient::typed(
            "has-a-class-for-each-status",
            "raises HTTP errors of a class for their status",
            adjust(|seen, exchange| {
                if let Outcome::Raised(raised) = &mut seen.outcome {
                    let class = format!("reference.Status{}", exchange.status);
                    raised.classes.insert(0, class);
                }
            }),
        ),
        HonestClient::typed(
            "says-more",
            "shows the request and a hint beside the server's message",
            adjust(|seen, exchange| {
                if let Outcome::Raised(raised) = &mut seen.outcome {
                    let text = format!(
                        "{} failed: {} (see the log)",
                        exchange.operation, raised.shown
                    );
                    raised.shown = text;
                }
            }),
        ),
        HonestClient::recoverable(
            "says-nothing-of-the-message",
            "shows no message of the server in the text of what it raises",
            adjust(|seen, _| {
                if let Outcome::Raised(raised) = &mut seen.outcome {
                    raised.shown = "the call failed".to_owned();
                }
            }),
        ),
        HonestClient::recoverable(
            "hides-the-http-status",
            "does not expose the HTTP status",
            adjust(|seen, exchange| {
                // Where nothing else shows the failure, what is raised does.
                if seen.raised().is_some() || exchange.is_2xx() {
                    seen.http_status = FieldView::Absent;
                }
            }),
        ),
        HonestClient::typed(
            "shows-the-status-of-failures-only",
            "exposes the HTTP status on what it raises, not on what it returns",
            adjust(|seen, _| {
                if seen.raised().is_none() {
                    seen.http_status = FieldView::Absent;
                }
            }),
        ),
    ]
}

/// The status of the result that is shown.
fn status(seen: &Observation) -> Option<&str> {
    get(seen.result.as_ref()?, ResultField::Status)
}

/// Whether a returned result is one of a failure.
fn is_failed(seen: &Observation) -> bool {
    let is_error = seen.errors.iter().any(suite::observation::View::is_present);
    let outcome = seen.result.as_ref();
    let outcome = outcome.and_then(|view| get(view, ResultField::Outcome));
    seen.raised().is_none()
        && (is_error
            || matches!(status(seen), Some("\"failed\"" | "\"FAILURE\""))
            || matches!(outcome, Some("\"failure\"")))
}

/// Of a list, no single failure is raised.
fn is_list(exchange: &Exchange<'_>) -> bool {
    exchange.operation.answer() == ResponseShape::JobRuns
}

/// The messages of an error and of the result around it, whole.
fn texts(seen: &Observation, exchange: &Exchange<'_>) -> String {
    let outer = seen.result.as_ref();
    let outer = outer.and_then(|view| get(view, ResultField::Message));
    let sent = exchange.at(&exchange.pointer(0, Field::Message.as_str()));
    let inner = sent.as_deref();
    let both = [inner, outer].into_iter().flatten();
    let both = both.filter_map(|json| Encoded::from_json(json).decoded_string());
    // A message that travels as a digest has its text in the body.
    let long = inner.and_then(|json| serde_json::from_str::<String>(json).ok());
    both.chain(long).collect::<Vec<_>>().join(": ")
}
