//! What each case is needed for: what the measures of the vectors would miss without it.
//!
//! The measures are the coverage, the ledger and the self-check; the list of ids is none. A case
//! that nothing needs could be deleted and nobody would notice. Start at [`needs`].

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Level;
use crate::coverage;
use crate::requirement::Requirements;
use crate::self_check::{CheckKind, Matrix};
use crate::set::VectorSet;

/// For each case with must checks, what would open without it: a cell of the coverage, a row of
/// the ledger, an aim of a fault that nothing else hits, or checks that nothing else makes fail.
pub fn needs(
    set: &VectorSet,
    matrix: &Matrix,
    requirements: &Requirements,
) -> BTreeMap<String, Vec<String>> {
    let mut needs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut emitted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut scored: BTreeMap<CheckKind, BTreeSet<&str>> = BTreeMap::new();
    for (position, vector) in set.vectors.iter().enumerate() {
        let case = set.case_of(position);
        for check in &vector.checks {
            if check.level == Level::Must {
                needs.entry(case.to_owned()).or_default();
            }
            let requirement = check.requirement.as_str();
            emitted.entry(requirement).or_default().insert(case);
            let kind = CheckKind::of(check);
            scored.entry(kind).or_default().insert(case);
        }
    }
    let mut add = |cases: &BTreeSet<&str>, why: String| {
        if let (1, Some(only)) = (cases.len(), cases.first())
            && let Some(needs) = needs.get_mut(*only)
        {
            needs.push(why);
        }
    };
    for (cell, cases) in coverage::filled(set) {
        add(&cases, format!("coverage: {cell}"));
    }
    for row in requirements.rows.iter().filter(|row| !row.retired) {
        let rows = row.see.iter().chain([&row.id]);
        let cases = rows.filter_map(|id| emitted.get(id.as_str())).flatten();
        let cases: BTreeSet<&str> = cases.copied().collect();
        add(&cases, format!("ledger: {}", row.id));
    }
    for row in &matrix.faults {
        for (aim, cases) in &row.hits {
            let cases = cases.iter().map(String::as_str).collect();
            add(&cases, format!("self-check: {} violates {aim}", row.fault));
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
    needs
}
