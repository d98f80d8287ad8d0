//! The program around the fuzzers where something is missing: one sentence, exit code 2.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Runs the program in the repository with no other programs than these: name and script.
fn check(programs: &[(&str, &str)], arguments: &[&str], sentence: &str) {
    let folder = tempfile::tempdir().unwrap();
    for (name, script) in programs {
        let path = folder.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_conform-corpus"));
    command.args(arguments).current_dir(Path::new(ROOT));
    command.env("PATH", folder.path());
    command.env("CARGO_TARGET_DIR", folder.path().join("target"));
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert_eq!(said.trim_end(), format!("conform-corpus: {sentence}"));
    assert_eq!(output.status.code(), Some(2), "{said}");
}

const NIGHTLY: &str = "the nightly compiler is missing; install it with `rustup toolchain install \
    nightly --profile minimal`";
const RUSTC: (&str, &str) = ("rustc", "echo host: here");

#[test]
fn a_missing_compiler_is_named() {
    check(&[], &["fuzz", "error_body"], NIGHTLY);
    check(&[("rustc", "exit 1")], &["corpus", "minimize"], NIGHTLY);
    check(&[], &["coverage", "error_body"], NIGHTLY);
    check(&[], &["layout"], NIGHTLY);
}

#[test]
fn a_missing_component_or_command_is_named() {
    let component = "the component llvm-tools of the nightly compiler is missing; install it with \
        `rustup component add llvm-tools --toolchain nightly`";
    check(&[("rustc", "echo /nowhere/lib")], &["coverage"], component);
    let command =
        "cargo-fuzz is missing; install it with `cargo install cargo-fuzz@0.13.2 --locked`";
    check(&[RUSTC], &["fuzz", "error_body"], command);
    check(&[RUSTC, ("cargo", "exit 101")], &["layout"], command);
}

#[test]
fn wrong_use_is_told_from_what_is_missing() {
    let list = errconform_oracle::TARGETS.iter().map(|it| it.name);
    let list = list.collect::<Vec<_>>().join(", ");
    let sentence = format!("`nothing` is no target; there are {list}");
    for command in ["fuzz", "coverage"] {
        check(&[], &[command, "nothing"], &sentence);
    }
    check(
        &[],
        &["canary"],
        "this build has no planted bugs; use `make fuzz-canary`",
    );
}
