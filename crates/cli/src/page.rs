//! A text that a command prints, and that `conform snapshots update` keeps in `docs/`.
//!
//! Start at [`Page`].

use crate::error::{Error, print_verdict};
use crate::exit_code::ExitCode;

/// A text and what is wrong with what it shows.
pub(crate) struct Page {
    pub(crate) text: String,
    /// One line for each hole, survivor or open requirement.
    pub(crate) problems: Vec<String>,
}

impl Page {
    /// Prints the text; exit code 1 where there is a problem.
    pub(crate) fn print(&self) -> Result<ExitCode, Error> {
        print_verdict(&self.text)?;
        Ok(match self.problems.is_empty() {
            true => ExitCode::Clean,
            false => ExitCode::NewFailures,
        })
    }
}
