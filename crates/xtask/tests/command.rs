//! `cargo xtask corpus`: replay, the errors, and that an error leaves no file behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// A folder in which the program runs.
struct Bench(TempDir);

/// How a run ended.
struct Ran {
    code: Option<i32>,
    text: String,
}

impl Bench {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_errconform-xtask"));
        command.args(arguments).current_dir(self.0.path());
        command
    }

    fn xtask(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output();
        output.expect("the program runs").into()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = [output.stdout, output.stderr].concat();
        Self {
            code: output.status.code(),
            text: String::from_utf8(text).expect("text"),
        }
    }
}

impl Ran {
    /// Fails with everything that was printed.
    #[track_caller]
    fn expect(&self, code: i32, texts: &[&str]) {
        assert_eq!(self.code, Some(code), "{}", self.text);
        for text in texts {
            assert!(self.text.contains(text), "no {text:?} in: {}", self.text);
        }
    }
}

/// A checkout with the real lists and one seed for each target.
fn checkout() -> Bench {
    let bench = Bench::new();
    for file in ["fuzz/targets.toml", "snapshots/requirements.toml"] {
        let text = fs::read_to_string(Path::new(ROOT).join(file)).expect("a file of the project");
        bench.write(file, &text);
    }
    for target in fuzz_oracles::TARGETS {
        bench.write(&format!("corpus/seeds/{}/empty-object", target.name), "{}");
    }
    bench
}

fn promote(bench: &Bench, file: &str, more: &[&str]) -> Ran {
    let mut arguments = vec!["corpus", "promote", file];
    arguments.extend(["--target", "error_body", "--expected", "It is read."]);
    if !more.contains(&"--requirement") {
        arguments.extend(["--requirement", "floor/survives"]);
    }
    arguments.extend(more);
    bench.xtask(&arguments)
}

#[test]
fn the_corpus_is_replayed_and_described() {
    let bench = checkout();
    let replayed = bench.xtask(&["corpus", "replay", "error_body", "--repeat", "3"]);
    replayed.expect(0, &["3 inputs replayed, "]);
    bench
        .xtask(&["corpus", "status"])
        .expect(0, &["regressions", "18 bytes in the shared corpus"]);
    bench.write("found/passes", "{}");
    bench
        .xtask(&["corpus", "triage", "found", "--target", "error_body"])
        .expect(0, &["1 x passes\n", "found/passes"]);
}

#[test]
fn wrong_use_of_the_corpus_is_exit_code_2() {
    let bench = checkout();
    let check = |arguments: &[&str], text: &str| {
        let arguments = [&["corpus"], arguments].concat();
        bench.xtask(&arguments).expect(2, &[text]);
    };
    Bench::new()
        .xtask(&["corpus", "status"])
        .expect(2, &["run this inside a checkout"]);
    check(
        &["replay", "nothing"],
        "`nothing` is no target; there are error_body, ",
    );
    fs::remove_dir_all(bench.path("corpus/seeds/round_trip")).expect("a folder");
    check(
        &["replay", "round_trip"],
        "expected at least one seed, found none",
    );
    check(
        &["replay", "error_body", "--repeat", "0"],
        "invalid value '0'",
    );
    check(
        &["triage", "missing", "--target", "error_body"],
        "missing: ",
    );
    bench.write("found/x", "");
    check(&["triage", "found"], "`found` is no target");
    check(&["triage", "found"], "name it with --target");
    bench.write("empty/below/x", "");
    let empty = "empty: expected failing inputs, found no file";
    check(&["triage", "empty", "--target", "error_body"], empty);
}

#[test]
fn a_file_over_the_limit_or_unreadable_is_named() {
    let bench = checkout();
    bench.write("found/long", &" ".repeat(16_385));
    let limit = "long: it has 16385 bytes, and error_body takes at most 16384; cut it, or raise \
        max_len in fuzz/targets.toml";
    let triage = ["corpus", "triage", "found", "--target", "error_body"];
    bench.xtask(&triage).expect(2, &[limit]);
    promote(&bench, "found/long", &[]).expect(2, &[limit]);
    bench.write("corpus/seeds/error_body/long", &" ".repeat(16_385));
    bench
        .xtask(&["corpus", "replay", "error_body"])
        .expect(2, &[limit]);

    let bench = checkout();
    bench.write("corpus/seeds/error_body/folder/x", "{}");
    bench.xtask(&["corpus", "replay", "error_body"]).expect(
        2,
        &["corpus/seeds/error_body: expected files only, and `folder` is none"],
    );
    promote(&bench, "missing", &[]).expect(2, &["missing: "]);
}

#[test]
fn what_cannot_be_promoted_leaves_nothing_behind() {
    let bench = checkout();
    bench.write("found/passes", "{}");
    promote(&bench, "found/passes", &[]).expect(
        2,
        &["found/passes does not fail in error_body; only failing inputs are promoted"],
    );
    promote(&bench, "found/passes", &["--requirement", "nothing"]).expect(
        2,
        &["`nothing` is no requirement; the ids are in snapshots/requirements.toml"],
    );
    promote(&bench, "found/passes", &["--name", "A b"]).expect(
        2,
        &["`A b` is no name; use lower-case letters, digits and hyphens only"],
    );
    assert!(!bench.path("corpus/regressions").exists());

    let taken = bench.write("corpus/regressions/error_body/taken", "[");
    promote(&bench, "found/passes", &["--name", "taken"]).expect(
        2,
        &["taken: the name is taken; give another one with --name"],
    );
    assert_eq!(fs::read_to_string(&taken).expect("the file"), "[");
    let folder = taken.parent().expect("a folder");
    assert_eq!(fs::read_dir(folder).expect("a folder").count(), 1);
    bench
        .xtask(&["corpus", "status"])
        .expect(2, &["taken: a regression without a cause"]);
}

#[test]
fn help_names_every_command_and_exit_code() {
    let help = Bench::new().xtask(&["--help"]);
    let commands = ["corpus", "derive", "targets", "fuzz", "canary", "layout"];
    help.expect(0, &commands);
    help.expect(0, &["Exit codes:\n  0  ", "\n  1  ", "\n  2  ", "\n  3  "]);
    let help = Bench::new().xtask(&["corpus", "--help"]);
    help.expect(0, &["status", "replay", "triage", "promote"]);
}
