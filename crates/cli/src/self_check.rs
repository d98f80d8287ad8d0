//! `conform self-check`: prints which mutants fail which checks.
//!
//! Not here: the mutants and the kill matrix (`audit`). Start at [`self_check`].

use std::io::{self, Write as _};
use std::path::Path;

use audit::mutants;
use audit::self_check::{Matrix, MutantRow, run};
use suite::set::VectorSet;

use crate::error::Error;
use crate::exit_code::ExitCode;
use crate::page::Page;
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
    page(&matrix).print()
}

/// The kill matrix as a table. A mutant that survives and a check that never fails are problems.
pub(crate) fn page(matrix: &Matrix) -> Page {
    let mut table = Table::new(&["fault", "kills", "others", "first killed by"]);
    for row in &matrix.mutants {
        table.row([
            row.mutant.clone(),
            row.kills.to_string(),
            row.others.to_string(),
            killer(row),
        ]);
    }
    let survivors = matrix.survivors().map(|row| {
        let aims = row.aims.join(", ");
        format!("survivor: {}: {} ({aims})", row.mutant, row.title)
    });
    let idle = matrix
        .idle
        .iter()
        .map(|idle| format!("idle: the {} {} never fail", idle.checks, idle.kind));
    let unaimed = matrix.unaimed.iter();
    let unaimed = unaimed.map(|row| format!("fewer than two mutants violate {row}"));
    let dead = matrix.dead_aims.iter();
    let dead = dead.map(|dead| format!("{} does not violate {}", dead.mutant, dead.requirement));
    let problems: Vec<String> = survivors.chain(idle).chain(unaimed).chain(dead).collect();
    let mut text = format!("{table}\n");
    for problem in &problems {
        text += &format!("{problem}\n");
    }
    let (all, survivors) = (matrix.mutants.len(), matrix.survivors().count());
    text += &format!("{} mutation operators\n", matrix.operators);
    text += &format!(
        "{all} mutants, {} killed, {survivors} survivors, {} idle checks\n",
        all - survivors,
        matrix.idle.iter().map(|idle| idle.checks).sum::<usize>()
    );
    Page { text, problems }
}

fn killer(row: &MutantRow) -> String {
    match &row.by {
        Some(kill) => format!("{} in {}", kill.check, kill.vector),
        None => "nothing".to_owned(),
    }
}
