//! Text files that people keep: the lines of problems, the versions of formats, and replacing.
//!
//! Not here: what a file says. Start at [`Error`]; [`read`] and [`regular_files`] read,
//! [`format`](mod@format) knows versions, `write` (a feature) replaces whole or not at all.

mod error;
pub mod format;
mod line;
mod read;
#[cfg(feature = "write")]
pub mod write;

pub use error::Error;
pub use line::line_of;
pub use read::{read, regular_files};
