//! Pages that are made from runs are what the runs say.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bench::Bench;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_contract_page_is_the_ledger_of_a_real_run_and_nothing_is_open() {
    let ran = Bench::new().conform(&["requirements", "--format", "markdown"]);
    ran.expect(0, &[" 0 open."]);
    let page = fs::read_to_string(root().join("docs/contract.md")).expect("the page");
    assert!(
        page == ran.stdout,
        "docs/contract.md has drifted: run `make snapshots`"
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
fn the_coverage_has_no_hole() {
    let ran = Bench::new().conform(&["list", "--coverage"]);
    ran.expect(
        0,
        &[
            "code × place",
            "operation × HTTP error",
            " vectors, 0 holes",
        ],
    );
}

#[test]
fn the_coverage_of_too_few_vectors_has_holes() {
    let ran = Bench::new().conform(&["list", "--coverage", "--only", "examples/**"]);
    ran.expect(1, &["hole: code × place: script-timeout × A"]);
}

#[test]
fn the_self_check_notices_every_fault_and_writes_the_matrix() {
    let bench = Bench::new();
    let ran = bench.conform(&["self-check", "--json", "matrix.json"]);
    ran.expect(0, &["negates-the-flag", " survivors, 0 idle checks"]);
    let last = ran.stdout.lines().last().unwrap_or_default();
    assert!(
        last.contains(" faults, ") && last.contains(" killed, 0 survivors"),
        "{last}"
    );
    let matrix = fs::read_to_string(bench.path("matrix.json")).expect("the matrix");
    let matrix: serde_json::Value = serde_json::from_str(&matrix).expect("JSON");
    assert!(
        matrix["intents"].as_u64() >= Some(60),
        "{}",
        matrix["intents"]
    );
}
