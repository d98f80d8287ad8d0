//! What the pages for people promise is so: what runs say, what they print, the commands that are
//! named.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bench::Bench;
use crate::snapshots::checkout;

/// Names the file with what `make conform` printed, so that it is not run a second time.
const PRINTED: &str = "CONFORM_PRINTED";

#[test]
fn the_contract_page_is_what_the_program_prints_and_nothing_is_open() {
    let ran = Bench::new().conform(&["requirements", "--format", "markdown"]);
    ran.expect(0, &[" 0 open."]);
    expect_page("contract.md", &ran.stdout);
}

/// A page that `make snapshots` writes says what the program says.
fn expect_page(name: &str, printed: &str) {
    let page = fs::read_to_string(checkout().join("docs").join(name)).expect("the page");
    assert!(
        page == printed,
        "docs/{name} has drifted: run `make snapshots`"
    );
}

#[test]
fn the_requirements_end_with_a_total() {
    let ran = Bench::new().conform(&["requirements"]);
    ran.expect(0, &["error-structure/retriable"]);
    let last = ran.stdout.lines().last().unwrap_or_default();
    assert!(
        last.contains(" requirements: ") && last.ends_with(", 0 open"),
        "{last}"
    );
}

#[test]
fn the_coverage_has_no_hole_and_is_on_its_page() {
    let ran = Bench::new().conform(&["list", "--coverage"]);
    ran.expect(
        0,
        &[
            "code × place",
            "operation × HTTP error",
            " vectors, 0 holes",
        ],
    );
    expect_page("coverage.txt", &ran.stdout);
}

#[test]
fn the_page_of_operations_is_what_the_program_prints() {
    let ran = Bench::new().conform(&["operations"]);
    ran.expect(
        0,
        &[
            "| `jobs.delete` | DELETE | `/{workspaceId}/projects/{projectName}/jobs/{jobId}` | 204 \
             | 401, 404 | nothing |",
            "| `correlation_id` | `correlation_id` | `correlationId` | **`correlationId`** | \
             (`correlation_id`) |",
            "{\"status\":\"failed\",\"message\":\"Outer ",
        ],
    );
    expect_page("operations.md", &ran.stdout);
}

#[test]
fn the_coverage_of_too_few_vectors_has_holes() {
    let ran = Bench::new().conform(&["list", "--coverage", "--only", "examples/**"]);
    ran.expect(1, &["hole: code × place: script-timeout × A"]);
}

#[test]
fn the_self_check_notices_every_mutant_and_writes_the_matrix() {
    let bench = Bench::new();
    let ran = bench.conform(&["self-check", "--json", "matrix.json"]);
    ran.expect(0, &["negates-the-flag", " survivors, 0 idle checks"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let [.., mutants, honest] = lines.as_slice() else {
        panic!("two lines at the end: {lines:?}");
    };
    assert!(
        mutants.contains(" mutants, ") && mutants.contains(" killed, 0 survivors"),
        "{mutants}"
    );
    assert!(
        honest.ends_with(" honest clients, 0 false alarms"),
        "{honest}"
    );
    expect_page("self-check.txt", &ran.stdout);
    let matrix = fs::read_to_string(bench.path("matrix.json")).expect("the matrix");
    let matrix: serde_json::Value = serde_json::from_str(&matrix).expect("JSON");
    assert!(
        matrix["intents"].as_u64() >= Some(60),
        "{}",
        matrix["intents"]
    );
    let count = |rows: &str| matrix[rows].as_array().map_or(0, Vec::len);
    assert!(count("faults") >= 340, "{} mutants", count("faults"));
    assert!(count("honest") >= 20, "{} honest clients", count("honest"));
    assert_eq!(matrix["honest"][0]["false_alarms"], serde_json::json!([]));
}

/// The sample of the README comes from a run of the real SDK. Without an environment, which
/// `make conform` makes, there is nothing to compare; continuous integration hands in the output.
#[test]
fn the_readme_shows_a_real_run() {
    let output = match std::env::var_os(PRINTED) {
        Some(file) => fs::read_to_string(file).expect("what `make conform` printed"),
        None if !checkout().join("target/conform/environments").exists() => return,
        None => {
            let ran = Command::new(env!("CARGO_BIN_EXE_conform"))
                .args(["run", "python"])
                .current_dir(checkout())
                .output();
            String::from_utf8(ran.expect("the program runs").stdout).expect("text")
        }
    };
    let readme = read(&checkout().join("README.md"));
    let sample = readme
        .split("```text\n")
        .nth(1)
        .and_then(|text| text.split("```").next());
    let version = |line: &str| line.contains(" · Python ");
    for line in sample
        .expect("a sample")
        .lines()
        .filter(|line| !version(line))
    {
        let line = line.trim_end_matches('…').trim_end();
        assert!(
            output.contains(line),
            "the README shows a line that no run prints: {line}"
        );
    }
}

#[test]
fn every_make_target_that_is_named_exists() {
    let makefile = read(&checkout().join("Makefile"));
    let targets: BTreeSet<&str> = makefile
        .lines()
        .filter(|line| !line.starts_with(['\t', '#', '.']))
        .filter_map(|line| {
            line.split_once(':')
                .filter(|(_, rest)| !rest.starts_with('='))
        })
        .map(|(target, _)| target)
        .collect();
    let mut named = 0;
    for file in files_that_name_targets() {
        for (number, line) in read(&file).lines().enumerate() {
            for target in named_targets(line) {
                named += 1;
                let place = format!("{}:{}", file.display(), number + 1);
                assert!(
                    targets.contains(target),
                    "{place}: `make {target}` is no target"
                );
            }
        }
    }
    // The pages name some, so this test is wrong if it finds none.
    assert!(named > 10, "{named} found");
}

#[test]
fn a_target_is_named_in_code_and_not_in_prose() {
    for (line, expected) in [
        ("$ make conform   # judge", &["conform"][..]),
        (
            "| `make fuzz T=60`, `make fuzz-layout` | both |",
            &["fuzz", "fuzz-layout"],
        ),
        ("      - run: make fuzz-canary", &["fuzz-canary"]),
        ("step make test", &["test"]),
        ("make conform | tee out", &["conform"]),
        ("check it in, or make it; `make` alone, `cmake it`", &[]),
    ] {
        assert_eq!(named_targets(line), expected, "{line}");
    }
}

/// What people and continuous integration read.
fn files_that_name_targets() -> Vec<PathBuf> {
    let root = checkout();
    let mut files = vec![
        root.join("README.md"),
        root.join("ARCHITECTURE.md"),
        root.join(".ci/run"),
    ];
    for folder in ["docs", ".github/workflows"] {
        let entries = fs::read_dir(root.join(folder)).expect("a folder");
        files.extend(entries.map(|entry| entry.expect("an entry").path()));
    }
    files.retain(|file| file.is_file());
    files
}

/// The targets that a line names: behind a backtick, a prompt or a key, or as a command.
fn named_targets(line: &str) -> Vec<&str> {
    const BEFORE: [&str; 4] = ["`", "$ ", "run: ", "step "];
    let positions = line.match_indices("make ").filter(|(at, _)| {
        let before = &line[..*at];
        before.trim().is_empty() || BEFORE.iter().any(|sign| before.ends_with(sign))
    });
    positions
        .map(|(at, make)| &line[at + make.len()..])
        .map(|rest| {
            let end = rest.find(|char: char| !(char.is_ascii_lowercase() || char == '-'));
            &rest[..end.unwrap_or(rest.len())]
        })
        .filter(|target| !target.is_empty())
        .collect()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
