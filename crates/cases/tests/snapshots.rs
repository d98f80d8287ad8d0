//! The checked-in vectors are what the cases say, and our own reader passes all of them.

use std::path::{Path, PathBuf};

use errconform_cases::snapshots::Snapshots;
use judge::judge;
use suite::set::VectorSet;
use suite::vector::Mode;
use tables::Operation;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots")
}

#[test]
fn the_checked_in_vectors_are_those_of_the_cases() {
    let snapshots = Snapshots::build(&root()).unwrap_or_else(|error| panic!("{error}"));
    let drift = snapshots.drift().unwrap();
    assert!(
        drift.is_empty(),
        "run `make snapshots`; these differ: {drift:#?}"
    );
}

#[test]
fn the_compiled_in_vectors_are_the_checked_in_ones() {
    let on_disk = VectorSet::load_dir(&root().join("vectors")).unwrap();
    assert_eq!(VectorSet::built_in().unwrap().vectors, on_disk.vectors);
}

#[test]
fn the_reference_passes_every_must_and_should_check() {
    let mut failures = Vec::new();
    for vector in &VectorSet::built_in().unwrap().vectors {
        if !vector.modes.contains(&Mode::Decode) {
            continue;
        }
        let operation = Operation::from_id(&vector.operation).unwrap();
        let response = vector.responses.last().unwrap();
        let body = response.body.bytes().unwrap();
        let seen = reference::observe(operation, response.status, &body);
        for outcome in judge(vector, &seen, &[reference::ROOT_CLASS.to_owned()], None) {
            let check = &vector.checks[outcome.check];
            if !outcome.passed && check.level != suite::check::Level::May {
                failures.push(format!(
                    "{}: {}: {} (expected {}, found {})",
                    vector.id,
                    check.name(),
                    outcome.kind,
                    outcome.expected,
                    outcome.found
                ));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
