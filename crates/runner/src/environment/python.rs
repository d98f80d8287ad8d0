//! The search for a CPython of a fitting version, by running what `PATH` offers.
//!
//! A name means little: `python3.12` may be a wrapper without anything behind it, and `python` may
//! be any version. Start at [`Search::run`].

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::{HIGHEST_PYTHON, PYTHON_VARIABLE};
use crate::Error;
use crate::interrupt::Interrupt;
use crate::process::{Ended, run_to_end};

/// How long a Python may take to print its version.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// A version of Python, as far as it matters to what can be installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PythonVersion {
    /// The first number.
    pub major: u32,
    /// The second number.
    pub minor: u32,
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl PythonVersion {
    /// Reads a version of the form `3.10`.
    pub fn parse(text: &str) -> Option<Self> {
        let (major, minor) = text.split_once('.')?;
        Some(Self {
            major: major.parse().ok()?,
            minor: minor.parse().ok()?,
        })
    }
}

/// A Python that was run and fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Interpreter {
    pub(super) path: PathBuf,
    pub(super) version: PythonVersion,
}

/// What is searched for, and where.
#[derive(Clone, Debug)]
pub(super) struct Search {
    /// The user's choice; then nothing else is tried.
    pub(super) chosen: Option<OsString>,
    /// The value of `PATH`.
    pub(super) path: OsString,
    pub(super) min: PythonVersion,
}

impl Search {
    /// Returns the first Python that fits: the user's choice, or `python3.14` and so on downwards,
    /// `python3`, `python`.
    pub(super) fn run(&self, interrupt: &Interrupt) -> Result<Interpreter, Error> {
        let mut found = Vec::new();
        for name in self.names() {
            let Some(path) = self.locate(&name) else {
                if self.chosen.is_some() {
                    let name = name.to_string_lossy();
                    found.push(format!(
                        "{PYTHON_VARIABLE} names {name}, which is not there"
                    ));
                }
                continue;
            };
            let version = version_of(&path, interrupt);
            if interrupt.is_triggered() {
                return Err(Error::Interrupted);
            }
            match version {
                Ok(version) if self.min <= version && version <= HIGHEST_PYTHON => {
                    return Ok(Interpreter { path, version });
                }
                Ok(version) => found.push(format!("{} is Python {version}", path.display())),
                Err(problem) => found.push(format!("{} {problem}", path.display())),
            }
        }
        if found.is_empty() {
            found.push("none is on PATH".to_owned());
        }
        Err(Error::LanguageMissing(format!(
            "no Python {} to {HIGHEST_PYTHON} was found ({}); install one, or name one with \
             {PYTHON_VARIABLE}",
            self.min,
            found.join("; ")
        )))
    }

    fn names(&self) -> Vec<OsString> {
        if let Some(chosen) = &self.chosen {
            return vec![chosen.clone()];
        }
        let PythonVersion { major, minor } = HIGHEST_PYTHON;
        let exact = (self.min.minor..=minor).rev();
        let exact = exact.map(|minor| format!("python{major}.{minor}"));
        let any = ["python3", "python"].map(str::to_owned);
        exact.chain(any).map(OsString::from).collect()
    }

    /// The file that a name stands for; a name with a slash is a path.
    fn locate(&self, name: &OsString) -> Option<PathBuf> {
        let is_path = Path::new(name).components().nth(1).is_some();
        if is_path {
            return std::path::absolute(name).ok().filter(|path| path.is_file());
        }
        let dirs = std::env::split_paths(&self.path).filter(|dir| !dir.as_os_str().is_empty());
        dirs.map(|dir| dir.join(name)).find(|path| path.is_file())
    }
}

/// The version that a Python prints; the error completes a sentence that starts with its path.
fn version_of(python: &Path, interrupt: &Interrupt) -> Result<PythonVersion, String> {
    // Also Python 2 understands this, so that it can be named for what it is.
    const ASK: &str = "import platform, sys; \
                       print(platform.python_implementation() + ' %d.%d' % sys.version_info[:2])";
    let mut command = Command::new(python);
    command.args(["-E", "-c", ASK]);
    let ended = run_to_end(command, ANSWER_LIMIT, interrupt)
        .map_err(|error| format!("cannot be run: {error}"))?;
    let output = match ended {
        Ended::Exited(output) => output,
        Ended::TimedOut => {
            let limit = ANSWER_LIMIT.as_secs();
            return Err(format!("did not print its version within {limit} s"));
        }
        Ended::Interrupted => return Err("was interrupted".to_owned()),
    };
    let stdout = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        let line = stderr.trim().lines().next().unwrap_or("no message");
        return Err(format!("does not run: {}", line.trim()));
    }
    match stdout.trim().split_once(' ') {
        Some(("CPython", version)) => PythonVersion::parse(version)
            .ok_or_else(|| format!("is CPython {version}, which is no version such as 3.10")),
        Some((other, version)) => Err(format!("is {other} {version}, not CPython")),
        None => Err("does not print its version".to_owned()),
    }
}
