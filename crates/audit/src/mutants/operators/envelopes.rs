//! What clients get wrong about the result around an error.

use super::new;
use crate::mutants::Mutant;
use crate::mutants::edit::{edit, envelope, get, lose_error, nothing, set};

pub(super) fn add(mutants: &mut Vec<Mutant>) {
    let status = ["wire/envelope-status", "failed/status"];
    new(
        mutants,
        "drops-the-status",
        "shows no status",
        &status,
        envelope("status", nothing),
    );
    let capitals = envelope("status", |json| {
        let lower = json.to_lowercase();
        Some(if lower == json {
            json.to_uppercase()
        } else {
            lower
        })
    });
    new(
        mutants,
        "status-in-another-case",
        "shows statuses in another case",
        &status,
        capitals,
    );
    let message = [
        "wire/envelope-message",
        "failed/message",
        "failed/error",
        "failed/example",
    ];
    let drop = envelope("message", nothing);
    new(
        mutants,
        "drops-the-outer-message",
        "shows no message of the envelope",
        &message,
        drop,
    );
    new(
        mutants,
        "swaps-the-messages",
        "shows the error's message as the envelope's and the other way round",
        &[
            "failed/error",
            "failed/message",
            "wire/envelope-message",
            "error-structure/message",
        ],
        edit(|seen, _| {
            let (Some(result), Some(error)) = (&mut seen.result, seen.errors.first_mut()) else {
                return;
            };
            let outer = get(result, "message").map(ToOwned::to_owned);
            let inner = get(error, "message").map(ToOwned::to_owned);
            if let (Some(outer), Some(inner)) = (outer, inner) {
                set(result, "message", &inner);
                set(error, "message", &outer);
            }
        }),
    );
    new(
        mutants,
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
                .and_then(|view| get(view, "message").map(ToOwned::to_owned));
            if let (Some(outer), Some(error)) = (outer, seen.errors.first_mut()) {
                set(error, "message", &outer);
            }
        }),
    );
    let outcome = ["wire/web-task-outcome"];
    let client = envelope("outcome", nothing);
    new(
        mutants,
        "drops-the-outcome",
        "shows no outcome of a web task",
        &outcome,
        client,
    );
    let client = envelope("outcome", |_| Some("\"success\"".to_owned()));
    new(
        mutants,
        "completed-is-success",
        "takes every completed web task for a success",
        &outcome,
        client,
    );
    new(
        mutants,
        "no-web-task-errors",
        "does not read the error of a web task",
        &["wire/web-task-error", "wire/undocumented-codes"],
        lose_error(|_, _, exchange| exchange.operation.site() == Some(tables::Site::WebTask)),
    );
}
