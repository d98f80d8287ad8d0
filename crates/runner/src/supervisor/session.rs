//! One adapter process with its lane: its life from `hello` to `bye`, as the protocol has it.
//!
//! Not here: restarts (see [`super::Supervisor`]) and pipes (see [`crate::process`]). Start at
//! [`Session::start`].

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::{Duration, Instant};

use suite::protocol::{Decodable, FromAdapter, LineError, ToAdapter, VERSION};
use suite::vector::{Mode, Vector};

use super::reply::{Answer, Outcome};
use crate::Error;
use crate::adapter::Adapter;
use crate::event::RequestLog;
use crate::interrupt::Interrupt;
use crate::process::{AdapterProcess, MAX_LINE, Output, Waited, quote, with_last_words};
use crate::server::Lane;

/// How long an adapter may take to introduce itself.
const START_LIMIT: Duration = Duration::from_secs(30);

/// How long an adapter may take to exit after `bye`.
const EXIT_LIMIT: Duration = Duration::from_secs(2);

/// The workspace id of every call.
const WORKSPACE: &str = "conformance";

/// The key of every call; it opens nothing.
const API_KEY: &str = "conformance-key";

/// A live adapter that has introduced itself.
#[derive(Debug)]
pub(super) struct Session {
    process: AdapterProcess,
    lane: Option<Lane>,
    pub(super) ready: Ready,
    /// Whether no vector was put to it yet.
    pub(super) is_fresh: bool,
}

/// How an adapter introduced itself.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub(crate) sdk: String,
    pub(crate) version: String,
    pub(crate) language: String,
}

/// What an idle process did, when it should only have waited.
#[derive(Debug)]
pub(super) enum Idle {
    /// It waited.
    Waiting,
    /// It ended; how. Since the vector before was settled, no vector is to blame.
    Ended(String),
    /// It printed something; what.
    Unsolicited(String),
}

impl Session {
    /// Starts the adapter and waits until it has introduced itself.
    pub(super) fn start(
        adapter: &Adapter,
        command: &[OsString],
        mode: Mode,
        interrupt: &Interrupt,
    ) -> Result<Self, Error> {
        let failed = |problem| Error::Start {
            adapter: adapter.name.clone(),
            problem,
        };
        let lane = match mode {
            Mode::Http => Some(Lane::open()?),
            Mode::Decode => None,
        };
        let dir = adapter.dir.as_deref();
        let mut process = AdapterProcess::spawn(command, dir, &adapter.env).map_err(failed)?;
        process.send(&ToAdapter::Hello {
            protocol: VERSION,
            mode,
            base_url: lane.as_ref().map(Lane::base_url).unwrap_or_default(),
            workspace_id: WORKSPACE.to_owned(),
            api_key: API_KEY.to_owned(),
        });
        let problem = match process.receive(Instant::now() + START_LIMIT, interrupt) {
            Waited::Interrupted => return Err(Error::Interrupted),
            Waited::TimedOut => format!(
                "it did not answer `hello` within {} s and was killed",
                START_LIMIT.as_secs()
            ),
            Waited::Output(Output::TooLong) => too_long(),
            Waited::Output(Output::End) => {
                format!(
                    "the process {} before it answered `hello`; an adapter reads lines until `bye`",
                    process.ending()
                )
            }
            Waited::Output(Output::Line(line)) => match introduction(&line) {
                Ok(ready) => {
                    return Ok(Self {
                        process,
                        lane,
                        ready,
                        is_fresh: true,
                    });
                }
                Err(problem) => problem,
            },
        };
        let stderr = process.kill();
        let problem = with_last_words(problem, &stderr);
        Err(failed(match adapter.advice(command) {
            Some(advice) => format!("{problem}; {advice}"),
            None => problem,
        }))
    }

    /// What the process did since the last vector was settled.
    pub(super) fn idle(&mut self) -> Idle {
        match self.process.pending() {
            None => Idle::Waiting,
            Some(output) => match self.unsolicited(output) {
                None => Idle::Ended(self.process.ending()),
                Some(problem) => Idle::Unsolicited(problem),
            },
        }
    }

    /// Puts one vector to the adapter. After an error the session is of no use.
    ///
    /// # Errors
    ///
    /// An interruption, or a vector that cannot be sent, which the loader of vectors excludes.
    pub(super) fn ask(
        &mut self,
        vector: &Vector,
        limit: Duration,
        interrupt: &Interrupt,
    ) -> Result<Outcome, Error> {
        let response = match &self.lane {
            Some(lane) => {
                lane.arm(vector)?;
                None
            }
            None => Some(Decodable::last_of(vector).map_err(|message| Error::Vector {
                id: vector.id.clone(),
                message,
            })?),
        };
        self.process.send(&ToAdapter::Vector {
            id: vector.id.clone(),
            operation: vector.operation.clone(),
            params: vector.request.params.clone(),
            client_timeout_ms: vector.client_timeout_ms,
            response,
        });
        let outcome = self.listen(&vector.id, limit, interrupt);
        self.is_fresh = false;
        outcome
    }

    /// Ends the current vector; its requests. None in `decode` mode, where there are none to see.
    pub(super) fn requests(&self) -> Option<Vec<RequestLog>> {
        self.lane.as_ref().map(Lane::disarm)
    }

    /// Kills the adapter and returns the end of its standard error.
    pub(super) fn kill(self) -> String {
        self.process.kill()
    }

    /// Ends the adapter in good order. Returns what is wrong with output that it printed.
    pub(super) fn finish(mut self, interrupt: &Interrupt) -> Option<String> {
        let output = self.process.finish(EXIT_LIMIT, interrupt)?;
        self.unsolicited(output)
    }

    /// What is wrong with output that nobody asked for; nothing with its end.
    fn unsolicited(&self, output: Output) -> Option<String> {
        let what = match output {
            Output::End => return None,
            Output::TooLong => too_long(),
            Output::Line(line) => printed(&line),
        };
        Some(match self.is_fresh {
            true => format!("{what} after `ready`, before it was asked anything"),
            false => format!("{what} after this vector was settled"),
        })
    }

    /// Reads lines until the vector is settled or cannot be.
    fn listen(
        &mut self,
        id: &str,
        limit: Duration,
        interrupt: &Interrupt,
    ) -> Result<Outcome, Error> {
        let deadline = Instant::now() + limit;
        let mut answer = None;
        loop {
            let message = match self.process.receive(deadline, interrupt) {
                Waited::Interrupted => return Err(Error::Interrupted),
                Waited::TimedOut => return Ok(Outcome::TimedOut { limit, answer }),
                Waited::Output(Output::End) => return Ok(self.death(answer)),
                Waited::Output(Output::TooLong) => Err(too_long()),
                Waited::Output(Output::Line(line)) => answer_about(id, &line),
            };
            let has_answered = answer.is_some();
            let problem = match (message, answer) {
                (Ok(Some(next)), None) => {
                    answer = Some(next);
                    continue;
                }
                (Ok(None), Some(answer)) => return Ok(Outcome::Settled(answer)),
                (Ok(Some(_)), Some(_)) => "the adapter answered twice; expected `settled`".into(),
                (Ok(None), None) => "the adapter sent `settled` before an answer".into(),
                (Err(problem), _) => problem,
            };
            return Ok(Outcome::Broken {
                problem,
                has_answered,
            });
        }
    }

    /// How a vector ended whose process did.
    fn death(&mut self, answer: Option<Answer>) -> Outcome {
        let ending = self.process.ending();
        if (self.is_fresh || answer.is_none()) && self.process.has_unread_input() {
            Outcome::NotRead { ending }
        } else {
            Outcome::Died { ending, answer }
        }
    }
}

/// Reads a line about the vector `id`: an answer, or none when the vector is settled. The error
/// says how the adapter broke the protocol.
fn answer_about(id: &str, line: &[u8]) -> Result<Option<Answer>, String> {
    let (name, answer) = match read(line)? {
        FromAdapter::Ready { .. } => {
            return Err("the adapter sent `ready` a second time".to_owned());
        }
        FromAdapter::Observed { id, observation } => (id, Some(Answer::Observed(observation))),
        FromAdapter::NotOffered { id } => (id, Some(Answer::NotOffered)),
        FromAdapter::Failed { id, error } => (id, Some(Answer::Failed(error))),
        FromAdapter::Settled { id } => (id, None),
    };
    match name == id {
        true => Ok(answer),
        false => Err(format!(
            "the adapter answered about vector `{name}`; expected `{id}`"
        )),
    }
}

fn read(line: &[u8]) -> Result<FromAdapter, String> {
    FromAdapter::read(line).map_err(|error| match error {
        LineError::Observation { problem, .. } => {
            format!("the adapter reported a malformed observation: {problem}")
        }
        error => not_protocol(line, &error),
    })
}

/// The answer to `hello`, or what is wrong with it.
fn introduction(line: &[u8]) -> Result<Ready, String> {
    // Another version may have other fields, so the version is looked for first.
    let any: BTreeMap<String, serde_json::Value> =
        serde_json::from_slice(line).map_err(|error| not_protocol(line, &error))?;
    let other = any.get("protocol").filter(|version| **version != VERSION);
    if let Some(version) = other {
        return Err(format!(
            "it speaks protocol version {version}; expected {VERSION}"
        ));
    }
    match read(line)? {
        FromAdapter::Ready {
            sdk,
            version,
            language,
            ..
        } => Ok(Ready {
            sdk,
            version,
            language,
        }),
        _ => Err(format!(
            "it answered `hello` with {}; expected `ready`",
            quote(line)
        )),
    }
}

fn not_protocol(line: &[u8], error: &dyn std::error::Error) -> String {
    format!(
        "{}, which is not a line of the protocol: {error}; whatever else a program prints belongs \
         on standard error",
        printed(line)
    )
}

fn printed(line: &[u8]) -> String {
    format!("the adapter printed {}", quote(line))
}

fn too_long() -> String {
    format!(
        "the adapter printed a line of more than {} MiB",
        MAX_LINE / (1024 * 1024)
    )
}
