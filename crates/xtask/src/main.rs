//! `cargo xtask`: arguments and output; the work is in [`errconform_xtask`].

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program talks to the terminal"
)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use errconform_xtask::cause::Cause;
use errconform_xtask::triage::{self, Verdict};
use errconform_xtask::{
    Checkout, Error, Exit, cargo_fuzz, derive, fuzz, layout, promote, replay, status,
};

/// Looks after the fuzz targets and their corpus.
///
/// docs/fuzzing.md says when each command is used.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    arg_required_else_help = true,
    after_help = "Exit codes:\n  \
        0  nothing to report\n  \
        1  findings: a failing input, a planted bug not found, a derived file that drifted\n  \
        2  wrong use, a bad file, or a program that has to be installed\n  \
        3  another program failed"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Look after the seeds and regressions in `corpus/`.
    #[command(subcommand)]
    Corpus(CorpusCommand),
    /// Write the files that are derived from fuzz/targets.toml.
    Derive {
        /// Only print which files are not as derived.
        #[arg(long)]
        check: bool,
    },
    /// Print the names of the targets, one a line.
    Targets {
        /// As a JSON array.
        #[arg(long)]
        json: bool,
    },
    /// Fuzz targets for a while and print one table. Needs nightly and cargo-fuzz.
    Fuzz {
        /// The targets; all by default.
        #[arg(value_name = "TARGET")]
        targets: Vec<String>,
        /// Seconds for each target.
        #[arg(long, default_value_t = 60, value_parser = seconds())]
        seconds: u64,
    },
    /// Prove that the fuzzers find planted bugs; use `make fuzz-canary`. Needs nightly and
    /// cargo-fuzz.
    Canary {
        /// The planted bugs; all by default.
        #[arg(value_name = "BUG")]
        bugs: Vec<String>,
        /// Seconds for each bug and target.
        #[arg(long, default_value_t = 60, value_parser = seconds())]
        seconds: u64,
    },
    /// Run fuzz/oss-fuzz-build.sh and check the result. Needs nightly and cargo-fuzz.
    Layout {
        /// The folder that plays $OUT; by default in the target folder.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum CorpusCommand {
    /// Print counts, sizes and ages, and what each regression guards.
    Status,
    /// Check every file with the oracle of its target; exit code 1 where one fails.
    Replay {
        /// The targets; all by default.
        #[arg(value_name = "TARGET")]
        targets: Vec<String>,
        /// How often each file is read and checked.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        repeat: u32,
    },
    /// Group failing inputs by cause; exit code 1 where one fails.
    Triage {
        /// A folder of inputs, named after the target, or with --target.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// The target whose oracle is used.
        #[arg(long)]
        target: Option<String>,
    },
    /// Keep a failing input as a named regression, as it is. Make it small first:
    /// `cargo +nightly fuzz tmin TARGET FILE`.
    Promote(promote::Request),
    /// Check one file with the oracle of a target, in this process: a failure is a panic.
    #[command(hide = true)]
    Check {
        /// The target.
        target: String,
        /// The input.
        file: PathBuf,
    },
}

/// A week at most: more is a typing error.
fn seconds() -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(1..=604_800)
}

fn main() -> ExitCode {
    let exit = run(Arguments::parse().command).unwrap_or_else(|error| {
        eprintln!("error: {error}");
        error.exit()
    });
    ExitCode::from(exit as u8)
}

fn run(command: Command) -> Result<Exit, Error> {
    let here = std::env::current_dir().map_err(|error| Error::file(".", error))?;
    let checkout = Checkout::find(&here)?;
    match command {
        Command::Corpus(command) => corpus(&checkout, command),
        Command::Derive { check } => {
            let changed = match check {
                true => derive::drifted(&checkout)?,
                false => derive::update(&checkout)?,
            };
            for file in &changed {
                println!("{}", file.path.display());
            }
            if check && !changed.is_empty() {
                println!("not as derived; run `cargo xtask derive`");
            }
            Ok(Exit::clean_if(!check || changed.is_empty()))
        }
        Command::Targets { json } => {
            let targets = checkout.declared.targets.iter();
            let names: Vec<_> = targets.map(|it| it.name.as_str()).collect();
            match json {
                true => println!("{}", serde_json::Value::from(names)),
                false => println!("{}", names.join("\n")),
            }
            Ok(Exit::Clean)
        }
        Command::Fuzz { targets, seconds } => {
            let targets = checkout.select(&targets)?;
            let binaries = cargo_fuzz::build(&checkout, &targets, &[])?;
            let mut rows = Vec::new();
            for target in targets {
                eprintln!("{} for {seconds} s", target.name);
                let time = Duration::from_secs(seconds);
                rows.push(fuzz::fuzz(&checkout, target, &binaries, time)?);
            }
            print!("{}", fuzz::table(&rows));
            Ok(Exit::clean_if(rows.iter().all(fuzz::Row::is_clean)))
        }
        Command::Canary { bugs, seconds } => canary(&checkout, &bugs, seconds),
        Command::Layout { out } => {
            let out = out.unwrap_or_else(|| cargo_fuzz::target_dir(&checkout).join("out"));
            let count = layout::check(&checkout, &out)?;
            println!("{count} targets laid out, each starts on its seeds");
            Ok(Exit::Clean)
        }
    }
}

fn corpus(checkout: &Checkout, command: CorpusCommand) -> Result<Exit, Error> {
    match command {
        CorpusCommand::Status => print!("{}", status::status(checkout)?),
        CorpusCommand::Replay { targets, repeat } => {
            let replayed = replay::replay(checkout, &checkout.select(&targets)?, repeat)?;
            print!("{replayed}");
            return Ok(Exit::clean_if(replayed.failures.is_empty()));
        }
        CorpusCommand::Triage { folder, target } => {
            let target = checkout.target(target.as_deref(), &folder)?;
            let groups = triage::folder(target, &folder)?;
            groups.iter().for_each(|group| print!("{group}"));
            let all_pass = groups.iter().all(|it| it.verdict == Verdict::Passes);
            return Ok(Exit::clean_if(all_pass));
        }
        CorpusCommand::Promote(request) => {
            let path = promote::promote(checkout, &request)?;
            let cause = Cause::path_of(&path);
            println!("{}\n{}", path.display(), cause.display());
        }
        CorpusCommand::Check { target, file } => {
            let oracle = checkout.declared.get(&target)?.oracle()?;
            let bytes = std::fs::read(&file).map_err(|error| Error::file(&file, error))?;
            (oracle.check)(&bytes);
        }
    }
    Ok(Exit::Clean)
}

#[cfg(not(feature = "planted"))]
fn canary(_: &Checkout, _: &[String], _: u64) -> Result<Exit, Error> {
    let message = "this build has no planted bugs; use `make fuzz-canary`";
    Err(Error::Use(message.to_owned()))
}

#[cfg(feature = "planted")]
fn canary(checkout: &Checkout, names: &[String], seconds: u64) -> Result<Exit, Error> {
    use errconform_xtask::canary::{canary, summary};
    use fuzz_oracles::planted::PLANTED;

    let all: Vec<&str> = PLANTED.iter().map(|bug| bug.name).collect();
    if let Some(name) = names.iter().find(|it| !all.contains(&it.as_str())) {
        let all = all.join(", ");
        return Err(Error::Use(format!(
            "`{name}` is no planted bug; there are {all}"
        )));
    }
    let is_chosen = |name: &str| names.is_empty() || names.iter().any(|it| it == name);
    let bugs: Vec<_> = PLANTED.iter().filter(|bug| is_chosen(bug.name)).collect();
    let mut targets = checkout.select(&[])?;
    targets.retain(|target| {
        bugs.iter()
            .any(|bug| bug.targets.contains(&target.name.as_str()))
    });
    let binaries = cargo_fuzz::build(checkout, &targets, &["planted"])?;
    let mut rows = Vec::new();
    for bug in bugs {
        let row = canary(checkout, bug, &binaries, Duration::from_secs(seconds))?;
        println!("{row}");
        rows.push(row);
    }
    print!("\n{}", summary(&rows));
    Ok(Exit::clean_if(rows.iter().all(|row| row.is_found())))
}
