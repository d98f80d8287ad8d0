//! What clients get wrong about the retry flag.

use super::new;
use crate::mutants::Fault;
use crate::mutants::edit::{errors, fact, get, nothing, set};

fn negated(json: &str) -> Option<String> {
    Some(if json == "true" { "false" } else { "true" }.to_owned())
}

pub(super) fn add(faults: &mut Vec<Fault>) {
    let both = ["error-structure/retriable", "sdk-model/retirable"];
    let all = [both[0], both[1], "wire/equal-twins", "wire/null-is-absence"];
    new(
        faults,
        "negates-the-flag",
        "shows every flag as its opposite",
        &all,
        fact("flag", negated),
    );
    new(
        faults,
        "drops-the-flag",
        "shows no flag at all",
        &all,
        fact("flag", nothing),
    );
    new(
        faults,
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
        faults,
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
        faults,
        "flag-as-text",
        "shows the flag as a text",
        &both,
        fact("flag", |json| Some(format!("\"{json}\""))),
    );
    new(
        faults,
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
        faults,
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
        faults,
        "null-wins",
        "lets a null spelling win over one with a value",
        &["wire/null-is-absence"],
        errors(|view, at, exchange| {
            if exchange.sent_null(at, "retirable") || exchange.sent_null(at, "retriable") {
                view.facts.remove("flag");
            }
        }),
    );
}
