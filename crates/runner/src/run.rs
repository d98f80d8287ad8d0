//! One run: all selected vectors through one adapter in one mode, each to its verdict.
//!
//! A dead, hung or babbling adapter costs the vector that it was given; the process is replaced and
//! the run goes on. Not here: which vectors and what is printed. Start at [`run`].

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use vectors::baseline::{Baseline, Shown};
use vectors::choice::{Calls, ChoiceOutcome};
use vectors::encoded::shorten;
use vectors::judge::{Verdict, did_not_survive, judge, verdict};
use vectors::observation::Observation;
use vectors::vector::{Mode, Vector};

use crate::Error;
use crate::adapter::Adapter;
use crate::event::{
    DeclaredChoice, Event, NotOffered, RequestLog, RunInfo, RunSummary, VectorReport,
};
use crate::interrupt::Interrupt;
use crate::session::{Answer, IdleProblem, Outcome, Reply, Session, with_last_words};

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
        .prepare_unless(interrupt, &progress)
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
    let mut beginning = Some(Event::RunStarted(RunInfo {
        adapter: plan.adapter.name.clone(),
        sdk: ready.sdk,
        version: ready.version,
        language: ready.language,
        mode: plan.mode,
        vectors: vectors.len(),
        not_offered,
        choices: plan
            .adapter
            .choices
            .names()
            .map(DeclaredChoice::of)
            .collect(),
    }));
    let mut runner = Runner {
        plan,
        command: &command,
        interrupt,
        session: Some(session),
        failed_starts: 0,
        last_problem: String::new(),
        has_spoken: false,
    };
    // Deaths without any sign of life say nothing about the SDK until the adapter has shown one.
    let mut silent: Vec<Event<'a>> = Vec::new();
    let mut verdicts: BTreeMap<Verdict, usize> = BTreeMap::new();
    let mut shown = Vec::new();
    for vector in vectors {
        let Some(report) = runner.judge(vector) else {
            break;
        };
        *verdicts.entry(report.verdict).or_default() += 1;
        shown.extend(report.checks.iter().map(|outcome| Shown {
            vector: &vector.id,
            check: vector.checks[outcome.check].name(),
            level: vector.checks[outcome.check].level,
            passed: outcome.passed,
        }));
        let problem = report.note.clone().unwrap_or_default();
        let problem = with_last_words(problem, &report.stderr);
        silent.push(Event::VectorFinished {
            vector,
            report: Box::new(report),
        });
        if runner.has_spoken {
            beginning.take().into_iter().for_each(&mut sink);
            silent.drain(..).for_each(&mut sink);
        } else if silent.len() >= MAX_FAILED_STARTS {
            sink(Event::RunFailed {
                adapter: plan.adapter.name.clone(),
                mode: plan.mode,
                problem: format!(
                    "adapter `{}` never answered: given up after {MAX_FAILED_STARTS} new \
                     processes; {problem}",
                    plan.adapter.name
                ),
            });
            return;
        }
    }
    beginning.into_iter().chain(silent).for_each(&mut sink);
    if let Some(session) = runner.session.take()
        && !interrupt.is_triggered()
    {
        session.finish(interrupt);
    }
    sink(Event::RunFinished(Box::new(RunSummary {
        verdicts,
        comparison: plan.baseline.compare(plan.mode, &shown),
        interrupted: interrupt.is_triggered(),
    })));
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

/// The adapter's process across restarts.
struct Runner<'a> {
    plan: &'a Plan<'a>,
    command: &'a [std::ffi::OsString],
    interrupt: &'a Interrupt,
    session: Option<Session>,
    failed_starts: usize,
    last_problem: String,
    /// Whether any process did more than to introduce itself and die.
    has_spoken: bool,
}

impl Runner<'_> {
    /// Brings one vector to its verdict; none after an interruption.
    fn judge(&mut self, vector: &Vector) -> Option<VectorReport> {
        let mut report = VectorReport {
            id: vector.id.clone(),
            operation: vector.operation.clone(),
            verdict: Verdict::HarnessError,
            checks: Vec::new(),
            choices: Vec::new(),
            requests: Vec::new(),
            note: None,
            stderr: String::new(),
        };
        let session = match self.session() {
            Ok((session, note)) => {
                report.note = note;
                session
            }
            Err(Error::Interrupted) => return None,
            Err(error) => {
                report.note = Some(error.to_string());
                return Some(report);
            }
        };
        let reply = match session.ask(vector, self.plan.timeout, self.interrupt) {
            Ok(reply) => reply,
            Err(error) => {
                report.note = Some(error.to_string());
                return Some(report);
            }
        };
        let Reply {
            outcome,
            answer,
            requests,
            rest,
        } = reply;
        match rest {
            Ok(session) => self.session = Some(*session),
            Err(stderr) => report.stderr = stderr,
        }
        report.requests = requests;
        let is_silent = matches!(outcome, Outcome::Died(_) | Outcome::NeverBegan(_))
            && answer.is_none()
            && report.requests.is_empty();
        self.has_spoken |= !is_silent;
        if !matches!(outcome, Outcome::NeverBegan(_)) {
            self.failed_starts = 0;
        }
        if let Some(Answer::Observed(observation)) = &answer {
            report.checks = judge(vector, observation, &self.plan.adapter.root_classes);
        }
        match outcome {
            Outcome::Interrupted => return None,
            Outcome::Broken(problem) => {
                report.checks.clear();
                report.note = Some(problem);
            }
            Outcome::NeverBegan(ending) => {
                let problem = format!("the process {ending} before it read its first vector");
                self.failed_starts += 1;
                self.last_problem = with_last_words(problem.clone(), &report.stderr);
                report.note = Some(problem);
            }
            Outcome::Settled => match answer {
                Some(Answer::Observed(seen)) => match self.unexpected(vector, &report.requests) {
                    None => {
                        report.verdict = verdict(vector, &report.checks);
                        report.choices = self.verify(vector, &seen, &report.requests);
                    }
                    Some(mut note) => {
                        if let Some(raised) = &seen.raised {
                            let shown = shorten(&raised.shown);
                            note.push_str(&format!("; the call raised {shown:?}"));
                        }
                        report.checks.clear();
                        report.verdict = Verdict::Untestable;
                        report.note = Some(note);
                    }
                },
                Some(Answer::NotOffered) => {
                    report.verdict = Verdict::Untestable;
                    report.note = Some(format!(
                        "the SDK does not offer `{}`; declare it under [not_offered] in \
                         adapter.toml",
                        vector.operation
                    ));
                }
                Some(Answer::Failed(error)) => {
                    report.note = Some(format!("the adapter itself failed: {error}"));
                }
                None => report.note = Some("the adapter settled without an answer".to_owned()),
            },
            Outcome::Died(ending) => {
                report.verdict = Verdict::Crash;
                did_not_survive(vector, &mut report.checks, &format!("the process {ending}"));
                report.note = Some(match answer {
                    Some(_) => format!("the process {ending} after its answer"),
                    None => format!("the process {ending}"),
                });
            }
            Outcome::TimedOut => {
                report.verdict = Verdict::Timeout;
                let limit = format!("no answer within {} s", self.plan.timeout.as_secs_f64());
                did_not_survive(vector, &mut report.checks, &limit);
                report.note = Some(match answer {
                    Some(_) => format!("{limit} that the vector is settled; killed"),
                    None => format!("{limit}; killed"),
                });
            }
        }
        report.checks.sort_by_key(|outcome| outcome.check);
        Some(report)
    }

    /// What an observed vector says of the choices that the adapter declares.
    fn verify(
        &self,
        vector: &Vector,
        seen: &Observation,
        requests: &[RequestLog],
    ) -> Vec<ChoiceOutcome> {
        let own = requests.iter().filter(|request| request.matched).count();
        let calls = (self.plan.mode == Mode::Http).then_some(Calls {
            own,
            other: requests.len() - own,
        });
        let Adapter {
            choices,
            root_classes,
            ..
        } = self.plan.adapter;
        choices.verify(vector, seen, root_classes, calls)
    }

    /// A live process, and what is worth knowing about how it was come by.
    fn session(&mut self) -> Result<(Session, Option<String>), Error> {
        let mut note = None;
        if let Some(mut session) = self.session.take() {
            match session.idle_problem() {
                None => return Ok((session, None)),
                Some(IdleProblem::Ended(how)) => {
                    note = Some(format!(
                        "a new process: the old one {how} between two vectors"
                    ));
                }
                Some(IdleProblem::Babbled(problem)) => {
                    let adapter = self.plan.adapter.name.clone();
                    return Err(Error::Protocol { adapter, problem });
                }
            }
        }
        if self.failed_starts >= MAX_FAILED_STARTS {
            return Err(Error::Start {
                adapter: self.plan.adapter.name.clone(),
                problem: format!(
                    "given up after {MAX_FAILED_STARTS} tries: {}",
                    self.last_problem
                ),
            });
        }
        match Session::start(
            self.plan.adapter,
            self.command,
            self.plan.mode,
            self.interrupt,
        ) {
            Ok(session) => Ok((session, note)),
            Err(error) => {
                self.failed_starts += 1;
                self.last_problem = error.to_string();
                Err(error)
            }
        }
    }

    /// Why nothing can be said about a vector: its request did not come.
    fn unexpected(&self, vector: &Vector, requests: &[RequestLog]) -> Option<String> {
        if self.plan.mode == Mode::Decode {
            return None;
        }
        let expected = format!(
            "{} {}",
            vector.request.method,
            vector.request.rendered_path()
        );
        // A client that follows a redirect sends other requests too; that is its choice.
        if requests.iter().any(|request| request.matched) {
            return None;
        }
        Some(match requests.first() {
            Some(other) => {
                let (method, target) = (&other.method, &other.target);
                format!("expected `{expected}`, found `{method} {target}`")
            }
            None => format!("expected `{expected}`, found no request"),
        })
    }
}
