//! What clients get wrong about the call: statuses, exceptions, order, survival.

use super::new;
use crate::mutants::edit::{
    change_field, die, edit, get, is_unanswered, is_unreadable, raise, set, succeed,
};
use crate::mutants::{ClientAnswer, Mutant};
use reference::{ROOT_CLASS, transport_error};
use suite::encoded::Encoded;
use suite::observation::{BodyView, FieldView, Raised};

pub(super) fn add(mutants: &mut Vec<Mutant>) {
    let status = ["wire/http-status"];
    let drop = edit(|seen, _| seen.http_status = FieldView::Absent);
    new(
        mutants,
        "hides-the-http-status",
        "does not expose the HTTP status",
        &status,
        drop,
    );
    let five = edit(|seen, exchange| {
        if exchange.status >= 400 {
            seen.http_status = FieldView::value("status", Encoded::from_json("500"));
        }
    });
    new(
        mutants,
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
        mutants,
        "says-nothing",
        "raises with a text that says nothing",
        &shown,
        mute,
    );
    let brief = say(|raised| raised.shown.chars().take(10).collect());
    new(
        mutants,
        "says-too-little",
        "cuts the text of what it raises",
        &shown,
        brief,
    );
    new(
        mutants,
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
            ClientAnswer::Seen(Box::new(seen))
        }),
    );
    new(
        mutants,
        "hands-out-the-previous-body",
        "hands out the raw body of what came before",
        &["floor/nothing-invented"],
        Box::new(|exchange| {
            let mut seen = exchange.right.clone();
            if let Some(previous) = exchange.previous
                && previous.body != BodyView::None
                && seen.body != BodyView::None
            {
                seen.body = previous.body.clone();
            }
            ClientAnswer::Seen(Box::new(seen))
        }),
    );
    new(
        mutants,
        "shows-facts-under-other-names",
        "shows the message where a correlation id is missing",
        &["floor/nothing-invented"],
        edit(|seen, _| {
            for view in &mut seen.errors {
                let message = get(view, "message").map(ToOwned::to_owned);
                if let (Some(message), None) = (message, get(view, "correlation_id")) {
                    set(view, "correlation_id", &message);
                }
            }
        }),
    );
    new(
        mutants,
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
        mutants,
        "unreadable-is-empty",
        "returns an empty success for a body that it cannot read",
        &["floor/failure-shown"],
        succeed("\"completed\"", |seen, _| is_unreadable(seen)),
    );
    new(
        mutants,
        "raises-on-everything",
        "raises its own error with the raw body on every response",
        &["floor/success-returned"],
        Box::new(|exchange| {
            let mut seen = transport_error("failed");
            seen.http_status =
                FieldView::value("status", Encoded::from_json(exchange.status.to_string()));
            if let Ok(text) = std::str::from_utf8(exchange.body) {
                seen.body = BodyView::Text {
                    value: Encoded::string(text),
                };
            }
            ClientAnswer::Seen(Box::new(seen))
        }),
    );
    new(
        mutants,
        "leaks-decoder-exceptions",
        "lets the exceptions of its JSON library through",
        &["floor/own-class"],
        raise("json.decoder.JSONDecodeError", |seen, _| {
            is_unreadable(seen)
        }),
    );
    new(
        mutants,
        "silence-is-success",
        "returns an empty success where no reply arrives",
        &["floor/failure-shown"],
        succeed("\"completed\"", |seen, _| is_unanswered(seen)),
    );
    new(
        mutants,
        "leaks-transport-exceptions",
        "lets the exceptions of its HTTP library through",
        &["floor/own-class"],
        raise("httpx.ReadError", |seen, _| is_unanswered(seen)),
    );
    new(
        mutants,
        "dies-without-an-answer",
        "ends the process where no reply arrives",
        &["floor/survives"],
        die(|exchange| is_unanswered(exchange.right)),
    );
    new(
        mutants,
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
        mutants,
        "dies-on-errors",
        "ends the process on every HTTP error of the server",
        &["floor/survives"],
        die(|exchange| exchange.status >= 500),
    );
    new(
        mutants,
        "dies-on-unreadable-bodies",
        "ends the process on a body that it cannot read",
        &["floor/survives"],
        die(|exchange| is_unreadable(exchange.right)),
    );
    new(
        mutants,
        "cuts-at-foreign-letters",
        "cuts every message at its first letter that is not ASCII",
        &["wire/transport", "wire/text-exact"],
        edit(|seen, _| {
            for view in &mut seen.errors {
                change_field(view, "message", |json| {
                    let text: String = serde_json::from_str(json).ok()?;
                    let text: String = text.chars().take_while(char::is_ascii).collect();
                    Some(serde_json::Value::from(text).to_string())
                });
            }
        }),
    );
}
