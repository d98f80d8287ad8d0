//! One adapter process with its lane: the life from `hello` to `bye`, as the protocol tells it.
//!
//! Not here: verdicts and restarts (see [`crate::run`]), pipes (see [`crate::process`]). Start at
//! [`Session::start`].

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::{Duration, Instant};

use suite::observation::Observation;
use suite::vector::{Mode, Vector};

use crate::Error;
use crate::adapter::Adapter;
use crate::event::RequestLog;
use crate::interrupt::Interrupt;
use crate::process::{AdapterProcess, Launch, MAX_LINE, Output, Waited, quote, with_last_words};
use crate::server::Lane;
use suite::protocol::{Decodable, FromAdapter, LineError, ToAdapter, VERSION};

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
pub(crate) struct Session {
    process: AdapterProcess,
    lane: Option<Lane>,
    ready: Ready,
    /// Whether no vector was put to it yet.
    is_fresh: bool,
}

/// How an adapter introduced itself.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub(crate) sdk: String,
    pub(crate) version: String,
    pub(crate) language: String,
}

/// What became of one vector.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) outcome: Outcome,
    pub(crate) answer: Option<SessionAnswer>,
    pub(crate) requests: Vec<RequestLog>,
    /// The session, if it can go on; else the end of the process's standard error.
    pub(crate) rest: Result<Box<Session>, String>,
}

/// How the exchange about a vector ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// As the protocol says.
    Settled,
    /// The process ended; how.
    Died(String),
    /// The process ended before it read the vector; how.
    NeverBegan(String),
    /// The time was up.
    TimedOut,
    /// The adapter broke the protocol; how.
    Broken(String),
    /// The run is to end.
    Interrupted,
}

impl Outcome {
    /// Whether it came of the vector, whatever the harness and the adapter's process did before.
    pub(crate) fn is_of_the_vector(&self) -> bool {
        matches!(self, Self::Settled | Self::Died(_) | Self::TimedOut)
    }
}

/// Why an idle process cannot be asked.
#[derive(Debug)]
pub(crate) enum IdleProblem {
    /// It ended; how. Since the previous vector was settled, no vector is to blame.
    Ended(String),
    /// It said something that nobody asked for, which breaks the protocol.
    Babbled(String),
}

/// What the adapter said about a vector.
#[derive(Debug)]
pub(crate) enum SessionAnswer {
    Observed(Box<Observation>),
    NotOffered,
    Failed(String),
}

impl Session {
    /// Starts the adapter and waits until it has introduced itself.
    pub(crate) fn start(
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
        let launch = Launch {
            command,
            dir: adapter.dir.as_deref(),
            env: &adapter.env,
        };
        let mut process = AdapterProcess::spawn(launch).map_err(failed)?;
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
                    "the process {} before it answered `hello`",
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

    /// How the adapter introduced itself.
    pub(crate) fn ready(&self) -> &Ready {
        &self.ready
    }

    /// Whether no vector was put to it yet.
    pub(crate) fn is_fresh(&self) -> bool {
        self.is_fresh
    }

    /// What happened since the last vector was settled, when nothing should have.
    pub(crate) fn idle_problem(&mut self) -> Option<IdleProblem> {
        Some(match self.process.pending()? {
            Output::End => IdleProblem::Ended(self.process.ending()),
            output => IdleProblem::Babbled(self.babble(&output)?),
        })
    }

    /// What is wrong with output that nobody asked for.
    fn babble(&self, output: &Output) -> Option<String> {
        let what = match output {
            Output::End => return None,
            Output::TooLong => too_long(),
            Output::Line(line) => format!("the adapter printed {}", quote(line)),
        };
        Some(match self.is_fresh {
            true => format!("{what} after `ready`, before it was asked anything"),
            false => format!("{what} after this vector was settled"),
        })
    }

    /// Puts one vector to the adapter. An error means that the vector cannot be sent, which the
    /// loader of vectors excludes; the process is then replaced.
    pub(crate) fn ask(
        mut self,
        vector: &Vector,
        timeout: Duration,
        interrupt: &Interrupt,
    ) -> Result<Reply, Error> {
        if let Some(lane) = &self.lane {
            lane.arm(vector)?;
        }
        let response = match &self.lane {
            Some(_) => None,
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
        let mut answer = None;
        let mut outcome =
            self.exchange(&vector.id, &mut answer, Instant::now() + timeout, interrupt);
        if let Outcome::Died(ending) = &outcome
            && (self.is_fresh || answer.is_none())
            && self.process.has_unread_input()
        {
            outcome = Outcome::NeverBegan(ending.clone());
        }
        self.is_fresh = false;
        let requests = self.lane.as_ref().map(Lane::disarm).unwrap_or_default();
        let rest = match outcome {
            Outcome::Settled => Ok(Box::new(self)),
            _ => Err(self.process.kill()),
        };
        Ok(Reply {
            outcome,
            answer,
            requests,
            rest,
        })
    }

    /// Kills the adapter and returns the end of its standard error.
    pub(crate) fn kill(self) -> String {
        self.process.kill()
    }

    /// Ends the adapter in good order; what it printed although nothing was asked.
    pub(crate) fn finish(mut self, interrupt: &Interrupt) -> Option<String> {
        let output = self.process.finish(EXIT_LIMIT, interrupt)?;
        self.babble(&output)
    }

    /// Reads lines until the vector is settled or cannot be.
    fn exchange(
        &mut self,
        id: &str,
        answer: &mut Option<SessionAnswer>,
        deadline: Instant,
        interrupt: &Interrupt,
    ) -> Outcome {
        loop {
            let line = match self.process.receive(deadline, interrupt) {
                Waited::Interrupted => return Outcome::Interrupted,
                Waited::TimedOut => return Outcome::TimedOut,
                Waited::Output(Output::End) => return Outcome::Died(self.process.ending()),
                Waited::Output(Output::TooLong) => return Outcome::Broken(too_long()),
                Waited::Output(Output::Line(line)) => line,
            };
            let message = match FromAdapter::read(&line) {
                Ok(message) => message,
                Err(LineError::Observation { problem, .. }) => {
                    return Outcome::Broken(format!(
                        "the adapter reported a malformed observation: {problem}"
                    ));
                }
                Err(error) => return Outcome::Broken(not_protocol(&line, &error)),
            };
            let (name, next) = match message {
                FromAdapter::Ready { .. } => {
                    return Outcome::Broken("the adapter sent `ready` a second time".to_owned());
                }
                FromAdapter::Observed { id, observation } => {
                    (id, Some(SessionAnswer::Observed(observation)))
                }
                FromAdapter::NotOffered { id } => (id, Some(SessionAnswer::NotOffered)),
                FromAdapter::Failed { id, error } => (id, Some(SessionAnswer::Failed(error))),
                FromAdapter::Settled { id } => (id, None),
            };
            if name != id {
                return Outcome::Broken(format!(
                    "the adapter answered about vector `{name}`; expected `{id}`"
                ));
            }
            match (next, &answer) {
                (Some(next), None) => *answer = Some(next),
                (None, Some(_)) => return Outcome::Settled,
                (Some(_), Some(_)) => {
                    return Outcome::Broken(
                        "the adapter answered twice; expected `settled`".into(),
                    );
                }
                (None, None) => {
                    return Outcome::Broken(
                        "the adapter sent `settled` before an answer".to_owned(),
                    );
                }
            }
        }
    }
}

/// The answer to `hello`, or what is wrong with it.
fn introduction(line: &[u8]) -> Result<Ready, String> {
    // Another version may have other fields, so the version is looked for first.
    let any: BTreeMap<String, serde_json::Value> =
        serde_json::from_slice(line).map_err(|error| not_protocol(line, &error))?;
    if let Some(version) = any.get("protocol")
        && *version != VERSION
    {
        return Err(format!(
            "it speaks protocol version {version}; expected {VERSION}"
        ));
    }
    match serde_json::from_slice(line).map_err(|error| not_protocol(line, &error))? {
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
        "the adapter printed {}, which is not a line of the protocol: {error}",
        quote(line)
    )
}

fn too_long() -> String {
    format!(
        "the adapter printed a line of more than {} MiB",
        MAX_LINE / (1024 * 1024)
    )
}
