//! How the field of a check reached the user.
//!
//! Not here: the invariants (see `invariants`). Start at [`Context::assess`].

use std::collections::BTreeMap;

use suite::check::{Check, Expect, HttpSubject, Kind, Subject};
use suite::encoded::{Comparable, Encoded, ValueKind, shorten};
use suite::observation::{FieldView, View};

use tables::Field;

use super::context::Context;

/// What the judge finds of one check.
pub(super) struct Assessment {
    pub(super) kind: Kind,
    pub(super) expected: String,
    pub(super) found: String,
}

/// Where a field can be seen: under its name, and among the undeclared attributes of its object.
#[derive(Clone, Copy, Default)]
struct Seen<'a> {
    typed: Option<&'a FieldView>,
    extras: Option<&'a BTreeMap<String, Encoded>>,
}

impl<'a> Seen<'a> {
    fn new<F: Ord>(view: Option<&'a View<F>>, field: F) -> Self {
        let view = view.filter(|view| view.is_present());
        Self {
            typed: view.and_then(|view| view.fields.get(field)),
            extras: view.map(|view| &view.extras),
        }
    }
}

impl Context<'_> {
    /// Assesses one check; `expected` are the canonical texts of the values that satisfy it.
    pub(super) fn assess(&self, check: &Check, expected: &[String]) -> Assessment {
        let seen = match check.subject {
            Subject::Invariant(invariant) => return self.invariant(check, expected, invariant),
            Subject::NoError { index, .. } => return self.no_error(index),
            Subject::Http(HttpSubject::Shown) => return self.shown(check),
            Subject::Http(HttpSubject::Status) => Seen {
                typed: Some(&self.seen.http_status),
                extras: None,
            },
            Subject::ErrorField { index, field, .. } => {
                Seen::new(self.seen.errors.get(index), field)
            }
            Subject::Result(field) => Seen::new(self.seen.result.as_ref(), field),
            Subject::Reason(field) => Seen::new(self.seen.reason.as_ref(), field),
        };
        let (kind, found) = self.field(check, expected, seen);
        Assessment {
            kind,
            expected: describe(&check.expect),
            found,
        }
    }

    /// Whether an error is shown where none was sent. Showing what was sent is never invented.
    fn no_error(&self, index: usize) -> Assessment {
        let error = self.seen.errors.get(index);
        let (kind, found) = match error.is_some_and(View::has_values) {
            true if self.sent_error(index).is_some() => (Kind::Typed, "the error that was sent"),
            true => (Kind::Invented, "an error"),
            false => (Kind::Typed, "no error"),
        };
        Assessment {
            kind,
            expected: "no error".to_owned(),
            found: found.to_owned(),
        }
    }

    /// One field: the typed view first, then undeclared attributes, then the raw body.
    fn field(&self, check: &Check, expected: &[String], seen: Seen<'_>) -> (Kind, String) {
        let typed = match seen.typed {
            Some(FieldView::Value { value, .. }) => Some((value, value.comparable())),
            _ => None,
        }
        .filter(|(_, shown)| !shown.is("null"));
        let is_flag = check.subject.is_flag();
        if expected.is_empty() {
            return match typed {
                Some((value, shown)) if is_flag && shown.is("false") => {
                    (Kind::Defaulted, value.display())
                }
                Some((value, _))
                    if message_slot(check.subject)
                        .is_some_and(|slot| self.is_own_message(slot, value)) =>
                {
                    (Kind::Typed, "the client's own text".to_owned())
                }
                Some((value, _)) => (Kind::Invented, value.display()),
                None => (Kind::Typed, "nothing".to_owned()),
            };
        }
        let right = |shown: &Comparable| self.is_expected(check.subject, shown, expected);
        if let Some((value, shown)) = typed {
            let kind = if right(&shown) {
                Kind::Typed
            } else if is_flag && value.kind() == ValueKind::Boolean {
                Kind::Inverted
            } else {
                Kind::Changed
            };
            return (kind, value.display());
        }
        let or_changed = |kind, is_right| if is_right { kind } else { Kind::Changed };
        let keys = check
            .paths
            .iter()
            .filter_map(|path| path.rsplit('/').next());
        if let Some(extras) = seen.extras
            && let Some(value) = keys.filter_map(|key| extras.get(key)).next()
        {
            let kind = or_changed(Kind::Extra, right(&value.comparable()));
            return (kind, value.display());
        }
        if let Some(value) = check.paths.iter().find_map(|path| self.raw_at(path)) {
            let found = shorten(&value);
            let kind = or_changed(Kind::Raw, right(&Comparable::Text(value)));
            return (kind, found);
        }
        let found = match self.seen.raised() {
            Some(raised) => format!(
                "nothing; {} was raised: {}",
                raised.class(),
                shorten(&raised.shown)
            ),
            None => "nothing".to_owned(),
        };
        (Kind::Lost, found)
    }

    /// Whether a value is an error class's own message: the server sent none, and the text of what
    /// was raised contains it. Classes of many languages have a `message` of their own (`HTTP 502`),
    /// which claims nothing about the server.
    pub(super) fn is_own_message(&self, slot: usize, value: &Encoded) -> bool {
        let is_sent = self.vector.checks.iter().any(|check| {
            message_slot(check.subject) == Some(slot) && check.expect != Expect::Absent
        });
        let text = value.decoded_string().filter(|text| !text.is_empty());
        let raised = self.seen.raised();
        !is_sent
            && text
                .zip(raised)
                .is_some_and(|(text, raised)| raised.shown.contains(&text))
    }

    /// Whether the text of what was raised contains the server's message.
    fn shown(&self, check: &Check) -> Assessment {
        let (kind, found) = match (self.seen.raised(), &check.expect) {
            (None, _) => (Kind::Typed, "nothing was raised".to_owned()),
            (Some(raised), Expect::Json(json))
                if !serde_json::from_str::<String>(json)
                    .is_ok_and(|text| raised.shown.contains(&text)) =>
            {
                (Kind::Lost, shorten(&raised.shown))
            }
            (Some(raised), _) => (Kind::Typed, shorten(&raised.shown)),
        };
        Assessment {
            kind,
            expected: describe(&check.expect),
            found,
        }
    }
}

/// The slot of the error whose message a check is about.
fn message_slot(subject: Subject) -> Option<usize> {
    match subject {
        Subject::ErrorField {
            index,
            field: Field::Message,
            ..
        } => Some(index),
        _ => None,
    }
}

fn describe(expect: &Expect) -> String {
    match expect {
        Expect::Json(json) => shorten(json),
        Expect::AnyOf(values) => {
            let values: Vec<_> = values.iter().map(|value| shorten(value)).collect();
            format!("one of {}", values.join(", "))
        }
        Expect::AsSent => "the value that was sent".to_owned(),
        Expect::Absent => "nothing".to_owned(),
        Expect::Holds => "it holds".to_owned(),
    }
}
