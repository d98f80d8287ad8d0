//! How fast the corpus is replayed, and how much an oracle costs: executions of `error_body` with
//! all its checks beside a target that only parses, over the same fixed inputs, nothing mutated.
//!
//! The second is a ratio, not a time: rounds are interleaved and medians compared. Start at
//! [`replay_rate`] and [`executions`].

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::corpus::Part;
use crate::replay::replay;
use crate::{Checkout, Error};

/// How often each file is replayed: enough to last some seconds.
const REPEAT: u32 = 200;
/// The least that must be replayed in a minute on one core, reading included.
const LEAST_A_MINUTE: f64 = 1_000_000.0;
/// How often each input is executed in a round.
const RUNS: u32 = 200;
/// How many rounds there are.
const ROUNDS: usize = 9;
/// The least that the ratio of executions may be.
const LEAST_RATIO: f64 = 0.5;

/// A measure with its bound, as the other benches print it.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// The line for the terminal.
    pub line: String,
    /// Whether the bound is kept.
    pub is_ok: bool,
}

impl Measure {
    fn new(name: &str, value: &str, least: &str, is_ok: bool) -> Self {
        let verdict = if is_ok { "ok" } else { "under" };
        let line = format!("{name:<34} {value}  at least {least}  {verdict}");
        Self { line, is_ok }
    }
}

/// Replays the shared corpus of all targets on this thread.
///
/// # Errors
///
/// When a file cannot be read or fails.
pub fn replay_rate(checkout: &Checkout) -> Result<Measure, Error> {
    let replayed = replay(checkout, &checkout.select(&[])?, REPEAT)?;
    if let Some(path) = replayed.failures.first() {
        return Err(Error::file(path, "it fails; see `conform corpus replay`"));
    }
    let rate = replayed.a_minute();
    Ok(Measure::new(
        "replay: inputs a minute",
        &format!("{rate:.0}"),
        &format!("{LEAST_A_MINUTE:.0}"),
        rate >= LEAST_A_MINUTE,
    ))
}

/// Measures both targets over the shared corpus of `error_body`, built alike: as they go to
/// OSS-Fuzz, with the sanitizer.
///
/// # Errors
///
/// When a target cannot be built or run.
pub fn executions(checkout: &Checkout) -> Result<Measure, Error> {
    let target = checkout.declared.get("error_body")?;
    let checking = checkout.build_for_speed(&target.name, &[])?;
    let parsing = checkout.build_for_speed("bench_value", &["bench"])?;
    let mut inputs = Vec::new();
    for &part in Part::ALL {
        let folder = checkout.corpus().folder(part, &target.name);
        let listed = checkout.corpus().inputs(part, &target.name);
        inputs.extend(listed.map_err(|error| Error::file(folder, error))?);
    }
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        // Neighbours in time, so that a busy machine slows both.
        let (checked, parsed) = (round(&checking, &inputs)?, round(&parsing, &inputs)?);
        ratios.push(parsed / checked);
    }
    ratios.sort_by(f64::total_cmp);
    let (first, median, last) = (ratios[0], ratios[ROUNDS / 2], ratios[ROUNDS - 1]);
    Ok(Measure::new(
        "error_body / Value: executions",
        &format!("{median:.2}  ({first:.2}–{last:.2})"),
        &format!("{LEAST_RATIO:.2}"),
        median >= LEAST_RATIO,
    ))
}

/// Milliseconds for all inputs; libFuzzer copies the input anew for each execution.
fn round(program: &Path, inputs: &[PathBuf]) -> Result<f64, Error> {
    let mut command = Command::new(program);
    command
        .arg(format!("-runs={RUNS}"))
        .args(inputs)
        .stdin(Stdio::null());
    let output = command
        .output()
        .map_err(|error| Error::file(program, error))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let milliseconds = |line: &str| {
        let (_, time) = line.strip_prefix("Executed ")?.rsplit_once(" in ")?;
        time.strip_suffix(" ms")?.parse::<u64>().ok()
    };
    let times: Vec<u64> = said.lines().filter_map(milliseconds).collect();
    if !output.status.success() || times.len() != inputs.len() {
        return Err(Error::Program {
            program: program.display().to_string(),
            message: said.lines().last().unwrap_or_default().to_owned(),
        });
    }
    Ok(times.iter().sum::<u64>().max(1) as f64)
}
