//! `fuzz/targets.toml`: the one place where the fuzz targets are declared.
//!
//! Everything else about a target but its oracle is derived from here ([`derive`](crate::derive)).
//! Start at [`Declared`].

use std::collections::BTreeSet;
use std::path::Path;

use fuzz_oracles::{TARGETS, Target};
use serde::Deserialize;

use crate::Error;
use crate::error::from_toml;

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
    /// The target whose oracle it calls; itself by default.
    #[serde(default)]
    pub oracle: Option<String>,
    /// Which mutator it uses beside libFuzzer's own.
    #[serde(default)]
    pub mutator: Option<Mutator>,
    /// What it does, in a line.
    pub about: String,
    /// The longest input, in bytes.
    pub max_len: usize,
    /// The longest time for one input, in seconds.
    pub timeout: u64,
    /// How slowly libFuzzer lets inputs grow, 0 for not at all; by default libFuzzer decides.
    #[serde(default)]
    pub len_control: Option<u32>,
    /// Executions a second below which a run proves nothing.
    #[serde(rename = "floor")]
    pub min_rate: u64,
    /// The dictionaries that its own consists of.
    pub words: Vec<String>,
    /// Targets whose seeds and regressions it starts from, too.
    #[serde(default)]
    pub shares: Vec<String>,
}

/// A mutator of our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mutator {
    /// Of JSON bodies.
    Json,
    /// Of HTTP responses whose body is JSON.
    Http,
}

impl Declared {
    /// Reads the list.
    ///
    /// # Errors
    ///
    /// When it cannot be read, is of another format, a name stands in it twice or is none, or a
    /// number is out of its range.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
        let declared: Self = from_toml(path, &text, 1)?;
        declared
            .check()
            .map_err(|message| Error::file(path, message))?;
        Ok(declared)
    }

    fn check(&self) -> Result<(), String> {
        let mut names = BTreeSet::new();
        for DeclaredTarget { name, .. } in &self.targets {
            // It becomes the name of a function and of files.
            let is_snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(is_snake) {
                return Err(format!(
                    "`{name}` is no name; use letters a to z, digits and `_`"
                ));
            }
            if !names.insert(name.as_str()) {
                return Err(format!("the target `{name}` stands in it twice"));
            }
        }
        for target in &self.targets {
            let mut named = target.shares.iter().chain(&target.oracle);
            if let Some(other) = named.find(|it| !names.contains(it.as_str())) {
                return Err(format!(
                    "`{}` names `{other}`, which is no target",
                    target.name
                ));
            }
            target.check_numbers()?;
        }
        Ok(())
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
            let names = names.join(", ");
            Error::Use(format!("`{name}` is no target; there are {names}"))
        })
    }
}

impl DeclaredTarget {
    /// Its oracle in this build.
    ///
    /// # Errors
    ///
    /// When this program was built before the target was derived.
    pub fn oracle(&self) -> Result<&'static Target, Error> {
        let found = TARGETS.iter().find(|it| it.name == self.name);
        found.ok_or_else(|| {
            let name = &self.name;
            Error::Use(format!(
                "`{name}` has no oracle yet; run `cargo xtask derive`"
            ))
        })
    }

    /// The target whose file holds its oracle.
    #[must_use]
    pub fn oracle_name(&self) -> &str {
        self.oracle.as_deref().unwrap_or(&self.name)
    }

    /// A number out of its range would switch a limit off, or overflow where it is used.
    fn check_numbers(&self) -> Result<(), String> {
        let numbers = [
            ("max_len", self.max_len as u64, 1..=1_048_576),
            ("timeout", self.timeout, 1..=3_600),
            ("floor", self.min_rate, 1..=1_000_000),
        ];
        for (field, number, range) in numbers {
            if !range.contains(&number) {
                let (least, most) = range.into_inner();
                let name = &self.name;
                return Err(format!(
                    "`{field}` of {name} is {number}; expected {least} to {most}"
                ));
            }
        }
        Ok(())
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
    use crate::Exit;

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
                assert_eq!(error.exit(), Exit::Usage);
            }
        }
    }
}
