//! One expectation: which field of which object, at which level, and which kinds satisfy it.
//!
//! Not here: what a check is about (see [`subject`](Subject)), how a kind is found (see `judge`).
//! Start at [`Check`].

mod subject;

use serde::{Deserialize, Serialize};
use tables::named_enum;

pub use self::subject::{HttpSubject, Invariant, Object, Subject};

/// One expectation of a vector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "WrittenCheck", into = "WrittenCheck")]
pub struct Check {
    /// The requirement that it verifies: an id in `snapshots/requirements.toml`.
    pub requirement: String,
    /// How binding it is.
    pub level: Level,
    /// What it is about.
    pub subject: Subject,
    /// What the server sent for it.
    pub expect: Expect,
    /// JSON Pointers into the body at which it was sent. The last segment is also the key
    /// under which an undeclared attribute counts.
    pub paths: Vec<String>,
    /// The kinds that satisfy the check.
    pub accept: Vec<Kind>,
    /// Whether no public material says it: the kit assumes it. All checks of an assumed vector are
    /// assumed; see [`Vector::assumes`](crate::vector::Vector::assumes).
    pub assumed: bool,
}

impl Check {
    /// The check's name, unique within its vector: `must/error.code`, `should/error[1].flag`.
    pub fn name(&self) -> String {
        let object = match self.subject.object() {
            Object::Error(_) => "error",
            Object::Result => "result",
            object => object.as_str(),
        };
        let name = self.subject.name();
        match self.subject.index() {
            // Asked for each check of each vector, so without the machinery of `format!`.
            0 => [self.level.as_str(), "/", object, ".", name].concat(),
            index => format!("{}/{object}[{index}].{name}", self.level),
        }
    }
}

/// A check as it stands in a file.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Check"))]
#[serde(deny_unknown_fields)]
struct WrittenCheck {
    /// The requirement that it verifies: an id in `snapshots/requirements.toml`.
    requirement: String,
    /// How binding it is.
    level: Level,
    /// Where the field stands in the contract.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = Object::ALL)))]
    place: String,
    /// Which entry of the observation's errors it speaks of; 0 for everything else.
    #[serde(default, skip_serializing_if = "crate::is_default")]
    index: usize,
    /// The field, such as `code`, `status` or `failure-shown`; each `place` has its own.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = all_facts())))]
    fact: String,
    /// What the server sent for it.
    expect: Expect,
    /// JSON Pointers into the body at which it was sent. The last segment is also the key
    /// under which an undeclared attribute counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    paths: Vec<String>,
    /// The kinds that satisfy the check.
    accept: Vec<Kind>,
    /// Whether no public material says it: the kit assumes it. All checks of a vector that is
    /// assumed are, too, without this mark.
    #[serde(default, skip_serializing_if = "crate::is_default")]
    assumed: bool,
}

#[cfg(feature = "schema")]
fn all_facts() -> std::collections::BTreeSet<&'static str> {
    Object::ALL.into_iter().flat_map(Object::facts).collect()
}

impl TryFrom<WrittenCheck> for Check {
    type Error = String;

    fn try_from(written: WrittenCheck) -> Result<Self, String> {
        Ok(Self {
            subject: Subject::from_names(&written.place, written.index, &written.fact)?,
            requirement: written.requirement,
            level: written.level,
            expect: written.expect,
            paths: written.paths,
            accept: written.accept,
            assumed: written.assumed,
        })
    }
}

impl From<Check> for WrittenCheck {
    fn from(check: Check) -> Self {
        Self {
            requirement: check.requirement,
            level: check.level,
            place: check.subject.object().as_str().to_owned(),
            index: check.subject.index(),
            fact: check.subject.name().to_owned(),
            expect: check.expect,
            paths: check.paths,
            accept: check.accept,
            assumed: check.assumed,
        }
    }
}

named_enum! {
    /// How binding a check is.
    pub enum Level {
        /// Nothing is lost, altered, invented or inverted.
        Must = "must",
        /// What a tolerant, typed reader does.
        Should = "should",
        /// Recorded, not scored.
        May = "may",
    }
}

/// What the server sent for a field.
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

named_enum! {
    /// How a field reached the user, the best first.
    pub enum Kind {
        /// Under the contract's name; for an invariant: it holds.
        Typed = "typed",
        /// As an undeclared attribute under the wire's key.
        Extra = "extra",
        /// In the raw body that an object of the SDK hands out.
        Raw = "raw",
        /// As the wire's default for an absent field.
        Defaulted = "defaulted",
        /// As another value than the server sent.
        Changed = "changed",
        /// Shown although the server did not send it.
        Invented = "invented",
        /// As its opposite.
        Inverted = "inverted",
        /// Not at all.
        Lost = "lost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_written_as_it_was_read() {
        for (line, name) in [
            (
                r#"{"requirement":"r","level":"must","place":"B","index":1,"fact":"flag","expect":{"json":"true"},"paths":["/a"],"accept":["typed"]}"#,
                "must/error[1].flag",
            ),
            (
                r#"{"requirement":"r","level":"may","place":"envelope","fact":"status","expect":"holds","accept":["lost"]}"#,
                "may/result.status",
            ),
            (
                r#"{"requirement":"r","level":"should","place":"floor","fact":"own-class","expect":"holds","accept":["typed"],"assumed":true}"#,
                "should/floor.own-class",
            ),
        ] {
            let check: Check = serde_json::from_str(line).unwrap();
            assert_eq!(serde_json::to_string(&check).unwrap(), line);
            assert_eq!(check.name(), name);
        }
    }

    #[test]
    fn an_unknown_subject_is_refused_on_reading() {
        let line = r#"{"requirement":"r","level":"must","place":"A","fact":"colour","expect":"holds","accept":[]}"#;
        let error = serde_json::from_str::<Check>(line).unwrap_err().to_string();
        let expected = "the place `A` has no fact `colour`; it has `message`, `code`, ";
        assert!(error.starts_with(expected), "{error}");
    }

    #[test]
    fn kinds_are_shown_by_their_names() {
        assert_eq!(format!("{:<6}", Kind::Raw), "raw   ");
    }
}
