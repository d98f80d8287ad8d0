//! What can be wrong with the files that people give to the kit.
//!
//! Every variant is the file's fault, not an SDK's; the command line turns all of them into exit
//! code 2. Start at [`Error`].

use std::path::PathBuf;

/// A file or a pattern that cannot be used.
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
    /// A pattern is not a glob.
    #[error("`{pattern}` is not a pattern: {message}")]
    Glob {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        message: String,
    },
    /// A pattern selects no vector.
    #[error("no vector matches `{pattern}`; `conform list` prints all ids")]
    NothingSelected {
        /// The pattern.
        pattern: String,
    },
}

fn at_line(line: usize) -> String {
    if line == 0 {
        String::new()
    } else {
        format!(":{line}")
    }
}
