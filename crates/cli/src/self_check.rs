//! `conform self-check`: do the vectors notice what is wrong on purpose?
//!
//! The mutants and the matrix are in `vectors`; here is only how they are shown.

use std::io::{self, Write as _};
use std::path::Path;

use audit::mutants;
use audit::self_check::{Matrix, MutantRow, run};
use suite::set::VectorSet;

use crate::error::{Error, print_verdict};
use crate::exit_code::ExitCode;
use crate::report::ReportFile;
use crate::report::table::Table;

pub(crate) fn self_check(json: Option<&Path>) -> Result<ExitCode, Error> {
    // A file that cannot be written is found before the work is done.
    let file = json.map(ReportFile::create).transpose()?;
    let matrix = run(VectorSet::built_in()?, &mutants::all());
    if let Some(mut file) = file {
        serde_json::to_writer_pretty(&mut file, &matrix).map_err(io::Error::from)?;
        writeln!(file)?;
        file.persist()?;
    }
    let survivors = matrix.survivors().count();
    let text = show(&matrix, survivors);
    print_verdict(&text)?;
    let clean = survivors == 0
        && matrix.idle.is_empty()
        && matrix.unaimed.is_empty()
        && matrix.dead_aims.is_empty();
    Ok(if clean {
        ExitCode::Clean
    } else {
        ExitCode::NewFailures
    })
}

fn show(matrix: &Matrix, survivors: usize) -> String {
    let mut table = Table::new(&["fault", "kills", "others", "first killed by"]);
    for row in &matrix.mutants {
        table.row([
            row.mutant.clone(),
            row.kills.to_string(),
            row.others.to_string(),
            killer(row),
        ]);
    }
    let mut text = format!("{table}\n");
    for row in matrix.survivors() {
        text += &format!(
            "survivor: {}: {} ({})\n",
            row.mutant,
            row.title,
            row.aims.join(", ")
        );
    }
    for idle in &matrix.idle {
        text += &format!(
            "idle: the {} {} checks of {} at {} never fail\n",
            idle.checks, idle.level, idle.requirement, idle.site
        );
    }
    for requirement in &matrix.unaimed {
        text += &format!("fewer than two faults violate {requirement}\n");
    }
    for (mutant, aim) in &matrix.dead_aims {
        text += &format!("{mutant} does not violate {aim}\n");
    }
    let all = matrix.mutants.len();
    text += &format!("{} intents\n", matrix.operators);
    text += &format!(
        "{all} faults, {} killed, {survivors} survivors, {} idle checks\n",
        all - survivors,
        matrix.idle.iter().map(|idle| idle.checks).sum::<usize>()
    );
    text
}

fn killer(row: &MutantRow) -> String {
    match &row.by {
        Some(kill) => format!("{} in {}", kill.check, kill.vector),
        None => "nothing".to_owned(),
    }
}
