//! Checks every file of the shared corpus with its oracle, on stable Rust, and says how fast.
//!
//! Start at [`replay`].

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::corpus::Inputs;
use crate::declared::DeclaredTarget;
use crate::{Checkout, Error};

/// The result of a replay.
#[derive(Debug, Clone, Default)]
pub struct Replayed {
    /// How many inputs were read and checked.
    pub inputs: u64,
    /// How long that took.
    pub time: Duration,
    /// The files that fail; the panics are on standard error.
    pub failures: Vec<PathBuf>,
}

impl fmt::Display for Replayed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for path in &self.failures {
            writeln!(f, "fails: {}", path.display())?;
        }
        let a_minute = self.inputs as f64 / self.time.as_secs_f64().max(1e-6) * 60.0;
        writeln!(f, "{} inputs replayed, {a_minute:.0} a minute", self.inputs)
    }
}

/// Reads and checks each file of the targets so many times.
///
/// # Errors
///
/// When a file cannot be read or is over the target's limit, a target has no seeds, or a regression
/// and its cause are not together.
pub fn replay(
    checkout: &Checkout,
    targets: &[&DeclaredTarget],
    repeat: u32,
) -> Result<Replayed, Error> {
    let mut replayed = Replayed::default();
    let started = Instant::now();
    for target in targets {
        let oracle = target.oracle()?;
        for path in &files(checkout, target)? {
            for _ in 0..repeat {
                let bytes = std::fs::read(path).map_err(|error| Error::file(path, error))?;
                target.check_size(path, bytes.len() as u64)?;
                replayed.inputs += 1;
                // A failing input is named, and the others are checked all the same.
                if catch_unwind(AssertUnwindSafe(|| (oracle.check)(&bytes))).is_err() {
                    replayed.failures.push(path.clone());
                    break;
                }
            }
        }
    }
    replayed.time = started.elapsed();
    Ok(replayed)
}

/// The seeds and regressions of a target and of those that it shares.
fn files(checkout: &Checkout, target: &DeclaredTarget) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for folder in target.folders() {
        let Inputs { seeds, regressions } = checkout.complete(folder)?;
        files.extend(seeds);
        files.extend(regressions.into_iter().map(|it| it.path));
    }
    Ok(files)
}
