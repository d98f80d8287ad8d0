//! What the user of an SDK can reach after one call: the data that an adapter reports.
//!
//! Not a judgement: an observation says what is there and where, never whether it is right.
//! Start at [`Observation`]; the page `docs/protocol.md` explains it to authors of adapters.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::encoded::Encoded;

/// Everything that one public call of an SDK showed to its caller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", schemars(transform = crate::schemas::raised_fits_outcome))]
pub struct Observation {
    /// Whether the call returned or raised.
    pub outcome: Outcome,
    /// What was raised; present exactly when `outcome` is `raised`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised: Option<Raised>,
    /// The HTTP status, where the SDK exposes it on what it returned or raised.
    #[serde(default, skip_serializing_if = "FieldView::is_absent")]
    pub http_status: FieldView,
    /// The returned envelope, with the fields `status` and `message`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("properties" = crate::schemas::fields(&["status", "outcome", "message"]))))]
    pub result: Option<View>,
    /// The reason of a cancellation or a pause, with the fields `type`, `message`, `doc_url` and
    /// `details`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("properties" = crate::schemas::fields(&["type", "message", "doc_url", "details", "timestamp"]))))]
    pub reason: Option<View>,
    /// The errors, one entry for each slot that the response has (a list of job runs has several).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(transform = crate::schemas::error_views))]
    pub errors: Vec<View>,
    /// The raw body, where an object that the SDK owns hands it out after an ordinary call.
    #[serde(default, skip_serializing_if = "BodyView::is_none")]
    pub body: BodyView,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The call handed a value to its caller.
    Returned,
    /// The call raised, threw or rejected.
    Raised,
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

/// One object that carries fields: an envelope, a reason or an error.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Whether the slot is there at all.
    #[serde(default)]
    pub state: SlotState,
    /// The SDK's name for the variant, for the reader of a report. Never judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// Typed fields under the contract's names; a field that is not listed is absent.
    #[serde(default, rename = "facts", skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, FieldView>,
    /// Undeclared attributes under the key that the wire used.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extras: BTreeMap<String, Encoded>,
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
    /// The attribute is an explicit null, told apart from absence.
    Null,
    /// The attribute is empty in a language that does not tell null from absence (Python's `None`).
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
    /// A value that is reached by the expression `via`.
    pub fn value(via: impl Into<String>, value: Encoded) -> Self {
        Self::Value {
            via: via.into(),
            value,
        }
    }

    /// Whether nothing is there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
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
    /// The bytes as they came, base64.
    Bytes {
        /// Standard base64 with padding.
        base64: String,
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

impl BodyView {
    /// Whether no body is handed out.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}
