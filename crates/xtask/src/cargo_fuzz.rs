//! What `cargo fuzz` does for us: it builds the targets with sanitizer and coverage.
//!
//! Not here: running them ([`engine`](crate::engine)). Start at [`build`].

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::declared::DeclaredTarget;
use crate::{Checkout, Error};

/// Builds the targets; gives the folder of their binaries.
///
/// # Errors
///
/// When the nightly compiler or cargo-fuzz is missing, or the build fails.
pub fn build(
    checkout: &Checkout,
    targets: &[&DeclaredTarget],
    features: &[&str],
) -> Result<PathBuf, Error> {
    let host = host()?;
    for target in targets {
        let mut command = Command::new("cargo");
        command.args(["+nightly", "fuzz", "build", &target.name, "--target-dir"]);
        command
            .arg(target_dir(checkout))
            .current_dir(&checkout.root);
        for feature in features {
            command.args(["--features", feature]);
        }
        run("cargo fuzz build", command)?;
    }
    Ok(target_dir(checkout).join(host).join("release"))
}

/// Where cargo puts what it builds for the fuzzers.
#[must_use]
pub fn target_dir(checkout: &Checkout) -> PathBuf {
    let set = std::env::var_os("CARGO_TARGET_DIR").filter(|it| !it.is_empty());
    set.map_or_else(
        || checkout.root.join("fuzz/target"),
        |it| PathBuf::from(it).join("fuzz"),
    )
}

/// Checks that the nightly compiler and cargo-fuzz are installed; gives the triple of this machine.
///
/// # Errors
///
/// Names what is missing and how to install it.
pub fn host() -> Result<String, Error> {
    let rustc = output("rustc", &["+nightly", "-vV"]).ok_or(Error::Missing {
        what: "the nightly compiler",
        install: "rustup toolchain install nightly --profile minimal",
    })?;
    output("cargo", &["fuzz", "--version"]).ok_or(Error::Missing {
        what: "cargo-fuzz",
        install: "cargo install cargo-fuzz@0.13.2 --locked",
    })?;
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Error::Program {
        program: "rustc +nightly -vV".to_owned(),
        message: "it names no host".to_owned(),
    })
}

/// The output of a program that can be run and succeeds.
fn output(program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    let output = command.output().ok().filter(|it| it.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program to its end; its output is shown only when it fails.
pub(crate) fn run(program: &str, mut command: Command) -> Result<(), Error> {
    let failed = |message: String| Error::Program {
        program: program.to_owned(),
        message,
    };
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(failed(format!("{}\n{}", output.status, tail(&stderr, 20))))
}

/// The last lines of a text.
pub(crate) fn tail(text: &str, lines: usize) -> String {
    let all: Vec<_> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}
