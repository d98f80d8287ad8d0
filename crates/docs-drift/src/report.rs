//! The report: every difference as known, new or vanished. Only text; where it goes is up to the
//! caller. Start at [`Report::new`].

use std::fmt::{self, Display};
use std::path::PathBuf;

use crate::known::Known;
use crate::page::{Page, PageKind};
use crate::words::quote;

/// What was found on some pages.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// In the order in which the pages were given.
    pages: Vec<PageReport>,
}

/// One line about a page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// The line of the page, counted from 1; 1 for what is not there.
    pub number: usize,
    /// Whether it was expected.
    pub state: State,
    /// What differs.
    pub sentence: String,
}

/// Whether a difference was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It is recorded.
    Known,
    /// It is not recorded.
    New,
    /// It is recorded and not on the page.
    Vanished,
}

impl State {
    /// `known`, `NEW` or `VANISHED`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::New => "NEW",
            Self::Vanished => "VANISHED",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct PageReport {
    path: PathBuf,
    kind: PageKind,
    lines: Vec<Line>,
}

impl Report {
    /// Matches the differences of the pages with the record.
    #[must_use]
    pub fn new(pages: &[Page], known: &Known) -> Self {
        Self {
            pages: pages.iter().map(|page| page_report(page, known)).collect(),
        }
    }

    /// Whether nothing is new and nothing vanished.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.count(State::New) == 0 && self.count(State::Vanished) == 0
    }

    /// How many lines of all pages are in this state.
    #[must_use]
    pub fn count(&self, state: State) -> usize {
        self.pages.iter().map(|page| page.count(state)).sum()
    }

    /// The lines about all pages, without the summaries.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.pages.iter().flat_map(|page| &page.lines)
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for page in &self.pages {
            let path = page.path.display();
            for line in &page.lines {
                let state = line.state.as_str();
                writeln!(f, "{path}:{}: {state}: {}", line.number, line.sentence)?;
            }
            let counts = counts(|state| page.count(state));
            writeln!(f, "{path}: {}: {counts}", page.kind.name())?;
        }
        // Always in the plural, so that a script can rely on the words.
        let pages = self.pages.len();
        writeln!(f, "{pages} pages: {}", counts(|state| self.count(state)))
    }
}

impl PageReport {
    fn count(&self, state: State) -> usize {
        self.lines.iter().filter(|line| line.state == state).count()
    }
}

fn counts(count: impl Fn(State) -> usize) -> String {
    format!(
        "{} known, {} new, {} vanished",
        count(State::Known),
        count(State::New),
        count(State::Vanished)
    )
}

fn page_report(page: &Page, known: &Known) -> PageReport {
    let found = page.differences.iter().map(|difference| {
        let entry = known.entry(page.kind, difference);
        let text = difference.text();
        Line {
            number: difference.line(),
            state: entry.map_or(State::New, |_| State::Known),
            sentence: entry.map_or_else(|| text.clone(), |entry| format!("{text} [{}]", entry.id)),
        }
    });
    let gone = known
        .of(page.kind)
        .filter(|entry| !page.differences.iter().any(|found| entry.records(found)))
        .map(|entry| Line {
            number: 1,
            state: State::Vanished,
            sentence: format!(
                "{} {} is recorded, and not on this page any more [{}]",
                entry.aspect.describe(),
                quote(&entry.subject),
                entry.id
            ),
        });
    PageReport {
        path: page.path.clone(),
        kind: page.kind,
        lines: found.chain(gone).collect(),
    }
}
