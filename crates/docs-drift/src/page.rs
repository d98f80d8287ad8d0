//! A page: of which kind it is, and how it differs from the tables.

use std::path::{Path, PathBuf};

use pulldown_cmark::HeadingLevel;
use serde::Deserialize;
use tables::{Field, Section};

use crate::difference::{Difference, Differences};
use crate::error::Error;
use crate::outline::{Outline, Row};
use crate::words::{alike, list, quote};
use crate::{codes_page, model_page};

/// The headings of the codes page beside its title and its sections.
pub(crate) const STRUCTURE: &str = "Error Structure";
pub(crate) const CATEGORIES: &str = "Error Categories";
/// The columns of a model page's table that are needed.
pub(crate) const COLUMNS: [&str; 3] = ["Field", "Type", "Required"];

/// The pages that can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PageKind {
    /// The list of all error codes, with the structure and the categories.
    ErrorCodes,
    /// An SDK's page of an error body, compared with site A.
    ErrorBody,
    /// An SDK's page of the failed result of an auth-session operation.
    FailedResult,
}

impl PageKind {
    /// `error-codes page` and so on.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ErrorCodes => "error-codes page",
            Self::ErrorBody => "model page of an error body",
            Self::FailedResult => "model page of a failed result",
        }
    }
}

/// A page that was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page {
    /// The file, as it was named.
    pub path: PathBuf,
    /// Which page it is.
    pub kind: PageKind,
    /// How it differs from the tables, by line.
    pub differences: Vec<Difference>,
}

impl Page {
    /// Compares the text of a page with the tables; the path is only for messages.
    ///
    /// # Errors
    /// The page is of no kind that can be compared.
    pub fn read(path: &Path, text: &str) -> Result<Self, Error> {
        let outline = Outline::read(text.strip_prefix('\u{feff}').unwrap_or(text));
        let kind = kind(&outline).map_err(|message| Error::NotAPage {
            path: path.to_owned(),
            message,
        })?;
        let mut differences = Differences::default();
        match kind {
            PageKind::ErrorCodes => codes_page::compare(&outline, &mut differences),
            PageKind::ErrorBody => model_page::error_body(&outline, &mut differences),
            PageKind::FailedResult => model_page::failed_result(&outline, &mut differences),
        }
        Ok(Self {
            path: path.to_owned(),
            kind,
            differences: differences.finish(),
        })
    }
}

/// The field that a key means, in any case and with any of the three spellings of the flag: for
/// telling a respelled field from a new one. [`Field::from_key`] knows only what may be read.
pub(crate) fn contract_field_meant(key: &str) -> Option<Field> {
    let plain = key.replace(['_', '-'], "").to_lowercase();
    if plain == "retryable" {
        return Some(Field::Flag);
    }
    let spelled = |key: &&str| key.replace('_', "").to_lowercase() == plain;
    Field::ALL
        .iter()
        .copied()
        .find(|contract_field| contract_field.spellings().iter().any(spelled))
}

/// The table of fields: the first one with all columns, or else the first with one of them.
pub(crate) fn field_table(outline: &Outline) -> Option<&[Row]> {
    let has = |rows: &[Row], count: usize| {
        let named = |name: &&str| {
            rows.first()
                .is_some_and(|head| column(head, name).is_some())
        };
        COLUMNS.iter().filter(|name| named(name)).count() >= count
    };
    let find = |count| outline.tables().find(|rows| has(rows, count));
    find(COLUMNS.len()).or_else(|| find(1))
}

/// Where a column stands.
pub(crate) fn column(head: &Row, name: &str) -> Option<usize> {
    head.cells.iter().position(|cell| alike(cell, name))
}

fn kind(outline: &Outline) -> Result<PageKind, String> {
    let second = |text: &str| {
        [STRUCTURE, CATEGORIES]
            .into_iter()
            .chain(Section::ALL.iter().map(|section| section.heading()))
            .any(|heading| alike(heading, text))
    };
    let is_codes = outline.headings().any(|(level, text, _)| match level {
        HeadingLevel::H1 => alike(text, codes_page::TITLE),
        _ => second(text),
    });
    if is_codes {
        return Ok(PageKind::ErrorCodes);
    }
    let complete = field_table(outline).filter(|rows| {
        rows.first()
            .is_some_and(|head| COLUMNS.iter().all(|name| column(head, name).is_some()))
    });
    let has_fields = outline
        .headings()
        .any(|(_, text, _)| alike(text, model_page::FIELDS));
    if complete.is_some() || has_fields {
        return model(outline);
    }
    let found: Vec<_> = outline
        .headings()
        .take(4)
        .map(|(_, text, _)| quote(text))
        .collect();
    let found = match found.as_slice() {
        [] => "no heading at all".to_owned(),
        some => format!("the headings {}", list(some)),
    };
    Err(format!(
        "not a page of a known kind: looked for {} or a section of error codes (the error-codes \
         page) and for {} or a table with the columns {} (an SDK's model page), found {found}",
        list(&[quote(STRUCTURE), quote(CATEGORIES)]),
        quote(model_page::FIELDS),
        list(&COLUMNS),
    ))
}

/// Which model a page shows: by its title, or else by its fields.
fn model(outline: &Outline) -> Result<PageKind, String> {
    let title = outline
        .headings()
        .find(|(level, ..)| *level == HeadingLevel::H1)
        .map_or("", |(_, text, _)| text);
    let plain = title.to_lowercase();
    if plain.ends_with("failed") {
        return Ok(PageKind::FailedResult);
    }
    if plain.ends_with("error") {
        return Ok(PageKind::ErrorBody);
    }
    let rows = field_table(outline).unwrap_or_default();
    let at = rows.first().and_then(|head| column(head, COLUMNS[0]));
    let keys: Vec<_> = rows
        .iter()
        .skip(1)
        .filter_map(|row| row.cells.get(at?).map(String::as_str))
        .collect();
    let has = |key: &str| keys.contains(&key);
    if has("status") && has("message") && has("error") {
        return Ok(PageKind::FailedResult);
    }
    if has("message") && has("category") {
        return Ok(PageKind::ErrorBody);
    }
    Err(format!(
        "a page of the model {}, which is not compared: looked for a title that ends with \
         `Error` or `Failed`, the fields `message` and `category` (an error body), or the fields \
         `status`, `message` and `error` (a failed result)",
        quote(title)
    ))
}
