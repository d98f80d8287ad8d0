//! Language environments of adapters: made on first use, reused and offline afterwards.
//!
//! An environment is a Python virtual environment filled from a lock file with hashes. It cannot be
//! moved, so it is built in place; a stamp is written last, and a folder without its stamp is built
//! anew. Not here: the scrubbed variables of an adapter's process (see `process`), for
//! installing goes by the user's own configuration. Start at [`PythonVenv::prepare`].

mod python;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use sha2::{Digest as _, Sha256};
use vectors::encoded::hex;

pub use self::python::PythonVersion;
use self::python::{Interpreter, Search};
use crate::Error;
use crate::interrupt::Interrupt;
use crate::process::{Ended, GLANCE, run_to_end};

/// The variable with which a user chooses the Python: a path or a name on `PATH`.
pub const PYTHON_VARIABLE: &str = "CONFORM_PYTHON";

/// The highest Python for which lock files are made.
pub const HIGHEST_PYTHON: PythonVersion = PythonVersion {
    major: 3,
    minor: 14,
};

/// The file that says that an environment is complete, and from what it was made.
const STAMP: &str = "conform-stamp";

/// How many of the last lines of a failed installation are shown.
const SHOWN_LINES: usize = 4;

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

/// One folder that holds, or will hold, a virtual environment.
struct Venv {
    dir: PathBuf,
    /// The file under whose lock the folder is changed.
    guard: PathBuf,
    stamp: String,
    lock: PathBuf,
}

impl Venv {
    fn ensure(
        &self,
        interpreter: &Interpreter,
        progress: &dyn Fn(&str),
        interrupt: &Interrupt,
    ) -> Result<PathBuf, EnvironmentError> {
        if self.is_complete() {
            return Ok(self.python());
        }
        let _guard = self.hold(progress, interrupt)?;
        // Another run may have made it while this one waited for the lock.
        if !self.is_complete() {
            progress(&format!(
                "setting up Python {} in {}, on first use only …",
                interpreter.version,
                self.dir.display()
            ));
            self.remove()?;
            if let Err(error) = self.build(interpreter, interrupt) {
                // What cannot be removed has no stamp, so the next run removes it.
                drop(self.remove());
                return Err(error);
            }
        }
        Ok(self.python())
    }

    fn python(&self) -> PathBuf {
        self.dir.join("bin").join("python")
    }

    /// Whether the stamp is right and the interpreter that the folder links to is still there.
    fn is_complete(&self) -> bool {
        fs::read_to_string(self.dir.join(STAMP)).is_ok_and(|stamp| stamp == self.stamp)
            && self.python().exists()
    }

    /// Takes the lock, which the system gives back however this process ends.
    fn hold(
        &self,
        progress: &dyn Fn(&str),
        interrupt: &Interrupt,
    ) -> Result<File, EnvironmentError> {
        let failed = |source| file("locked", &self.guard)(source);
        if let Some(parent) = self.guard.parent() {
            fs::create_dir_all(parent).map_err(file("made", parent))?;
        }
        let guard = File::create(&self.guard).map_err(failed)?;
        let mut waits = false;
        loop {
            match guard.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(source)) => return Err(failed(source)),
                Err(TryLockError::WouldBlock) if interrupt.is_triggered() => {
                    return Err(EnvironmentError::Interrupted);
                }
                Err(TryLockError::WouldBlock) => {
                    if !waits {
                        let what = "waiting for another run that is setting up the same";
                        progress(&format!("{what} environment …"));
                        waits = true;
                    }
                    // A wait inside the system could not be interrupted.
                    thread::sleep(GLANCE);
                }
            }
        }
        Ok(guard)
    }

    fn remove(&self) -> Result<(), EnvironmentError> {
        match fs::remove_dir_all(&self.dir) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(EnvironmentError::Leftover {
                    path: self.dir.clone(),
                    source,
                })
            }
            _ => Ok(()),
        }
    }

    fn build(
        &self,
        interpreter: &Interpreter,
        interrupt: &Interrupt,
    ) -> Result<(), EnvironmentError> {
        // `-I` keeps the user's PYTHON* variables out of it; pip's own configuration still counts.
        let mut venv = Command::new(&interpreter.path);
        venv.args(["-I", "-m", "venv"]).arg(&self.dir);
        let output = run(venv, &interpreter.path, interrupt)?;
        if !output.status.success() {
            let shown = last_lines(&output);
            if shown.contains("ensurepip") || shown.contains("No module named") {
                return Err(EnvironmentError::NoVenvModule {
                    python: interpreter.path.clone(),
                });
            }
            let step = format!("`{} -m venv`", interpreter.path.display());
            return Err(EnvironmentError::InstallFailed {
                step,
                output: shown,
            });
        }
        let mut pip = Command::new(self.python());
        pip.args([
            "-I",
            "-m",
            "pip",
            "install",
            "--require-hashes",
            "--only-binary",
            ":all:",
        ])
        // A configured `user = true` would contradict the virtual environment.
        .args([
            "--no-user",
            "--no-input",
            "--disable-pip-version-check",
            "-r",
        ])
        .arg(&self.lock);
        let output = run(pip, &self.python(), interrupt)?;
        if !output.status.success() {
            let step = format!("installing {}", self.lock.display());
            return Err(EnvironmentError::InstallFailed {
                step,
                output: last_lines(&output),
            });
        }
        let stamp = self.dir.join(STAMP);
        fs::write(&stamp, &self.stamp).map_err(file("written", &stamp))
    }
}

fn run(
    command: Command,
    program: &Path,
    interrupt: &Interrupt,
) -> Result<Output, EnvironmentError> {
    match run_to_end(command, None, interrupt).map_err(file("run", program))? {
        Ended::Exited(output) => Ok(output),
        // Without a limit there is no other end.
        Ended::Interrupted | Ended::TimedOut => Err(EnvironmentError::Interrupted),
    }
}

/// The last lines of what a program said, its standard error last.
fn last_lines(output: &Output) -> String {
    let all = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    let text = String::from_utf8_lossy(&all);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n")
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
