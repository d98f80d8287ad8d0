//! The adapter protocol, version 1: one JSON object a line over standard input and output.
//!
//! `docs/protocol.md` explains it to authors of adapters, and a JSON Schema describes every line.
//! Not here: processes and time (see `process`). Start at [`ToAdapter`].

use std::collections::BTreeMap;

use crate::observation::Observation;
use crate::vector::{Mode, Vector};
use serde::{Deserialize, Serialize};

/// The version of the protocol that this crate speaks.
pub const VERSION: u32 = 1;

/// A line from the runner to the adapter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ToAdapter {
    /// The first line: the version and, in `http` mode, where to send the calls.
    Hello {
        /// The version of the protocol, [`VERSION`].
        #[cfg_attr(feature = "schema", schemars(extend("const" = VERSION)))]
        protocol: u32,
        /// The mode of this process's whole life.
        mode: Mode,
        /// The base URL below which the operations' paths stand; empty in `decode` mode.
        base_url: String,
        /// The workspace id that belongs into every path.
        workspace_id: String,
        /// A key to send; it opens nothing.
        api_key: String,
    },
    /// One vector: make this operation's public call once and report what its user sees.
    Vector {
        /// The vector's id, to be sent back.
        id: String,
        /// The operation, such as `runs.result`.
        operation: String,
        /// The path parameters for the call, under the names of the path template.
        #[cfg_attr(feature = "schema", schemars(extend("additionalProperties" = {
            "type": "string", "pattern": "^[a-z0-9-]+$"
        })))]
        params: BTreeMap<String, String>,
        /// The time-out to set through the SDK's public option, in milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_timeout_ms: Option<u64>,
        /// The response, in `decode` mode.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        response: Option<Decodable>,
    },
    /// No more vectors: finish and exit with 0.
    Bye,
}

/// A response as `decode` mode hands it over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Decodable {
    /// The HTTP status.
    #[cfg_attr(feature = "schema", schemars(range(min = 200, max = 599)))]
    pub status: u16,
    /// The headers, in order.
    pub headers: Vec<(String, String)>,
    /// The body's bytes: standard base64 with padding.
    #[serde(rename = "body_base64", with = "crate::body::base64_text")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub body: Vec<u8>,
}

impl Decodable {
    /// A vector's last response, which a client that calls would end with.
    ///
    /// # Errors
    /// Says that the vector has no response, or a body that cannot be made.
    pub fn last_of(vector: &Vector) -> Result<Self, String> {
        let response = vector
            .responses
            .last()
            .ok_or_else(|| "it has no response".to_owned())?;
        let body = response.body.bytes().map_err(|error| error.to_string())?;
        Ok(Self {
            status: response.status,
            headers: response.headers.clone(),
            body,
        })
    }
}

/// A line from the adapter to the runner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum FromAdapter {
    /// The answer to `hello`.
    Ready {
        /// The version of the protocol, [`VERSION`].
        protocol: u32,
        /// The SDK's package name.
        sdk: String,
        /// The SDK's version, read from what is installed.
        version: String,
        /// The language and its version, such as `Python 3.12.1`.
        language: String,
    },
    /// What the user of the SDK sees.
    Observed {
        /// The vector's id.
        id: String,
        /// The observation.
        observation: Box<Observation>,
    },
    /// The SDK does not offer the operation. It must be declared in `adapter.toml`.
    NotOffered {
        /// The vector's id.
        id: String,
    },
    /// The adapter itself failed; the SDK is not to blame.
    Failed {
        /// The vector's id.
        id: String,
        /// What went wrong, and where.
        error: String,
    },
    /// Sent from a fresh turn of the event loop after `observed`, `not-offered` or `failed`: the
    /// process outlived the vector.
    Settled {
        /// The vector's id.
        id: String,
    },
}

impl FromAdapter {
    /// Reads a line.
    ///
    /// # Errors
    /// Says where the line is not of the protocol, or what is malformed in its observation.
    pub fn read(line: &[u8]) -> Result<Self, LineError> {
        // To choose among messages by their type, serde first keeps everything in a general form.
        // Nearly all lines are observations, so these are tried for themselves.
        let error = match serde_json::from_slice(line) {
            Ok(ObservedLine {
                id, observation, ..
            }) => return Ok(Self::Observed { id, observation }),
            Err(_) => match serde_json::from_slice(line) {
                Ok(message) => return Ok(message),
                Err(error) => error,
            },
        };
        match serde_json::from_slice::<ObservedLine<serde_json::Value>>(line) {
            Ok(ObservedLine {
                id, observation, ..
            }) => Err(LineError::Observation {
                id,
                problem: problem(&observation).unwrap_or_else(|| error.to_string()),
            }),
            Err(_) => Err(LineError::Line(error)),
        }
    }
}

/// Why a line of an adapter cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LineError {
    /// It is not a line of the protocol.
    #[error(transparent)]
    Line(serde_json::Error),
    /// It reports an observation about a vector, which is malformed.
    #[error("{problem}")]
    Observation {
        /// The vector's id.
        id: String,
        /// What is malformed, with its path in the observation.
        problem: String,
    },
}

/// What is malformed in an observation, and where.
fn problem(observation: &serde_json::Value) -> Option<String> {
    let read = serde_path_to_error::deserialize::<_, Observation>(observation);
    let error = read.err()?;
    let path = error.path().to_string();
    let problem = error.into_inner();
    Some(match path.as_str() {
        "." => problem.to_string(),
        path => format!("`{path}` {problem}"),
    })
}

/// [`FromAdapter::Observed`] for itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ObservedLine<T = Box<Observation>> {
    #[serde(rename = "type")]
    _kind: ObservedTag,
    id: String,
    observation: T,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ObservedTag {
    Observed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_as_serde_reads_the_message() {
        for line in [
            r#"{"type":"observed","id":"a","observation":{"outcome":"returned"}}"#,
            r#"{"observation":{"outcome":"returned"},"id":"a","type":"observed"}"#,
            r#"{"type":"settled","id":"a"}"#,
            r#"{"type":"observed","id":"a"}"#,
            r#"{"type":"observed","id":"a","observation":{"outcome":"returned"},"more":1}"#,
            r#"{"type":"observed","type":"observed","id":"a","observation":{"outcome":"returned"}}"#,
            "{",
        ] {
            let expected = serde_json::from_str::<FromAdapter>(line);
            let expected = expected.map_err(|error| error.to_string());
            let read = FromAdapter::read(line.as_bytes());
            assert!(
                !matches!(read, Err(LineError::Observation { .. })),
                "{line}"
            );
            assert_eq!(read.map_err(|error| error.to_string()), expected, "{line}");
        }
    }

    #[track_caller]
    fn is_malformed(observation: &str, expected: &str) {
        let line = format!(r#"{{"type":"observed","id":"a/b","observation":{observation}}}"#);
        match FromAdapter::read(line.as_bytes()) {
            Err(LineError::Observation { id, problem }) => {
                assert_eq!(id, "a/b");
                assert!(problem.starts_with(expected), "{problem}");
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_malformed_value_is_named_with_its_path() {
        for (value, expected) in [
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
                "has `json` that is not JSON: expected",
            ),
            (
                r#"{"type":"string","json":"1"}"#,
                "has type `string`, but its text is a number",
            ),
            (
                r#"{"type":"text","json":"1"}"#,
                "unknown variant `text`, expected one of `null`, `boolean`",
            ),
            (
                r#"{"type":"array","utf16":[97]}"#,
                "has type `array`, but its text is a string",
            ),
        ] {
            let field = format!(r#"{{"code":{{"state":"value","value":{value}}}}}"#);
            let seen = format!(r#"{{"outcome":"returned","errors":[{{"facts":{field}}}]}}"#);
            is_malformed(&seen, &format!("`errors[0].facts.code` {expected}"));
            let seen = format!(r#"{{"outcome":"returned","reason":{{"extras":{{"x":{value}}}}}}}"#);
            is_malformed(&seen, "`reason.extras.x");
        }
    }

    #[test]
    fn what_else_is_malformed_is_named_with_its_path() {
        for (observation, expected) in [
            (r#"{"outcome":"lost"}"#, "`outcome` unknown variant `lost`"),
            (r#"{"outcome":"raised"}"#, "`outcome` is `raised`, but"),
            (
                r#"{"outcome":"returned","body":{"kind":"bytes","base64":"?"}}"#,
                "`body` has `base64` that is not base64",
            ),
            (
                r#"{"outcome":"returned","errors":[{},{"facts":{"colour":{"state":"null"}}}]}"#,
                "`errors[1].facts` unknown variant `colour`, expected one of `message`",
            ),
        ] {
            is_malformed(observation, expected);
        }
    }
}
