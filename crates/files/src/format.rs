//! The versions of file formats, and the error for a file of another version.
//!
//! A newer file has fields that this program does not know. The error names its version and not
//! the first such field, since the version is what is wrong. `docs/formats.md` says when a version changes.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
#[cfg(feature = "toml")]
use crate::line::line_of;

#[derive(Deserialize)]
struct Version {
    format: u32,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1; 0 where none can be named.
    pub line: usize,
    /// What is wrong and what was expected.
    pub message: String,
}

impl Problem {
    /// The error of the file that has the text.
    pub fn in_file(self, path: &Path) -> Error {
        Error::File {
            path: path.to_owned(),
            line: self.line,
            message: self.message,
        }
    }
}

/// Reads a hand-written file of one version of a format.
///
/// # Errors
/// Names the line of the version, where it is another one, or of what is not of the format.
#[cfg(feature = "toml")]
pub fn from_toml<T: DeserializeOwned>(text: &str, known: u32) -> Result<T, Problem> {
    if let Ok(Version { format }) = toml::from_str(text) {
        expect(text, format, known)?;
    }
    toml::from_str(text).map_err(|error| Problem {
        line: error.span().map_or(0, |span| line_of(text, span.start)),
        message: error.message().replace('\n', " "),
    })
}

/// Reads a file of one version of a format that a program wrote.
pub fn from_json<T: DeserializeOwned>(text: &str, known: u32) -> Result<T, Problem> {
    serde_json::from_str(text).map_err(|error| {
        let other = serde_json::from_str(text)
            .ok()
            .and_then(|Version { format }| expect(text, format, known).err());
        other.unwrap_or_else(|| Problem {
            line: error.line(),
            message: error.to_string(),
        })
    })
}

/// Refuses any version but the known one.
pub fn expect(text: &str, found: u32, known: u32) -> Result<(), Problem> {
    if found == known {
        return Ok(());
    }
    let line = text.lines().position(|line| {
        line.trim_start_matches([' ', '{', '"'])
            .starts_with("format")
    });
    Err(Problem {
        line: line.map_or(0, |line| line + 1),
        message: format!("format {found} is not known; this program reads format {known}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_refused_with_its_line() {
        for (line, text) in [
            (1, "{\"format\": 2}"),
            (3, "{\n\n  \"format\": 2}"),
            (0, "2"),
        ] {
            let message = "format 2 is not known; this program reads format 1".to_owned();
            assert_eq!(expect(text, 2, 1), Err(Problem { line, message }), "{text}");
        }
        assert_eq!(expect("format = 1", 1, 1), Ok(()));
    }
}
