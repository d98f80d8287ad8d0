//! What clients get wrong about the result around an error.

use crate::edit::{edit, envelope, get, lose_error, nothing, set};
use crate::mutants::Mutant;
use suite::field::ResultField;
use tables::Field;

pub(super) fn mutants() -> Vec<Mutant> {
    let status = ["wire/envelope-status", "failed/status"];
    let message = [
        "wire/envelope-message",
        "failed/message",
        "failed/error",
        "failed/example",
    ];
    let outcome = ["wire/web-task-outcome"];
    vec![
        Mutant::new(
            "drops-the-status",
            "shows no status",
            &status,
            envelope(ResultField::Status, nothing),
        ),
        Mutant::new(
            "status-in-another-case",
            "shows statuses in another case",
            &status,
            envelope(ResultField::Status, |json| {
                let lower = json.to_lowercase();
                Some(if lower == json {
                    json.to_uppercase()
                } else {
                    lower
                })
            }),
        ),
        Mutant::new(
            "drops-the-outer-message",
            "shows no message of the envelope",
            &message,
            envelope(ResultField::Message, nothing),
        ),
        Mutant::new(
            "swaps-the-messages",
            "shows the error's message as the envelope's and the other way round",
            &[
                "failed/error",
                "failed/message",
                "wire/envelope-message",
                "error-structure/message",
            ],
            edit(|seen, _| {
                let (Some(result), Some(error)) = (&mut seen.result, seen.errors.first_mut())
                else {
                    return;
                };
                let outer = get(result, ResultField::Message).map(ToOwned::to_owned);
                let inner = get(error, Field::Message).map(ToOwned::to_owned);
                if let (Some(outer), Some(inner)) = (outer, inner) {
                    set(result, ResultField::Message, &inner);
                    set(error, Field::Message, &outer);
                }
            }),
        ),
        Mutant::new(
            "one-message-for-both",
            "shows the envelope's message as the error's",
            &[
                "failed/error",
                "error-structure/message",
                "sdk-model/example",
                "failed/example",
            ],
            edit(|seen, _| {
                let outer = seen
                    .result
                    .as_ref()
                    .and_then(|view| get(view, ResultField::Message).map(ToOwned::to_owned));
                if let (Some(outer), Some(error)) = (outer, seen.errors.first_mut()) {
                    set(error, Field::Message, &outer);
                }
            }),
        ),
        Mutant::new(
            "drops-the-outcome",
            "shows no outcome of a web task",
            &outcome,
            envelope(ResultField::Outcome, nothing),
        ),
        Mutant::new(
            "completed-is-success",
            "takes every completed web task for a success",
            &outcome,
            envelope(ResultField::Outcome, |_| Some("\"success\"".to_owned())),
        ),
        Mutant::new(
            "no-web-task-errors",
            "does not read the error of a web task",
            &["wire/web-task-error", "wire/undocumented-codes"],
            lose_error(|_, _, exchange| exchange.operation.site() == Some(tables::Site::WebTask)),
        ),
    ]
}
