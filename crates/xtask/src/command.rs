//! `conform corpus`: what people type to look after the corpus.
//!
//! The same arguments and the same work in `conform` and in this crate's own program. Nothing is
//! printed here. Start at [`run`].

use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::cause::Cause;
use crate::declared::DeclaredTarget;
use crate::{Checkout, Error, minimize, promote, replay, status, triage};

/// Looks after the corpus.
#[derive(Debug, Subcommand)]
pub enum CorpusCommand {
    /// Counts, sizes and ages, and what each regression guards.
    Status,
    /// Make the working corpus smaller; named seeds stay as they are. Needs nightly and cargo-fuzz.
    Minimize {
        /// The targets; all by default.
        #[arg(value_name = "TARGET")]
        targets: Vec<String>,
    },
    /// Group failing inputs by cause; exit code 1 where one fails.
    Triage {
        /// A folder of inputs, named after the target, or with --target.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// The target whose oracle is asked.
        #[arg(long)]
        target: Option<String>,
    },
    /// Make a failing input small and keep it as a named regression.
    Promote(Promotion),
    /// Check every file of the shared corpus; exit code 1 where one fails.
    Replay {
        /// The targets; all by default.
        #[arg(value_name = "TARGET")]
        targets: Vec<String>,
        /// How often each file is read and checked.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        repeat: u32,
    },
    /// Check one file with the oracle of a target; a panic is the answer.
    #[command(hide = true)]
    Check {
        /// The target.
        target: String,
        /// The input.
        file: PathBuf,
    },
}

/// What a person says about a finding.
#[derive(Debug, clap::Args)]
pub struct Promotion {
    /// The failing input.
    file: PathBuf,
    /// The target; by default the name of the folder that the file is in.
    #[arg(long)]
    target: Option<String>,
    /// The requirement that it guards: an id in snapshots/requirements.toml.
    #[arg(long, value_name = "ID")]
    requirement: String,
    /// What should happen, in a sentence.
    #[arg(long, value_name = "SENTENCE")]
    expected: String,
    /// What found it; the target by default.
    #[arg(long, value_name = "WHAT")]
    by: Option<String>,
    /// The name of the regression; by default from requirement and difference.
    #[arg(long)]
    name: Option<String>,
}

/// Does it; the text for the terminal goes to `out`, piece by piece. Gives whether there is
/// nothing to report.
///
/// # Errors
///
/// One sentence that says what is wrong and what to do.
pub fn run(command: CorpusCommand, out: &mut dyn FnMut(&str)) -> Result<bool, Error> {
    let here = std::env::current_dir().map_err(|error| Error::file(".", error))?;
    let checkout = Checkout::find(&here)?;
    match command {
        CorpusCommand::Status => out(&status::status(&checkout)?),
        CorpusCommand::Minimize { targets } => {
            let targets = checkout.select(&targets)?;
            let binaries = checkout.build(&targets, &[])?;
            for target in targets {
                let minimize::Minimized { before, after } =
                    minimize::minimize(&checkout, target, &binaries)?;
                out(&format!("{:<24} {before} -> {after} inputs\n", target.name));
            }
        }
        CorpusCommand::Triage { folder, target } => {
            let groups = triage::folder(named(&checkout, target, &folder)?, &folder)?;
            out(&triage::table(&groups));
            let passes = |(verdict, _): &(triage::Verdict, _)| *verdict == triage::Verdict::Passes;
            return Ok(groups.iter().all(passes));
        }
        CorpusCommand::Promote(promotion) => {
            let path = promote::promote(&checkout, &request(&checkout, promotion)?)?;
            let cause = Cause::path_of(&path);
            out(&format!("{}\n{}\n", path.display(), cause.display()));
        }
        CorpusCommand::Replay { targets, repeat } => {
            let replayed = replay::replay(&checkout, &checkout.select(&targets)?, repeat)?;
            out(&replayed.to_string());
            return Ok(replayed.failures.is_empty());
        }
        CorpusCommand::Check { target, file } => {
            let target = checkout.declared.get(&target)?;
            let bytes = std::fs::read(&file).map_err(|error| Error::file(&file, error))?;
            if let Some(oracle) = target.oracle() {
                (oracle.check)(&bytes);
            }
        }
    }
    Ok(true)
}

fn request(checkout: &Checkout, promotion: Promotion) -> Result<promote::Request, Error> {
    let folder = promotion.file.parent();
    let folder = folder.filter(|it| !it.as_os_str().is_empty());
    let target = named(checkout, promotion.target, folder.unwrap_or(Path::new(".")))?;
    Ok(promote::Request {
        file: promotion.file,
        target: target.name.clone(),
        requirement: promotion.requirement,
        expected: promotion.expected,
        by: promotion.by,
        name: promotion.name,
    })
}

/// The target of that name, or the one that the folder is called after.
fn named<'w>(
    checkout: &'w Checkout,
    name: Option<String>,
    folder: &Path,
) -> Result<&'w DeclaredTarget, Error> {
    if let Some(name) = name {
        return checkout.declared.get(&name);
    }
    let own = folder
        .canonicalize()
        .map_err(|error| Error::file(folder, error))?;
    let own = own
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let found = checkout.declared.get(&own);
    found.map_err(|error| Error::Use(format!("{error}; name it with --target")))
}
