//! Where a value can be reached: typed, as an undeclared extra, or in the raw body.

use std::collections::BTreeMap;

use suite::encoded::Encoded;
use suite::field::{ReasonField, ResultField};
use suite::observation::{BodyView, FieldView, Observation, SlotState, View};
use tables::Field;

use super::{HonestClient, bodies};
use crate::client::Exchange;
use crate::edit::{adjust, get, set};

pub(super) fn clients() -> Vec<HonestClient> {
    vec![
        HonestClient::recoverable(
            "undeclared-extras-only",
            "declares no attribute: every value is an extra under the wire's key",
            adjust(|seen, exchange| {
                for (index, view) in seen.errors.iter_mut().enumerate() {
                    to_extras(
                        view,
                        Field::ALL,
                        |field| {
                            let spellings = field.spellings().iter().copied();
                            spellings.filter(|key| exchange.sent(index, key)).collect()
                        },
                        |key| exchange.at(&exchange.pointer(index, key)),
                    );
                }
                if let Some(view) = &mut seen.result {
                    let key = |field: ResultField| match field {
                        ResultField::Status if is_job(exchange) => vec!["state"],
                        field => vec![field.as_str()],
                    };
                    to_extras(view, ResultField::ALL, key, |_| None);
                }
                if let Some(view) = &mut seen.reason {
                    to_extras(
                        view,
                        ReasonField::ALL,
                        |field: ReasonField| vec![field.as_str()],
                        |_| None,
                    );
                }
                // What is not read stays in the raw body.
                if seen.errors.iter().any(View::is_present) {
                    seen.body = BodyView::None;
                }
            }),
        ),
        HonestClient::recoverable(
            "raw-json-only",
            "hands out the parsed body and nothing else",
            adjust(|seen, exchange| only(seen, bodies::json(exchange))),
        ),
        HonestClient::recoverable(
            "raw-text-only",
            "hands out the text of the body and nothing else",
            adjust(|seen, exchange| only(seen, bodies::text(exchange))),
        ),
        HonestClient::recoverable(
            "raw-bytes-only",
            "hands out the bytes of the body and nothing else",
            adjust(|seen, exchange| only(seen, bodies::bytes(exchange))),
        ),
        HonestClient::typed(
            "hands-out-no-body",
            "has typed fields and no raw body, where it could read the body",
            adjust(|seen, exchange| {
                let is_read = seen.errors.iter().any(View::is_present) || exchange.is_2xx();
                if is_read && seen.raised().is_none_or(|_| !exchange.is_2xx()) {
                    seen.body = BodyView::None;
                }
            }),
        ),
        HonestClient::typed(
            "declares-empty-attributes",
            "declares an error, a reason and all their fields everywhere, empty where nothing was sent",
            adjust(|seen, _| fill(seen, &FieldView::NullOrAbsent)),
        ),
        HonestClient::typed(
            "shows-null-for-absent",
            "shows null for everything that was not sent",
            adjust(|seen, _| fill(seen, &FieldView::Null)),
        ),
        HonestClient::typed(
            "shows-sent-nulls",
            "shows a null that was sent as null",
            adjust(|seen, exchange| {
                for (index, view) in seen.errors.iter_mut().enumerate() {
                    for &field in Field::ALL {
                        let mut keys = field.spellings().iter();
                        let is_null = keys.any(|key| exchange.sent_null(index, key));
                        if view.is_present() && is_null && is_empty(view, field) {
                            view.fields.insert(field, FieldView::Null);
                        }
                    }
                }
            }),
        ),
        HonestClient::typed(
            "null-slots",
            "shows an error and a reason that were not sent as null",
            adjust(|seen, _| {
                for view in &mut seen.errors {
                    if view.state == SlotState::Absent {
                        view.state = SlotState::Null;
                    }
                }
                seen.reason
                    .get_or_insert_with(|| View::new(SlotState::Null));
            }),
        ),
        HonestClient::typed(
            "defaults-the-flag",
            "shows the default false for an absent flag",
            adjust(|seen, _| {
                for view in &mut seen.errors {
                    if view.is_present() && is_empty(view, Field::Flag) {
                        set(view, Field::Flag, "false");
                    }
                }
            }),
        ),
        HonestClient::typed(
            "names-its-variants",
            "has a class for each variant and for each known code, and one for the unknown",
            adjust(|seen, _| {
                if let Some(view) = &mut seen.result {
                    let status = get(view, ResultField::Status).unwrap_or("unknown");
                    view.variant = Some(format!("Result<{status}>"));
                }
                for view in &mut seen.errors {
                    view.variant = Some("RunError".to_owned());
                }
            }),
        ),
        HonestClient::recoverable(
            "unknown-codes-as-extras",
            "has no typed code where it does not know it, and keeps it as an extra",
            adjust(|seen, _| {
                for view in &mut seen.errors {
                    let code = get(view, Field::Code).unwrap_or_default();
                    let code = serde_json::from_str::<String>(code).unwrap_or_default();
                    if !tables::Code::from_wire(&code).is_known()
                        && let Some(FieldView::Value { value, .. }) =
                            view.fields.remove(Field::Code)
                    {
                        view.extras.insert("code".to_owned(), value);
                    }
                }
            }),
        ),
        HonestClient::typed(
            "everything-in-every-way",
            "shows every value typed, as an extra, and in the raw body",
            adjust(|seen, exchange| {
                for (index, view) in seen.errors.iter_mut().enumerate() {
                    for key in Field::ALL.iter().flat_map(|field| field.spellings()) {
                        if view.is_present()
                            && let Some(json) = exchange.at(&exchange.pointer(index, key))
                        {
                            view.extras
                                .insert((*key).to_owned(), Encoded::from_json(json));
                        }
                    }
                }
                seen.body = bodies::json(exchange);
            }),
        ),
    ]
}

fn is_empty(view: &View<Field>, field: Field) -> bool {
    !matches!(view.fields.get(field), Some(FieldView::Value { .. }))
}

/// Whether the answer is a job, or a list of jobs.
fn is_job(exchange: &Exchange<'_>) -> bool {
    exchange.has("/state") || exchange.has("/0/state")
}

/// Moves the typed fields of a view to its extras, under the keys that were sent.
fn to_extras<F: Ord + Copy + Into<&'static str>>(
    view: &mut View<F>,
    all: &[F],
    keys: impl Fn(F) -> Vec<&'static str>,
    sent: impl Fn(&str) -> Option<String>,
) {
    let mut extras = BTreeMap::new();
    for &field in all {
        let Some(FieldView::Value { value, .. }) = view.fields.remove(field) else {
            continue;
        };
        for key in keys(field) {
            let value = sent(key).map_or_else(|| value.clone(), Encoded::from_json);
            extras.insert(key.to_owned(), value);
        }
    }
    view.extras.extend(extras);
}

/// Leaves nothing but how the call ended, its status, and a raw body.
fn only(seen: &mut Observation, body: BodyView) {
    let outcome = seen.outcome.clone();
    let http_status = seen.http_status.clone();
    *seen = Observation {
        http_status,
        body,
        ..Observation::new(outcome)
    };
}

/// Declares everything, with an empty value where the reference shows none.
fn fill(seen: &mut Observation, empty: &FieldView) {
    fn fill_view<F: Ord + Copy>(view: &mut View<F>, all: &[F], empty: &FieldView) {
        view.state = SlotState::Present;
        for &field in all {
            if !matches!(view.fields.get(field), Some(FieldView::Value { .. })) {
                view.fields.insert(field, empty.clone());
            }
        }
    }
    if seen.errors.is_empty() {
        seen.errors.push(View::new(SlotState::Absent));
    }
    for view in &mut seen.errors {
        fill_view(view, Field::ALL, empty);
    }
    let new = || View::new(SlotState::Absent);
    fill_view(seen.result.get_or_insert_with(new), ResultField::ALL, empty);
    let new = || View::new(SlotState::Absent);
    fill_view(seen.reason.get_or_insert_with(new), ReasonField::ALL, empty);
}
