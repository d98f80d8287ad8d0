//! A page: of which kind it is, and how it differs from the tables. Start at [`Page::read`].

use std::path::{Path, PathBuf};

use pulldown_cmark::HeadingLevel;
use serde::Deserialize;
use tables::Section;

use crate::difference::{Difference, Differences};
use crate::error::Error;
use crate::outline::Outline;
use crate::vocabulary::{CATEGORIES, COLUMNS, FIELDS, STRUCTURE, TITLE};
use crate::words::{alike, list, quote};
use crate::{codes_page, model_page};

/// The pages that can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PageKind {
    /// The list of all error codes, with the structure and the categories.
    ErrorCodes,
    /// An SDK's page of an error body, compared with the error of a result.
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

fn kind(outline: &Outline) -> Result<PageKind, String> {
    let second = |text: &str| {
        [STRUCTURE, CATEGORIES]
            .into_iter()
            .chain(Section::ALL.iter().map(|section| section.heading()))
            .any(|heading| alike(heading, text))
    };
    let is_codes = outline.headings().any(|(level, text, _)| match level {
        HeadingLevel::H1 => alike(text, TITLE),
        _ => second(text),
    });
    if is_codes {
        return Ok(PageKind::ErrorCodes);
    }
    let has_fields = outline.headings().any(|(_, text, _)| alike(text, FIELDS));
    if has_fields || outline.table_with(COLUMNS.len()).is_some() {
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
        quote(FIELDS),
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
    let rows = outline.field_table().unwrap_or_default();
    let at = rows.first().and_then(|head| head.position(COLUMNS[0]));
    let cells = rows.iter().skip(1).filter_map(|row| row.cells.get(at?));
    let has = |key: &str| cells.clone().any(|cell| cell == key);
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
