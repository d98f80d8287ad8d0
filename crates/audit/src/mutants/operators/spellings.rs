//! What clients get wrong about the two spellings of a key.

use super::new;
use crate::mutants::edit::{errors, field, refuse};
use crate::mutants::{Exchange, Mutant};
use suite::observation::{FieldView, View};

pub(super) fn add(mutants: &mut Vec<Mutant>) {
    new(
        mutants,
        "snake-links-only",
        "does not read docUrl",
        &["sdk-model/doc-url"],
        errors(|view, at, exchange| {
            if exchange.sent(at, "docUrl") && !exchange.sent(at, "doc_url") {
                view.fields.remove("doc_url");
            }
        }),
    );
    new(
        mutants,
        "camel-link-as-extra",
        "shows docUrl as an undeclared attribute only",
        &["sdk-model/doc-url"],
        errors(|view, at, exchange| {
            if exchange.sent(at, "docUrl") {
                to_extra(view, "doc_url", "docUrl");
            }
        }),
    );
    new(
        mutants,
        "camel-links-only",
        "does not read doc_url",
        &["error-structure/doc-url"],
        errors(|view, at, exchange| {
            if exchange.sent(at, "doc_url") {
                view.fields.remove("doc_url");
            }
        }),
    );
    new(
        mutants,
        "snake-ids-only",
        "does not read correlationId",
        &["wire/correlation-id-camel", "sdk-model/correlation-id"],
        errors(|view, at, exchange| {
            if exchange.sent(at, "correlationId") && !exchange.sent(at, "correlation_id") {
                view.fields.remove("correlation_id");
            }
        }),
    );
    new(
        mutants,
        "camel-id-as-extra",
        "shows correlationId in a 2xx answer as an undeclared attribute only",
        &["sdk-model/correlation-id"],
        errors(|view, at, exchange| {
            if exchange.sent(at, "correlationId") {
                to_extra(view, "correlation_id", "correlationId");
            }
        }),
    );
    new(
        mutants,
        "camel-ids-only",
        "does not read correlation_id",
        &[
            "error-structure/correlation-id",
            "codes/internal-server-error-correlation",
        ],
        errors(|view, at, exchange| {
            if exchange.sent(at, "correlation_id") {
                view.fields.remove("correlation_id");
            }
        }),
    );
    new(
        mutants,
        "ids-in-capitals",
        "shows correlation ids in capitals, with a prefix",
        &[
            "error-structure/correlation-id",
            "wire/correlation-id-camel",
            "codes/internal-server-error-correlation",
        ],
        field("correlation_id", |json| {
            Some(json.replacen('"', "\"ID-", 1).to_uppercase())
        }),
    );
    new(
        mutants,
        "links-without-fragment",
        "cuts the fragment off doc links",
        &[
            "error-structure/doc-url",
            "sdk-model/example",
            "failed/example",
        ],
        field("doc_url", |json| {
            json.split_once('#').map(|(link, _)| format!("{link}\""))
        }),
    );
    new(
        mutants,
        "twins-are-duplicates",
        "refuses a body with both spellings of a key",
        &["wire/equal-twins"],
        refuse(|_, exchange| has_twins(exchange)),
    );
    new(
        mutants,
        "twins-cancel-out",
        "drops a fact that is there in both spellings",
        &["wire/equal-twins"],
        errors(|view, at, exchange| {
            for (name, one, other) in TWINS {
                if exchange.sent(at, one) && exchange.sent(at, other) {
                    view.fields.remove(*name);
                }
            }
        }),
    );
}

const TWINS: &[(&str, &str, &str)] = &[
    ("flag", "retirable", "retriable"),
    ("doc_url", "doc_url", "docUrl"),
    ("correlation_id", "correlation_id", "correlationId"),
];

fn has_twins(exchange: &Exchange<'_>) -> bool {
    TWINS
        .iter()
        .any(|(_, one, other)| exchange.sent(0, one) && exchange.sent(0, other))
}

fn to_extra(view: &mut View, name: &str, key: &str) {
    if let Some(FieldView::Value { value, .. }) = view.fields.remove(name) {
        view.extras.insert(key.to_owned(), value);
    }
}
