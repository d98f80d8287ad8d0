//! `cargo xtask`: looks after the corpus; runs, measures and proves the fuzzers.
//!
//! A thin layer over [`errconform_xtask`]. Exit codes: 0 done; 1 findings; 2 wrong use, a bad file or something that has to be installed;
//! 3 another program failed.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program talks to the terminal"
)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use errconform_xtask::command::{self, CorpusCommand};
use errconform_xtask::{Checkout, Error, bench, coverage, derive, fuzz, layout};

/// Runs, measures and proves the fuzzers.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    arg_required_else_help = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Look after the seeds and regressions of the fuzzers.
    #[command(subcommand)]
    Corpus(CorpusCommand),
    /// Write the dictionaries and options that are derived from fuzz/targets.toml.
    Derive {
        /// Only say which files are not as they should be.
        #[arg(long)]
        check: bool,
    },
    /// Fuzz every target for a while and print one table.
    Fuzz {
        /// The targets; all by default.
        targets: Vec<String>,
        /// Seconds for each target.
        #[arg(long, default_value_t = 60, value_parser = seconds())]
        seconds: u64,
    },
    /// Look for the planted bugs; needs the feature `planted`.
    Canary {
        /// The bugs; all by default.
        bugs: Vec<String>,
        /// Seconds for each bug and target.
        #[arg(long, default_value_t = 60, value_parser = seconds())]
        seconds: u64,
    },
    /// The lines of the contract that the shared corpus reaches.
    Coverage {
        /// The targets; all by default.
        targets: Vec<String>,
    },
    /// How fast the corpus is replayed, and what the checks of `error_body` cost beside a parse.
    Bench {
        /// Fail when a bound is not kept.
        #[arg(long)]
        check: bool,
    },
    /// Run fuzz/oss-fuzz-build.sh and check what it makes.
    Layout {
        /// The folder that plays $OUT.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Print the names of the targets, one a line.
    Targets,
}

/// A week at most: nobody waits longer, and a slip of the finger is no day of the far future.
fn seconds() -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(1..=604_800)
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(if error.is_usage() { 2 } else { 3 })
        }
    }
}

/// Whether there is nothing to report.
fn run(command: Command) -> Result<bool, Error> {
    let here = std::env::current_dir().map_err(|error| Error::file(".", error))?;
    let checkout = Checkout::find(&here)?;
    match command {
        Command::Corpus(command) => return command::run(command, &mut |text| print!("{text}")),
        Command::Derive { check: true } => {
            let drifted = derive::drifted(&checkout);
            for (path, _) in &drifted {
                println!(
                    "{} is not as it should be; run `cargo xtask derive`",
                    path.display()
                );
            }
            return Ok(drifted.is_empty());
        }
        Command::Derive { check: false } => {
            for path in derive::update(&checkout)? {
                println!("{}", path.display());
            }
        }
        Command::Fuzz { targets, seconds } => {
            let targets = checkout.select(&targets)?;
            let binaries = checkout.build(&targets, &[])?;
            let time = Duration::from_secs(seconds);
            let progress = |name: &str| eprintln!("{name} for {seconds} s");
            let rows = fuzz::fuzz(&checkout, &targets, &binaries, time, progress)?;
            print!("{}", fuzz::table(&rows));
            return Ok(rows
                .iter()
                .all(|row| row.causes.is_empty() && row.proves_something()));
        }
        Command::Canary { bugs, seconds } => return look_for(&checkout, &bugs, seconds),
        Command::Coverage { targets } => {
            let reached = coverage::coverage(&checkout, &checkout.select(&targets)?)?;
            print!("{}", coverage::report(&reached));
        }
        Command::Bench { check } => {
            let replayed = bench::replay_rate(&checkout)?;
            println!("{}", replayed.line);
            let executed = bench::executions(&checkout)?;
            println!("{}", executed.line);
            return Ok(!check || (replayed.is_ok && executed.is_ok));
        }
        Command::Layout { out } => {
            let out = out.unwrap_or_else(|| checkout.target_dir().join("out"));
            let count = layout::check(&checkout, &out)?;
            println!("{count} targets laid out, each starts on its seeds");
        }
        Command::Targets => {
            for target in &checkout.declared.targets {
                println!("{}", target.name);
            }
        }
    }
    Ok(true)
}

#[cfg(not(feature = "planted"))]
fn look_for(_: &Checkout, _: &[String], _: u64) -> Result<bool, Error> {
    Err(Error::Use(
        "this build has no planted bugs; use `make fuzz-canary`".to_owned(),
    ))
}

#[cfg(feature = "planted")]
fn look_for(checkout: &Checkout, names: &[String], seconds: u64) -> Result<bool, Error> {
    use errconform_xtask::canary;
    use fuzz_oracles::planted::PLANTED;

    let chosen = PLANTED
        .iter()
        .filter(|bug| names.is_empty() || names.iter().any(|it| it == bug.name));
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let bugs = chosen.map(|bug| canary::Bug {
        name: bug.name.to_owned(),
        kind: bug.kind.to_owned(),
        targets: owned(bug.targets),
    });
    let bugs: Vec<_> = bugs.collect();
    let used: std::collections::BTreeSet<_> =
        bugs.iter().flat_map(|bug| bug.targets.clone()).collect();
    if bugs.is_empty() {
        let all: Vec<_> = PLANTED.iter().map(|bug| bug.name).collect();
        return Err(Error::Use(format!(
            "no such planted bug; there are {}",
            all.join(", ")
        )));
    }
    let targets = checkout.select(&used.into_iter().collect::<Vec<_>>())?;
    let binaries = checkout.build(&targets, &["planted"])?;
    let time = Duration::from_secs(seconds);
    let rows = canary::canary(checkout, &bugs, &binaries, time, |row| {
        println!("{}", canary::line(row))
    })?;
    print!("\n{}", canary::summary(&rows));
    Ok(rows
        .iter()
        .all(|row| row.found.iter().any(|(_, found)| found.is_some())))
}
