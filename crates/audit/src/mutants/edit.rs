//! The words that mutants are written in: edits of what the reference shows.

use super::{Client, ClientAnswer, Exchange};
use reference::transport_error;
use suite::encoded::Encoded;
use suite::observation::{BodyView, FieldView, Observation, Outcome, Raised, SlotState, View};

/// Shows what the reference shows, edited. An edited observation hands out no raw body: a client
/// that gets a field wrong and shows the body beside it is a milder case.
pub(super) fn edit(
    edit: impl Fn(&mut Observation, &Exchange<'_>) + Send + Sync + 'static,
) -> Client {
    Box::new(move |exchange| {
        let mut seen = exchange.right.clone();
        edit(&mut seen, exchange);
        if seen != *exchange.right {
            seen.body = BodyView::None;
        }
        ClientAnswer::Seen(Box::new(seen))
    })
}

/// Edits each error that is shown; the edit gets the error's slot.
pub(super) fn errors(
    change: impl Fn(&mut View, usize, &Exchange<'_>) + Send + Sync + 'static,
) -> Client {
    edit(move |seen, exchange| {
        for (index, view) in seen.errors.iter_mut().enumerate() {
            if view.state == SlotState::Present {
                change(view, index, exchange);
            }
        }
    })
}

/// Changes a field of each error: from its JSON text to another, or to nothing.
pub(super) fn field(
    name: &'static str,
    change: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
) -> Client {
    errors(move |view, _, _| change_field(view, name, &change))
}

/// Changes every text of each error and of the envelope.
pub(super) fn texts(change: impl Fn(&str) -> String + Send + Sync + 'static) -> Client {
    let change = move |json: &str| match serde_json::from_str::<String>(json) {
        Ok(text) => Some(serde_json::Value::from(change(&text)).to_string()),
        Err(_) => Some(json.to_owned()),
    };
    edit(move |seen, _| {
        for view in seen.errors.iter_mut().chain(&mut seen.reason) {
            for name in [
                "message",
                "code",
                "category",
                "doc_url",
                "correlation_id",
                "type",
            ] {
                change_field(view, name, &change);
            }
        }
    })
}

/// Changes a field of the envelope.
pub(super) fn envelope(
    name: &'static str,
    change: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
) -> Client {
    edit(move |seen, _| {
        if let Some(view) = &mut seen.result {
            change_field(view, name, &change);
        }
    })
}

/// Changes a field of the reason.
pub(super) fn reason(
    name: &'static str,
    change: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
) -> Client {
    edit(move |seen, _| {
        if let Some(view) = &mut seen.reason {
            change_field(view, name, &change);
        }
    })
}

/// Raises the SDK's own error, with nothing in it, when a condition holds.
pub(super) fn refuse(
    when: impl Fn(&Observation, &Exchange<'_>) -> bool + Send + Sync + 'static,
) -> Client {
    Box::new(move |exchange| {
        let seen = if when(exchange.right, exchange) {
            transport_error("the response was refused")
        } else {
            exchange.right.clone()
        };
        ClientAnswer::Seen(Box::new(seen))
    })
}

/// Loses the whole error of a slot, and nothing else, when a condition holds.
pub(super) fn lose_error(
    when: impl Fn(&View, usize, &Exchange<'_>) -> bool + Send + Sync + 'static,
) -> Client {
    errors(move |view, index, exchange| {
        if when(view, index, exchange) {
            *view = View {
                state: SlotState::Absent,
                ..View::default()
            };
        }
    })
}

/// Raises a class when a condition holds.
pub(super) fn raise(
    class: &'static str,
    when: impl Fn(&Observation, &Exchange<'_>) -> bool + Send + Sync + 'static,
) -> Client {
    edit(move |seen, exchange| {
        if when(exchange.right, exchange) {
            *seen = transport_error("something went wrong");
            seen.raised = Some(Raised {
                classes: vec![class.to_owned()],
                shown: "something went wrong".to_owned(),
            });
        }
    })
}

/// Ends the process when a condition holds.
pub(super) fn die(when: impl Fn(&Exchange<'_>) -> bool + Send + Sync + 'static) -> Client {
    Box::new(move |exchange| {
        if when(exchange) {
            ClientAnswer::Died
        } else {
            ClientAnswer::Seen(Box::new(exchange.right.clone()))
        }
    })
}

/// Returns a plain success, whatever was sent, when a condition holds.
pub(super) fn succeed(
    status: &'static str,
    when: impl Fn(&Observation, &Exchange<'_>) -> bool + Send + Sync + 'static,
) -> Client {
    edit(move |seen, exchange| {
        if when(exchange.right, exchange) {
            let mut result = View::default();
            set(&mut result, "status", status);
            seen.outcome = Outcome::Returned;
            seen.raised = None;
            seen.http_status = FieldView::Absent;
            seen.result = Some(result);
            seen.errors.clear();
            seen.reason = None;
        }
    })
}

/// Whether the reference raised because it could not read the answer.
pub(super) fn is_unreadable(seen: &Observation) -> bool {
    raised(seen, "UnreadableResponse")
}

/// Whether the reference raised because there was no answer.
pub(super) fn is_unanswered(seen: &Observation) -> bool {
    raised(seen, "TransportError")
}

fn raised(seen: &Observation, name: &str) -> bool {
    let mut classes = seen.raised.iter().flat_map(|raised| &raised.classes);
    classes.any(|class| class.ends_with(name))
}

/// Changes one field, or drops it with the attributes that hold the same value.
pub(super) fn change_field(view: &mut View, name: &str, change: impl Fn(&str) -> Option<String>) {
    let Some(FieldView::Value { value, .. }) = view.fields.get_mut(name) else {
        return;
    };
    // A large value travels as a digest, which no mutant here understands.
    let Some(json) = value.json.clone() else {
        return;
    };
    match change(&json) {
        Some(changed) => *value = Encoded::from_json(changed),
        None => {
            view.fields.remove(name);
        }
    }
}

/// Sets a field.
pub(super) fn set(view: &mut View, name: &str, json: &str) {
    view.fields.insert(
        name.to_owned(),
        FieldView::value(name, Encoded::from_json(json)),
    );
}

/// The JSON text of a field, if it is shown.
pub(super) fn get<'a>(view: &'a View, name: &str) -> Option<&'a str> {
    match view.fields.get(name) {
        Some(FieldView::Value { value, .. }) => value.json.as_deref(),
        _ => None,
    }
}

/// Nothing instead of anything.
pub(super) fn nothing(_: &str) -> Option<String> {
    None
}
