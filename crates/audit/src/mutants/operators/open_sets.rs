//! What clients get wrong about values that they do not know.

use super::new;
use crate::mutants::Mutant;
use crate::mutants::edit::{edit, errors, field, get, lose_error, reason, refuse, set};
use suite::observation::{Observation, View};

fn is_unknown(json: &str, known: impl Fn(&str) -> bool) -> bool {
    serde_json::from_str::<String>(json).is_ok_and(|text| !known(&text))
}

fn unknown_code(view: &View) -> bool {
    get(view, "code")
        .is_some_and(|json| is_unknown(json, |text| tables::Code::from_wire(text).is_known()))
}

fn undocumented_code(view: &View) -> bool {
    let documented = |text: &str| tables::documented().any(|info| info.wire == text);
    get(view, "code").is_some_and(|json| is_unknown(json, documented))
}

fn unknown_category(view: &View) -> bool {
    get(view, "category")
        .is_some_and(|json| is_unknown(json, |text| tables::Category::from_wire(text).is_known()))
}

fn unknown_status(seen: &Observation) -> bool {
    let known = |text: &str| {
        tables::RunStatus::from_wire(text).is_known()
            || tables::AuthSessionStatus::from_wire(text).is_known()
            || tables::JobRunStatus::from_wire(text).is_known()
            || tables::WebTaskStatus::from_wire(text).is_known()
    };
    seen.result
        .as_ref()
        .and_then(|view| get(view, "status"))
        .is_some_and(|json| is_unknown(json, known))
}

fn unknown_reason(view: &View) -> bool {
    get(view, "type")
        .is_some_and(|json| is_unknown(json, |text| tables::ReasonType::from_wire(text).is_known()))
}

pub(super) fn add(mutants: &mut Vec<Mutant>) {
    new(
        mutants,
        "closed-code-enum",
        "refuses a response with a code that it does not know",
        &["wire/unknown-code"],
        refuse(|seen, _| seen.errors.iter().any(unknown_code)),
    );
    new(
        mutants,
        "documented-codes-only",
        "refuses a response with a code that is not documented",
        &["wire/undocumented-codes", "wire/unknown-code"],
        refuse(|seen, _| seen.errors.iter().any(undocumented_code)),
    );
    new(
        mutants,
        "unknown-code-sentinel",
        "shows every unknown code as the word unknown",
        &["wire/unknown-code"],
        errors(|view, _, _| {
            if unknown_code(view) {
                set(view, "code", "\"unknown\"");
            }
        }),
    );
    new(
        mutants,
        "lower-cases-codes",
        "shows codes in lower case, with hyphens",
        &["wire/unknown-code"],
        field("code", |json| Some(json.to_lowercase().replace('_', "-"))),
    );
    new(
        mutants,
        "lower-cases-categories",
        "shows categories in lower case",
        &["wire/unknown-category"],
        field("category", |json| Some(json.to_lowercase())),
    );
    new(
        mutants,
        "one-unknown-code-costs-the-list",
        "shows no error of a list in which a code is not known",
        &["wire/job-run-errors"],
        lose_error(|_, _, exchange| {
            exchange.right.errors.len() > 1 && exchange.right.errors.iter().any(unknown_code)
        }),
    );
    new(
        mutants,
        "closed-category-enum",
        "refuses a response with a category that it does not know",
        &["wire/unknown-category"],
        refuse(|seen, _| seen.errors.iter().any(unknown_category)),
    );
    new(
        mutants,
        "swallows-unknown-categories",
        "shows no category where it does not know it",
        &["wire/unknown-category"],
        errors(|view, _, _| {
            if unknown_category(view) {
                view.fields.remove("category");
            }
        }),
    );
    new(
        mutants,
        "closed-status-enum",
        "refuses a result with a status that it does not know",
        &["wire/unknown-status"],
        refuse(|seen, _| unknown_status(seen)),
    );
    new(
        mutants,
        "unknown-status-is-pending",
        "shows an unknown status as pending",
        &["wire/unknown-status"],
        edit(|seen, exchange| {
            if unknown_status(exchange.right)
                && let Some(view) = &mut seen.result
            {
                set(view, "status", "\"pending\"");
            }
        }),
    );
    new(
        mutants,
        "closed-reason-enum",
        "refuses a result with a reason that it does not know",
        &["wire/unknown-reason"],
        refuse(|seen, _| seen.reason.as_ref().is_some_and(unknown_reason)),
    );
    new(
        mutants,
        "unknown-reason-is-terminated",
        "shows an unknown reason as terminated",
        &["wire/unknown-reason"],
        reason("type", |json| {
            let known = !is_unknown(json, |text| tables::ReasonType::from_wire(text).is_known());
            Some(if known {
                json.to_owned()
            } else {
                "\"terminated\"".to_owned()
            })
        }),
    );
    new(
        mutants,
        "drops-unknown-fields-with-their-error",
        "loses an error that has an unknown field",
        &["wire/unknown-field"],
        lose_error(|view, _, _| !view.extras.is_empty()),
    );
    new(
        mutants,
        "refuses-unknown-fields",
        "refuses a response with an unknown field in its error",
        &["wire/unknown-field"],
        refuse(|seen, _| seen.errors.iter().any(|view| !view.extras.is_empty())),
    );
}
