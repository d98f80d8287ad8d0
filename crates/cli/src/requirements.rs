//! `conform requirements`: each requirement with the checks of the vectors that verify it.
//!
//! Start at [`requirements`].

use audit::traceability::{Row, State, Traceability, source};
use cases::requirement::Requirements;
use suite::set::VectorSet;

use crate::args::FormatArg;
use crate::error::{Error, print_verdict};
use crate::exit_code::ExitCode;
use crate::report::table::Table;

pub(crate) fn requirements(format: FormatArg) -> Result<ExitCode, Error> {
    let requirements = Requirements::built_in()?;
    let traceability = Traceability::new(&requirements, &VectorSet::built_in()?.vectors);
    let mut text = match format {
        FormatArg::Text => table(&traceability),
        FormatArg::Markdown => traceability.markdown(),
    };
    if matches!(format, FormatArg::Text) {
        text.push_str(&traceability.summary());
        text.push('\n');
    }
    print_verdict(&text)?;
    let (_, _, open) = traceability.totals();
    Ok(if open == 0 {
        ExitCode::Clean
    } else {
        ExitCode::NewFailures
    })
}

fn table(traceability: &Traceability<'_>) -> String {
    let mut table = Table::new(&["requirement", "source", "must", "should", "may"]);
    for Row { requirement, state } in &traceability.rows {
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
