//! From a finding to a named regression with its cause.
//!
//! Start at [`promote`].

use std::path::{Path, PathBuf};

use files::write::Staged;

use crate::cause::{Cause, FORMAT};
use crate::corpus::Part;
use crate::declared::DeclaredTarget;
use crate::shrink::shrink;
use crate::triage::{Verdict, verdict};
use crate::{Checkout, Error};

/// What a person says about a finding.
#[derive(Debug, Clone)]
pub struct Request {
    /// The input that fails.
    pub file: PathBuf,
    /// The target whose oracle fails on it.
    pub target: String,
    /// The requirement that it guards.
    pub requirement: String,
    /// What should happen, in a sentence.
    pub expected: String,
    /// What found it; the target where nothing is said.
    pub by: Option<String>,
    /// The name of the regression; proposed from requirement and difference where none is given.
    pub name: Option<String>,
}

/// Makes a failing input small, names it, and writes it with its cause into the corpus.
///
/// # Errors
///
/// When the input does not fail, the requirement is not known, or the name is taken. Nothing is
/// written then.
pub fn promote(checkout: &Checkout, request: &Request) -> Result<PathBuf, Error> {
    let target = checkout.declared.get(&request.target)?;
    let known = checkout.requirements()?;
    known(&request.requirement).map_err(Error::Use)?;
    if request.expected.trim().is_empty() {
        let message = "--expected is empty; say in a sentence what should happen";
        return Err(Error::Use(message.to_owned()));
    }
    // Before the work of minutes, and again before writing.
    if let Some(name) = &request.name {
        free_path(checkout, target, name)?;
    }
    let first = verdict(target, &request.file)?;
    if first == Verdict::Passes {
        return Err(Error::Use(format!(
            "{} does not fail in {}; only failing inputs are promoted",
            request.file.display(),
            target.name
        )));
    }
    let proposed = propose(&request.requirement, first.what());
    let path = free_path(checkout, target, request.name.as_ref().unwrap_or(&proposed))?;
    let cause = Cause {
        format: FORMAT,
        found: today(&request.file),
        by: request.by.clone().unwrap_or_else(|| target.name.clone()),
        requirement: request.requirement.clone(),
        difference: first.cause(),
        expected: request.expected.clone(),
    };
    cause.check().map_err(Error::Use)?;
    let text = toml::to_string(&cause).map_err(|error| Error::file(&path, error))?;
    let input = std::fs::read(&request.file).map_err(|e| Error::file(&request.file, e))?;
    let small = shrunk(target, &input, &first)?;
    keep(&path, &small, text.as_bytes())?;
    Ok(path)
}

/// Where a regression of this name goes, when the name is one and nobody has it.
fn free_path(checkout: &Checkout, target: &DeclaredTarget, name: &str) -> Result<PathBuf, Error> {
    if name.is_empty() || name != slug(name) {
        return Err(Error::Use(format!(
            "`{name}` is no name; use lower-case letters, digits and hyphens only"
        )));
    }
    let folder = checkout.corpus().folder(Part::Regressions, &target.name);
    let path = folder.join(name);
    if path.exists() || Cause::path_of(&path).exists() {
        let message = "the name is taken; give another one with --name";
        return Err(Error::file(&path, message));
    }
    Ok(path)
}

/// The smallest input with the same verdict. Only panics are made smaller: a time-out or a dead
/// process costs seconds a try.
fn shrunk(target: &DeclaredTarget, input: &[u8], first: &Verdict) -> Result<Vec<u8>, Error> {
    if !matches!(first, Verdict::Panics { .. }) {
        return Ok(input.to_vec());
    }
    let folder = tempfile::tempdir().map_err(|error| Error::file(std::env::temp_dir(), error))?;
    let candidate = folder.path().join("candidate");
    Ok(shrink(input, |bytes| {
        std::fs::write(&candidate, bytes).is_ok()
            && verdict(target, &candidate).is_ok_and(|it| it == *first)
    }))
}

/// The longest name that is proposed.
const LONGEST_NAME: usize = 64;

fn propose(requirement: &str, what: &str) -> String {
    let mut name = slug(requirement);
    for word in slug(what).split('-').filter(|it| !it.is_empty()) {
        if name.len() + 1 + word.len() > LONGEST_NAME {
            break;
        }
        name = format!("{name}-{word}");
    }
    name
}

/// Lower-case letters, digits and single hyphens.
fn slug(text: &str) -> String {
    let keep = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            ' '
        }
    };
    let text: String = text.chars().map(keep).collect();
    text.split_whitespace().collect::<Vec<_>>().join("-")
}

/// The day on which the finding was written, in UTC.
fn today(file: &Path) -> String {
    let modified = std::fs::metadata(file).and_then(|it| it.modified());
    let since = modified
        .ok()
        .and_then(|it| it.duration_since(std::time::UNIX_EPOCH).ok());
    let days = since.map_or(0, |it| it.as_secs() / 86_400);
    // From days to a date of the Gregorian calendar, which repeats every 146,097 days.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Writes an input and its cause, both whole or none of them, over nothing.
fn keep(path: &Path, input: &[u8], cause: &[u8]) -> Result<(), Error> {
    let failed = |error: std::io::Error| Error::file(path, error);
    // The cause first: an input without one would be a failing test.
    let beside = Cause::path_of(path);
    let cause = Staged::whole(&beside, cause).map_err(failed)?;
    let input = Staged::whole(path, input).map_err(failed)?;
    cause.persist_new().map_err(failed)?;
    if let Err(error) = input.persist_new() {
        // Nothing is left behind; if not even that works, the first failure says why.
        let _ = std::fs::remove_file(&beside);
        return Err(failed(error));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_is_kept_has_the_mode_of_an_ordinary_file() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
        let ordinary = folder.path().join("ordinary");
        std::fs::write(&ordinary, "").unwrap();
        let path = folder.path().join("error_body/kept");
        keep(&path, b"{", b"format = 1").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"{");
        assert_eq!(mode(&path), mode(&ordinary));
        assert_eq!(mode(&Cause::path_of(&path)), mode(&ordinary));
    }

    #[test]
    fn a_name_is_made_of_requirement_and_difference() {
        let name = propose(
            "S0.error.code",
            "the reader disagrees with a second reading: code",
        );
        assert_eq!(
            name,
            "s0-error-code-the-reader-disagrees-with-a-second-reading-code"
        );
        let long = propose("S0.error.code", &"word ".repeat(40));
        assert!(
            long.len() <= LONGEST_NAME && long.ends_with("-word"),
            "{long}"
        );
    }
}
