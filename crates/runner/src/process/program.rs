//! A program that is run to its end: a step of a set-up, or a question to an interpreter.
//!
//! It runs in its own process group and is killed like an adapter. Not here: adapters, which are
//! talked with. Start at [`run_to_end`].

use std::io;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use super::output::Tail;
use crate::group::{Group, Started};
use crate::interrupt::{Interrupt, poll};

/// How long the output of a program that ended is waited for: a process that left the group may
/// keep it open.
const OUTPUT_LIMIT: Duration = Duration::from_millis(500);

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
    limit: Duration,
    interrupt: &Interrupt,
) -> io::Result<Ended> {
    command.stdin(Stdio::null());
    let Started {
        group,
        stdout,
        stderr,
        ..
    } = Group::spawn(command, None)?;
    let (stdout, stderr) = (stdout.map(Tail::start), stderr.map(Tail::start));
    let is_over = || interrupt.is_triggered() || group.is_killed();
    let exited = poll(limit, || match group.exit_status(Duration::ZERO) {
        Some(status) => Some(Some(status)),
        None => is_over().then_some(None),
    });
    group.kill();
    let text = |tail: Option<Tail>| tail.map_or_else(Vec::new, |tail| tail.text(OUTPUT_LIMIT));
    Ok(match exited {
        Some(Some(status)) => Ended::Exited(Output {
            status,
            stdout: text(stdout),
            stderr: text(stderr),
        }),
        Some(None) => Ended::Interrupted,
        None => Ended::TimedOut,
    })
}
