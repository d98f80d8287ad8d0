//! `--report jsonl=FILE`: one JSON object a line, as things happen.

use std::io::{self, Write as _};
use std::path::Path;

use judge::Verdict;
use judge::baseline::Stale;
use judge::choice::ChoiceOutcome;
use runner::event::{Event, IdleRoots, NotOffered, RequestLog};
use schemars::JsonSchema;
use serde::Serialize;
use suite::check::{Kind, Level};
use suite::vector::Mode;

use super::choices::{ChoiceScore, ObservedChoice};
use super::file::ReportFile;
use super::run::FinishedRun;
use super::set::Report;
use crate::error::Error;

/// The version of the format.
pub(crate) const FORMAT: u32 = 1;

/// The report that other programs read.
#[derive(Debug)]
pub(crate) struct Jsonl {
    file: ReportFile,
    adapter: String,
    mode: Option<Mode>,
}

/// One line of the report: what happened, in the order of time. A reader ignores the fields and the
/// events that it does not know.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(crate) enum Line<'l> {
    /// An adapter introduced itself.
    RunStarted {
        /// The version of the report's format.
        #[schemars(extend("const" = FORMAT))]
        format: u32,
        /// The adapter's name.
        adapter: &'l str,
        /// The mode.
        mode: Mode,
        /// The SDK's package name.
        sdk: &'l str,
        /// The SDK's version.
        version: &'l str,
        /// The language and its version.
        language: &'l str,
        /// How many vectors will be judged.
        vectors: usize,
        /// What the SDK does not offer, and why.
        not_offered: &'l [NotOffered],
    },
    /// One vector has its verdict.
    Vector {
        /// The adapter's name.
        adapter: &'l str,
        /// The mode.
        mode: Option<Mode>,
        /// The vector's id.
        id: &'l str,
        /// Its operation.
        operation: &'l str,
        /// The verdict.
        verdict: Verdict,
        /// The outcomes of its checks, as far as they could be judged.
        checks: Vec<CheckLine<'l>>,
        /// What it says of the choices that the adapter declares.
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        choices: &'l [ChoiceOutcome],
        /// The requests that the server saw.
        requests: &'l [RequestLog],
        /// Why the verdict is not about checks.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<&'l str>,
        /// The end of what the process wrote to standard error, when it ended with this vector.
        #[serde(skip_serializing_if = "str::is_empty")]
        stderr: &'l str,
        /// What the adapter reported, where a must or should check failed. Texts over 2 KiB are cut
        /// and end with their length.
        #[serde(skip_serializing_if = "Option::is_none")]
        observation: Option<&'l serde_json::Value>,
    },
    /// A run is over.
    RunFinished {
        /// The adapter's name.
        adapter: &'l str,
        /// The mode.
        mode: Mode,
        /// How many vectors were judged.
        vectors: usize,
        /// Whether the run was cut short.
        interrupted: bool,
        /// New failures: vector and check.
        new: Vec<(&'l str, &'l str)>,
        /// Known failures that pass: vector, check and cause.
        stale: Vec<(&'l str, &'l str, &'l str)>,
        /// Known failures, cause by cause.
        known: Vec<KnownLine<'l>>,
        /// The choices that the adapter declares.
        choices: Vec<ChoiceScore<'l>>,
        /// The choices that the adapter does not declare, where all vectors of the run agree with
        /// exactly one value.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        observed_choices: Vec<ObservedChoice>,
        /// Root classes from which nothing descends that was raised.
        #[serde(skip_serializing_if = "Option::is_none")]
        idle_roots: Option<&'l IdleRoots>,
    },
    /// An adapter could not be run.
    RunFailed {
        /// The version of the report's format.
        #[schemars(extend("const" = FORMAT))]
        format: u32,
        /// The adapter's name.
        adapter: &'l str,
        /// The mode.
        mode: Mode,
        /// What happened, and the way out.
        problem: &'l str,
    },
}

/// The outcome of one check.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CheckLine<'l> {
    /// Its name, unique within the vector.
    check: String,
    /// The requirement that it verifies.
    requirement: &'l str,
    /// How binding it is.
    level: Level,
    /// Whether no public material says what it expects.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    assumed: bool,
    /// Whether the client satisfies it.
    passed: bool,
    /// How the field reached the user.
    kind: Kind,
    /// What the server sent, in a few words.
    expected: &'l str,
    /// What the user sees, in a few words.
    found: &'l str,
}

/// One cause of known failures.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct KnownLine<'l> {
    /// The cause's short name.
    cause: &'l str,
    /// How many failing must checks it explains.
    must: usize,
    /// How many failing should checks it explains.
    should: usize,
    /// How many of the must checks are assumed.
    assumed_must: usize,
    /// How many of the should checks are assumed.
    assumed_should: usize,
    /// How many vectors they belong to.
    vectors: usize,
    /// What goes wrong, in a sentence.
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
                            assumed: vector.assumes(check),
                            passed: outcome.passed,
                            kind: outcome.kind,
                            expected: &outcome.expected,
                            found: &outcome.found,
                        }
                    })
                    .collect(),
                choices: &report.choices,
                requests: &report.requests,
                note: report.note.as_deref(),
                stderr: &report.stderr,
                observation: report.observation.as_ref(),
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
            assumed_must: known.assumed_must,
            assumed_should: known.assumed_should,
            vectors: known.vectors,
            reason: &known.reason,
        });
        let new = comparison.new.iter();
        let new = new.map(|one| (one.vector.as_str(), one.check.as_str()));
        let stale = comparison.stale.iter().map(|one| {
            let Stale {
                vector,
                check,
                cause,
            } = one;
            (vector.as_str(), check.as_str(), cause.as_str())
        });
        let line = Line::RunFinished {
            adapter: &run.info.adapter,
            mode: run.info.mode,
            vectors: run.vectors.len(),
            interrupted: run.interrupted,
            new: new.collect(),
            stale: stale.collect(),
            known: known.collect(),
            choices: run.choices(),
            observed_choices: run.observed_choices(),
            idle_roots: run.idle_roots.as_ref(),
        };
        write(&mut self.file, &line)
    }

    fn end(self: Box<Self>, _interrupted: bool) -> io::Result<()> {
        self.file.persist()
    }
}
