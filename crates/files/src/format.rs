//! The versions of file formats, and what is said of a file of another version.
//!
//! A newer file has fields that this program does not know. Its version is what is wrong with it,
//! so the version is told, not the first such field. `docs/formats.md` says when a version changes.

use serde::Deserialize;
use serde::de::DeserializeOwned;

#[cfg(feature = "toml")]
use crate::line_of;

#[derive(Deserialize)]
struct Version {
    format: u32,
}

/// What is wrong with a text: the line, counted from 1 (0 where none can be named), and why.
pub type Problem = (usize, String);

/// Reads a hand-written file of one version of a format.
///
/// # Errors
/// Names the line of the version, where it is another one, or of what is not of the format.
#[cfg(feature = "toml")]
pub fn from_toml<T: DeserializeOwned>(text: &str, known: u32) -> Result<T, Problem> {
    if let Ok(Version { format }) = toml::from_str(text) {
        expect(text, format, known)?;
    }
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        (line, error.message().replace('\n', " "))
    })
}

/// Reads a file of one version of a format that a program wrote.
pub fn from_json<T: DeserializeOwned>(text: &str, known: u32) -> Result<T, Problem> {
    serde_json::from_str(text).map_err(|error| {
        let other = serde_json::from_str(text)
            .ok()
            .and_then(|Version { format }| expect(text, format, known).err());
        other.unwrap_or_else(|| (error.line(), error.to_string()))
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
    let message = format!("format {found} is not known; this program reads format {known}");
    Err((line.map_or(0, |line| line + 1), message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_told_with_its_line() {
        for (line, text) in [
            (1, "{\"format\": 2}"),
            (3, "{\n\n  \"format\": 2}"),
            (0, "2"),
        ] {
            let message = "format 2 is not known; this program reads format 1".to_owned();
            assert_eq!(expect(text, 2, 1), Err((line, message)), "{text}");
        }
        assert_eq!(expect("format = 1", 1, 1), Ok(()));
    }
}
