//! The loopback server: one lane for each adapter process, one current vector for each lane.
//!
//! A lane answers the current vector's expected request with its exact bytes, anything else with a
//! bare 404, and logs both. Threads and blocking sockets: one adapter makes one call at a time. Not
//! here: what the bytes are (see [`crate::wire`]). Start at [`Lane::open`].

mod armed;
mod connection;

use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, Weak};
use std::thread;
use std::time::Duration;

use suite::vector::Vector;

use self::armed::{Armed, Shared, lock};
use crate::Error;
use crate::event::RequestLog;
use crate::interrupt::POLL_INTERVAL;

/// The path below which all operations stand, as on the real server.
pub const BASE_PATH: &str = "/api/v1/workspace";

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
        let armed = Armed::new(vector, BASE_PATH).map_err(|message| Error::Vector {
            id: vector.id.clone(),
            message,
        })?;
        self.disarm();
        lock(&self.shared).current = Some(Arc::new(armed));
        Ok(())
    }

    /// Ends the current vector and returns its log. Pauses and silences of its responses end at
    /// once; a response that is being written gets a moment to finish.
    pub fn disarm(&self) -> Vec<RequestLog> {
        let armed = lock(&self.shared).current.take();
        armed.map_or_else(Vec::new, |armed| armed.end(GRACE))
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        let mut shared = lock(&self.shared);
        shared.closed = true;
        if let Some(armed) = shared.current.take() {
            armed.end(Duration::ZERO);
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
