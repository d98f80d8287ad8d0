//! Coverage: what the vectors send, counted from their bytes, as tables without unexplained holes.
//!
//! It reads the responses and not the names of cases, so that it cannot flatter them. Start at
//! [`tables`].

use std::collections::BTreeMap;

use contract::{Category, Fact, Operation, Place, ReasonKind};

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
        codes(&sent),
        categories(&sent),
        pairs(&sent),
        flags(&sent),
        states(&sent),
        statuses(&sent),
        controls(&sent),
        reasons(&sent),
        words(&sent),
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

/// Counts a member of every error by its value and its place.
fn by_value(sent: &[Sent<'_>], key: &str, names: &[String]) -> BTreeMap<(String, String), usize> {
    let canonical_names: BTreeMap<String, &String> =
        names.iter().map(|name| (canonical(name), name)).collect();
    let mut counts = BTreeMap::new();
    for one in sent.iter().filter(|one| one.has_error()) {
        let (Some(place), Some(value)) = (one.place, one.member(key)) else {
            continue;
        };
        match canonical_names.get(&value) {
            Some(name) => count(&mut counts, name, place.as_str()),
            None if value.starts_with('"') => count(&mut counts, UNKNOWN, place.as_str()),
            None => {}
        }
    }
    counts
}

/// The row of values that no table of the contract knows.
const UNKNOWN: &str = "(unknown)";

fn codes(sent: &[Sent<'_>]) -> Table {
    let mut names: Vec<String> = contract::codes()
        .iter()
        .map(|info| info.wire.to_owned())
        .collect();
    let counts = by_value(sent, "code", &names);
    names.push(UNKNOWN.to_owned());
    Table::new("code × place", places(), names, &counts, |_, _| None)
}

fn categories(sent: &[Sent<'_>]) -> Table {
    let mut names: Vec<String> = Category::ALL
        .iter()
        .map(|category| category.as_str().to_owned())
        .collect();
    let counts = by_value(sent, "category", &names);
    names.push(UNKNOWN.to_owned());
    Table::new("category × place", places(), names, &counts, |_, _| None)
}

/// How many different pairs of code and category each place sends, of all that there are.
fn pairs(sent: &[Sent<'_>]) -> Table {
    let mut seen: std::collections::BTreeSet<(String, String, &str)> = Default::default();
    for one in sent.iter().filter(|one| one.has_error()) {
        if let (Some(place), Some(code), Some(category)) =
            (one.place, one.member("code"), one.member("category"))
        {
            seen.insert((code, category, place.as_str()));
        }
    }
    let codes: Vec<String> = contract::codes()
        .iter()
        .map(|info| canonical(info.wire))
        .chain([canonical("quota-exhausted-tomorrow")])
        .collect();
    let categories: Vec<String> = Category::ALL
        .iter()
        .map(|category| canonical(category.as_str()))
        .chain([canonical("network")])
        .collect();
    let mut counts = BTreeMap::new();
    for place in Place::ALL {
        for code in &codes {
            for category in &categories {
                let known = seen.contains(&(code.clone(), category.clone(), place.as_str()));
                let row = if known { "pairs sent" } else { "pairs missing" };
                count(&mut counts, row, place.as_str());
            }
        }
    }
    let rows = ["pairs sent".to_owned(), "pairs missing".to_owned()];
    Table::new(
        "code and category × place",
        places(),
        rows,
        &counts,
        |row, _| (row == "pairs missing").then_some("none is missing"),
    )
}

fn flags(sent: &[Sent<'_>]) -> Table {
    let mut counts = BTreeMap::new();
    for one in sent.iter().filter(|one| one.has_error()) {
        let Some(place) = one.place else { continue };
        let (wire, documented) = (one.member("retirable"), one.member("retriable"));
        let row = match (wire.as_deref(), documented.as_deref()) {
            (None, None) => "absent",
            (Some("true"), None) => "retirable true",
            (Some("false"), None) => "retirable false",
            (None, Some("true")) => "retriable true",
            (None, Some("false")) => "retriable false",
            (Some("null"), None) | (None, Some("null")) => "null",
            (Some("null"), Some(_)) | (Some(_), Some("null")) => "null beside a value",
            (Some(one), Some(other)) if one == other => "both, equal",
            (Some("true" | "false"), Some("true" | "false")) => "both, at odds",
            _ => "wrong type",
        };
        count(&mut counts, row, place.as_str());
    }
    let rows = [
        "absent",
        "retirable true",
        "retirable false",
        "retriable true",
        "retriable false",
        "null",
        "null beside a value",
        "both, equal",
        "both, at odds",
        "wrong type",
    ];
    Table::new(
        "flag × place",
        places(),
        rows.map(str::to_owned),
        &counts,
        |row, place| (place == "D" && row != "absent").then_some("a web task has no flag"),
    )
}

/// The states of each fact: absent, null, empty, of a wrong type, and each of its keys.
fn states(sent: &[Sent<'_>]) -> Table {
    let mut counts = BTreeMap::new();
    let mut rows = Vec::new();
    for &fact in Fact::ALL {
        let name = fact.documented_key();
        for state in ["absent", "null", "empty", "wrong type"] {
            rows.push(format!("{name} {state}"));
        }
        rows.extend(
            fact.spellings()
                .iter()
                .map(|key| format!("{name} as {key}")),
        );
        for one in sent.iter().filter(|one| one.has_error()) {
            let Some(place) = one.place else { continue };
            let values: Vec<(&str, String)> = fact
                .spellings()
                .iter()
                .filter_map(|key| Some((*key, one.member(key)?)))
                .collect();
            if values.is_empty() {
                count(&mut counts, &format!("{name} absent"), place.as_str());
            }
            for (key, value) in values {
                count(&mut counts, &format!("{name} as {key}"), place.as_str());
                let state = match value.as_str() {
                    "null" => "null",
                    "\"\"" | "{}" | "[]" => "empty",
                    _ if is_wrong(fact, &value) => "wrong type",
                    _ => continue,
                };
                count(&mut counts, &format!("{name} {state}"), place.as_str());
            }
        }
    }
    Table::new("fact × place", places(), rows, &counts, |row, place| {
        let fact = Fact::ALL
            .iter()
            .find(|fact| row.starts_with(fact.documented_key()))?;
        let declared = Place::ALL
            .iter()
            .any(|one| one.as_str() == place && one.declares(*fact));
        match row {
            _ if !declared => Some("the schema of this place has no such field"),
            "details wrong type" => Some("details are any JSON"),
            "retriable empty" => Some("an empty flag is one of a wrong type"),
            _ => None,
        }
    })
}

fn is_wrong(fact: Fact, value: &str) -> bool {
    match fact {
        Fact::Details => false,
        Fact::Flag => !matches!(value, "true" | "false" | "null"),
        _ => !value.starts_with('"'),
    }
}

fn statuses(sent: &[Sent<'_>]) -> Table {
    let columns = [
        400, 401, 402, 403, 404, 405, 408, 409, 410, 418, 422, 429, 500, 501, 502, 503, 504,
    ];
    let mut counts = BTreeMap::new();
    for one in sent
        .iter()
        .filter(|one| one.status >= 400 && one.has_error())
    {
        count(&mut counts, one.operation.id(), &one.status.to_string());
    }
    let columns = columns.map(|status| status.to_string()).to_vec();
    let rows = Operation::all().map(|operation| operation.id().to_owned());
    Table::new("operation × HTTP error", columns, rows, &counts, |_, _| {
        None
    })
}

fn controls(sent: &[Sent<'_>]) -> Table {
    let mut counts = BTreeMap::new();
    let columns = ["success", "with error: null", "with a stray error"];
    for one in sent {
        if !one
            .vector
            .checks
            .iter()
            .any(|check| check.fact == "success-returned")
        {
            continue;
        }
        let stray = one
            .tree
            .as_ref()
            .and_then(|tree| tree.pointer("/error").or_else(|| tree.pointer("/0/error")));
        let column = match stray.as_deref() {
            None => columns[0],
            Some("null") => columns[1],
            Some(_) => columns[2],
        };
        count(&mut counts, one.operation.id(), column);
    }
    let rows = Operation::all().map(|operation| operation.id().to_owned());
    Table::new(
        "operation × control",
        columns.map(str::to_owned).to_vec(),
        rows,
        &counts,
        |row, column| {
            let operation = Operation::from_id(row)?;
            match (column, operation.answer()) {
                ("success", _) => None,
                (_, contract::Answer::Empty) => Some("the answer has no body"),
                (_, contract::Answer::JobRun | contract::Answer::JobRuns) => {
                    Some("the error of a job run is inside it")
                }
                (
                    "with a stray error",
                    contract::Answer::RunResult | contract::Answer::WebTaskResult,
                ) => Some("the schema declares an error whatever the status"),
                _ => None,
            }
        },
    )
}

fn reasons(sent: &[Sent<'_>]) -> Table {
    let kind = |operation: Operation| match operation.answer() {
        contract::Answer::RunResult => Some("run"),
        contract::Answer::AuthSessionResult => Some("auth session"),
        contract::Answer::JobRun => Some("job run"),
        contract::Answer::JobRuns => Some("job-run list"),
        contract::Answer::Other => Some("job list"),
        _ => None,
    };
    let mut counts = BTreeMap::new();
    for one in sent {
        let (Some(kind), Some(tree)) = (kind(one.operation), &one.tree) else {
            continue;
        };
        let value = [
            "/reason",
            "/jobRun/reason",
            "/jobRuns/0/reason",
            "/0/reason",
        ]
        .iter()
        .find_map(|at| tree.pointer(&format!("{at}/type")));
        if let Some(value) = value {
            let name = all_reasons()
                .into_iter()
                .find(|name| canonical(name) == value);
            count(&mut counts, name.unwrap_or(UNKNOWN), kind);
        }
    }
    let columns = ["run", "auth session", "job run", "job-run list", "job list"];
    let rows = all_reasons()
        .into_iter()
        .chain([UNKNOWN])
        .map(ToOwned::to_owned);
    Table::new(
        "reason × result",
        columns.map(str::to_owned).to_vec(),
        rows,
        &counts,
        |row, column| {
            let kind = match column {
                "run" | "auth session" => ReasonKind::Run,
                "job run" | "job-run list" => ReasonKind::JobRun,
                _ => ReasonKind::Job,
            };
            let listed = kind.types().iter().any(|reason| reason.as_str() == row);
            match row {
                UNKNOWN => matches!(column, "job list" | "job-run list")
                    .then_some("sent at the single results"),
                _ => (!listed).then_some("the schema does not list it here"),
            }
        },
    )
}

fn all_reasons() -> Vec<&'static str> {
    let mut names: Vec<&str> = ReasonKind::ALL
        .iter()
        .flat_map(|kind| kind.types().iter().map(contract::ReasonType::as_str))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The status words of each result.
fn words(sent: &[Sent<'_>]) -> Table {
    let mut counts = BTreeMap::new();
    let of = |operation: Operation| -> Option<(&'static str, Vec<&'static str>)> {
        let words: Vec<&str> = match operation.answer() {
            contract::Answer::RunResult => contract::RunStatus::ALL
                .iter()
                .map(contract::RunStatus::as_str)
                .collect(),
            contract::Answer::AuthSessionResult => contract::AuthSessionStatus::ALL
                .iter()
                .map(contract::AuthSessionStatus::as_str)
                .collect(),
            contract::Answer::JobRun => contract::JobRunStatus::ALL
                .iter()
                .map(contract::JobRunStatus::as_str)
                .collect(),
            contract::Answer::WebTaskResult => contract::WebTaskStatus::ALL
                .iter()
                .map(contract::WebTaskStatus::as_str)
                .collect(),
            _ => return None,
        };
        Some((operation.id(), words))
    };
    for one in sent.iter().filter(|one| one.status < 300) {
        let (Some((_, words)), Some(tree)) = (of(one.operation), &one.tree) else {
            continue;
        };
        let value = tree
            .pointer("/status")
            .or_else(|| tree.pointer("/jobRun/status"));
        if let Some(value) = value {
            let word = words.iter().find(|word| canonical(word) == value);
            count(
                &mut counts,
                word.copied().unwrap_or(UNKNOWN),
                one.operation.id(),
            );
        }
    }
    let operations: Vec<(&str, Vec<&str>)> = Operation::all().filter_map(of).collect();
    let mut rows: Vec<&str> = operations
        .iter()
        .flat_map(|(_, words)| words.clone())
        .collect();
    rows.sort_unstable();
    rows.dedup();
    rows.push(UNKNOWN);
    let columns = operations.iter().map(|(id, _)| (*id).to_owned()).collect();
    let rows = rows.into_iter().map(ToOwned::to_owned);
    Table::new("status × result", columns, rows, &counts, |row, column| {
        let (_, words) = operations.iter().find(|(id, _)| *id == column)?;
        (row != UNKNOWN && !words.contains(&row)).then_some("no status of this result")
    })
}
