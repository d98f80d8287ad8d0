//! From a finding to a named regression with its cause.
//!
//! Start at [`promote`].

use std::path::{Path, PathBuf};

use vectors::requirement::Requirements;

use super::cause::Cause;
use super::corpus::Part;
use super::declared::DeclaredTarget;
use super::shrink::shrink;
use super::triage::{Verdict, verdict};
use super::{Error, Workshop};

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
pub fn promote(workshop: &Workshop, request: &Request) -> Result<PathBuf, Error> {
    let target = workshop.declared.get(&request.target)?;
    check_requirement(workshop, &request.requirement)?;
    let first = verdict(target, &request.file)?;
    if first == Verdict::Passes {
        return Err(Error::Use(format!(
            "{} does not fail in {}; only failing inputs are promoted",
            request.file.display(),
            target.name
        )));
    }
    let input = std::fs::read(&request.file).map_err(|e| Error::file(&request.file, e))?;
    let small = shrunk(target, &input, &first)?;
    let difference = first.cause();
    let name = match &request.name {
        Some(name) => name.clone(),
        None => propose(&request.requirement, &difference),
    };
    if name.is_empty() || name != slug(&name) {
        let message = format!("`{name}` is no name: lower-case letters, digits and hyphens only");
        return Err(Error::Use(message));
    }
    let cause = Cause {
        format: 1,
        found: today(&request.file),
        by: request.by.clone().unwrap_or_else(|| target.name.clone()),
        requirement: request.requirement.clone(),
        difference,
        expected: request.expected.clone(),
    };
    cause.check().map_err(Error::Use)?;
    let path = workshop
        .corpus()
        .folder(Part::Regressions, &target.name)
        .join(&name);
    if path.exists() {
        let message = "the name is taken; give another one with --name";
        return Err(Error::file(&path, message));
    }
    let text = toml::to_string(&cause).map_err(|error| Error::file(&path, error))?;
    // The cause first: an input without one would be a failing test.
    write(&Cause::path_of(&path), text.as_bytes())?;
    write(&path, &small)?;
    Ok(path)
}

fn check_requirement(workshop: &Workshop, id: &str) -> Result<(), Error> {
    let path = workshop.root.join("snapshots/requirements.toml");
    let known = Requirements::load(&path).map_err(|error| Error::Use(error.to_string()))?;
    if known.is_known(id) {
        return Ok(());
    }
    Err(Error::Use(format!(
        "`{id}` is no requirement; the ids are in snapshots/requirements.toml"
    )))
}

/// The smallest input with the same verdict. Only panics are made smaller: a time-out or a dead
/// process costs seconds a try.
fn shrunk(target: &DeclaredTarget, input: &[u8], first: &Verdict) -> Result<Vec<u8>, Error> {
    if !matches!(first, Verdict::Panics { .. }) {
        return Ok(input.to_vec());
    }
    let folder = std::env::temp_dir().join(format!("conform-corpus-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| Error::file(&folder, error))?;
    let candidate = folder.join("candidate");
    let small = shrink(input, |bytes| {
        std::fs::write(&candidate, bytes).is_ok()
            && verdict(target, &candidate).is_ok_and(|it| it == *first)
    });
    let _ = std::fs::remove_dir_all(&folder);
    Ok(small)
}

fn propose(requirement: &str, difference: &str) -> String {
    let words: Vec<_> = difference.split_whitespace().take(8).collect();
    slug(&format!("{requirement} {}", words.join(" ")))
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

/// Writes a file in one step: whole, or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |error| Error::file(path, error);
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(failed)?;
    let half = folder.join(format!(".half-written-{}", std::process::id()));
    std::fs::write(&half, bytes)
        .and_then(|()| std::fs::rename(&half, path))
        .map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_requirement_and_difference() {
        let name = propose(
            "S0.error.code",
            "the reader disagrees with serde_json: Code (a.rs:7)",
        );
        assert_eq!(
            name,
            "s0-error-code-the-reader-disagrees-with-serde-json-code-a-rs-7"
        );
    }
}
