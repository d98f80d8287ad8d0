//! The self-check on a few vectors.

use super::*;

#[test]
fn checks_are_idle_without_mutants_and_are_counted_by_their_kind() {
    let built_in = VectorSet::built_in().unwrap();
    let mut vector = built_in.vectors[0].clone();
    vector.checks.retain(|check| check.level == Level::Must);
    vector.checks.truncate(1);
    let set = VectorSet {
        vectors: vec![vector; 3],
        cases: vec![("one".to_owned(), 3)],
    };
    let matrix = run(&set, &[], &[]);
    let counts: Vec<usize> = matrix.idle.iter().map(|row| row.checks).collect();
    assert_eq!((counts, matrix.unaimed.len()), (vec![3], 1));
    assert_eq!(matrix.survivors().count(), 0);
}

fn row(mutant: &str, kills: usize) -> MutantRow {
    MutantRow {
        mutant: mutant.to_owned(),
        title: String::new(),
        aims: vec!["hit".to_owned(), "missed".to_owned()],
        hits: [("hit".to_owned(), BTreeSet::new())].into(),
        kills,
        by: None,
        others: 1,
    }
}

#[test]
fn an_aim_without_a_hit_is_dead() {
    let dead: Vec<_> = dead_aims(&row("wrong", 1)).collect();
    let expected = DeadAim {
        mutant: "wrong".to_owned(),
        requirement: "missed".to_owned(),
    };
    assert_eq!(dead, std::slice::from_ref(&expected));
    let json = serde_json::to_string(&expected).unwrap();
    assert_eq!(json, r#"["wrong","missed"]"#);
}

#[test]
fn a_mutant_that_kills_nothing_survives() {
    let nothing = VectorSet {
        vectors: Vec::new(),
        cases: Vec::new(),
    };
    let mut matrix = run(&nothing, &[], &[]);
    matrix.mutants = vec![row("killed", 1), row("survivor", 0)];
    let survivors: Vec<&str> = matrix.survivors().map(|row| &*row.mutant).collect();
    assert_eq!(survivors, ["survivor"]);
}
