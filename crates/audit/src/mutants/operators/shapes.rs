//! What clients get wrong about where errors stand, and where there is none.

use crate::edit::{edit, get, refuse, set};
use crate::mutants::Mutant;
use suite::field::ResultField;
use suite::observation::{BodyView, Observation, SlotState, View};
use tables::Field;

fn is_failed(seen: &Observation) -> bool {
    let status = seen
        .result
        .as_ref()
        .and_then(|view| get(view, ResultField::Status));
    matches!(status, Some("\"failed\"" | "\"FAILURE\""))
}

pub(super) fn mutants() -> Vec<Mutant> {
    let whatever = ["wire/error-whatever-status"];
    let lists = ["wire/job-run-errors"];
    let no_error = ["wire/no-error", "floor/nothing-invented"];
    vec![
        Mutant::new(
            "error-only-when-failed",
            "drops an error whose result is not failed",
            &whatever,
            edit(|seen, exchange| {
                if !is_failed(exchange.right) && (200..300).contains(&exchange.status) {
                    seen.errors.clear();
                }
            }),
        ),
        Mutant::new(
            "completed-has-no-error",
            "drops an error beside a status of success",
            &whatever,
            edit(|seen, _| {
                let status = seen
                    .result
                    .as_ref()
                    .and_then(|view| get(view, ResultField::Status));
                if matches!(
                    status,
                    Some("\"completed\"" | "\"SUCCESS\"" | "\"COMPLETED\"")
                ) {
                    seen.errors.clear();
                }
            }),
        ),
        Mutant::new(
            "first-error-for-all",
            "shows the first error of a list for every job run",
            &lists,
            edit(|seen, _| {
                if let Some(first) = seen.errors.first().cloned() {
                    seen.errors.fill(first);
                }
            }),
        ),
        Mutant::new(
            "last-run-only",
            "shows only the first error of a list",
            &lists,
            edit(|seen, _| seen.errors.truncate(1)),
        ),
        Mutant::new(
            "null-error-is-an-error",
            "shows `error: null` and no error as an error of empty texts",
            &no_error,
            edit(|seen, _| {
                for view in &mut seen.errors {
                    if view.state != SlotState::Present {
                        *view = View::new(SlotState::Present);
                        set(view, Field::Message, "\"\"");
                        set(view, Field::Code, "\"\"");
                    }
                }
            }),
        ),
        Mutant::new(
            "no-error-is-an-unknown-one",
            "shows an error of the code `unknown` where none was sent",
            &no_error,
            edit(|seen, _| {
                for view in &mut seen.errors {
                    if view.state != SlotState::Present {
                        *view = View::new(SlotState::Present);
                        set(view, Field::Code, "\"unknown\"");
                    }
                }
            }),
        ),
        Mutant::new(
            "stray-errors-count",
            "raises on a success that has a field named error",
            &["floor/success-returned"],
            refuse(|seen, exchange| {
                seen.raised().is_none() && exchange.has("/error") && !is_failed(seen)
            }),
        ),
        Mutant::new(
            "wrapped-bodies-only",
            "reads an HTTP error only inside `{\"error\": …}`, and hands out no body",
            &["wire/http-error-body", "error-structure/message"],
            edit(|seen, exchange| {
                if exchange.status >= 400 && !exchange.has("/error") {
                    seen.errors.clear();
                    seen.body = BodyView::None;
                }
            }),
        ),
        Mutant::new(
            "always-the-example",
            "shows the error of the documentation's example, whatever was sent",
            &["floor/nothing-invented", "error-structure/message"],
            edit(|seen, _| {
                let mut view = View::new(SlotState::Present);
                set(
                    &mut view,
                    Field::Message,
                    "\"An error occurred while executing the run\"",
                );
                set(&mut view, Field::Code, "\"script-process-crashed\"");
                set(&mut view, Field::Category, "\"infrastructure\"");
                seen.errors = vec![view];
            }),
        ),
    ]
}
