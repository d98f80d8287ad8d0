//! Proof that the fuzzers find bugs: a build with planted ones, and the time until each is found.
//!
//! Only useful in a program that is built with the feature `planted`, for the list of the bugs.
//! Start at [`canary`].

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::corpus::Part;
use crate::declared::DeclaredTarget;
use crate::engine::Session;
use crate::{Checkout, Error};

/// A bug and the targets that look for it.
#[derive(Debug, Clone)]
pub struct Bug {
    /// Its name.
    pub name: String,
    /// What kind of bug it is.
    pub kind: String,
    /// The targets that are tried.
    pub targets: Vec<String>,
}

/// How a target found a bug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// After how many milliseconds.
    pub milliseconds: u64,
    /// After how many executions.
    pub executions: u64,
    /// Whether the seeds alone show it, without any mutation.
    pub by_seeds: bool,
}

/// What became of one bug: what each of its targets found, in their order.
#[derive(Debug, Clone)]
pub struct Row {
    /// The bug.
    pub bug: Bug,
    /// Its targets, each with what it found.
    pub found: Vec<(String, Option<Found>)>,
}

/// Gives each target of each bug some time, from the shared corpus alone.
///
/// # Errors
///
/// When a target cannot be started or a folder cannot be written.
pub fn canary(
    checkout: &Checkout,
    bugs: &[Bug],
    binaries: &Path,
    time: Duration,
    mut progress: impl FnMut(&Row),
) -> Result<Vec<Row>, Error> {
    let scratch = checkout.target_dir().join("canary");
    let mut rows = Vec::new();
    for bug in bugs {
        let mut found = Vec::new();
        for name in &bug.targets {
            let target = checkout.declared.get(name)?;
            found.push((
                name.clone(),
                one(checkout, bug, target, binaries, &scratch, time)?,
            ));
        }
        let row = Row {
            bug: bug.clone(),
            found,
        };
        progress(&row);
        rows.push(row);
    }
    let _ = std::fs::remove_dir_all(&scratch);
    Ok(rows)
}

fn one(
    checkout: &Checkout,
    bug: &Bug,
    target: &DeclaredTarget,
    binaries: &Path,
    scratch: &Path,
    time: Duration,
) -> Result<Option<Found>, Error> {
    // A fresh working corpus, so that every run starts from what everybody has.
    let _ = std::fs::remove_dir_all(scratch);
    let (working, artifacts) = (scratch.join("corpus"), scratch.join("artifacts"));
    for folder in [&working, &artifacts] {
        std::fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
    }
    let shared = shared_folders(checkout, target);
    let corpus: Vec<PathBuf> = std::iter::once(working).chain(shared).collect();
    let session = |corpus, environment| Session {
        target,
        binaries,
        root: &checkout.root,
        artifacts: &artifacts,
        corpus,
        environment,
    };
    let planted = [("PLANTED", bug.name.as_str())];
    for (time, by_seeds) in [(Duration::ZERO, true), (time, false)] {
        let outcome = session(&corpus, &planted).run(time)?;
        if outcome.crashes.is_empty() {
            continue;
        }
        // A bug that nobody planted is found as well, and proves nothing about this one.
        let found = [artifacts.clone()];
        if let Some(path) = session(&found, &[]).run(Duration::ZERO)?.crashes.first() {
            let message = format!(
                "{} fails without `{}`, too: a real bug; mend it first",
                path.display(),
                bug.name
            );
            let program = target.name.clone();
            return Err(Error::Program { program, message });
        }
        return Ok(Some(Found {
            milliseconds: outcome.milliseconds,
            executions: outcome.executions,
            by_seeds,
        }));
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

/// One line for a bug.
#[must_use]
pub fn line(row: &Row) -> String {
    let mut out = format!("{:<22} {:<46}", row.bug.name, row.bug.kind);
    for (target, found) in &row.found {
        let _ = match found {
            None => write!(out, " {target}: not found;"),
            Some(Found {
                milliseconds,
                executions,
                by_seeds,
            }) => {
                let from = if *by_seeds { "seeds" } else { "mutation" };
                let seconds = milliseconds / 1_000;
                write!(
                    out,
                    " {target}: {seconds} s, {executions} executions, by {from};"
                )
            }
        };
    }
    out.trim_end_matches(';').to_owned()
}

/// The comparison of raw and structured fuzzing, and the last line.
#[must_use]
pub fn summary(rows: &[Row]) -> String {
    let mut out = String::new();
    for target in ["error_body", "error_body_structured"] {
        let tried = rows
            .iter()
            .flat_map(|row| &row.found)
            .filter(|(name, _)| name == target);
        let found: Vec<_> = tried
            .clone()
            .filter_map(|(_, found)| found.as_ref())
            .collect();
        let seconds: u64 = found.iter().map(|it| it.milliseconds).sum::<u64>() / 1_000;
        let _ = writeln!(
            out,
            "{target}: {} of {} found, in {seconds} s together",
            found.len(),
            tried.count()
        );
    }
    let found = rows
        .iter()
        .filter(|row| row.found.iter().any(|(_, found)| found.is_some()));
    let _ = writeln!(out, "{} planted, {} found", rows.len(), found.count());
    out
}
