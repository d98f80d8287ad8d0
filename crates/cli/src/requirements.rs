//! `conform requirements`: each requirement with the checks of the vectors that verify it.
//!
//! Start at [`requirements`].

use audit::traceability::{Counts, Row, State, Traceability, source};
use cases::requirement::Requirements;
use suite::set::VectorSet;
use suite::vector::Vector;

use crate::args::FormatArg;
use crate::error::Error;
use crate::exit_code::ExitCode;
use crate::page::Page;
use crate::report::table::Table;

pub(crate) fn requirements(format: FormatArg) -> Result<ExitCode, Error> {
    let requirements = Requirements::built_in()?;
    let traceability = Traceability::new(&requirements, &VectorSet::built_in()?.vectors);
    page(&traceability, format).print()
}

/// The page `docs/contract.md`. A requirement that is open is a problem.
pub(crate) fn contract_page(requirements: &Requirements, vectors: &[Vector]) -> Page {
    let traceability = Traceability::new(requirements, vectors);
    page(&traceability, FormatArg::Markdown)
}

fn page(traceability: &Traceability<'_>, format: FormatArg) -> Page {
    let text = match format {
        FormatArg::Text => format!("{}{}\n", table(traceability), traceability.summary()),
        FormatArg::Markdown => traceability.markdown(),
    };
    let open = traceability
        .rows
        .iter()
        .filter(|row| row.state == State::Open);
    let problems = open.map(|row| format!("open: no check verifies {}", row.requirement.id));
    Page {
        text,
        problems: problems.collect(),
    }
}

fn table(traceability: &Traceability<'_>) -> String {
    let [must, should, assumed_must, assumed_should, may] = Counts::NAMES;
    let mut table = Table::new(&[
        "requirement",
        "source",
        must,
        should,
        assumed_must,
        assumed_should,
        may,
    ]);
    for Row { requirement, state } in &traceability.rows {
        let word = |word: &str| {
            let mut cells: [String; 5] = Default::default();
            cells[0] = word.to_owned();
            cells
        };
        let [must, should, assumed_must, assumed_should, may] = match state {
            State::Checked(counts) => counts.cells(),
            State::Referenced => word("see"),
            State::Excluded => word("excluded"),
            State::Retired => word("retired"),
            State::Open => word("OPEN"),
        };
        table.row([
            requirement.id.clone(),
            source(requirement.source).to_owned(),
            must,
            should,
            assumed_must,
            assumed_should,
            may,
        ]);
    }
    format!("{table}\n")
}
