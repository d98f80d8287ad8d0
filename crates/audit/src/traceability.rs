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
    /// So many checks of each level verified it.
    Checked(Counts),
    /// No check names it; those of the rows in `see` verify it, and count there.
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
    /// Must checks.
    pub must: usize,
    /// Should checks.
    pub should: usize,
    /// May checks.
    pub may: usize,
}

impl Counts {
    fn add(&mut self, level: Level) {
        match level {
            Level::Must => self.must += 1,
            Level::Should => self.should += 1,
            Level::May => self.may += 1,
        }
    }
}

impl<'a> Traceability<'a> {
    /// Every requirement with the checks of these vectors that verify it.
    pub fn new<'b>(
        requirements: &'a Requirements,
        vectors: impl IntoIterator<Item = &'b Vector>,
    ) -> Self {
        let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
        for check in vectors.into_iter().flat_map(|vector| &vector.checks) {
            let counts = counts.entry(&check.requirement).or_default();
            counts.add(check.level);
        }
        let of = |id: &str| counts.get(id).copied().unwrap_or_default();
        let rows = requirements
            .rows
            .iter()
            .map(|requirement| {
                let none = Counts::default();
                let counts = of(&requirement.id);
                let mut seen = requirement.see.iter().map(|id| of(id));
                let state = match requirement {
                    Requirement { retired: true, .. } => State::Retired,
                    Requirement {
                        excluded: Some(_), ..
                    } => State::Excluded,
                    _ if counts != none => State::Checked(counts),
                    _ if seen.any(|counts| counts != none) => State::Referenced,
                    _ => State::Open,
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
             numbers are the checks that name the row, at each level; the checks of rows in \"see\"\n\
             count there. Sources: S0 the page of one error body, S1 the page of the failed result,\n\
             S2 the error-codes page, wire the schemas and SDKs outside these, floor what is expected\n\
             of any client.\n",
        );
        let mut section = "";
        for row in &self.rows {
            let id = row.requirement.id.as_str();
            let own = id.split('/').next().unwrap_or(id);
            if own != section {
                section = own;
                let _ = write!(
                    page,
                    "\n## {section}\n\n| requirement | source | what is said | must | should | may |\n\
                     | --- | --- | --- | ---: | ---: | ---: |\n"
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
    let numbers = match (state, &requirement.excluded) {
        (State::Checked(counts), _) => {
            format!("{} | {} | {}", counts.must, counts.should, counts.may)
        }
        (State::Referenced, _) => "see | see | see".to_owned(),
        (State::Retired, _) => "retired | | ".to_owned(),
        (_, Some(reason)) => {
            let _ = write!(text, "<br>excluded: {}", cell(reason));
            "- | - | -".to_owned()
        }
        (_, None) => "open | | ".to_owned(),
    };
    let source = source(requirement.source);
    format!("| `{}` | {source} | {text} | {numbers} |\n", requirement.id)
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

    use super::*;

    #[test]
    fn what_is_neither_checked_nor_excluded_nor_history_is_open() {
        let requirements = Requirements::built_in().unwrap();
        let set = suite::set::VectorSet::built_in().unwrap();
        let mut vector = set.vectors[0].clone();
        vector.checks.truncate(1);
        let mut check = vector.checks[0].clone();
        check.requirement = "floor/survives".to_owned();
        vector.checks = vec![
            check.clone(),
            Check {
                level: Level::May,
                ..check
            },
        ];
        vector.checks[0].level = Level::Must;
        let traceability = Traceability::new(&requirements, [&vector]);
        let rows = requirements.rows.iter();
        let live = rows.clone().filter(|row| !row.retired).count();
        let excluded = rows.filter(|row| row.excluded.is_some() && !row.retired);
        let excluded = excluded.count();
        let summary = format!(
            "{live} requirements: 1 checked, {excluded} excluded, {} open",
            live - excluded - 1
        );
        assert_eq!(traceability.summary(), summary);
        let checked = traceability
            .rows
            .iter()
            .find(|row| row.requirement.id == "floor/survives");
        let counts = Counts {
            must: 1,
            should: 0,
            may: 1,
        };
        assert_eq!(checked.unwrap().state, State::Checked(counts));
    }

    #[test]
    fn a_row_that_only_refers_to_others_has_no_number_of_its_own() {
        let requirements = Requirements::built_in().unwrap();
        let set = suite::set::VectorSet::built_in().unwrap();
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
