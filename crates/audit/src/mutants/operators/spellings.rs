//! What clients get wrong about the two spellings of a key.

use crate::client::Exchange;
use crate::edit::{errors, field, refuse};
use crate::mutants::Mutant;
use suite::observation::{FieldView, View};
use tables::Field;

pub(super) fn mutants() -> Vec<Mutant> {
    vec![
        Mutant::new(
            "snake-links-only",
            "does not read docUrl",
            &["sdk-model/doc-url"],
            errors(|view, at, exchange| {
                if exchange.sent(at, "docUrl") && !exchange.sent(at, "doc_url") {
                    view.fields.remove(Field::DocUrl);
                }
            }),
        ),
        Mutant::new(
            "camel-link-as-extra",
            "shows docUrl as an undeclared attribute only",
            &["sdk-model/doc-url"],
            errors(|view, at, exchange| {
                if exchange.sent(at, "docUrl") {
                    to_extra(view, Field::DocUrl, "docUrl");
                }
            }),
        ),
        Mutant::new(
            "camel-links-only",
            "does not read doc_url",
            &["error-structure/doc-url"],
            errors(|view, at, exchange| {
                if exchange.sent(at, "doc_url") {
                    view.fields.remove(Field::DocUrl);
                }
            }),
        ),
        Mutant::new(
            "snake-ids-only",
            "does not read correlationId",
            &["wire/correlation-id-camel", "sdk-model/correlation-id"],
            errors(|view, at, exchange| {
                if exchange.sent(at, "correlationId") && !exchange.sent(at, "correlation_id") {
                    view.fields.remove(Field::CorrelationId);
                }
            }),
        ),
        Mutant::new(
            "camel-id-as-extra",
            "shows correlationId in a 2xx answer as an undeclared attribute only",
            &["sdk-model/correlation-id"],
            errors(|view, at, exchange| {
                if exchange.sent(at, "correlationId") {
                    to_extra(view, Field::CorrelationId, "correlationId");
                }
            }),
        ),
        Mutant::new(
            "camel-ids-only",
            "does not read correlation_id",
            &[
                "error-structure/correlation-id",
                "codes/internal-server-error-correlation",
            ],
            errors(|view, at, exchange| {
                if exchange.sent(at, "correlation_id") {
                    view.fields.remove(Field::CorrelationId);
                }
            }),
        ),
        Mutant::new(
            "ids-in-capitals",
            "shows correlation ids in capitals, with a prefix",
            &[
                "error-structure/correlation-id",
                "wire/correlation-id-camel",
                "codes/internal-server-error-correlation",
            ],
            field(Field::CorrelationId, |json| {
                Some(json.replacen('"', "\"ID-", 1).to_uppercase())
            }),
        ),
        Mutant::new(
            "links-without-fragment",
            "cuts the fragment off doc links",
            &[
                "error-structure/doc-url",
                "sdk-model/example",
                "failed/example",
            ],
            field(Field::DocUrl, |json| {
                json.split_once('#').map(|(link, _)| format!("{link}\""))
            }),
        ),
        Mutant::new(
            "twins-are-duplicates",
            "refuses a body with both spellings of a key",
            &["wire/equal-twins"],
            refuse(|_, exchange| has_alias_pair(exchange)),
        ),
        Mutant::new(
            "twins-cancel-out",
            "drops a fact that is there in both spellings",
            &["wire/equal-twins"],
            errors(|view, at, exchange| {
                for (field, one, other) in alias_pairs() {
                    if exchange.sent(at, one) && exchange.sent(at, other) {
                        view.fields.remove(field);
                    }
                }
            }),
        ),
    ]
}

/// The fields with two keys, and the keys.
fn alias_pairs() -> impl Iterator<Item = (Field, &'static str, &'static str)> {
    Field::ALL
        .iter()
        .filter_map(|field| match field.spellings() {
            [one, other] => Some((*field, *one, *other)),
            _ => None,
        })
}

fn has_alias_pair(exchange: &Exchange<'_>) -> bool {
    alias_pairs().any(|(_, one, other)| exchange.sent(0, one) && exchange.sent(0, other))
}

fn to_extra(view: &mut View<Field>, field: Field, key: &str) {
    if let Some(FieldView::Value { value, .. }) = view.fields.remove(field) {
        view.extras.insert(key.to_owned(), value);
    }
}
