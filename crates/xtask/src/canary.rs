//! Proof that the fuzzers find bugs: a build with planted ones, and the time until each is found.
//!
//! Only in a program that is built with the feature `planted`. Start at [`canary`].

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fuzz_oracles::planted::Planted;

use crate::cargo_fuzz::target_dir;
use crate::corpus::Part;
use crate::declared::DeclaredTarget;
use crate::engine::{Outcome, Session};
use crate::{Checkout, Error};

/// The result of one bug.
#[derive(Debug, Clone)]
pub struct Row {
    /// The bug.
    pub bug: &'static Planted,
    /// One for each of its targets.
    pub attempts: Vec<Attempt>,
}

/// The result of one target for one bug.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The target.
    pub target: &'static str,
    /// How it was found, if it was.
    pub found: Option<Found>,
}

/// How a target found a bug.
#[derive(Debug, Clone)]
pub struct Found {
    /// The run that found it.
    pub outcome: Outcome,
    /// Whether the seeds alone show it, without any mutation.
    pub by_seeds: bool,
}

impl Row {
    /// Whether one of the targets found it.
    #[must_use]
    pub fn is_found(&self) -> bool {
        self.attempts.iter().any(|it| it.found.is_some())
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<22} {:<46}", self.bug.name, self.bug.kind)?;
        for (nth, Attempt { target, found }) in self.attempts.iter().enumerate() {
            write!(f, "{} {target}: ", if nth > 0 { ";" } else { "" })?;
            match found {
                None => write!(f, "not found")?,
                Some(Found { outcome, by_seeds }) => {
                    let from = if *by_seeds { "seeds" } else { "mutation" };
                    let seconds = outcome.milliseconds / 1_000;
                    let executions = outcome.executions;
                    write!(f, "{seconds} s, {executions} executions, by {from}")?;
                }
            }
        }
        Ok(())
    }
}

/// Gives each target of a bug some time, from the shared corpus alone.
///
/// # Errors
///
/// When a target cannot be started or a folder cannot be written.
pub fn canary(
    checkout: &Checkout,
    bug: &'static Planted,
    binaries: &Path,
    time: Duration,
) -> Result<Row, Error> {
    let mut attempts = Vec::new();
    for name in bug.targets {
        let target = checkout.declared.get(name)?;
        attempts.push(Attempt {
            target: name,
            found: attempt(checkout, bug, target, binaries, time)?,
        });
    }
    Ok(Row { bug, attempts })
}

fn attempt(
    checkout: &Checkout,
    bug: &Planted,
    target: &DeclaredTarget,
    binaries: &Path,
    time: Duration,
) -> Result<Option<Found>, Error> {
    // An empty working corpus, so that every run starts from what everybody has.
    let scratch = target_dir(checkout).join("canary");
    let _ = std::fs::remove_dir_all(&scratch);
    let (working, artifacts) = (scratch.join("corpus"), scratch.join("artifacts"));
    for folder in [&working, &artifacts] {
        std::fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
    }
    let mut corpus = vec![working];
    corpus.extend(shared_folders(checkout, target));
    let session = |corpus, environment| Session {
        checkout,
        target,
        binaries,
        artifacts: &artifacts,
        corpus,
        environment,
    };
    let planted = [("PLANTED", bug.name)];
    for (time, by_seeds) in [(Duration::ZERO, true), (time, false)] {
        let outcome = session(&corpus, &planted).run(time)?;
        if outcome.crashes.is_empty() {
            continue;
        }
        // A real bug may be found as well; it proves nothing about this one.
        let found = [artifacts.clone()];
        if let Some(path) = session(&found, &[]).run(Duration::ZERO)?.crashes.first() {
            let message = format!(
                "{} fails without `{}`, too: a real bug; fix it first",
                path.display(),
                bug.name
            );
            let program = target.name.clone();
            return Err(Error::Program { program, message });
        }
        return Ok(Some(Found { outcome, by_seeds }));
    }
    Ok(None)
}

fn shared_folders(checkout: &Checkout, target: &DeclaredTarget) -> Vec<PathBuf> {
    let corpus = checkout.corpus();
    let each = |name| Part::ALL.iter().map(move |&part| (part, name));
    let folders = target.folders().flat_map(each);
    let folders = folders.map(|(part, name)| corpus.folder(part, name));
    folders.filter(|folder| folder.is_dir()).collect()
}

/// Raw and structured fuzzing compared, and the last line.
#[must_use]
pub fn summary(rows: &[Row]) -> String {
    let mut out = String::new();
    for target in ["error_body", "error_body_structured"] {
        let attempts = rows.iter().flat_map(|row| &row.attempts);
        let attempts: Vec<_> = attempts.filter(|it| it.target == target).collect();
        let found: Vec<_> = attempts.iter().filter_map(|it| it.found.as_ref()).collect();
        let milliseconds: u64 = found.iter().map(|it| it.outcome.milliseconds).sum();
        let (found, tried) = (found.len(), attempts.len());
        out += &format!(
            "{target}: {found} of {tried} found, in {} s\n",
            milliseconds / 1_000
        );
    }
    let found = rows.iter().filter(|row| row.is_found()).count();
    out + &format!("{} planted, {found} found\n", rows.len())
}
