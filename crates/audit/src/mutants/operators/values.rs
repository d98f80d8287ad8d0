//! What clients get wrong about texts, codes, categories and missing or odd fields.

use super::EXAMPLES;
use crate::client::Exchange;
use crate::edit::{TEXTS, change_field, errors, field, get, lose_error, nothing, set, texts};
use crate::mutants::Mutant;
use suite::observation::View;
use tables::Field;

pub(super) fn mutants() -> Vec<Mutant> {
    let texts_aims = ["wire/text-exact"];
    let empty = |json: &str| (json != "\"\"").then(|| json.to_owned());
    let aims = ["wire/empty-value"];
    vec![
        Mutant::new(
            "trims-texts",
            "trims every text",
            &texts_aims,
            texts(|text| text.trim().to_owned()),
        ),
        Mutant::new(
            "cuts-messages",
            "cuts texts at 200 characters",
            &texts_aims,
            texts(|text| text.chars().take(200).collect()),
        ),
        Mutant::new(
            "ascii-only",
            "shows a question mark for every other letter",
            &texts_aims,
            texts(|text| {
                text.chars()
                    .map(|c| if c.is_ascii() { c } else { '?' })
                    .collect()
            }),
        ),
        Mutant::new(
            "unescapes-texts",
            "decodes escapes of other formats",
            &texts_aims,
            texts(|text| text.replace("&amp;", "&").replace("%7B", "{")),
        ),
        Mutant::new(
            "upper-cases-codes",
            "shows codes in capitals",
            &[
                "error-structure/code",
                EXAMPLES[0],
                EXAMPLES[1],
                "wire/http-error-body",
            ],
            field(Field::Code, |json| Some(json.to_uppercase())),
        ),
        Mutant::new(
            "drops-every-code",
            "shows no code at all",
            &[
                "error-structure/code",
                EXAMPLES[0],
                EXAMPLES[1],
                "wire/missing-required",
                "wire/wrong-type",
                "wire/http-error-body",
                "wire/job-run-errors",
                "wire/empty-value",
            ],
            field(Field::Code, nothing),
        ),
        Mutant::new(
            "drops-every-category",
            "shows no category at all",
            &[
                "error-structure/category",
                EXAMPLES[0],
                EXAMPLES[1],
                "wire/empty-value",
            ],
            field(Field::Category, nothing),
        ),
        Mutant::new(
            "category-from-the-code",
            "corrects the category by the code",
            &[
                "error-structure/category",
                "categories/billing",
                "categories/auth",
            ],
            errors(|view, _, _| {
                let category = match get(view, Field::Code) {
                    Some(code) if code.contains("credits") => "\"billing\"",
                    Some(code) if code.starts_with("\"auth-") => "\"auth\"",
                    Some(code) if code.starts_with("\"script-") => "\"execution\"",
                    Some(_) => "\"infrastructure\"",
                    None => return,
                };
                if get(view, Field::Category).is_some() {
                    set(view, Field::Category, category);
                }
            }),
        ),
        Mutant::new(
            "code-from-the-status",
            "shows the code that belongs to the HTTP status",
            &[
                "codes/not-found",
                "codes/unauthorized",
                "wire/http-error-body",
            ],
            errors(|view, _, exchange| {
                let code = match exchange.status {
                    400 => "\"bad-request\"",
                    401 => "\"unauthorized\"",
                    404 => "\"not-found\"",
                    402..=599 => "\"http-error\"",
                    _ => return,
                };
                set(view, Field::Code, code);
            }),
        ),
        Mutant::new(
            "empty-is-absent",
            "takes an empty text for an absence",
            &aims,
            errors(move |view, _, _| {
                for field in TEXTS {
                    change_field(view, field, empty);
                }
            }),
        ),
        Mutant::new(
            "empty-message-replaced",
            "shows a text of its own for an empty one",
            &aims,
            texts(|text| {
                if text.is_empty() {
                    "unknown".to_owned()
                } else {
                    text.to_owned()
                }
            }),
        ),
        Mutant::new(
            "code-from-the-category",
            "shows the category where a code is missing",
            &["sdk-model/code-optional", "floor/nothing-invented"],
            errors(|view, _, _| {
                let category = get(view, Field::Category).map(ToOwned::to_owned);
                if let (Some(category), None) = (category, get(view, Field::Code)) {
                    set(view, Field::Code, &category);
                }
            }),
        ),
        Mutant::new(
            "requires-a-message",
            "loses an error without a message or a code",
            &["wire/missing-required"],
            lose_error(|view, _, _| {
                get(view, Field::Message).is_none() || get(view, Field::Code).is_none()
            }),
        ),
        Mutant::new(
            "requires-all-fields",
            "loses an error without a category, a flag or an id",
            &["wire/missing-required"],
            lose_error(|view, _, exchange| {
                get(view, Field::Category).is_none()
                    || (exchange.status >= 400
                        && (get(view, Field::Flag).is_none()
                            || get(view, Field::CorrelationId).is_none()))
            }),
        ),
        Mutant::new(
            "one-wrong-type-costs-all",
            "loses an error with a field of a wrong type",
            &["wire/wrong-type"],
            lose_error(rejected),
        ),
        Mutant::new(
            "wrong-type-costs-the-message",
            "shows the complaint about a field of a wrong type instead of the message",
            &["wire/wrong-type"],
            errors(|view, at, exchange| {
                if rejected(view, at, exchange) {
                    set(view, Field::Message, "\"invalid field\"");
                    view.fields.remove(Field::Code);
                }
            }),
        ),
    ]
}

/// Whether a known key was sent with a value that the reference could not use.
fn rejected(view: &View<Field>, at: usize, exchange: &Exchange<'_>) -> bool {
    [
        "message",
        "code",
        "category",
        "retirable",
        "doc_url",
        "correlation_id",
        "correlationId",
    ]
    .iter()
    .any(|key| view.extras.contains_key(*key) && exchange.sent(at, key))
}
