//! Language environments of adapters: made on first use, reused and offline afterwards.
//!
//! An environment is a Python virtual environment filled from a lock file with hashes. It cannot be
//! moved, so it is built in place; a stamp is written last, and a folder without its stamp is built
//! anew. Not here: the scrubbed variables of an adapter's process (see `process`), for
//! installing goes by the user's own configuration. Start at [`PythonVenv::prepare`].

mod python;
#[cfg(test)]
mod tests;
mod venv;

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use suite::encoded::hex;

pub use self::python::PythonVersion;
use self::python::Search;
use self::venv::Venv;
use crate::Error;
use crate::interrupt::Interrupt;

/// The variable with which a user chooses the Python: a path or a name on `PATH`.
pub const PYTHON_VARIABLE: &str = "CONFORM_PYTHON";

/// The highest Python for which lock files are made.
pub const HIGHEST_PYTHON: PythonVersion = PythonVersion {
    major: 3,
    minor: 14,
};

/// Why an environment is not there. Each message ends with the way out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// No Python in the range was found.
    #[error(
        "no Python {min} to {max} was found ({}); install one, or name one with {PYTHON_VARIABLE}",
        found_or_none(found)
    )]
    NoPython {
        /// The lowest version that will do.
        min: PythonVersion,
        /// The highest.
        max: PythonVersion,
        /// What was found instead, each with what is wrong with it.
        found: Vec<String>,
    },
    /// The Python cannot make virtual environments.
    #[error(
        "{} cannot make virtual environments; install its `venv` module (on Debian and Ubuntu: \
         `apt install python3-venv`), or name another Python with {PYTHON_VARIABLE}",
        python.display()
    )]
    NoVenvModule {
        /// The Python.
        python: PathBuf,
    },
    /// Making or filling the virtual environment failed.
    #[error(
        "{step} failed; the first set-up needs pip to reach a package index (the network, or the \
         proxy or mirror that pip is configured for), later runs need none; its last lines \
         were:\n{output}"
    )]
    InstallFailed {
        /// What failed.
        step: String,
        /// The last lines of its output.
        output: String,
    },
    /// What an earlier set-up left behind is in the way.
    #[error(
        "{} is left from a set-up that did not end, and could not be removed: {source}; delete \
         this folder and run again", path.display()
    )]
    Leftover {
        /// The folder.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The set-up was interrupted.
    #[error("the set-up was interrupted")]
    Interrupted,
    /// A file or folder of the environment could not be used.
    #[error("{} could not be {action}: {source}", path.display())]
    File {
        /// What was about to be done with it, such as `read`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
}

impl EnvironmentError {
    /// Whether the machine lacks a Python that can be used, so that its user has to install one.
    pub fn is_missing_python(&self) -> bool {
        matches!(self, Self::NoPython { .. } | Self::NoVenvModule { .. })
    }
}

impl From<EnvironmentError> for Error {
    fn from(error: EnvironmentError) -> Self {
        match error {
            EnvironmentError::Interrupted => Self::Interrupted,
            error if error.is_missing_python() => Self::LanguageMissing(error.to_string()),
            error => Self::Environment(error.to_string()),
        }
    }
}

/// A virtual environment of CPython that is filled from a lock file.
#[derive(Clone, Debug)]
pub struct PythonVenv {
    /// The lowest Python that will do.
    pub requires_min: PythonVersion,
    /// The highest Python for which the lock file was made.
    pub requires_max: PythonVersion,
    /// The lock file, with a hash for every distribution.
    pub lock: PathBuf,
}

impl PythonVenv {
    /// Makes the environment below `target`, or reuses it, and returns its interpreter's absolute
    /// path. A complete environment is reused without a network call and without a lock.
    ///
    /// # Errors
    ///
    /// [`EnvironmentError`], with the way out.
    pub fn prepare(
        &self,
        target: &Path,
        progress: &dyn Fn(&str),
        interrupt: &Interrupt,
    ) -> Result<PathBuf, EnvironmentError> {
        let chosen = std::env::var_os(PYTHON_VARIABLE).filter(|chosen| !chosen.is_empty());
        self.prepare_with(
            chosen,
            std::env::var_os("PATH").unwrap_or_default(),
            target,
            progress,
            interrupt,
        )
    }

    /// [`Self::prepare`] with the variables that it depends on.
    fn prepare_with(
        &self,
        chosen: Option<OsString>,
        path: OsString,
        target: &Path,
        progress: &dyn Fn(&str),
        interrupt: &Interrupt,
    ) -> Result<PathBuf, EnvironmentError> {
        let lock = absolute(&self.lock)?;
        let text = fs::read(&lock).map_err(file("read", &lock))?;
        let digest = hex(&Sha256::digest(text));
        let search = Search {
            chosen,
            path,
            min: self.requires_min,
            max: self.requires_max,
        };
        let interpreter = search.run(interrupt)?;
        let parent = absolute(target)?.join("conform").join("environments");
        // Adapters with the same lock file share an environment.
        let folder = format!("python-{}-{}", interpreter.version, &digest[..12]);
        let stamp = format!("lock sha256:{digest}\npython {}\n", interpreter.version);
        Venv {
            dir: parent.join(&folder),
            guard: parent.join(folder + ".lock"),
            stamp,
            lock,
        }
        .ensure(&interpreter, progress, interrupt)
    }
}

fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> EnvironmentError {
    move |source| EnvironmentError::File {
        action,
        path: path.to_path_buf(),
        source,
    }
}

fn absolute(path: &Path) -> Result<PathBuf, EnvironmentError> {
    std::path::absolute(path).map_err(file("found", path))
}

fn found_or_none(found: &[String]) -> String {
    if found.is_empty() {
        "none is on PATH".to_owned()
    } else {
        found.join("; ")
    }
}
