//! No honest client fails a check, and a wrong expectation is a false alarm.

use errconform_audit::honest::{self, Standard};
use errconform_audit::self_check::run;
use suite::check::{Expect, Level};
use suite::set::VectorSet;
use suite::vector::Mode;

#[test]
fn no_honest_client_fails_a_check_of_its_standard_in_any_mode() {
    let clients = honest::all();
    assert!(clients.len() >= 20, "only {} clients", clients.len());
    let matrix = run(VectorSet::built_in().unwrap(), &[], &clients);
    let alarms: Vec<_> = matrix
        .honest
        .iter()
        .flat_map(|row| row.false_alarms.iter().map(|alarm| (&row.client, alarm)))
        .take(20)
        .collect();
    assert!(
        alarms.is_empty(),
        "{} in all: {alarms:#?}",
        matrix.false_alarms()
    );
}

/// A client that never differs measures nothing.
#[test]
fn every_honest_client_but_the_reference_shows_something_else_somewhere() {
    let matrix = run(VectorSet::built_in().unwrap(), &[], &honest::all());
    let same = matrix.honest.iter().filter(|row| row.differs == 0);
    let same: Vec<&str> = same.map(|row| row.client.as_str()).collect();
    assert_eq!(same, ["reference"]);
}

#[test]
fn a_wrong_expectation_is_a_false_alarm_of_every_client_in_both_modes() {
    let built_in = VectorSet::built_in().unwrap();
    let mut vectors = built_in.vectors.iter();
    let vector = vectors.find(|vector| vector.id == "absent/code-absent/place=A");
    let mut vector = vector.unwrap().clone();
    let is_planted = |check: &suite::check::Check| check.name() == "must/error.message";
    let planted = vector.checks.iter_mut().find(|check| is_planted(check));
    planted.unwrap().expect = Expect::Json("\"another message\"".to_owned());
    let set = VectorSet {
        vectors: vec![vector],
        cases: vec![("absent/code".to_owned(), 1)],
    };
    let clients = honest::all();
    let matrix = run(&set, &[], &clients);
    assert!(matrix.false_alarms() > clients.len());
    for row in &matrix.honest {
        let modes: Vec<Mode> = row.false_alarms.iter().map(|alarm| alarm.mode).collect();
        assert!(
            modes.contains(&Mode::Decode) && modes.contains(&Mode::Http),
            "{row:?}"
        );
        let alarm = &row.false_alarms[0];
        assert_eq!(alarm.check, "must/error.message");
        assert_eq!(alarm.expected, "\"another message\"");
        assert_ne!(alarm.found, alarm.expected);
    }
}

#[test]
fn a_should_check_is_no_alarm_of_a_client_that_is_only_recoverable() {
    let built_in = VectorSet::built_in().unwrap();
    let mut vectors = built_in.vectors.iter();
    let vector = vectors.find(|vector| vector.id == "absent/code-absent/place=A");
    let mut vector = vector.unwrap().clone();
    vector.checks.retain(|check| check.level == Level::Should);
    for check in &mut vector.checks {
        check.accept.clear();
    }
    let set = VectorSet {
        vectors: vec![vector],
        cases: vec![("absent/code".to_owned(), 1)],
    };
    let clients = honest::all();
    let matrix = run(&set, &[], &clients);
    for (client, row) in clients.iter().zip(&matrix.honest) {
        let is_alarmed = !row.false_alarms.is_empty();
        assert_eq!(
            is_alarmed,
            client.standard == Standard::Typed,
            "{}",
            row.client
        );
    }
}
