//! One adapter process: started with a scrubbed environment, read line by line, killed as a group.
//!
//! Not here: what the lines mean (see [`suite::protocol`]), and the group itself (see `group`).
//! Start at [`AdapterProcess::spawn`].

mod output;
mod program;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use suite::protocol::ToAdapter;

use self::output::{LineReader, PIPE, Tail};
pub(crate) use self::output::{MAX_LINE, Output};
pub(crate) use self::program::{Ended, run_to_end};
use crate::group::{Group, Started};
use crate::interrupt::{Interrupt, POLL_INTERVAL};

/// How long the pipes of a dead process are waited for.
const PIPE_LIMIT: Duration = Duration::from_millis(200);

/// How long the exit of a process that closed its output is waited for.
const EXIT_LIMIT: Duration = Duration::from_millis(500);

/// A running adapter. Dropping it kills its whole process group.
#[derive(Debug)]
pub(crate) struct AdapterProcess {
    group: Arc<Group>,
    input: Option<ChildStdin>,
    /// Whether a line could not be sent because the process was gone.
    unsent: bool,
    /// Receives whether the sending of a long line failed.
    sending: Option<Receiver<bool>>,
    output: LineReader,
    stderr: Tail,
}

/// How a wait for output ended.
#[derive(Debug)]
pub(crate) enum Waited {
    Output(Output),
    TimedOut,
    Interrupted,
}

impl AdapterProcess {
    /// Starts a program with arguments in `dir`, with `env` on top of the scrubbed environment. The
    /// error is a sentence for its user.
    pub(crate) fn spawn(
        command: &[OsString],
        dir: Option<&Path>,
        env: &BTreeMap<String, String>,
    ) -> Result<Self, String> {
        let [program, arguments @ ..] = command else {
            return Err("its command is empty".to_owned());
        };
        let program = resolve(program, dir);
        let home = tempfile::Builder::new()
            .prefix("conform-")
            .tempdir()
            .map_err(|error| format!("no temporary folder can be made: {error}"))?;
        let mut command = Command::new(&program);
        command
            .args(arguments)
            .env_clear()
            .envs(scrubbed_environment(home.path()))
            .envs(env)
            .stdin(Stdio::piped());
        if let Some(dir) = dir {
            command.current_dir(dir);
        }
        let started =
            Group::spawn(command, Some(home)).map_err(|error| cannot_run(&program, &error))?;
        let Started {
            group,
            stdin,
            stdout: Some(stdout),
            stderr: Some(stderr),
        } = started
        else {
            return Err("its standard streams are not connected".to_owned());
        };
        Ok(Self {
            group,
            input: stdin,
            unsent: false,
            sending: None,
            output: LineReader::new(stdout),
            stderr: Tail::start(stderr),
        })
    }

    /// Sends a line. A process that does not read it is noticed by its silence.
    pub(crate) fn send(&mut self, message: &ToAdapter) {
        // A message has string keys only, so it is always JSON.
        let mut line = serde_json::to_vec(message).unwrap_or_default();
        line.push(b'\n');
        let Some(input) = &mut self.input else { return };
        // A process that is gone cannot be written to; its output ends then, too.
        if line.len() <= PIPE {
            // The adapter has read everything before, so this fits into the pipe.
            self.unsent |= input.write_all(&line).is_err();
        } else if let Ok(input) = input.as_fd().try_clone_to_owned() {
            // An adapter that hangs before it has read a long line must not hang the run.
            let (done, sending) = mpsc::channel();
            thread::spawn(move || done.send(File::from(input).write_all(&line).is_err()));
            self.sending = Some(sending);
        }
    }

    /// Waits for output until `deadline`.
    pub(crate) fn receive(&mut self, deadline: Instant, interrupt: &Interrupt) -> Waited {
        loop {
            if interrupt.is_triggered() {
                return Waited::Interrupted;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if let Some(output) = self.output.next(left.min(POLL_INTERVAL)) {
                return Waited::Output(output);
            }
            // A child of its own may keep the output of a dead process open.
            if self.group.exit_status(Duration::ZERO).is_some() {
                return Waited::Output(self.pending().unwrap_or(Output::End));
            }
            if left.is_zero() {
                return Waited::TimedOut;
            }
        }
    }

    /// Output that came although nothing was asked.
    pub(crate) fn pending(&mut self) -> Option<Output> {
        self.output.next(Duration::ZERO)
    }

    /// Sends `bye` and waits up to `limit` for the process to exit. Returns what it printed
    /// instead of exiting, if anything. What is left of it is killed when it is dropped.
    pub(crate) fn finish(&mut self, limit: Duration, interrupt: &Interrupt) -> Option<Output> {
        self.send(&ToAdapter::Bye);
        self.input = None;
        let end = Instant::now() + limit;
        match self.receive(end, interrupt) {
            Waited::Output(Output::End) => {}
            Waited::Output(output) => return Some(output),
            Waited::TimedOut | Waited::Interrupted => return None,
        }
        self.group
            .exit_status(end.saturating_duration_since(Instant::now()));
        None
    }

    /// Whether a process that ended left something of what was sent unread.
    pub(crate) fn has_unread_input(&mut self) -> bool {
        if let Some(sending) = self.sending.take() {
            // What cannot be written fails at once, unless a child keeps the input open.
            self.unsent |= sending.recv_timeout(PIPE_LIMIT).unwrap_or(true);
        }
        let waiting = self.input.as_ref().map(rustix::io::ioctl_fionread);
        self.unsent || matches!(waiting, Some(Ok(1..)))
    }

    /// How the process ended, in words, after its output did.
    pub(crate) fn ending(&self) -> String {
        match self.group.exit_status(EXIT_LIMIT) {
            Some(status) => describe(status),
            None => "closed its standard output".to_owned(),
        }
    }

    /// Kills the process with its children and returns the end of its standard error.
    pub(crate) fn kill(self) -> String {
        self.group.kill();
        // What the process wrote before it died may still be in the pipe.
        String::from_utf8_lossy(&self.stderr.text(PIPE_LIMIT)).into_owned()
    }
}

/// All variables of an adapter's process, but for those that `adapter.toml` adds: nothing of the
/// caller's, no proxy, a folder of its own as home.
pub fn scrubbed_environment(home: &Path) -> [(&'static str, OsString); 6] {
    [
        ("PATH", std::env::var_os("PATH").unwrap_or_default()),
        ("HOME", home.into()),
        ("TMPDIR", home.into()),
        ("LANG", "C.UTF-8".into()),
        ("NO_PROXY", "*".into()),
        ("no_proxy", "*".into()),
    ]
}

/// A program with a path is relative to the adapter's folder, a bare name is looked up.
fn resolve(program: &OsString, dir: Option<&Path>) -> PathBuf {
    let path = PathBuf::from(program);
    match dir {
        // The process starts in `dir`, from where a relative path would lead elsewhere.
        Some(dir) if path.components().count() > 1 && path.is_relative() => {
            let path = dir.join(path);
            std::path::absolute(&path).unwrap_or(path)
        }
        _ => path,
    }
}

fn cannot_run(program: &Path, error: &io::Error) -> String {
    let name = program.display();
    match error.kind() {
        io::ErrorKind::NotFound => format!(
            "`{name}` was not found (or the interpreter in its first line); install it or \
             correct the command"
        ),
        io::ErrorKind::PermissionDenied if program.is_dir() => {
            format!("`{name}` is a folder; name the program in it")
        }
        io::ErrorKind::PermissionDenied => {
            format!("`{name}` is not executable; try `chmod +x` on it")
        }
        _ => format!("`{name}` cannot be run: {error}"),
    }
}

fn describe(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;

    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exited with {code}"),
        (None, Some(signal)) => format!("was killed by signal {signal}"),
        (None, None) => "ended".to_owned(),
    }
}

/// Shows a line of an adapter in a message: its beginning, with what is not printable escaped.
pub(crate) fn quote(line: &[u8]) -> String {
    const SHOWN: usize = 200;
    let text = String::from_utf8_lossy(line);
    let shown: String = text.chars().take(SHOWN).collect();
    let more = match line.len() > SHOWN {
        true => format!("… ({} bytes)", line.len()),
        false => String::new(),
    };
    let mut escaped = String::with_capacity(shown.len());
    for char in shown.chars() {
        match char {
            // JSON is full of them.
            '"' | '\'' => escaped.push(char),
            char => escaped.extend(char.escape_debug()),
        }
    }
    format!("`{escaped}{more}`")
}

/// A problem with the last line of standard error, where there is one.
pub(crate) fn with_last_words(problem: String, stderr: &str) -> String {
    match stderr.lines().rev().find(|line| !line.trim().is_empty()) {
        Some(line) => format!("{problem}; its last words: {}", quote(line.as_bytes())),
        None => problem,
    }
}
