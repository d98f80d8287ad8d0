//! What clients get wrong about values that they do not know.

use crate::edit::{
    edit, errors, field, is_unknown, lose_error, refuse, set, unknown_reason, unknown_status,
};
use crate::mutants::Mutant;
use suite::field::{ReasonField, ResultField};
use suite::observation::View;
use tables::Field;

fn unknown_code(view: &View<Field>) -> bool {
    let is_known = |text: &str| tables::Code::from_wire(text).is_known();
    is_unknown(view, Field::Code, is_known)
}

fn undocumented_code(view: &View<Field>) -> bool {
    let is_documented = |text: &str| tables::documented().any(|info| info.wire == text);
    is_unknown(view, Field::Code, is_documented)
}

fn unknown_category(view: &View<Field>) -> bool {
    let is_known = |text: &str| tables::Category::from_wire(text).is_known();
    is_unknown(view, Field::Category, is_known)
}

pub(super) fn mutants() -> Vec<Mutant> {
    vec![
        Mutant::new(
            "closed-code-enum",
            "refuses a response with a code that it does not know",
            &["wire/unknown-code"],
            refuse(|seen, _| seen.errors.iter().any(unknown_code)),
        ),
        Mutant::new(
            "documented-codes-only",
            "refuses a response with a code that is not documented",
            &["wire/undocumented-codes", "wire/unknown-code"],
            refuse(|seen, _| seen.errors.iter().any(undocumented_code)),
        ),
        Mutant::new(
            "unknown-code-sentinel",
            "shows every unknown code as the word unknown",
            &["wire/unknown-code"],
            errors(|view, _, _| {
                if unknown_code(view) {
                    set(view, Field::Code, "\"unknown\"");
                }
            }),
        ),
        Mutant::new(
            "lower-cases-codes",
            "shows codes in lower case, with hyphens",
            &["wire/unknown-code"],
            field(Field::Code, |json| {
                Some(json.to_lowercase().replace('_', "-"))
            }),
        ),
        Mutant::new(
            "lower-cases-categories",
            "shows categories in lower case",
            &["wire/unknown-category"],
            field(Field::Category, |json| Some(json.to_lowercase())),
        ),
        Mutant::new(
            "one-unknown-code-costs-the-list",
            "shows no error of a list in which a code is not known",
            &["wire/job-run-errors"],
            lose_error(|_, _, exchange| {
                exchange.right.errors.len() > 1 && exchange.right.errors.iter().any(unknown_code)
            }),
        ),
        Mutant::new(
            "closed-category-enum",
            "refuses a response with a category that it does not know",
            &["wire/unknown-category"],
            refuse(|seen, _| seen.errors.iter().any(unknown_category)),
        ),
        Mutant::new(
            "swallows-unknown-categories",
            "shows no category where it does not know it",
            &["wire/unknown-category"],
            errors(|view, _, _| {
                if unknown_category(view) {
                    view.fields.remove(Field::Category);
                }
            }),
        ),
        Mutant::new(
            "closed-status-enum",
            "refuses a result with a status that it does not know",
            &["wire/unknown-status"],
            refuse(|seen, _| unknown_status(seen)),
        ),
        Mutant::new(
            "unknown-status-is-pending",
            "shows an unknown status as pending",
            &["wire/unknown-status"],
            edit(|seen, exchange| {
                if unknown_status(exchange.right)
                    && let Some(view) = &mut seen.result
                {
                    set(view, ResultField::Status, "\"pending\"");
                }
            }),
        ),
        Mutant::new(
            "closed-reason-enum",
            "refuses a result with a reason that it does not know",
            &["wire/unknown-reason"],
            refuse(|seen, _| unknown_reason(seen)),
        ),
        Mutant::new(
            "unknown-reason-is-terminated",
            "shows an unknown reason as terminated",
            &["wire/unknown-reason"],
            edit(|seen, exchange| {
                if unknown_reason(exchange.right)
                    && let Some(view) = &mut seen.reason
                {
                    set(view, ReasonField::Type, "\"terminated\"");
                }
            }),
        ),
        Mutant::new(
            "drops-unknown-fields-with-their-error",
            "loses an error that has an unknown field",
            &["wire/unknown-field"],
            lose_error(|view, _, _| !view.extras.is_empty()),
        ),
        Mutant::new(
            "refuses-unknown-fields",
            "refuses a response with an unknown field in its error",
            &["wire/unknown-field"],
            refuse(|seen, _| seen.errors.iter().any(|view| !view.extras.is_empty())),
        ),
    ]
}
