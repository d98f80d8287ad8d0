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
use super::too_deep;
use crate::finding::{Base, FindingKind, Found};
use crate::{Fields, Json, ReadError};

/// Collects every key (the text between its quotes, escapes and all) and every value.
///
/// # Errors
///
/// Only for the root can this fail: what stands inside it has been seen to be JSON.
pub(super) fn walk<'a, S: Default>(
    reader: &Reader<'a>,
    object: &'a str,
    add: impl Fn(&mut S, &'a str, &'a RawValue),
) -> Result<S, ReadError> {
    let is_root = reader.is_root(object);
    let mut deepest = None;
    let mut each = |state: &mut S, key, value: &'a RawValue| {
        if is_root && deepest.is_none() && value.get().starts_with(['{', '[']) {
            deepest = too_deep(value.get(), 1).map(|at| reader.span(value.get()).start + at);
        }
        add(state, key, value);
    };
    // Plain keys are the quicker ones. A key with an escape makes the parser give up; then all
    // keys are taken raw, because a lone surrogate in one must not cost the whole body.
    let plain = rows(object, |state, key: &'a str, value| each(state, key, value));
    let walked = plain.or_else(|_| {
        rows(object, |state, key: &'a RawValue, value| {
            each(state, inner(key.get()), value)
        })
    });
    match (walked, deepest) {
        (Err(error), _) => Err(ReadError::syntax(reader.input(), &error)),
        (Ok(_), Some(at)) => Err(ReadError::too_deep(reader.input(), at)),
        (Ok(state), None) => Ok(state),
    }
}

fn rows<'a, K: Deserialize<'a>, S: Default>(
    object: &'a str,
    each: impl FnMut(&mut S, K, &'a RawValue),
) -> serde_json::Result<S> {
    let mut state = S::default();
    let mut parser = serde_json::Deserializer::from_str(object);
    parser.deserialize_map(Row {
        state: &mut state,
        each,
        key: PhantomData,
    })?;
    parser.end()?;
    Ok(state)
}

struct Row<'s, S, F, K> {
    state: &'s mut S,
    each: F,
    key: PhantomData<K>,
}

impl<'de, S, F, K> Visitor<'de> for Row<'_, S, F, K>
where
    F: FnMut(&mut S, K, &'de RawValue),
    K: Deserialize<'de>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some((key, value)) = map.next_entry::<K, &'de RawValue>()? {
            (self.each)(self.state, key, value);
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
        let is_unit = escape.as_bytes().get(1) == Some(&b'u');
        // A pair stays a pair: try both halves at once, then one alone.
        let taken = [12, 6, 2]
            .into_iter()
            .filter(|len| is_unit || *len == 2)
            .find(|len| {
                let piece = escape.get(..*len);
                piece.is_some_and(|it| serde_json::from_str::<String>(&format!("\"{it}\"")).is_ok())
            });
        patched.push_str(
            taken
                .and_then(|len| escape.get(..len))
                .unwrap_or("\u{fffd}"),
        );
        rest = escape.get(taken.unwrap_or(6)..).unwrap_or_default();
    }
    patched.push_str(rest);
    patched.push('"');
    serde_json::from_str(&patched).unwrap_or_default()
}

/// The fields of an envelope, taken one by one; what is left over is unknown.
pub(super) struct Object<'a> {
    text: &'a str,
    base: Base,
    entries: Vec<(Cow<'a, str>, Option<&'a RawValue>)>,
    pub(super) misfits: Fields,
}

impl<'a> Object<'a> {
    pub(super) fn read(
        reader: &mut Reader<'a>,
        text: &'a str,
        base: Base,
    ) -> Result<Self, ReadError> {
        let rows = walk(reader, text, |rows: &mut Vec<_>, key, value| {
            rows.push((key, value))
        })?;
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
            misfits: Vec::new(),
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
            .string(self.base, key, Some(raw), &mut self.misfits)
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
        let text = reader.string(self.base, key, Some(raw), &mut self.misfits)?;
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
        self.misfit(reader, key, raw, "an object");
        None
    }

    pub(super) fn misfit(
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
        self.misfits.push((key.to_owned(), Json::from_raw(raw)));
    }

    pub(super) fn base(&self) -> Base {
        self.base
    }

    /// What nobody took, in the order it was sent, and the misfits.
    pub(super) fn rest(self) -> (Fields, Fields) {
        let left = self
            .entries
            .into_iter()
            .filter_map(|(name, value)| value.map(|raw| (name.into_owned(), Json::from_raw(raw))));
        (left.collect(), self.misfits)
    }
}

/// Of several values under one name only one stays: the last, but never `null` over a value. The
/// others' are taken away.
pub(super) fn settle_duplicates<'a>(
    reader: &mut Reader<'a>,
    base: Base,
    entries: &mut [(Cow<'a, str>, Option<&'a RawValue>)],
) {
    // Sorted, because a hostile body may have a hundred thousand keys.
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|a, b| entries[*a].0.cmp(&entries[*b].0));
    let mut losers = Vec::new();
    for same in order.chunk_by(|a, b| entries[*a].0 == entries[*b].0) {
        let is_null = |at: &usize| entries[*at].1.is_none_or(|raw| raw.get() == "null");
        let last_value = same.iter().rposition(|at| !is_null(at));
        let winner = last_value.unwrap_or(same.len() - 1);
        losers.extend(
            same.iter()
                .enumerate()
                .filter(|(nth, _)| *nth != winner)
                .map(|(_, at)| *at),
        );
    }
    for &at in &losers {
        if let Some(raw) = entries[at].1.take() {
            let path = base.field(entries[at].0.to_string());
            reader.report(FindingKind::DuplicateKey, path, raw.get(), "each key once");
        }
    }
}
