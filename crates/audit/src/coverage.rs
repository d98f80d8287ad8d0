//! Coverage: what the vectors send, counted from their bytes, as tables without unexplained holes.
//!
//! It reads the responses and not the names of cases, so that it cannot flatter them. Start at
//! [`tables()`].

mod answers;
mod bodies;
mod details;
mod errors;
mod exchanges;

use std::collections::{BTreeMap, BTreeSet};

use tables::{Operation, Site};

use suite::body::lenient_tree;
use suite::set::VectorSet;
use suite::tree::{Tree, canonical_string};
use suite::vector::{Response, Vector};

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
    /// So many, although it is explained why there are none.
    Contradicted(usize),
}

impl Table {
    /// The holes, as `row × column`: empty cells without an explanation, and explanations of cells
    /// that are not empty.
    pub fn holes(&self) -> Vec<String> {
        let mut holes = Vec::new();
        for (row, cells) in &self.rows {
            for (column, cell) in self.columns.iter().zip(cells) {
                let what = match cell {
                    Cell::Count(0) => "",
                    Cell::Contradicted(_) => ", explained as empty",
                    Cell::Count(_) | Cell::Explained(_) => continue,
                };
                holes.push(format!("{}: {row} × {column}{what}", self.title));
            }
        }
        holes
    }
}

type Cells = dyn Fn(&Sent<'_>) -> Vec<Named>;
type Named = (String, String);
type Explain = dyn Fn(&str, &str) -> Option<&'static str>;

/// What a table counts: its cells, and how a response finds them.
struct Grid {
    title: &'static str,
    columns: Vec<String>,
    rows: Vec<String>,
    /// The cells that a response fills.
    cells: Box<Cells>,
    /// Why a cell, by its row and its column, may be empty.
    explain: Box<Explain>,
}

impl Grid {
    fn table(&self, sent: &[Sent<'_>]) -> Table {
        let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
        for cell in sent.iter().flat_map(|one| (self.cells)(one)) {
            *counts.entry(cell).or_default() += 1;
        }
        let cell = |row: &String, column: &String| {
            let count = counts.get(&(row.clone(), column.clone())).copied();
            match (count, (self.explain)(row, column)) {
                (None, Some(why)) => Cell::Explained(why),
                (Some(count), Some(_)) => Cell::Contradicted(count),
                (count, None) => Cell::Count(count.unwrap_or(0)),
            }
        };
        let row = |row: &String| {
            let cells = self.columns.iter().map(|column| cell(row, column));
            (row.clone(), cells.collect())
        };
        Table {
            title: self.title,
            columns: self.columns.clone(),
            rows: self.rows.iter().map(row).collect(),
        }
    }

    /// Whether a cell must not be empty.
    fn is_needed(&self, (row, column): &(String, String)) -> bool {
        self.rows.contains(row)
            && self.columns.contains(column)
            && (self.explain)(row, column).is_none()
    }
}

/// A response with its error, where it has one.
struct Sent<'a> {
    operation: Operation,
    status: u16,
    response: &'a Response,
    body: Vec<u8>,
    tree: Option<Tree>,
    site: Option<Site>,
    vector: &'a Vector,
}

impl Sent<'_> {
    /// The JSON Pointer to the error; in a list of job runs, to the first one.
    fn error_at(&self) -> String {
        self.operation.error_pointer(self.status, 0)
    }

    /// The canonical text of a member of the error.
    fn member(&self, key: &str) -> Option<String> {
        self.tree
            .as_ref()?
            .pointer(&format!("{}/{key}", self.error_at()))
    }

    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the answer is an HTTP error, or which other: the columns of [`ANSWERS`].
    fn column(&self) -> &'static str {
        ANSWERS[usize::from(self.status >= 400)]
    }

    /// The value of a header, by its name in lower case.
    fn header(&self, name: &str) -> Option<&str> {
        let named = |(one, _): &&(String, String)| one.eq_ignore_ascii_case(name);
        self.response
            .headers
            .iter()
            .find(named)
            .map(|(_, value)| &**value)
    }

    fn has_error(&self) -> bool {
        self.tree.as_ref().is_some_and(|tree| {
            tree.pointer(&self.error_at())
                .is_some_and(|text| text.starts_with('{'))
        })
    }
}

/// All tables.
pub fn tables(vectors: &[Vector]) -> Vec<Table> {
    let sent: Vec<Sent<'_>> = vectors.iter().filter_map(sent).collect();
    grids().iter().map(|grid| grid.table(&sent)).collect()
}

/// The cells that must not be empty, as `table: row × column`, each with the cases that fill it.
pub fn filled(set: &VectorSet) -> BTreeMap<String, BTreeSet<&str>> {
    let grids = grids();
    let mut filled: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (position, vector) in set.vectors.iter().enumerate() {
        let Some(one) = sent(vector) else { continue };
        for grid in &grids {
            for cell in (grid.cells)(&one)
                .iter()
                .filter(|cell| grid.is_needed(cell))
            {
                let name = format!("{}: {} × {}", grid.title, cell.0, cell.1);
                filled
                    .entry(name)
                    .or_default()
                    .insert(set.case_of(position));
            }
        }
    }
    filled
}

fn grids() -> Vec<Grid> {
    vec![
        errors::codes(),
        errors::categories(),
        errors::pairs(),
        errors::flags(),
        errors::states(),
        errors::shapes(),
        details::details(),
        details::texts(),
        answers::statuses(),
        answers::controls(),
        answers::reasons(),
        answers::words(),
        answers::words_beside_errors(),
        answers::codes_of_results(),
        bodies::bodies(),
        exchanges::content_types(),
        exchanges::deliveries(),
        exchanges::odd_statuses(),
        exchanges::mismatches(),
        exchanges::retry_after(),
    ]
}

fn sent(vector: &Vector) -> Option<Sent<'_>> {
    let response = vector.responses.last()?;
    let operation = Operation::from_id(&vector.operation)?;
    let body = response.body.bytes().ok()?;
    Some(Sent {
        operation,
        status: response.status,
        response,
        // What breaks off was not sent.
        tree: response
            .delivery
            .is_complete()
            .then(|| lenient_tree(&body))
            .flatten(),
        body,
        site: operation.site_at(response.status),
        vector,
    })
}

fn sites() -> Vec<String> {
    Site::ALL
        .iter()
        .map(|site| site.as_str().to_owned())
        .collect()
}

fn canonical(text: &str) -> String {
    canonical_string(text.encode_utf16())
}

fn cell(row: &str, column: &str) -> (String, String) {
    (row.to_owned(), column.to_owned())
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// The cells of a table in which a response fills one at most.
fn at_most_one(find: impl Fn(&Sent<'_>) -> Option<Named> + 'static) -> Box<Cells> {
    Box::new(move |one| find(one).into_iter().collect())
}

/// The columns of what can happen to any answer.
const ANSWERS: [&str; 2] = ["result", "HTTP error"];

/// The row of values that no table of the contract knows.
const UNKNOWN: &str = "(unknown)";

#[cfg(test)]
mod tests {
    use super::*;
    use suite::vector::Body;

    /// An answer that no vector gives: an operation's with another status and body.
    pub(super) fn answer(operation: &str, status: u16, body: &str) -> Sent<'static> {
        let vectors = &VectorSet::built_in().unwrap().vectors;
        let mut like = vectors.iter().filter(|vector| {
            let complete = |one: &Response| one.delivery.is_complete();
            vector.operation == operation && vector.responses.last().is_some_and(complete)
        });
        let mut vector = like.next().unwrap().clone();
        let response = vector.responses.last_mut().unwrap();
        (response.status, response.headers) = (status, Vec::new());
        response.body = Body::Text(body.to_owned());
        sent(Box::leak(Box::new(vector))).unwrap()
    }

    #[test]
    fn a_cell_is_needed_if_it_is_in_the_table_and_nothing_explains_it() {
        let grid = Grid {
            title: "t",
            columns: names(&["A", "B"]),
            rows: names(&["one", "two"]),
            cells: Box::new(|_| vec![cell("one", "A"), cell("one", "B"), cell("six", "A")]),
            explain: Box::new(|row, column| (row == "two" || column == "B").then_some("why")),
        };
        let needed = [
            ("one", "A"),
            ("one", "B"),
            ("two", "A"),
            ("six", "A"),
            ("one", "C"),
        ];
        let needed = needed.map(|(row, column)| grid.is_needed(&cell(row, column)));
        assert_eq!(needed, [true, false, false, false, false]);

        let table = grid.table(&[answer("jobs.get", 200, "{}")]);
        let cells: Vec<_> = table.rows.iter().flat_map(|(_, cells)| cells).collect();
        let why = Cell::Explained("why");
        assert_eq!(cells, [&Cell::Count(1), &Cell::Contradicted(1), &why, &why]);
        assert_eq!(table.holes(), ["t: one × B, explained as empty"]);
        assert_eq!(grid.table(&[]).holes(), ["t: one × A"]);
    }

    #[test]
    fn a_status_from_200_to_299_is_a_success() {
        let is = |status| answer("jobs.get", status, "{}").is_success();
        assert_eq!([199, 200, 299, 300].map(is), [false, true, true, false]);
    }
}
