//! A finished run compared with its baseline: unexpected failures, known ones, scores.

use std::collections::{BTreeMap, BTreeSet};

use judge::baseline::{Comparison, Failure};
use judge::{CheckOutcome, Verdict};
use runner::event::{IdleRoots, RunInfo, RunSummary, VectorReport};
use suite::check::{Check, Invariant, Level, Subject};
use suite::vector::Vector;

use super::choices::{self, ChoiceScore, ObservedChoice};

/// One adapter in one mode, to its end.
#[derive(Debug)]
pub(crate) struct FinishedRun<'a> {
    pub(crate) info: RunInfo,
    pub(crate) vectors: Vec<(&'a Vector, VectorReport)>,
    pub(crate) comparison: Comparison,
    pub(crate) interrupted: bool,
    pub(crate) idle_roots: Option<IdleRoots>,
    /// The pairs of `comparison.new`, to be looked up.
    new: BTreeSet<Failure>,
}

/// A vector with failures that the baseline does not list.
#[derive(Debug)]
pub(crate) struct UnexpectedFailures<'r> {
    pub(crate) vector: &'r Vector,
    pub(crate) report: &'r VectorReport,
    /// The failed checks that are new.
    pub(crate) checks: Vec<&'r CheckOutcome>,
}

/// What a column of the table of scores counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    Must,
    Should,
    AssumedMust,
    AssumedShould,
    May,
}

impl Column {
    /// Every column, in the order of the table.
    pub(crate) const ALL: [Self; 5] = [
        Self::Must,
        Self::Should,
        Self::AssumedMust,
        Self::AssumedShould,
        Self::May,
    ];

    /// Where a check of a vector counts.
    fn of(vector: &Vector, check: &Check) -> Self {
        match (check.level, vector.assumes(check)) {
            (Level::Must, false) => Self::Must,
            (Level::Should, false) => Self::Should,
            (Level::Must, true) => Self::AssumedMust,
            (Level::Should, true) => Self::AssumedShould,
            (Level::May, _) => Self::May,
        }
    }
}

/// How many checks passed, of how many.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Score {
    pub(crate) passed: usize,
    pub(crate) total: usize,
}

impl<'a> FinishedRun<'a> {
    pub(crate) fn new(info: RunInfo) -> Self {
        Self {
            info,
            vectors: Vec::new(),
            comparison: Comparison::default(),
            interrupted: false,
            idle_roots: None,
            new: BTreeSet::new(),
        }
    }

    pub(crate) fn finish(&mut self, summary: RunSummary) {
        self.new = summary.comparison.new.iter().cloned().collect();
        self.comparison = summary.comparison;
        self.interrupted = summary.interrupted;
        self.idle_roots = summary.idle_roots;
    }

    /// Whether there is anything that the baseline does not list.
    pub(crate) fn has_unexpected(&self) -> bool {
        !self.comparison.stale.is_empty()
            || self.broken_choices() > 0
            || self
                .vectors
                .iter()
                .any(|(vector, report)| self.unexpected_of(vector, report).is_some())
    }

    /// The choices that the adapter declares, scored by the vectors.
    pub(crate) fn choices(&self) -> Vec<ChoiceScore<'_>> {
        choices::scores(&self.info, &self.vectors, !self.interrupted)
    }

    /// The choices that nobody declared, as far as the run settles them.
    pub(crate) fn observed_choices(&self) -> Vec<ObservedChoice> {
        choices::observed(&self.vectors)
    }

    /// How many declared choices are not kept.
    fn broken_choices(&self) -> usize {
        let choices = self.choices();
        let broken = choices.iter().filter(|choice| !choice.is_kept());
        broken.count()
    }

    /// The vectors with unexpected failures, in the order of the run.
    pub(crate) fn unexpected(&self) -> Vec<UnexpectedFailures<'_>> {
        self.vectors
            .iter()
            .filter_map(|(vector, report)| self.unexpected_of(vector, report))
            .collect()
    }

    /// The unexpected failures of one vector.
    pub(crate) fn unexpected_of<'r>(
        &self,
        vector: &'r Vector,
        report: &'r VectorReport,
    ) -> Option<UnexpectedFailures<'r>> {
        let checks: Vec<_> = report
            .checks
            .iter()
            .filter(|outcome| {
                let name = || vector.checks[outcome.check].name();
                !outcome.passed
                    && self.new.contains(&Failure {
                        vector: vector.id.clone(),
                        check: name(),
                    })
            })
            .collect();
        let is_new = !checks.is_empty()
            || match report.verdict {
                Verdict::Pass | Verdict::Fail => false,
                // The baseline can only know that a process dies if a check says so.
                Verdict::Crash | Verdict::Timeout => !has_survival_check(vector),
                Verdict::Untestable | Verdict::HarnessError => true,
            };
        is_new.then_some(UnexpectedFailures {
            vector,
            report,
            checks,
        })
    }

    /// How many checks passed, by area and column. A check that could not be judged did not pass.
    pub(crate) fn scores(&self) -> BTreeMap<&'a str, BTreeMap<Column, Score>> {
        let mut scores: BTreeMap<&str, BTreeMap<Column, Score>> = BTreeMap::new();
        for (vector, report) in &self.vectors {
            let area = scores.entry(area(&vector.id)).or_default();
            for check in &vector.checks {
                area.entry(Column::of(vector, check)).or_default().total += 1;
            }
            for outcome in report.checks.iter().filter(|outcome| outcome.passed) {
                let column = Column::of(vector, &vector.checks[outcome.check]);
                area.entry(column).or_default().passed += 1;
            }
        }
        scores
    }

    /// How the vectors ended, in one line: `412 vectors: 380 pass, 30 known, 2 new (2 fail)`.
    pub(crate) fn totals(&self) -> Totals {
        let mut totals = Totals {
            stale: self.comparison.stale.len(),
            broken_choices: self.broken_choices(),
            ..Totals::default()
        };
        for (vector, report) in &self.vectors {
            totals.vectors += 1;
            if self.unexpected_of(vector, report).is_some() {
                *totals.new.entry(report.verdict).or_default() += 1;
            } else if report.verdict == Verdict::Pass {
                totals.passed += 1;
            } else {
                totals.known += 1;
            }
        }
        totals
    }
}

/// The first segment of an id.
pub(crate) fn area(id: &str) -> &str {
    id.split('/').next().unwrap_or(id)
}

fn has_survival_check(vector: &Vector) -> bool {
    let survives = Subject::Invariant(Invariant::Survives);
    vector.checks.iter().any(|check| check.subject == survives)
}

/// How vectors ended.
#[derive(Clone, Debug, Default)]
pub(crate) struct Totals {
    pub(crate) vectors: usize,
    pub(crate) passed: usize,
    pub(crate) known: usize,
    pub(crate) new: BTreeMap<Verdict, usize>,
    pub(crate) stale: usize,
    /// Declared choices that are not kept.
    pub(crate) broken_choices: usize,
}

impl Totals {
    pub(crate) fn add(&mut self, other: &Self) {
        self.vectors += other.vectors;
        self.passed += other.passed;
        self.known += other.known;
        self.stale += other.stale;
        self.broken_choices += other.broken_choices;
        for (verdict, count) in &other.new {
            *self.new.entry(*verdict).or_default() += count;
        }
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let new: usize = self.new.values().sum();
        write!(
            f,
            "{} pass, {} fail as known, {new} new",
            self.passed, self.known
        )?;
        if new > 0 {
            let verdicts: Vec<String> = self
                .new
                .iter()
                .map(|(verdict, count)| format!("{count} {verdict}"))
                .collect();
            write!(f, " ({})", verdicts.join(", "))?;
        }
        if self.stale > 0 {
            write!(f, ", {} known failures pass", self.stale)?;
        }
        if self.broken_choices > 0 {
            write!(f, ", declared choices not kept: {}", self.broken_choices)?;
        }
        Ok(())
    }
}
