//! What clients get right nearly everywhere, and wrong in one corner.
//!
//! Each of them is noticed by the vectors of one case, which shows what the case is for.

use suite::field::{ReasonField, ResultField};
use suite::observation::{Observation, View};
use tables::{Field, Method, ResponseShape, Site};

use crate::client::{Client, Exchange};
use crate::edit::{
    change_field, edit, errors, field, get, is_unreadable, lose_error, reason, set, succeed, texts,
};
use crate::mutants::Mutant;

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = unreadable();
    mutants.extend(flags());
    mutants.extend(values());
    mutants
}

/// Replies that are taken for a success.
fn unreadable() -> Vec<Mutant> {
    let success = |name, title, aim, when: fn(&Observation, &Exchange<'_>) -> bool| {
        Mutant::new(name, title, &[aim], succeed("\"completed\"", when))
    };
    let aim = "wire/undecodable";
    vec![
        success(
            "deletions-read-no-objects",
            "takes an HTTP error of a deletion for a success where the body is JSON and no object",
            aim,
            |seen, exchange| is_untyped_deletion(seen, exchange) && exchange.tree.is_some(),
        ),
        success(
            "deletions-read-json-only",
            "takes an HTTP error of a deletion for a success where the body is no JSON",
            aim,
            |seen, exchange| is_untyped_deletion(seen, exchange) && exchange.tree.is_none(),
        ),
        success(
            "nothing-is-no-error",
            "takes an HTTP error without a body for a success where something was asked for",
            aim,
            |_, exchange| {
                exchange.status >= 400
                    && exchange.operation.method() == Method::Get
                    && exchange.body.is_empty()
            },
        ),
        success(
            "a-page-is-a-success",
            "takes a page in HTML for a success where the status is 2xx",
            aim,
            |seen, exchange| is_html(exchange) && exchange.is_2xx() && is_unreadable(seen),
        ),
        success(
            "a-page-of-a-gateway-is-a-success",
            "takes a page in HTML for a success where the status is 5xx",
            aim,
            |_, exchange| is_html(exchange) && exchange.status >= 500,
        ),
        success(
            "job-runs-read-no-objects",
            "takes a job run for a success where the body is JSON and no object",
            aim,
            |seen, exchange| is_unreadable_job_run(seen, exchange) && exchange.tree.is_some(),
        ),
        success(
            "job-runs-read-json-only",
            "takes a job run for a success where the body is no JSON",
            aim,
            |seen, exchange| is_unreadable_job_run(seen, exchange) && exchange.tree.is_none(),
        ),
        success(
            "deflated-is-a-success",
            "takes a deflated body for a success",
            "floor/failure-shown",
            |_, exchange| exchange.header("content-encoding") == Some("deflate"),
        ),
        success(
            "unnamed-statuses-are-successes",
            "takes a status without a name for a success",
            "floor/failure-shown",
            |_, exchange| matches!(exchange.status, 499 | 520..=599),
        ),
    ]
}

fn is_untyped_deletion(seen: &Observation, exchange: &Exchange<'_>) -> bool {
    exchange.status >= 400
        && exchange.operation.method() == Method::Delete
        && !seen.errors.iter().any(View::is_present)
}

fn is_unreadable_job_run(seen: &Observation, exchange: &Exchange<'_>) -> bool {
    exchange.is_2xx() && exchange.operation.site() == Some(Site::JobRun) && is_unreadable(seen)
}

fn is_html(exchange: &Exchange<'_>) -> bool {
    let kind = exchange.header("content-type");
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

/// Flags that are absent or null.
fn flags() -> Vec<Mutant> {
    let null = ["wire/flag-null"];
    vec![
        Mutant::new(
            "null-flags-of-http-errors-are-true",
            "reads a null flag as true in an HTTP error",
            &null,
            flag_is_true(|exchange, at| exchange.status >= 400 && has_null_flag(exchange, at)),
        ),
        Mutant::new(
            "null-flags-of-sessions-are-true",
            "reads a null flag as true in the result of an auth session",
            &null,
            flag_is_true(|exchange, at| {
                let answer = exchange.operation.answer();
                answer == ResponseShape::AuthSessionResult
                    && exchange.is_2xx()
                    && has_null_flag(exchange, at)
            }),
        ),
        Mutant::new(
            "results-may-be-asked-for-again",
            "shows an absent flag as true in a result with a Retry-After",
            &["sdk-model/retirable-absent"],
            flag_is_true(|exchange, _| {
                exchange.is_2xx() && exchange.header("retry-after").is_some()
            }),
        ),
        Mutant::new(
            "a-null-flag-costs-the-error",
            "loses the error of a run whose only flag is null",
            &["wire/null-is-absence"],
            lose_error(|_, at, exchange| {
                let answer = exchange.operation.answer();
                matches!(answer, ResponseShape::RunResult | ResponseShape::JobRun)
                    && exchange.sent_null(at, "retirable")
                    && !exchange.sent(at, "retriable")
            }),
        ),
        Mutant::new(
            "requires-one-optional-field",
            "loses an error in a result with neither code, flag, link, id nor details",
            &["sdk-model/optional-fields"],
            lose_error(|view, _, exchange| {
                let optional = [
                    Field::Code,
                    Field::Flag,
                    Field::DocUrl,
                    Field::CorrelationId,
                    Field::Details,
                ];
                exchange.is_2xx() && optional.iter().all(|one| get(view, *one).is_none())
            }),
        ),
    ]
}

fn has_null_flag(exchange: &Exchange<'_>, at: usize) -> bool {
    exchange.sent_null(at, "retirable") || exchange.sent_null(at, "retriable")
}

fn flag_is_true(when: fn(&Exchange<'_>, usize) -> bool) -> Client {
    errors(move |view, at, exchange| {
        if get(view, Field::Flag).is_none() && when(exchange, at) {
            set(view, Field::Flag, "true");
        }
    })
}

/// Values of one form.
fn values() -> Vec<Mutant> {
    let code = ["wire/unknown-code"];
    vec![
        Mutant::new(
            "a-blank-is-no-code",
            "shows no code where it is nothing but blanks",
            &code,
            field(Field::Code, |json| {
                (json == "\"\"" || !json.trim_matches('"').trim().is_empty())
                    .then(|| json.to_owned())
            }),
        ),
        Mutant::new(
            "cuts-blanks-before-codes",
            "cuts the blanks before a code",
            &code,
            errors(|view, _, _| change_text(view, str::trim_start)),
        ),
        Mutant::new(
            "cuts-blanks-after-codes",
            "cuts the blanks after a code",
            &code,
            errors(|view, _, _| change_text(view, str::trim_end)),
        ),
        Mutant::new(
            "underscores-are-hyphens",
            "shows hyphens for the underscores of a code",
            &code,
            field(Field::Code, |json| Some(json.replace('_', "-"))),
        ),
        Mutant::new(
            "categories-of-one-word",
            "shows no category of several words",
            &["wire/unknown-category"],
            field(Field::Category, |json| {
                (!json.contains('-')).then(|| json.to_owned())
            }),
        ),
        Mutant::new(
            "tidies-links-of-reasons",
            "shows the links of reasons in lower case",
            &["wire/text-exact"],
            reason(ReasonField::DocUrl, |json| Some(json.to_lowercase())),
        ),
        Mutant::new(
            "cuts-what-fits-a-page",
            "cuts texts that are longer than a line of a log and shorter than a page",
            &["wire/text-exact"],
            texts(|text| match text.chars().count() {
                251..6_000 => text.chars().take(250).collect(),
                _ => text.to_owned(),
            }),
        ),
        Mutant::new(
            "canceled-needs-a-reason",
            "shows a canceled run without a message and a reason as failed",
            &["wire/envelope-status"],
            edit(|seen, exchange| {
                let is_bare = seen.reason.is_none();
                if let Some(view) = &mut seen.result
                    && exchange.operation.answer() == ResponseShape::RunResult
                    && is_bare
                    && get(view, ResultField::Message).is_none()
                    && get(view, ResultField::Status) == Some("\"canceled\"")
                {
                    set(view, ResultField::Status, "\"failed\"");
                }
            }),
        ),
    ]
}

/// Changes a code that is more than blanks.
fn change_text(view: &mut View<Field>, change: fn(&str) -> &str) {
    change_field(view, Field::Code, |json| {
        let text: String = serde_json::from_str(json).ok()?;
        let is_blank = text.trim().is_empty();
        let text = if is_blank {
            text.as_str()
        } else {
            change(&text)
        };
        Some(serde_json::Value::from(text).to_string())
    });
}
