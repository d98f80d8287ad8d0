//! The single faults, a line or two each, by what they get wrong.

use super::edit::{
    change_fact, edit, envelope, errors, fact, get, is_raised, is_unreadable, lose_error, nothing,
    raise, reason, refuse, set, succeed, texts,
};
use super::{Answer, Client, Exchange, Fault};
use crate::encoded::Encoded;
use crate::observation::{BodyView, FactView, Observation, Raised, SlotState, View};
use crate::reference::{ROOT_CLASS, transport_error};

pub(super) fn intents() -> Vec<Fault> {
    let mut faults = Vec::new();
    flag(&mut faults);
    spellings(&mut faults);
    open_sets(&mut faults);
    values(&mut faults);
    details(&mut faults);
    envelopes(&mut faults);
    shapes(&mut faults);
    exchanges(&mut faults);
    faults
}

const EXAMPLES: [&str; 2] = ["sdk-model/example", "failed/example"];

fn new(faults: &mut Vec<Fault>, intent: &'static str, title: &str, aims: &[&str], client: Client) {
    faults.push(Fault::new(intent, title, aims, client));
}

fn negated(json: &str) -> Option<String> {
    Some(if json == "true" { "false" } else { "true" }.to_owned())
}

fn flag(faults: &mut Vec<Fault>) {
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

fn spellings(faults: &mut Vec<Fault>) {
    new(
        faults,
        "snake-links-only",
        "does not read docUrl",
        &["sdk-model/doc-url"],
        errors(|view, at, exchange| {
            if exchange.sent(at, "docUrl") && !exchange.sent(at, "doc_url") {
                view.facts.remove("doc_url");
            }
        }),
    );
    new(
        faults,
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
        faults,
        "camel-links-only",
        "does not read doc_url",
        &["error-structure/doc-url"],
        errors(|view, at, exchange| {
            if exchange.sent(at, "doc_url") {
                view.facts.remove("doc_url");
            }
        }),
    );
    new(
        faults,
        "snake-ids-only",
        "does not read correlationId",
        &["wire/correlation-id-camel", "sdk-model/correlation-id"],
        errors(|view, at, exchange| {
            if exchange.sent(at, "correlationId") && !exchange.sent(at, "correlation_id") {
                view.facts.remove("correlation_id");
            }
        }),
    );
    new(
        faults,
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
        faults,
        "camel-ids-only",
        "does not read correlation_id",
        &[
            "error-structure/correlation-id",
            "codes/internal-server-error-correlation",
        ],
        errors(|view, at, exchange| {
            if exchange.sent(at, "correlation_id") {
                view.facts.remove("correlation_id");
            }
        }),
    );
    new(
        faults,
        "ids-in-capitals",
        "shows correlation ids in capitals, with a prefix",
        &[
            "error-structure/correlation-id",
            "wire/correlation-id-camel",
            "codes/internal-server-error-correlation",
        ],
        fact("correlation_id", |json| {
            Some(json.replacen('"', "\"ID-", 1).to_uppercase())
        }),
    );
    new(
        faults,
        "links-without-fragment",
        "cuts the fragment off doc links",
        &[
            "error-structure/doc-url",
            "sdk-model/example",
            "failed/example",
        ],
        fact("doc_url", |json| {
            json.split_once('#').map(|(link, _)| format!("{link}\""))
        }),
    );
    new(
        faults,
        "twins-are-duplicates",
        "refuses a body with both spellings of a key",
        &["wire/equal-twins"],
        refuse(|_, exchange| has_twins(exchange)),
    );
    new(
        faults,
        "twins-cancel-out",
        "drops a fact that is there in both spellings",
        &["wire/equal-twins"],
        errors(|view, at, exchange| {
            for (name, one, other) in TWINS {
                if exchange.sent(at, one) && exchange.sent(at, other) {
                    view.facts.remove(*name);
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
    if let Some(FactView::Value { value, .. }) = view.facts.remove(name) {
        view.extras.insert(key.to_owned(), value);
    }
}

fn is_unknown(json: &str, known: impl Fn(&str) -> bool) -> bool {
    serde_json::from_str::<String>(json).is_ok_and(|text| !known(&text))
}

fn unknown_code(view: &View) -> bool {
    get(view, "code")
        .is_some_and(|json| is_unknown(json, |text| contract::Code::from_wire(text).is_known()))
}

fn undocumented_code(view: &View) -> bool {
    let documented = |text: &str| contract::documented().any(|info| info.wire == text);
    get(view, "code").is_some_and(|json| is_unknown(json, documented))
}

fn unknown_category(view: &View) -> bool {
    get(view, "category")
        .is_some_and(|json| is_unknown(json, |text| contract::Category::from_wire(text).is_known()))
}

fn unknown_status(seen: &Observation) -> bool {
    let known = |text: &str| {
        contract::RunStatus::from_wire(text).is_known()
            || contract::AuthSessionStatus::from_wire(text).is_known()
            || contract::JobRunStatus::from_wire(text).is_known()
            || contract::WebTaskStatus::from_wire(text).is_known()
    };
    seen.result
        .as_ref()
        .and_then(|view| get(view, "status"))
        .is_some_and(|json| is_unknown(json, known))
}

fn unknown_reason(view: &View) -> bool {
    get(view, "type").is_some_and(|json| {
        is_unknown(json, |text| {
            contract::ReasonType::from_wire(text).is_known()
        })
    })
}

fn open_sets(faults: &mut Vec<Fault>) {
    new(
        faults,
        "closed-code-enum",
        "refuses a response with a code that it does not know",
        &["wire/unknown-code"],
        refuse(|seen, _| seen.errors.iter().any(unknown_code)),
    );
    new(
        faults,
        "documented-codes-only",
        "refuses a response with a code that is not documented",
        &["wire/undocumented-codes", "wire/unknown-code"],
        refuse(|seen, _| seen.errors.iter().any(undocumented_code)),
    );
    new(
        faults,
        "unknown-code-sentinel",
        "shows every unknown code as the word unknown",
        &["wire/unknown-code"],
        errors(|view, _, _| {
            if unknown_code(view) {
                set(view, "code", "\"unknown\"");
            }
        }),
    );
    new(
        faults,
        "lower-cases-codes",
        "shows codes in lower case, with hyphens",
        &["wire/unknown-code"],
        fact("code", |json| Some(json.to_lowercase().replace('_', "-"))),
    );
    new(
        faults,
        "closed-category-enum",
        "refuses a response with a category that it does not know",
        &["wire/unknown-category"],
        refuse(|seen, _| seen.errors.iter().any(unknown_category)),
    );
    new(
        faults,
        "swallows-unknown-categories",
        "shows no category where it does not know it",
        &["wire/unknown-category"],
        errors(|view, _, _| {
            if unknown_category(view) {
                view.facts.remove("category");
            }
        }),
    );
    new(
        faults,
        "closed-status-enum",
        "refuses a result with a status that it does not know",
        &["wire/unknown-status"],
        refuse(|seen, _| unknown_status(seen)),
    );
    new(
        faults,
        "unknown-status-is-pending",
        "shows an unknown status as pending",
        &["wire/unknown-status"],
        edit(|seen, exchange| {
            if unknown_status(exchange.right)
                && let Some(view) = &mut seen.result
            {
                set(view, "status", "\"pending\"");
            }
        }),
    );
    new(
        faults,
        "closed-reason-enum",
        "refuses a result with a reason that it does not know",
        &["wire/unknown-reason"],
        refuse(|seen, _| seen.reason.as_ref().is_some_and(unknown_reason)),
    );
    new(
        faults,
        "unknown-reason-is-terminated",
        "shows an unknown reason as terminated",
        &["wire/unknown-reason"],
        reason("type", |json| {
            let known = !is_unknown(json, |text| {
                contract::ReasonType::from_wire(text).is_known()
            });
            Some(if known {
                json.to_owned()
            } else {
                "\"terminated\"".to_owned()
            })
        }),
    );
    new(
        faults,
        "drops-unknown-fields-with-their-error",
        "loses an error that has an unknown field",
        &["wire/unknown-field"],
        lose_error(|view, _, _| !view.extras.is_empty()),
    );
    new(
        faults,
        "refuses-unknown-fields",
        "refuses a response with an unknown field in its error",
        &["wire/unknown-field"],
        refuse(|seen, _| seen.errors.iter().any(|view| !view.extras.is_empty())),
    );
}

fn values(faults: &mut Vec<Fault>) {
    let texts_aims = ["wire/text-exact"];
    let trim = texts(|text| text.trim().to_owned());
    new(faults, "trims-texts", "trims every text", &texts_aims, trim);
    let cut = texts(|text| text.chars().take(200).collect());
    new(
        faults,
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
        faults,
        "ascii-only",
        "shows a question mark for every other letter",
        &texts_aims,
        ascii,
    );
    let unescape = texts(|text| text.replace("&amp;", "&").replace("%7B", "{"));
    new(
        faults,
        "unescapes-texts",
        "decodes escapes of other formats",
        &texts_aims,
        unescape,
    );
    let upper = fact("code", |json| Some(json.to_uppercase()));
    let aims = [
        "error-structure/code",
        EXAMPLES[0],
        EXAMPLES[1],
        "wire/http-error-body",
    ];
    new(
        faults,
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
        faults,
        "drops-every-code",
        "shows no code at all",
        &aims,
        fact("code", nothing),
    );
    let aims = [
        "error-structure/category",
        EXAMPLES[0],
        EXAMPLES[1],
        "wire/empty-value",
    ];
    new(
        faults,
        "drops-every-category",
        "shows no category at all",
        &aims,
        fact("category", nothing),
    );
    new(
        faults,
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
        faults,
        "code-from-the-status",
        "shows the code that belongs to the HTTP status",
        &[
            "error-structure/code",
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
        faults,
        "empty-is-absent",
        "takes an empty text for an absence",
        &aims,
        errors(move |view, _, _| {
            for name in ["message", "code", "category", "doc_url", "correlation_id"] {
                change_fact(view, name, empty);
            }
        }),
    );
    new(
        faults,
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
        faults,
        "requires-a-message",
        "loses an error without a message or a code",
        &["wire/missing-required", "sdk-model/code-optional"],
        lose_error(|view, _, _| get(view, "message").is_none() || get(view, "code").is_none()),
    );
    new(
        faults,
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
        faults,
        "one-wrong-type-costs-all",
        "loses an error with a field of a wrong type",
        &["wire/wrong-type"],
        lose_error(misfits),
    );
    new(
        faults,
        "wrong-type-costs-the-message",
        "shows the complaint about a field of a wrong type instead of the message",
        &["wire/wrong-type"],
        errors(|view, at, exchange| {
            if misfits(view, at, exchange) {
                set(view, "message", "\"invalid field\"");
                view.facts.remove("code");
            }
        }),
    );
}

/// Whether a known key was sent with a value that the reference could not use.
fn misfits(view: &View, at: usize, exchange: &Exchange<'_>) -> bool {
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

fn details(faults: &mut Vec<Fault>) {
    let aims = ["error-structure/details", "sdk-model/details"];
    let all = [aims[0], aims[1], "codes/internal-server-error-correlation"];
    new(
        faults,
        "drops-details",
        "shows no details",
        &all,
        fact("details", nothing),
    );
    new(
        faults,
        "details-as-text",
        "shows details as a text that contains JSON",
        &all,
        fact("details", |json| {
            Some(serde_json::Value::from(json).to_string())
        }),
    );
    new(
        faults,
        "details-without-nulls",
        "drops null inside details",
        &aims,
        fact("details", |json| {
            Some(json.replace("null,", "").replace(":null", ":0"))
        }),
    );
    let truthy =
        |json: &str| (!["{}", "\"\"", "0", "false", "[]"].contains(&json)).then(|| json.to_owned());
    new(
        faults,
        "falsy-details-are-absent",
        "takes empty details for an absence",
        &aims,
        fact("details", truthy),
    );
    new(
        faults,
        "details-must-be-an-object",
        "drops details that are no object",
        &aims,
        fact("details", |json| {
            json.starts_with('{').then(|| json.to_owned())
        }),
    );
    new(
        faults,
        "numbers-as-texts",
        "shows numbers in details as texts",
        &["error-structure/details"],
        fact("details", |json| {
            Some(
                json.parse::<f64>()
                    .map_or_else(|_| json.to_owned(), |_| format!("\"{json}\"")),
            )
        }),
    );
    new(
        faults,
        "shallow-details",
        "loses details deeper than eight levels",
        &["error-structure/details"],
        fact("details", |json| {
            let deep = json.contains("[[[[[[[[[") || json.matches("{\"a\":").count() > 8;
            (!deep).then(|| json.to_owned())
        }),
    );
}

fn envelopes(faults: &mut Vec<Fault>) {
    let status = ["wire/envelope-status", "failed/status", "wire/no-error"];
    new(
        faults,
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
        faults,
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
        faults,
        "drops-the-outer-message",
        "shows no message of the envelope",
        &message,
        drop,
    );
    new(
        faults,
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
        faults,
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
        faults,
        "drops-the-outcome",
        "shows no outcome of a web task",
        &outcome,
        client,
    );
    let client = envelope("outcome", |_| Some("\"success\"".to_owned()));
    new(
        faults,
        "completed-is-success",
        "takes every completed web task for a success",
        &outcome,
        client,
    );
    new(
        faults,
        "no-web-task-errors",
        "does not read the error of a web task",
        &["wire/web-task-error", "wire/undocumented-codes"],
        lose_error(|_, _, exchange| exchange.operation.place() == Some(contract::Place::D)),
    );
}

fn is_failed(seen: &Observation) -> bool {
    let status = seen.result.as_ref().and_then(|view| get(view, "status"));
    matches!(status, Some("\"failed\"" | "\"FAILURE\""))
}

fn shapes(faults: &mut Vec<Fault>) {
    let whatever = ["wire/error-whatever-status"];
    new(
        faults,
        "error-only-when-failed",
        "drops an error whose result is not failed",
        &whatever,
        edit(|seen, exchange| {
            if !is_failed(exchange.right) && exchange.status < 300 {
                seen.errors.clear();
            }
        }),
    );
    new(
        faults,
        "completed-has-no-error",
        "drops an error beside a status of success",
        &whatever,
        edit(|seen, _| {
            let status = seen.result.as_ref().and_then(|view| get(view, "status"));
            if matches!(
                status,
                Some("\"completed\"" | "\"SUCCESS\"" | "\"COMPLETED\"")
            ) {
                seen.errors.clear();
            }
        }),
    );
    let lists = ["wire/job-run-errors"];
    new(
        faults,
        "first-error-for-all",
        "shows the first error of a list for every job run",
        &lists,
        edit(|seen, _| {
            if let Some(first) = seen.errors.first().cloned() {
                seen.errors.fill(first);
            }
        }),
    );
    new(
        faults,
        "last-run-only",
        "shows only the first error of a list",
        &lists,
        edit(|seen, _| seen.errors.truncate(1)),
    );
    let no_error = ["wire/no-error", "floor/nothing-invented"];
    new(
        faults,
        "null-error-is-an-error",
        "shows `error: null` and no error as an error of empty texts",
        &no_error,
        edit(|seen, _| {
            for view in &mut seen.errors {
                if view.state != SlotState::Present {
                    *view = View::default();
                    set(view, "message", "\"\"");
                    set(view, "code", "\"\"");
                }
            }
        }),
    );
    new(
        faults,
        "stray-errors-count",
        "raises on a success that has a field named error",
        &["wire/no-error", "floor/success-returned"],
        refuse(|seen, exchange| {
            seen.raised.is_none() && exchange.has("/error") && !is_failed(seen)
        }),
    );
    new(
        faults,
        "wrapped-bodies-only",
        "reads an HTTP error only inside `{\"error\": …}`, and hands out no body",
        &["wire/http-error-body", "error-structure/message"],
        edit(|seen, exchange| {
            if exchange.status >= 400 && !exchange.has("/error") {
                seen.errors.clear();
                seen.body = BodyView::None;
            }
        }),
    );
    new(
        faults,
        "always-the-example",
        "shows the error of the documentation's example, whatever was sent",
        &["floor/success-returned", "error-structure/message"],
        edit(|seen, _| {
            let mut view = View::default();
            set(
                &mut view,
                "message",
                "\"An error occurred while executing the run\"",
            );
            set(&mut view, "code", "\"script-process-crashed\"");
            set(&mut view, "category", "\"infrastructure\"");
            seen.errors = vec![view];
        }),
    );
}

fn exchanges(faults: &mut Vec<Fault>) {
    let status = ["wire/http-status"];
    let drop = edit(|seen, _| seen.http_status = FactView::Absent);
    new(
        faults,
        "hides-the-http-status",
        "does not expose the HTTP status",
        &status,
        drop,
    );
    let five = edit(|seen, exchange| {
        if exchange.status >= 400 {
            seen.http_status = FactView::value("status", Encoded::from_json("500"));
        }
    });
    new(
        faults,
        "every-status-is-500",
        "shows 500 for every HTTP error",
        &status,
        five,
    );
    let shown = ["error-structure/message-shown"];
    let say = |text: fn(&Raised) -> String| {
        edit(move |seen, _| {
            if let Some(raised) = &mut seen.raised {
                raised.shown = text(raised);
            }
        })
    };
    let mute = say(|_| "the request failed".to_owned());
    new(
        faults,
        "says-nothing",
        "raises with a text that says nothing",
        &shown,
        mute,
    );
    let brief = say(|raised| raised.shown.chars().take(10).collect());
    new(
        faults,
        "says-too-little",
        "cuts the text of what it raises",
        &shown,
        brief,
    );
    new(
        faults,
        "answers-the-previous-vector",
        "shows what came before",
        &["floor/nothing-invented", "error-structure/message"],
        Box::new(|exchange| {
            let mut seen = exchange.right.clone();
            if let Some(previous) = exchange.previous
                && !previous.errors.is_empty()
                && previous.errors.len() == seen.errors.len()
            {
                seen.errors.clone_from(&previous.errors);
                seen.body = BodyView::None;
            }
            Answer::Seen(Box::new(seen))
        }),
    );
    new(
        faults,
        "200-is-success",
        "takes every 200 for a success, whatever the status inside says",
        &[
            "floor/failure-shown",
            "wire/envelope-status",
            "failed/status",
        ],
        succeed("\"completed\"", |_, exchange| exchange.status == 200),
    );
    new(
        faults,
        "unreadable-is-empty",
        "returns an empty success for a body that it cannot read",
        &["floor/failure-shown"],
        succeed("\"completed\"", |seen, _| is_unreadable(seen)),
    );
    new(
        faults,
        "raises-on-everything",
        "raises its own error with the raw body on every response",
        &["floor/success-returned"],
        Box::new(|exchange| {
            let mut seen = transport_error("failed");
            seen.http_status =
                FactView::value("status", Encoded::from_json(exchange.status.to_string()));
            if let Ok(text) = std::str::from_utf8(exchange.body) {
                seen.body = BodyView::Text {
                    value: Encoded::string(text),
                };
            }
            Answer::Seen(Box::new(seen))
        }),
    );
    new(
        faults,
        "leaks-decoder-exceptions",
        "lets the exceptions of its JSON library through",
        &["floor/own-class"],
        raise("json.decoder.JSONDecodeError", |seen, _| {
            is_unreadable(seen)
        }),
    );
    new(
        faults,
        "foreign-base-class",
        "raises HTTP errors of its HTTP library",
        &["floor/own-class"],
        edit(|seen, exchange| {
            if exchange.status >= 400
                && let Some(raised) = &mut seen.raised
            {
                raised.classes.retain(|class| class != ROOT_CLASS);
            }
        }),
    );
    new(
        faults,
        "dies-on-errors",
        "ends the process on every HTTP error of the server",
        &["floor/survives"],
        Box::new(|exchange| {
            if exchange.status >= 500 {
                Answer::Died
            } else {
                Answer::Seen(Box::new(exchange.right.clone()))
            }
        }),
    );
    new(
        faults,
        "dies-on-unreadable-bodies",
        "ends the process on a body that it cannot read",
        &["floor/survives"],
        Box::new(|exchange| {
            if is_raised(exchange.right) && is_unreadable(exchange.right) {
                Answer::Died
            } else {
                Answer::Seen(Box::new(exchange.right.clone()))
            }
        }),
    );
    new(
        faults,
        "cuts-at-foreign-letters",
        "cuts every message at its first letter that is not ASCII",
        &["wire/transport", "wire/text-exact"],
        edit(|seen, _| {
            for view in &mut seen.errors {
                change_fact(view, "message", |json| {
                    let text: String = serde_json::from_str(json).ok()?;
                    let text: String = text.chars().take_while(char::is_ascii).collect();
                    Some(serde_json::Value::from(text).to_string())
                });
            }
        }),
    );
}
