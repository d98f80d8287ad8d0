//! Why inputs fail, and which of them fail for the same reason.
//!
//! Every input is checked in a process of its own, because a stack overflow or an endless loop
//! cannot be caught. Start at [`verdict`] and [`group`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::Error;
use crate::declared::DeclaredTarget;

/// What became of one input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing is wrong.
    Passes,
    /// An oracle or the code under test panicked: where, and with which first line.
    Panics {
        /// The file and line.
        at: String,
        /// The message, without what differs from input to input.
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

/// Checks one file with the oracle of a target, by running this program again.
///
/// # Errors
///
/// When the file cannot be read, is over the target's limit, or this program cannot be started or
/// refuses its work.
pub fn verdict(target: &DeclaredTarget, path: &Path) -> Result<Verdict, Error> {
    let metadata = std::fs::metadata(path).map_err(|error| Error::file(path, error))?;
    if !metadata.is_file() {
        return Err(Error::file(
            path,
            "expected a file, as it is read again and again",
        ));
    }
    target.check_size(path, metadata.len())?;
    let program = std::env::current_exe().map_err(|error| Error::file("this program", error))?;
    let failed = |error: std::io::Error| Error::file(&program, error);
    let mut child = Command::new(&program)
        // A file may be called as an option is.
        .args(["corpus", "check", "--", &target.name])
        .arg(path)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    // A few kilobytes at most, so that the pipe never fills up before the process ends.
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
    let mut said = String::new();
    if let Some(mut stderr) = child.stderr.take() {
        let _ = std::io::Read::read_to_string(&mut stderr, &mut said);
    }
    judged(status, &said)
}

/// What the end of the process says: only a panic or a signal is a finding.
fn judged(status: ExitStatus, said: &str) -> Result<Verdict, Error> {
    match status.code() {
        Some(0) => Ok(Verdict::Passes),
        Some(PANIC) | None => {
            let panic = panic_of(said);
            Ok(panic.unwrap_or_else(|| Verdict::Dies(status.to_string())))
        }
        // Its own sentence, without the name of the program, which says it again.
        Some(2) => {
            let said = said.trim();
            let sentence = said.split_once(": ").map_or(said, |(_, sentence)| sentence);
            Err(Error::Use(sentence.to_owned()))
        }
        Some(_) => Err(Error::Program {
            program: "checking one input".to_owned(),
            message: format!("{status}\n{}", said.trim()),
        }),
    }
}

/// The exit code of a Rust program whose main thread panicked.
const PANIC: i32 = 101;

/// Finds place and message in what a panicking process said.
fn panic_of(said: &str) -> Option<Verdict> {
    let mut lines = said
        .lines()
        .skip_while(|line| !line.contains(" panicked at "));
    let (_, place) = lines.next()?.split_once(" panicked at ")?;
    let place = place.trim_end_matches(':');
    // The column says no more than the line, and paths end where the repository begins.
    let place = place.rsplit_once(':').map_or(place, |(line, _)| line);
    let at = place.find("crates/").map_or(place, |at| &place[at..]);
    Some(Verdict::Panics {
        at: at.to_owned(),
        message: plain(lines.next().unwrap_or_default()),
    })
}

/// A message without what was in the input: no digits, nothing in quotes, at most a line.
fn plain(message: &str) -> String {
    let quoted = |part: (usize, &str)| {
        if part.0.is_multiple_of(2) {
            part.1.to_owned()
        } else {
            "…".to_owned()
        }
    };
    let message: String = message.split(['"', '`']).enumerate().map(quoted).collect();
    let message = message.split(": read ").next().unwrap_or_default();
    let words = message.split_whitespace();
    let words = words.filter(|word| !word.bytes().any(|byte| byte.is_ascii_digit()));
    words.take(16).collect::<Vec<_>>().join(" ")
}

/// Inputs that fail for the same reason.
pub type Group = (Verdict, Vec<PathBuf>);

/// Groups the files of a folder by cause.
///
/// # Errors
///
/// When there is none, or one cannot be checked.
pub fn folder(target: &DeclaredTarget, folder: &Path) -> Result<Vec<Group>, Error> {
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|error| Error::file(folder, error))?;
    let mut paths: Vec<_> = entries.iter().map(std::fs::DirEntry::path).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
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
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, paths)| std::cmp::Reverse(paths.len()));
    Ok(groups)
}

/// Each group with its files.
#[must_use]
pub fn table(groups: &[Group]) -> String {
    let mut out = String::new();
    for (verdict, paths) in groups {
        out += &format!("{} x {}\n", paths.len(), verdict.cause());
        for path in paths {
            out += &format!("  {}\n", path.display());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_causes_are_equal_whatever_the_input() {
        let said = |what: &str, column: u32| {
            format!(
                "\nthread 'main' (1{column}) panicked at /x/y/crates/oracle/src/a.rs:8:{column}:\n{what}\nnote: run"
            )
        };
        let one = panic_of(&said("the reader disagrees: Code: read Some(\"a\")", 5));
        let two = panic_of(&said("the reader disagrees: Code: read None", 17));
        assert_eq!(one, two);
        let Some(Verdict::Panics { at, message }) = one else {
            panic!("no panic")
        };
        assert_eq!(
            (at.as_str(), message.as_str()),
            ("crates/oracle/src/a.rs:8", "the reader disagrees: Code")
        );
        assert_eq!(panic_of("Segmentation fault"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_refusal_of_the_process_is_no_finding() {
        use std::os::unix::process::ExitStatusExt as _;

        let exit = |code: i32, said: &str| judged(ExitStatus::from_raw(code << 8), said);
        assert_eq!(exit(0, "noise"), Ok(Verdict::Passes));
        let refused = exit(2, "conform: x: Permission denied (os error 13)\n").unwrap_err();
        assert_eq!(refused.to_string(), "x: Permission denied (os error 13)");
        assert!(refused.is_usage());
        for code in [1, 3] {
            let failed = exit(code, "it stopped").unwrap_err();
            assert!(!failed.is_usage() && failed.to_string().ends_with("it stopped"));
        }
        let panicked = exit(101, "thread 'main' panicked at crates/a.rs:8:5:\nno");
        assert!(
            matches!(panicked, Ok(Verdict::Panics { .. })),
            "{panicked:?}"
        );
        let killed = judged(ExitStatus::from_raw(11), "");
        assert!(matches!(killed, Ok(Verdict::Dies(_))), "{killed:?}");
    }
}
