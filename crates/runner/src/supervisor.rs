//! The supervisor: it owns the adapter's process across restarts and puts vectors to it.
//!
//! A dead, hung or misbehaving adapter costs the vector that it was given and never the next one:
//! that gets a new process. Not here: what a reply means (see [`crate::conclude`]), and the lines
//! of the protocol (see `session`). Start at [`Supervisor::ask`].

mod reply;
mod session;

use std::ffi::OsString;
use std::time::Duration;

use suite::vector::{Mode, Vector};

pub(crate) use self::reply::{Answer, Outcome, Reply, Unsolicited};
pub(crate) use self::session::Ready;
use self::session::{Idle, Session};
use crate::Error;
use crate::adapter::Adapter;
use crate::interrupt::Interrupt;
use crate::process::with_last_words;

/// After how many failed starts in a row no further one is tried.
pub(crate) const MAX_FAILED_STARTS: usize = 3;

/// An adapter with its process, which is replaced when it ends.
#[derive(Debug)]
pub(crate) struct Supervisor<'a> {
    adapter: &'a Adapter,
    mode: Mode,
    /// How long one vector may take.
    limit: Duration,
    interrupt: &'a Interrupt,
    /// The program and its arguments, in the prepared environment.
    command: Vec<OsString>,
    /// How the first process introduced itself.
    ready: Ready,
    /// The process that gets the next vector; none when a new one has to be started.
    session: Option<Session>,
    /// Why the last processes did not read a vector, since one did.
    failed_starts: Vec<String>,
}

/// The result of asking a vector.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Output that came after the vector before was settled: the fault of that one.
    pub(crate) unsolicited: Option<Unsolicited>,
    /// The reply. An error is an interruption, or the reason why the vector was not asked.
    pub(crate) reply: Result<Reply, Error>,
}

impl<'a> Supervisor<'a> {
    /// Starts the first process.
    ///
    /// # Errors
    ///
    /// [`Error::Start`], or an interruption.
    pub(crate) fn start(
        adapter: &'a Adapter,
        command: Vec<OsString>,
        mode: Mode,
        limit: Duration,
        interrupt: &'a Interrupt,
    ) -> Result<Self, Error> {
        let session = Session::start(adapter, &command, mode, interrupt)?;
        Ok(Self {
            adapter,
            mode,
            limit,
            interrupt,
            command,
            ready: session.ready.clone(),
            session: Some(session),
            failed_starts: Vec::new(),
        })
    }

    /// How the first process introduced itself.
    pub(crate) fn ready(&self) -> &Ready {
        &self.ready
    }

    /// Puts one vector to a process, and to a new one when the first reply may be about the vector
    /// before.
    pub(crate) fn ask(&mut self, vector: &Vector) -> Asked {
        let (mut unsolicited, mut replaced) = (None, None);
        let is_fresh = self.session.as_ref().is_none_or(|session| session.is_fresh);
        if let Some(mut session) = self.session.take() {
            match session.idle() {
                Idle::Waiting => self.session = Some(session),
                Idle::Ended(ending) => replaced = Some(ending),
                Idle::Unsolicited(problem) if is_fresh => {
                    let adapter = self.adapter.name.clone();
                    return Asked {
                        unsolicited: None,
                        reply: Err(Error::Protocol { adapter, problem }),
                    };
                }
                Idle::Unsolicited(problem) => {
                    let stderr = session.kill();
                    unsolicited = Some(Unsolicited { problem, stderr });
                }
            }
        }
        let was_used = self.session.is_some() && !is_fresh;
        let mut reply = self.put(vector, replaced);
        if was_used && let Ok(first) = reply {
            let asked = self.attribute(vector, first);
            unsolicited = asked.unsolicited;
            reply = asked.reply;
        }
        match &reply {
            Ok(Reply {
                outcome: Outcome::NotRead { ending },
                stderr,
                ..
            }) => {
                let problem = format!("the process {ending} before it read its first vector");
                self.failed_starts.push(with_last_words(problem, stderr));
            }
            Ok(_) => self.failed_starts.clear(),
            Err(_) => {}
        }
        Asked { unsolicited, reply }
    }

    /// Ends the process in good order. Returns what it printed after the last vector was settled.
    pub(crate) fn finish(mut self) -> Option<Unsolicited> {
        let problem = self.session.take()?.finish(self.interrupt)?;
        Some(Unsolicited {
            problem,
            stderr: String::new(),
        })
    }

    /// Finds out whether a reply of a process that had vectors before is about this vector.
    fn attribute(&mut self, vector: &Vector, first: Reply) -> Asked {
        let mut unsolicited = None;
        let reply = match &first.outcome {
            // It was about to end when the vector was sent: whether that was seen is chance.
            Outcome::NotRead { ending } => self.put(vector, Some(ending.clone())),
            // The line may be older than the vector. A new process shows whether it is.
            Outcome::Broken {
                problem,
                has_answered: false,
            } => match self.put(vector, None) {
                Ok(second) if second.is_of_the_vector() => {
                    unsolicited = Some(Unsolicited {
                        problem: format!(
                            "{problem}; it came after this vector was settled: a new process \
                             gives an answer about the next one, `{}`",
                            vector.id
                        ),
                        stderr: first.stderr,
                    });
                    Ok(second)
                }
                Err(Error::Interrupted) => Err(Error::Interrupted),
                Ok(_) | Err(_) => Ok(first),
            },
            _ => Ok(first),
        };
        Asked { unsolicited, reply }
    }

    /// Puts a vector to the process, or to a new one where there is none.
    fn put(&mut self, vector: &Vector, replaced: Option<String>) -> Result<Reply, Error> {
        let mut session = match self.session.take() {
            Some(session) => session,
            None => self.new_session()?,
        };
        let outcome = session.ask(vector, self.limit, self.interrupt)?;
        let requests = session.requests();
        let stderr = match &outcome {
            Outcome::Settled(_) => {
                self.session = Some(session);
                String::new()
            }
            _ => session.kill(),
        };
        Ok(Reply {
            outcome,
            requests,
            stderr,
            replaced,
        })
    }

    fn new_session(&mut self) -> Result<Session, Error> {
        if self.failed_starts.len() >= MAX_FAILED_STARTS
            && let Some(last) = self.failed_starts.last()
        {
            return Err(Error::Start {
                adapter: self.adapter.name.clone(),
                problem: format!("given up after {MAX_FAILED_STARTS} tries: {last}"),
            });
        }
        Session::start(self.adapter, &self.command, self.mode, self.interrupt)
            .inspect_err(|error| self.failed_starts.push(error.to_string()))
    }
}
