//! The report for people: what passed, what is known, what is new and how to run it again.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};
use judge::baseline::{Stale, WrittenEntry, propose};
use runner::event::{Event, RaisedClass};
use serde::Serialize;
use suite::vector::Mode;

use super::choices;
use super::plain::{plain, plain_lines, plain_toml};
use super::run::{Column, FinishedRun, Score, Totals, UnexpectedFailures};
use super::set::Report;
use super::table::Table;

const HEADING: Style = Style::new().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// How many lines of an adapter's standard error are shown with a vector.
const STDERR_LINES: usize = 10;

/// The width of running text, in columns.
const WIDTH: usize = 100;

/// Makes the command that runs one vector of an adapter in a mode again.
type Rerun<'a> = Box<dyn Fn(&str, Mode, &str) -> String + 'a>;

/// Prints to a stream; progress goes to standard error and only to a terminal.
pub(crate) struct Terminal<'a, W> {
    out: W,
    rerun: Rerun<'a>,
    /// The file in which an adapter's known failures are written.
    baseline: Box<dyn Fn(&str) -> String + 'a>,
    progress: ProgressBar,
    judged: BTreeSet<&'a str>,
    runs: usize,
    failed_runs: usize,
    totals: Totals,
}

impl<'a, W: Write> Terminal<'a, W> {
    pub(crate) fn new(
        out: W,
        rerun: impl Fn(&str, Mode, &str) -> String + 'a,
        baseline: impl Fn(&str) -> String + 'a,
    ) -> Self {
        Self {
            out,
            rerun: Box::new(rerun),
            baseline: Box::new(baseline),
            progress: ProgressBar::hidden(),
            judged: BTreeSet::new(),
            runs: 0,
            failed_runs: 0,
            totals: Totals::default(),
        }
    }

    fn unexpected(
        &self,
        text: &mut String,
        run: &FinishedRun<'_>,
        failures: &[UnexpectedFailures<'_>],
    ) {
        heading(text, &format!("New failures: {}", failures.len()));
        for UnexpectedFailures {
            vector,
            report,
            checks,
        } in failures
        {
            let verdict = report.verdict;
            let _ = writeln!(
                text,
                "{BAD}{verdict}{BAD:#} {}: {}",
                plain(&vector.id),
                plain(&vector.title)
            );
            if let Some(note) = &report.note {
                let _ = writeln!(text, "  {}", plain_lines(note));
            }
            for outcome in checks {
                let check = &vector.checks[outcome.check];
                let (name, requirement) = (plain(&check.name()), plain(&check.requirement));
                let assumed = if vector.assumes(check) {
                    ", assumed"
                } else {
                    ""
                };
                let _ = writeln!(text, "  {name} ({requirement}{assumed})");
                let _ = writeln!(text, "    expected: {}", plain(&outcome.expected));
                let accepted: Vec<&str> = check.accept.iter().map(|kind| kind.as_str()).collect();
                let (found, kind, accepted) =
                    (plain(&outcome.found), outcome.kind, accepted.join(" or "));
                let _ = writeln!(
                    text,
                    "    found:    {found} ({kind}; accepted is {accepted})"
                );
            }
            let stderr: Vec<&str> = report.stderr.lines().collect();
            for line in &stderr[stderr.len().saturating_sub(STDERR_LINES)..] {
                let _ = writeln!(text, "  stderr: {}", plain(line));
            }
            let command = (self.rerun)(&run.info.adapter, run.info.mode, &vector.id);
            let _ = writeln!(text, "  again: {}", plain(&command));
        }
    }

    fn choices(&self, text: &mut String, run: &FinishedRun<'_>) {
        let choices = run.choices();
        if choices.is_empty() {
            return;
        }
        heading(text, "Choices that the adapter declares");
        let _ = write!(text, "{}", choices::table(&choices));
        let again = |id: &str| (self.rerun)(&run.info.adapter, run.info.mode, id);
        if choices.iter().any(|choice| !choice.is_kept()) {
            heading(
                text,
                "Declared choices that are not kept; correct [choices] in adapter.toml",
            );
            choices::differences(text, &choices, again);
        }
    }

    fn observed_choices(&self, text: &mut String, run: &FinishedRun<'_>) {
        let observed = run.observed_choices();
        if !observed.is_empty() {
            heading(
                text,
                "Choices that nobody declares, as observed; for adapter.toml",
            );
            text.push_str(&choices::declaration(&observed));
        }
    }

    fn proposals(&self, text: &mut String, run: &FinishedRun<'_>) {
        #[derive(Serialize)]
        struct Proposal {
            known: Vec<WrittenEntry>,
        }

        if run.comparison.new.is_empty() {
            return;
        }
        let file = (self.baseline)(&run.info.adapter);
        heading(
            text,
            &format!("Entries for {file}, if these are to be known"),
        );
        let proposal = Proposal {
            known: propose(&run.comparison.new),
        };
        match toml::to_string_pretty(&proposal) {
            Ok(entries) => text.push_str(&plain_toml(&entries)),
            Err(error) => {
                let _ = writeln!(text, "(none: {error})");
            }
        }
    }
}

impl<'a, W: Write> Report<'a> for Terminal<'a, W> {
    fn event(&mut self, event: &Event<'a>) -> io::Result<()> {
        match event {
            Event::Preparing(line) => {
                // Not a result, so it does not belong to what may be piped on, and not being able
                // to write it does not end the run.
                let _ = writeln!(anstream::stderr(), "{}", plain(line));
                Ok(())
            }
            Event::RunStarted(info) => {
                self.progress = progress(info.vectors, &info.adapter);
                writeln!(
                    self.out,
                    "{HEADING}{} · {} {} · {} · {}{HEADING:#}",
                    info.adapter,
                    plain(&info.sdk),
                    plain(&info.version),
                    plain(&info.language),
                    info.mode.as_str()
                )?;
                self.out.flush()
            }
            Event::VectorFinished { vector, .. } => {
                self.judged.insert(&vector.id);
                self.progress.inc(1);
                Ok(())
            }
            Event::RunFailed {
                adapter,
                mode,
                problem,
            } => {
                self.failed_runs += 1;
                let mode = mode.as_str();
                writeln!(
                    self.out,
                    "{BAD}{adapter} · {mode} · not run{BAD:#}\n{}\n",
                    plain_lines(problem)
                )
            }
            _ => Ok(()),
        }
    }

    fn run_finished(&mut self, run: &FinishedRun<'a>) -> io::Result<()> {
        self.progress.finish_and_clear();
        self.runs += 1;
        let mut text = String::new();
        let _ = write!(text, "\n{}", scores(run));
        not_offered(&mut text, run);
        known(&mut text, run);
        stale(&mut text, run);
        self.choices(&mut text, run);
        self.observed_choices(&mut text, run);
        idle_roots(&mut text, run);
        let failures = run.unexpected();
        if !failures.is_empty() {
            self.unexpected(&mut text, run, &failures);
            self.proposals(&mut text, run);
        }
        let totals = run.totals();
        let (adapter, mode) = (&run.info.adapter, run.info.mode.as_str());
        text.push('\n');
        if run.interrupted {
            let (judged, all) = (totals.vectors, run.info.vectors);
            let _ = writeln!(text, "interrupted: {judged} of {all} vectors were judged");
        }
        let _ = writeln!(
            text,
            "{adapter} {mode}: {} vectors: {totals}\n",
            totals.vectors
        );
        self.totals.add(&totals);
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    fn end(mut self: Box<Self>, _interrupted: bool) -> io::Result<()> {
        self.progress.finish_and_clear();
        write!(self.out, "{} vectors: ", self.judged.len())?;
        if self.runs + self.failed_runs > 1 {
            write!(self.out, "{} runs, ", self.runs + self.failed_runs)?;
        }
        if self.failed_runs > 0 {
            write!(self.out, "{} not possible, ", self.failed_runs)?;
        }
        writeln!(self.out, "{}", self.totals)?;
        self.out.flush()
    }
}

fn heading(text: &mut String, heading: &str) {
    let _ = writeln!(text, "\n{HEADING}{heading}{HEADING:#}");
}

/// A row for each area, and one for all.
fn scores(run: &FinishedRun<'_>) -> Table<6> {
    let mut table = Table::new(&[
        "area",
        "must",
        "should",
        "assumed must",
        "assumed should",
        "may",
    ])
    .numbers();
    let mut all = [Score::default(); Column::ALL.len()];
    let cell = |score: &Score| match score.total {
        0 => "-".to_owned(),
        total => format!("{}/{total}", score.passed),
    };
    for (area, columns) in run.scores() {
        let scores = Column::ALL.map(|column| columns.get(&column).copied().unwrap_or_default());
        for (sum, score) in all.iter_mut().zip(scores) {
            sum.passed += score.passed;
            sum.total += score.total;
        }
        let [must, should, assumed_must, assumed_should, may] = scores.each_ref().map(cell);
        let area = area.to_owned();
        table.row([area, must, should, assumed_must, assumed_should, may]);
    }
    let [must, should, assumed_must, assumed_should, may] = all.each_ref().map(cell);
    let area = "all".to_owned();
    table.row([area, must, should, assumed_must, assumed_should, may]);
    table
}

fn not_offered(text: &mut String, run: &FinishedRun<'_>) {
    if run.info.not_offered.is_empty() {
        return;
    }
    heading(text, "Not offered by the SDK, not scored");
    let mut table = Table::new(&["operation", "vectors", "reason"]);
    for entry in &run.info.not_offered {
        table.row([
            entry.operation.clone(),
            entry.vectors.to_string(),
            entry.reason.clone(),
        ]);
    }
    let _ = write!(text, "{table}");
}

/// A warning: the run says what is raised, and `adapter.toml` speaks of something else.
fn idle_roots(text: &mut String, run: &FinishedRun<'_>) {
    let Some(idle) = &run.idle_roots else { return };
    let (roots, raised) = (idle.root_classes.join(", "), &idle.raised);
    heading(text, "Warning: root classes that nothing descends from");
    let _ = writeln!(text, "  {}", plain(&roots));
    let _ = writeln!(text, "  raised most often were:");
    for RaisedClass { class, vectors } in raised {
        let _ = writeln!(text, "    {} in {vectors} vectors", plain(class));
    }
}

fn known(text: &mut String, run: &FinishedRun<'_>) {
    let known: Vec<_> = run
        .comparison
        .known
        .iter()
        .filter(|known| known.must + known.should > 0)
        .collect();
    if known.is_empty() {
        return;
    }
    heading(text, "Known failures by cause");
    let mut table = Table::new(&[
        "cause",
        "must",
        "should",
        "assumed must",
        "assumed should",
        "vectors",
    ])
    .numbers();
    for known in &known {
        table.row([
            known.cause.clone(),
            (known.must - known.assumed_must).to_string(),
            (known.should - known.assumed_should).to_string(),
            known.assumed_must.to_string(),
            known.assumed_should.to_string(),
            known.vectors.to_string(),
        ]);
    }
    let _ = write!(text, "{table}");
    for known in known {
        let reason = format!("{}: {}", known.cause, known.reason);
        let wrapped = textwrap::Options::new(WIDTH)
            .initial_indent("  ")
            .subsequent_indent("    ");
        let _ = writeln!(text, "\n{}", textwrap::fill(&reason, wrapped));
    }
}

fn stale(text: &mut String, run: &FinishedRun<'_>) {
    if run.comparison.stale.is_empty() {
        return;
    }
    heading(
        text,
        "Known failures that pass; remove them from the baseline",
    );
    let mut table = Table::new(&["cause", "vector", "check"]);
    for Stale {
        vector,
        check,
        cause,
    } in &run.comparison.stale
    {
        table.row([cause.clone(), vector.clone(), check.clone()]);
    }
    let _ = write!(text, "{table}");
}

/// A bar on standard error, which indicatif hides where that is no terminal.
fn progress(vectors: usize, adapter: &str) -> ProgressBar {
    let bar = ProgressBar::new(vectors as u64);
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(adapter.to_owned());
    bar
}
