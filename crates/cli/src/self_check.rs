//! `conform self-check`: prints which checks mutants fail, and which honest clients fail.
//!
//! Not here: the clients and the kill matrix (`audit`). Start at [`self_check`].

use std::io::{self, Write as _};
use std::path::Path;

use audit::self_check::{Matrix, MutantRow, run};
use audit::specificity::{FalseAlarm, HonestRow};
use audit::{honest, mutants};
use suite::check::Level;
use suite::set::VectorSet;

use crate::error::Error;
use crate::exit_code::ExitCode;
use crate::page::Page;
use crate::report::ReportFile;
use crate::report::table::Table;

pub(crate) fn self_check(json: Option<&Path>) -> Result<ExitCode, Error> {
    // A file that cannot be written is found before the work is done.
    let file = json.map(ReportFile::create).transpose()?;
    let matrix = run(VectorSet::built_in()?, &mutants::all(), &honest::all());
    if let Some(mut file) = file {
        serde_json::to_writer_pretty(&mut file, &matrix).map_err(io::Error::from)?;
        writeln!(file)?;
        file.persist()?;
    }
    page(&matrix).print()
}

/// The kill matrix and the honest clients as tables. A mutant that survives, a check that never fails
/// and a false alarm are problems.
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
    let problems = survivors.chain(idle).chain(unaimed).chain(dead);
    let problems: Vec<String> = problems.chain(false_alarms(matrix)).collect();
    let mut text = format!("{table}\n{}\n", honest_table(matrix));
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
    text += &format!(
        "{} honest clients, {} false alarms\n",
        matrix.honest.len(),
        matrix.false_alarms()
    );
    Page { text, problems }
}

fn honest_table(matrix: &Matrix) -> Table<4> {
    let mut table = Table::new(&["honest client", "passes", "differs", "what it does"]);
    for row in &matrix.honest {
        table.row([
            row.client.clone(),
            match row.passes {
                Level::Must => "must".to_owned(),
                Level::Should | Level::May => "must and should".to_owned(),
            },
            row.differs.to_string(),
            row.title.clone(),
        ]);
    }
    table
}

fn false_alarms(matrix: &Matrix) -> impl Iterator<Item = String> + '_ {
    let of_client = |row: &'_ HonestRow| {
        let client = row.client.clone();
        let alarms = row.false_alarms.clone().into_iter();
        alarms.map(move |alarm| {
            let FalseAlarm {
                vector,
                mode,
                check,
                expected,
                found,
            } = alarm;
            format!(
                "false alarm: {client}: {check} in {vector} ({mode}): expected {expected}, found {found}"
            )
        })
    };
    matrix.honest.iter().flat_map(of_client)
}

fn killer(row: &MutantRow) -> String {
    match &row.by {
        Some(kill) => format!("{} in {}", kill.check, kill.vector),
        None => "nothing".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use suite::check::Expect;

    use super::*;

    #[test]
    fn a_false_alarm_is_printed_and_is_a_problem() {
        let built_in = VectorSet::built_in().unwrap();
        let mut vectors = built_in.vectors.iter();
        let vector = vectors.find(|vector| vector.id == "absent/code-absent/place=A");
        let mut vector = vector.unwrap().clone();
        vector
            .checks
            .retain(|check| check.name() == "must/error.message");
        let last_lines = |vector: suite::vector::Vector| {
            let set = VectorSet {
                vectors: vec![vector],
                cases: vec![("absent/code".to_owned(), 1)],
            };
            let clients = honest::all();
            let reference: Vec<_> = clients.into_iter().take(1).collect();
            let mut page = page(&run(&set, &[], &reference));
            page.problems
                .retain(|problem| problem.starts_with("false alarm"));
            let last = page.text.lines().last().map(ToOwned::to_owned);
            (last.unwrap_or_default(), page)
        };
        let (last, page) = last_lines(vector.clone());
        assert_eq!(last, "1 honest clients, 0 false alarms");
        assert!(page.problems.is_empty(), "{:?}", page.problems);

        vector.checks[0].expect = Expect::Json("\"another\"".to_owned());
        let (last, page) = last_lines(vector);
        assert_eq!(last, "1 honest clients, 2 false alarms");
        let alarm = "false alarm: reference: must/error.message in absent/code-absent/place=A \
                     (http): expected \"another\", found ";
        assert!(page.problems[0].starts_with(alarm), "{:?}", page.problems);
        assert!(page.text.contains(alarm), "{}", page.text);
    }
}
