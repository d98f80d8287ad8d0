//! Process groups: a program with its children, which are killed as one.
//!
//! Every group is registered until it is gone, so that [`kill_adapters`] finds it. Not here: what
//! is written to a process or read from it (see `process`). Start at [`Group::spawn`].

use std::fs;
use std::io;
use std::process::{ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use process_wrap::std::{ChildWrapper, CommandWrap, ProcessGroup};
use tempfile::TempDir;

use crate::interrupt::poll;

/// Every group that may be alive.
static LIVE: Mutex<Vec<Weak<Group>>> = Mutex::new(Vec::new());

/// Kills every process that the runner started, with its children, and removes its folder, without
/// waiting for anything else.
pub fn kill_adapters() {
    let live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
    for group in live.iter().filter_map(Weak::upgrade) {
        group.kill();
        // Nothing is left to do when it is gone or cannot be removed.
        let _ = group.home.as_ref().map(fs::remove_dir_all);
    }
}

/// A running program with its children. Dropping it kills them all.
#[derive(Debug)]
pub(crate) struct Group {
    /// Empty once it was killed: its number may then belong to somebody else.
    leader: Mutex<Option<Box<dyn ChildWrapper>>>,
    /// A folder that goes with the group.
    home: Option<TempDir>,
}

/// A group that was started, with the streams that are pipes.
pub(crate) struct Started {
    pub(crate) group: Arc<Group>,
    pub(crate) stdin: Option<ChildStdin>,
    pub(crate) stdout: Option<ChildStdout>,
    pub(crate) stderr: Option<ChildStderr>,
}

impl Group {
    /// Starts a program with pipes for its output.
    pub(crate) fn spawn(mut command: Command, home: Option<TempDir>) -> io::Result<Started> {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = CommandWrap::from(command)
            .wrap(ProcessGroup::leader())
            .spawn()?;
        let (stdin, stdout, stderr) = (
            child.stdin().take(),
            child.stdout().take(),
            child.stderr().take(),
        );
        let group = Arc::new(Self {
            leader: Mutex::new(Some(child)),
            home,
        });
        let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
        live.retain(|group| group.strong_count() > 0);
        live.push(Arc::downgrade(&group));
        Ok(Started {
            group,
            stdin,
            stdout,
            stderr,
        })
    }

    /// How the leader ended; none when it does not within `limit`, or was killed.
    pub(crate) fn exit_status(&self, limit: Duration) -> Option<ExitStatus> {
        poll(limit, || {
            let mut leader = self.leader.lock().unwrap_or_else(PoisonError::into_inner);
            leader.as_mut()?.try_wait().ok().flatten()
        })
    }

    /// Kills the group, which may outlive its leader, and reaps the leader.
    pub(crate) fn kill(&self) {
        let mut leader = self.leader.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mut leader) = leader.take() {
            // An error means that nobody is left.
            let _ = leader.start_kill();
            let _ = leader.wait();
        }
    }

    /// Whether the group was killed.
    pub(crate) fn is_killed(&self) -> bool {
        let leader = self.leader.lock().unwrap_or_else(PoisonError::into_inner);
        leader.is_none()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}
