//! What can be wrong with a file that people give to the kit. Start at [`Error`].

use std::path::PathBuf;

/// A file that cannot be used. It is always the file's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder cannot be read or written.
    #[error("{}: {message}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        message: String,
    },
    /// A file does not say what it should.
    #[error("{}{}: {message}", path.display(), at_line(*line))]
    File {
        /// Which file.
        path: PathBuf,
        /// The line, counted from 1; 0 where no line can be named.
        line: usize,
        /// What is wrong and what was expected.
        message: String,
    },
}

impl Error {
    /// A file or folder that cannot be read or written, with what the system says.
    pub fn io(path: impl Into<PathBuf>, message: impl ToString) -> Self {
        Self::Io {
            path: path.into(),
            message: message.to_string(),
        }
    }

    /// A file that is wrong as a whole.
    pub fn file(path: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self::File {
            path: path.into(),
            line: 0,
            message: message.into(),
        }
    }
}

fn at_line(line: usize) -> String {
    if line == 0 {
        String::new()
    } else {
        format!(":{line}")
    }
}
