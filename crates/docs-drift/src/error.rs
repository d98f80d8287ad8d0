//! Why a page cannot be compared. Every variant is a file's fault; start at [`Error`].

use std::path::PathBuf;

/// A file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be read.
    #[error("{}: the file cannot be read: {message}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        message: String,
    },
    /// A file is no page that can be compared: empty, too large, not text or of no known kind.
    #[error("{}: {message}", path.display())]
    NotAPage {
        /// Which one.
        path: PathBuf,
        /// What was looked for, and what the page has instead.
        message: String,
    },
    /// The record of known discrepancies is wrong.
    #[error("{}: {message}", path.display())]
    Record {
        /// Which file.
        path: PathBuf,
        /// What is wrong, and where.
        message: String,
    },
}
