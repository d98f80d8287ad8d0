//! The building blocks of clients: edits of what the reference shows.

use crate::client::{Client, ClientAnswer, Exchange};
use reference::transport_error;
use suite::encoded::Encoded;
use suite::field::{ReasonField, ResultField};
use suite::observation::{BodyView, FieldView, Observation, Outcome, Raised, SlotState, View};
use tables::{
    AuthSessionStatus, Field, JobRunStatus, Operation, ReasonType, ResponseShape, RunStatus,
    WebTaskStatus,
};

/// Shows what the reference shows, edited; the raw body stays.
pub(crate) fn adjust(
    edit: impl Fn(&mut Observation, &Exchange<'_>) + Send + Sync + 'static,
) -> Client {
    Box::new(move |exchange| {
        let mut seen = exchange.right.clone();
        edit(&mut seen, exchange);
        ClientAnswer::Seen(Box::new(seen))
    })
}

/// Shows what the reference shows, edited. An edited observation hands out no raw body: a client
/// that gets a field wrong and shows the body beside it is a milder case.
pub(crate) fn edit(
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
pub(crate) fn errors(
    change: impl Fn(&mut View<Field>, usize, &Exchange<'_>) + Send + Sync + 'static,
) -> Client {
    edit(move |seen, exchange| {
        for (index, view) in seen.errors.iter_mut().enumerate() {
            if view.is_present() {
                change(view, index, exchange);
            }
        }
    })
}

/// Changes a field of each error: from its JSON text to another, or to nothing.
pub(crate) fn field(
    field: Field,
    change: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
) -> Client {
    errors(move |view, _, _| change_field(view, field, &change))
}

/// Changes every text of each error and of the envelope.
pub(crate) fn texts(change: impl Fn(&str) -> String + Send + Sync + 'static) -> Client {
    let change = move |json: &str| match serde_json::from_str::<String>(json) {
        Ok(text) => Some(serde_json::Value::from(change(&text)).to_string()),
        Err(_) => Some(json.to_owned()),
    };
    edit(move |seen, _| {
        for view in &mut seen.errors {
            for field in TEXTS {
                change_field(view, field, &change);
            }
        }
        if let Some(view) = &mut seen.reason {
            for field in [ReasonField::Message, ReasonField::DocUrl, ReasonField::Type] {
                change_field(view, field, &change);
            }
        }
    })
}

/// The fields of an error that are texts.
pub(crate) const TEXTS: [Field; 5] = [
    Field::Message,
    Field::Code,
    Field::Category,
    Field::DocUrl,
    Field::CorrelationId,
];

/// Changes a field of the envelope.
pub(crate) fn envelope(
    field: ResultField,
    change: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
) -> Client {
    edit(move |seen, _| {
        if let Some(view) = &mut seen.result {
            change_field(view, field, &change);
        }
    })
}

/// Changes a field of the reason.
pub(crate) fn reason(
    field: ReasonField,
    change: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
) -> Client {
    edit(move |seen, _| {
        if let Some(view) = &mut seen.reason {
            change_field(view, field, &change);
        }
    })
}

/// Raises the SDK's own error, with nothing in it, when a condition holds.
pub(crate) fn refuse(
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
pub(crate) fn lose_error(
    when: impl Fn(&View<Field>, usize, &Exchange<'_>) -> bool + Send + Sync + 'static,
) -> Client {
    errors(move |view, index, exchange| {
        if when(view, index, exchange) {
            *view = View::new(SlotState::Absent);
        }
    })
}

/// Raises a class when a condition holds.
pub(crate) fn raise(
    class: &'static str,
    when: impl Fn(&Observation, &Exchange<'_>) -> bool + Send + Sync + 'static,
) -> Client {
    edit(move |seen, exchange| {
        if when(exchange.right, exchange) {
            *seen = Observation::new(Outcome::Raised(Raised {
                classes: vec![class.to_owned()],
                shown: "something went wrong".to_owned(),
            }));
        }
    })
}

/// Ends the process when a condition holds.
pub(crate) fn die(when: impl Fn(&Exchange<'_>) -> bool + Send + Sync + 'static) -> Client {
    Box::new(move |exchange| {
        if when(exchange) {
            ClientAnswer::Died
        } else {
            ClientAnswer::Seen(Box::new(exchange.right.clone()))
        }
    })
}

/// Returns a plain success, whatever was sent, when a condition holds.
pub(crate) fn succeed(
    status: &'static str,
    when: impl Fn(&Observation, &Exchange<'_>) -> bool + Send + Sync + 'static,
) -> Client {
    edit(move |seen, exchange| {
        if when(exchange.right, exchange) {
            let mut result = View::new(SlotState::Present);
            set(&mut result, ResultField::Status, status);
            *seen = Observation::new(Outcome::Returned);
            seen.result = Some(result);
        }
    })
}

/// Whether the reference raised because it could not read the answer.
pub(crate) fn is_unreadable(seen: &Observation) -> bool {
    raised(seen, "UnreadableResponse")
}

/// Whether the reference raised because there was no answer.
pub(crate) fn is_unanswered(seen: &Observation) -> bool {
    raised(seen, "TransportError")
}

/// Whether an error of a class was raised.
pub(crate) fn raised(seen: &Observation, name: &str) -> bool {
    let mut classes = seen.raised().into_iter().flat_map(|raised| &raised.classes);
    classes.any(|class| class.ends_with(name))
}

/// Whether a field is a text that is not known.
pub(crate) fn is_unknown<F: Ord>(
    view: &View<F>,
    field: F,
    is_known: impl Fn(&str) -> bool,
) -> bool {
    let text = get(view, field).and_then(|json| serde_json::from_str::<String>(json).ok());
    text.is_some_and(|text| !is_known(&text))
}

/// Whether a result has a status that is known nowhere.
pub(crate) fn unknown_status(seen: &Observation) -> bool {
    let is_known = |text: &str| {
        RunStatus::from_wire(text).is_known()
            || AuthSessionStatus::from_wire(text).is_known()
            || JobRunStatus::from_wire(text).is_known()
            || WebTaskStatus::from_wire(text).is_known()
    };
    let result = seen.result.as_ref();
    result.is_some_and(|view| is_unknown(view, ResultField::Status, is_known))
}

/// Whether a result has a status that is not known at its operation.
pub(crate) fn is_unknown_at(operation: Operation, seen: &Observation) -> bool {
    let is_known = |text: &str| match operation.answer() {
        ResponseShape::RunResult => RunStatus::from_wire(text).is_known(),
        ResponseShape::AuthSessionResult => AuthSessionStatus::from_wire(text).is_known(),
        ResponseShape::JobRun | ResponseShape::JobRuns => JobRunStatus::from_wire(text).is_known(),
        ResponseShape::WebTaskResult => WebTaskStatus::from_wire(text).is_known(),
        ResponseShape::Start { .. }
        | ResponseShape::Ack { .. }
        | ResponseShape::Empty
        | ResponseShape::Other => true,
    };
    let result = seen.result.as_ref();
    result.is_some_and(|view| is_unknown(view, ResultField::Status, is_known))
}

/// Whether a reason has a type that is not known.
pub(crate) fn unknown_reason(seen: &Observation) -> bool {
    let is_known = |text: &str| ReasonType::from_wire(text).is_known();
    let reason = seen.reason.as_ref();
    reason.is_some_and(|view| is_unknown(view, ReasonField::Type, is_known))
}

/// Changes one field, or drops it.
pub(crate) fn change_field<F: Ord + Copy>(
    view: &mut View<F>,
    field: F,
    change: impl Fn(&str) -> Option<String>,
) {
    let Some(FieldView::Value { value, .. }) = view.fields.get_mut(field) else {
        return;
    };
    // A large value travels as a digest, which no mutant here understands.
    let Some(json) = value.json() else {
        return;
    };
    match change(json) {
        Some(changed) => *value = Encoded::from_json(changed),
        None => drop(view.fields.remove(field)),
    }
}

/// Sets a field.
pub(crate) fn set<F: Ord + Copy + Into<&'static str>>(view: &mut View<F>, field: F, json: &str) {
    let name: &str = field.into();
    let value = FieldView::value(name, Encoded::from_json(json));
    view.fields.insert(field, value);
}

/// The JSON text of a field, if it is shown.
pub(crate) fn get<F: Ord>(view: &View<F>, field: F) -> Option<&str> {
    match view.fields.get(field) {
        Some(FieldView::Value { value, .. }) => value.json(),
        _ => None,
    }
}

/// Nothing instead of anything.
pub(crate) fn nothing(_: &str) -> Option<String> {
    None
}
