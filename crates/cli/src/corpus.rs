//! `conform corpus`: the seeds and regressions of the fuzzers.
//!
//! Only the way to the terminal and the exit codes; the work is in `oracle`.

use oracle::tools::command::{self, CorpusCommand};

use crate::ExitCode;
use crate::error::{Error, print_verdict};

pub(crate) fn corpus(command: CorpusCommand) -> Result<ExitCode, Error> {
    let mut unwritten = Ok(());
    let clean = command::run(command, &mut |text| {
        if unwritten.is_ok() {
            unwritten = print_verdict(text);
        }
    });
    let clean = clean.map_err(|error| match error.is_usage() {
        true => Error::Usage(error.to_string()),
        false => Error::Harness(error.to_string()),
    })?;
    unwritten?;
    Ok(if clean {
        ExitCode::Clean
    } else {
        ExitCode::NewFailures
    })
}
