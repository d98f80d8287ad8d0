//! Why a command ended before it could judge anything.

use std::io::{self, Write as _};

use crate::exit_code::ExitCode;

/// A failed command; the message is for a person.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The arguments do not fit together.
    #[error("{0}")]
    Usage(String),
    /// The harness cannot do its part.
    #[error("{0}")]
    Harness(String),
    /// A file is wrong.
    #[error(transparent)]
    File(#[from] files::Error),
    /// A file of vectors or a pattern is wrong.
    #[error(transparent)]
    Vectors(#[from] suite::Error),
    /// An adapter is missing or its file is wrong.
    #[error(transparent)]
    Runner(#[from] runner::Error),
    /// Standard output cannot be written.
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
}

impl Error {
    /// The exit code, by whose fault it is.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) | Self::File(_) | Self::Vectors(_) => ExitCode::WrongUse,
            Self::Runner(error) if error.is_usage() => ExitCode::WrongUse,
            Self::Runner(_) | Self::Harness(_) | Self::Output(_) => ExitCode::HarnessFailed,
        }
    }
}

/// Prints a text whose verdict is the exit code: a reader that has left does not change it.
pub(crate) fn print_verdict(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    allow_closed_pipe(out.write_all(text.as_bytes()).and_then(|()| out.flush()))?;
    Ok(())
}

/// The result of writing; that the reader has left is not an error.
pub(crate) fn allow_closed_pipe(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    })
}
