//! Reads one error object, at any site and in any spelling.
//!
//! Both keys of an alias pair may stand in one body, which a plain serde alias refuses as a
//! duplicate. So each spelling has a slot of its own. Start at [`read`].

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::object::{RawMember, members, name_of, settle_duplicates, walk};
use super::reader::{Entry, Reader, Scope};
use crate::finding::{Base, FindingKind, Found};
use crate::{ErrorBody, Field, Json, Member, ReadError, SeenSpellings, Site};

/// A spelling of a field: the field, and the position among [`Field::spellings`].
type Spelled = (Field, usize);

/// The values as they stand in the body, before anything is judged.
#[derive(Default)]
struct Slots<'a> {
    /// For each field, in the order of [`Field::ALL`], the value under each of its spellings.
    values: [[Option<&'a RawValue>; 2]; Field::ALL.len()],
    duplicates: Vec<(Spelled, &'a RawValue)>,
    unknown: Vec<RawMember<'a>>,
    /// Keys that deserve a finding, escapes and all.
    retryable: Vec<&'a str>,
    not_unicode: Vec<&'a str>,
    saw_true: bool,
    saw_false: bool,
}

/// Reads the object `text`, which is a part of the reader's input.
pub(super) fn read<'a>(
    reader: &mut Reader<'a>,
    text: &'a str,
    base: Base,
    site: Site,
) -> Result<ErrorBody, ReadError> {
    let mut slots = Slots::default();
    walk(reader, text, |key, value| slots.add(key, value))?;
    slots.report_oddities(reader, base);

    let scope = &mut Scope::new(base);
    let message = reader.string(scope, slots.entry((Field::Message, 0)));
    let details = slots.entry((Field::Details, 0)).value;
    let mut body = ErrorBody {
        message: message.map(Cow::into_owned),
        code: reader.word(scope, slots.entry((Field::Code, 0))),
        category: reader.word(scope, slots.entry((Field::Category, 0))),
        retriable: slots.read_flag(reader, scope),
        doc_url: reader.alias_pair(scope, slots.alias_pair(Field::DocUrl, site)),
        correlation_id: reader.alias_pair(scope, slots.alias_pair(Field::CorrelationId, site)),
        details: details.filter(|raw| !is_null(raw)).map(Json::from_raw),
        seen: slots.seen(),
        ..ErrorBody::default()
    };
    if !slots.unknown.is_empty() {
        settle_duplicates(reader, base, &mut slots.unknown);
        body.unknown = members(std::mem::take(&mut slots.unknown));
    }
    slots.report_missing(reader, text, base, site, &body);
    body.rejected = std::mem::take(&mut scope.rejected);
    Ok(body)
}

impl<'a> Slots<'a> {
    fn add(&mut self, key: &'a str, value: &'a RawValue) {
        match Field::from_spelling(key) {
            Some(spelled) => self.fill(spelled, value),
            None => self.add_unlisted(key, value),
        }
    }

    /// A key that has escapes is no known key as it stands. Out of line: most keys are known.
    #[cold]
    fn add_unlisted(&mut self, key: &'a str, value: &'a RawValue) {
        let (name, is_unicode) = name_of(key);
        if let Cow::Owned(name) = &name
            && let Some(spelled) = Field::from_spelling(name)
        {
            return self.fill(spelled, value);
        }
        if name == "retryable" {
            // The runtime's inner spelling: no field of the contract, but worth a finding.
            self.retryable.push(key);
        } else if !is_unicode {
            self.not_unicode.push(key);
        }
        self.unknown.push((name, Some(value)));
    }

    fn fill(&mut self, (field, nth): Spelled, value: &'a RawValue) {
        if field == Field::Flag {
            self.saw_true |= value.get() == "true";
            self.saw_false |= value.get() == "false";
        }
        let slot = &mut self.values[field as usize][nth];
        let Some(earlier) = slot.replace(value) else {
            return;
        };
        // The last one wins, as with most parsers, but `null` never hides a value.
        let keep = is_null(value) && !is_null(earlier);
        if keep {
            *slot = Some(earlier);
        }
        let dropped = if keep { value } else { earlier };
        self.duplicates.push(((field, nth), dropped));
    }

    fn seen(&self) -> SeenSpellings {
        let mut seen = SeenSpellings::default();
        for field in [Field::Flag, Field::DocUrl, Field::CorrelationId] {
            let used = self.values[field as usize].map(|value| value.is_some());
            seen.insert_pair(field, used);
        }
        seen
    }

    fn entry(&self, (field, nth): Spelled) -> Entry<'a> {
        Entry {
            key: field.spellings()[nth],
            value: self.values[field as usize][nth],
        }
    }

    /// Both entries of an alias pair, the site's own key in front.
    fn alias_pair(&self, field: Field, site: Site) -> [Entry<'a>; 2] {
        let mut pair = [0, 1].map(|nth| self.entry((field, nth)));
        if pair[0].key != field.wire_key(site) {
            pair.reverse();
        }
        pair
    }

    fn read_flag(&self, reader: &mut Reader<'a>, scope: &mut Scope) -> Option<bool> {
        let conflict = self.saw_true && self.saw_false;
        let mut flag = None;
        let pair = [0, 1].map(|nth| self.entry((Field::Flag, nth)));
        for Entry { key, value } in pair {
            let Some(raw) = value else { continue };
            match Found::of(raw.get()) {
                Found::Null => {}
                Found::Bool(true) if conflict => {
                    scope.rejected.push(Member::new(key, Json::from_raw(raw)));
                }
                Found::Bool(sent) => flag = Some(sent),
                _ => reader.reject(scope, FindingKind::WrongType, key, raw, "true or false"),
            }
        }
        if !conflict {
            return flag;
        }
        let is_true = |it: &Entry<'_>| it.value.is_some_and(|raw| raw.get() == "true");
        let named = pair.iter().find(|it| is_true(it));
        let named = named.or_else(|| pair.iter().find(|it| it.value.is_some()));
        if let Some(&Entry {
            key,
            value: Some(raw),
        }) = named
        {
            let (path, expected) = (scope.base.field(key), "the same flag in every spelling");
            reader.report(FindingKind::FlagConflict, path, raw.get(), expected);
        }
        // The safe side: an operation that must not run twice does not.
        Some(false)
    }

    fn report_oddities(&self, reader: &mut Reader<'a>, base: Base) {
        for &((field, nth), dropped) in &self.duplicates {
            let (kind, path) = (
                FindingKind::DuplicateKey,
                base.field(field.spellings()[nth]),
            );
            reader.report(kind, path, dropped.get(), "each key once");
        }
        for key in &self.retryable {
            let (path, expected) = (base.field("retryable"), "`retirable` or `retriable`");
            reader.report(FindingKind::Retryable, path, reader.quoted(key), expected);
        }
        for key in &self.not_unicode {
            reader.not_unicode_key(base, &name_of(key).0, key);
        }
    }

    fn report_missing(
        &self,
        reader: &mut Reader<'a>,
        text: &str,
        base: Base,
        site: Site,
        body: &ErrorBody,
    ) {
        let required = site.required_fields().iter();
        for &field in required.filter(|field| !body.has(**field)) {
            let mut sent = self.values[field as usize].iter().flatten();
            let null = sent.clone().next();
            // A value that is there but could not be read has its own finding already.
            if sent.all(|raw| is_null(raw)) {
                let expected = match field {
                    Field::Flag => "true or false",
                    _ => "a string",
                };
                reader.missing(
                    base.field(field.wire_key(site)),
                    text,
                    null.copied(),
                    expected,
                );
            }
        }
    }
}

fn is_null(raw: &RawValue) -> bool {
    Found::of(raw.get()) == Found::Null
}
