//! Missing programs, wrong use and bad files: one sentence, and exit code 2.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// A folder with these programs: name and script.
fn programs(programs: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, script) in programs {
        let path = folder.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

/// The program in the repository, with no other programs than those of the folder.
fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errconform-xtask"));
    command.args(arguments).current_dir(Path::new(ROOT));
    command.env("PATH", folder);
    command.env("CARGO_TARGET_DIR", folder.join("target"));
    command
}

/// With no other programs than these, the program prints this sentence and ends with exit code 2.
fn check(others: &[(&str, &str)], arguments: &[&str], sentence: &str) {
    let folder = programs(others);
    let output = program(folder.path(), arguments).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert_eq!(stderr.trim_end(), format!("error: {sentence}"));
    assert_eq!(output.status.code(), Some(2), "{stderr}");
}

const NIGHTLY: &str = "the nightly compiler is missing; install it with `rustup toolchain install \
    nightly --profile minimal`";
const RUSTC: (&str, &str) = ("rustc", "echo host: here");

#[test]
fn a_missing_compiler_is_named() {
    check(&[], &["fuzz", "error_body"], NIGHTLY);
    check(&[("rustc", "exit 1")], &["fuzz", "error_body"], NIGHTLY);
    check(&[], &["layout"], NIGHTLY);
}

#[test]
fn a_missing_command_is_named() {
    let command =
        "cargo-fuzz is missing; install it with `cargo install cargo-fuzz@0.13.2 --locked`";
    check(&[RUSTC], &["fuzz", "error_body"], command);
    check(&[RUSTC, ("cargo", "exit 101")], &["layout"], command);
}

/// `cargo run` names its own toolchain to what it starts; the script would build with that one.
#[test]
fn the_layout_is_built_with_the_toolchain_of_the_script() {
    let bash = (
        "bash",
        "echo \"toolchain: [$RUSTUP_TOOLCHAIN]\" >&2; exit 7",
    );
    let folder = programs(&[RUSTC, ("cargo", "exit 0"), bash]);
    let mut command = program(folder.path(), &["layout"]);
    let output = command.env("RUSTUP_TOOLCHAIN", "stable").output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("toolchain: []"), "{stderr}");
}

#[test]
fn wrong_use_is_not_taken_for_a_missing_program() {
    let list = fuzz_oracles::TARGETS.iter().map(|it| it.name);
    let list = list.collect::<Vec<_>>().join(", ");
    let sentence = format!("`nothing` is no target; there are {list}");
    check(&[], &["fuzz", "nothing"], &sentence);
    check(
        &[],
        &["canary"],
        "this build has no planted bugs; use `make fuzz-canary`",
    );
}

/// A checkout with the real list of targets and a seed for each.
fn checkout() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["fuzz/targets.toml", "snapshots/requirements.toml"] {
        write(
            &folder,
            file,
            &fs::read(Path::new(ROOT).join(file)).unwrap(),
        );
    }
    for target in fuzz_oracles::TARGETS {
        write(
            &folder,
            &format!("corpus/seeds/{}/object", target.name),
            b"{}",
        );
    }
    folder
}

fn write(folder: &tempfile::TempDir, file: &str, bytes: &[u8]) {
    let path = folder.path().join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Runs `cargo xtask corpus …` in a checkout.
fn corpus(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errconform-xtask"));
    command.arg("corpus").args(arguments).current_dir(folder);
    command.output().unwrap()
}

/// It ends with exit code 2, and prints this in one line.
fn refused(output: &Output, sentence: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(
        stderr.contains(sentence) && stderr.lines().count() == 1,
        "{stderr}"
    );
}

#[test]
fn a_file_called_as_an_option_is_a_file() {
    let checkout = checkout();
    for name in ["-x", "-d", "--help"] {
        write(&checkout, name, b"{}");
        let target = ["--target", "error_body", "--requirement", "floor/survives"];
        let arguments = [
            &["promote"],
            &target[..],
            &["--expected", "It is read.", "--", name],
        ];
        let sentence = format!("{name} does not fail in error_body; only failing inputs");
        refused(&corpus(checkout.path(), &arguments.concat()), &sentence);
    }
    write(&checkout, "-error_body/-d", b"{}");
    let triage = ["triage", "--target", "error_body", "--", "-error_body"];
    let output = corpus(checkout.path(), &triage);
    let table = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(table, "1 x passes\n  -error_body/-d\n");
}

#[test]
fn what_is_no_file_is_refused_and_no_finding() {
    let checkout = checkout();
    write(&checkout, "error_body/folder/x", b"{}");
    let more = [
        "--requirement",
        "floor/survives",
        "--expected",
        "It is read.",
    ];
    let arguments = [&["promote", "error_body/folder"], &more[..]].concat();
    refused(
        &corpus(checkout.path(), &arguments),
        "error_body/folder: expected a file",
    );
    assert!(!checkout.path().join("corpus/regressions").exists());
}

/// A cause as `promote` writes it.
const CAUSE: &str = "format = 1\nfound = \"2026-01-31\"\nby = \"error_body\"\n\
    requirement = \"floor/survives\"\ndifference = \"none\"\nexpected = \"It is read.\"\n";

#[test]
fn a_cause_that_is_not_of_the_format_is_refused_with_its_line() {
    let checkout = checkout();
    let input = "corpus/regressions/error_body/x";
    write(&checkout, input, b"[]");
    let both = |from: &str, to: &str, sentence: &str| {
        let changed = CAUSE.replacen(from, to, 1);
        assert_ne!(changed, CAUSE, "{from} stands in the cause");
        write(
            &checkout,
            &format!("{input}.cause.toml"),
            changed.as_bytes(),
        );
        let sentence = format!("{input}.cause.toml{sentence}");
        refused(&corpus(checkout.path(), &["replay"]), &sentence);
        refused(&corpus(checkout.path(), &["status"]), &sentence);
    };
    let nothing = ": `floor/nothing` is no requirement; the ids are in snapshots/requirements.toml";
    both("floor/survives", "floor/nothing", nothing);
    for day in [
        "2026-02-29",
        "2026-13-01",
        "2026-1-1",
        "2026-01-31T10:00:00Z",
        "10:00:00",
        "",
    ] {
        let sentence = format!(": expected a day like 2026-01-31, found `{day}`");
        both("2026-01-31", day, &sentence);
    }
    both("by = \"error_body\"", "by = ", ":3: ");
    both("by = ", "who = ", ":3: unknown field `who`");
    let newer = ":1: format 2 is not known; this program reads format 1";
    both("format = 1", "format = 2", newer);
}

#[test]
fn a_list_of_targets_that_is_not_of_the_format_is_refused_with_its_line() {
    let checkout = checkout();
    let list = fs::read_to_string(Path::new(ROOT).join("fuzz/targets.toml")).unwrap();
    for (from, to, what) in [
        ("timeout = 5", "timeout = \"5\"", "invalid type: string"),
        ("timeout = 5", "timeout =", ""),
        ("timeout = 5", "wait = 5", "unknown field `wait`"),
    ] {
        let line = list.lines().position(|it| it == from).unwrap() + 1;
        let changed = list.replacen(from, to, 1);
        write(&checkout, "fuzz/targets.toml", changed.as_bytes());
        let sentence = format!("fuzz/targets.toml:{line}: {what}");
        refused(&corpus(checkout.path(), &["status"]), &sentence);
    }
}

#[test]
fn what_is_no_file_in_the_corpus_is_refused_and_not_waited_for() {
    let checkout = checkout();
    let folder = "corpus/seeds/error_body";
    for (name, is_pipe) in [("pipe", true), ("pipe.cause.toml", true), ("inner", false)] {
        let path = checkout.path().join(folder).join(name);
        if is_pipe {
            assert!(
                Command::new("mkfifo")
                    .arg(&path)
                    .status()
                    .unwrap()
                    .success()
            );
        } else {
            fs::create_dir(&path).unwrap();
        }
        let sentence = format!("{folder}: expected files only, and `{name}` is none; take it away");
        refused(&corpus(checkout.path(), &["replay"]), &sentence);
        refused(&corpus(checkout.path(), &["status"]), &sentence);
        fs::remove_file(&path)
            .or_else(|_| fs::remove_dir(&path))
            .unwrap();
    }
}

#[test]
fn nobody_fuzzes_for_longer_than_a_week() {
    for seconds in ["0", "604801", "18446744073709551615"] {
        let folder = programs(&[]);
        for command in ["fuzz", "canary"] {
            let output = program(folder.path(), &[command, "--seconds", seconds]).output();
            let output = output.unwrap();
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{stderr}");
            assert!(stderr.contains("1..=604800"), "{stderr}");
        }
    }
    check(&[], &["fuzz", "--seconds", "604800"], NIGHTLY);
}

#[test]
fn replay_and_status_say_what_is_missing_in_the_corpus() {
    let checkout = checkout();
    let both = |sentence: &str| {
        refused(&corpus(checkout.path(), &["replay"]), sentence);
        refused(&corpus(checkout.path(), &["status"]), sentence);
    };
    let fine = || {
        for command in ["replay", "status"] {
            let output = corpus(checkout.path(), &[command]);
            assert_eq!(output.status.code(), Some(0), "{output:?}");
        }
    };
    fine();
    let folder = "corpus/regressions/error_body";
    write(&checkout, &format!("{folder}/x"), b"[]");
    both("corpus/regressions/error_body/x: a regression without a cause");
    write(
        &checkout,
        &format!("{folder}/x.cause.toml"),
        CAUSE.as_bytes(),
    );
    fine();
    fs::remove_file(checkout.path().join(folder).join("x")).unwrap();
    both("corpus/regressions/error_body/x.cause.toml: a cause without its regression");
    fs::remove_dir_all(checkout.path().join(folder)).unwrap();
    fine();
    fs::remove_dir_all(checkout.path().join("corpus/seeds/differential")).unwrap();
    both("corpus/seeds/differential: expected at least one seed, found none");
}
