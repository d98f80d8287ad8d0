//! The loopback server: one lane for each adapter process, one current vector for each lane.
//!
//! A lane answers the current vector's expected request with its exact bytes, anything else with a
//! bare 404, and logs both. Threads and blocking sockets: one adapter makes one call at a time. Not
//! here: what the bytes are (see [`crate::wire`]). Start at [`Lane::open`].

use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
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
    shared: Arc<Mutex<Shared>>,
}

/// What the lane's owner and its threads share.
#[derive(Debug, Default)]
struct Shared {
    current: Option<Arc<Armed>>,
    closed: bool,
    connections: Vec<Weak<TcpStream>>,
}

/// The vector that the lane answers with.
#[derive(Debug)]
struct Armed {
    method: String,
    path: String,
    scripts: Vec<Script>,
    state: Mutex<State>,
    /// Notified when the vector is over or a request is done.
    changed: Condvar,
}

/// How far the answers to a vector's requests are.
#[derive(Debug, Default)]
struct State {
    is_over: bool,
    log: Vec<RequestLog>,
    /// How many expected requests came.
    expected: usize,
    /// How many requests are being answered.
    busy: usize,
}

/// One request that is being answered.
#[derive(Debug)]
struct Ticket {
    armed: Arc<Armed>,
    /// Its place in the log, which may be full.
    entry: usize,
    /// Its response; none when it is not expected.
    script: Option<usize>,
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
        let shared = Arc::default();
        let for_thread = Arc::clone(&shared);
        thread::spawn(move || accept(&listener, &for_thread));
        Ok(Self { address, shared })
    }

    /// The URL below which the operations' paths stand.
    pub fn base_url(&self) -> String {
        format!("http://{}{BASE_PATH}", self.address)
    }

    /// Makes `vector` the current one, in place of another.
    ///
    /// # Errors
    ///
    /// [`Error::Vector`] when its response cannot be rendered.
    pub fn arm(&self, vector: &Vector) -> Result<(), Error> {
        let wrong = |message| Error::Vector {
            id: vector.id.clone(),
            message,
        };
        let scripts = vector.responses.iter().map(Script::new);
        let scripts: Vec<Script> = scripts.collect::<Result<_, _>>().map_err(wrong)?;
        if scripts.is_empty() {
            return Err(wrong("it has no response".to_owned()));
        }
        self.disarm();
        lock(&self.shared).current = Some(Arc::new(Armed {
            method: vector.request.method.clone(),
            path: format!("{BASE_PATH}{}", vector.request.rendered_path()),
            scripts,
            state: Mutex::default(),
            changed: Condvar::new(),
        }));
        Ok(())
    }

    /// Ends the current vector and returns its log. Pauses and silences of its responses end at
    /// once; a response that is being written gets a moment to finish.
    pub fn disarm(&self) -> Vec<RequestLog> {
        let Some(armed) = lock(&self.shared).current.take() else {
            return Vec::new();
        };
        let mut state = lock(&armed.state);
        state.is_over = true;
        armed.changed.notify_all();
        let (mut state, _) = armed
            .changed
            .wait_timeout_while(state, GRACE, |state| state.busy > 0)
            .unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut state.log)
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        let mut shared = lock(&self.shared);
        shared.closed = true;
        if let Some(armed) = shared.current.take() {
            lock(&armed.state).is_over = true;
            armed.changed.notify_all();
        }
        for stream in shared.connections.iter().filter_map(Weak::upgrade) {
            // Wakes the connection's thread; an error means that it is already over.
            let _ = stream.shutdown(Shutdown::Both);
        }
        drop(shared);
        // Wakes the accepting thread, which then sees that the lane is closed.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
    }
}

impl Armed {
    /// Logs a request and chooses its response: the next one, or none for an unexpected request.
    fn take_request(self: Arc<Self>, method: String, target: String) -> Ticket {
        let mut state = lock(&self.state);
        let path = target.split(['?', '#']).next();
        let is_ours = self.method == method && path == Some(self.path.as_str());
        let is_expected = is_ours && !state.is_over;
        // The last response answers all further requests.
        let script = is_expected.then(|| state.expected.min(self.scripts.len() - 1));
        state.expected += usize::from(is_expected);
        let entry = state.log.len();
        if entry < MAX_LOGGED {
            state.log.push(RequestLog {
                method,
                target,
                matched: is_expected,
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

impl Ticket {
    /// How the request is answered; none when it is not expected.
    fn script(&self) -> Option<&Script> {
        self.armed.scripts.get(self.script?)
    }

    /// Completes the log entry of the request.
    fn finish(&self, sent: Sent) {
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
    fn pause(&self, pause: Duration) -> bool {
        let armed = &self.armed;
        let (state, _) = armed
            .changed
            .wait_timeout_while(lock(&armed.state), pause, |state| !state.is_over)
            .unwrap_or_else(PoisonError::into_inner);
        !state.is_over
    }
}

/// Accepts connections until the lane closes.
fn accept(listener: &TcpListener, shared: &Arc<Mutex<Shared>>) {
    loop {
        let accepted = listener.accept();
        let mut state = lock(shared);
        if state.closed {
            return;
        }
        let Ok((stream, _)) = accepted else {
            drop(state);
            // Out of descriptors, most likely: let some connections end.
            thread::sleep(POLL_INTERVAL);
            continue;
        };
        state.connections.retain(|other| other.strong_count() > 0);
        if state.connections.len() < MAX_CONNECTIONS {
            let stream = Arc::new(stream);
            state.connections.push(Arc::downgrade(&stream));
            let for_thread = Arc::clone(shared);
            thread::spawn(move || connection::serve(&stream, &for_thread));
        }
    }
}

/// What a mutex guards; a panic in another thread does not make it unusable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
