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

/// A virtual environment of CPython that is filled from a lock file.
#[derive(Clone, Debug)]
pub struct PythonVenv {
    /// The lowest Python that will do.
    pub requires: PythonVersion,
    /// The lock file, with a hash for every distribution.
    pub lock: PathBuf,
}

impl PythonVenv {
    /// Makes the environment below `target`, or reuses it, and returns its interpreter's absolute
    /// path. A complete environment is reused without a network call and without a lock.
    ///
    /// # Errors
    ///
    /// [`Error::LanguageMissing`] or [`Error::Environment`], with the way out, and
    /// [`Error::Interrupted`].
    pub fn prepare(
        &self,
        target: &Path,
        progress: &dyn Fn(&str),
        interrupt: &Interrupt,
    ) -> Result<PathBuf, Error> {
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
    ) -> Result<PathBuf, Error> {
        let lock = absolute(&self.lock)?;
        let text = fs::read(&lock).map_err(file("read", &lock))?;
        let digest = hex(&Sha256::digest(text));
        let search = Search {
            chosen,
            path,
            min: self.requires,
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

fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |error| Error::Environment(format!("{} could not be {action}: {error}", path.display()))
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    std::path::absolute(path).map_err(file("found", path))
}
