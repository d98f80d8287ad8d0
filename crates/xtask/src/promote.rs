//! From a failing input to a named regression with its cause.
//!
//! The input is kept as it is; `cargo fuzz tmin` makes one smaller. Start at [`promote`].

use std::path::{Path, PathBuf};

use files::write::Staged;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cause::{Cause, FORMAT};
use crate::corpus::Part;
use crate::declared::DeclaredTarget;
use crate::triage::{Verdict, verdict};
use crate::{Checkout, Error};

/// What only a person can say about a finding.
#[derive(Debug, Clone, clap::Args)]
pub struct Request {
    /// The failing input.
    pub file: PathBuf,
    /// The target; by default the name of the folder that the file is in.
    #[arg(long)]
    pub target: Option<String>,
    /// The requirement that it guards: an id in snapshots/requirements.toml.
    #[arg(long, value_name = "ID")]
    pub requirement: String,
    /// What should happen, in a sentence.
    #[arg(long, value_name = "SENTENCE")]
    pub expected: String,
    /// What found it; the target by default.
    #[arg(long, value_name = "WHAT")]
    pub by: Option<String>,
    /// The name of the regression; by default from requirement and difference.
    #[arg(long)]
    pub name: Option<String>,
}

/// Writes a failing input with a name and its cause into the corpus; gives its path.
///
/// # Errors
///
/// When the input does not fail, the requirement is not known, or the name is taken. Nothing is
/// written then.
pub fn promote(checkout: &Checkout, request: &Request) -> Result<PathBuf, Error> {
    let folder = request.file.parent();
    let folder = folder.filter(|it| !it.as_os_str().is_empty());
    let target = checkout.target(request.target.as_deref(), folder.unwrap_or(Path::new(".")))?;
    let known = checkout.requirements()?;
    known(&request.requirement).map_err(Error::Use)?;
    if request.expected.trim().is_empty() {
        let message = "--expected is empty; say in a sentence what should happen";
        return Err(Error::Use(message.to_owned()));
    }
    if let Some(name) = &request.name {
        free_path(checkout, target, name)?;
    }
    let found = verdict(target, &request.file)?;
    if found == Verdict::Passes {
        return Err(Error::Use(format!(
            "{} does not fail in {}; only failing inputs are promoted",
            request.file.display(),
            target.name
        )));
    }
    let proposed = propose(&request.requirement, found.what());
    let path = free_path(checkout, target, request.name.as_ref().unwrap_or(&proposed))?;
    let cause = Cause {
        format: FORMAT,
        found: day_of(&request.file)?,
        by: request.by.clone().unwrap_or_else(|| target.name.clone()),
        requirement: request.requirement.clone(),
        difference: found.cause(),
        expected: request.expected.clone(),
    };
    cause.check().map_err(Error::Use)?;
    let text = toml::to_string(&cause).map_err(|error| Error::file(&path, error))?;
    let input = std::fs::read(&request.file).map_err(|e| Error::file(&request.file, e))?;
    keep(&path, &input, text.as_bytes())?;
    Ok(path)
}

/// The place of a regression with this name, when the name is one and nobody has it.
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
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|it| !it.is_empty()).collect();
    words.join("-").to_ascii_lowercase()
}

/// The day on which a file was written, in UTC.
fn day_of(file: &Path) -> Result<String, Error> {
    let modified = std::fs::metadata(file).and_then(|it| it.modified());
    let modified = modified.map_err(|error| Error::file(file, error))?;
    let moment = Timestamp::try_from(modified).map_err(|error| Error::file(file, error))?;
    Ok(TimeZone::UTC.to_datetime(moment).date().to_string())
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
    fn the_day_of_a_finding_is_that_of_its_file_in_utc() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for (seconds, day) in [
            (0, "1970-01-01"),
            (951_868_799, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_798_761_599, "2026-12-31"),
        ] {
            let moment = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            file.as_file().set_modified(moment).unwrap();
            assert_eq!(day_of(file.path()).unwrap(), day);
        }
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
