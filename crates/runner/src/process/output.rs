//! What a process writes: lines from standard output, the end of standard error.

use std::io::{self, Read};
use std::process::ChildStdout;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// What every pipe holds, in bytes.
pub(super) const PIPE: usize = 16 * 1024;

/// The longest line that an adapter may send, in bytes.
pub(crate) const MAX_LINE: usize = 16 * 1024 * 1024;

/// How much of the end of a stream is kept, in bytes.
const TAIL: usize = 64 * 1024;

/// What came over standard output.
#[derive(Debug)]
pub(crate) enum Output {
    /// A line without its end.
    Line(Vec<u8>),
    /// A line longer than [`MAX_LINE`].
    TooLong,
    /// The end: the process exited or closed its standard output.
    End,
}

/// Cuts standard output into lines.
#[derive(Debug)]
pub(super) struct LineReader {
    stdout: ChildStdout,
    /// Where a read goes first.
    chunk: Box<[u8]>,
    /// What was read and not handed out.
    buffer: Vec<u8>,
    /// How much of it has no line end.
    scanned: usize,
    ended: bool,
}

impl LineReader {
    /// Nothing is read yet.
    pub(super) fn new(stdout: ChildStdout) -> Self {
        Self {
            stdout,
            chunk: vec![0; PIPE].into(),
            buffer: Vec::new(),
            scanned: 0,
            ended: false,
        }
    }

    /// The next line; none when it does not come within `wait`.
    pub(super) fn next(&mut self, wait: Duration) -> Option<Output> {
        let end = Instant::now() + wait;
        loop {
            let new = &self.buffer[self.scanned..];
            if let Some(index) = memchr::memchr(b'\n', new) {
                let rest = self.buffer.split_off(self.scanned + index + 1);
                let mut line = std::mem::replace(&mut self.buffer, rest);
                line.pop();
                self.scanned = 0;
                return Some(Output::Line(line));
            }
            self.scanned = self.buffer.len();
            if self.scanned > MAX_LINE {
                return Some(Output::TooLong);
            }
            if self.ended {
                // A last line without its end is shown when it is garbage and lost when it is not.
                self.scanned = 0;
                return Some(match std::mem::take(&mut self.buffer) {
                    line if line.is_empty() => Output::End,
                    line => Output::Line(line),
                });
            }
            if !self.is_ready(end.saturating_duration_since(Instant::now())) {
                return None;
            }
            match self.stdout.read(&mut self.chunk) {
                Ok(count @ 1..) => self.buffer.extend_from_slice(&self.chunk[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(_) | Err(_) => self.ended = true,
            }
        }
    }

    /// Whether there is something to read, or the end, within `wait`.
    fn is_ready(&self, wait: Duration) -> bool {
        let mut polled = [PollFd::new(&self.stdout, PollFlags::IN)];
        // A wait is at most some minutes, which fits; an interrupted wait is one that ended early.
        let wait = Timespec::try_from(wait).ok();
        poll(&mut polled, wait.as_ref()).is_ok_and(|ready| ready > 0)
    }
}

/// The end of a stream, read by a thread, so that a full pipe stops nobody.
#[derive(Debug)]
pub(super) struct Tail {
    text: Arc<Mutex<Vec<u8>>>,
    /// Closed when the stream ended.
    ended: Receiver<()>,
}

impl Tail {
    /// Begins to read a stream.
    pub(super) fn start(mut stream: impl Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&text);
        let (ends, ended) = mpsc::channel();
        thread::spawn(move || {
            let mut chunk = [0; 8 * 1024];
            while let Ok(count @ 1..) = stream.read(&mut chunk) {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend_from_slice(&chunk[..count]);
                let excess = kept.len().saturating_sub(TAIL);
                kept.drain(..excess);
            }
            drop(ends);
        });
        Self { text, ended }
    }

    /// The last [`TAIL`] bytes, once the stream ended or `limit` is over.
    pub(super) fn text(self, limit: Duration) -> Vec<u8> {
        // Nothing is ever sent: this ends with the reading thread or with the limit.
        let _ = self.ended.recv_timeout(limit);
        std::mem::take(&mut self.text.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
