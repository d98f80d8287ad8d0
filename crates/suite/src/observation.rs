//! What the user of an SDK can reach after one call: the data that an adapter reports.
//!
//! Not a judgement: an observation says what is there and where, never whether it is right.
//! Start at [`Observation`]; the page `docs/protocol.md` explains it to authors of adapters.

mod fields;
mod written;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tables::Field;

pub use self::fields::Fields;
use self::written::WrittenObservation;

use crate::encoded::{Encoded, ValueKind};
use crate::field::{ReasonField, ResultField};

/// Everything that one public call of an SDK showed to its caller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "WrittenObservation", into = "WrittenObservation")]
pub struct Observation {
    /// How the call ended.
    pub outcome: Outcome,
    /// The HTTP status, where the SDK exposes it on what it returned or raised.
    pub http_status: FieldView,
    /// The returned envelope.
    pub result: Option<View<ResultField>>,
    /// The reason of a cancellation or a pause.
    pub reason: Option<View<ReasonField>>,
    /// The errors, one entry for each slot that the response has (a list of job runs has several).
    pub errors: Vec<View<Field>>,
    /// The raw body, where an object that the SDK owns hands it out after an ordinary call.
    pub body: BodyView,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The call handed a value to its caller.
    Returned,
    /// The call raised, threw or rejected.
    Raised(Raised),
}

impl Observation {
    /// An observation with nothing but how the call ended.
    pub fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            http_status: FieldView::Absent,
            result: None,
            reason: None,
            errors: Vec::new(),
            body: BodyView::None,
        }
    }

    /// What was raised, if anything was.
    pub fn raised(&self) -> Option<&Raised> {
        match &self.outcome {
            Outcome::Returned => None,
            Outcome::Raised(raised) => Some(raised),
        }
    }

    /// Whether an error is shown.
    pub fn has_error(&self) -> bool {
        self.errors.iter().any(View::has_values)
    }
}

/// What was raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Raised {
    /// The qualified names of its class and all base classes, most derived first. Whether one of
    /// them is the SDK's own is decided by the kit, from the root classes in `adapter.toml`.
    pub classes: Vec<String>,
    /// Its generic text, as a log line would show it. Never a field.
    pub shown: String,
}

impl Raised {
    /// The name of its class, in words where it has none.
    pub fn class(&self) -> &str {
        self.classes.first().map_or("an exception", String::as_str)
    }

    /// Whether it is, or descends from, one of these classes.
    pub fn is_one_of(&self, root_classes: &[impl AsRef<str>]) -> bool {
        let mut roots = root_classes.iter();
        roots.any(|root| self.classes.iter().any(|class| class == root.as_ref()))
    }
}

/// One object that carries fields: an envelope, a reason or an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ViewOf{F}"))]
#[serde(deny_unknown_fields)]
#[serde(bound(
    serialize = "Fields<F>: Serialize",
    deserialize = "Fields<F>: Deserialize<'de>"
))]
pub struct View<F> {
    /// Whether the slot is there at all.
    #[serde(default)]
    pub state: SlotState,
    /// The SDK's name for the variant, for the reader of a report. Never judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// Typed fields under the contract's names; a field that is not listed is absent.
    #[serde(default, rename = "facts", skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields<F>,
    /// Undeclared attributes under the key that the wire used.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extras: BTreeMap<String, Encoded>,
}

impl<F> View<F> {
    /// A slot without fields.
    pub fn new(state: SlotState) -> Self {
        Self {
            state,
            variant: None,
            fields: Fields::default(),
            extras: BTreeMap::new(),
        }
    }

    /// Whether the slot is there at all.
    pub fn is_present(&self) -> bool {
        self.state == SlotState::Present
    }

    /// Whether the slot is there and holds anything. An object whose fields and extras are all
    /// absent or null is one that an SDK declares, not one that was sent.
    pub fn has_values(&self) -> bool {
        let mut extras = self.extras.values();
        self.is_present()
            && (self.fields.has_values() || extras.any(|value| value.kind() != ValueKind::Null))
    }
}

/// Whether a slot for an object is filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SlotState {
    /// There is an object.
    #[default]
    Present,
    /// There is an explicit null.
    Null,
    /// There is nothing.
    Absent,
}

/// One typed field as the caller sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "state", rename_all = "kebab-case", deny_unknown_fields)]
pub enum FieldView {
    /// The object has no such attribute, or the attribute says that nothing was sent.
    #[default]
    Absent,
    /// The attribute is an explicit null, which differs from absence.
    Null,
    /// The attribute is empty in a language in which null and absence are one (Python's `None`).
    NullOrAbsent,
    /// The attribute has a value.
    Value {
        /// The expression that a user writes, such as `result.error.code`.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        via: String,
        /// The value.
        value: Encoded,
    },
}

impl FieldView {
    /// Whether it is there and not null.
    pub fn has_value(&self) -> bool {
        match self {
            Self::Absent | Self::Null | Self::NullOrAbsent => false,
            Self::Value { value, .. } => value.kind() != ValueKind::Null,
        }
    }

    /// A value that is reached by the expression `via`.
    pub fn value(via: impl Into<String>, value: Encoded) -> Self {
        Self::Value {
            via: via.into(),
            value,
        }
    }
}

/// The raw body that an SDK-owned object hands out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum BodyView {
    /// None is handed out.
    #[default]
    None,
    /// The bytes as they came.
    Bytes {
        /// Standard base64 with padding.
        #[serde(rename = "base64", with = "crate::body::base64_text")]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        bytes: Vec<u8>,
    },
    /// Decoded text.
    Text {
        /// A string.
        value: Encoded,
    },
    /// A parsed JSON value.
    Json {
        /// Any JSON.
        value: Encoded,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_whose_members_are_all_null_or_absent_holds_nothing() {
        let null = FieldView::value("e.code", Encoded::from_json("null"));
        for (state, field, extra, expected) in [
            (SlotState::Present, FieldView::Absent, None, false),
            (SlotState::Present, FieldView::Null, None, false),
            (SlotState::Present, FieldView::NullOrAbsent, None, false),
            (SlotState::Present, null, Some("null"), false),
            (SlotState::Present, FieldView::Absent, Some("0"), true),
            (
                SlotState::Present,
                FieldView::value("", Encoded::string("")),
                None,
                true,
            ),
            (
                SlotState::Null,
                FieldView::value("", Encoded::string("a")),
                None,
                false,
            ),
        ] {
            let mut view = View::new(state);
            view.fields.insert(Field::Code, field);
            let extra = extra.map(|json| ("x".to_owned(), Encoded::from_json(json)));
            view.extras.extend(extra);
            assert_eq!(view.has_values(), expected, "{view:?}");
        }
        assert!(!View::<Field>::new(SlotState::Present).has_values());
    }
}
