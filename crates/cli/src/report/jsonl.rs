//! `--report jsonl=FILE`: one JSON object a line, as things happen.

use std::io::{self, Write as _};
use std::path::Path;

use runner::event::{Event, NotOffered, RequestLog};
use serde::Serialize;
use vectors::check::{Kind, Level};
use vectors::judge::Verdict;
use vectors::vector::Mode;

use super::file::ReportFile;
use super::{FinishedRun, Report};
use crate::error::Error;

/// The version of the format.
const FORMAT: u32 = 1;

/// The report that other programs read.
#[derive(Debug)]
pub(crate) struct Jsonl {
    file: ReportFile,
    adapter: String,
    mode: Option<Mode>,
}

/// One line of the report.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
enum Line<'l> {
    /// An adapter introduced itself.
    RunStarted {
        format: u32,
        adapter: &'l str,
        mode: Mode,
        sdk: &'l str,
        version: &'l str,
        language: &'l str,
        vectors: usize,
        not_offered: &'l [NotOffered],
    },
    /// One vector has its verdict.
    Vector {
        adapter: &'l str,
        mode: Option<Mode>,
        id: &'l str,
        operation: &'l str,
        verdict: Verdict,
        checks: Vec<CheckLine<'l>>,
        requests: &'l [RequestLog],
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<&'l str>,
        #[serde(skip_serializing_if = "str::is_empty")]
        stderr: &'l str,
    },
    /// A run is over.
    RunFinished {
        adapter: &'l str,
        mode: Mode,
        vectors: usize,
        interrupted: bool,
        new: &'l [(String, String)],
        stale: &'l [(String, String, String)],
        known: Vec<KnownLine<'l>>,
    },
    /// An adapter could not be run.
    RunFailed {
        format: u32,
        adapter: &'l str,
        mode: Mode,
        problem: &'l str,
    },
}

#[derive(Debug, Serialize)]
struct CheckLine<'l> {
    check: String,
    requirement: &'l str,
    level: Level,
    passed: bool,
    kind: Kind,
    expected: &'l str,
    found: &'l str,
}

#[derive(Debug, Serialize)]
struct KnownLine<'l> {
    cause: &'l str,
    must: usize,
    should: usize,
    vectors: usize,
    reason: &'l str,
}

impl Jsonl {
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        Ok(Self {
            file: ReportFile::create(path)?,
            adapter: String::new(),
            mode: None,
        })
    }
}

fn write(file: &mut ReportFile, line: &Line<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *file, line)?;
    file.write_all(b"\n")
}

impl<'a> Report<'a> for Jsonl {
    fn event(&mut self, event: &Event<'a>) -> io::Result<()> {
        let line = match event {
            Event::RunStarted(info) => {
                self.adapter.clone_from(&info.adapter);
                self.mode = Some(info.mode);
                Line::RunStarted {
                    format: FORMAT,
                    adapter: &info.adapter,
                    mode: info.mode,
                    sdk: &info.sdk,
                    version: &info.version,
                    language: &info.language,
                    vectors: info.vectors,
                    not_offered: &info.not_offered,
                }
            }
            Event::VectorFinished { vector, report } => Line::Vector {
                adapter: &self.adapter,
                mode: self.mode,
                id: &report.id,
                operation: &report.operation,
                verdict: report.verdict,
                checks: report
                    .checks
                    .iter()
                    .map(|outcome| {
                        let check = &vector.checks[outcome.check];
                        CheckLine {
                            check: check.name(),
                            requirement: &check.requirement,
                            level: check.level,
                            passed: outcome.passed,
                            kind: outcome.kind,
                            expected: &outcome.expected,
                            found: &outcome.found,
                        }
                    })
                    .collect(),
                requests: &report.requests,
                note: report.note.as_deref(),
                stderr: &report.stderr,
            },
            Event::RunFailed {
                adapter,
                mode,
                problem,
            } => Line::RunFailed {
                format: FORMAT,
                adapter,
                mode: *mode,
                problem,
            },
            _ => return Ok(()),
        };
        write(&mut self.file, &line)
    }

    fn run_finished(&mut self, run: &FinishedRun<'a>) -> io::Result<()> {
        let comparison = &run.comparison;
        let known = comparison.known.iter().map(|known| KnownLine {
            cause: &known.cause,
            must: known.must,
            should: known.should,
            vectors: known.vectors,
            reason: &known.reason,
        });
        let line = Line::RunFinished {
            adapter: &run.info.adapter,
            mode: run.info.mode,
            vectors: run.vectors.len(),
            interrupted: run.interrupted,
            new: &comparison.new,
            stale: &comparison.stale,
            known: known.collect(),
        };
        write(&mut self.file, &line)
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        self.file.persist()
    }
}
