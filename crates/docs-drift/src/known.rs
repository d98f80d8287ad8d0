//! The record of known discrepancies: what is wrong in the vendor's pages and was decided upon.
//!
//! Written by hand in `snapshots/known-discrepancies.toml` and compiled in. An entry says on which
//! kind of page it stands, and names the difference by aspect and subject. Start at [`Known`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::difference::{Aspect, Difference};
use crate::error::Error;
use crate::page::PageKind;
use crate::words::quote;

/// The version of the file that is read.
const FORMAT: u32 = 1;

/// The recorded discrepancies.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Known {
    format: u32,
    /// In the order of the file.
    #[serde(default, rename = "discrepancy")]
    pub discrepancies: Vec<Discrepancy>,
}

/// One recorded discrepancy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Discrepancy {
    /// Its name, printed with the difference.
    pub id: String,
    /// The kind of page on which it stands.
    pub page: PageKind,
    /// What kind of difference.
    pub aspect: Aspect,
    /// What differs.
    pub subject: String,
    /// Why it is taken as it is: the decision.
    pub reason: String,
}

impl Known {
    /// The record that is compiled in.
    ///
    /// # Errors
    /// The record is wrong; a test of this crate keeps that from happening.
    pub fn built_in() -> Result<Self, Error> {
        Self::parse(
            Path::new("snapshots/known-discrepancies.toml"),
            include_str!("../snapshots/known-discrepancies.toml"),
        )
    }

    /// Reads a record; the path is only for messages.
    ///
    /// # Errors
    /// It is no TOML, has unknown fields or another format, or an entry is doubled or gives no
    /// reason.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        let refuse = |message: String| Error::Record {
            path: PathBuf::from(path),
            message,
        };
        let known: Self = toml::from_str(text).map_err(|error| refuse(error.to_string()))?;
        if known.format != FORMAT {
            let found = known.format;
            return Err(refuse(format!("expected format {FORMAT}, found {found}")));
        }
        let mut ids = BTreeSet::new();
        let mut subjects = BTreeSet::new();
        for entry in &known.discrepancies {
            let id = quote(&entry.id);
            if entry.id.trim().is_empty() || !ids.insert(&entry.id) {
                return Err(refuse(format!("the id {id} is empty or used twice")));
            }
            if !subjects.insert((entry.page, entry.aspect, &entry.subject)) {
                return Err(refuse(format!("{id} records what another entry records")));
            }
            if entry.reason.trim().is_empty() {
                return Err(refuse(format!("{id} gives no reason")));
            }
        }
        Ok(known)
    }

    /// The entry for a difference on a page of this kind.
    #[must_use]
    pub fn entry(&self, page: PageKind, difference: &Difference) -> Option<&Discrepancy> {
        self.of(page).find(|entry| entry.records(difference))
    }

    /// The entries for pages of this kind.
    pub fn of(&self, page: PageKind) -> impl Iterator<Item = &Discrepancy> {
        self.discrepancies
            .iter()
            .filter(move |entry| entry.page == page)
    }
}

impl Discrepancy {
    /// Whether it is this difference, on whatever page.
    #[must_use]
    pub fn records(&self, difference: &Difference) -> bool {
        self.aspect == difference.aspect && self.subject == difference.subject
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "[[discrepancy]]\nid = \"a\"\npage = \"error-codes\"\n\
        aspect = \"code-added\"\nsubject = \"x\"\nreason = \"because\"\n";

    fn refused(text: &str, expected: &str) {
        let error = Known::parse(Path::new("known.toml"), text).expect_err(expected);
        let error = error.to_string();
        assert!(error.starts_with("known.toml: "), "{error}");
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn the_built_in_record_is_good() {
        let known = Known::built_in().expect("a good record");
        assert!(!known.discrepancies.is_empty());
    }

    #[test]
    fn an_entry_is_found_on_its_kind_of_page_only() {
        let text = format!("format = 1\n{ENTRY}");
        let known = Known::parse(Path::new("known.toml"), &text).expect("a record");
        let difference = Difference {
            aspect: Aspect::CodeAdded,
            subject: "x".to_owned(),
            lines: vec![1],
            sentence: String::new(),
        };
        assert!(known.entry(PageKind::ErrorCodes, &difference).is_some());
        assert!(known.entry(PageKind::ErrorBody, &difference).is_none());
    }

    #[test]
    fn a_bad_record_is_refused() {
        refused("format = 2", "expected format 1, found 2");
        refused("", "missing field `format`");
        let twice = format!("format = 1\n{ENTRY}{ENTRY}");
        refused(&twice, "the id `a` is empty or used twice");
        let other = twice.replacen("\"a\"", "\"b\"", 1);
        refused(&other, "`a` records what another entry records");
        let empty = format!("format = 1\n{}", ENTRY.replace("because", " "));
        refused(&empty, "`a` gives no reason");
        let aspect = format!("format = 1\n{}", ENTRY.replace("code-added", "code"));
        refused(&aspect, "unknown variant `code`");
        let unknown = format!("format = 1\n{ENTRY}note = \"x\"\n");
        refused(&unknown, "unknown field `note`");
    }
}
