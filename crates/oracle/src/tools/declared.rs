//! The one place where everything about the targets is declared: `fuzz/targets.toml`.
//!
//! Start at [`Declared`].

use std::path::Path;

use serde::Deserialize;

use super::Error;
use crate::words::Words;
use crate::{TARGETS, Target};

/// The list of targets.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// The version of the format, 1.
    pub format: u32,
    /// The targets.
    #[serde(rename = "target")]
    pub targets: Vec<DeclaredTarget>,
}

/// One target.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredTarget {
    /// The name of its binary and its folders.
    pub name: String,
    /// What it does, in a line.
    pub about: String,
    /// The longest input, in bytes.
    pub max_len: usize,
    /// The longest time for one input, in seconds.
    pub timeout: u64,
    /// Executions a second below which a run proves nothing.
    pub floor: u64,
    /// The groups of words in its dictionary.
    pub words: Vec<Words>,
    /// Targets whose seeds and regressions it starts from, too.
    #[serde(default)]
    pub shares: Vec<String>,
}

impl Declared {
    /// Reads the list.
    ///
    /// # Errors
    ///
    /// When it cannot be read, is of another format, or a target has no oracle or twice a name.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
        let declared: Self = toml::from_str(&text).map_err(|error| Error::file(path, error))?;
        if declared.format != 1 {
            let message = format!("expected format 1, found {}", declared.format);
            return Err(Error::file(path, message));
        }
        let names: Vec<&str> = declared.targets.iter().map(|it| it.name.as_str()).collect();
        let known: Vec<&str> = TARGETS.iter().map(|it| it.name).collect();
        if names != known {
            let message = format!("expected the targets {known:?} in this order, found {names:?}");
            return Err(Error::file(path, message));
        }
        let mut shared = declared.targets.iter().flat_map(|it| &it.shares);
        if let Some(name) = shared.find(|name| !known.contains(&name.as_str())) {
            return Err(Error::file(
                path,
                format!("`{name}` is shared and is no target"),
            ));
        }
        Ok(declared)
    }

    /// The target with a name.
    ///
    /// # Errors
    ///
    /// When there is none; the sentence lists the names that there are.
    pub fn get(&self, name: &str) -> Result<&DeclaredTarget, Error> {
        let found = self.targets.iter().find(|it| it.name == name);
        found.ok_or_else(|| {
            let names: Vec<_> = self.targets.iter().map(|it| it.name.as_str()).collect();
            Error::Use(format!(
                "`{name}` is no target; there are {}",
                names.join(", ")
            ))
        })
    }
}

impl DeclaredTarget {
    /// Its oracle.
    #[must_use]
    pub fn oracle(&self) -> Option<&'static Target> {
        TARGETS.iter().find(|it| it.name == self.name)
    }

    /// Refuses an input that no run of the fuzzers would take.
    ///
    /// # Errors
    ///
    /// When it is over the limit.
    pub fn check_size(&self, path: &Path, size: u64) -> Result<(), Error> {
        if size <= self.max_len as u64 {
            return Ok(());
        }
        let message = format!(
            "it has {size} bytes, and {} takes at most {}; cut it, or raise max_len in \
             fuzz/targets.toml",
            self.name, self.max_len
        );
        Err(Error::file(path, message))
    }

    /// Its own folder of the corpus, then those that it shares.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.shares.iter().map(String::as_str))
    }
}
