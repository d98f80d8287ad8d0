//! Whether what an adapter reports is well formed, so that its slips are not blamed on the SDK.
//!
//! Texts over [`PARSED`] bytes are looked at by their first byte only: reading them twice would
//! cost more than it finds. Not here: whether the values are right (that is the judge's). Start
//! at [`problem`].

use suite::body::from_base64;
use suite::encoded::Encoded;
use suite::observation::{BodyView, FieldView, Observation, Outcome, View};
use suite::tree::Tree;

/// The longest JSON text that is read here, in bytes.
const PARSED: usize = 4 * 1024;

/// What is malformed in an observation, and where; none when it is well formed.
pub(crate) fn problem(observation: &Observation) -> Option<String> {
    check(observation).err()
}

fn check(observation: &Observation) -> Result<(), String> {
    match (observation.outcome, &observation.raised) {
        (Outcome::Raised, None) => {
            return Err("`outcome` is `raised`, but `raised` is missing".to_owned());
        }
        (Outcome::Returned, Some(_)) => {
            return Err("`raised` is there; `outcome` is `returned`".to_owned());
        }
        _ => {}
    }
    field("http_status", &observation.http_status)?;
    for (name, view) in [
        ("result", &observation.result),
        ("reason", &observation.reason),
    ] {
        if let Some(view) = view {
            check_view(name, view)?;
        }
    }
    for (index, view) in observation.errors.iter().enumerate() {
        check_view(&format!("errors[{index}]"), view)?;
    }
    match &observation.body {
        BodyView::None => Ok(()),
        BodyView::Bytes { base64 } => from_base64(base64)
            .map(drop)
            .map_err(|error| format!("`body.base64` is not base64: {error}")),
        BodyView::Text { value } | BodyView::Json { value } => {
            encoded(value).map_err(|problem| format!("`body.value` {problem}"))
        }
    }
}

fn check_view(name: &str, view: &View) -> Result<(), String> {
    for (key, value) in &view.fields {
        field(&format!("{name}.facts.{key}"), value)?;
    }
    for (key, value) in &view.extras {
        encoded(value).map_err(|problem| format!("`{name}.extras.{key}` {problem}"))?;
    }
    Ok(())
}

fn field(place: &str, field: &FieldView) -> Result<(), String> {
    match field {
        FieldView::Value { value, .. } => {
            encoded(value).map_err(|problem| format!("`{place}` {problem}"))
        }
        _ => Ok(()),
    }
}

/// The error completes a sentence that starts with the value's place.
fn encoded(value: &Encoded) -> Result<(), String> {
    let found = match (&value.json, &value.utf16, &value.sha256, value.length) {
        (Some(json), None, None, None) => {
            if json.len() <= PARSED {
                Tree::parse(json).map_err(|error| format!("has `json` that is none: {error}"))?;
            }
            kind(json)
        }
        (None, Some(_), None, None) => Some("string"),
        (None, None, Some(sha256), Some(_)) => {
            let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            if sha256.len() != 64 || !sha256.bytes().all(is_digit) {
                return Err("has a `sha256` that is not 64 lower-case hex digits".to_owned());
            }
            None
        }
        // A value that JSON does not know may have no text at all.
        (None, None, None, None) if value.kind == "other" => None,
        _ => return Err("needs one of `json`, `utf16`, `sha256` with `length`".to_owned()),
    };
    match (value.kind.as_str(), found) {
        ("null" | "boolean" | "number" | "string" | "array" | "object", None) | ("other", _) => {
            Ok(())
        }
        (declared, Some(found)) if declared == found => Ok(()),
        (declared, Some(found)) => Err(format!("has type `{declared}`, but its text is a {found}")),
        (declared, None) => Err(format!("has type `{declared}`, which is not known")),
    }
}

/// What a JSON text is, by its first byte.
fn kind(json: &str) -> Option<&'static str> {
    Some(match json.trim_start().bytes().next()? {
        b'n' => "null",
        b't' | b'f' => "boolean",
        b'"' => "string",
        b'[' => "array",
        b'{' => "object",
        b'N' | b'I' | b'-' | b'0'..=b'9' => "number",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said_of(observation: &str) -> Option<String> {
        problem(&serde_json::from_str(observation).expect("an observation"))
    }

    fn said_of_value(value: &str) -> Option<String> {
        said_of(&format!(
            r#"{{"outcome":"returned","errors":[{{"facts":{{"code":{{"state":"value","value":{value}}}}}}}]}}"#
        ))
    }

    #[test]
    fn well_formed_values_are_accepted() {
        let values = [
            r#"{"type":"string","json":"\"a\\ud800\""}"#.to_owned(),
            r#"{"type":"string","utf16":[55296]}"#.to_owned(),
            r#"{"type":"number","json":"-Infinity"}"#.to_owned(),
            r#"{"type":"number","json":" 1"}"#.to_owned(),
            r#"{"type":"other","json":"\"datetime\""}"#.to_owned(),
            r#"{"type":"other"}"#.to_owned(),
            format!(
                r#"{{"type":"object","sha256":"{}","length":70000}}"#,
                "0".repeat(64)
            ),
        ];
        for value in values {
            assert_eq!(said_of_value(&value), None, "{value}");
        }
    }

    #[test]
    fn a_malformed_value_is_named_with_its_place() {
        let cases = [
            (r#"{"type":"string"}"#, "needs one of `json`"),
            (
                r#"{"type":"string","json":"\"a\"","utf16":[97]}"#,
                "needs one of `json`",
            ),
            (r#"{"type":"string","sha256":"00"}"#, "needs one of `json`"),
            (
                r#"{"type":"string","sha256":"00","length":1}"#,
                "has a `sha256` that is not",
            ),
            (
                r#"{"type":"string","json":"a"}"#,
                "has `json` that is none: expected",
            ),
            (
                r#"{"type":"string","json":"1"}"#,
                "has type `string`, but its text is a number",
            ),
            (
                r#"{"type":"text","json":"1"}"#,
                "has type `text`, but its text is a number",
            ),
            (
                r#"{"type":"array","utf16":[97]}"#,
                "has type `array`, but its text is a string",
            ),
        ];
        for (value, expected) in cases {
            let said = said_of_value(value).expect("a problem");
            let expected = format!("`errors[0].facts.code` {expected}");
            assert!(said.starts_with(&expected), "{said}");
        }
    }

    #[test]
    fn the_outcome_and_what_was_raised_agree() {
        let raised = r#""raised":{"classes":[],"shown":""}"#;
        assert!(said_of(r#"{"outcome":"raised"}"#).is_some());
        assert!(said_of(&format!(r#"{{"outcome":"returned",{raised}}}"#)).is_some());
        assert_eq!(
            said_of(&format!(r#"{{"outcome":"raised",{raised}}}"#)),
            None
        );
    }

    #[test]
    fn a_body_that_is_not_base64_is_named() {
        let said = said_of(r#"{"outcome":"returned","body":{"kind":"bytes","base64":"?"}}"#);
        assert!(said.is_some_and(|said| said.starts_with("`body.base64` is not base64")));
    }
}
