//! What clients get wrong about the retry flag.

use super::new;
use crate::mutants::Mutant;
use crate::mutants::edit::{errors, field, get, nothing, set};

fn negated(json: &str) -> Option<String> {
    Some(if json == "true" { "false" } else { "true" }.to_owned())
}

pub(super) fn add(mutants: &mut Vec<Mutant>) {
    let both = ["error-structure/retriable", "sdk-model/retirable"];
    let all = [both[0], both[1], "wire/equal-twins", "wire/null-is-absence"];
    new(
        mutants,
        "negates-the-flag",
        "shows every flag as its opposite",
        &all,
        field("flag", negated),
    );
    new(
        mutants,
        "drops-the-flag",
        "shows no flag at all",
        &all,
        field("flag", nothing),
    );
    new(
        mutants,
        "reads-only-retirable",
        "does not read the documented spelling and shows the default",
        &["error-structure/retriable"],
        errors(|view, at, exchange| {
            if exchange.sent(at, "retriable") && !exchange.sent(at, "retirable") {
                set(view, "flag", "false");
            }
        }),
    );
    new(
        mutants,
        "reads-only-retriable",
        "does not read the wire's spelling and shows the default",
        &["sdk-model/retirable"],
        errors(|view, at, exchange| {
            if exchange.sent(at, "retirable") && !exchange.sent(at, "retriable") {
                set(view, "flag", "false");
            }
        }),
    );
    new(
        mutants,
        "flag-as-text",
        "shows the flag as a text",
        &both,
        field("flag", |json| Some(format!("\"{json}\""))),
    );
    new(
        mutants,
        "flag-from-the-category",
        "derives the flag from the category: infrastructure is retriable",
        &[
            "sdk-model/retirable-absent",
            "wire/flag-null",
            "sdk-model/retirable",
        ],
        errors(|view, _, _| {
            let infrastructure = get(view, "category") == Some("\"infrastructure\"");
            set(view, "flag", if infrastructure { "true" } else { "false" });
        }),
    );
    new(
        mutants,
        "null-flag-is-true",
        "reads a null flag as true",
        &["wire/flag-null", "wire/null-is-absence"],
        errors(|view, at, exchange| {
            if exchange.sent_null(at, "retirable") || exchange.sent_null(at, "retriable") {
                set(view, "flag", "true");
            }
        }),
    );
    new(
        mutants,
        "null-wins",
        "lets a null spelling win over one with a value",
        &["wire/null-is-absence"],
        errors(|view, at, exchange| {
            if exchange.sent_null(at, "retirable") || exchange.sent_null(at, "retriable") {
                view.fields.remove("flag");
            }
        }),
    );
}
