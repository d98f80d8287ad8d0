//! One run: all selected vectors through one adapter in one mode, as a stream of events.
//!
//! Not here: which vectors, processes (see `supervisor`), verdicts (see `conclude`), and what is
//! printed. Start at [`run`].

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::time::Duration;

use judge::baseline::{Baseline, Shown};
use judge::choice::Declared;
use suite::observation::Observation;
use suite::vector::{Mode, Vector};

use crate::Error;
use crate::adapter::Adapter;
use crate::conclude::conclude;
use crate::event::{DeclaredChoice, Event, NotOffered, RunInfo, RunSummary, VectorReport};
use crate::interrupt::Interrupt;
use crate::process::with_last_words;
use crate::roots::Roots;
use crate::supervisor::{MAX_FAILED_STARTS, Reply, Supervisor, Unsolicited};

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

/// The vectors of a plan by whether the SDK offers their operation.
#[derive(Clone, Debug)]
pub struct Offered<'a> {
    /// The vectors that are judged.
    pub vectors: Vec<&'a Vector>,
    /// The operations that the SDK does not offer.
    pub not_offered: Vec<NotOffered>,
}

/// Runs a plan and emits what happens to `sink`. An interruption ends it early: what is known by
/// then is emitted, and the adapter is gone when this returns.
pub fn run<'a>(plan: &Plan<'a>, interrupt: &Interrupt, mut sink: impl FnMut(Event<'a>)) {
    let mut supervisor = match start(plan, interrupt, &mut sink) {
        Ok(started) => started,
        Err(Error::Interrupted) => return,
        Err(error) => return sink(failed(plan, error.to_string())),
    };
    let Offered {
        vectors,
        not_offered,
    } = plan.offered();
    let undeclared = match plan.adapter.choices.undeclared() {
        Ok(undeclared) => undeclared,
        Err(error) => return sink(failed(plan, error.to_string())),
    };
    let ready = supervisor.ready().clone();
    let mut emitter = Emitter {
        plan,
        sink,
        beginning: Some(RunInfo {
            adapter: plan.adapter.name.clone(),
            sdk: ready.sdk,
            version: ready.version,
            language: ready.language,
            mode: plan.mode,
            vectors: vectors.len(),
            not_offered,
            choices: plan.declared(),
        }),
        waiting: Vec::new(),
        shown: Vec::new(),
        undeclared,
        roots: Roots::default(),
    };
    for vector in vectors {
        let asked = supervisor.ask(vector);
        emitter.attribute(asked.unsolicited);
        let reply = match asked.reply {
            Ok(reply) => reply,
            Err(Error::Interrupted) => break,
            Err(error) => Reply::not_asked(error.to_string()),
        };
        if emitter.reply(vector, reply).is_break() {
            return;
        }
    }
    if !interrupt.is_triggered() {
        emitter.attribute(supervisor.finish());
    }
    emitter.end(interrupt.is_triggered());
}

impl<'a> Plan<'a> {
    /// The vectors that are judged, and the operations that the SDK does not offer.
    pub fn offered(&self) -> Offered<'a> {
        let mut not_offered: BTreeMap<&str, NotOffered> = BTreeMap::new();
        let mut vectors = Vec::new();
        for vector in self.vectors {
            if !vector.modes.contains(&self.mode) {
                continue;
            }
            let Some(reason) = self.adapter.not_offered.get(&vector.operation) else {
                vectors.push(*vector);
                continue;
            };
            let entry = not_offered
                .entry(&vector.operation)
                .or_insert_with(|| NotOffered {
                    operation: vector.operation.clone(),
                    reason: reason.clone(),
                    vectors: 0,
                });
            entry.vectors += 1;
        }
        Offered {
            vectors,
            not_offered: not_offered.into_values().collect(),
        }
    }

    /// What the adapter declares. Operations that the SDK does not offer make no choice less due:
    /// what cannot be verified is not to be declared.
    fn declared(&self) -> Vec<DeclaredChoice> {
        let choices = &self.adapter.choices;
        let is_shown = |choice: &str| {
            let mut vectors = self.vectors.iter();
            vectors.any(|vector| choices.is_shown_by(choice, vector, self.mode))
        };
        choices
            .names()
            .map(|(choice, value)| DeclaredChoice {
                choice: choice.to_owned(),
                value: value.to_owned(),
                is_due: self.is_whole && is_shown(choice),
            })
            .collect()
    }
}

/// Prepares the adapter's environment and starts its first process.
fn start<'p, 'a>(
    plan: &'p Plan<'a>,
    interrupt: &'p Interrupt,
    sink: &mut impl FnMut(Event<'a>),
) -> Result<Supervisor<'p>, Error> {
    let sink = RefCell::new(sink);
    let progress = |line: &str| (sink.borrow_mut())(Event::Preparing(line.to_owned()));
    progress(&format!(
        "starting adapter `{}` in mode `{}` …",
        plan.adapter.name,
        plan.mode.as_str()
    ));
    let command = plan.adapter.prepare(interrupt, &progress)?;
    Supervisor::start(plan.adapter, command, plan.mode, plan.timeout, interrupt)
}

/// Emits the events of a run. A vector is emitted once nothing more can be attributed to it.
struct Emitter<'p, 'a, S> {
    plan: &'p Plan<'a>,
    sink: S,
    /// The start of the run, held back until a process does more than start and die: an adapter
    /// that only dies shows nothing of its SDK.
    beginning: Option<RunInfo>,
    /// The vectors that are not emitted yet. Once the run has started that is only the last one:
    /// what the adapter prints before the next one is asked belongs to it.
    waiting: Vec<Waiting<'a>>,
    /// What the summary is made of.
    shown: Vec<Shown<'a>>,
    /// The choices that the adapter does not declare.
    undeclared: Declared,
    roots: Roots,
}

/// A vector with its reply, not concluded yet.
struct Waiting<'a> {
    vector: &'a Vector,
    reply: Reply,
}

impl<'a, S: FnMut(Event<'a>)> Emitter<'_, 'a, S> {
    /// Takes the reply to the next vector. Breaks, with a failed run, when every process so far
    /// died of its first vector.
    fn reply(&mut self, vector: &'a Vector, reply: Reply) -> ControlFlow<()> {
        if self.beginning.is_none() || reply.is_sign_of_life() {
            self.emit_waiting();
        }
        self.waiting.push(Waiting { vector, reply });
        if self.beginning.is_none() || self.waiting.len() < MAX_FAILED_STARTS {
            return ControlFlow::Continue(());
        }
        let last = self.waiting.pop().map(|last| self.conclude(last));
        let problem = last.map_or_else(String::new, |last| {
            with_last_words(last.note.unwrap_or_default(), &last.stderr)
        });
        let problem = format!(
            "adapter `{}` never answered: given up after {MAX_FAILED_STARTS} new processes; \
             {problem}",
            self.plan.adapter.name
        );
        (self.sink)(failed(self.plan, problem));
        ControlFlow::Break(())
    }

    /// Makes unsolicited output the fault of the vector after which it came.
    fn attribute(&mut self, unsolicited: Option<Unsolicited>) {
        if let Some(unsolicited) = unsolicited
            && let Some(Waiting { vector, reply }) = self.waiting.pop()
        {
            let reply = reply.broken_by(unsolicited);
            self.waiting.push(Waiting { vector, reply });
        }
    }

    /// Emits what waits, and the end of the run.
    fn end(mut self, interrupted: bool) {
        self.emit_waiting();
        let comparison = self.plan.baseline.compare(self.plan.mode, &self.shown);
        let is_whole = self.plan.is_whole && !interrupted;
        let root_classes = &self.plan.adapter.root_classes;
        (self.sink)(Event::RunFinished(Box::new(RunSummary {
            comparison,
            interrupted,
            idle_roots: self.roots.idle(root_classes, is_whole),
        })));
    }

    fn emit_waiting(&mut self) {
        if let Some(info) = self.beginning.take() {
            (self.sink)(Event::RunStarted(info));
        }
        for waiting in std::mem::take(&mut self.waiting) {
            let vector = waiting.vector;
            let seen = waiting.reply.outcome.observation();
            if let Some(raised) = seen.and_then(Observation::raised) {
                self.roots.see(raised);
            }
            let report = Box::new(self.conclude(waiting));
            self.shown.extend(report.checks.iter().map(|outcome| Shown {
                vector: &vector.id,
                check: vector.checks[outcome.check].name(),
                level: vector.checks[outcome.check].level,
                assumed: vector.assumes(&vector.checks[outcome.check]),
                passed: outcome.passed,
            }));
            (self.sink)(Event::VectorFinished { vector, report });
        }
    }

    fn conclude(&self, Waiting { vector, reply }: Waiting<'_>) -> VectorReport {
        conclude(vector, reply, self.plan.adapter, &self.undeclared)
    }
}

fn failed<'a>(plan: &Plan<'_>, problem: String) -> Event<'a> {
    Event::RunFailed {
        adapter: plan.adapter.name.clone(),
        mode: plan.mode,
        problem,
    }
}
