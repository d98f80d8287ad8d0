//! The self-check: do the vectors catch what is wrong on purpose?
//!
//! Every fault runs against every vector that can be decoded. A fault is killed when a must or
//! should check of a requirement that it aims at fails; a crash kills nothing but the check that
//! the process survives. A requirement's checks at a level are idle when no fault makes one fail.
//! Start at [`run`].

use std::collections::{BTreeMap, BTreeSet};

use contract::Operation;
use serde::Serialize;

use crate::check::Level;
use crate::faults::{Answer, Exchange, Fault};
use crate::judge::{did_not_survive, judge};
use crate::observation::Observation;
use crate::reference::{ROOT_CLASS, observe};
use crate::tree::Tree;
use crate::vector::{Mode, Vector};

/// What the faults say of the vectors.
#[derive(Clone, Debug, Serialize)]
pub struct Matrix {
    /// A row for each fault.
    pub faults: Vec<FaultRow>,
    /// The requirements whose must or should checks no fault makes fail.
    pub idle: Vec<IdleRow>,
    /// The requirements with scored checks that fewer than two faults make fail.
    pub unaimed: Vec<String>,
    /// Aims that hit nothing: the fault and the requirement that it was said to violate.
    pub dead_aims: Vec<(String, String)>,
    /// How many different intents there are.
    pub intents: usize,
}

/// One fault and what noticed it.
#[derive(Clone, Debug, Serialize)]
pub struct FaultRow {
    /// The fault's name.
    pub fault: String,
    /// What it does wrong.
    pub title: String,
    /// The requirements that it aims at.
    pub aims: Vec<String>,
    /// The aims that it hits: a must or should check of them fails.
    pub hits: BTreeSet<String>,
    /// How many scored checks of these requirements fail.
    pub kills: usize,
    /// The first of them: vector and check.
    pub by: Option<Kill>,
    /// How many other scored checks fail beside them.
    pub others: usize,
}

/// One check that noticed a fault.
#[derive(Clone, Debug, Serialize)]
pub struct Kill {
    /// The vector's id.
    pub vector: String,
    /// The check's name.
    pub check: String,
    /// The check's requirement.
    pub requirement: String,
}

/// The checks of a requirement at a level that never failed.
#[derive(Clone, Debug, Serialize)]
pub struct IdleRow {
    /// The requirement.
    pub requirement: String,
    /// The level.
    pub level: Level,
    /// How many checks it has.
    pub checks: usize,
}

impl Matrix {
    /// The faults that nothing noticed.
    pub fn survivors(&self) -> impl Iterator<Item = &FaultRow> {
        self.faults.iter().filter(|row| row.kills == 0)
    }
}

/// A vector with everything about it that is the same for all faults.
struct Prepared<'a> {
    vector: &'a Vector,
    operation: Operation,
    body: Vec<u8>,
    tree: Option<Tree>,
    right: Observation,
}

/// Runs the faults against the vectors. `http`-only vectors are left out: what distinguishes them
/// is in the transport, which a fault does not see.
pub fn run(vectors: &[Vector], faults: &[Fault]) -> Matrix {
    let prepared: Vec<Prepared<'_>> = vectors.iter().filter_map(prepare).collect();
    let mut noticed: BTreeSet<(&str, Level)> = BTreeSet::new();
    let mut rows = Vec::new();
    for fault in faults {
        rows.push(one(fault, &prepared, &mut noticed));
    }
    let mut checks: BTreeMap<(&str, Level), usize> = BTreeMap::new();
    for check in prepared.iter().flat_map(|prepared| &prepared.vector.checks) {
        if check.level != Level::May {
            *checks.entry((&check.requirement, check.level)).or_default() += 1;
        }
    }
    let hit = |requirement: &str| {
        rows.iter()
            .filter(|row| row.hits.contains(requirement))
            .count()
    };
    let requirements: BTreeSet<&str> = checks.keys().map(|(requirement, _)| *requirement).collect();
    let intents: BTreeSet<&str> = faults.iter().map(|fault| fault.intent).collect();
    Matrix {
        idle: checks
            .iter()
            .filter(|(key, _)| !noticed.contains(*key))
            .map(|((requirement, level), &checks)| IdleRow {
                requirement: (*requirement).to_owned(),
                level: *level,
                checks,
            })
            .collect(),
        unaimed: requirements
            .into_iter()
            .filter(|requirement| hit(requirement) < 2)
            .map(ToOwned::to_owned)
            .collect(),
        dead_aims: rows.iter().flat_map(dead_aims).collect(),
        intents: intents.len(),
        faults: rows,
    }
}

fn dead_aims(row: &FaultRow) -> impl Iterator<Item = (String, String)> + '_ {
    let dead = row.aims.iter().filter(|aim| !row.hits.contains(*aim));
    dead.map(|aim| (row.fault.clone(), aim.clone()))
}

fn prepare(vector: &Vector) -> Option<Prepared<'_>> {
    let response = vector.responses.last()?;
    let operation = Operation::from_id(&vector.operation)?;
    let body = response.body.bytes().ok()?;
    // A complete delivery shows the same as a handed-over body, however slow it is.
    let decodable = vector.modes.contains(&Mode::Decode)
        || (response.delivery.is_complete() && vector.responses.len() == 1);
    decodable.then(|| Prepared {
        vector,
        operation,
        tree: std::str::from_utf8(&body)
            .ok()
            .and_then(|text| Tree::parse(text).ok()),
        right: observe(operation, response.status, &response.headers, &body),
        body,
    })
}

fn one<'a>(
    fault: &Fault,
    prepared: &[Prepared<'a>],
    noticed: &mut BTreeSet<(&'a str, Level)>,
) -> FaultRow {
    let mut row = FaultRow {
        fault: fault.name(),
        title: fault.title.clone(),
        aims: fault.aims.clone(),
        hits: BTreeSet::new(),
        kills: 0,
        by: None,
        others: 0,
    };
    let mut previous = None;
    for Prepared {
        vector,
        operation,
        body,
        tree,
        right,
    } in prepared
    {
        let Some(response) = vector.responses.last() else {
            continue;
        };
        let answer = fault.answer(&Exchange {
            operation: *operation,
            status: response.status,
            body,
            tree: tree.as_ref(),
            right,
            previous,
        });
        previous = Some(right);
        let mut outcomes = Vec::new();
        match answer {
            // The reference passes; what shows the same as the reference does too.
            Answer::Seen(seen) if *seen == *right => continue,
            Answer::Seen(seen) => outcomes = judge(vector, &seen, &[ROOT_CLASS.to_owned()]),
            Answer::Died => did_not_survive(vector, &mut outcomes, "the process died"),
        }
        for outcome in outcomes.iter().filter(|outcome| !outcome.passed) {
            let check = &vector.checks[outcome.check];
            if check.level == Level::May {
                continue;
            }
            if fault.aims.contains(&check.requirement) {
                noticed.insert((&check.requirement, check.level));
                row.kills += 1;
                if !row.hits.contains(&check.requirement) {
                    row.hits.insert(check.requirement.clone());
                }
                row.by.get_or_insert_with(|| Kill {
                    vector: vector.id.clone(),
                    check: check.name(),
                    requirement: check.requirement.clone(),
                });
            } else {
                row.others += 1;
            }
        }
    }
    row
}
