//! What a process writes: lines from standard output, the end of standard error.

use std::io::{self, Read};
use std::process::ChildStdout;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::PIPE;

/// The longest line that an adapter may send, in bytes.
pub(crate) const MAX_LINE: usize = 16 * 1024 * 1024;

/// How much of the end of standard error is kept, in bytes.
const STDERR_KEPT: usize = 64 * 1024;

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

/// Reads standard error to its end and keeps the last [`STDERR_KEPT`] bytes.
pub(super) fn keep_tail(mut stderr: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut chunk = [0; 8 * 1024];
    while let Ok(count @ 1..) = stderr.read(&mut chunk) {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&chunk[..count]);
        let excess = kept.len().saturating_sub(STDERR_KEPT);
        kept.drain(..excess);
    }
}
