//! One JSON object as a row of keys and exact values.
//!
//! Not a tree: nothing inside a value is looked at. Start at [`walk`]; [`Object`] is for the
//! envelopes, the error body has a faster way of its own.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::reader::{Reader, inner};
use super::{sorted, too_deep};
use crate::finding::{Base, FindingKind, Found};
use crate::{Json, Members, ReadError};

/// Gives every key (the text between its quotes, escapes and all) and every value to `add`.
///
/// # Errors
///
/// Only for the root can this fail: what stands inside it has been seen to be JSON.
pub(super) fn walk<'a>(
    reader: &Reader<'a>,
    object: &'a str,
    mut add: impl FnMut(&'a str, &'a RawValue),
) -> Result<(), ReadError> {
    let is_root = reader.is_root(object);
    let mut deepest = None;
    let mut each = |key, value: &'a RawValue| {
        let is_container = matches!(Found::of(value.get()), Found::Array | Found::Object);
        if is_root && is_container && deepest.is_none() {
            deepest = too_deep(value.get(), 1).map(|at| reader.span(value.get()).start + at);
        }
        add(key, value);
    };
    // A key with an escape has to be taken raw: the parser cannot lend it decoded, and a lone
    // surrogate in it must not cost the whole body. Plain keys are the quicker ones.
    let walked = if object.contains('\\') {
        rows(object, |key: &'a RawValue, value| {
            each(inner(key.get()), value)
        })
    } else {
        // Of what is broken inside a key the parser names the right site only when it is raw.
        rows(object, each).or_else(|error| {
            let raw = rows(object, |_: &'a RawValue, _| {});
            raw.and(Err(error))
        })
    };
    match (walked, deepest) {
        (Err(error), _) => Err(ReadError::syntax(reader.input(), &error)),
        (Ok(()), Some(at)) => Err(ReadError::too_deep(reader.input(), at)),
        (Ok(()), None) => Ok(()),
    }
}

fn rows<'a, K: Deserialize<'a>>(
    object: &'a str,
    each: impl FnMut(K, &'a RawValue),
) -> serde_json::Result<()> {
    let mut parser = serde_json::Deserializer::from_str(object);
    let key = PhantomData;
    parser.deserialize_map(Row { each, key })?;
    parser.end()
}

struct Row<F, K> {
    each: F,
    key: PhantomData<K>,
}

impl<'de, F, K> Visitor<'de> for Row<F, K>
where
    F: FnMut(K, &'de RawValue),
    K: Deserialize<'de>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some((key, value)) = map.next_entry::<K, &'de RawValue>()? {
            (self.each)(key, value);
        }
        Ok(())
    }
}

/// The name that a key spells; `false` when a lone surrogate was replaced.
pub(super) fn name_of(key: &str) -> (Cow<'_, str>, bool) {
    if !key.contains('\\') {
        return (Cow::Borrowed(key), true);
    }
    match serde_json::from_str(&format!("\"{key}\"")) {
        Ok(name) => (Cow::Owned(name), true),
        Err(_) => (replace_lone_surrogates(key).into(), false),
    }
}

/// Decodes the inside of a JSON string; half of a pair becomes a replacement character.
fn replace_lone_surrogates(inner: &str) -> String {
    let mut patched = String::with_capacity(inner.len() + 2);
    patched.push('"');
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        patched.push_str(before);
        let (length, is_text) = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => (12, true),
            (Some(0xd800..0xe000), _) => (6, false),
            (Some(_), _) => (6, true),
            (None, _) => (2, true),
        };
        let taken = escape.get(..length).filter(|_| is_text);
        patched.push_str(taken.unwrap_or("\u{fffd}"));
        rest = escape.get(length..).unwrap_or_default();
    }
    patched.push_str(rest);
    patched.push('"');
    serde_json::from_str(&patched).unwrap_or_default()
}

/// The UTF-16 unit that a text begins with, if that is an escape of one.
fn unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

/// The fields of an envelope, taken one by one; what is left over is unknown.
pub(super) struct Object<'a> {
    text: &'a str,
    base: Base,
    entries: Vec<(Cow<'a, str>, Option<&'a RawValue>)>,
    pub(super) rejected: Members,
}

impl<'a> Object<'a> {
    pub(super) fn read(
        reader: &mut Reader<'a>,
        text: &'a str,
        base: Base,
    ) -> Result<Self, ReadError> {
        let mut rows = Vec::new();
        walk(reader, text, |key, value| rows.push((key, value)))?;
        let mut entries = Vec::with_capacity(rows.len());
        for (key, value) in rows {
            let (name, unicode) = name_of(key);
            if !unicode {
                reader.not_unicode_key(base, &name, key);
            }
            entries.push((name, Some(value)));
        }
        settle_duplicates(reader, base, &mut entries);
        Ok(Self {
            text,
            base,
            entries,
            rejected: Vec::new(),
        })
    }

    /// Takes a field; `null` counts as absent, with a finding when it is required.
    pub(super) fn take(
        &mut self,
        reader: &mut Reader<'a>,
        key: &'static str,
        required: Option<&'static str>,
    ) -> Option<&'a RawValue> {
        let entry = self
            .entries
            .iter_mut()
            .find(|(name, value)| name == key && value.is_some());
        let raw = entry.and_then(|(_, value)| value.take());
        let value = raw.filter(|raw| Found::of(raw.get()) != Found::Null);
        if let (None, Some(expected)) = (value, required) {
            reader.missing(self.base.field(key), self.text, raw, expected);
        }
        value
    }

    pub(super) fn string(
        &mut self,
        reader: &mut Reader<'a>,
        key: &'static str,
        required: bool,
    ) -> Option<String> {
        let raw = self.take(reader, key, required.then_some("a string"))?;
        reader
            .string(self.base, key, Some(raw), &mut self.rejected)
            .map(Cow::into_owned)
    }

    /// A text of an open enum; one that the table does not know is kept, with a finding.
    pub(super) fn word<T: for<'t> From<&'t str>>(
        &mut self,
        reader: &mut Reader<'a>,
        key: &'static str,
        required: bool,
        is_known: fn(&T) -> bool,
        (kind, expected): (FindingKind, &'static str),
    ) -> Option<T> {
        let raw = self.take(reader, key, required.then_some("a string"))?;
        let text = reader.string(self.base, key, Some(raw), &mut self.rejected)?;
        let word = T::from(&text);
        if !is_known(&word) {
            reader.report(kind, self.base.field(key), raw.get(), expected);
        }
        Some(word)
    }

    pub(super) fn json(&mut self, reader: &mut Reader<'a>, key: &'static str) -> Option<Json> {
        self.take(reader, key, None).map(Json::from_raw)
    }

    /// A field that holds an object; gives its text and its base.
    pub(super) fn object(
        &mut self,
        reader: &mut Reader<'a>,
        key: &'static str,
        required: bool,
    ) -> Option<(&'a str, Base)> {
        let raw = self.take(reader, key, required.then_some("an object"))?;
        if Found::of(raw.get()) == Found::Object {
            return Some((raw.get(), self.base.child(key)));
        }
        self.rejected(reader, key, raw, "an object");
        None
    }

    pub(super) fn rejected(
        &mut self,
        reader: &mut Reader<'a>,
        key: &'static str,
        raw: &'a RawValue,
        expected: &'static str,
    ) {
        reader.report(
            FindingKind::WrongType,
            self.base.field(key),
            raw.get(),
            expected,
        );
        self.rejected.push((key.to_owned(), Json::from_raw(raw)));
    }

    pub(super) fn base(&self) -> Base {
        self.base
    }

    /// What nobody took, in the order it was sent, and the rejected fields.
    pub(super) fn rest(self) -> (Members, Members) {
        let left = self
            .entries
            .into_iter()
            .filter_map(|(name, value)| value.map(|raw| (name.into_owned(), Json::from_raw(raw))));
        (left.collect(), self.rejected)
    }
}

/// Of several values under one name only one stays: the last, but never `null` over a value. The
/// others' are taken away.
pub(super) fn settle_duplicates<'a>(
    reader: &mut Reader<'a>,
    base: Base,
    entries: &mut [(Cow<'a, str>, Option<&'a RawValue>)],
) {
    let mut losers = Vec::new();
    for same in sorted(entries.iter().map(|(name, _)| &**name)).chunk_by(|a, b| a.1 == b.1) {
        let is_null = |at: usize| entries[at].1.is_none_or(|raw| raw.get() == "null");
        let last_value = same.iter().rposition(|it| !is_null(it.2));
        let winner = last_value.unwrap_or(same.len() - 1);
        let numbered = same.iter().enumerate();
        losers.extend(
            numbered
                .filter(|(nth, _)| *nth != winner)
                .map(|(_, it)| it.2),
        );
    }
    for &at in &losers {
        if let Some(raw) = entries[at].1.take() {
            let path = base.field(entries[at].0.to_string());
            reader.report(FindingKind::DuplicateKey, path, raw.get(), "each key once");
        }
    }
}
