//! A subset of the vectors as plain JSON, for tests in other languages.
//!
//! An export is a folder with `manifest.json` and one file for each vector, in the format of the
//! vector files. `docs/loading-vectors.md` shows how to read it. Not here: writing it (the program
//! does). Start at [`Export::new`], then [`Export::files`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::check::Level;
use crate::encoded::hex;
use crate::error::Error;
use crate::render::render;
pub use crate::set::MANIFEST;
use crate::set::{EXPORTED, Selector, VectorSet};
use crate::vector::{FORMAT as VECTOR_FORMAT, Mode, Vector, VectorFile};

/// The version of the manifest's format.
pub const FORMAT: u32 = 1;

/// What an export holds. A reader ignores the fields that it does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Manifest {
    /// The version of the format, [`FORMAT`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = FORMAT)))]
    pub format: u32,
    /// The version of the kit that wrote the export.
    pub kit: String,
    /// What was asked for.
    pub selection: Selection,
    /// The vectors, in the order of the kit.
    pub vectors: Vec<ManifestEntry>,
}

/// What an export is restricted to; an empty list restricts nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Selection {
    /// Globs over vector ids.
    pub only: Vec<String>,
    /// Globs over operations.
    pub operations: Vec<String>,
    /// The levels of the checks.
    pub levels: Vec<Level>,
    /// The modes, one of which a vector must have.
    pub modes: Vec<Mode>,
}

/// One vector of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ManifestEntry {
    /// The vector's id.
    pub id: String,
    /// Its file, relative to the manifest, with `/` between folders.
    pub file: String,
    /// The SHA-256 of the file's bytes, in lower-case hexadecimal.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[0-9a-f]{64}$")))]
    pub sha256: String,
    /// The operation whose response it is.
    pub operation: String,
    /// The modes in which it makes sense.
    pub modes: Vec<Mode>,
    /// The levels of the exported checks, the most binding first.
    pub levels: BTreeSet<Level>,
    /// The requirements that the exported checks verify.
    pub requirements: BTreeSet<String>,
}

/// An export, ready to be written.
#[derive(Clone, Debug)]
pub struct Export {
    /// The manifest.
    pub manifest: Manifest,
    files: BTreeMap<String, String>,
}

impl Export {
    /// Selects vectors; with levels, only checks of these levels, and vectors that have one.
    ///
    /// # Errors
    /// Names a pattern that is not a glob or selects nothing, and an id that cannot be a file.
    pub fn new(set: &VectorSet, selection: Selection) -> Result<Self, Error> {
        let operations = operations(set, &selection.operations)?;
        let mut entries = Vec::new();
        let mut files = BTreeMap::new();
        for vector in set.select(&selection.only)? {
            let Some(vector) = selection.part_of(vector, &operations) else {
                continue;
            };
            let file = file_name(&vector.id)?;
            let entry = ManifestEntry {
                id: vector.id.clone(),
                file: file.clone(),
                operation: vector.operation.clone(),
                modes: vector.modes.clone(),
                levels: vector.checks.iter().map(|check| check.level).collect(),
                requirements: vector
                    .checks
                    .iter()
                    .map(|check| check.requirement.clone())
                    .collect(),
                sha256: String::new(),
            };
            let text = render(&alone(vector));
            let sha256 = digest(text.as_bytes());
            files.insert(file, text);
            entries.push(ManifestEntry { sha256, ..entry });
        }
        if entries.is_empty() {
            return Err(Error::NothingSelected {
                pattern: selection.to_string(),
            });
        }
        let manifest = Manifest {
            format: FORMAT,
            kit: env!("CARGO_PKG_VERSION").to_owned(),
            selection,
            vectors: entries,
        };
        // Our own types always serialise; a test reads the manifest back.
        let text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
        files.insert(MANIFEST.to_owned(), text + "\n");
        Ok(Self { manifest, files })
    }

    /// The files, by their names relative to the export's folder; with the manifest.
    pub fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }
}

impl Selection {
    /// What is selected of a vector, if anything is.
    fn part_of(&self, vector: &Vector, operations: &[Selector]) -> Option<Vector> {
        let operation = operations.is_empty()
            || operations
                .iter()
                .any(|glob| glob.matches(&vector.operation));
        let mode = self.modes.is_empty() || self.modes.iter().any(|m| vector.modes.contains(m));
        if !operation || !mode {
            return None;
        }
        let mut part = vector.clone();
        if !self.levels.is_empty() {
            part.checks
                .retain(|check| self.levels.contains(&check.level));
        }
        Some(part).filter(|part| !part.checks.is_empty())
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = self.only.iter().chain(&self.operations).map(String::as_str);
        let levels = self.levels.iter().map(|level| level.as_str());
        let modes = self.modes.iter().map(|mode| mode.as_str());
        let parts: Vec<&str> = texts.chain(levels).chain(modes).collect();
        f.write_str(&parts.join(" with "))
    }
}

/// The globs over operations, each of which must match one that the set has.
fn operations(set: &VectorSet, globs: &[String]) -> Result<Vec<Selector>, Error> {
    let mut selectors = Vec::new();
    for glob in globs {
        let selector = Selector::new(glob)?;
        if !set
            .vectors
            .iter()
            .any(|vector| selector.matches(&vector.operation))
        {
            return Err(Error::NothingSelected {
                pattern: glob.clone(),
            });
        }
        selectors.push(selector);
    }
    Ok(selectors)
}

/// A vector file of one vector.
fn alone(vector: Vector) -> VectorFile {
    let case: Vec<&str> = vector
        .id
        .split('/')
        .take_while(|part| !part.contains('='))
        .collect();
    VectorFile {
        format: VECTOR_FORMAT,
        case: case.join("/"),
        vectors: vec![vector],
    }
}

/// Ids of foreign vectors may be anything; a file must stay inside the export.
fn file_name(id: &str) -> Result<String, Error> {
    let plain = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '\0'])
    };
    if id.split('/').all(plain) {
        return Ok(format!("{EXPORTED}/{id}.json"));
    }
    Err(files::Error::File {
        path: id.into(),
        line: 0,
        message: "this id of a vector cannot be the path of a file".to_owned(),
    }
    .into())
}

/// The SHA-256 of a file's bytes, as the manifest has it.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
