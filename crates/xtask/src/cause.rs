//! The cause of a regression: where it comes from, and what should happen.
//!
//! It lies beside the input, as `NAME.cause.toml`. Start at [`Cause`].

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::error::from_toml;

/// The ending of the file that holds a cause; such a file is no input.
pub const CAUSE: &str = ".cause.toml";

/// The version of the format of causes.
pub const FORMAT: u32 = 1;

/// Why a regression is in the corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// The version of the format, [`FORMAT`].
    pub format: u32,
    /// The day when it was found, as `2026-01-31`.
    pub found: String,
    /// What found it: a target, a property test, a person's report.
    pub by: String,
    /// The requirement that it guards: an id in `snapshots/requirements.toml`.
    pub requirement: String,
    /// What went wrong, in a line.
    pub difference: String,
    /// What should happen, in a sentence.
    pub expected: String,
}

impl Cause {
    /// Where the cause of an input lies.
    #[must_use]
    pub fn path_of(input: &Path) -> PathBuf {
        let mut name = input.file_name().unwrap_or_default().to_owned();
        name.push(CAUSE);
        input.with_file_name(name)
    }

    /// Reads the cause of an input.
    ///
    /// # Errors
    ///
    /// When it is missing, is not of the format, or leaves a field empty.
    pub fn load(input: &Path) -> Result<Self, Error> {
        let path = Self::path_of(input);
        let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::file(
                input,
                "a regression without a cause; write it beside the file, or use `promote`",
            ),
            _ => Error::file(&path, error),
        })?;
        let cause: Self = from_toml(&path, &text, FORMAT)?;
        cause
            .check()
            .map_err(|message| Error::file(&path, message))?;
        Ok(cause)
    }

    /// Checks that every field has a value.
    ///
    /// # Errors
    ///
    /// Names the field that is empty or malformed.
    pub fn check(&self) -> Result<(), String> {
        // The parser knows how long each month is, and also reads a time of day, which no cause has.
        let moment: Option<toml::value::Datetime> = self.found.parse().ok();
        if moment.is_none_or(|it| it.date.is_none() || it.time.is_some()) {
            return Err(format!(
                "expected a day like 2026-01-31, found `{}`",
                self.found
            ));
        }
        let fields = [
            ("by", &self.by),
            ("requirement", &self.requirement),
            ("difference", &self.difference),
            ("expected", &self.expected),
        ];
        match fields.into_iter().find(|(_, text)| text.trim().is_empty()) {
            Some((name, _)) => Err(format!("`{name}` is empty")),
            None => Ok(()),
        }
    }
}
