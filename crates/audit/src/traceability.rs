//! Traceability: every requirement with the checks that verify it, or the reason why none does.
//!
//! Start at [`Traceability::new`].

use std::collections::BTreeMap;
use std::fmt::Write as _;

use cases::requirement::{Requirement, Requirements, Source};
use suite::check::Level;
use suite::vector::Vector;

/// All requirements with their states.
#[derive(Clone, Debug)]
pub struct Traceability<'a> {
    /// A row for each requirement, in the order of the file.
    pub rows: Vec<Row<'a>>,
}

/// One requirement with its state.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// The requirement.
    pub requirement: &'a Requirement,
    /// Its state.
    pub state: State,
}

/// The state of a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// So many checks of its own verify it.
    Checked(Counts),
    /// The checks of a row that it names verify it.
    Referenced,
    /// It says itself why no check verifies it.
    Excluded,
    /// It is history.
    Retired,
    /// Neither: a hole.
    Open,
}

/// How many checks of each level verify a requirement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Must checks of what public material says.
    pub must: usize,
    /// Should checks of what public material says.
    pub should: usize,
    /// Must checks of what the kit assumes.
    pub assumed_must: usize,
    /// Should checks of what the kit assumes.
    pub assumed_should: usize,
    /// May checks.
    pub may: usize,
}

impl Counts {
    /// What is counted, in the order of [`Counts::cells`].
    pub const NAMES: [&str; 5] = ["must", "should", "assumed must", "assumed should", "may"];

    /// The numbers as cells of a table.
    pub fn cells(self) -> [String; 5] {
        let Self {
            must,
            should,
            assumed_must,
            assumed_should,
            may,
        } = self;
        [must, should, assumed_must, assumed_should, may].map(|number| number.to_string())
    }

    fn add(&mut self, level: Level, assumed: bool) {
        let count = match (level, assumed) {
            (Level::Must, false) => &mut self.must,
            (Level::Should, false) => &mut self.should,
            (Level::Must, true) => &mut self.assumed_must,
            (Level::Should, true) => &mut self.assumed_should,
            (Level::May, _) => &mut self.may,
        };
        *count += 1;
    }
}

impl<'a> Traceability<'a> {
    /// Every requirement with the checks of these vectors that verify it.
    pub fn new<'b>(
        requirements: &'a Requirements,
        vectors: impl IntoIterator<Item = &'b Vector>,
    ) -> Self {
        let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
        for vector in vectors {
            for check in &vector.checks {
                let counts = counts.entry(&check.requirement).or_default();
                counts.add(check.level, vector.assumes(check));
            }
        }
        let own = |id: &str| counts.get(id).copied();
        let rows = requirements
            .rows
            .iter()
            .map(|requirement| {
                let mut see = requirement.see.iter();
                let state = match (requirement, own(&requirement.id)) {
                    (Requirement { retired: true, .. }, _) => State::Retired,
                    (
                        Requirement {
                            excluded: Some(_), ..
                        },
                        _,
                    ) => State::Excluded,
                    (_, Some(counts)) => State::Checked(counts),
                    (_, None) if see.any(|id| own(id).is_some()) => State::Referenced,
                    (_, None) => State::Open,
                };
                Row { requirement, state }
            })
            .collect();
        Self { rows }
    }

    /// How many rows are checked, excluded and open.
    pub fn totals(&self) -> (usize, usize, usize) {
        let count =
            |wanted: fn(&State) -> bool| self.rows.iter().filter(|row| wanted(&row.state)).count();
        (
            count(|state| matches!(state, State::Checked(_) | State::Referenced)),
            count(|state| *state == State::Excluded),
            count(|state| *state == State::Open),
        )
    }

    /// The last line: `N requirements: N checked, N excluded, N open`.
    pub fn summary(&self) -> String {
        let (checked, excluded, open) = self.totals();
        let all = checked + excluded + open;
        format!("{all} requirements: {checked} checked, {excluded} excluded, {open} open")
    }

    /// The page `docs/contract.md`.
    pub fn markdown(&self) -> String {
        let mut page = String::from(
            "# The contract, requirement by requirement\n\n\
             Made by `conform requirements --format markdown`; a test keeps it from drifting. The\n\
             numbers are the checks of each requirement itself, by level; those of what the kit assumes\n\
             stand apart. \"see\" names rows whose checks verify this one, too: a row with nothing else is\n\
             checked by them. Sources: S0 the page of one error body, S1 the page of the failed result,\n\
             S2 the error-codes page, wire the schemas and SDKs outside these, floor what is expected of\n\
             any client.\n",
        );
        let mut section = "";
        for row in &self.rows {
            let id = row.requirement.id.as_str();
            let own = id.split('/').next().unwrap_or(id);
            if own != section {
                section = own;
                let _ = write!(
                    page,
                    "\n## {section}\n\n| requirement | source | what is said | {} |\n\
                     | --- | --- | --- |{}\n",
                    Counts::NAMES.join(" | "),
                    " ---: |".repeat(Counts::NAMES.len())
                );
            }
            page.push_str(&markdown_row(row));
        }
        let _ = write!(page, "\n{}.\n", self.summary());
        page
    }
}

fn markdown_row(Row { requirement, state }: &Row<'_>) -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    let mut text = cell(&requirement.quote);
    if let Some(decision) = &requirement.decision {
        let _ = write!(text, "<br>*{}*", cell(decision));
    }
    if !requirement.between.is_empty() {
        let names: Vec<&str> = requirement.between.iter().map(|it| source(*it)).collect();
        let _ = write!(text, "<br>between {}", names.join(", "));
    }
    if !requirement.see.is_empty() {
        let _ = write!(text, "<br>see {}", requirement.see.join(", "));
    }
    if let (State::Excluded, Some(reason)) = (state, &requirement.excluded) {
        let _ = write!(text, "<br>excluded: {}", cell(reason));
    }
    let numbers = match state {
        State::Checked(counts) => counts.cells(),
        State::Referenced => first("see"),
        State::Excluded => std::array::from_fn(|_| "-".to_owned()),
        State::Retired => first("retired"),
        State::Open => first("open"),
    };
    let numbers = numbers.join(" | ");
    let source = source(requirement.source);
    format!("| `{}` | {source} | {text} | {numbers} |\n", requirement.id)
}

/// A word in the first of the cells for numbers.
fn first(word: &str) -> [String; 5] {
    std::array::from_fn(|at| if at == 0 { word } else { "" }.to_owned())
}

/// A source's name in reports.
pub fn source(source: Source) -> &'static str {
    match source {
        Source::S0 => "S0",
        Source::S1 => "S1",
        Source::S2 => "S2",
        Source::Wire => "wire",
        Source::Floor => "floor",
    }
}

#[cfg(test)]
mod tests {
    use suite::check::Check;
    use suite::set::VectorSet;

    use super::*;

    /// A vector with one check of each of these requirements and levels.
    fn vector(checks: &[(&str, Level)]) -> Vector {
        let mut vector = VectorSet::built_in().unwrap().vectors[0].clone();
        let like = vector.checks[0].clone();
        let checks = checks.iter().map(|(requirement, level)| Check {
            requirement: (*requirement).to_owned(),
            level: *level,
            ..like.clone()
        });
        vector.checks = checks.collect();
        vector
    }

    fn row(id: &str, see: &[&str]) -> Requirement {
        Requirement {
            id: id.to_owned(),
            quote: "a sentence".to_owned(),
            source: Source::S2,
            see: see.iter().map(|&id| id.to_owned()).collect(),
            excluded: None,
            decision: None,
            retired: false,
            between: Vec::new(),
        }
    }

    #[test]
    fn what_is_neither_checked_nor_excluded_nor_history_is_open() {
        let mut requirements = Requirements::built_in().unwrap();
        for row in &mut requirements.rows {
            row.see.clear();
        }
        let vector = vector(&[("floor/survives", Level::Must)]);
        let rows = requirements.rows.iter();
        let live = rows.clone().filter(|row| !row.retired).count();
        let excluded = rows.filter(|row| row.excluded.is_some() && !row.retired);
        let excluded = excluded.count();
        let summary = format!(
            "{live} requirements: 1 checked, {excluded} excluded, {} open",
            live - excluded - 1
        );
        let traceability = Traceability::new(&requirements, [&vector]);
        assert_eq!(traceability.summary(), summary);
    }

    #[test]
    fn a_row_counts_its_own_checks_and_not_those_of_the_rows_that_it_names() {
        let mut requirements = Requirements::default();
        requirements.rows = vec![
            row("own", &["other"]),
            row("other", &[]),
            row("names-a-checked-row", &["open", "other"]),
            row("names-an-open-row", &["open"]),
            row("open", &[]),
        ];
        let mut assumed = vector(&[("own", Level::Should), ("own", Level::May)]);
        assumed.assumed = true;
        let mut plain = vector(&[("own", Level::Must), ("other", Level::Must)]);
        plain.assumed = false;
        let traceability = Traceability::new(&requirements, [&plain, &assumed]);
        let own = Counts {
            must: 1,
            assumed_should: 1,
            may: 1,
            ..Counts::default()
        };
        let other = Counts {
            must: 1,
            ..Counts::default()
        };
        let states: Vec<&State> = traceability.rows.iter().map(|row| &row.state).collect();
        assert_eq!(
            states,
            [
                &State::Checked(own),
                &State::Checked(other),
                &State::Referenced,
                &State::Open,
                &State::Open
            ]
        );
        let summary = "5 requirements: 3 checked, 0 excluded, 2 open";
        assert_eq!(traceability.summary(), summary);
        let page = traceability.markdown();
        let rows = [
            "| `own` | S2 | a sentence<br>see other | 1 | 0 | 0 | 1 | 1 |",
            "| `names-a-checked-row` | S2 | a sentence<br>see open, other | see |  |  |  |  |",
        ];
        assert!(rows.iter().all(|row| page.contains(row)), "{page}");
    }

    #[test]
    fn a_row_that_only_refers_to_others_has_no_number_of_its_own() {
        let requirements = Requirements::built_in().unwrap();
        let set = VectorSet::built_in().unwrap();
        let traceability = Traceability::new(&requirements, &set.vectors);
        let state = |id: &str| {
            let mut rows = traceability.rows.iter();
            rows.find(|row| row.requirement.id == id)
                .map(|row| &row.state)
        };
        let one_structure = state("contradictions/one-structure");
        assert_eq!(one_structure, Some(&State::Referenced));
        // It has both: what it refers to counts there.
        let own = |id: &str| match state(id) {
            Some(State::Checked(counts)) => counts.must,
            other => panic!("{id}: {other:?}"),
        };
        assert!((1..500).contains(&own("wire/undecodable")));
        assert!(own("floor/own-class") > 1000);
    }
}
