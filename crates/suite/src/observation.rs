//! What the user of an SDK can reach after one call: the data that an adapter reports.
//!
//! Not a judgement: an observation says what is there and where, never whether it is right.
//! Start at [`Observation`]; the page `docs/protocol.md` explains it to authors of adapters.

use std::collections::BTreeMap;

use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tables::Field;

use crate::encoded::Encoded;
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
        self.errors.iter().any(View::is_present)
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
}

/// The typed fields of an object; those that are not listed are absent.
#[derive(Clone, Debug, PartialEq)]
pub struct Fields<F>(BTreeMap<F, FieldView>);

impl<F> Fields<F> {
    /// Whether no field is listed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<F: Ord> Fields<F> {
    /// A field, if it is listed.
    pub fn get(&self, field: F) -> Option<&FieldView> {
        self.0.get(&field)
    }

    /// A field, if it is listed.
    pub fn get_mut(&mut self, field: F) -> Option<&mut FieldView> {
        self.0.get_mut(&field)
    }

    /// Lists a field; replaces its earlier view.
    pub fn insert(&mut self, field: F, view: FieldView) {
        self.0.insert(field, view);
    }

    /// Takes a field off the list.
    pub fn remove(&mut self, field: F) -> Option<FieldView> {
        self.0.remove(&field)
    }
}

impl<F: Copy + Into<&'static str>> Fields<F> {
    /// The fields with their names, in the order of the names.
    pub fn named(&self) -> Vec<(&'static str, &FieldView)> {
        let fields = self.0.iter().map(|(field, view)| ((*field).into(), view));
        let mut named: Vec<(&'static str, &FieldView)> = fields.collect();
        named.sort_unstable_by_key(|(name, _)| *name);
        named
    }
}

impl<F> Default for Fields<F> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<F: Ord, const N: usize> From<[(F, FieldView); N]> for Fields<F> {
    fn from(fields: [(F, FieldView); N]) -> Self {
        Self(fields.into())
    }
}

impl<F: Copy + Into<&'static str>> Serialize for Fields<F> {
    /// In the order of the names, which is not that of [`Field`].
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.named())
    }
}

impl<'de, F: Deserialize<'de> + Ord> Deserialize<'de> for Fields<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Read as texts, the names are part of the path in an error.
        let written = BTreeMap::<String, FieldView>::deserialize(deserializer)?;
        let fields = written.into_iter().map(|(name, view)| {
            let name: StrDeserializer<'_, D::Error> = name.as_str().into_deserializer();
            Ok((F::deserialize(name)?, view))
        });
        fields.collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(feature = "schema")]
impl<F: schemars::JsonSchema> schemars::JsonSchema for Fields<F> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("FieldsOf{}", F::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "propertyNames": generator.subschema_for::<F>(),
            "additionalProperties": generator.subschema_for::<FieldView>(),
        })
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

impl BodyView {
    /// Whether no body is handed out.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

/// An observation as it stands in a line of the protocol.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend(
    "if" = {"properties": {"outcome": {"const": "raised"}}},
    "then" = {"required": ["raised"], "properties": {"raised": {"type": "object"}}},
    "else" = {"properties": {"raised": {"type": "null"}}},
)))]
#[serde(deny_unknown_fields)]
struct WrittenObservation {
    /// Whether the call returned or raised.
    outcome: WrittenOutcome,
    /// What was raised; present exactly when `outcome` is `raised`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    raised: Option<Raised>,
    /// The HTTP status, where the SDK exposes it on what it returned or raised.
    #[serde(default, skip_serializing_if = "FieldView::is_absent")]
    http_status: FieldView,
    /// The returned envelope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    result: Option<View<ResultField>>,
    /// The reason of a cancellation or a pause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<View<ReasonField>>,
    /// The errors, one entry for each slot that the response has (a list of job runs has several).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    errors: Vec<View<Field>>,
    /// The raw body, where an object that the SDK owns hands it out after an ordinary call.
    #[serde(default, skip_serializing_if = "BodyView::is_none")]
    body: BodyView,
}

/// How a call ended.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Outcome"))]
#[serde(rename_all = "kebab-case")]
enum WrittenOutcome {
    /// The call handed a value to its caller.
    Returned,
    /// The call raised, threw or rejected.
    Raised,
}

impl TryFrom<WrittenObservation> for Observation {
    type Error = &'static str;

    fn try_from(written: WrittenObservation) -> Result<Self, Self::Error> {
        let outcome = match (written.outcome, written.raised) {
            (WrittenOutcome::Returned, None) => Outcome::Returned,
            (WrittenOutcome::Raised, Some(raised)) => Outcome::Raised(raised),
            (WrittenOutcome::Raised, None) => {
                return Err("`outcome` is `raised`, but `raised` is missing");
            }
            (WrittenOutcome::Returned, Some(_)) => {
                return Err("`outcome` is `returned`, but `raised` is there");
            }
        };
        Ok(Self {
            outcome,
            http_status: written.http_status,
            result: written.result,
            reason: written.reason,
            errors: written.errors,
            body: written.body,
        })
    }
}

impl From<Observation> for WrittenObservation {
    fn from(seen: Observation) -> Self {
        let (outcome, raised) = match seen.outcome {
            Outcome::Returned => (WrittenOutcome::Returned, None),
            Outcome::Raised(raised) => (WrittenOutcome::Raised, Some(raised)),
        };
        Self {
            outcome,
            raised,
            http_status: seen.http_status,
            result: seen.result,
            reason: seen.reason,
            errors: seen.errors,
            body: seen.body,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(observation: &str) -> Option<String> {
        let read = serde_json::from_str::<Observation>(observation);
        read.err().map(|error| error.to_string())
    }

    #[test]
    fn the_outcome_and_what_was_raised_agree() {
        let raised = r#""raised":{"classes":[],"shown":""}"#;
        let missing = refusal(r#"{"outcome":"raised"}"#).unwrap();
        assert!(missing.contains("`raised` is missing"), "{missing}");
        let too_much = refusal(&format!(r#"{{"outcome":"returned",{raised}}}"#)).unwrap();
        assert!(too_much.contains("`raised` is there"), "{too_much}");
        assert_eq!(
            refusal(&format!(r#"{{"outcome":"raised",{raised}}}"#)),
            None
        );
    }

    #[test]
    fn an_observation_is_written_as_it_was_read() {
        let line = concat!(
            r#"{"outcome":"raised","raised":{"classes":["E"],"shown":"why"},"#,
            r#""http_status":{"state":"value","via":"e.status","value":{"type":"number","json":"404"}},"#,
            r#""result":{"state":"present","variant":"Failed","facts":{"message":{"state":"null"},"#,
            r#""outcome":{"state":"absent"},"status":{"state":"null-or-absent"}}},"#,
            r#""errors":[{"state":"present","facts":{"category":{"state":"null"},"code":{"state":"null"},"#,
            r#""flag":{"state":"null"},"message":{"state":"null"}},"#,
            r#""extras":{"code":{"type":"null","json":"null"}}},{"state":"absent"}],"#,
            r#""body":{"kind":"bytes","base64":"/w=="}}"#,
        );
        let seen: Observation = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&seen).unwrap(), line);
    }

    #[test]
    fn an_unknown_field_is_refused_with_the_known_ones() {
        for (object, known) in [
            (
                r#""errors":[{"facts":{"status":{"state":"null"}}}]"#,
                "`message`, `code`, ",
            ),
            (
                r#""result":{"facts":{"code":{"state":"null"}}}"#,
                "`message`, `outcome`, `status`",
            ),
            (
                r#""reason":{"facts":{"flag":{"state":"null"}}}"#,
                "`details`, `doc_url`, ",
            ),
        ] {
            let refusal = refusal(&format!(r#"{{"outcome":"returned",{object}}}"#)).unwrap();
            assert!(
                refusal.contains("unknown variant") && refusal.contains(known),
                "{refusal}"
            );
        }
    }
}
