//! The vector: one concrete response with everything that is expected of a client.
//!
//! These types are the on-disk format (version 1) of `snapshots/vectors/*.json`, which programs in
//! other languages read as plain JSON. Not here: how vectors come about (the crate `cases`) and
//! how they are judged (the crate `judge`). Start at [`Vector`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use tables::named_enum;

use crate::check::Check;

/// The version of the vector format that this crate reads and writes.
pub const FORMAT: u32 = 1;

/// The vectors of one case, as one file holds them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VectorFile {
    /// The version of the format, [`FORMAT`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = FORMAT)))]
    pub format: u32,
    /// The id of the case that they expand.
    pub case: String,
    /// The vectors, in the order of the case's axes.
    pub vectors: Vec<Vector>,
}

/// One concrete test with a stable id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// The case's id and `/axis=value` for each of its axes, in declared order.
    pub id: String,
    /// One line for people.
    pub title: String,
    /// The operation whose response this is, such as `runs.result`.
    pub operation: String,
    /// Whether no public material says that this operation answers like this: the kit assumes it.
    #[serde(default, skip_serializing_if = "crate::is_default")]
    pub assumed: bool,
    /// The request that a client is expected to send.
    pub request: Request,
    /// The modes in which the vector makes sense.
    pub modes: Vec<Mode>,
    /// What the client's own time-out is set to, in milliseconds, where the vector needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_timeout_ms: Option<u64>,
    /// The responses to successive requests; the last one answers all further requests.
    pub responses: Vec<Response>,
    /// What is expected, the invariants included.
    pub checks: Vec<Check>,
}

named_enum! {
    /// How a client is brought to see a response.
    pub enum Mode {
        /// The client makes a real call to a loopback server.
        Http = "http",
        /// The client is handed the operation, the status and the body.
        Decode = "decode",
    }
}

impl Vector {
    /// Whether its first response sends a client elsewhere.
    pub fn is_redirect(&self) -> bool {
        let first = self.responses.first();
        first.is_some_and(|response| response.location().is_some())
    }

    /// Whether one of its checks is assumed: the check itself says so, or the vector does.
    pub fn assumes(&self, check: &Check) -> bool {
        self.assumed || check.assumed
    }
}

/// The request that belongs to a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The path template below the base URL, such as `/{workspaceId}/web-tasks/start`.
    pub path: String,
    /// The values of the template's parameters; they carry the vector's token, as a cross-check.
    pub params: BTreeMap<String, String>,
}

impl Request {
    /// The path with its parameters filled in. The values are chosen so that none needs escaping.
    pub fn rendered_path(&self) -> String {
        self.params
            .iter()
            .fold(self.path.clone(), |path, (name, value)| {
                path.replace(&format!("{{{name}}}"), value)
            })
    }
}

/// One response, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The HTTP status, 200 to 599.
    #[cfg_attr(feature = "schema", schemars(range(min = 200, max = 599)))]
    pub status: u16,
    /// The headers as sent, in order, without those that the framing adds.
    pub headers: Vec<(String, String)>,
    /// The body before framing.
    pub body: Body,
    /// How the bytes reach the client.
    #[serde(default, skip_serializing_if = "Delivery::is_plain")]
    pub delivery: Delivery,
}

/// A response body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Body {
    /// Exactly this text, as UTF-8.
    Text(String),
    /// Bytes that are not text: standard base64 with padding.
    Base64(String),
    /// `prefix`, then `unit` `count` times, then `suffix`: large bodies stay small on disk.
    Repeat {
        /// The text before.
        prefix: String,
        /// The repeated text.
        unit: String,
        /// How often it is repeated.
        count: usize,
        /// The text after.
        suffix: String,
    },
}

/// How a response is framed and delivered over HTTP/1.1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// How the end of the body is marked.
    #[serde(default)]
    pub framing: Framing,
    /// The sizes in bytes of the writes (with chunked framing: of the chunks) that the body is cut
    /// into; what is left goes in one last piece.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<usize>,
    /// The pause between two pieces, in milliseconds.
    #[serde(default, skip_serializing_if = "crate::is_default")]
    pub pause_ms: u64,
    /// Where the server closes the connection early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<Stop>,
    /// Whether the server reads the request and never answers.
    #[serde(default, skip_serializing_if = "crate::is_default")]
    pub silent: bool,
}

impl Delivery {
    /// Whether this is an ordinary, complete response with a length.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the whole response arrives, however slowly.
    pub fn is_complete(&self) -> bool {
        !self.silent && self.stop.is_none() && !matches!(self.framing, Framing::Declared(_))
    }
}

/// How the end of a body is marked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Framing {
    /// A `Content-Length` that is right.
    #[default]
    Length,
    /// A `Content-Length` with this value, right or not; the connection is closed after the body.
    Declared(u64),
    /// Chunked transfer encoding.
    Chunked,
    /// No length: the body ends where the connection is closed.
    Close,
}

/// Where a server closes the connection before the response is complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// After the request was read, before the status line.
    BeforeStatus,
    /// In the middle of the headers.
    InHeaders,
    /// After this many bytes of the body.
    AfterBodyBytes(usize),
    /// After a chunk size line that is not a number (with chunked framing).
    BrokenChunk,
}
