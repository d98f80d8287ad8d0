//! All reports of one command: each gets every event, and the events give the exit code.
//!
//! Start at [`ReportSet`].

use std::io;

use judge::Verdict;
use runner::event::Event;

use super::run::FinishedRun;
use crate::exit_code::ExitCode;

/// Something that takes the events of a run.
pub(crate) trait Report<'a> {
    /// One event, in the order of time.
    fn event(&mut self, event: &Event<'a>) -> io::Result<()>;

    /// A run is complete, or was cut short.
    fn run_finished(&mut self, run: &FinishedRun<'a>) -> io::Result<()>;

    /// Nothing more will come, because everything was judged or because the runs were interrupted.
    fn end(self: Box<Self>, interrupted: bool) -> io::Result<()>;
}

/// Hands events to all reports, puts runs together, and derives the exit code.
pub(crate) struct ReportSet<'a> {
    reports: Vec<Box<dyn Report<'a> + 'a>>,
    run: Option<FinishedRun<'a>>,
    code: ExitCode,
    error: Option<io::Error>,
}

impl<'a> ReportSet<'a> {
    pub(crate) fn new(reports: Vec<Box<dyn Report<'a> + 'a>>) -> Self {
        Self {
            reports,
            run: None,
            code: ExitCode::Clean,
            error: None,
        }
    }

    /// Takes one event. A report that cannot be written is dropped and does not end the run.
    pub(crate) fn event(&mut self, event: Event<'a>) {
        self.each(|report| report.event(&event));
        match event {
            Event::RunStarted(info) => self.run = Some(FinishedRun::new(info)),
            Event::VectorFinished { vector, report } => {
                if report.verdict == Verdict::HarnessError {
                    self.code = self.code.max(ExitCode::HarnessFailed);
                }
                if let Some(run) = &mut self.run {
                    run.vectors.push((vector, *report));
                }
            }
            Event::RunFinished(summary) => {
                if let Some(mut run) = self.run.take() {
                    run.finish(*summary);
                    if run.has_unexpected() {
                        self.code = self.code.max(ExitCode::NewFailures);
                    }
                    self.each(|report| report.run_finished(&run));
                }
            }
            Event::RunFailed { .. } => self.code = self.code.max(ExitCode::HarnessFailed),
            _ => {}
        }
    }

    /// Ends all reports; the exit code that the events came to.
    pub(crate) fn end(mut self, interrupted: bool) -> (ExitCode, Option<io::Error>) {
        for report in std::mem::take(&mut self.reports) {
            keep_first(&mut self.error, report.end(interrupted));
        }
        (self.code, self.error)
    }

    fn each(&mut self, mut emit: impl FnMut(&mut (dyn Report<'a> + 'a)) -> io::Result<()>) {
        // An incomplete report must not replace an older one: it would be wrong.
        self.reports.retain_mut(|report| {
            let result = emit(report.as_mut());
            let is_whole = result.is_ok();
            keep_first(&mut self.error, result);
            is_whole
        });
    }
}

/// Keeps the first error; a closed pipe never hides another one.
fn keep_first(error: &mut Option<io::Error>, result: io::Result<()>) {
    let Err(next) = result else { return };
    let weak = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    if error.as_ref().is_none_or(weak) {
        *error = Some(next);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use runner::event::Event;

    use super::*;

    /// Fails the first time, as a disk that is full for a moment.
    struct Failing<'t>(&'t RefCell<Vec<&'static str>>);

    impl<'a> Report<'a> for Failing<'_> {
        fn event(&mut self, _event: &Event<'a>) -> io::Result<()> {
            let mut calls = self.0.borrow_mut();
            calls.push("event");
            match calls.len() {
                1 => Err(io::ErrorKind::StorageFull.into()),
                _ => Ok(()),
            }
        }

        fn run_finished(&mut self, _run: &FinishedRun<'a>) -> io::Result<()> {
            self.0.borrow_mut().push("finished");
            Ok(())
        }

        fn end(self: Box<Self>, _interrupted: bool) -> io::Result<()> {
            self.0.borrow_mut().push("end");
            Ok(())
        }
    }

    #[test]
    fn a_report_that_lost_an_event_is_not_completed() {
        let (first, second) = (RefCell::default(), RefCell::new(vec!["begun"]));
        let mut reports =
            ReportSet::new(vec![Box::new(Failing(&first)), Box::new(Failing(&second))]);
        for _ in 0..2 {
            reports.event(Event::Preparing(String::new()));
        }
        let (_, error) = reports.end(false);
        let kind = error.map(|error| error.kind());
        assert_eq!(kind, Some(io::ErrorKind::StorageFull));
        assert_eq!(*first.borrow(), ["event"]);
        assert_eq!(*second.borrow(), ["begun", "event", "event", "end"]);
    }

    #[test]
    fn a_reader_that_left_hides_no_other_error() {
        let mut error = None;
        for kind in [
            io::ErrorKind::BrokenPipe,
            io::ErrorKind::StorageFull,
            io::ErrorKind::BrokenPipe,
            io::ErrorKind::Other,
        ] {
            keep_first(&mut error, Err(kind.into()));
        }
        assert_eq!(
            error.map(|error| error.kind()),
            Some(io::ErrorKind::StorageFull)
        );
    }
}
