//! How much an oracle costs: executions of `error_body` with all its checks beside a target that
//! only parses, over the same fixed inputs, nothing mutated.
//!
//! A ratio, not a time: rounds are interleaved and medians compared. Start at [`bench`].

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::corpus::Part;
use super::{Error, Workshop};

/// How often each input is executed in a round.
const RUNS: u32 = 1_000;
/// How many rounds there are.
const ROUNDS: usize = 9;

/// The executions a second of `error_body` and of a plain parse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bench {
    /// With all checks.
    pub checked: f64,
    /// With `serde_json::from_slice::<Value>` only.
    pub parsed: f64,
}

/// Measures both over the shared corpus of `error_body`.
///
/// # Errors
///
/// When a target cannot be built or run.
pub fn bench(workshop: &Workshop) -> Result<Bench, Error> {
    let target = workshop.declared.get("error_body")?;
    let checking = workshop.build_for_speed(&target.name, &[])?;
    let parsing = workshop.build_for_speed("bench_value", &["bench"])?;
    let mut inputs = Vec::new();
    for &part in Part::ALL {
        let folder = workshop.corpus().folder(part, &target.name);
        let listed = workshop.corpus().inputs(part, &target.name);
        inputs.extend(listed.map_err(|error| Error::file(folder, error))?);
    }
    let (mut checked, mut parsed) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        checked.push(round(&checking, &inputs)?);
        parsed.push(round(&parsing, &inputs)?);
    }
    Ok(Bench {
        checked: median(checked),
        parsed: median(parsed),
    })
}

/// Executions a second over all inputs; libFuzzer reads the input again each time.
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
    let seconds = times.iter().sum::<u64>().max(1) as f64 / 1_000.0;
    Ok(inputs.len() as f64 * f64::from(RUNS) / seconds)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
