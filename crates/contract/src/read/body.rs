//! Reads one error object, at any site and in any spelling.
//!
//! Both spellings of a key may stand in one body, which a plain alias on a struct field refuses as
//! a duplicate. So the aliases are on the key enum [`Field`], and each spelling has a slot of its
//! own. Start at [`read`].

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, Error as KeyError};
use serde_json::value::RawValue;

use super::object::{name_of, settle_duplicates, walk};
use super::reader::Reader;
use crate::finding::{Base, FindingKind, Found};
use crate::{Category, Code, ErrorBody, Field, Json, ReadError, SeenSpellings, Site};

/// The keys of an error body, each with its known spellings.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Message,
    Code,
    Category,
    #[serde(rename = "retirable", alias = "retriable")]
    Flag,
    #[serde(alias = "docUrl")]
    DocUrl,
    #[serde(alias = "correlationId")]
    CorrelationId,
    Details,
    #[serde(other)]
    Other,
}

/// One slot for each spelling of each field. The six in the middle are those of
/// [`SeenSpellings`], in its order.
const SLOTS: [&str; 10] = [
    "message",
    "code",
    "category",
    "retirable",
    "retriable",
    "doc_url",
    "docUrl",
    "correlation_id",
    "correlationId",
    "details",
];
const MESSAGE: usize = 0;
const CODE: usize = 1;
const CATEGORY: usize = 2;
const RETIRABLE: usize = 3;
const RETRIABLE: usize = 4;
const DOC_URL: usize = 5;
const CORRELATION_ID: usize = 7;
const DETAILS: usize = 9;

/// The values as they stand in the body, before anything is judged.
#[derive(Default)]
struct Slots<'a> {
    values: [Option<&'a RawValue>; SLOTS.len()],
    duplicates: Vec<(usize, &'a RawValue)>,
    unknown: Vec<(Cow<'a, str>, Option<&'a RawValue>)>,
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

    let mut body = ErrorBody {
        seen: slots.seen(),
        ..ErrorBody::default()
    };
    let rejected = &mut body.rejected;
    let message = reader.string(base, "message", slots.values[MESSAGE], rejected);
    body.message = message.map(Cow::into_owned);
    if let Some(text) = reader.string(base, "code", slots.values[CODE], rejected) {
        let code = Code::from_wire(&text);
        if !code.is_known() {
            slots.unlisted(
                reader,
                base,
                FindingKind::UnknownCode,
                CODE,
                "a code of the tables",
            );
        }
        body.code = Some(code);
    }
    if let Some(text) = reader.string(base, "category", slots.values[CATEGORY], rejected) {
        let category = Category::from_wire(&text);
        if !category.is_known() {
            let expected = "a category of the tables";
            slots.unlisted(
                reader,
                base,
                FindingKind::UnknownCategory,
                CATEGORY,
                expected,
            );
        }
        body.category = Some(category);
    }
    slots.read_flag(reader, base, &mut body);
    let [own, other] = slots.twins(DOC_URL, site.doc_url_key());
    body.doc_url = reader.twins(base, own, other, &mut body.rejected);
    let [own, other] = slots.twins(CORRELATION_ID, site.correlation_key());
    body.correlation_id = reader.twins(base, own, other, &mut body.rejected);
    let details = slots.values[DETAILS].filter(|raw| Found::of(raw.get()) != Found::Null);
    body.details = details.map(Json::from_raw);

    if slots.unknown.len() > 1 {
        settle_duplicates(reader, base, &mut slots.unknown);
    }
    if !slots.unknown.is_empty() {
        let owned = |(name, raw): (Cow<'a, str>, Option<&'a RawValue>)| {
            raw.map(|raw| (name.into_owned(), Json::from_raw(raw)))
        };
        body.unknown = std::mem::take(&mut slots.unknown)
            .into_iter()
            .filter_map(owned)
            .collect();
    }
    slots.report_missing(reader, text, base, site, &body);
    Ok(body)
}

impl<'a> Slots<'a> {
    fn add(&mut self, key: &'a str, value: &'a RawValue) {
        match self.slot(key, value) {
            Some(slot) => self.fill(slot, value),
            None => self.add_unlisted(key, value),
        }
    }

    fn fill(&mut self, slot: usize, value: &'a RawValue) {
        let Some(earlier) = self.values[slot].replace(value) else {
            return;
        };
        // The last one wins, as with most parsers, but `null` never hides a value.
        let keep = Found::of(value.get()) == Found::Null && Found::of(earlier.get()) != Found::Null;
        if keep {
            self.values[slot] = Some(earlier);
        }
        self.duplicates
            .push((slot, if keep { value } else { earlier }));
    }

    fn add_unlisted(&mut self, key: &'a str, value: &'a RawValue) {
        let (name, unicode) = name_of(key);
        if let Cow::Owned(name) = &name
            && let Some(slot) = self.slot(name, value)
        {
            return self.fill(slot, value);
        }
        if name == "retryable" {
            // The runtime's inner spelling: no field of the contract, but worth a finding.
            self.retryable.push(key);
        } else if !unicode {
            self.not_unicode.push(key);
        }
        self.unknown.push((name, Some(value)));
    }

    /// The slot of a known key. A key that has escapes is no known key as it stands.
    fn slot(&mut self, key: &str, value: &RawValue) -> Option<usize> {
        let field = Key::deserialize(BorrowedStrDeserializer::<KeyError>::new(key));
        Some(match field.unwrap_or(Key::Other) {
            Key::Message => MESSAGE,
            Key::Code => CODE,
            Key::Category => CATEGORY,
            Key::Flag => {
                self.saw_true |= value.get() == "true";
                self.saw_false |= value.get() == "false";
                if key == SLOTS[RETIRABLE] {
                    RETIRABLE
                } else {
                    RETRIABLE
                }
            }
            Key::DocUrl => DOC_URL + usize::from(key != SLOTS[DOC_URL]),
            Key::CorrelationId => CORRELATION_ID + usize::from(key != SLOTS[CORRELATION_ID]),
            Key::Details => DETAILS,
            Key::Other => return None,
        })
    }

    fn seen(&self) -> SeenSpellings {
        let twins = self.values[RETIRABLE..DETAILS].iter().enumerate();
        let bits = twins.map(|(at, value)| u8::from(value.is_some()) << at);
        SeenSpellings::from_bits(bits.sum())
    }

    /// The two slots that begin at `first`, the site's own key in front.
    fn twins(&self, first: usize, own: &str) -> [super::reader::Twin<'a>; 2] {
        let pair = [first, first + 1].map(|at| (SLOTS[at], self.values[at]));
        if pair[0].0 == own {
            pair
        } else {
            [pair[1], pair[0]]
        }
    }

    fn read_flag(&self, reader: &mut Reader<'a>, base: Base, body: &mut ErrorBody) {
        let at_odds = self.saw_true && self.saw_false;
        for slot in [RETIRABLE, RETRIABLE] {
            let Some(raw) = self.values[slot] else {
                continue;
            };
            match Found::of(raw.get()) {
                Found::Null => {}
                Found::Bool(true) if at_odds => {
                    body.rejected
                        .push((SLOTS[slot].to_owned(), Json::from_raw(raw)));
                }
                Found::Bool(flag) => body.retriable = Some(flag),
                _ => {
                    let path = base.field(SLOTS[slot]);
                    reader.report(FindingKind::WrongType, path, raw.get(), "true or false");
                    body.rejected
                        .push((SLOTS[slot].to_owned(), Json::from_raw(raw)));
                }
            }
        }
        if at_odds {
            // The safe side: an operation that must not run twice does not.
            body.retriable = Some(false);
            let is_true = |&slot: &usize| self.values[slot].is_some_and(|raw| raw.get() == "true");
            let of_two = [RETIRABLE, RETRIABLE].into_iter();
            let slot = of_two.clone().find(is_true);
            let slot = slot.or_else(|| of_two.clone().find(|&slot| self.values[slot].is_some()));
            if let Some((slot, raw)) = slot.and_then(|at| self.values[at].map(|raw| (at, raw))) {
                let expected = "the same flag in every spelling";
                let path = base.field(SLOTS[slot]);
                reader.report(FindingKind::FlagConflict, path, raw.get(), expected);
            }
        }
    }

    fn unlisted(
        &self,
        reader: &mut Reader<'a>,
        base: Base,
        kind: FindingKind,
        slot: usize,
        expected: &'static str,
    ) {
        if let Some(raw) = self.values[slot] {
            reader.report(kind, base.field(SLOTS[slot]), raw.get(), expected);
        }
    }

    fn report_oddities(&self, reader: &mut Reader<'a>, base: Base) {
        for &(slot, dropped) in &self.duplicates {
            let path = base.field(SLOTS[slot]);
            reader.report(
                FindingKind::DuplicateKey,
                path,
                dropped.get(),
                "each key once",
            );
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
        for &field in site
            .required_fields()
            .iter()
            .filter(|&&field| !body.has(field))
        {
            let spellings = field.spellings();
            let values = SLOTS.iter().zip(self.values);
            let mut sent = values
                .filter(|(key, _)| spellings.contains(key))
                .filter_map(|(_, value)| value);
            let null = sent.clone().next();
            // A value that is there but could not be read has its own finding already.
            if sent.all(|raw| Found::of(raw.get()) == Found::Null) {
                let expected = if field == Field::Flag {
                    "true or false"
                } else {
                    "a string"
                };
                reader.missing(base.field(field.wire_key(site)), text, null, expected);
            }
        }
    }
}
