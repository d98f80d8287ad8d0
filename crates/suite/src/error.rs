//! What can be wrong with vectors and patterns that people give to the kit.
//!
//! Start at [`Error`].

/// A file or a pattern that cannot be used; the one who gave it can put it right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be used.
    #[error(transparent)]
    File(#[from] files::Error),
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
