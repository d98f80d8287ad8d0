//! `conform list`: the ids of the vectors, one per line, or tables of what the vectors cover.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write as _};

use audit::coverage::{Cell, Table, tables};
use suite::vector::Vector;

use crate::args::{ListCommand, vector_set};
use crate::error::Error;
use crate::exit_code::ExitCode;
use crate::page::Page;

pub(crate) fn list(args: &ListCommand) -> Result<ExitCode, Error> {
    let set = vector_set(args.selection.vectors.as_ref())?;
    let selected = set.select(&args.selection.only)?;
    if args.coverage {
        let vectors: Vec<Vector> = selected.into_iter().cloned().collect();
        return coverage_page(&vectors).print();
    }
    let mut out = BufWriter::new(io::stdout().lock());
    for vector in selected {
        writeln!(out, "{}", vector.id)?;
    }
    out.flush()?;
    Ok(ExitCode::Clean)
}

/// What the vectors cover. A hole is a problem.
pub(crate) fn coverage_page(vectors: &[Vector]) -> Page {
    let tables = tables(vectors);
    let mut text = String::new();
    for table in &tables {
        show(&mut text, table);
    }
    let holes = tables.iter().flat_map(Table::holes);
    let problems: Vec<String> = holes.map(|hole| format!("hole: {hole}")).collect();
    for problem in &problems {
        let _ = writeln!(text, "{problem}");
    }
    let _ = writeln!(text, "{} vectors, {} holes", vectors.len(), problems.len());
    Page { text, problems }
}

/// A table, with a letter in each explained cell and the explanations below.
fn show(text: &mut String, table: &Table) {
    let mut notes: BTreeMap<&str, char> = BTreeMap::new();
    for (_, cells) in &table.rows {
        for cell in cells {
            if let Cell::Explained(why) = cell {
                let next = char::from(b'a' + u8::try_from(notes.len()).unwrap_or(25));
                notes.entry(why).or_insert(next);
            }
        }
    }
    let first = table
        .rows
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or(0);
    let _ = write!(text, "{}\n  {:first$}", table.title, "");
    for column in &table.columns {
        let _ = write!(text, "  {column:>5}");
    }
    text.push('\n');
    for (name, cells) in &table.rows {
        let _ = write!(text, "  {name:first$}");
        for (column, cell) in table.columns.iter().zip(cells) {
            let width = column.chars().count().max(5);
            let cell = match cell {
                Cell::Count(count) | Cell::Contradicted(count) => count.to_string(),
                Cell::Explained(why) => format!("({})", notes[why]),
            };
            let _ = write!(text, "  {cell:>width$}");
        }
        text.push('\n');
    }
    let mut notes: Vec<_> = notes.into_iter().collect();
    notes.sort_by_key(|(_, letter)| *letter);
    for (why, letter) in notes {
        let _ = writeln!(text, "  ({letter}) {why}");
    }
    text.push('\n');
}
