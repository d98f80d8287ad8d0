//! One run of a target's binary, and the numbers in libFuzzer's output.
//!
//! Start at [`Session`].

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::cargo_fuzz::tail;
use crate::declared::DeclaredTarget;
use crate::{Checkout, Error};

/// How a target is run.
#[derive(Debug, Clone)]
pub struct Session<'a> {
    /// The checkout, which has the dictionaries.
    pub checkout: &'a Checkout,
    /// The target.
    pub target: &'a DeclaredTarget,
    /// The folder of the binaries.
    pub binaries: &'a Path,
    /// Where failing inputs are put; must exist.
    pub artifacts: &'a Path,
    /// Folders with inputs; new ones are written into the first.
    pub corpus: &'a [PathBuf],
    /// More environment.
    pub environment: &'a [(&'a str, &'a str)],
}

/// The result of one run, or of several together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How often the target was executed.
    pub executions: u64,
    /// How many edges of the program were reached.
    pub edges: u64,
    /// How many inputs were added to the corpus.
    pub new_inputs: u64,
    /// The inputs that failed.
    pub crashes: Vec<PathBuf>,
    /// How long it ran, in milliseconds.
    pub milliseconds: u64,
}

impl Session<'_> {
    /// Fuzzes for a time; executes each input of the corpus once when the time is zero. Ends at the
    /// first failing input.
    ///
    /// # Errors
    ///
    /// When the binary cannot be started, or fails without naming an input.
    pub fn run(&self, time: Duration) -> Result<Outcome, Error> {
        let target = self.target;
        let program = self.binaries.join(&target.name);
        let started = Instant::now();
        let mut command = Command::new(&program);
        command.arg(format!("-max_len={}", target.max_len));
        command.arg(format!("-timeout={}", target.timeout));
        if let Some(growth) = target.len_control {
            command.arg(format!("-len_control={growth}"));
        }
        command.args([
            "-print_final_stats=1",
            "-rss_limit_mb=2048",
            "-malloc_limit_mb=1024",
        ]);
        match time.as_secs() {
            0 => command.arg("-runs=0"),
            seconds => command.arg(format!("-max_total_time={seconds}")),
        };
        let dictionary = format!("fuzz/fuzz_targets/{}.dict", target.name);
        let dictionary = self.checkout.root.join(dictionary);
        command.arg(format!("-dict={}", dictionary.display()));
        command.arg(format!("-artifact_prefix={}/", self.artifacts.display()));
        command
            .args(self.corpus)
            .envs(self.environment.iter().copied());
        command
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let output = command
            .output()
            .map_err(|error| Error::file(&program, error))?;
        let log = String::from_utf8_lossy(&output.stderr);
        let outcome = Outcome {
            milliseconds: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            ..parse(&log)
        };
        if !output.status.success() && outcome.crashes.is_empty() {
            return Err(Error::Program {
                program: target.name.clone(),
                message: format!("{}\n{}", output.status, tail(&log, 8)),
            });
        }
        Ok(outcome)
    }
}

/// The numbers and the failing inputs in libFuzzer's log.
fn parse(log: &str) -> Outcome {
    let mut outcome = Outcome::default();
    for line in log.lines() {
        let number = |name| line.strip_prefix(name)?.trim().parse().ok();
        if let Some(count) = number("stat::number_of_executed_units:") {
            outcome.executions = count;
        } else if let Some(count) = number("stat::new_units_added:") {
            outcome.new_inputs = count;
        } else if let Some((_, path)) = line.split_once("Test unit written to ") {
            // A slow input is no failing one.
            if !path.contains("/slow-unit-") {
                outcome.crashes.push(path.into());
            }
        } else if let Some((_, after)) = line.split_once(" cov: ")
            && let Some(Ok(edges)) = after.split_whitespace().next().map(str::parse)
        {
            outcome.edges = edges;
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_numbers_count_and_slow_inputs_are_no_crashes() {
        let log = "#2\tINITED cov: 10 ft: 11 corp: 1/1b exec/s: 0 rss: 40Mb\n\
            #90\tNEW    cov: 1321 ft: 9 corp: 2/2b lim: 4 exec/s: 0 rss: 40Mb L: 1/1 MS: 1 A-\n\
            artifact_prefix='a/'; Test unit written to a/slow-unit-1\n\
            artifact_prefix='a/'; Test unit written to a/crash-2\n\
            stat::number_of_executed_units: 90\nstat::new_units_added:          1\n";
        let expected = Outcome {
            executions: 90,
            edges: 1321,
            new_inputs: 1,
            crashes: vec!["a/crash-2".into()],
            milliseconds: 0,
        };
        assert_eq!(parse(log), expected);
    }
}
