//! One vector to its verdict, through an adapter's process that is replaced when it fails.
//!
//! Not here: which vectors, and what is told of them (see [`super::run`]). Start at
//! [`Runner::judge`].

use std::ffi::OsString;

use judge::choice::{Calls, ChoiceOutcome};
use judge::{Verdict, did_not_survive, judge, verdict};
use suite::encoded::shorten;
use suite::observation::Observation;
use suite::vector::{Mode, Vector};

use super::{MAX_FAILED_STARTS, Plan};
use crate::Error;
use crate::adapter::Adapter;
use crate::event::{RequestLog, VectorReport};
use crate::interrupt::Interrupt;
use crate::process::with_last_words;
use crate::session::{IdleProblem, Outcome, Reply, Session, SessionAnswer};

/// The adapter's process across restarts.
pub(super) struct Runner<'a> {
    plan: &'a Plan<'a>,
    command: &'a [OsString],
    interrupt: &'a Interrupt,
    session: Option<Session>,
    failed_starts: usize,
    last_problem: String,
    /// Whether any process did more than to introduce itself and die.
    has_spoken: bool,
    /// What was printed after the vector before the current one was settled.
    babble: Option<Babble>,
}

/// Output that nobody asked for, and the end of standard error.
struct Babble {
    problem: String,
    stderr: String,
}

impl<'a> Runner<'a> {
    /// Begins with a process that has introduced itself.
    pub(super) fn new(
        plan: &'a Plan<'a>,
        command: &'a [OsString],
        interrupt: &'a Interrupt,
        session: Session,
    ) -> Self {
        Self {
            plan,
            command,
            interrupt,
            session: Some(session),
            failed_starts: 0,
            last_problem: String::new(),
            has_spoken: false,
            babble: None,
        }
    }

    /// Whether any process did more than to introduce itself and die.
    pub(super) fn has_spoken(&self) -> bool {
        self.has_spoken
    }

    /// Brings one vector to its verdict; none after an interruption.
    pub(super) fn judge(&mut self, vector: &Vector) -> Option<VectorReport> {
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
        let reply = match self.exchange(vector) {
            Ok((reply, note)) => {
                report.note = note;
                reply
            }
            Err(Error::Interrupted) => return None,
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
        if let Some(SessionAnswer::Observed(observation)) = &answer {
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
                Some(SessionAnswer::Observed(seen)) => {
                    match self.unexpected(vector, &report.requests) {
                        None => {
                            report.verdict = verdict(vector, &report.checks);
                            report.choices = self.verify(vector, &seen, &report.requests);
                        }
                        Some(mut note) => {
                            if let Some(raised) = seen.raised() {
                                let shown = shorten(&raised.shown);
                                note.push_str(&format!("; the call raised {shown:?}"));
                            }
                            report.checks.clear();
                            report.verdict = Verdict::Untestable;
                            report.note = Some(note);
                        }
                    }
                }
                Some(SessionAnswer::NotOffered) => {
                    report.verdict = Verdict::Untestable;
                    report.note = Some(format!(
                        "the SDK does not offer `{}`; declare it under [not_offered] in \
                         adapter.toml",
                        vector.operation
                    ));
                }
                Some(SessionAnswer::Failed(error)) => {
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

    /// Makes output that nobody asked for the fault of the vector after which it was printed.
    pub(super) fn blame(&mut self, last: Option<&mut VectorReport>) {
        if let (Some(Babble { problem, stderr }), Some(report)) = (self.babble.take(), last) {
            report.verdict = Verdict::HarnessError;
            report.checks.clear();
            report.choices.clear();
            report.note = Some(problem);
            report.stderr = stderr;
        }
    }

    /// Ends the last process in good order.
    pub(super) fn finish(&mut self) {
        let Some(session) = self.session.take() else {
            return;
        };
        self.babble = session.finish(self.interrupt).map(|problem| Babble {
            problem,
            stderr: String::new(),
        });
    }

    /// Puts a vector to a live process, and says what is worth knowing about that process.
    fn exchange(&mut self, vector: &Vector) -> Result<(Reply, Option<String>), Error> {
        let (session, note) = self.session()?;
        let was_fresh = session.is_fresh();
        let reply = session.ask(vector, self.plan.timeout, self.interrupt)?;
        let problem = match &reply.outcome {
            // It was about to end when the harness looked: whether that was seen is chance.
            Outcome::NeverBegan(how) if !was_fresh => {
                let note = replaced(how);
                return Ok((self.again(vector)?, Some(note)));
            }
            Outcome::Broken(problem) => problem,
            _ => return Ok((reply, note)),
        };
        if was_fresh || reply.answer.is_some() {
            return Ok((reply, note));
        }
        // The line may be older than the vector. Nothing in it tells, but a new process does.
        match self.again(vector) {
            Err(Error::Interrupted) => Err(Error::Interrupted),
            Ok(second) if second.outcome.is_of_the_vector() => {
                self.babble = Some(Babble {
                    problem: format!(
                        "{problem}; it came after this vector was settled: a new process gives \
                         an answer about the next one, `{}`",
                        vector.id
                    ),
                    stderr: reply.rest.err().unwrap_or_default(),
                });
                Ok((second, note))
            }
            Ok(_) | Err(_) => Ok((reply, note)),
        }
    }

    /// Puts a vector to a new process.
    fn again(&mut self, vector: &Vector) -> Result<Reply, Error> {
        let (session, _) = self.session()?;
        session.ask(vector, self.plan.timeout, self.interrupt)
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
            let was_fresh = session.is_fresh();
            match session.idle_problem() {
                None => return Ok((session, None)),
                Some(IdleProblem::Ended(how)) => {
                    note = Some(replaced(&how));
                }
                Some(IdleProblem::Babbled(problem)) if !was_fresh => {
                    let stderr = session.kill();
                    self.babble = Some(Babble { problem, stderr });
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

/// What is worth knowing of a vector whose process is new, for no vector's fault.
fn replaced(how: &str) -> String {
    format!("a new process: the old one {how} between two vectors")
}
