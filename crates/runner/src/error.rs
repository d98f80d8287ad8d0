//! What can go wrong outside the SDK under test, by whose fault it is.

use std::io;
use std::path::PathBuf;

/// The runner could not do its part. None of these is about an SDK.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The caller named an adapter, a mode or a program that is not there: wrong use.
    #[error("{0}")]
    Usage(String),
    /// A file that somebody wrote by hand is wrong.
    #[error("{}:{line}: {message}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What was found and what was expected.
        message: String,
    },
    /// The language environment of an adapter could not be prepared.
    #[error("{0}")]
    Environment(String),
    /// The machine lacks the language of an adapter; the message names what to install.
    #[error("{0}")]
    LanguageMissing(String),
    /// An adapter process could not be started or did not introduce itself as agreed.
    #[error("adapter `{adapter}` did not start: {problem}")]
    Start {
        /// The adapter's name.
        adapter: String,
        /// What happened, and what to do.
        problem: String,
    },
    /// An adapter broke the protocol.
    #[error("adapter `{adapter}` broke the protocol: {problem}")]
    Protocol {
        /// The adapter's name.
        adapter: String,
        /// What it printed, and what was expected.
        problem: String,
    },
    /// The loopback server failed.
    #[error("the loopback server at 127.0.0.1 {action} failed: {source}")]
    Server {
        /// What it was about to do.
        action: &'static str,
        /// The reason.
        source: io::Error,
    },
    /// A vector cannot be sent as it is.
    #[error("vector `{id}` cannot be sent: {message}")]
    Vector {
        /// The vector's id.
        id: String,
        /// What is wrong with it.
        message: String,
    },
    /// The run was interrupted before it was complete.
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    /// Whether the caller or a file is at fault, rather than the harness or its surroundings.
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::Usage(_) | Self::File { .. } | Self::Vector { .. }
        )
    }
}
