//! The reader against parsers that it does not itself use.
//!
//! `jiter` and the judge's own tree read the same bytes, and the rules are applied a second time,
//! duplicates and halves of pairs included. Start at [`check_differential`].

use contract::{ErrorBody, Field, FindingKind, ReadErrorKind, Site, read::MAX_DEPTH};
use jiter::JsonValue;
use suite::tree::{Tree, canonical_string};

use super::error_body::combination;
use crate::Difference;
use crate::subject::read;
use generate::json::Node;

/// Checks on any bytes that the reader accepts what other parsers accept, and reads the same.
///
/// # Panics
///
/// When it does not, and [`Difference`] does not list why.
pub fn check_differential(bytes: &[u8]) {
    let (site, _) = combination(bytes.len());
    let other = JsonValue::parse(bytes, false);
    let text = std::str::from_utf8(bytes);
    let tree = text.ok().map(Tree::parse);
    match read::error_body(bytes, site) {
        Ok(reading) => {
            if let Err(error) = &other {
                assert!(
                    Difference::of_jiter(&error.error_type).is_some(),
                    "the reader accepts what jiter refuses: {error:?}",
                );
            }
            let Some(Ok(_)) = tree else {
                panic!("the reader accepts what the lenient tree refuses: {tree:?}");
            };
            let said = OtherReading::new(text.unwrap_or_default());
            said.check(&reading.value, site);
            let duplicate = reading
                .findings
                .iter()
                .any(|it| it.kind == FindingKind::DuplicateKey);
            assert_eq!(
                duplicate,
                said.has_duplicates(),
                "duplicate keys are not told"
            );
            if let (Ok(JsonValue::Object(members)), false) = (&other, duplicate) {
                check_texts(&reading.value, members);
            }
        }
        Err(error) => {
            let is_object = matches!(other, Ok(JsonValue::Object(_)));
            let too_deep = error.what == ReadErrorKind::TooDeep;
            assert!(
                !is_object || (too_deep && depth_of(bytes) > MAX_DEPTH),
                "the reader refuses what jiter accepts: {error}",
            );
            if let (Ok(text), Some(Ok(_))) = (text, &tree) {
                assert!(
                    Difference::of_leniency(text, &error).is_some(),
                    "the reader refuses what the lenient tree accepts: {error}",
                );
            }
        }
    }
}

/// What the texts of an object are to `jiter`.
fn check_texts(read: &ErrorBody, members: &[(std::borrow::Cow<'_, str>, JsonValue<'_>)]) {
    let text = |key: &str| {
        let found = members.iter().find(|(name, _)| name == key);
        found.and_then(|(_, value)| match value {
            JsonValue::Str(text) => Some(text.as_ref()),
            _ => None,
        })
    };
    let code = read.code.as_ref().map(|it| it.as_str());
    assert_eq!(
        read.message.as_deref(),
        text("message"),
        "jiter reads another message"
    );
    assert_eq!(code, text("code"), "jiter reads another code");
    let unknown = members
        .iter()
        .filter(|(name, _)| Field::from_key(name).is_none());
    assert!(
        unknown
            .map(|(name, _)| name.as_ref())
            .eq(read.unknown.iter().map(|(name, _)| name.as_str())),
        "jiter has other unknown fields, or in another order",
    );
}

/// An object as the lenient tree sees it: names and canonical values, in order, all of them.
struct OtherReading {
    members: Vec<(String, String)>,
}

impl OtherReading {
    fn new(text: &str) -> Self {
        let tree = Node::parse(text).unwrap_or(Node::Object(Vec::new()));
        let members = tree.members().iter();
        Self {
            members: members
                .map(|(key, value)| (name(key), canonical(&value.to_text())))
                .collect(),
        }
    }

    fn has_duplicates(&self) -> bool {
        let mut names: Vec<_> = self.members.iter().map(|(name, _)| name).collect();
        names.sort();
        names.windows(2).any(|pair| pair[0] == pair[1])
    }

    /// The value of a key: the last one, but `null` only where there is no other.
    fn value(&self, key: &str) -> Option<&str> {
        let mut values = self
            .members
            .iter()
            .filter(|(name, _)| name == key)
            .map(|(_, it)| it);
        let last = values.clone().next_back();
        values
            .rfind(|value| *value != "null")
            .or(last)
            .map(String::as_str)
    }

    fn check(&self, read: &ErrorBody, site: Site) {
        let is_text = |value: &&str| value.starts_with('"') && !has_half_pair(value);
        let expect = |field: Field, shown: Option<String>| {
            let own = field.wire_key(site);
            let others = field.spellings().iter().filter(|key| **key != own);
            let said = std::iter::once(&own).chain(others);
            let said = said.filter_map(|key| self.value(key)).find(is_text);
            assert_eq!(
                shown.as_deref(),
                said,
                "{field:?}: the reader reads something else"
            );
        };
        let spelled = |text: &str| canonical_string(text.encode_utf16());
        expect(Field::Message, read.message.as_deref().map(spelled));
        expect(
            Field::Code,
            read.code.as_ref().map(|it| spelled(it.as_str())),
        );
        expect(
            Field::Category,
            read.category.as_ref().map(|it| spelled(it.as_str())),
        );
        expect(Field::DocUrl, read.doc_url.as_deref().map(spelled));
        expect(
            Field::CorrelationId,
            read.correlation_id.as_deref().map(spelled),
        );

        // Any `false` beside any `true` makes the flag false, also a `false` that a duplicate hid.
        let all = |flag: &str| {
            let mut members = self.members.iter();
            members.any(|(name, value)| Field::from_key(name) == Some(Field::Flag) && value == flag)
        };
        let last = Field::Flag
            .spellings()
            .iter()
            .filter_map(|key| self.value(key));
        let shown = last.filter_map(|value| value.parse().ok()).next();
        let said = if all("true") && all("false") {
            Some(false)
        } else {
            shown
        };
        assert_eq!(read.retriable, said, "the reader reads another flag");

        let details = self.value("details").filter(|value| *value != "null");
        let shown = read.details.as_ref().map(|it| canonical(it.text()));
        assert_eq!(shown.as_deref(), details, "the reader reads other details");
        for (name, json) in &read.unknown {
            let said = self.value(name).unwrap_or_default();
            assert_eq!(
                canonical(json.text()),
                said,
                "unknown field `{name}` is something else"
            );
        }
        let unknown = self
            .members
            .iter()
            .filter(|(name, _)| Field::from_key(name).is_none());
        let names: std::collections::BTreeSet<_> = unknown.map(|(name, _)| name).collect();
        assert_eq!(
            names.len(),
            read.unknown.len(),
            "unknown fields are lost or invented"
        );
    }
}

/// The name that a key spells; half of a pair is a replacement character to the reader.
fn name(key: &str) -> String {
    let canonical = canonical(key);
    let inner = canonical.trim_matches('"');
    let mut units = Vec::new();
    let mut rest = inner;
    while let Some(next) = rest.chars().next() {
        let escape = rest
            .strip_prefix("\\u")
            .and_then(|hex| u16::from_str_radix(hex.get(..4)?, 16).ok());
        units.push(escape.unwrap_or(next as u16));
        rest = &rest[if escape.is_some() { 6 } else { 1 }..];
    }
    String::from_utf16_lossy(&units)
}

/// Whether a canonical text has half of a surrogate pair; only then is it no Rust string.
fn has_half_pair(canonical: &str) -> bool {
    serde_json::from_str::<String>(canonical).is_err()
}

fn canonical(json: &str) -> String {
    Tree::parse(json).map_or_else(|_| json.to_owned(), |tree| tree.canonical())
}

/// How deep the containers of a JSON text are.
fn depth_of(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
