//! The self-check: do the vectors catch clients that are wrong on purpose, and no others?
//!
//! Every mutant and every honest client runs against every vector. A mutant is killed when a must or should check of a
//! requirement that it aims at fails; a crash fails the check that the process survives and no
//! other. A requirement's checks at a level and a site are idle when no mutant makes one fail.
//! Start at [`run`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Serialize, Serializer};

use crate::client::{ClientAnswer, Prepared};
use crate::honest::HonestClient;
use crate::mutants::Mutant;
use crate::specificity::{self, HonestRow};
use judge::{did_not_survive, judge};
use reference::ROOT_CLASS;
use suite::check::{Check, Level, Object};
use suite::set::VectorSet;
use suite::vector::Mode;

/// The kill matrix: which vectors notice which mutants.
#[derive(Clone, Debug, Serialize)]
pub struct Matrix {
    /// A row for each mutant.
    #[serde(rename = "faults")]
    pub mutants: Vec<MutantRow>,
    /// The requirements whose must or should checks no mutant makes fail.
    pub idle: Vec<IdleRow>,
    /// The requirements with scored checks that fewer than two mutants make fail.
    pub unaimed: Vec<String>,
    /// Aims that hit nothing: the mutant and the requirement that it should violate.
    pub dead_aims: Vec<DeadAim>,
    /// How many different operators there are.
    #[serde(rename = "intents")]
    pub operators: usize,
    /// A row for each honest client.
    pub honest: Vec<HonestRow>,
    /// The kinds of checks that a mutant makes fail, each with the cases in which it does.
    #[serde(skip)]
    pub noticed: BTreeMap<CheckKind, BTreeSet<String>>,
}

/// The must or should checks of a requirement about one object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CheckKind {
    /// The requirement.
    pub requirement: String,
    /// The level.
    pub level: Level,
    /// The object that they are about.
    #[serde(rename = "place")]
    pub object: Object,
}

/// One mutant and what noticed it.
#[derive(Clone, Debug, Serialize)]
pub struct MutantRow {
    /// The mutant's name.
    #[serde(rename = "fault")]
    pub mutant: String,
    /// What it does wrong.
    pub title: String,
    /// The requirements that it aims at.
    pub aims: Vec<String>,
    /// The aims that it hits, each with the cases that notice: a must or should check of it fails.
    pub hits: BTreeMap<String, BTreeSet<String>>,
    /// How many scored checks of these requirements fail.
    pub kills: usize,
    /// The first of them: vector and check.
    pub by: Option<Kill>,
    /// How many other scored checks fail beside them.
    pub others: usize,
}

/// One check that noticed a mutant.
#[derive(Clone, Debug, Serialize)]
pub struct Kill {
    /// The vector's id.
    pub vector: String,
    /// The check's name.
    pub check: String,
    /// The check's requirement.
    pub requirement: String,
}

/// An aim that a mutant does not hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadAim {
    /// The mutant.
    pub mutant: String,
    /// The requirement that it should violate.
    pub requirement: String,
}

impl Serialize for DeadAim {
    /// As a pair, which the file has always had.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.mutant, &self.requirement).serialize(serializer)
    }
}

/// Checks of a kind that never failed.
#[derive(Clone, Debug, Serialize)]
pub struct IdleRow {
    /// Their kind.
    #[serde(flatten)]
    pub kind: CheckKind,
    /// How many there are.
    pub checks: usize,
}

impl Matrix {
    /// The mutants that nothing noticed.
    pub fn survivors(&self) -> impl Iterator<Item = &MutantRow> {
        self.mutants.iter().filter(|row| row.kills == 0)
    }

    /// How many checks an honest client fails.
    pub fn false_alarms(&self) -> usize {
        self.honest.iter().map(|row| row.false_alarms.len()).sum()
    }
}

/// Runs the mutants against the vectors, each in one mode, and the honest clients in every mode.
pub fn run(set: &VectorSet, mutants: &[Mutant], honest: &[HonestClient]) -> Matrix {
    let prepared = prepare(set);
    let mut checks: BTreeMap<CheckKind, usize> = BTreeMap::new();
    for check in prepared.iter().flat_map(|one| &one.vector.checks) {
        if check.level != Level::May {
            *checks.entry(CheckKind::of(check)).or_default() += 1;
        }
    }
    let (rows, noticed) = all_rows(mutants, &prepared);
    let hit = |requirement: &str| {
        let rows = rows.iter();
        rows.filter(|row| row.hits.contains_key(requirement))
            .count()
    };
    let requirements: BTreeSet<&str> = checks.keys().map(|kind| &*kind.requirement).collect();
    let operators: BTreeSet<&str> = mutants.iter().map(|mutant| mutant.operator).collect();
    Matrix {
        idle: checks
            .iter()
            .filter(|(kind, _)| !noticed.contains_key(*kind))
            .map(|(kind, &checks)| IdleRow {
                kind: kind.clone(),
                checks,
            })
            .collect(),
        unaimed: requirements
            .into_iter()
            .filter(|requirement| hit(requirement) < 2)
            .map(ToOwned::to_owned)
            .collect(),
        dead_aims: rows.iter().flat_map(dead_aims).collect(),
        operators: operators.len(),
        honest: specificity::rows(honest, &prepared),
        noticed,
        mutants: rows,
    }
}

pub(crate) fn prepare(set: &VectorSet) -> Vec<Prepared<'_>> {
    let vectors = set.vectors.iter().enumerate();
    vectors
        .filter_map(|(position, vector)| Prepared::new(set.case_of(position), vector))
        .collect()
}

impl fmt::Display for CheckKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            requirement,
            level,
            object,
        } = self;
        write!(f, "{level} checks of {requirement} at {object}")
    }
}

impl CheckKind {
    /// The kind of a check.
    pub fn of(check: &Check) -> Self {
        Self {
            requirement: check.requirement.clone(),
            level: check.level,
            object: check.subject.object(),
        }
    }
}

fn dead_aims(row: &MutantRow) -> impl Iterator<Item = DeadAim> + '_ {
    let dead = row.aims.iter().filter(|aim| !row.hits.contains_key(*aim));
    dead.map(|aim| DeadAim {
        mutant: row.mutant.clone(),
        requirement: aim.clone(),
    })
}

type Noticed = BTreeMap<CheckKind, BTreeSet<String>>;

/// The rows of all mutants, in their order, on as many threads as the machine has.
fn all_rows(mutants: &[Mutant], prepared: &[Prepared<'_>]) -> (Vec<MutantRow>, Noticed) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let done = Mutex::new((BTreeMap::new(), Noticed::new()));
    let work = || {
        let mut noticed = Noticed::new();
        while let at = next.fetch_add(1, Ordering::Relaxed)
            && let Some(mutant) = mutants.get(at)
        {
            let row = one(mutant, prepared, &mut noticed);
            lock(&done).0.insert(at, row);
        }
        for (kind, cases) in noticed {
            lock(&done).1.entry(kind).or_default().extend(cases);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let (rows, noticed) = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    (rows.into_values().collect(), noticed)
}

/// A panic of another thread ends the whole scope, whatever it held.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn one(mutant: &Mutant, prepared: &[Prepared<'_>], noticed: &mut Noticed) -> MutantRow {
    let mut row = MutantRow {
        mutant: mutant.name(),
        title: mutant.title.clone(),
        aims: mutant.aims.clone(),
        hits: BTreeMap::new(),
        kills: 0,
        by: None,
        others: 0,
    };
    let mut previous = None;
    for one in prepared {
        let Prepared {
            case,
            vector,
            right,
            ..
        } = one;
        let mode = match vector.modes.contains(&Mode::Decode) {
            true => Mode::Decode,
            false => Mode::Http,
        };
        let answer = mutant.answer(&one.exchange(mode, previous));
        previous = Some(right);
        let calls = answer.calls(mode);
        let mut outcomes = Vec::new();
        match answer {
            // The reference passes; what shows the same as the reference does too.
            ClientAnswer::Seen(seen) if *seen == *right => continue,
            ClientAnswer::Seen(seen)
            | ClientAnswer::Followed(seen)
            | ClientAnswer::Repeated(seen) => {
                outcomes = judge(vector, &seen, &[ROOT_CLASS.to_owned()], calls);
            }
            ClientAnswer::Died => did_not_survive(vector, &mut outcomes, "the process died"),
        }
        for outcome in outcomes.iter().filter(|outcome| !outcome.passed) {
            let check = &vector.checks[outcome.check];
            if check.level == Level::May {
                continue;
            }
            if !mutant.aims.contains(&check.requirement) {
                row.others += 1;
                continue;
            }
            row.kills += 1;
            let hits = row.hits.entry(check.requirement.clone()).or_default();
            hits.insert((*case).to_owned());
            let cases = noticed.entry(CheckKind::of(check)).or_default();
            cases.insert((*case).to_owned());
            row.by.get_or_insert_with(|| Kill {
                vector: vector.id.clone(),
                check: check.name(),
                requirement: check.requirement.clone(),
            });
        }
    }
    row
}

#[cfg(test)]
mod tests;
