//! What clients get wrong about single replies: server errors, redirects, lists, dates.

use suite::encoded::Encoded;
use suite::field::{ReasonField, ResultField};
use suite::observation::{FieldView, Observation, Outcome, SlotState, View};
use tables::{Field, Site};

use crate::client::{Client, ClientAnswer, Exchange};
use crate::edit::{edit, errors, get, lose_error, nothing, reason, refuse, set};
use crate::mutants::Mutant;

pub(super) fn mutants() -> Vec<Mutant> {
    let absent = ["sdk-model/retirable-absent"];
    let instant = ["wire/reason-timestamp"];
    let typically = [
        "categories/infrastructure-typically-retriable",
        "categories/user-typically-not-retriable",
    ];
    vec![
        Mutant::new(
            "requires-a-flag",
            "loses an error without a flag",
            &typically,
            lose_error(|view, _, _| get(view, Field::Flag).is_none()),
        ),
        Mutant::new(
            "requires-the-outer-message",
            "loses the error of a failed result that has no message of its own",
            &["failed/message"],
            edit(|seen, _| {
                let result = seen.result.as_ref();
                if result.is_some_and(|view| get(view, ResultField::Message).is_none()) {
                    seen.errors.clear();
                }
            }),
        ),
        Mutant::new(
            "fills-the-outer-message",
            "shows the error's message where the result has none",
            &["wire/missing-required"],
            edit(|seen, _| {
                let error = seen.errors.first();
                let inner = error.and_then(|view| get(view, Field::Message));
                let inner = inner.map(ToOwned::to_owned);
                if let (Some(result), Some(inner)) = (&mut seen.result, inner)
                    && get(result, ResultField::Message).is_none()
                {
                    set(result, ResultField::Message, &inner);
                }
            }),
        ),
        Mutant::new(
            "refuses-white-space",
            "refuses a body with white space around its value",
            &["wire/white-space"],
            refuse(|_, exchange| {
                let has_space = exchange.body.trim_ascii().len() < exchange.body.len();
                has_space && exchange.tree.is_some()
            }),
        ),
        Mutant::new(
            "no-details-of-server-errors",
            "loses the details of 5xx",
            &["error-structure/details"],
            errors(|view, _, exchange| {
                if exchange.status >= 500 {
                    crate::edit::change_field(view, Field::Details, nothing);
                }
            }),
        ),
        Mutant::new(
            "no-ids-of-server-errors",
            "loses the correlation id of a 5xx with the code internal-server-error",
            &["codes/internal-server-error-correlation"],
            errors(|view, _, exchange| {
                let is_internal = get(view, Field::Code) == Some("\"internal-server-error\"");
                if exchange.status >= 500 && is_internal {
                    view.fields.remove(Field::CorrelationId);
                }
            }),
        ),
        Mutant::new(
            "no-third-error",
            "loses the third error of a list",
            &["wire/job-run-errors"],
            lose_error(|_, at, exchange| at == 2 && exchange.right.errors.len() > 1),
        ),
        Mutant::new(
            "web-task-errors-of-failures-only",
            "drops the error of a web task whose outcome is none that it knows as a failure",
            &["wire/error-whatever-status"],
            lose_error(|_, _, exchange| {
                let outcome = exchange.at("/outcome");
                exchange.operation.site() == Some(Site::WebTask)
                    && exchange.is_2xx()
                    && outcome.as_deref() != Some("\"error\"")
            }),
        ),
        Mutant::new(
            "ten-errors-at-most",
            "loses the errors of a list after the tenth",
            &["wire/job-run-errors"],
            edit(|seen, _| {
                for view in seen.errors.iter_mut().skip(10) {
                    *view = View::new(SlotState::Absent);
                }
            }),
        ),
        Mutant::new(
            "the-body-says-the-status",
            "shows the `status` of the body as the HTTP status",
            &["wire/http-status"],
            edit(|seen, exchange| {
                let status = exchange.at("/status");
                let status = status.filter(|json| json.parse::<f64>().is_ok());
                if let (400.., Some(status)) = (exchange.status, status) {
                    seen.http_status = FieldView::value("status", Encoded::from_json(status));
                }
            }),
        ),
        Mutant::new(
            "retry-after-is-a-flag",
            "shows an absent flag as true where there is a Retry-After",
            &absent,
            fill_flag(|exchange| exchange.header("retry-after").is_some()),
        ),
        Mutant::new(
            "busy-is-retriable",
            "shows an absent flag as true at 429 and 503",
            &absent,
            fill_flag(|exchange| matches!(exchange.status, 429 | 503)),
        ),
        Mutant::new(
            "server-errors-are-retriable",
            "shows an absent flag as true at 5xx",
            &absent,
            fill_flag(|exchange| exchange.status >= 500),
        ),
        Mutant::new(
            "returns-on-redirects",
            "returns normally on a redirect that it does not follow",
            &["floor/failure-shown"],
            edit(|seen, exchange| {
                if (300..400).contains(&exchange.status) {
                    *seen = Observation::new(Outcome::Returned);
                }
            }),
        ),
        Mutant::new(
            "shows-the-first-reply",
            "follows a redirect and shows the values of the reply that sent it there",
            &["floor/failure-shown"],
            followed(|second, first| {
                second.errors.clone_from(&first.errors);
                second.outcome = Outcome::Returned;
                second.http_status = FieldView::Absent;
                second.result = None;
            }),
        ),
        Mutant::new(
            "forgets-the-error-after-a-redirect",
            "follows a redirect and shows nothing of the error that it gets there",
            &["error-structure/message"],
            followed(|second, _| second.errors.clear()),
        ),
        Mutant::new(
            "completed-tasks-have-no-error",
            "drops the error of a completed web task",
            &["wire/web-task-error"],
            edit(|seen, exchange| {
                let status = seen.result.as_ref();
                let status = status.and_then(|view| get(view, ResultField::Status));
                if exchange.operation.site() == Some(Site::WebTask)
                    && status == Some("\"completed\"")
                {
                    seen.errors.clear();
                }
            }),
        ),
        Mutant::new(
            "null-is-an-empty-error",
            "shows `error: null` as an error of empty texts",
            &["wire/no-error"],
            edit(|seen, exchange| {
                let pointer = exchange.operation.error_pointer(exchange.status, 0);
                if exchange.is_2xx() && exchange.at(&pointer).as_deref() == Some("null") {
                    let mut view = View::new(SlotState::Present);
                    for field in [Field::Message, Field::Code, Field::Category] {
                        set(&mut view, field, "\"\"");
                    }
                    seen.errors = vec![view];
                }
            }),
        ),
        Mutant::new(
            "instants-without-offset",
            "shows instants without their offset, as if they were in UTC",
            &instant,
            reason(ReasonField::Timestamp, |json| {
                let clock = json.get(..20)?;
                Some(format!("{clock}Z\""))
            }),
        ),
        Mutant::new(
            "instants-in-seconds",
            "shows instants as whole seconds since 1970",
            &instant,
            reason(ReasonField::Timestamp, |_| Some("1767225600".to_owned())),
        ),
        Mutant::new(
            "instants-to-the-minute",
            "cuts instants after the minute",
            &instant,
            reason(ReasonField::Timestamp, |json| {
                let clock = json.get(..17)?;
                let offset = json.get(json.len().checked_sub(7)?..)?;
                Some(format!("{clock}:01{offset}"))
            }),
        ),
    ]
}

/// Shows an absent flag as true when a condition holds.
fn fill_flag(when: fn(&Exchange<'_>) -> bool) -> Client {
    errors(move |view, _, exchange| {
        if get(view, Field::Flag).is_none() && when(exchange) {
            set(view, Field::Flag, "true");
        }
    })
}

/// Follows a redirect and gets something wrong about the reply that it gets there.
fn followed(wrong: fn(&mut Observation, &Observation)) -> Client {
    Box::new(move |exchange| match exchange.second() {
        Some(mut second) => {
            wrong(&mut second, exchange.right);
            second.body = suite::observation::BodyView::None;
            ClientAnswer::Followed(Box::new(second))
        }
        None => ClientAnswer::Seen(Box::new(exchange.right.clone())),
    })
}
