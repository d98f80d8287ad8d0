//! The set of vectors: the ones that are compiled in, or the ones of a folder; and selections.
//!
//! Not here: how vectors are made (see [`crate::case`]). Start at [`VectorSet::built_in`].

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use globset::{GlobBuilder, GlobMatcher};

use crate::check::Expect;
use crate::error::Error;
use crate::format;
use crate::tree::Tree;
use crate::vector::{FORMAT, Vector, VectorFile};

// `BUILT_IN: &[(&str, &str)]`: each file of `snapshots/vectors` with its text.
include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

/// Vectors in the order of their files and cases, each id once.
#[derive(Clone, Debug)]
pub struct VectorSet {
    /// The vectors.
    pub vectors: Vec<Vector>,
}

impl VectorSet {
    /// The vectors that are compiled into this program.
    ///
    /// # Errors
    /// Fails only when the checked-in vectors are broken, which a test excludes.
    pub fn built_in() -> Result<&'static Self, Error> {
        static SET: OnceLock<VectorSet> = OnceLock::new();
        if let Some(set) = SET.get() {
            return Ok(set);
        }
        if BUILT_IN.is_empty() {
            return Err(Error::Io {
                path: "snapshots/vectors".into(),
                message: "was missing when this program was built; run `make snapshots`".to_owned(),
            });
        }
        let files = BUILT_IN
            .iter()
            .map(|(name, text)| (PathBuf::from(name), (*text).to_owned()));
        let set = Self::from_files(files)?;
        Ok(SET.get_or_init(|| set))
    }

    /// The vectors of all `*.json` files below a folder, in the order of their paths.
    ///
    /// # Errors
    /// Names the file that cannot be read, is not of format 1, or repeats an id.
    pub fn load_dir(folder: &Path) -> Result<Self, Error> {
        let mut paths = Vec::new();
        collect(folder, "json", &mut paths)?;
        let files = paths
            .into_iter()
            .map(|path| {
                let text = read(&path)?;
                Ok((path, text))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        Self::from_files(files.into_iter())
    }

    fn from_files(files: impl Iterator<Item = (PathBuf, String)>) -> Result<Self, Error> {
        let mut vectors: Vec<Vector> = Vec::new();
        let mut ids = std::collections::HashSet::new();
        for (path, text) in files {
            let problem = |(line, message)| Error::File {
                path: path.clone(),
                line,
                message,
            };
            let file: VectorFile = format::from_json(&text, FORMAT).map_err(problem)?;
            format::expect(&text, file.format, FORMAT).map_err(problem)?;
            let refuse = |message| problem((0, message));
            for vector in file.vectors {
                validate(&vector).map_err(refuse)?;
                if !ids.insert(vector.id.clone()) {
                    return Err(refuse(format!("the id `{}` is used twice", vector.id)));
                }
                vectors.push(vector);
            }
        }
        Ok(Self { vectors })
    }

    /// The vectors whose id matches one of the globs; all of them where there is no glob. `*` stays
    /// within a segment of an id, `**` does not.
    ///
    /// # Errors
    /// Names the pattern that is not a glob, or that selects nothing.
    pub fn select(&self, globs: &[String]) -> Result<Vec<&Vector>, Error> {
        let globs = globs
            .iter()
            .map(|glob| Selector::new(glob))
            .collect::<Result<Vec<_>, _>>()?;
        for glob in &globs {
            if !self.vectors.iter().any(|vector| glob.matches(&vector.id)) {
                return Err(Error::NothingSelected {
                    pattern: glob.text.clone(),
                });
            }
        }
        let selected: Vec<&Vector> = self
            .vectors
            .iter()
            .filter(|vector| globs.is_empty() || globs.iter().any(|glob| glob.matches(&vector.id)))
            .collect();
        if selected.is_empty() {
            return Err(Error::NothingSelected {
                pattern: "**".to_owned(),
            });
        }
        Ok(selected)
    }

    /// The vector with an id.
    pub fn get(&self, id: &str) -> Option<&Vector> {
        self.vectors.iter().find(|vector| vector.id == id)
    }
}

fn validate(vector: &Vector) -> Result<(), String> {
    let id = &vector.id;
    if vector.responses.is_empty() {
        return Err(format!(
            "vector `{id}`: expected at least one response, found none"
        ));
    }
    if contract::Operation::from_id(&vector.operation).is_none() {
        return Err(format!(
            "vector `{id}`: the operation `{}` is not known",
            vector.operation
        ));
    }
    for response in &vector.responses {
        if !(200..=599).contains(&response.status) {
            return Err(format!(
                "vector `{id}`: expected a status from 200 to 599, found {}",
                response.status
            ));
        }
        let body = &response.body;
        body.check_size()
            .map_err(|error| format!("vector `{id}`: {error}"))?;
        body.bytes()
            .map_err(|error| format!("vector `{id}`: base64 body: {error}"))?;
    }
    let mut names = std::collections::HashSet::new();
    for check in &vector.checks {
        if !names.insert(check.name()) {
            return Err(format!(
                "vector `{id}`: the check `{}` stands there twice",
                check.name()
            ));
        }
        let values = match &check.expect {
            Expect::Json(json) => std::slice::from_ref(json),
            Expect::AnyOf(values) => values,
            Expect::Absent | Expect::Holds => &[],
        };
        for value in values {
            Tree::parse(value).map_err(|error| {
                format!(
                    "vector `{id}`, check `{}`: `{value}` is not JSON: {error}",
                    check.name()
                )
            })?;
        }
    }
    Ok(())
}

/// A glob over ids or check names.
#[derive(Clone, Debug)]
pub struct Selector {
    text: String,
    matcher: GlobMatcher,
}

impl Selector {
    /// A selector from a glob: `*` within a segment, `**` across segments, `{a,b}` for choices.
    ///
    /// # Errors
    /// Says what is wrong with the glob.
    pub fn new(glob: &str) -> Result<Self, Error> {
        let matcher = GlobBuilder::new(glob)
            .literal_separator(true)
            .build()
            .map_err(|error| Error::Glob {
                pattern: glob.to_owned(),
                message: error.kind().to_string(),
            })?
            .compile_matcher();
        Ok(Self {
            text: glob.to_owned(),
            matcher,
        })
    }

    /// Whether a text matches. An id is always matched by itself, whatever a glob makes of it.
    pub fn matches(&self, text: &str) -> bool {
        self.text == text || self.matcher.is_match(text)
    }

    /// The glob as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// All files below a folder with an extension, in the order of their paths.
pub(crate) fn collect(
    folder: &Path,
    extension: &str,
    paths: &mut Vec<PathBuf>,
) -> Result<(), Error> {
    let unreadable = |error: std::io::Error| Error::Io {
        path: folder.to_owned(),
        message: error.to_string(),
    };
    let mut entries = std::fs::read_dir(folder)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(unreadable)?;
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, extension, paths)?;
        } else if path.extension().is_some_and(|found| found == extension) {
            paths.push(path);
        }
    }
    Ok(())
}

pub(crate) fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| Error::Io {
        path: path.to_owned(),
        message: error.to_string(),
    })
}
