//! Redundancy: for each case, what the measures of the vectors would miss without it.
//!
//! The measures are the coverage, the traceability, the choices and the self-check. A case that adds to none of
//! them is redundant: it could be deleted and nobody would notice. Start at [`redundancy`].

use std::collections::{BTreeMap, BTreeSet};

use crate::coverage;
use crate::self_check::{CheckKind, Matrix};
use cases::requirement::Requirements;
use judge::choice::CHOICES;
use suite::check::Level;
use suite::set::{Selector, VectorSet};

/// For each case with must checks, what would open without it: a cell of the coverage, a row of
/// the traceability, a rule of a choice that nothing else shows, an aim of a mutant that nothing else
/// hits, or checks that nothing else makes fail.
pub fn redundancy(
    set: &VectorSet,
    matrix: &Matrix,
    requirements: &Requirements,
) -> BTreeMap<String, Vec<String>> {
    let mut redundancy: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut emitted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut scored: BTreeMap<CheckKind, BTreeSet<&str>> = BTreeMap::new();
    for (position, vector) in set.vectors.iter().enumerate() {
        let case = set.case_of(position);
        for check in &vector.checks {
            if check.level == Level::Must {
                redundancy.entry(case.to_owned()).or_default();
            }
            let requirement = check.requirement.as_str();
            emitted.entry(requirement).or_default().insert(case);
            let kind = CheckKind::of(check);
            scored.entry(kind).or_default().insert(case);
        }
    }
    let mut add = |cases: &BTreeSet<&str>, why: String| {
        if let (1, Some(only)) = (cases.len(), cases.first())
            && let Some(redundancy) = redundancy.get_mut(*only)
        {
            redundancy.push(why);
        }
    };
    for (cell, cases) in coverage::filled(set) {
        add(&cases, format!("coverage: {cell}"));
    }
    for row in requirements.rows.iter().filter(|row| !row.retired) {
        let rows = row.see.iter().chain([&row.id]);
        let cases = rows.filter_map(|id| emitted.get(id.as_str())).flatten();
        let cases: BTreeSet<&str> = cases.copied().collect();
        add(&cases, format!("traceability: {}", row.id));
    }
    for choice in CHOICES {
        for rule in choice.values.iter().flat_map(|value| value.rules) {
            // A rule whose glob is wrong shows nothing, which a test of the choices notices.
            let Ok(glob) = Selector::new(rule.vectors) else {
                continue;
            };
            let vectors = set.vectors.iter().enumerate();
            let shown = vectors.filter(|(_, vector)| glob.matches(&vector.id));
            let cases = shown.map(|(position, _)| set.case_of(position)).collect();
            add(
                &cases,
                format!("choice: {} in {}", choice.name, rule.vectors),
            );
        }
    }
    for row in &matrix.mutants {
        for (aim, cases) in &row.hits {
            let cases = cases.iter().map(String::as_str).collect();
            add(&cases, format!("self-check: {} violates {aim}", row.mutant));
        }
    }
    // Where no other case has such checks, none is idle without this one.
    for (kind, cases) in &matrix.noticed {
        if scored.get(kind).is_none_or(|all| all.len() < 2) {
            continue;
        }
        let cases = cases.iter().map(String::as_str).collect();
        add(&cases, format!("self-check: idle {kind}"));
    }
    redundancy
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::self_check::MutantRow;

    /// Vectors that are alike but for their ids, a case for each.
    fn alike(cases: &[&str]) -> VectorSet {
        let built_in = VectorSet::built_in().unwrap();
        let mut like = built_in.vectors.iter();
        let like = like.find(|vector| vector.checks[0].level == Level::Must);
        let mut set = VectorSet {
            vectors: Vec::new(),
            cases: Vec::new(),
        };
        for (position, case) in cases.iter().enumerate() {
            let mut vector = like.unwrap().clone();
            vector.id = format!("{case}/1");
            vector.checks.truncate(1);
            set.vectors.push(vector);
            set.cases.push(((*case).to_owned(), position + 1));
        }
        set
    }

    /// The reasons without those of the coverage, where the case `one` alone makes checks fail.
    fn of(set: &VectorSet, requirements: &Requirements) -> BTreeMap<String, Vec<String>> {
        let one = BTreeSet::from(["one".to_owned()]);
        let check = &set.vectors[0].checks[0];
        let matrix = Matrix {
            mutants: vec![MutantRow {
                mutant: "wrong".to_owned(),
                title: String::new(),
                aims: Vec::new(),
                hits: [("aim".to_owned(), one.clone())].into(),
                kills: 1,
                by: None,
                others: 0,
            }],
            idle: Vec::new(),
            unaimed: Vec::new(),
            dead_aims: Vec::new(),
            operators: 1,
            honest: Vec::new(),
            noticed: [(CheckKind::of(check), one)].into(),
        };
        let mut redundancy = redundancy(set, &matrix, requirements);
        for why in redundancy.values_mut() {
            why.retain(|why| !why.starts_with("coverage: "));
        }
        redundancy
    }

    #[test]
    fn a_case_is_needed_for_what_no_other_case_does() {
        let requirements = Requirements::built_in().unwrap();
        let aim = "self-check: wrong violates aim".to_owned();

        let alone = alike(&["one"]);
        let kind = CheckKind::of(&alone.vectors[0].checks[0]);
        let traceability = format!("traceability: {}", kind.requirement);
        let redundancy = of(&alone, &requirements);
        assert!(redundancy["one"].contains(&traceability) && redundancy["one"].contains(&aim));
        // Without the only case that has them, there are no such checks to be idle.
        assert!(redundancy["one"].iter().all(|why| !why.contains("idle")));

        let idle = format!("self-check: idle {kind}");
        assert!(
            idle.starts_with("self-check: idle must checks of "),
            "{idle}"
        );
        for cases in [&["one", "two"][..], &["one", "two", "three"]] {
            let redundancy = of(&alike(cases), &requirements);
            assert_eq!(redundancy.len(), cases.len());
            assert_eq!(redundancy["one"], [aim.clone(), idle.clone()]);
            assert!(redundancy["two"].is_empty());
        }
    }

    #[test]
    fn cases_without_must_checks_and_retired_rows_need_nothing() {
        let mut requirements = Requirements::built_in().unwrap();
        let mut set = alike(&["one", "two"]);
        set.vectors[1].checks[0].level = Level::Should;
        assert_eq!(of(&set, &requirements).keys().collect::<Vec<_>>(), ["one"]);

        let alone = alike(&["one"]);
        for row in &mut requirements.rows {
            row.retired = true;
        }
        let why = &of(&alone, &requirements)["one"];
        assert!(
            why.iter().all(|why| !why.starts_with("traceability: ")),
            "{why:?}"
        );
    }
}
