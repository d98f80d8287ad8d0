//! The vectors catch every client that is wrong on purpose, no check is idle, and no case could go
//! without a measure that notices.

use std::sync::OnceLock;

use cases::requirement::Requirements;
use errconform_audit::redundancy::redundancy;
use errconform_audit::self_check::{self, Matrix};
use errconform_audit::{honest, mutants};
use suite::set::VectorSet;

fn matrix() -> &'static Matrix {
    static MATRIX: OnceLock<Matrix> = OnceLock::new();
    MATRIX.get_or_init(|| {
        self_check::run(
            VectorSet::built_in().unwrap(),
            &mutants::all(),
            &honest::all(),
        )
    })
}

#[test]
fn every_mutant_is_noticed_and_no_check_is_idle() {
    let matrix = matrix();
    let survivors: Vec<_> = matrix.survivors().map(|row| &row.mutant).collect();
    assert!(survivors.is_empty(), "survivors: {survivors:#?}");
    assert!(matrix.idle.is_empty(), "idle: {:#?}", matrix.idle);
    assert!(
        matrix.unaimed.is_empty(),
        "fewer than two mutants: {:#?}",
        matrix.unaimed
    );
    assert!(
        matrix.dead_aims.is_empty(),
        "dead aims: {:#?}",
        matrix.dead_aims
    );
    let mutants = matrix.mutants.len();
    assert!(mutants >= 340, "only {mutants} mutants");
    assert!(
        matrix.operators >= 60,
        "only {} operators",
        matrix.operators
    );
}

#[test]
fn without_any_one_case_the_coverage_the_traceability_or_the_self_check_has_a_hole() {
    let set = VectorSet::built_in().unwrap();
    let redundancy = redundancy(set, matrix(), &Requirements::built_in().unwrap());
    assert_eq!(redundancy.len(), set.cases.len());
    let redundant: Vec<_> = redundancy
        .iter()
        .filter(|(_, why)| why.is_empty())
        .collect();
    assert!(redundant.is_empty(), "redundant: {redundant:#?}");
}
