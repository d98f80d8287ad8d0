//! `conform requirements`: the ledger, from a real run of the reference.
//!
//! A check counts only when the run emitted it, in either mode. Start at [`requirements`].

use std::time::Duration;

use runner::adapter::Adapter;
use runner::event::Event;
use runner::interrupt::Interrupt;
use runner::run::Plan;
use vectors::check::Level;
use vectors::ledger::{Ledger, Row, State, source};
use vectors::requirement::Requirements;
use vectors::set::VectorSet;
use vectors::vector::Vector;

use crate::ExitCode;
use crate::args::FormatArg;
use crate::error::{Error, print_verdict};
use crate::report::table::Table;

/// How long the reference may take for one vector.
const TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) fn requirements(format: FormatArg, interrupt: &Interrupt) -> Result<ExitCode, Error> {
    let requirements = Requirements::built_in()?;
    let emitted = emitted(VectorSet::built_in()?, interrupt);
    if interrupt.is_triggered() {
        // What was not run is not open: half a table would be wrong.
        return Ok(ExitCode::Interrupted);
    }
    let emitted = emitted?;
    let emitted = emitted
        .iter()
        .map(|(requirement, level)| (requirement.as_str(), *level));
    let ledger = Ledger::new(&requirements, emitted);
    let mut text = match format {
        FormatArg::Text => table(&ledger),
        FormatArg::Markdown => ledger.markdown(),
    };
    if matches!(format, FormatArg::Text) {
        text.push_str(&ledger.summary());
        text.push('\n');
    }
    print_verdict(&text)?;
    let (_, _, open) = ledger.totals();
    Ok(if open == 0 {
        ExitCode::Clean
    } else {
        ExitCode::NewFailures
    })
}

/// The requirement and the level of every check that a run of the reference emits, once for each
/// vector and check.
fn emitted(set: &VectorSet, interrupt: &Interrupt) -> Result<Vec<(String, Level)>, Error> {
    let adapter = Adapter::reference()?;
    let mut seen = std::collections::BTreeSet::new();
    let mut emitted = Vec::new();
    let mut problem = None;
    for &mode in &adapter.modes {
        if interrupt.is_triggered() {
            break;
        }
        let vectors: Vec<&Vector> = set
            .vectors
            .iter()
            .filter(|vector| vector.modes.contains(&mode))
            .collect();
        let baseline = vectors::baseline::Baseline::default();
        let plan = Plan {
            adapter: &adapter,
            mode,
            vectors: &vectors,
            is_whole: false,
            baseline: &baseline,
            timeout: TIMEOUT,
        };
        runner::run::run(&plan, interrupt, |event| match event {
            Event::VectorFinished { vector, report } => {
                for outcome in &report.checks {
                    if seen.insert((vector.id.clone(), outcome.check)) {
                        let check = &vector.checks[outcome.check];
                        emitted.push((check.requirement.clone(), check.level));
                    }
                }
            }
            Event::RunFailed { problem: text, .. } => problem = Some(text),
            _ => {}
        });
    }
    match problem {
        Some(problem) => Err(Error::Harness(problem)),
        None => Ok(emitted),
    }
}

fn table(ledger: &Ledger<'_>) -> String {
    let mut table = Table::new(&["requirement", "source", "must", "should", "may"]);
    for Row { requirement, state } in &ledger.rows {
        let cells = match state {
            State::Checked(counts) => {
                [counts.must, counts.should, counts.may].map(|n| n.to_string())
            }
            State::Excluded => ["excluded".to_owned(), String::new(), String::new()],
            State::Retired => ["retired".to_owned(), String::new(), String::new()],
            State::Open => ["OPEN".to_owned(), String::new(), String::new()],
        };
        let [must, should, may] = cells;
        let source = source(requirement.source).to_owned();
        table.row([requirement.id.clone(), source, must, should, may]);
    }
    format!("{table}\n")
}
