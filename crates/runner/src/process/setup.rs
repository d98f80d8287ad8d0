//! A program that is run to its end: a step of a set-up, or a question to an interpreter.
//!
//! It runs in its own process group and is killed like an adapter. Not here: adapters, which are
//! talked with. Start at [`run_to_end`].

use std::io;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use process_wrap::std::{CommandWrap, ProcessGroup};

use super::output::keep_tail;
use super::{POLL_INTERVAL, kill, register};
use crate::interrupt::Interrupt;

/// How a program ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// By itself, with the ends of what it wrote.
    Exited(Output),
    /// It was killed when its time was up.
    TimedOut,
    /// It was killed because everything is to end.
    Interrupted,
}

/// Runs a program without input until it ends, the time is up or an interruption comes; whatever
/// is left of its group then is killed.
pub(crate) fn run_to_end(
    mut command: Command,
    limit: Option<Duration>,
    interrupt: &Interrupt,
) -> io::Result<Ended> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = CommandWrap::from(command)
        .wrap(ProcessGroup::leader())
        .spawn()?;
    let stdout = child.stdout().take().map(Kept::start);
    let stderr = child.stderr().take().map(Kept::start);
    let child = Arc::new(Mutex::new(Some(child)));
    register(&child, None);
    let begin = Instant::now();
    let mut pause = Duration::from_millis(1);
    let ended = loop {
        let status = match &mut *child.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(child) => child.try_wait(),
            // Somebody killed everything.
            None => return Ok(Ended::Interrupted),
        };
        match status {
            Err(error) => break Err(error),
            Ok(Some(status)) => break Ok(Some(status)),
            Ok(None) if interrupt.is_triggered() => break Ok(None),
            Ok(None) if limit.is_some_and(|limit| begin.elapsed() >= limit) => break Ok(None),
            Ok(None) => thread::sleep(pause),
        }
        pause = (2 * pause).min(POLL_INTERVAL);
    };
    kill(&child);
    Ok(match ended? {
        Some(status) => Ended::Exited(Output {
            status,
            stdout: stdout.map(Kept::end).unwrap_or_default(),
            stderr: stderr.map(Kept::end).unwrap_or_default(),
        }),
        None if interrupt.is_triggered() => Ended::Interrupted,
        None => Ended::TimedOut,
    })
}

/// The end of a stream, read by a thread, so that a full pipe does not stop the program.
struct Kept {
    text: Arc<Mutex<Vec<u8>>>,
    reader: thread::JoinHandle<()>,
}

impl Kept {
    fn start(stream: impl io::Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(Vec::new()));
        let keeper = Arc::clone(&text);
        let reader = thread::spawn(move || keep_tail(stream, &keeper));
        Self { text, reader }
    }

    fn end(self) -> Vec<u8> {
        // A process that left the group may keep the stream open.
        let end = Instant::now() + Duration::from_millis(500);
        while !self.reader.is_finished() && Instant::now() < end {
            thread::sleep(Duration::from_millis(1));
        }
        std::mem::take(&mut self.text.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
