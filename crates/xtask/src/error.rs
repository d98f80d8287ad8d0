//! What keeps the tools from doing their work.

use std::path::{Path, PathBuf};

use files::format;
use serde::de::DeserializeOwned;

/// A sentence that says what is wrong and what to do; the variant says whose fault it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Wrong use: the name, the file or the option that was given.
    #[error("{0}")]
    Use(String),
    /// A file that cannot be read or written, or does not say what it should.
    #[error("{}: {message}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What is wrong and what was expected.
        message: String,
    },
    /// Something that has to be installed first.
    #[error("{what} is missing; install it with `{install}`")]
    Missing {
        /// What is missing.
        what: &'static str,
        /// The command that installs it.
        install: &'static str,
    },
    /// Another program did not do what it was asked.
    #[error("{program} failed: {message}")]
    Program {
        /// Which program.
        program: String,
        /// What it said last.
        message: String,
    },
}

impl Error {
    /// Whether the one who asked can put it right: another name, file or installation.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::Use(_) | Self::File { .. } | Self::Missing { .. }
        )
    }

    /// A file's fault, in the words of the system.
    pub fn file(path: impl Into<PathBuf>, message: impl ToString) -> Self {
        Self::File {
            path: path.into(),
            message: message.to_string(),
        }
    }
}

/// Reads a hand-written file of one version of a format; what is wrong is told with its line.
pub(crate) fn from_toml<T: DeserializeOwned>(
    path: &Path,
    text: &str,
    known: u32,
) -> Result<T, Error> {
    format::from_toml(text, known).map_err(|problem| match problem.line {
        0 => Error::file(path, problem.message),
        line => Error::file(format!("{}:{line}", path.display()), problem.message),
    })
}
