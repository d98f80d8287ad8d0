//! Errors and exit codes of `cargo xtask`.

use std::path::{Path, PathBuf};

use files::format;
use serde::de::DeserializeOwned;

/// How a command ends. Scripts rely on the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// There is nothing to report.
    Clean = 0,
    /// An input fails, a planted bug was not found, a derived file drifted.
    Findings = 1,
    /// Wrong use, a bad file, or a program that has to be installed.
    Usage = 2,
    /// Another program failed.
    Program = 3,
}

impl Exit {
    /// [`Exit::Clean`], or [`Exit::Findings`].
    #[must_use]
    pub fn clean_if(is_clean: bool) -> Self {
        if is_clean {
            Self::Clean
        } else {
            Self::Findings
        }
    }
}

/// A sentence that says what is wrong and what to do; the variant says whose fault it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Wrong use: the name, the file or the option that was given.
    #[error("{0}")]
    Use(String),
    /// A file that cannot be read or written, or has the wrong content.
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
    /// Another program failed.
    #[error("{program} failed: {message}")]
    Program {
        /// Which program.
        program: String,
        /// The end of its output.
        message: String,
    },
}

impl Error {
    /// The exit code of a command that ends with this error.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Use(_) | Self::File { .. } | Self::Missing { .. } => Exit::Usage,
            Self::Program { .. } => Exit::Program,
        }
    }

    /// An error about a file.
    pub fn file(path: impl Into<PathBuf>, message: impl ToString) -> Self {
        Self::File {
            path: path.into(),
            message: message.to_string(),
        }
    }
}

/// Parses a hand-written file of one version of a format; an error names the line.
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
