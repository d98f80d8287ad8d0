//! The folder of a virtual environment: built in place under a lock, its stamp last.
//!
//! Not here: which interpreter and which folder. Start at [`Venv::ensure`].

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use super::python::Interpreter;
use super::{PYTHON_VARIABLE, file};
use crate::Error;
use crate::interrupt::{Interrupt, poll};
use crate::process::{Ended, run_to_end};

/// The file that shows that an environment is complete, and from what it was made.
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
    ) -> Result<PathBuf, Error> {
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
    fn hold(&self, progress: &dyn Fn(&str), interrupt: &Interrupt) -> Result<File, Error> {
        let failed = |source| file("locked", &self.guard)(source);
        if let Some(parent) = self.guard.parent() {
            fs::create_dir_all(parent).map_err(file("made", parent))?;
        }
        let guard = File::create(&self.guard).map_err(failed)?;
        let mut waits = false;
        // A wait inside the system could not be interrupted.
        let held = poll(Duration::MAX, || match guard.try_lock() {
            Ok(()) => Some(Ok(())),
            Err(TryLockError::Error(source)) => Some(Err(failed(source))),
            Err(TryLockError::WouldBlock) if interrupt.is_triggered() => {
                Some(Err(Error::Interrupted))
            }
            Err(TryLockError::WouldBlock) => {
                if !waits {
                    progress("waiting for another run that is setting up the same environment …");
                    waits = true;
                }
                None
            }
        });
        held.unwrap_or(Err(Error::Interrupted)).map(|()| guard)
    }

    fn remove(&self) -> Result<(), Error> {
        match fs::remove_dir_all(&self.dir) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Error::Environment(format!(
                    "{} is left from a set-up that did not end, and could not be removed: \
                     {error}; delete this folder and run again",
                    self.dir.display()
                )))
            }
            _ => Ok(()),
        }
    }

    fn build(&self, interpreter: &Interpreter, interrupt: &Interrupt) -> Result<(), Error> {
        let program = interpreter.path.display();
        // `-I` keeps the user's PYTHON* variables out of it; pip's own configuration still counts.
        let mut venv = Command::new(&interpreter.path);
        venv.args(["-I", "-m", "venv"]).arg(&self.dir);
        if let Some(lines) = run(venv, &interpreter.path, interrupt)? {
            if lines.contains("ensurepip") || lines.contains("No module named") {
                return Err(Error::LanguageMissing(format!(
                    "{program} cannot make virtual environments; install its `venv` module (on \
                     Debian and Ubuntu: `apt install python3-venv`), or name another Python with \
                     {PYTHON_VARIABLE}"
                )));
            }
            return Err(failed(&format!("`{program} -m venv`"), &lines));
        }
        let mut pip = Command::new(self.python());
        // A configured `user = true` would contradict the virtual environment.
        let options = "--require-hashes --only-binary :all: --no-user --no-input \
                       --disable-pip-version-check -r";
        pip.args(["-I", "-m", "pip", "install"])
            .args(options.split(' '))
            .arg(&self.lock);
        if let Some(lines) = run(pip, &self.python(), interrupt)? {
            return Err(failed(
                &format!("installing {}", self.lock.display()),
                &lines,
            ));
        }
        let stamp = self.dir.join(STAMP);
        fs::write(&stamp, &self.stamp).map_err(file("written", &stamp))
    }
}

/// Runs a step of the set-up; the last lines of its output, when it fails.
fn run(command: Command, program: &Path, interrupt: &Interrupt) -> Result<Option<String>, Error> {
    match run_to_end(command, Duration::MAX, interrupt).map_err(file("run", program))? {
        Ended::Exited(output) if output.status.success() => Ok(None),
        Ended::Exited(output) => Ok(Some(last_lines(&output))),
        // Without a limit there is no other end.
        Ended::Interrupted | Ended::TimedOut => Err(Error::Interrupted),
    }
}

fn failed(step: &str, lines: &str) -> Error {
    Error::Environment(format!(
        "{step} failed; the first set-up needs pip to reach a package index (the network, or the \
         proxy or mirror that pip is configured for), later runs need none; its last lines \
         were:\n{lines}"
    ))
}

/// The last lines of what a program printed, its standard error last.
fn last_lines(output: &Output) -> String {
    let all = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    let text = String::from_utf8_lossy(&all);
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let lines: Vec<&str> = lines.collect();
    lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n")
}
