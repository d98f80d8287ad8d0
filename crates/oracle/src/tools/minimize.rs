//! Keeps the working corpus small: of the inputs that a fuzzer kept, only those that reach more.
//!
//! The shared corpus is only read. Start at [`minimize`].

use std::path::Path;
use std::process::Command;

use super::corpus::Part;
use super::declared::DeclaredTarget;
use super::workshop::run;
use super::{Error, Workshop};

/// How the working corpus of a target became smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minimized {
    /// How many inputs there were.
    pub before: usize,
    /// How many are left.
    pub after: usize,
}

/// Merges the working corpus of a target into a new one, on top of the named files.
///
/// # Errors
///
/// When the target's binary fails, or a folder cannot be written.
pub fn minimize(
    workshop: &Workshop,
    target: &DeclaredTarget,
    binaries: &Path,
) -> Result<Minimized, Error> {
    let working = workshop.working_corpus(&target.name);
    let merged = working.with_extension("merged");
    let failed = |error| Error::file(&working, error);
    std::fs::create_dir_all(&working).map_err(failed)?;
    let before = count(&working);
    let _ = std::fs::remove_dir_all(&merged);
    std::fs::create_dir_all(&merged).map_err(failed)?;
    let corpus = workshop.corpus();
    for folder in target.folders() {
        for &part in Part::ALL {
            let inputs = corpus.inputs(part, folder);
            for input in inputs.map_err(|error| Error::file(corpus.folder(part, folder), error))? {
                let to = merged.join(input.file_name().unwrap_or_default());
                std::fs::copy(&input, &to).map_err(|error| Error::file(&to, error))?;
            }
        }
    }
    let mut command = Command::new(binaries.join(&target.name));
    command
        .arg("-merge=1")
        .arg(format!("-max_len={}", target.max_len));
    command
        .arg(&merged)
        .arg(&working)
        .env("RUST_BACKTRACE", "0");
    run(&format!("merging the inputs of {}", target.name), command)?;
    std::fs::remove_dir_all(&working).map_err(failed)?;
    std::fs::rename(&merged, &working).map_err(failed)?;
    let after = count(&working);
    Ok(Minimized { before, after })
}

fn count(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}
