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

use super::reader::{Entry, Reader, Scope, Word, inner};
use super::{sorted, too_deep};
use crate::finding::{Base, FindingKind, Found};
use crate::{Json, Member, Members, ReadError};

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

/// A member whose name is decoded; the value is gone once somebody took it.
pub(super) type RawMember<'a> = (Cow<'a, str>, Option<&'a RawValue>);

/// What nobody took, in the order it was sent.
pub(super) fn members(left: Vec<RawMember<'_>>) -> Members {
    let left = left.into_iter();
    left.filter_map(|(name, value)| Some(Member::new(name, Json::from_raw(value?))))
        .collect()
}

/// The fields of an envelope, taken one by one; what is left over is unknown.
pub(super) struct Object<'r, 'a> {
    pub(super) reader: &'r mut Reader<'a>,
    pub(super) scope: Scope,
    text: &'a str,
    entries: Vec<RawMember<'a>>,
}

impl<'r, 'a> Object<'r, 'a> {
    pub(super) fn read(
        reader: &'r mut Reader<'a>,
        text: &'a str,
        base: Base,
    ) -> Result<Self, ReadError> {
        let mut rows = Vec::new();
        walk(reader, text, |key, value| rows.push((key, value)))?;
        let mut entries = Vec::with_capacity(rows.len());
        for (key, value) in rows {
            let (name, is_unicode) = name_of(key);
            if !is_unicode {
                reader.not_unicode_key(base, &name, key);
            }
            entries.push((name, Some(value)));
        }
        settle_duplicates(reader, base, &mut entries);
        Ok(Self {
            reader,
            scope: Scope::new(base),
            text,
            entries,
        })
    }

    /// Takes a field; `null` counts as absent, with a finding when it is required.
    pub(super) fn take(
        &mut self,
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
            let path = self.scope.base.field(key);
            self.reader.missing(path, self.text, raw, expected);
        }
        value
    }

    pub(super) fn string(&mut self, key: &'static str, required: bool) -> Option<String> {
        let value = self.take(key, required.then_some("a string"));
        let text = self.reader.string(&mut self.scope, Entry { key, value });
        text.map(Cow::into_owned)
    }

    /// A text of an open enum; one that the table does not list is kept, with a finding.
    pub(super) fn word<T: Word>(&mut self, key: &'static str, required: bool) -> Option<T> {
        let value = self.take(key, required.then_some("a string"));
        self.reader.word(&mut self.scope, Entry { key, value })
    }

    pub(super) fn json(&mut self, key: &'static str) -> Option<Json> {
        self.take(key, None).map(Json::from_raw)
    }

    /// A field that holds an object, read by `read`.
    pub(super) fn object<T>(
        &mut self,
        key: &'static str,
        required: bool,
        read: impl FnOnce(&mut Reader<'a>, &'a str, Base) -> Result<T, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        let Some(raw) = self.take(key, required.then_some("an object")) else {
            return Ok(None);
        };
        if Found::of(raw.get()) == Found::Object {
            let base = self.scope.base.child(key);
            return read(self.reader, raw.get(), base).map(Some);
        }
        self.reject(key, raw, "an object");
        Ok(None)
    }

    pub(super) fn reject(&mut self, key: &'static str, raw: &'a RawValue, expected: &'static str) {
        let kind = FindingKind::WrongType;
        self.reader
            .reject(&mut self.scope, kind, key, raw, expected);
    }

    /// What nobody took, in the order it was sent.
    pub(super) fn unknown(&mut self) -> Members {
        members(std::mem::take(&mut self.entries))
    }

    pub(super) fn rejected(self) -> Members {
        self.scope.rejected
    }
}

/// Of several values under one name only one stays: the last, but never `null` over a value. The
/// others are taken away.
pub(super) fn settle_duplicates<'a>(
    reader: &mut Reader<'a>,
    base: Base,
    entries: &mut [RawMember<'a>],
) {
    if entries.len() < 2 {
        return;
    }
    let mut losers = Vec::new();
    for same in sorted(entries.iter().map(|(name, _)| &**name)).chunk_by(|a, b| a.1 == b.1) {
        let is_null = |at: usize| entries[at].1.is_none_or(|raw| raw.get() == "null");
        let last_value = same.iter().rposition(|it| !is_null(it.2));
        let winner = last_value.unwrap_or(same.len() - 1);
        let others = same.iter().enumerate().filter(|(nth, _)| *nth != winner);
        losers.extend(others.map(|(_, it)| it.2));
    }
    for at in losers {
        if let Some(raw) = entries[at].1.take() {
            let path = base.field(entries[at].0.to_string());
            reader.report(FindingKind::DuplicateKey, path, raw.get(), "each key once");
        }
    }
}
