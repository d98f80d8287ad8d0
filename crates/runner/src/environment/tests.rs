//! The search, the stamp and the lock, with a shell script in the place of Python.

use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::venv::STAMP;
use super::{PythonVenv, PythonVersion};
use crate::Error;
use crate::interrupt::Interrupt;

/// A checkout with a lock file, and a folder on `PATH` in which every Python is the script.
struct Machine {
    root: TempDir,
}

impl Machine {
    fn new(names: &[&str], version: &str) -> Self {
        let machine = Self {
            root: TempDir::new().expect("a temporary folder"),
        };
        fs::create_dir(machine.bin()).expect("a folder");
        // A link, for a script that this process wrote itself may be busy when it is run.
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/environment/fake-python");
        for name in names {
            symlink(&script, machine.bin().join(name)).expect("a link");
        }
        machine.write("bin/version", version);
        machine.write("requirements.lock", "sdk==1 --hash=sha256:00\n");
        machine
    }

    fn bin(&self) -> PathBuf {
        self.root.path().join("bin")
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.root.path().join(path), text).expect("a file");
    }

    fn prepare(&self) -> Result<PathBuf, Error> {
        self.prepare_chosen(None, &|_| {})
    }

    fn prepare_chosen(
        &self,
        chosen: Option<&str>,
        progress: &dyn Fn(&str),
    ) -> Result<PathBuf, Error> {
        self.prepare_unless(chosen, progress, &Interrupt::new())
    }

    fn prepare_unless(
        &self,
        chosen: Option<&str>,
        progress: &dyn Fn(&str),
        interrupt: &Interrupt,
    ) -> Result<PathBuf, Error> {
        let venv = PythonVenv {
            requires: PythonVersion {
                major: 3,
                minor: 10,
            },
            lock: self.root.path().join("requirements.lock"),
        };
        // The script itself needs `mkdir` and the like, which it finds by the real PATH.
        let path = self.bin().into_os_string();
        venv.prepare_with(
            chosen.map(Into::into),
            path,
            &self.root.path().join("target"),
            progress,
            interrupt,
        )
    }

    fn log(&self) -> Vec<String> {
        let log = fs::read_to_string(self.bin().join("log")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }

    /// The message of the error, without the folders of this test.
    fn error(&self, chosen: Option<&str>) -> String {
        let error = self.prepare_chosen(chosen, &|_| {}).expect_err("an error");
        error
            .to_string()
            .replace(&format!("{}/", self.root.path().display()), "")
    }

    /// An environment that another run is setting up, until the lock is dropped.
    fn taken(&self) -> fs::File {
        let python = self.prepare().expect("an environment");
        let folder = python.ancestors().nth(2).expect("a folder");
        fs::remove_file(folder.join(STAMP)).expect("a stamp");
        let guard = fs::File::open(folder.with_added_extension("lock")).expect("the lock's file");
        guard.lock().expect("a lock");
        guard
    }
}

#[test]
fn an_environment_is_made_once_and_then_reused() {
    let machine = Machine::new(&["python3.12"], "CPython 3.12");
    let lines = RefCell::new(Vec::new());
    let progress = |line: &str| lines.borrow_mut().push(line.to_owned());
    let first = machine
        .prepare_chosen(None, &progress)
        .expect("an environment");
    let second = machine
        .prepare_chosen(None, &progress)
        .expect("an environment");
    assert_eq!(first, second);
    assert!(first.is_absolute());
    let folder = first
        .ancestors()
        .nth(2)
        .and_then(Path::file_name)
        .expect("a folder");
    assert!(
        folder.to_string_lossy().starts_with("python-3.12-"),
        "{folder:?}"
    );
    assert_eq!(machine.log(), ["asked", "venv", "pip", "asked"]);
    assert_eq!(lines.borrow().len(), 1, "{lines:?}");
    assert!(
        lines.borrow()[0].starts_with("setting up Python 3.12 in "),
        "{lines:?}"
    );
    let pip = fs::read_to_string(machine.bin().join("pip-arguments")).expect("arguments");
    let expected = "install --require-hashes --only-binary :all: --no-user --no-input \
                    --disable-pip-version-check -r /";
    assert!(pip.starts_with(expected), "{pip}");
}

#[test]
fn a_folder_without_its_stamp_is_built_anew() {
    let machine = Machine::new(&["python3"], "CPython 3.10");
    let python = machine.prepare().expect("an environment");
    let folder = python.ancestors().nth(2).expect("a folder").to_path_buf();
    fs::write(folder.join("left over"), "").expect("a file");
    fs::remove_file(folder.join(STAMP)).expect("a stamp");
    assert_eq!(machine.prepare().expect("an environment"), python);
    assert!(!folder.join("left over").exists());
    assert_eq!(
        machine.log(),
        ["asked", "venv", "pip", "asked", "venv", "pip"]
    );
}

#[test]
fn an_environment_whose_python_is_gone_is_built_anew() {
    let machine = Machine::new(&["python3"], "CPython 3.10");
    let python = machine.prepare().expect("an environment");
    fs::remove_file(&python).expect("a link");
    symlink("/nowhere/python3", &python).expect("a link");
    assert_eq!(machine.prepare().expect("an environment"), python);
    assert!(python.exists());
}

#[test]
fn another_lock_file_is_another_environment() {
    let machine = Machine::new(&["python3"], "CPython 3.10");
    let first = machine.prepare().expect("an environment");
    machine.write("requirements.lock", "sdk==2 --hash=sha256:01\n");
    assert_ne!(machine.prepare().expect("an environment"), first);
}

#[test]
fn a_failed_installation_leaves_nothing_behind() {
    let machine = Machine::new(&["python3"], "CPython 3.11");
    let lines: String = (0..40).map(|line| format!("line {line}\n")).collect();
    machine.write(
        "bin/pip-fails",
        &format!("{lines}ERROR: no route to host\n"),
    );
    let error = machine.error(None);
    assert!(
        error.starts_with("installing requirements.lock failed; "),
        "{error}"
    );
    assert!(
        error.ends_with("line 39\nERROR: no route to host"),
        "{error}"
    );
    assert!(!error.contains("line 36"), "{error}");
    fs::remove_file(machine.bin().join("pip-fails")).expect("a file");
    machine.prepare().expect("an environment");
}

#[test]
fn a_python_without_venv_names_the_package_to_install() {
    let outputs = [
        "The virtual environment was not created successfully because ensurepip is not available.",
        "python3: No module named venv",
    ];
    for output in outputs {
        let machine = Machine::new(&["python3"], "CPython 3.11");
        machine.write("bin/venv-fails", output);
        let error = machine.error(None);
        assert!(
            error.starts_with("bin/python3 cannot make virtual environments"),
            "{error}"
        );
        assert!(error.contains("`apt install python3-venv`"), "{error}");
        let error = machine.prepare().expect_err("an error");
        assert!(matches!(error, Error::LanguageMissing(_)), "{error}");
    }
}

#[test]
fn without_a_python_the_message_says_what_was_found() {
    let cases: [(&[&str], &str, &str); 5] = [
        (&[], "", "none is on PATH"),
        (&["python3"], "CPython 3.9", "bin/python3 is Python 3.9"),
        (&["python"], "CPython 2.7", "bin/python is Python 2.7"),
        (
            &["python3.12"],
            "CPython 3.15",
            "bin/python3.12 is Python 3.15",
        ),
        (
            &["python3"],
            "PyPy 3.11",
            "bin/python3 is PyPy 3.11, not CPython",
        ),
    ];
    for (names, version, found) in cases {
        let machine = Machine::new(names, version);
        let expected = format!(
            "no Python 3.10 to 3.14 was found ({found}); install one, or name one with \
             CONFORM_PYTHON"
        );
        assert_eq!(machine.error(None), expected);
        let error = machine.prepare().expect_err("an error");
        assert!(matches!(error, Error::LanguageMissing(_)), "{error}");
    }
}

#[test]
fn the_chosen_python_is_the_only_one_that_is_tried() {
    let machine = Machine::new(&["python3", "mine"], "CPython 3.13");
    let path = machine.bin().join("mine");
    for chosen in ["mine", path.to_str().expect("a path in UTF-8")] {
        let python = machine
            .prepare_chosen(Some(chosen), &|_| {})
            .expect("an environment");
        let linked = fs::read_link(&python).expect("a link");
        assert_eq!(linked, path);
    }
    let error = machine.error(Some("other"));
    assert!(
        error.contains("(CONFORM_PYTHON names other, which is not there)"),
        "{error}"
    );
}

#[test]
fn two_runs_at_once_make_one_environment() {
    let machine = Machine::new(&["python3.14"], "CPython 3.14");
    let (one, two) = std::thread::scope(|scope| {
        let one = scope.spawn(|| machine.prepare());
        let two = scope.spawn(|| machine.prepare());
        (one.join().expect("a thread"), two.join().expect("a thread"))
    });
    assert_eq!(one.expect("an environment"), two.expect("an environment"));
    let log = machine.log();
    assert_eq!(
        log.iter().filter(|line| *line == "venv").count(),
        1,
        "{log:?}"
    );
    assert_eq!(
        log.iter().filter(|line| *line == "pip").count(),
        1,
        "{log:?}"
    );
}

#[test]
fn a_run_that_has_to_wait_says_so() {
    let machine = Machine::new(&["python3"], "CPython 3.14");
    let guard = machine.taken();
    let (lines, heard) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let run = scope.spawn(|| {
            machine.prepare_chosen(None, &|line| {
                lines.send(line.to_owned()).expect("a listener")
            })
        });
        let line = heard.recv().expect("a line");
        assert!(line.starts_with("waiting for another run"), "{line}");
        drop(guard);
        run.join().expect("a thread").expect("an environment");
    });
}

#[test]
fn a_missing_lock_file_is_named() {
    let machine = Machine::new(&["python3"], "CPython 3.14");
    fs::remove_file(machine.root.path().join("requirements.lock")).expect("a file");
    let error = machine.error(None);
    assert!(
        error.starts_with("requirements.lock could not be read: "),
        "{error}"
    );
}

#[test]
fn an_interruption_ends_a_wait_for_another_run() {
    let machine = Machine::new(&["python3"], "CPython 3.14");
    let _guard = machine.taken();
    let interrupt = Interrupt::new();
    let progress = |line: &str| {
        assert!(line.starts_with("waiting for another run"), "{line}");
        interrupt.trigger();
    };
    let error = machine.prepare_unless(None, &progress, &interrupt);
    assert!(matches!(error, Err(Error::Interrupted)), "{error:?}");
}

#[test]
fn an_interruption_ends_a_set_up_and_leaves_nothing_behind() {
    let machine = Machine::new(&["python3"], "CPython 3.14");
    let interrupt = Interrupt::new();
    let trigger = |_: &str| {
        interrupt.trigger();
    };
    let error = machine.prepare_unless(None, &trigger, &interrupt);
    assert!(matches!(error, Err(Error::Interrupted)), "{error:?}");
    machine.prepare().expect("an environment");
}
