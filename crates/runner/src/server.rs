//! The loopback server: one lane for each adapter process, one current vector for each lane.
//!
//! A lane answers the current vector's expected request with its exact bytes, anything else with a
//! bare 404, and logs both. Threads and blocking sockets: one adapter makes one call at a time. Not
//! here: what the bytes are (see [`crate::wire`]). Start at [`Lane::open`].

use std::collections::HashMap;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use suite::vector::Vector;

use crate::Error;
use crate::event::RequestLog;
use crate::interrupt::POLL_INTERVAL;
use crate::wire::Script;

mod connection;

/// The path below which all operations stand, as on the real server.
pub const BASE_PATH: &str = "/api/v1/workspace";

/// How many requests of one vector are kept in the log; a client that loops must not fill memory.
const MAX_LOGGED: usize = 100;

/// How many connections a lane holds at once; further ones are closed unanswered.
const MAX_CONNECTIONS: usize = 64;

/// How long [`Lane::disarm`] waits for a request that is being answered.
const GRACE: Duration = Duration::from_millis(500);

/// A listening socket on the loopback with a current vector. Dropping it closes every connection.
#[derive(Debug)]
pub struct Lane {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// What the lane's owner and its threads share.
#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    /// Notified when the current vector changes, a request is done, or the lane closes.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Counts the vectors, so that a thread notices that its vector is over.
    epoch: u64,
    armed: Option<Armed>,
    log: Vec<RequestLog>,
    /// Requests of this epoch that are being answered.
    busy: usize,
    closed: bool,
    connections: HashMap<u64, TcpStream>,
    next_connection: u64,
}

/// The vector that the lane answers with.
#[derive(Debug)]
struct Armed {
    method: String,
    path: String,
    scripts: Vec<Arc<Script>>,
    answered: usize,
}

impl Lane {
    /// Starts to listen on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// [`Error::Server`] when no port can be had.
    pub fn open() -> Result<Self, Error> {
        let server = |action| move |source| Error::Server { action, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .map_err(server("listening on a free port"))?;
        let address = listener
            .local_addr()
            .map_err(server("asking for the port"))?;
        let shared = Arc::new(Shared::default());
        let for_thread = Arc::clone(&shared);
        thread::spawn(move || accept(&listener, &for_thread));
        Ok(Self { address, shared })
    }

    /// The URL below which the operations' paths stand.
    pub fn base_url(&self) -> String {
        format!("http://{}{BASE_PATH}", self.address)
    }

    /// Makes `vector` the current one.
    ///
    /// # Errors
    ///
    /// [`Error::Vector`] when its response cannot be rendered.
    pub fn arm(&self, vector: &Vector) -> Result<(), Error> {
        let wrong = |message| Error::Vector {
            id: vector.id.clone(),
            message,
        };
        let scripts: Vec<Arc<Script>> = vector
            .responses
            .iter()
            .map(|response| Script::new(response).map(Arc::new))
            .collect::<Result<_, _>>()
            .map_err(wrong)?;
        if scripts.is_empty() {
            return Err(wrong("it has no response".to_owned()));
        }
        let mut state = self.shared.lock();
        state.epoch += 1;
        state.log.clear();
        state.busy = 0;
        state.armed = Some(Armed {
            method: vector.request.method.clone(),
            path: format!("{BASE_PATH}{}", vector.request.rendered_path()),
            scripts,
            answered: 0,
        });
        Ok(())
    }

    /// Ends the current vector and returns its log. Pauses and silences of its responses end at
    /// once; a response that is being written gets a moment to finish.
    pub fn disarm(&self) -> Vec<RequestLog> {
        let mut state = self.shared.lock();
        state.armed = None;
        self.shared.changed.notify_all();
        let (mut state, _) = self
            .shared
            .changed
            .wait_timeout_while(state, GRACE, |state| state.busy > 0)
            .unwrap_or_else(PoisonError::into_inner);
        state.epoch += 1;
        std::mem::take(&mut state.log)
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.closed = true;
        for (_, stream) in state.connections.drain() {
            // Wakes the connection's thread; an error means that it is already over.
            let _ = stream.shutdown(Shutdown::Both);
        }
        drop(state);
        self.shared.changed.notify_all();
        // Wakes the accepting thread, which then sees that the lane is closed.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
    }
}

impl Shared {
    /// The state; a panic in another thread does not make it unusable.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Registers a connection, or refuses it.
    fn register(&self, stream: &TcpStream) -> Option<u64> {
        let copy = stream.try_clone().ok()?;
        let mut state = self.lock();
        if state.closed || state.connections.len() >= MAX_CONNECTIONS {
            return None;
        }
        let id = state.next_connection;
        state.next_connection += 1;
        state.connections.insert(id, copy);
        Some(id)
    }

    /// Logs a request and returns how to answer it: with the current vector's next response, or,
    /// with none, as unexpected.
    fn take_request(&self, method: String, target: String) -> Ticket {
        let mut state = self.lock();
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let armed = state.armed.as_mut();
        let expected = armed.filter(|armed| armed.method == method && armed.path == path);
        let script = expected.and_then(|armed| {
            let next = armed.scripts.get(armed.answered);
            armed.answered += 1;
            // The last response answers all further requests.
            next.or(armed.scripts.last()).map(Arc::clone)
        });
        let entry = (state.log.len() < MAX_LOGGED).then_some(state.log.len());
        if entry.is_some() {
            state.log.push(RequestLog {
                method,
                target,
                matched: script.is_some(),
                sent: false,
                closed_early: false,
            });
        }
        state.busy += 1;
        Ticket {
            epoch: state.epoch,
            entry,
            script,
        }
    }

    /// Completes the log entry of a request.
    fn finish_request(&self, ticket: &Ticket, sent: Sent) {
        let mut state = self.lock();
        if state.epoch != ticket.epoch {
            return;
        }
        state.busy = state.busy.saturating_sub(1);
        if let Some(entry) = ticket.entry.and_then(|index| state.log.get_mut(index)) {
            entry.sent = sent == Sent::Whole;
            entry.closed_early = sent == Sent::ClosedEarly;
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Waits for `pause` at most; whether the vector of `ticket` is still current then.
    fn pause(&self, ticket: &Ticket, pause: Duration) -> bool {
        let is_current = |state: &mut State| {
            !state.closed && state.epoch == ticket.epoch && state.armed.is_some()
        };
        let (mut state, _) = self
            .changed
            .wait_timeout_while(self.lock(), pause, is_current)
            .unwrap_or_else(PoisonError::into_inner);
        is_current(&mut state)
    }
}

/// How much of a response was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    /// Everything that it says was handed to the system.
    Whole,
    /// Not everything: the client closed the connection.
    ClosedEarly,
    /// Not everything: the vector was over.
    CutOff,
}

/// One request that is being answered.
#[derive(Debug)]
struct Ticket {
    epoch: u64,
    entry: Option<usize>,
    script: Option<Arc<Script>>,
}

/// Accepts connections until the lane closes.
fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    while !shared.lock().closed {
        let Ok((stream, _)) = listener.accept() else {
            // Out of descriptors, most likely: let some connections end.
            thread::sleep(POLL_INTERVAL);
            continue;
        };
        let Some(id) = shared.register(&stream) else {
            continue;
        };
        let for_thread = Arc::clone(shared);
        thread::spawn(move || {
            connection::serve(&stream, &for_thread);
            for_thread.lock().connections.remove(&id);
        });
    }
}
