//! What clients get wrong about the retry flag.

use crate::edit::{errors, field, get, nothing, set};
use crate::mutants::Mutant;
use tables::Field;

fn negated(json: &str) -> Option<String> {
    Some(if json == "true" { "false" } else { "true" }.to_owned())
}

pub(super) fn mutants() -> Vec<Mutant> {
    let both = ["error-structure/retriable", "sdk-model/retirable"];
    let all = [both[0], both[1], "wire/equal-twins", "wire/null-is-absence"];
    vec![
        Mutant::new(
            "negates-the-flag",
            "shows every flag as its opposite",
            &all,
            field(Field::Flag, negated),
        ),
        Mutant::new(
            "drops-the-flag",
            "shows no flag at all",
            &all,
            field(Field::Flag, nothing),
        ),
        Mutant::new(
            "reads-only-retirable",
            "does not read the documented spelling and shows the default",
            &["error-structure/retriable"],
            errors(|view, at, exchange| {
                if exchange.sent(at, "retriable") && !exchange.sent(at, "retirable") {
                    set(view, Field::Flag, "false");
                }
            }),
        ),
        Mutant::new(
            "reads-only-retriable",
            "does not read the wire's spelling and shows the default",
            &["sdk-model/retirable"],
            errors(|view, at, exchange| {
                if exchange.sent(at, "retirable") && !exchange.sent(at, "retriable") {
                    set(view, Field::Flag, "false");
                }
            }),
        ),
        Mutant::new(
            "flag-as-text",
            "shows the flag as a text",
            &both,
            field(Field::Flag, |json| Some(format!("\"{json}\""))),
        ),
        Mutant::new(
            "flag-from-the-category",
            "derives the flag from the category: infrastructure is retriable",
            &[
                "sdk-model/retirable-absent",
                "wire/flag-null",
                "sdk-model/retirable",
            ],
            errors(|view, _, _| {
                let infrastructure = get(view, Field::Category) == Some("\"infrastructure\"");
                set(
                    view,
                    Field::Flag,
                    if infrastructure { "true" } else { "false" },
                );
            }),
        ),
        Mutant::new(
            "null-flag-is-true",
            "reads a null flag as true",
            &["wire/flag-null", "wire/null-is-absence"],
            errors(|view, at, exchange| {
                if exchange.sent_null(at, "retirable") || exchange.sent_null(at, "retriable") {
                    set(view, Field::Flag, "true");
                }
            }),
        ),
        Mutant::new(
            "null-wins",
            "lets a null spelling win over one with a value",
            &["wire/null-is-absence"],
            errors(|view, at, exchange| {
                if exchange.sent_null(at, "retirable") || exchange.sent_null(at, "retriable") {
                    view.fields.remove(Field::Flag);
                }
            }),
        ),
    ]
}
