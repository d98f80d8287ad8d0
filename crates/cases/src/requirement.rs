//! The requirements: what the contract says, sentence by sentence, with stable ids.
//!
//! Not here: which checks verify them (see the crate `audit`). Start at [`Requirements::load`].

use std::collections::HashSet;
use std::path::Path;

use serde::Deserialize;

use files::Error;
use files::format::{self, Problem};
use files::read;

use crate::key::line_of_key;

/// The version of the requirements format.
pub const FORMAT: u32 = 1;

/// All requirements, in the order of their file.
#[derive(Clone, Debug, Default)]
pub struct Requirements {
    /// The rows.
    pub rows: Vec<Requirement>,
    /// The documents that rows quote.
    pub documents: Vec<Document>,
    ids: HashSet<String>,
    /// The ids that checks may name.
    checkable: HashSet<String>,
}

/// One normative sentence of the contract.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The stable id: its section and a name, such as `error-structure/retriable`.
    pub id: String,
    /// A quote of its document, `…` for what is left out; or what the wire shows.
    pub quote: String,
    /// Which source says it.
    pub source: Source,
    /// The rows whose checks verify this one too.
    #[serde(default)]
    pub see: Vec<String>,
    /// The sources that contradict each other; one that contradicts itself stands there twice.
    #[serde(default)]
    pub between: Vec<Source>,
    /// Why no check verifies it.
    #[serde(default)]
    pub excluded: Option<String>,
    /// What was decided where sources contradict each other, and why.
    #[serde(default)]
    pub decision: Option<String>,
    /// Whether the row is history: no check may name it any more.
    #[serde(default)]
    pub retired: bool,
}

/// One of the three documents, sentence by sentence.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Which one it is.
    pub source: Source,
    /// What it says, word for word, with one space for all white space: its sentences, headings and
    /// table rows, without the headings that only name a code or a category.
    pub sentences: Vec<String>,
}

/// Where a requirement comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Source {
    /// The SDK model page of one error body.
    S0,
    /// The SDK model page of the failed result.
    S1,
    /// The error-codes page.
    S2,
    /// The vendor's schemas and SDKs, outside the three documents.
    #[serde(rename = "wire")]
    Wire,
    /// This kit's own invariants: what is expected of any client.
    #[serde(rename = "floor")]
    Floor,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    /// The version of the format, [`FORMAT`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = FORMAT)))]
    #[expect(dead_code, reason = "read before everything else")]
    format: u32,
    /// The documents that rows quote.
    #[serde(default)]
    document: Vec<Document>,
    /// The rows.
    #[serde(default)]
    requirement: Vec<Requirement>,
}

impl Requirements {
    /// The requirements that are compiled into this program.
    ///
    /// # Errors
    /// Fails only when the checked-in file is broken, which a test excludes.
    pub fn built_in() -> Result<Self, Error> {
        let text = include_str!("../snapshots/requirements.toml");
        Self::parse(Path::new("requirements.toml"), text)
    }

    /// Reads `requirements.toml`.
    ///
    /// # Errors
    /// Names the line of what is not of the format, and of an id that occurs twice.
    pub fn load(path: &Path) -> Result<Self, Error> {
        Self::parse(path, &read(path)?)
    }

    /// Reads the requirements from their text; the path is for messages.
    ///
    /// # Errors
    /// As [`Requirements::load`], but for reading the file.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        let written: Written =
            format::from_toml(text, FORMAT).map_err(|problem| problem.in_file(path))?;
        // Returns the error at a key of a row.
        let refuse_row = |row: usize, key: &str, message| {
            let keys = ["requirement".into(), row.into(), key.into()];
            let line = line_of_key(text, &keys, "");
            Err(Problem { line, message }.in_file(path))
        };
        let mut requirements = Self {
            rows: written.requirement,
            documents: written.document,
            ..Self::default()
        };
        for (index, row) in requirements.rows.iter().enumerate() {
            let id = &row.id;
            if !requirements.ids.insert(id.clone()) {
                return refuse_row(index, "id", format!("the id `{id}` occurs twice"));
            }
            if row.excluded.is_some() && !row.see.is_empty() {
                let message =
                    format!("`{id}` has both `excluded` and `see`; remove one of the two");
                return refuse_row(index, "excluded", message);
            }
            if !row.retired && row.excluded.is_none() {
                requirements.checkable.insert(id.clone());
            }
        }
        for (index, row) in requirements.rows.iter().enumerate() {
            let unknown = |other: &&String| !requirements.ids.contains(*other);
            if let Some(other) = row.see.iter().find(unknown) {
                let message = format!(
                    "`{}` names `{other}` in `see`, which is no requirement",
                    row.id
                );
                return refuse_row(index, "see", message);
            }
        }
        Ok(requirements)
    }

    /// Whether checks may name an id: it is that of a row which is neither excluded nor retired.
    pub fn is_known(&self, id: &str) -> bool {
        self.checkable.contains(id)
    }
}
