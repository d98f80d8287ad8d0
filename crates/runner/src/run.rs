//! One run: all selected vectors through one adapter in one mode, each to its verdict.
//!
//! A dead, hung or babbling adapter costs the vector that it was given; the process is replaced and
//! the run goes on. Not here: which vectors and what is printed. Start at [`run`]; one vector is
//! judged in `runner`.

mod runner;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use judge::Verdict;
use judge::baseline::{Baseline, Shown};
use suite::vector::{Mode, Vector};

use self::runner::Runner;
use crate::Error;
use crate::adapter::Adapter;
use crate::event::{DeclaredChoice, Event, NotOffered, RunInfo, RunSummary, VectorReport};
use crate::interrupt::Interrupt;
use crate::process::with_last_words;
use crate::session::Session;

/// After how many failed starts in a row the run stops trying.
const MAX_FAILED_STARTS: usize = 3;

/// What is run.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The adapter.
    pub adapter: &'a Adapter,
    /// One of its modes.
    pub mode: Mode,
    /// The selected vectors; those that do not make sense in the mode are left out.
    pub vectors: &'a [&'a Vector],
    /// Whether these are all vectors that there are.
    pub is_whole: bool,
    /// What is known of the adapter's SDK.
    pub baseline: &'a Baseline,
    /// How long one vector may take.
    pub timeout: Duration,
}

/// Runs a plan and tells `sink` what happens. An interruption ends it early: what is known by then
/// is told, and the adapter is gone when this returns.
pub fn run<'a>(plan: &Plan<'a>, interrupt: &Interrupt, mut sink: impl FnMut(Event<'a>)) {
    let told = RefCell::new(&mut sink);
    let progress = |line: &str| (told.borrow_mut())(Event::Preparing(line.to_owned()));
    let started = plan
        .adapter
        .prepare(interrupt, &progress)
        .and_then(|command| {
            let session = Session::start(plan.adapter, &command, plan.mode, interrupt)?;
            Ok((command, session))
        });
    let (command, session) = match started {
        Ok(started) => started,
        Err(Error::Interrupted) => return,
        Err(error) => {
            sink(Event::RunFailed {
                adapter: plan.adapter.name.clone(),
                mode: plan.mode,
                problem: error.to_string(),
            });
            return;
        }
    };
    let (vectors, not_offered) = offered(plan);
    let ready = session.ready().clone();
    let beginning = Event::RunStarted(RunInfo {
        adapter: plan.adapter.name.clone(),
        sdk: ready.sdk,
        version: ready.version,
        language: ready.language,
        mode: plan.mode,
        vectors: vectors.len(),
        not_offered,
        choices: declared(plan),
    });
    let mut runner = Runner::new(plan, &command, interrupt, session);
    let mut told = Told::new(beginning, sink);
    // Deaths without any sign of life say nothing about the SDK until the adapter has shown one.
    // Afterwards only the last vector waits: what is printed until the next one is asked is its own.
    let mut waiting: Vec<(&Vector, VectorReport)> = Vec::new();
    for vector in vectors {
        let report = runner.judge(vector);
        runner.blame(waiting.last_mut().map(|(_, last)| last));
        let Some(report) = report else { break };
        if runner.has_spoken() {
            told.begin();
            waiting.drain(..).for_each(|judged| told.tell(judged));
        }
        waiting.push((vector, report));
        if !runner.has_spoken() && waiting.len() >= MAX_FAILED_STARTS {
            let problem = given_up(plan, &waiting);
            (told.sink)(Event::RunFailed {
                adapter: plan.adapter.name.clone(),
                mode: plan.mode,
                problem,
            });
            return;
        }
    }
    if !interrupt.is_triggered() {
        runner.finish();
        runner.blame(waiting.last_mut().map(|(_, last)| last));
    }
    told.begin();
    waiting.into_iter().for_each(|judged| told.tell(judged));
    let mut sink = told.sink;
    sink(Event::RunFinished(Box::new(RunSummary {
        verdicts: told.verdicts,
        comparison: plan.baseline.compare(plan.mode, &told.shown),
        interrupted: interrupt.is_triggered(),
    })));
}

/// What the adapter declares. Operations that the SDK does not offer make no choice less due: what
/// cannot be verified is not to be declared.
fn declared(plan: &Plan<'_>) -> Vec<DeclaredChoice> {
    let choices = &plan.adapter.choices;
    let is_shown = |choice: &str| {
        let mut vectors = plan.vectors.iter();
        vectors.any(|vector| choices.is_shown_by(choice, vector, plan.mode))
    };
    choices
        .names()
        .map(|(choice, value)| DeclaredChoice {
            choice: choice.to_owned(),
            value: value.to_owned(),
            is_due: plan.is_whole && is_shown(choice),
        })
        .collect()
}

/// The vectors that are judged, and the operations that the SDK does not offer.
pub fn offered<'a>(plan: &Plan<'a>) -> (Vec<&'a Vector>, Vec<NotOffered>) {
    let mut not_offered: BTreeMap<&str, NotOffered> = BTreeMap::new();
    let in_mode = plan
        .vectors
        .iter()
        .filter(|vector| vector.modes.contains(&plan.mode));
    let vectors = in_mode
        .filter(|vector| {
            let Some(reason) = plan.adapter.not_offered.get(&vector.operation) else {
                return true;
            };
            let entry = not_offered
                .entry(&vector.operation)
                .or_insert_with(|| NotOffered {
                    operation: vector.operation.clone(),
                    reason: reason.clone(),
                    vectors: 0,
                });
            entry.vectors += 1;
            false
        })
        .copied()
        .collect();
    (vectors, not_offered.into_values().collect())
}

/// Tells what happened, and gathers what the summary is made of.
struct Told<'a, S> {
    sink: S,
    beginning: Option<Event<'a>>,
    verdicts: BTreeMap<Verdict, usize>,
    shown: Vec<Shown<'a>>,
}

impl<'a, S: FnMut(Event<'a>)> Told<'a, S> {
    fn new(beginning: Event<'a>, sink: S) -> Self {
        Self {
            sink,
            beginning: Some(beginning),
            verdicts: BTreeMap::new(),
            shown: Vec::new(),
        }
    }

    /// Tells once that the run has begun.
    fn begin(&mut self) {
        self.beginning.take().into_iter().for_each(&mut self.sink);
    }

    fn tell(&mut self, (vector, report): (&'a Vector, VectorReport)) {
        *self.verdicts.entry(report.verdict).or_default() += 1;
        self.shown.extend(report.checks.iter().map(|outcome| Shown {
            vector: &vector.id,
            check: vector.checks[outcome.check].name(),
            level: vector.checks[outcome.check].level,
            passed: outcome.passed,
        }));
        let report = Box::new(report);
        (self.sink)(Event::VectorFinished { vector, report });
    }
}

/// Why an adapter that died of each of its first vectors is not asked again.
fn given_up(plan: &Plan<'_>, deaths: &[(&Vector, VectorReport)]) -> String {
    let problem = deaths.last().map_or_else(String::new, |(_, last)| {
        let note = last.note.clone().unwrap_or_default();
        with_last_words(note, &last.stderr)
    });
    format!(
        "adapter `{}` never answered: given up after {MAX_FAILED_STARTS} new processes; {problem}",
        plan.adapter.name
    )
}
