//! One expectation: which field of which object, at which level, and which kinds satisfy it.
//!
//! Not here: how a kind is found (see [`judge`]). Start at [`Check`].

use std::fmt;

use serde::{Deserialize, Serialize};
use tables::Site;

/// One expectation of a vector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The requirement that it verifies: an id in `snapshots/requirements.toml`.
    pub requirement: String,
    /// How binding it is.
    pub level: Level,
    /// Where the field stands in the contract.
    #[serde(rename = "place")]
    pub site: CheckSite,
    /// Which entry of the observation's errors it speaks of; 0 for everything else.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub index: usize,
    /// The field, such as `code`, `status` or `failure-shown`.
    #[serde(rename = "fact")]
    pub field: String,
    /// What the server said of it.
    pub expect: Expect,
    /// JSON Pointers into the body at which the server said it. The last segment is also the key
    /// under which an undeclared attribute counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// The kinds that satisfy the check.
    pub accept: Vec<Kind>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_zero(value: &usize) -> bool {
    *value == 0
}

impl Check {
    /// The check's name, unique within its vector: `must/error.code`, `should/error[1].flag`.
    pub fn name(&self) -> String {
        let object = match self.site {
            CheckSite::A | CheckSite::B | CheckSite::C | CheckSite::D => "error",
            CheckSite::Envelope => "result",
            CheckSite::Reason => "reason",
            CheckSite::Http => "http",
            CheckSite::Floor => "floor",
        };
        match self.index {
            // Asked for each check of each vector, so without the machinery of `format!`.
            0 => [self.level.as_str(), "/", object, ".", &self.field].concat(),
            index => format!("{}/{object}[{index}].{}", self.level, self.field),
        }
    }
}

/// How binding a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Nothing is lost, altered, invented or inverted.
    Must,
    /// What a tolerant, typed reader does.
    Should,
    /// Recorded, not scored.
    May,
}

impl Level {
    /// All levels, the most binding first.
    pub const ALL: [Self; 3] = [Self::Must, Self::Should, Self::May];

    /// The level's name in files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::May => "may",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where the field of a check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CheckSite {
    /// `error` in a run result or an auth-session result.
    #[serde(rename = "A")]
    A,
    /// `error` of a job run.
    #[serde(rename = "B")]
    B,
    /// The root of an HTTP error body.
    #[serde(rename = "C")]
    C,
    /// `error` in a web-task result.
    #[serde(rename = "D")]
    D,
    /// The envelope around an error: its status and its message.
    Envelope,
    /// The reason of a cancellation or a pause.
    Reason,
    /// The HTTP exchange itself.
    Http,
    /// What is expected whatever the response says.
    Floor,
}

impl CheckSite {
    /// The place's name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => Site::Result.as_str(),
            Self::B => Site::JobRun.as_str(),
            Self::C => Site::HttpBody.as_str(),
            Self::D => Site::WebTask.as_str(),
            Self::Envelope => "the envelope",
            Self::Reason => "the reason",
            Self::Http => "the HTTP exchange",
            Self::Floor => "the floor",
        }
    }
}

impl From<Site> for CheckSite {
    fn from(site: Site) -> Self {
        match site {
            Site::Result => Self::A,
            Site::JobRun => Self::B,
            Site::HttpBody => Self::C,
            Site::WebTask => Self::D,
        }
    }
}

impl fmt::Display for CheckSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What the server said of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Expect {
    /// This value, as JSON text.
    Json(String),
    /// One of these values, as JSON text: where the contract leaves a choice.
    AnyOf(Vec<String>),
    /// The value that the response has at the check's first path: for values too large to stand
    /// here once more.
    AsSent,
    /// Nothing: the field is absent, or null where null is absence.
    Absent,
    /// The check is about the call, not about a value.
    Holds,
}

/// How a field reached the user, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Under the contract's name; for the floor: it holds.
    Typed,
    /// As an undeclared attribute under the wire's key.
    Extra,
    /// In the raw body that an object of the SDK hands out.
    Raw,
    /// As the wire's default for an absent field.
    Defaulted,
    /// As something else than the server said.
    Changed,
    /// Shown although the server did not say it.
    Invented,
    /// As its opposite.
    Inverted,
    /// Not at all.
    Lost,
}

impl Kind {
    /// The kind's name in files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::Extra => "extra",
            Self::Raw => "raw",
            Self::Defaulted => "defaulted",
            Self::Changed => "changed",
            Self::Invented => "invented",
            Self::Inverted => "inverted",
            Self::Lost => "lost",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_kinds_are_shown_by_their_names() {
        use CheckSite::{A, B, C, D, Envelope, Floor, Http, Reason};
        let places = [A, B, C, D, Envelope, Reason, Http, Floor].map(|site| format!("{site:<2}"));
        let others = [
            "the envelope",
            "the reason",
            "the HTTP exchange",
            "the floor",
        ];
        assert_eq!(places[..4], ["A ", "B ", "C ", "D "]);
        assert_eq!(places[4..], others);
        assert_eq!(format!("{:<6}", Kind::Raw), "raw   ");
    }
}
