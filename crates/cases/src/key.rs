//! Where something stands in an authored file: the keys that lead to it, and its line.
//!
//! The file is parsed for its positions only when there is an error to report. Start at
//! [`line_of_key`].

use std::ops::Range;

use files::line_of;
use toml::de::{DeTable, DeValue};

/// One step from a value to a value in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// The value under a name of a table.
    Name(String),
    /// A value of an array, counted from 0.
    Index(usize),
}

impl From<&str> for Key {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<usize> for Key {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// The line of a key, counted from 1, or of the first of `words` within its value. Where the file
/// lacks a key, the line is that of the last one that it has; 0 where it has none.
pub(crate) fn line_of_key(text: &str, keys: &[Key], words: &str) -> usize {
    let Some(span) = span_of(text, keys) else {
        return 0;
    };
    let inside = text.get(span.clone()).and_then(|value| value.find(words));
    line_of(text, span.start + inside.unwrap_or(0))
}

/// The bytes of a key and its value.
fn span_of(text: &str, keys: &[Key]) -> Option<Range<usize>> {
    let mut value = DeValue::Table(DeTable::parse(text).ok()?.into_inner());
    let mut found: Option<Range<usize>> = None;
    for key in keys {
        let next = match (value, key) {
            (DeValue::Table(mut table), Key::Name(name)) => {
                table.remove_entry(name.as_str()).map(|(key, value)| {
                    let (key, whole) = (key.span(), value.span());
                    // The values of a table stand below its header, but not all: see `[a.b]`.
                    (key.start..whole.end.max(key.end), value)
                })
            }
            (DeValue::Array(array), Key::Index(index)) => {
                let value = array.into_iter().nth(*index);
                value.map(|value| (value.span(), value))
            }
            _ => None,
        };
        let Some((span, next)) = next else { break };
        found = Some(span);
        value = next.into_inner();
    }
    found
}
