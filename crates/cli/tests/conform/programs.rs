//! The programs that tests need and a machine may lack.
//!
//! Without one of them a test is skipped and prints why. With `CI` set it fails, since nobody reads
//! there what was skipped. Start at [`python`].

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use runner::environment::{PythonVenv, PythonVersion};
use runner::interrupt::Interrupt;

/// The command `python3`.
pub(crate) fn python() -> Option<PathBuf> {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    present("python3", FOUND.get_or_init(|| runs("python3")))
}

/// The command `node`.
pub(crate) fn node() -> Option<PathBuf> {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    present("node", FOUND.get_or_init(|| runs("node")))
}

/// A Python that has pytest: in an environment below `target`, which the first test makes.
pub(crate) fn pytest() -> Option<PathBuf> {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    present("pytest", FOUND.get_or_init(environment))
}

fn runs(program: &str) -> Result<PathBuf, String> {
    let output = Command::new(program).arg("--version").output();
    match output.map_err(|error| error.to_string())?.status {
        status if status.success() => Ok(program.into()),
        status => Err(format!("`{program} --version` ends with {status}")),
    }
}

fn environment() -> Result<PathBuf, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let environment = PythonVenv {
        requires: PythonVersion {
            major: 3,
            minor: 10,
        },
        lock: here.join("tests/conform/loaders/pytest.lock"),
    };
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    environment
        .prepare(target, &|line| say(line), &Interrupt::new())
        .map_err(|error| error.to_string())
}

/// The program, or nothing where it is missing and `CI` is not set.
fn present(name: &str, found: &Result<PathBuf, String>) -> Option<PathBuf> {
    let is_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    match found {
        Ok(program) => Some(program.clone()),
        Err(why) => {
            say(&skipped(name, why, is_ci).unwrap_or_else(|failure| panic!("{failure}")));
            None
        }
    }
}

/// The line about a test that is skipped, or why it must not be.
fn skipped(name: &str, why: &str, is_ci: bool) -> Result<String, String> {
    match is_ci {
        true => Err(format!(
            "{name} is missing: {why}; install it, since no test is skipped where CI is set"
        )),
        false => Ok(format!("skipped: {name} is missing: {why}")),
    }
}

fn say(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("standard error");
}

#[test]
fn a_missing_program_skips_a_test_but_fails_it_in_ci() {
    let why = runs("no-such-program").expect_err("it is missing");
    let line = skipped("no-such-program", &why, false);
    assert!(line.is_ok_and(|line| line.starts_with("skipped: no-such-program is missing: ")));
    let failure = skipped("no-such-program", &why, true);
    assert!(failure.is_err_and(|failure| failure.contains("install it")));
}
