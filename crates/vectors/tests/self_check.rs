//! The vectors catch every client that is wrong on purpose, and no check is idle.

use errconform_vectors::faults;
use errconform_vectors::self_check;
use errconform_vectors::set::VectorSet;

#[test]
fn every_fault_is_noticed_and_no_check_is_idle() {
    let faults = faults::all();
    let matrix = self_check::run(&VectorSet::built_in().unwrap().vectors, &faults);
    let survivors: Vec<_> = matrix.survivors().map(|row| &row.fault).collect();
    assert!(survivors.is_empty(), "survivors: {survivors:#?}");
    assert!(matrix.idle.is_empty(), "idle: {:#?}", matrix.idle);
    assert!(
        matrix.unaimed.is_empty(),
        "fewer than two faults: {:#?}",
        matrix.unaimed
    );
    assert!(
        matrix.dead_aims.is_empty(),
        "dead aims: {:#?}",
        matrix.dead_aims
    );
    assert!(matrix.intents >= 60, "only {} intents", matrix.intents);
}
