//! What clients get wrong about texts, codes, categories and missing or odd fields.

use super::{EXAMPLES, new};
use crate::mutants::edit::{change_field, errors, field, get, lose_error, nothing, set, texts};
use crate::mutants::{Exchange, Mutant};
use suite::observation::View;

pub(super) fn add(mutants: &mut Vec<Mutant>) {
    let texts_aims = ["wire/text-exact"];
    let trim = texts(|text| text.trim().to_owned());
    new(
        mutants,
        "trims-texts",
        "trims every text",
        &texts_aims,
        trim,
    );
    let cut = texts(|text| text.chars().take(200).collect());
    new(
        mutants,
        "cuts-messages",
        "cuts texts at 200 characters",
        &texts_aims,
        cut,
    );
    let ascii = texts(|text| {
        text.chars()
            .map(|c| if c.is_ascii() { c } else { '?' })
            .collect()
    });
    new(
        mutants,
        "ascii-only",
        "shows a question mark for every other letter",
        &texts_aims,
        ascii,
    );
    let unescape = texts(|text| text.replace("&amp;", "&").replace("%7B", "{"));
    new(
        mutants,
        "unescapes-texts",
        "decodes escapes of other formats",
        &texts_aims,
        unescape,
    );
    let upper = field("code", |json| Some(json.to_uppercase()));
    let aims = [
        "error-structure/code",
        EXAMPLES[0],
        EXAMPLES[1],
        "wire/http-error-body",
    ];
    new(
        mutants,
        "upper-cases-codes",
        "shows codes in capitals",
        &aims,
        upper,
    );
    let aims = [
        "error-structure/code",
        EXAMPLES[0],
        EXAMPLES[1],
        "wire/missing-required",
        "wire/wrong-type",
        "wire/http-error-body",
        "wire/job-run-errors",
        "wire/empty-value",
    ];
    new(
        mutants,
        "drops-every-code",
        "shows no code at all",
        &aims,
        field("code", nothing),
    );
    let aims = [
        "error-structure/category",
        EXAMPLES[0],
        EXAMPLES[1],
        "wire/empty-value",
    ];
    new(
        mutants,
        "drops-every-category",
        "shows no category at all",
        &aims,
        field("category", nothing),
    );
    new(
        mutants,
        "category-from-the-code",
        "corrects the category by the code",
        &[
            "error-structure/category",
            "categories/billing",
            "categories/auth",
        ],
        errors(|view, _, _| {
            let category = match get(view, "code") {
                Some(code) if code.contains("credits") => "\"billing\"",
                Some(code) if code.starts_with("\"auth-") => "\"auth\"",
                Some(code) if code.starts_with("\"script-") => "\"execution\"",
                Some(_) => "\"infrastructure\"",
                None => return,
            };
            if get(view, "category").is_some() {
                set(view, "category", category);
            }
        }),
    );
    new(
        mutants,
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
            set(view, "code", code);
        }),
    );
    let empty = |json: &str| (json != "\"\"").then(|| json.to_owned());
    let aims = ["wire/empty-value"];
    new(
        mutants,
        "empty-is-absent",
        "takes an empty text for an absence",
        &aims,
        errors(move |view, _, _| {
            for name in ["message", "code", "category", "doc_url", "correlation_id"] {
                change_field(view, name, empty);
            }
        }),
    );
    new(
        mutants,
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
    );
    new(
        mutants,
        "code-from-the-category",
        "shows the category where a code is missing",
        &["sdk-model/code-optional", "floor/nothing-invented"],
        errors(|view, _, _| {
            let category = get(view, "category").map(ToOwned::to_owned);
            if let (Some(category), None) = (category, get(view, "code")) {
                set(view, "code", &category);
            }
        }),
    );
    new(
        mutants,
        "requires-a-message",
        "loses an error without a message or a code",
        &["wire/missing-required"],
        lose_error(|view, _, _| get(view, "message").is_none() || get(view, "code").is_none()),
    );
    new(
        mutants,
        "requires-all-fields",
        "loses an error without a category, a flag or an id",
        &["wire/missing-required"],
        lose_error(|view, _, exchange| {
            get(view, "category").is_none()
                || (exchange.status >= 400
                    && (get(view, "flag").is_none() || get(view, "correlation_id").is_none()))
        }),
    );
    new(
        mutants,
        "one-wrong-type-costs-all",
        "loses an error with a field of a wrong type",
        &["wire/wrong-type"],
        lose_error(rejected),
    );
    new(
        mutants,
        "wrong-type-costs-the-message",
        "shows the complaint about a field of a wrong type instead of the message",
        &["wire/wrong-type"],
        errors(|view, at, exchange| {
            if rejected(view, at, exchange) {
                set(view, "message", "\"invalid field\"");
                view.fields.remove("code");
            }
        }),
    );
}

/// Whether a known key was sent with a value that the reference could not use.
fn rejected(view: &View, at: usize, exchange: &Exchange<'_>) -> bool {
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
