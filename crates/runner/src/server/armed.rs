//! The current vector of a lane: which response a request gets, and the log of requests.
//!
//! Not here: sockets (see `connection`). Start at [`Armed::take_request`].

use std::net::TcpStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use suite::vector::{Response, Vector};

use crate::event::RequestLog;
use crate::wire::Script;

/// How many requests of one vector are kept in the log; a client that loops must not fill memory.
const MAX_LOGGED: usize = 100;

/// What the lane's owner and its threads share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) current: Option<Arc<Armed>>,
    pub(super) closed: bool,
    pub(super) connections: Vec<Weak<TcpStream>>,
}

/// The vector that the lane answers with.
#[derive(Debug)]
pub(super) struct Armed {
    method: String,
    path: String,
    scripts: Vec<Script>,
    /// Where each response leads, if it is a redirect.
    locations: Vec<Option<String>>,
    state: Mutex<State>,
    /// Notified when the vector is over or a request is done.
    changed: Condvar,
}

/// How far the answers to a vector's requests are.
#[derive(Debug, Default)]
struct State {
    is_over: bool,
    log: Vec<RequestLog>,
    /// How many requests were answered with a response of the vector.
    answered: usize,
    /// The response that led elsewhere last.
    redirect: Option<usize>,
    /// How many requests are being answered.
    busy: usize,
}

/// One request that is being answered.
#[derive(Debug)]
pub(super) struct Ticket {
    armed: Arc<Armed>,
    /// Its place in the log, which may be full.
    entry: usize,
    /// Its response; none when it is not expected.
    script: Option<usize>,
}

/// How much of a response was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// All of it was handed to the system.
    Whole,
    /// Not everything: the client closed the connection.
    ClosedEarly,
    /// Not everything: the vector was over.
    CutOff,
}

impl Armed {
    /// A vector, rendered; the error says what is wrong with it.
    pub(super) fn new(vector: &Vector, base_path: &str) -> Result<Self, String> {
        let scripts = vector.responses.iter().map(Script::new);
        let scripts: Vec<Script> = scripts.collect::<Result<_, _>>()?;
        if scripts.is_empty() {
            return Err("it has no response".to_owned());
        }
        Ok(Self {
            method: vector.request.method.clone(),
            path: format!("{base_path}{}", vector.request.rendered_path()),
            scripts,
            locations: vector.responses.iter().map(target).collect(),
            state: Mutex::default(),
            changed: Condvar::new(),
        })
    }

    /// Ends pauses and silences, and gives a response that is being written up to `grace` to
    /// finish. Returns the log.
    pub(super) fn end(&self, grace: Duration) -> Vec<RequestLog> {
        let mut state = lock(&self.state);
        state.is_over = true;
        self.changed.notify_all();
        let (mut state, _) = self
            .changed
            .wait_timeout_while(state, grace, |state| state.busy > 0)
            .unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut state.log)
    }

    /// Logs a request and chooses its response: the next one, or none for an unexpected request. A
    /// request is expected where the vector has it, and where a redirect before the last response
    /// leads, by whatever method.
    pub(super) fn take_request(self: Arc<Self>, method: String, target: String) -> Ticket {
        let mut state = lock(&self.state);
        let path = target.split(['?', '#']).next();
        // The last response answers all further requests.
        let next = state.answered.min(self.scripts.len() - 1);
        let redirect = state.redirect.filter(|redirect| *redirect < next);
        let location = redirect.and_then(|redirect| self.locations[redirect].as_deref());
        let is_followed = location.is_some_and(|location| {
            let sent = if location.contains('?') {
                target.split('#').next()
            } else {
                path
            };
            sent == Some(location)
        });
        let is_ours = self.method == method && path == Some(self.path.as_str());
        let script = ((is_ours || is_followed) && !state.is_over).then_some(next);
        if let Some(script) = script {
            state.answered += 1;
            let leads = self.locations[script].is_some();
            state.redirect = leads.then_some(script).or(state.redirect);
        }
        let entry = state.log.len();
        if entry < MAX_LOGGED {
            state.log.push(RequestLog {
                method,
                target,
                matched: script.is_some() && !is_followed,
                followed: script.is_some() && is_followed,
                sent: false,
                closed_early: false,
            });
        }
        state.busy += 1;
        drop(state);
        Ticket {
            armed: self,
            entry,
            script,
        }
    }
}

/// The target of a request that follows a response: a path on this server, with its query.
fn target(response: &Response) -> Option<String> {
    let location = response.location()?;
    let path = match location.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/')?..],
        None => location,
    };
    path.split('#').next().map(str::to_owned)
}

impl Ticket {
    /// How the request is answered; none when it is not expected.
    pub(super) fn script(&self) -> Option<&Script> {
        self.armed.scripts.get(self.script?)
    }

    /// Completes the log entry of the request.
    pub(super) fn finish(&self, sent: Sent) {
        let mut state = lock(&self.armed.state);
        state.busy -= 1;
        // The log of a vector that is over may be taken.
        if let Some(entry) = state.log.get_mut(self.entry) {
            entry.sent = sent == Sent::Whole;
            entry.closed_early = sent == Sent::ClosedEarly;
        }
        self.armed.changed.notify_all();
    }

    /// Waits for `pause` at most; whether the vector is still current then.
    pub(super) fn pause(&self, pause: Duration) -> bool {
        let armed = &self.armed;
        let (state, _) = armed
            .changed
            .wait_timeout_while(lock(&armed.state), pause, |state| !state.is_over)
            .unwrap_or_else(PoisonError::into_inner);
        !state.is_over
    }
}

/// What a mutex guards; a panic in another thread does not make it unusable.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
