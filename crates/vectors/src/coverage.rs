//! Coverage: what the vectors send, counted from their bytes, as tables without unexplained holes.
//!
//! It reads the responses and not the names of cases, so that it cannot flatter them. Start at
//! [`tables`].

mod answers;
mod errors;

use std::collections::BTreeMap;

use contract::{Operation, Place};

use crate::body::lenient_tree;
use crate::tree::{Tree, canonical_string};
use crate::vector::Vector;

/// One table: rows × columns, with the number of vectors in each cell.
#[derive(Clone, Debug)]
pub struct Table {
    /// What is counted.
    pub title: &'static str,
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows: a name and a cell for each column.
    pub rows: Vec<(String, Vec<Cell>)>,
}

/// The number of vectors in a cell, or why there need be none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// So many vectors; 0 is a hole.
    Count(usize),
    /// None, and that is right: why.
    Explained(&'static str),
}

impl Table {
    /// The holes: empty cells without an explanation, as `row × column`.
    pub fn holes(&self) -> Vec<String> {
        let mut holes = Vec::new();
        for (row, cells) in &self.rows {
            for (column, cell) in self.columns.iter().zip(cells) {
                if *cell == Cell::Count(0) {
                    holes.push(format!("{}: {row} × {column}", self.title));
                }
            }
        }
        holes
    }

    fn new(
        title: &'static str,
        columns: Vec<String>,
        rows: impl IntoIterator<Item = String>,
        counts: &BTreeMap<(String, String), usize>,
        explain: impl Fn(&str, &str) -> Option<&'static str>,
    ) -> Self {
        let rows = rows
            .into_iter()
            .map(|row| {
                let cells = columns
                    .iter()
                    .map(|column| {
                        let key = (row.clone(), column.clone());
                        match (counts.get(&key), explain(&row, column)) {
                            (None, Some(why)) => Cell::Explained(why),
                            (count, _) => Cell::Count(count.copied().unwrap_or(0)),
                        }
                    })
                    .collect();
                (row, cells)
            })
            .collect();
        Self {
            title,
            columns,
            rows,
        }
    }
}

/// A response with its error, where it has one.
struct Sent<'a> {
    operation: Operation,
    status: u16,
    tree: Option<Tree>,
    place: Option<Place>,
    vector: &'a Vector,
}

impl Sent<'_> {
    fn error_at(&self) -> &'static str {
        match self.operation.answer() {
            _ if self.status >= 400 => "",
            contract::Answer::JobRun => "/jobRun/error",
            contract::Answer::JobRuns => "/jobRuns/0/error",
            _ => "/error",
        }
    }

    /// The canonical text of a member of the error.
    fn member(&self, key: &str) -> Option<String> {
        self.tree
            .as_ref()?
            .pointer(&format!("{}/{key}", self.error_at()))
    }

    fn has_error(&self) -> bool {
        self.tree.as_ref().is_some_and(|tree| {
            tree.pointer(self.error_at())
                .is_some_and(|text| text.starts_with('{'))
        })
    }
}

/// All tables.
pub fn tables(vectors: &[Vector]) -> Vec<Table> {
    let sent: Vec<Sent<'_>> = vectors.iter().filter_map(sent).collect();
    vec![
        errors::codes(&sent),
        errors::categories(&sent),
        errors::pairs(&sent),
        errors::flags(&sent),
        errors::states(&sent),
        answers::statuses(&sent),
        answers::controls(&sent),
        answers::reasons(&sent),
        answers::words(&sent),
    ]
}

fn sent(vector: &Vector) -> Option<Sent<'_>> {
    let response = vector.responses.last()?;
    let operation = Operation::from_id(&vector.operation)?;
    let place = if response.status >= 400 {
        Some(Place::C)
    } else {
        operation.place()
    };
    let tree = lenient_tree(&response.body.bytes().ok()?);
    Some(Sent {
        operation,
        status: response.status,
        tree,
        place,
        vector,
    })
}

fn places() -> Vec<String> {
    Place::ALL
        .iter()
        .map(|place| place.as_str().to_owned())
        .collect()
}

fn canonical(text: &str) -> String {
    canonical_string(text.encode_utf16())
}

fn count(counts: &mut BTreeMap<(String, String), usize>, row: &str, column: &str) {
    *counts
        .entry((row.to_owned(), column.to_owned()))
        .or_default() += 1;
}

/// The row of values that no table of the contract knows.
const UNKNOWN: &str = "(unknown)";
