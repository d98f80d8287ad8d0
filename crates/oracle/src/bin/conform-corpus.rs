//! `conform-corpus`: looks after the corpus, runs the fuzzers, and proves that they find bugs.
//!
//! A thin layer over [`errconform_oracle::tools`]. Exit codes: 0 done; 1 findings; 2 wrong use or
//! a bad file; 3 something is missing or another program failed.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program talks to the terminal"
)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Parser, Subcommand};
use errconform_oracle::tools::corpus::Part;
use errconform_oracle::tools::declared::DeclaredTarget;
use errconform_oracle::tools::{
    Error, Workshop, bench, cause::Cause, coverage, derive, fuzz, layout, minimize, promote,
    status, triage,
};

/// Looks after the corpus and runs the fuzzers.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Counts, sizes and ages, and what each regression guards.
    Status,
    /// Make the working corpus smaller; named seeds stay as they are.
    Minimize {
        /// The targets; all by default.
        targets: Vec<String>,
    },
    /// Group failing inputs by cause.
    Triage {
        /// A folder of failing inputs, named after the target, or with --target.
        folder: PathBuf,
        /// The target whose oracle is asked.
        #[arg(long)]
        target: Option<String>,
    },
    /// Make a failing input small and keep it as a named regression.
    Promote(Promotion),
    /// Check every file of the shared corpus.
    Replay {
        /// The targets; all by default.
        targets: Vec<String>,
        /// How often each file is read and checked.
        #[arg(long, default_value_t = 1)]
        repeat: u32,
    },
    /// Check one file with the oracle of a target; a panic is the answer.
    Check {
        /// The target.
        target: String,
        /// The input.
        file: PathBuf,
    },
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
        #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
        seconds: u64,
    },
    /// Look for the planted bugs; needs the feature `planted`.
    Canary {
        /// The bugs; all by default.
        bugs: Vec<String>,
        /// Seconds for each bug and target.
        #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
        seconds: u64,
    },
    /// The lines of the contract that the shared corpus reaches.
    Coverage {
        /// The targets; all by default.
        targets: Vec<String>,
    },
    /// How much the checks of `error_body` cost, as a ratio to a plain parse.
    Bench,
    /// Run fuzz/oss-fuzz-build.sh and check what it makes.
    Layout {
        /// The folder that plays $OUT.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Print the names of the targets, one a line.
    Targets,
}

#[derive(clap::Args)]
struct Promotion {
    /// The failing input.
    file: PathBuf,
    /// The target; by default the name of the folder that the file is in.
    #[arg(long)]
    target: Option<String>,
    /// The requirement that it guards: an id in snapshots/requirements.toml.
    #[arg(long)]
    requirement: String,
    /// What should happen, in a sentence.
    #[arg(long)]
    expected: String,
    /// What found it; the target by default.
    #[arg(long)]
    by: Option<String>,
    /// The name of the regression; by default from requirement and difference.
    #[arg(long)]
    name: Option<String>,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("conform-corpus: {error}");
            match error {
                Error::Use(_) | Error::File { .. } => ExitCode::from(2),
                _ => ExitCode::from(3),
            }
        }
    }
}

/// Whether there is nothing to report.
fn run(command: Command) -> Result<bool, Error> {
    let here = std::env::current_dir().map_err(|error| Error::file(".", error))?;
    let workshop = Workshop::find(&here)?;
    match command {
        Command::Status => print!("{}", status::status(&workshop)?),
        Command::Minimize { targets } => {
            let targets = workshop.select(&targets)?;
            let binaries = workshop.build(&targets, &[])?;
            for target in targets {
                let minimize::Minimized { before, after } =
                    minimize::minimize(&workshop, target, &binaries)?;
                println!("{:<24} {before} -> {after} inputs", target.name);
            }
        }
        Command::Triage { folder, target } => {
            return triage(named(&workshop, target, &folder)?, &folder);
        }
        Command::Promote(request) => promote(&workshop, request)?,
        Command::Replay { targets, repeat } => {
            replay(&workshop, &workshop.select(&targets)?, repeat)?;
        }
        Command::Check { target, file } => {
            let bytes = std::fs::read(&file).map_err(|error| Error::file(&file, error))?;
            if let Some(target) = workshop.declared.get(&target)?.oracle() {
                (target.check)(&bytes);
            }
        }
        Command::Derive { check: true } => {
            let drifted = derive::drifted(&workshop);
            for (path, _) in &drifted {
                println!(
                    "{} is not as it should be; run `conform-corpus derive`",
                    path.display()
                );
            }
            return Ok(drifted.is_empty());
        }
        Command::Derive { check: false } => {
            for path in derive::update(&workshop)? {
                println!("{}", path.display());
            }
        }
        Command::Fuzz { targets, seconds } => {
            let targets = workshop.select(&targets)?;
            let binaries = workshop.build(&targets, &[])?;
            let time = Duration::from_secs(seconds);
            let progress = |name: &str| eprintln!("{name} for {seconds} s");
            let rows = fuzz::fuzz(&workshop, &targets, &binaries, time, progress)?;
            print!("{}", fuzz::table(&rows));
            return Ok(rows
                .iter()
                .all(|row| row.causes.is_empty() && row.proves_something()));
        }
        Command::Canary { bugs, seconds } => return look_for(&workshop, &bugs, seconds),
        Command::Coverage { targets } => {
            let reached = coverage::coverage(&workshop, &workshop.select(&targets)?)?;
            print!("{}", coverage::report(&reached));
        }
        Command::Bench => {
            let bench::Bench { checked, parsed } = bench::bench(&workshop)?;
            let ratio = checked / parsed;
            println!(
                "error_body/value executions {ratio:.2} ({checked:.0} and {parsed:.0} a second)"
            );
            return Ok(ratio >= 0.5);
        }
        Command::Layout { out } => {
            let out = out.unwrap_or_else(|| workshop.target_dir().join("out"));
            let count = layout::check(&workshop, &out)?;
            println!("{count} targets laid out, each starts on its seeds");
        }
        Command::Targets => {
            for target in &workshop.declared.targets {
                println!("{}", target.name);
            }
        }
    }
    Ok(true)
}

/// The target of that name, or the one that the folder is called after.
fn named<'w>(
    workshop: &'w Workshop,
    name: Option<String>,
    folder: &Path,
) -> Result<&'w DeclaredTarget, Error> {
    let own = folder
        .canonicalize()
        .map_err(|error| Error::file(folder, error))?;
    let own = own
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    workshop.declared.get(&name.unwrap_or(own))
}

fn triage(target: &DeclaredTarget, folder: &Path) -> Result<bool, Error> {
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|error| Error::file(folder, error))?;
    let mut paths: Vec<_> = entries.iter().map(std::fs::DirEntry::path).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    if paths.is_empty() {
        return Err(Error::file(
            folder,
            "expected failing inputs, found no file",
        ));
    }
    let groups = triage::group(target, &paths)?;
    for (verdict, paths) in &groups {
        println!("{} x {}", paths.len(), verdict.cause());
        for path in paths {
            println!("  {}", path.display());
        }
    }
    Ok(groups
        .iter()
        .all(|(verdict, _)| *verdict == triage::Verdict::Passes))
}

fn promote(workshop: &Workshop, promotion: Promotion) -> Result<(), Error> {
    let folder = promotion
        .file
        .parent()
        .filter(|it| !it.as_os_str().is_empty());
    let target = named(workshop, promotion.target, folder.unwrap_or(Path::new(".")))?;
    let request = promote::Request {
        file: promotion.file,
        target: target.name.clone(),
        requirement: promotion.requirement,
        expected: promotion.expected,
        by: promotion.by,
        name: promotion.name,
    };
    let path = promote::promote(workshop, &request)?;
    println!("{}\n{}", path.display(), Cause::path_of(&path).display());
    Ok(())
}

fn replay(workshop: &Workshop, targets: &[&DeclaredTarget], repeat: u32) -> Result<(), Error> {
    let (started, mut count) = (Instant::now(), 0_u64);
    for target in targets {
        let Some(oracle) = target.oracle() else {
            continue;
        };
        let before = count;
        for folder in target.folders() {
            for &part in Part::ALL {
                let inputs = workshop.corpus().inputs(part, folder);
                let folder = workshop.corpus().folder(part, folder);
                for path in inputs.map_err(|error| Error::file(&folder, error))? {
                    for _ in 0..repeat {
                        let bytes = std::fs::read(&path).map_err(|e| Error::file(&path, e))?;
                        (oracle.check)(&bytes);
                        count += 1;
                    }
                }
            }
        }
        if count == before {
            return Err(Error::Use(format!("{} has no seeds", target.name)));
        }
    }
    let seconds = started.elapsed().as_secs_f64().max(1e-6);
    println!(
        "{count} inputs replayed, {:.0} a minute",
        count as f64 / seconds * 60.0
    );
    Ok(())
}

#[cfg(not(feature = "planted"))]
fn look_for(_: &Workshop, _: &[String], _: u64) -> Result<bool, Error> {
    Err(Error::Use(
        "this build has no planted bugs; use `make fuzz-canary`".to_owned(),
    ))
}

#[cfg(feature = "planted")]
fn look_for(workshop: &Workshop, names: &[String], seconds: u64) -> Result<bool, Error> {
    use errconform_oracle::planted::PLANTED;
    use errconform_oracle::tools::canary;

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
    let targets = workshop.select(&used.into_iter().collect::<Vec<_>>())?;
    let binaries = workshop.build(&targets, &["planted"])?;
    let time = Duration::from_secs(seconds);
    let rows = canary::canary(workshop, &bugs, &binaries, time, |row| {
        println!("{}", canary::line(row))
    })?;
    print!("\n{}", canary::summary(&rows));
    Ok(rows
        .iter()
        .all(|row| row.found.iter().any(|(_, found)| found.is_some())))
}
