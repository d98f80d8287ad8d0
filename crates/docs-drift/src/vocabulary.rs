//! The words of the vendor's pages: their headings and columns, and the field that a key means.
//!
//! Not here: codes, categories and sections, which are tables of the contract. Start at
//! [`field_meant`].

use tables::Field;

/// The title of the error-codes page.
pub(crate) const TITLE: &str = "Error Codes";
/// The headings of the error-codes page beside its title and its sections.
pub(crate) const STRUCTURE: &str = "Error Structure";
pub(crate) const CATEGORIES: &str = "Error Categories";
/// The headings of a model page below its title.
pub(crate) const EXAMPLE: &str = "Example Usage";
pub(crate) const FIELDS: &str = "Fields";
/// The columns of a model page's table that are needed.
pub(crate) const COLUMNS: [&str; 3] = ["Field", "Type", "Required"];

/// The field that a key means, in any case and with any of the three spellings of the flag: a
/// respelled field is not a new one. [`Field::from_key`] knows only the keys that are read.
pub(crate) fn field_meant(key: &str) -> Option<Field> {
    let plain = |key: &str| key.replace(['_', '-'], "").to_lowercase();
    let key = plain(key);
    if key == "retryable" {
        return Some(Field::Flag);
    }
    let means = |field: &&Field| field.spellings().iter().any(|it| plain(it) == key);
    Field::ALL.iter().find(means).copied()
}
