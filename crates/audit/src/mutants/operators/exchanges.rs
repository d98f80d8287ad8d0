//! What clients get wrong about the call: statuses, exceptions, order, survival.

use crate::client::ClientAnswer;
use crate::edit::{
    change_field, die, edit, get, is_unanswered, is_unreadable, raise, set, succeed,
};
use crate::mutants::Mutant;
use reference::{ROOT_CLASS, transport_error};
use suite::encoded::Encoded;
use suite::observation::{BodyView, FieldView, Outcome, Raised};
use tables::Field;

pub(super) fn mutants() -> Vec<Mutant> {
    let status = ["wire/http-status"];
    let shown = ["error-structure/message-shown"];
    let say = |text: fn(&Raised) -> String| {
        edit(move |seen, _| {
            if let Outcome::Raised(raised) = &mut seen.outcome {
                raised.shown = text(raised);
            }
        })
    };
    vec![
        Mutant::new(
            "hides-the-http-status",
            "does not expose the HTTP status",
            &status,
            edit(|seen, _| seen.http_status = FieldView::Absent),
        ),
        Mutant::new(
            "every-status-is-500",
            "shows 500 for every HTTP error",
            &status,
            edit(|seen, exchange| {
                if exchange.status >= 400 {
                    seen.http_status = FieldView::value("status", Encoded::from_json("500"));
                }
            }),
        ),
        Mutant::new(
            "says-nothing",
            "raises with a text that says nothing",
            &shown,
            say(|_| "the request failed".to_owned()),
        ),
        Mutant::new(
            "says-too-little",
            "cuts the text of what it raises",
            &shown,
            say(|raised| raised.shown.chars().take(10).collect()),
        ),
        Mutant::new(
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
        ),
        Mutant::new(
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
        ),
        Mutant::new(
            "shows-facts-under-other-names",
            "shows the message where a correlation id is missing",
            &["floor/nothing-invented"],
            edit(|seen, _| {
                for view in &mut seen.errors {
                    let message = get(view, Field::Message).map(ToOwned::to_owned);
                    if let (Some(message), None) = (message, get(view, Field::CorrelationId)) {
                        set(view, Field::CorrelationId, &message);
                    }
                }
            }),
        ),
        Mutant::new(
            "200-is-success",
            "takes every 200 for a success, whatever the status inside says",
            &[
                "floor/failure-shown",
                "wire/envelope-status",
                "failed/status",
            ],
            succeed("\"completed\"", |_, exchange| exchange.status == 200),
        ),
        Mutant::new(
            "unreadable-is-empty",
            "returns an empty success for a body that it cannot read",
            &["floor/failure-shown", "wire/undecodable"],
            succeed("\"completed\"", |seen, _| is_unreadable(seen)),
        ),
        Mutant::new(
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
        ),
        Mutant::new(
            "leaks-decoder-exceptions",
            "lets the exceptions of its JSON library through",
            &["floor/own-class"],
            raise("json.decoder.JSONDecodeError", |seen, _| {
                is_unreadable(seen)
            }),
        ),
        Mutant::new(
            "silence-is-success",
            "returns an empty success where no reply arrives",
            &["floor/failure-shown"],
            succeed("\"completed\"", |seen, _| is_unanswered(seen)),
        ),
        Mutant::new(
            "leaks-transport-exceptions",
            "lets the exceptions of its HTTP library through",
            &["floor/own-class"],
            raise("httpx.ReadError", |seen, _| is_unanswered(seen)),
        ),
        Mutant::new(
            "dies-without-an-answer",
            "ends the process where no reply arrives",
            &["floor/survives"],
            die(|exchange| is_unanswered(exchange.right)),
        ),
        Mutant::new(
            "foreign-base-class",
            "raises HTTP errors of its HTTP library",
            &["floor/own-class"],
            edit(|seen, exchange| {
                if exchange.status >= 400
                    && let Outcome::Raised(raised) = &mut seen.outcome
                {
                    raised.classes.retain(|class| class != ROOT_CLASS);
                }
            }),
        ),
        Mutant::new(
            "dies-on-errors",
            "ends the process on every HTTP error of the server",
            &["floor/survives"],
            die(|exchange| exchange.status >= 500),
        ),
        Mutant::new(
            "dies-on-unreadable-bodies",
            "ends the process on a body that it cannot read",
            &["floor/survives"],
            die(|exchange| is_unreadable(exchange.right)),
        ),
        Mutant::new(
            "cuts-at-foreign-letters",
            "cuts every message at its first letter that is not ASCII",
            &["wire/transport", "wire/text-exact"],
            edit(|seen, _| {
                for view in &mut seen.errors {
                    change_field(view, Field::Message, |json| {
                        let text: String = serde_json::from_str(json).ok()?;
                        let text: String = text.chars().take_while(char::is_ascii).collect();
                        Some(serde_json::Value::from(text).to_string())
                    });
                }
            }),
        ),
    ]
}
