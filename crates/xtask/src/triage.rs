//! Why inputs fail, and which of them fail for the same reason.
//!
//! Every input is checked in a process of its own, because a stack overflow or an endless loop
//! cannot be caught. Start at [`verdict`] and [`group`].

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::corpus::entries;
use crate::declared::DeclaredTarget;
use crate::{Error, Exit};

/// The result of one input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing is wrong.
    Passes,
    /// An oracle or the code under test panicked.
    Panics {
        /// The file and line.
        at: String,
        /// The first line of the message, without what differs from input to input.
        message: String,
    },
    /// It took longer than the target allows.
    TimesOut,
    /// The process died: a stack overflow, an abort, no memory.
    Dies(String),
}

impl Verdict {
    /// What happened, without where: for names.
    #[must_use]
    pub fn what(&self) -> &str {
        match self {
            Self::Passes => "passes",
            Self::Panics { message, .. } => message,
            Self::TimesOut => "takes too long",
            Self::Dies(_) => "kills the process",
        }
    }

    /// One line for people; equal for equal causes.
    #[must_use]
    pub fn cause(&self) -> String {
        match self {
            Self::Panics { at, .. } => format!("{} ({at})", self.what()),
            Self::Dies(how) => format!("{} ({how})", self.what()),
            Self::Passes | Self::TimesOut => self.what().to_owned(),
        }
    }
}

/// Inputs that fail for the same reason.
#[derive(Debug, Clone)]
pub struct Group {
    /// The reason.
    pub verdict: Verdict,
    /// At least one.
    pub inputs: Vec<PathBuf>,
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} x {}", self.inputs.len(), self.verdict.cause())?;
        let mut inputs = self.inputs.iter();
        inputs.try_for_each(|path| writeln!(f, "  {}", path.display()))
    }
}

/// Groups the files of a folder by cause.
///
/// # Errors
///
/// When there is none, or one cannot be checked.
pub fn folder(target: &DeclaredTarget, folder: &Path) -> Result<Vec<Group>, Error> {
    let mut paths = entries(folder).map_err(|error| Error::file(folder, error))?;
    paths.retain(|path| path.is_file());
    if paths.is_empty() {
        let message = "expected failing inputs, found no file";
        return Err(Error::file(folder, message));
    }
    group(target, &paths)
}

/// Groups files by cause, the largest group first.
///
/// # Errors
///
/// When a file cannot be checked.
pub fn group(target: &DeclaredTarget, paths: &[PathBuf]) -> Result<Vec<Group>, Error> {
    let mut groups: BTreeMap<Verdict, Vec<PathBuf>> = BTreeMap::new();
    for path in paths {
        let verdict = verdict(target, path)?;
        groups.entry(verdict).or_default().push(path.clone());
    }
    let groups = groups.into_iter();
    let mut groups: Vec<_> = groups
        .map(|(verdict, inputs)| Group { verdict, inputs })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.inputs.len()));
    Ok(groups)
}

/// Checks one file with the oracle of a target, by running this program again.
///
/// # Errors
///
/// When the file cannot be read or is over the target's limit, or this program cannot be started or
/// refuses its work.
pub fn verdict(target: &DeclaredTarget, path: &Path) -> Result<Verdict, Error> {
    let metadata = std::fs::metadata(path).map_err(|error| Error::file(path, error))?;
    if !metadata.is_file() {
        return Err(Error::file(
            path,
            "expected a file, as it is read more than once",
        ));
    }
    target.check_size(path, metadata.len())?;
    let program = std::env::current_exe().map_err(|error| Error::file("this program", error))?;
    let failed = |error: std::io::Error| Error::file(&program, error);
    let mut child = Command::new(&program)
        // `--`, as the name of a file may look like an option.
        .args(["corpus", "check", "--", &target.name])
        .arg(path)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    // It writes a few kilobytes at most, so the pipe does not fill up before the process ends.
    let until = Instant::now() + Duration::from_secs(target.timeout);
    let status = loop {
        match child.try_wait().map_err(failed)? {
            Some(status) => break status,
            None if Instant::now() > until => {
                child.kill().and_then(|()| child.wait()).map_err(failed)?;
                return Ok(Verdict::TimesOut);
            }
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let mut stderr = String::new();
    if let Some(mut pipe) = child.stderr.take() {
        let _ = std::io::Read::read_to_string(&mut pipe, &mut stderr);
    }
    of_process(status, &stderr)
}

/// The exit code of a Rust program whose main thread panicked.
const PANIC: i32 = 101;

/// The verdict that the end of the process stands for: only a panic or a signal is a finding.
fn of_process(status: ExitStatus, stderr: &str) -> Result<Verdict, Error> {
    match status.code() {
        Some(0) => Ok(Verdict::Passes),
        Some(PANIC) | None => {
            let panic = panic_in(stderr);
            Ok(panic.unwrap_or_else(|| Verdict::Dies(status.to_string())))
        }
        // Its sentence, without the prefix that this process prints again.
        Some(code) if code == Exit::Usage as i32 => {
            let stderr = stderr.trim();
            let sentence = stderr.split_once(": ").map_or(stderr, |it| it.1);
            Err(Error::Use(sentence.to_owned()))
        }
        Some(_) => Err(Error::Program {
            program: "checking one input".to_owned(),
            message: format!("{status}\n{}", stderr.trim()),
        }),
    }
}

/// The place and the message of a panic.
fn panic_in(stderr: &str) -> Option<Verdict> {
    let mut lines = stderr
        .lines()
        .skip_while(|line| !line.contains(" panicked at "));
    let (_, place) = lines.next()?.split_once(" panicked at ")?;
    let place = place.trim_end_matches(':');
    // Without the column, and without the path of the checkout.
    let place = place.rsplit_once(':').map_or(place, |(line, _)| line);
    let at = place.find("crates/").map_or(place, |at| &place[at..]);
    Some(Verdict::Panics {
        at: at.to_owned(),
        message: general(lines.next().unwrap_or_default()),
    })
}

/// A message without what was in the input: no digits, nothing in quotes, at most a line.
fn general(message: &str) -> String {
    let parts = message.split(['"', '`']).enumerate();
    let unquoted: Vec<_> = parts
        .map(|(nth, part)| if nth % 2 == 0 { part } else { "…" })
        .collect();
    let message = unquoted.concat();
    let message = message.split(": read ").next().unwrap_or_default();
    let words = message.split_whitespace();
    let words = words.filter(|word| !word.bytes().any(|byte| byte.is_ascii_digit()));
    words.take(16).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_causes_are_equal_whatever_the_input() {
        let stderr = |what: &str, column: u32| {
            format!(
                "\nthread 'main' (1{column}) panicked at /x/y/crates/fuzz-oracles/src/a.rs:8:{column}:\n{what}\nnote: run"
            )
        };
        let one = panic_in(&stderr("the reader disagrees: Code: read Some(\"a\")", 5));
        let two = panic_in(&stderr("the reader disagrees: Code: read None", 17));
        assert_eq!(one, two);
        let Some(Verdict::Panics { at, message }) = one else {
            panic!("no panic")
        };
        assert_eq!(
            (at.as_str(), message.as_str()),
            (
                "crates/fuzz-oracles/src/a.rs:8",
                "the reader disagrees: Code"
            )
        );
        assert_eq!(panic_in("Segmentation fault"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_refusal_of_the_process_is_no_finding() {
        use std::os::unix::process::ExitStatusExt as _;

        let exit = |code: i32, stderr: &str| of_process(ExitStatus::from_raw(code << 8), stderr);
        assert_eq!(exit(0, "noise"), Ok(Verdict::Passes));
        let refused = exit(2, "error: x: Permission denied (os error 13)\n").unwrap_err();
        assert_eq!(refused.to_string(), "x: Permission denied (os error 13)");
        assert_eq!(refused.exit(), Exit::Usage);
        for code in [1, 3] {
            let failed = exit(code, "it stopped").unwrap_err();
            assert!(failed.exit() == Exit::Program && failed.to_string().ends_with("it stopped"));
        }
        let panicked = exit(101, "thread 'main' panicked at crates/a.rs:8:5:\nno");
        assert!(
            matches!(panicked, Ok(Verdict::Panics { .. })),
            "{panicked:?}"
        );
        let killed = of_process(ExitStatus::from_raw(11), "");
        assert!(matches!(killed, Ok(Verdict::Dies(_))), "{killed:?}");
    }
}
