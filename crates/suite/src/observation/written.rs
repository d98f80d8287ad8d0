//! An observation as it stands in a line of the protocol, and what it must satisfy.

use serde::{Deserialize, Serialize};
use tables::Field;

use super::{BodyView, FieldView, Observation, Outcome, Raised, View};
use crate::field::{ReasonField, ResultField};

/// An observation as it stands in a line of the protocol.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend(
    "if" = {"properties": {"outcome": {"const": "raised"}}},
    "then" = {"required": ["raised"], "properties": {"raised": {"type": "object"}}},
    "else" = {"properties": {"raised": {"type": "null"}}},
)))]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenObservation {
    /// Whether the call returned or raised.
    outcome: WrittenOutcome,
    /// What was raised; present exactly when `outcome` is `raised`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    raised: Option<Raised>,
    /// The HTTP status, where the SDK exposes it on what it returned or raised.
    #[serde(default, skip_serializing_if = "crate::is_default")]
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
    #[serde(default, skip_serializing_if = "crate::is_default")]
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
