//! The baseline of an SDK: its known failures, each with a cause, a reason and an exact count.
//!
//! An entry says that the checks which it names fail in the vectors which it names, all of them;
//! one that passes is reported like a new failure. Not here: running anything. Start at
//! [`Baseline::load`], then [`Baseline::compare`].

mod propose;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

pub use self::propose::propose;
use files::Error;
use files::{format, line_of, read};
use suite::check::Level;
use suite::set::{Selector, VectorSet};
use suite::vector::{Mode, Vector};

/// The version of the baseline format.
pub const FORMAT: u32 = 1;

/// The known failures of one SDK.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    written: WrittenEntry,
    line: usize,
    vectors: Vec<Selector>,
    checks: Vec<Selector>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenBaseline {
    /// The version of the format, [`FORMAT`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = FORMAT)))]
    #[expect(dead_code, reason = "read before everything else")]
    format: u32,
    /// The entries; of several causes or of one.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<WrittenEntry>"))]
    known: Vec<toml::Spanned<WrittenEntry>>,
}

/// One entry as it is written in `known-failures.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WrittenEntry {
    /// A short name of the cause; entries of one cause are reported together.
    pub cause: String,
    /// What goes wrong, in a sentence. Entries of one cause share the first entry's reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The modes in which it fails; every mode where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<Mode>,
    /// Globs over vector ids.
    pub vectors: Vec<String>,
    /// Globs over check names, such as `must/error.*`.
    pub checks: Vec<String>,
    /// How many (vector, check) pairs the entry covers over the whole set, exactly.
    pub covers: usize,
}

/// What a run showed of one check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shown<'a> {
    /// The vector's id.
    pub vector: &'a str,
    /// The check's name.
    pub check: String,
    /// Its level; may checks are not compared.
    pub level: Level,
    /// Whether it is assumed.
    pub assumed: bool,
    /// Whether it passed.
    pub passed: bool,
}

/// A run beside its baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The failures that no entry knows.
    pub new: Vec<Failure>,
    /// The checks that pass although an entry says that they fail.
    pub stale: Vec<Stale>,
    /// Cause by cause, in the order of the file: the reason and how many failures it explains.
    pub known: Vec<KnownCause>,
}

/// A check that failed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// The vector's id.
    pub vector: String,
    /// The check's name.
    pub check: String,
}

/// A check that passes although an entry says that it fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The vector's id.
    pub vector: String,
    /// The check's name.
    pub check: String,
    /// The entry's cause.
    pub cause: String,
}

/// One cause of known failures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownCause {
    /// The cause's short name.
    pub cause: String,
    /// What goes wrong, in a sentence.
    pub reason: String,
    /// How many failing must checks it explains.
    pub must: usize,
    /// How many failing should checks it explains.
    pub should: usize,
    /// How many of the must checks are assumed.
    pub assumed_must: usize,
    /// How many of the should checks are assumed.
    pub assumed_should: usize,
    /// How many vectors they belong to.
    pub vectors: usize,
}

/// The JSON Schema of `known-failures.toml`.
#[cfg(feature = "schema")]
pub fn schema() -> suite::schemas::Document {
    use suite::schemas::{Side, document};
    let title = "adapters/NAME/known-failures.toml";
    document::<WrittenBaseline>("known-failures", 1, title, Side::Read)
}

impl Baseline {
    /// Reads a `known-failures.toml` and holds it against the whole set of vectors.
    ///
    /// # Errors
    /// Names the line of an entry that is not of the format, has no reason, matches nothing in the
    /// whole set, or covers another number of checks than it says.
    pub fn load(path: &Path, set: &VectorSet) -> Result<Self, Error> {
        let text = read(path).map_err(|error| match error {
            Error::Io { path, message } => Error::Io {
                path,
                message: format!("the known failures cannot be read: {message}"),
            },
            error => error,
        })?;
        Self::parse(path, &text, set)
    }

    /// Reads a baseline from its text; the path is for messages.
    ///
    /// # Errors
    /// As [`Baseline::load`], but for reading the file.
    pub fn parse(path: &Path, text: &str, set: &VectorSet) -> Result<Self, Error> {
        let refuse = |line, message| Error::File {
            path: path.to_owned(),
            line,
            message,
        };
        let written: WrittenBaseline =
            format::from_toml(text, FORMAT).map_err(|problem| problem.in_file(path))?;
        let mut entries = Vec::new();
        let mut reasons: BTreeSet<String> = BTreeSet::new();
        for spanned in written.known {
            let line = line_of(text, spanned.span().start);
            let written = spanned.into_inner();
            let cause = &written.cause;
            if reasons.insert(cause.clone()) && written.reason.trim().is_empty() {
                return Err(refuse(line, format!("the cause `{cause}` has no reason")));
            }
            for (name, globs) in [("vectors", &written.vectors), ("checks", &written.checks)] {
                if globs.is_empty() {
                    let message =
                        format!("the entry `{cause}`: expected patterns in `{name}`, found none");
                    return Err(refuse(line, message));
                }
            }
            let vectors = written.vectors.iter().map(|glob| set.selector(glob));
            let checks = written.checks.iter().map(|glob| Selector::new(glob));
            let bad = |error: suite::Error| refuse(line, error.to_string());
            let entry = Entry {
                vectors: vectors.collect::<Result<_, _>>().map_err(bad)?,
                checks: checks.collect::<Result<_, _>>().map_err(bad)?,
                line,
                written,
            };
            let covers = entry
                .check_globs(set)
                .map_err(|message| refuse(entry.line, message))?;
            if covers != entry.written.covers {
                let message = format!(
                    "the entry `{}` says that it covers {} checks, but it covers {covers}",
                    entry.written.cause, entry.written.covers
                );
                return Err(refuse(entry.line, message));
            }
            entries.push(entry);
        }
        Ok(Self { entries })
    }

    /// Compares what a run in one mode showed with what is known.
    pub fn compare(&self, mode: Mode, shown: &[Shown<'_>]) -> Comparison {
        let mut comparison = Comparison::default();
        let mut vectors: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for entry in &self.entries {
            let WrittenEntry { cause, reason, .. } = &entry.written;
            if !comparison.known.iter().any(|known| known.cause == *cause) {
                comparison.known.push(KnownCause {
                    cause: cause.clone(),
                    reason: reason.clone(),
                    must: 0,
                    should: 0,
                    assumed_must: 0,
                    assumed_should: 0,
                    vectors: 0,
                });
            }
        }
        for shown in shown.iter().filter(|shown| shown.level != Level::May) {
            let entry = self.entries.iter().find(|entry| entry.knows(mode, shown));
            let cause = entry.map(|entry| entry.written.cause.as_str());
            let (vector, check) = (shown.vector.to_owned(), shown.check.clone());
            match (cause, shown.passed) {
                (None, true) => {}
                (None, false) => comparison.new.push(Failure { vector, check }),
                (Some(cause), true) => comparison.stale.push(Stale {
                    vector,
                    check,
                    cause: cause.to_owned(),
                }),
                (Some(cause), false) => {
                    let mut causes = comparison.known.iter_mut();
                    if let Some(known) = causes.find(|known| known.cause == cause) {
                        let of_must = shown.level == Level::Must;
                        known.must += usize::from(of_must);
                        known.should += usize::from(!of_must);
                        known.assumed_must += usize::from(shown.assumed && of_must);
                        known.assumed_should += usize::from(shown.assumed && !of_must);
                    }
                    vectors.entry(cause).or_default().insert(shown.vector);
                }
            }
        }
        for known in &mut comparison.known {
            known.vectors = vectors.get(known.cause.as_str()).map_or(0, BTreeSet::len);
        }
        comparison
    }
}

impl Entry {
    fn knows(&self, mode: Mode, shown: &Shown<'_>) -> bool {
        (self.written.modes.is_empty() || self.written.modes.contains(&mode))
            && self.checks.iter().any(|glob| glob.matches(&shown.check))
            && self.vectors.iter().any(|glob| glob.matches(shown.vector))
    }

    /// How many scored checks of the whole set the entry covers.
    fn check_globs(&self, set: &VectorSet) -> Result<usize, String> {
        for glob in &self.vectors {
            if !set.vectors.iter().any(|vector| glob.matches(&vector.id)) {
                return Err(format!(
                    "`{}` matches no vector of the whole set",
                    glob.as_str()
                ));
            }
        }
        let covered: Vec<String> = set
            .vectors
            .iter()
            .filter(|vector| self.vectors.iter().any(|glob| glob.matches(&vector.id)))
            .flat_map(scored_checks)
            .filter(|name| self.checks.iter().any(|glob| glob.matches(name)))
            .collect();
        for glob in &self.checks {
            if !covered.iter().any(|name| glob.matches(name)) {
                return Err(format!(
                    "`{}` matches no check of these vectors",
                    glob.as_str()
                ));
            }
        }
        Ok(covered.len())
    }
}

fn scored_checks(vector: &Vector) -> impl Iterator<Item = String> + '_ {
    vector
        .checks
        .iter()
        .filter(|check| check.level != Level::May)
        .map(|check| check.name())
}
