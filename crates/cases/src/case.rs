//! The authored case: a small TOML file that says what a server sends and what a client must show.
//!
//! These types are the format (version 1) of `snapshots/cases/**/*.toml`; `docs/cases.md` explains
//! it to authors. Not here: how a case becomes vectors (see [`crate::expand`]). Start at [`Case`].

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use files::Error;
use files::format;
use files::read;
use suite::check::Level;
use suite::vector::{Delivery, Mode};

use crate::error::Problem;

/// The version of the case format.
pub const FORMAT: u32 = 1;

/// What a case gives as its answer: one of the five forms, or a template.
#[cfg(feature = "schema")]
const ANSWER: &str = r"^(failed|canceled|http-error|success|literal|.*\$\{.*)$";

/// One authored case. Texts may hold `${name}`: an axis, a variable of its value
/// (`${axis.variable}`), or a variable that every vector has (see [`crate::expand`]).
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The version of the format, [`FORMAT`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = FORMAT)))]
    pub format: u32,
    /// The stable id, equal to the file's path below `snapshots/cases` without `.toml`.
    pub id: String,
    /// One line for people.
    pub title: String,
    /// The operation.
    pub operation: String,
    /// The form of the answer: the name of one, or a template of it.
    #[cfg_attr(feature = "schema", schemars(extend("pattern" = ANSWER)))]
    pub answer: String,
    /// The ids of the vectors, where they are not `id` and the values of the axes; they stay in the
    /// folder of the case.
    #[serde(default)]
    pub vector_id: Option<String>,
    /// Whether no public material says that the operation answers like this.
    #[serde(default)]
    pub assumed: bool,
    /// Caps the level of every check but the invariants': `may` records without scoring.
    #[serde(default)]
    pub level: Option<Level>,
    /// How binding it is that what is raised is of the SDK's own classes; `must` by default, and
    /// `should` where the reply is not complete or not decodable.
    #[serde(default = "must")]
    pub own_class: Level,
    /// What the reply is: required of a literal answer, and for any other where it is not what the
    /// answer says.
    #[serde(default)]
    pub outcome: Option<CaseOutcome>,
    /// The requirement that a visible failure verifies, where it is not the invariant's own.
    #[serde(default)]
    pub failure: Option<String>,
    /// Caps the level of the check that a success is returned: `may` records whether it is.
    #[serde(default)]
    pub returned: Option<Level>,
    /// For a literal answer: the place of the error, as a JSON Pointer.
    #[serde(default)]
    pub error_at: Option<String>,
    /// Further job runs of a list, each with an error of its own or with none.
    #[serde(default)]
    pub more: Vec<MoreSpec>,
    /// The modes; both by default, `http` alone where the delivery is not plain.
    #[serde(default)]
    pub modes: Option<Vec<Mode>>,
    /// The client's own time-out in milliseconds.
    #[serde(default)]
    pub client_timeout_ms: Option<u64>,
    /// The axes; the case expands to their product.
    #[serde(default)]
    pub axis: Vec<Axis>,
    /// What differs from an ordinary response.
    #[serde(default)]
    pub response: ResponseSpec,
    /// Responses to the requests before the last one. Where the first one redirects, the last one
    /// stands at its `location`.
    #[serde(default)]
    pub before: Vec<BeforeSpec>,
    /// The error's fields, on top of the canonical ones of the site.
    #[serde(default, rename = "facts")]
    pub fields: BTreeMap<String, FieldSpec>,
    /// Whether the canonical fields of the site are left out.
    #[serde(default)]
    pub bare: bool,
    /// Further members of the error object, as JSON text without the braces.
    #[serde(default)]
    pub members: Option<String>,
    /// Further members of the envelope, as JSON text without the braces.
    #[serde(default)]
    pub stray: Option<String>,
    /// The envelope's fields, `status` and `message`.
    #[serde(default)]
    pub result: BTreeMap<String, FieldSpec>,
    /// The reason's fields: `type`, `message`, `doc_url`, `details`.
    #[serde(default)]
    pub reason: BTreeMap<String, FieldSpec>,
}

fn must() -> Level {
    Level::Must
}

fn yes() -> bool {
    true
}

/// One more job run in a list.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MoreSpec {
    /// Whether it has no error.
    #[serde(default)]
    pub none: bool,
    /// Its error's fields, on top of the canonical ones.
    #[serde(default, rename = "facts")]
    pub fields: BTreeMap<String, FieldSpec>,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CaseAnswer {
    /// The operation's failed result, around the error.
    Failed,
    /// The operation's canceled result, around the reason.
    Canceled,
    /// An HTTP error whose body is the error.
    HttpError,
    /// The operation's success.
    Success,
    /// Exactly the given body.
    Literal,
}

impl CaseAnswer {
    /// The form that a case names.
    pub(crate) fn from_word(word: &str) -> Result<Self, Problem> {
        Ok(match word {
            "failed" => Self::Failed,
            "canceled" => Self::Canceled,
            "http-error" => Self::HttpError,
            "success" => Self::Success,
            "literal" => Self::Literal,
            _ => return Err(Problem::UnknownAnswer(word.to_owned())),
        })
    }
}

/// What a reply is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CaseOutcome {
    /// A failure, which must be visible.
    Failure,
    /// A success, which must be returned.
    Success,
    /// Neither: only the other invariants are expected.
    Any,
}

/// One axis of a case.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// Its name, part of every vector's id.
    pub name: String,
    /// Values without variables.
    #[serde(default)]
    pub ids: Vec<String>,
    /// Values with variables: each has `id`.
    #[serde(default)]
    pub values: Vec<BTreeMap<String, String>>,
    /// A named set of values, taken from the contract's tables.
    #[serde(default)]
    pub set: Option<String>,
}

/// What differs from an ordinary response.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResponseSpec {
    /// The status, where the answer does not say it. An empty text is the answer's own.
    #[serde(default)]
    pub status: Option<String>,
    /// The headers; `content-type: application/json` by default.
    #[serde(default)]
    pub headers: Option<Vec<(String, String)>>,
    /// The error object, exactly.
    #[serde(default)]
    pub error: Option<String>,
    /// The whole body, exactly.
    #[serde(default)]
    pub body: Option<String>,
    /// The whole body as base64.
    #[serde(default)]
    pub base64: Option<String>,
    /// The whole body as a repeated text.
    #[serde(default)]
    pub repeat: Option<RepeatSpec>,
    /// How the bytes reach the client.
    #[serde(default)]
    pub delivery: Option<Delivery>,
}

/// A body that is mostly one repeated text.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RepeatSpec {
    /// The text before.
    pub prefix: String,
    /// The repeated text.
    pub unit: String,
    /// How often: a number or a variable.
    pub count: String,
    /// The text after.
    pub suffix: String,
}

/// A response before the last one.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BeforeSpec {
    /// The status.
    pub status: String,
    /// The headers.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(default)]
    pub body: String,
}

/// One field: what is sent, under which key, and how binding it is to show it.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    /// A string, sent as JSON.
    #[serde(default)]
    pub text: Option<String>,
    /// Any JSON text, sent as it is. `null` is read as absence; an empty text sends nothing.
    #[serde(default)]
    pub json: Option<String>,
    /// Nothing is sent.
    #[serde(default)]
    pub absent: bool,
    /// The key, where it is not the site's own.
    #[serde(default)]
    pub key: Option<String>,
    /// The same field once more, under another key.
    #[serde(default, rename = "twin")]
    pub alias: Option<AliasSpec>,
    /// Caps the level of its checks.
    #[serde(default)]
    pub level: Option<Level>,
    /// The requirement, where it is not the field's own.
    #[serde(default)]
    pub requirement: Option<String>,
    /// The values that satisfy the checks, where it is not the one that was sent. An empty list
    /// means that nothing but absence does.
    #[serde(default)]
    pub any_of: Option<Vec<String>>,
    /// What is expected is the value that the given error has: for values too large to stand in
    /// the case.
    #[serde(default)]
    pub as_sent: bool,
    /// Whether it should be typed; `false` where a reader may rightly stop at recoverable.
    #[serde(default = "yes")]
    pub typed: bool,
    /// No check is made of it.
    #[serde(default)]
    pub unchecked: bool,
    /// Whether no public material says that it is sent: its checks count apart.
    #[serde(default)]
    pub assumed: bool,
}

/// A field's second appearance in the same object.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AliasSpec {
    /// The other key.
    pub key: String,
    /// The other value, as JSON text.
    pub json: String,
}

impl Case {
    /// Reads a case file.
    ///
    /// # Errors
    /// Names the line of what is not of the format.
    pub fn load(path: &Path) -> Result<Self, Error> {
        Self::parse(path, &read(path)?)
    }

    /// Reads a case from its text; the path is for messages.
    ///
    /// # Errors
    /// Names the line of what is not of the format.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        format::from_toml(text, FORMAT).map_err(|problem| problem.in_file(path))
    }
}
