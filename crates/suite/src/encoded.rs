//! Values that travel safely from an SDK to the judge, whatever the SDK hands out.
//!
//! Healthy SDKs hand out values that a JSON writer chokes on: NaN, lone surrogates, 100,000
//! levels. Here they are a type name plus text. Not here: reading response bodies for a user (the
//! contract's reader does). Start at [`Encoded`]; comparison happens on canonical text
//! (see [`crate::tree`]).

mod written;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tables::named_enum;

use self::written::WrittenEncoded;
use crate::tree::{Tree, TreeError, canonical_string};

/// One value as an adapter reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "WrittenEncoded", into = "WrittenEncoded")]
pub enum Encoded {
    /// A value as JSON text.
    Json(JsonText),
    /// A string with lone surrogates, as its UTF-16 units.
    Utf16(Vec<u16>),
    /// A value whose JSON text is longer than [`MAX_INLINE`] bytes.
    Digest {
        /// What the value is.
        kind: ValueKind,
        /// The digest of its canonical text.
        digest: Digest,
    },
    /// A value that JSON does not know, and of which there is no text.
    Other,
}

named_enum! {
    /// What a value is in JSON's words; `other` for a value that JSON does not know.
    pub enum ValueKind {
        /// `null`
        Null = "null",
        /// `true` or `false`
        Boolean = "boolean",
        /// A number, also `NaN` and the infinities.
        Number = "number",
        /// A string.
        String = "string",
        /// An array.
        Array = "array",
        /// An object.
        Object = "object",
        /// What JSON does not know.
        Other = "other",
    }
}

/// A JSON text with what it is: what its first byte says, or [`ValueKind::Other`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonText {
    kind: ValueKind,
    text: String,
}

/// The length in bytes over which a value travels as a digest.
pub const MAX_INLINE: usize = 64 * 1024;

/// The longest JSON text that is parsed when it is read, in bytes. Of a longer one only the first
/// byte is checked: parsing it twice would cost more than it finds.
const MAX_PARSED: usize = 4 * 1024;

impl Encoded {
    /// A value from its JSON text, which is not checked here: the judge reports what it cannot
    /// read. Long texts become a digest, as in an adapter.
    pub fn from_json<'a>(json: impl Into<Cow<'a, str>>) -> Self {
        let json = json.into();
        let kind = ValueKind::of_json(&json).unwrap_or(ValueKind::Number);
        if json.len() > MAX_INLINE
            && let Ok(tree) = Tree::parse(&json)
        {
            let digest = Digest::of(&tree.into_canonical());
            return Self::Digest { kind, digest };
        }
        let text = json.into_owned();
        Self::Json(JsonText { kind, text })
    }

    /// A string.
    pub fn string(text: &str) -> Self {
        let Ok(json) = serde_json::to_string(text) else {
            unreachable!("every string has a JSON text");
        };
        Self::from_json(json)
    }

    /// What the value is.
    pub fn kind(&self) -> ValueKind {
        match self {
            Self::Json(json) => json.kind,
            Self::Utf16(_) => ValueKind::String,
            Self::Digest { kind, .. } => *kind,
            Self::Other => ValueKind::Other,
        }
    }

    /// The JSON text of a value that has one.
    pub fn json(&self) -> Option<&str> {
        match self {
            Self::Json(json) => Some(&json.text),
            Self::Utf16(_) | Self::Digest { .. } | Self::Other => None,
        }
    }

    /// The text of an inline string.
    pub fn decoded_string(&self) -> Option<String> {
        match self {
            Self::Utf16(units) => Some(String::from_utf16_lossy(units)),
            _ => serde_json::from_str(self.json()?).ok(),
        }
    }

    /// The tree of an inline value.
    ///
    /// # Errors
    /// Says what is wrong with the adapter's text.
    pub fn tree(&self) -> Result<Option<Tree>, TreeError> {
        match self {
            Self::Json(json) => Tree::parse(&json.text).map(Some),
            Self::Utf16(units) => Tree::parse(&canonical_string(units.iter().copied())).map(Some),
            Self::Digest { .. } | Self::Other => Ok(None),
        }
    }

    /// Whether this is the value with the given canonical text.
    pub fn is(&self, canonical: &str) -> bool {
        self.comparable().is(canonical)
    }

    /// The value in the form in which it is compared: read once, compared often.
    pub fn comparable(&self) -> Comparable {
        match self {
            Self::Digest { digest, .. } => Comparable::Digest(digest.clone()),
            _ => match self.tree() {
                Ok(Some(tree)) => Comparable::Text(tree.into_canonical()),
                Ok(None) | Err(_) => Comparable::Unreadable,
            },
        }
    }

    /// The value for a report: its text, or what is known of it, at most a line.
    pub fn display(&self) -> String {
        match self {
            Self::Json(json) => shorten(&json.text),
            Self::Utf16(units) => shorten(&canonical_string(units.iter().copied())),
            Self::Digest { kind, digest } => format!("{kind} of {} bytes", digest.length),
            Self::Other => ValueKind::Other.to_string(),
        }
    }
}

impl ValueKind {
    /// What a JSON text is, by its first byte.
    fn of_json(json: &str) -> Option<Self> {
        Some(match json.trim_start().bytes().next()? {
            b'n' => Self::Null,
            b't' | b'f' => Self::Boolean,
            b'"' => Self::String,
            b'[' => Self::Array,
            b'{' => Self::Object,
            b'N' | b'I' | b'-' | b'0'..=b'9' => Self::Number,
            _ => return None,
        })
    }
}

impl JsonText {
    fn new(kind: ValueKind, text: String) -> Result<Self, String> {
        if text.len() <= MAX_PARSED {
            Tree::parse(&text).map_err(|error| format!("has `json` that is not JSON: {error}"))?;
        }
        let Some(found) = ValueKind::of_json(&text) else {
            return Err("has `json` that is not JSON: expected a value at byte 0".to_owned());
        };
        if kind != ValueKind::Other {
            fits(kind, found)?;
        }
        Ok(Self { kind, text })
    }
}

/// Whether a value is what it says that it is.
fn fits(declared: ValueKind, found: ValueKind) -> Result<(), String> {
    if declared == found {
        return Ok(());
    }
    Err(format!("has type `{declared}`, but its text is a {found}"))
}

/// A value of an adapter, ready to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparable {
    /// Its canonical text.
    Text(String),
    /// What is known of a large value.
    Digest(Digest),
    /// The adapter's text is no value; it equals nothing.
    Unreadable,
}

impl Comparable {
    /// Whether this is the value with the given canonical text.
    pub fn is(&self, canonical: &str) -> bool {
        match self {
            Self::Text(text) => text == canonical,
            // The digest is only worth its time where the lengths agree.
            Self::Digest(digest) => {
                digest.length == canonical.len() as u64 && *digest == Digest::of(canonical)
            }
            Self::Unreadable => false,
        }
    }

    /// Whether this is one of the values with the given canonical texts.
    pub fn is_one_of(&self, canonical: &[String]) -> bool {
        canonical.iter().any(|canonical| self.is(canonical))
    }
}

/// A canonical text that is too long to travel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    sha256: String,
    length: u64,
}

impl Digest {
    fn new(sha256: String, length: u64) -> Result<Self, String> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if sha256.len() != 64 || !sha256.bytes().all(is_digit) {
            return Err("has a `sha256` that is not 64 lower-case hex digits".to_owned());
        }
        Ok(Self { sha256, length })
    }

    fn of(canonical: &str) -> Self {
        let sha256 = hex(&Sha256::digest(canonical.as_bytes()));
        Self {
            sha256,
            length: canonical.len() as u64,
        }
    }
}

/// Bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text for a report: at most about a hundred characters, with a mark where it was cut.
pub fn shorten(text: &str) -> String {
    const MOST: usize = 100;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((cut, _)) => format!("{}… ({} bytes)", &text[..cut], text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_knows_what_it_is_in_the_words_of_json() {
        for (json, kind) in [
            ("null", "null"),
            ("true", "boolean"),
            ("false", "boolean"),
            (" \"a\"", "string"),
            ("[1]", "array"),
            ("{\"a\":1}", "object"),
            ("-1.5", "number"),
            ("NaN", "number"),
        ] {
            let value = Encoded::from_json(json);
            assert_eq!((value.kind().as_str(), value.json()), (kind, Some(json)));
        }
    }

    #[test]
    fn a_long_value_travels_as_a_digest_and_equals_only_itself() {
        let text = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
        let longest = Encoded::from_json(text(MAX_INLINE));
        assert_eq!(longest.json(), Some(&*text(MAX_INLINE)));
        assert!(longest.is(&text(MAX_INLINE)) && !longest.is(&text(MAX_INLINE + 1)));

        let digest = Encoded::from_json(text(MAX_INLINE + 1));
        assert_eq!(digest.json(), None);
        assert!(digest.is(&text(MAX_INLINE + 1)) && !digest.is(&text(MAX_INLINE + 2)));
        assert!(!digest.is(&text(MAX_INLINE + 1).replace('x', "y")));
        assert_eq!(digest.display(), "string of 65537 bytes");
        // What cannot be read has no canonical text: it stays, for the judge to report.
        let broken = "x".repeat(MAX_INLINE + 1);
        assert_eq!(Encoded::from_json(&broken).json(), Some(&*broken));
    }

    #[test]
    fn a_text_for_a_report_is_cut_after_a_hundred_characters() {
        for fits in [String::new(), "ä".repeat(100)] {
            assert_eq!(shorten(&fits), fits);
        }
        let cut = format!("{}… (202 bytes)", "ä".repeat(100));
        assert_eq!(shorten(&"ä".repeat(101)), cut);
    }
}
