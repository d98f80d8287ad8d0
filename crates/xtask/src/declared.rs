//! The one place where everything about the targets is declared: `fuzz/targets.toml`.
//!
//! Start at [`Declared`].

use std::path::Path;

use serde::Deserialize;

use crate::Error;
use crate::error::from_toml;
use fuzz_oracles::{TARGETS, Target};
use generate::dictionary::Dictionary;

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
    /// How slowly libFuzzer lets inputs grow, 0 for not at all; by default as it likes.
    #[serde(default)]
    pub len_control: Option<u32>,
    /// Executions a second below which a run proves nothing.
    pub floor: u64,
    /// The groups of words in its dictionary.
    pub words: Vec<Dictionary>,
    /// Targets whose seeds and regressions it starts from, too.
    #[serde(default)]
    pub shares: Vec<String>,
}

impl Declared {
    /// Reads the list.
    ///
    /// # Errors
    ///
    /// When it cannot be read, is of another format, a target has no oracle or twice a name, or a
    /// number is out of its range.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
        let declared: Self = from_toml(path, &text, 1)?;
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
        for target in &declared.targets {
            target.check_numbers(path)?;
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

    /// A number out of its range would switch a limit off, or overflow where it is used.
    fn check_numbers(&self, path: &Path) -> Result<(), Error> {
        let numbers = [
            ("max_len", self.max_len as u64, 1..=1_048_576),
            ("timeout", self.timeout, 1..=3_600),
            ("floor", self.floor, 1..=1_000_000),
        ];
        match numbers
            .into_iter()
            .find(|(_, number, range)| !range.contains(number))
        {
            Some((field, number, range)) => {
                let (least, most) = range.into_inner();
                let name = &self.name;
                let message =
                    format!("`{field}` of {name} is {number}; expected {least} to {most}");
                Err(Error::file(path, message))
            }
            None => Ok(()),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_out_of_range_is_named_with_its_field() {
        let list = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/targets.toml");
        let text = std::fs::read_to_string(list).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("targets.toml");
        let load = |from: &str, field: &str, number: u64| {
            let changed = text.replacen(from, &format!("{field} = {number}"), 1);
            assert_ne!(changed, text, "{from} stands in the list");
            std::fs::write(&path, changed).unwrap();
            Declared::load(&path).map(drop)
        };
        let cases = [
            ("timeout = 5", "timeout", 3_600),
            ("max_len = 16384", "max_len", 1_048_576),
            ("floor = 200", "floor", 1_000_000),
        ];
        for (from, field, most) in cases {
            assert_eq!(load(from, field, 1), Ok(()));
            assert_eq!(load(from, field, most), Ok(()));
            for number in [0, most + 1, i64::MAX as u64] {
                let sentence = format!(
                    "{}: `{field}` of error_body is {number}; expected 1 to {most}",
                    path.display()
                );
                let error = load(from, field, number).unwrap_err();
                assert_eq!(error.to_string(), sentence);
                assert!(error.is_usage());
            }
        }
    }
}
