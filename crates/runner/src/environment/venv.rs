//! The folder of a virtual environment: built in place under a lock, its stamp last.
//!
//! Not here: which interpreter and which folder. Start at [`Venv::ensure`].

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use super::python::Interpreter;
use super::{EnvironmentError, file};
use crate::interrupt::Interrupt;
use crate::process::{Ended, POLL_INTERVAL, run_to_end};

/// The file that says that an environment is complete, and from what it was made.
pub(super) const STAMP: &str = "conform-stamp";

/// How many of the last lines of a failed installation are shown.
const SHOWN_LINES: usize = 4;

/// One folder that holds, or will hold, a virtual environment.
pub(super) struct Venv {
    pub(super) dir: PathBuf,
    /// The file under whose lock the folder is changed.
    pub(super) guard: PathBuf,
    pub(super) stamp: String,
    pub(super) lock: PathBuf,
}

impl Venv {
    /// The folder's interpreter; what is not complete is made first.
    pub(super) fn ensure(
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
                    thread::sleep(POLL_INTERVAL);
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
