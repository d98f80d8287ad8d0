//! A value as it stands in an observation, and what it must satisfy.

use serde::{Deserialize, Serialize};

#[cfg(feature = "schema")]
use super::MAX_INLINE;
use super::{Digest, Encoded, JsonText, ValueKind, fits};

/// A value as it stands in an observation: one of three forms, or none for `other`.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("oneOf" = forms())))]
#[serde(deny_unknown_fields)]
#[serde(expecting = "a value: an object with `type` and `json`")]
pub(super) struct WrittenEncoded {
    /// What the value is in JSON's words: `null`, `boolean`, `number`, `string`, `array`,
    /// `object`; or `other` for a value that JSON does not know.
    #[serde(rename = "type")]
    kind: ValueKind,
    /// The value as JSON text, in which `NaN`, `Infinity` and `-Infinity` are numbers and a lone
    /// surrogate is its escape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    json: Option<String>,
    /// A string with lone surrogates, as its UTF-16 units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    utf16: Option<Vec<u16>>,
    /// The SHA-256 of the canonical text in lower-case hexadecimal, for a value whose JSON text is
    /// longer than 65,536 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    /// The length of the canonical text in bytes; beside `sha256`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
}

/// A value has exactly one of its three forms, which the types of the members do not say.
#[cfg(feature = "schema")]
fn forms() -> serde_json::Value {
    serde_json::json!([
        {
            "required": ["json"],
            "properties": {"json": {"type": "string", "minLength": 1, "maxLength": MAX_INLINE}}
        },
        {
            "required": ["utf16"],
            "properties": {"type": {"const": "string"}, "utf16": {"type": "array"}}
        },
        {
            "required": ["sha256", "length"],
            "properties": {
                "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "length": {"type": "integer"}
            }
        }
    ])
}

impl TryFrom<WrittenEncoded> for Encoded {
    type Error = String;

    /// The error completes a sentence that starts with the path of the value.
    fn try_from(written: WrittenEncoded) -> Result<Self, String> {
        let WrittenEncoded {
            kind,
            json,
            utf16,
            sha256,
            length,
        } = written;
        match (json, utf16, sha256, length) {
            (Some(json), None, None, None) => JsonText::new(kind, json).map(Self::Json),
            (None, Some(units), None, None) => {
                fits(kind, ValueKind::String).map(|()| Self::Utf16(units))
            }
            (None, None, Some(sha256), Some(length)) => {
                let digest = Digest::new(sha256, length)?;
                Ok(Self::Digest { kind, digest })
            }
            // A value that JSON does not know may have no text at all.
            (None, None, None, None) if kind == ValueKind::Other => Ok(Self::Other),
            _ => Err("needs one of `json`, `utf16`, `sha256` with `length`".to_owned()),
        }
    }
}

impl From<Encoded> for WrittenEncoded {
    fn from(value: Encoded) -> Self {
        let mut written = Self {
            kind: value.kind(),
            json: None,
            utf16: None,
            sha256: None,
            length: None,
        };
        match value {
            Encoded::Json(json) => written.json = Some(json.text),
            Encoded::Utf16(units) => written.utf16 = Some(units),
            Encoded::Digest { digest, .. } => {
                written.sha256 = Some(digest.sha256);
                written.length = Some(digest.length);
            }
            Encoded::Other => {}
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use super::super::MAX_PARSED;
    use super::*;

    #[test]
    fn well_formed_values_are_written_as_they_were_read() {
        let digest = format!(
            r#"{{"type":"object","sha256":"{}","length":70000}}"#,
            "0".repeat(64)
        );
        for value in [
            r#"{"type":"string","json":"\"a\\ud800\""}"#,
            r#"{"type":"string","utf16":[55296]}"#,
            r#"{"type":"number","json":"-Infinity"}"#,
            r#"{"type":"number","json":" 1"}"#,
            r#"{"type":"other","json":"\"datetime\""}"#,
            r#"{"type":"other"}"#,
            &digest,
        ] {
            let read: Encoded = serde_json::from_str(value).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), value);
        }
    }

    #[test]
    fn of_a_long_text_only_the_first_byte_is_checked() {
        let read = |kind: &str, text: String| {
            let written = serde_json::json!({"type": kind, "json": text});
            serde_json::from_value::<Encoded>(written).map_err(|error| error.to_string())
        };
        let long = |start: &str| format!("{start}{}", "x".repeat(MAX_PARSED));
        assert!(read("number", long("1")).is_ok());
        let error = read("string", long("1")).unwrap_err();
        assert_eq!(error, "has type `string`, but its text is a number");
        let error = read("string", long("x")).unwrap_err();
        assert!(error.starts_with("has `json` that is not JSON"), "{error}");
    }
}
