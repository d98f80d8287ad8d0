//! `--report junit=FILE`: a test suite for each adapter and mode, a test case for each vector.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

use judge::Verdict;
use judge::baseline::Stale;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use runner::event::{Event, VectorReport};
use suite::vector::Vector;

use super::choices::{ChoiceScore, MISSING, difference};
use super::file::ReportFile;
use super::run::{FinishedRun, area};
use super::set::Report;
use crate::error::Error;

/// The report that continuous integration reads. A vector whose failures are all known is
/// `skipped`; a known failure that passes is a failed test case of its own.
#[derive(Debug)]
pub(crate) struct Junit {
    file: ReportFile,
    report: quick_junit::Report,
}

impl Junit {
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        let report = quick_junit::Report::new("conform");
        Ok(Self {
            file: ReportFile::create(path)?,
            report,
        })
    }
}

impl<'a> Report<'a> for Junit {
    fn event(&mut self, event: &Event<'a>) -> io::Result<()> {
        if let Event::RunFailed {
            adapter,
            mode,
            problem,
        } = event
        {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status
                .set_type("harness-error")
                .set_message(allowed(problem));
            let mut suite = TestSuite::new(format!("{adapter} {}", mode.as_str()));
            suite.add_test_case(TestCase::new("start", status));
            self.report.add_test_suite(suite);
        }
        Ok(())
    }

    fn run_finished(&mut self, run: &FinishedRun<'a>) -> io::Result<()> {
        let info = &run.info;
        let mut suite = TestSuite::new(format!("{} {}", info.adapter, info.mode.as_str()));
        suite.add_property(("sdk", allowed(&info.sdk).as_str()));
        suite.add_property(("version", allowed(&info.version).as_str()));
        suite.add_property(("language", allowed(&info.language).as_str()));
        for (vector, report) in &run.vectors {
            let mut case = TestCase::new(allowed(&vector.id), status(run, vector, report));
            case.set_classname(allowed(area(&vector.id)))
                .set_assertions(report.checks.len());
            suite.add_test_case(case);
        }
        for Stale {
            vector,
            check,
            cause,
        } in &run.comparison.stale
        {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let message =
                format!("the known failure `{cause}` passes: {check}; remove it from the baseline");
            status
                .set_type("known-failure-passes")
                .set_message(allowed(&message));
            let mut case = TestCase::new(allowed(&format!("{vector} {check}")), status);
            case.set_classname("known-failures");
            suite.add_test_case(case);
        }
        for choice in run.choices() {
            let mut case = TestCase::new(allowed(&choice.name()), kept(&choice));
            case.set_classname("choices");
            suite.add_test_case(case);
        }
        self.report.add_test_suite(suite);
        Ok(())
    }

    fn end(mut self: Box<Self>, interrupted: bool) -> io::Result<()> {
        if interrupted {
            // What was judged may be green; the whole is not.
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status
                .set_type("interrupted")
                .set_message("interrupted: not everything was judged");
            let mut suite = TestSuite::new("conform");
            suite.add_test_case(TestCase::new("interrupted", status));
            self.report.add_test_suite(suite);
        }
        // As a text first, so that an error of the file is reported unchanged.
        let text = self.report.to_string().map_err(io::Error::other)?;
        self.file.write_all(text.as_bytes())?;
        self.file.persist()
    }
}

/// The text without the two characters that XML 1.0 forbids and that writing would not remove.
fn allowed(text: &str) -> String {
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

fn status(run: &FinishedRun<'_>, vector: &Vector, report: &VectorReport) -> TestCaseStatus {
    let Some(failures) = run.unexpected_of(vector, report) else {
        if report.verdict == Verdict::Pass {
            return TestCaseStatus::success();
        }
        let mut status = TestCaseStatus::skipped();
        status.set_message("all its failures are known");
        return status;
    };
    let kind = match report.verdict {
        Verdict::HarnessError | Verdict::Untestable => NonSuccessKind::Error,
        _ => NonSuccessKind::Failure,
    };
    let mut status = TestCaseStatus::non_success(kind);
    let message = match (&report.note, failures.checks.len()) {
        (Some(note), _) => note.clone(),
        (None, 1) => "1 new failure".to_owned(),
        (None, count) => format!("{count} new failures"),
    };
    let mut description = String::new();
    for outcome in &failures.checks {
        let check = &vector.checks[outcome.check];
        let _ = writeln!(
            description,
            "{} ({}{}): expected {}, found {} ({})",
            check.name(),
            check.requirement,
            if vector.assumes(check) {
                ", assumed"
            } else {
                ""
            },
            outcome.expected,
            outcome.found,
            outcome.kind
        );
    }
    status
        .set_type(report.verdict.as_str())
        .set_message(allowed(&message))
        .set_description(allowed(&description));
    status
}

/// A declared choice as a test case.
fn kept(choice: &ChoiceScore<'_>) -> TestCaseStatus {
    let failure = |kind: &str, message: &str| {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type(kind).set_message(allowed(message));
        status
    };
    if choice.missing {
        return failure("choice-not-shown", MISSING);
    }
    if choice.vectors == 0 {
        let mut status = TestCaseStatus::skipped();
        status.set_message("not shown by this run");
        return status;
    }
    if choice.is_kept() {
        return TestCaseStatus::success();
    }
    let lines = choice.broken.iter();
    let lines = lines.map(|(vector, outcome)| format!("{}: {}\n", vector.id, difference(outcome)));
    let mut status = failure(
        "choice-not-kept",
        &format!(
            "not kept in {} of {} vectors; correct [choices] in adapter.toml",
            choice.broken.len(),
            choice.vectors
        ),
    );
    status.set_description(allowed(&lines.collect::<String>()));
    status
}
