//! Values that travel safely from an SDK to the judge, whatever the SDK hands out.
//!
//! Healthy SDKs hand out values that a JSON writer chokes on: NaN, lone surrogates, 100,000
//! levels. Here they are a type name plus text. Not here: reading response bodies for a user (that
//! is the contract's reader). Start at [`Encoded`]; comparison happens on canonical text
//! (see [`crate::tree`]).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::tree::{Tree, TreeError, canonical_string};

/// One value as an adapter reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", schemars(transform = crate::schemas::one_form))]
pub struct Encoded {
    /// What the value is in JSON's words: `null`, `boolean`, `number`, `string`, `array`,
    /// `object`; or `other` for a value that JSON does not know.
    #[serde(rename = "type")]
    pub kind: String,
    /// The value as JSON text, in which `NaN`, `Infinity` and `-Infinity` are numbers and a lone
    /// surrogate is its escape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<String>,
    /// A string with lone surrogates, as its UTF-16 units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utf16: Option<Vec<u16>>,
    /// The SHA-256 of the canonical text in lower-case hexadecimal, for a value whose JSON text is
    /// longer than [`MAX_INLINE`] bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The length of the canonical text in bytes; beside `sha256`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
}

/// The length in bytes over which a value travels as a digest.
pub const MAX_INLINE: usize = 64 * 1024;

impl Encoded {
    /// A value from its JSON text, which is not checked here: the judge reports what it cannot
    /// read. Long texts become a digest, as in an adapter.
    pub fn from_json<'a>(json: impl Into<Cow<'a, str>>) -> Self {
        let json = json.into();
        let kind = match json.trim_start().bytes().next() {
            Some(b'n') => "null",
            Some(b't' | b'f') => "boolean",
            Some(b'"') => "string",
            Some(b'[') => "array",
            Some(b'{') => "object",
            _ => "number",
        };
        let mut encoded = Self {
            kind: kind.to_owned(),
            json: None,
            utf16: None,
            sha256: None,
            length: None,
        };
        if json.len() > MAX_INLINE
            && let Ok(tree) = Tree::parse(&json)
        {
            let digest = Digest::of(&tree.into_canonical());
            encoded.sha256 = Some(digest.sha256);
            encoded.length = Some(digest.length);
        } else {
            encoded.json = Some(json.into_owned());
        }
        encoded
    }

    /// A string.
    pub fn string(text: &str) -> Self {
        let Ok(json) = serde_json::to_string(text) else {
            unreachable!("every string has a JSON text");
        };
        Self::from_json(json)
    }

    /// The tree of an inline value.
    ///
    /// # Errors
    /// Says what is wrong with the adapter's text.
    pub fn tree(&self) -> Result<Option<Tree>, TreeError> {
        match (&self.json, &self.utf16) {
            (Some(json), _) => Tree::parse(json).map(Some),
            (None, Some(units)) => Tree::parse(&canonical_string(units.iter().copied())).map(Some),
            (None, None) => Ok(None),
        }
    }

    /// Whether this is the value with the given canonical text.
    pub fn is(&self, canonical: &str) -> bool {
        self.comparable().is(canonical)
    }

    /// The value in the form in which it is compared: read once, compared often.
    pub fn comparable(&self) -> Comparable {
        match (&self.sha256, self.length) {
            (Some(sha256), Some(length)) => Comparable::Digest(Digest {
                sha256: sha256.clone(),
                length,
            }),
            (Some(_), None) => Comparable::Unreadable,
            (None, _) => match self.tree() {
                Ok(Some(tree)) => Comparable::Text(tree.into_canonical()),
                Ok(None) | Err(_) => Comparable::Unreadable,
            },
        }
    }

    /// The value for a report: its text, or what is known of it, at most a line.
    pub fn display(&self) -> String {
        match (&self.json, &self.utf16, self.length) {
            (Some(json), _, _) => shorten(json),
            (None, Some(units), _) => shorten(&canonical_string(units.iter().copied())),
            (None, None, Some(length)) => format!("{} of {length} bytes", self.kind),
            (None, None, None) => self.kind.clone(),
        }
    }
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
            assert_eq!((value.kind.as_str(), value.json), (kind, Some(json.into())));
        }
    }

    #[test]
    fn a_long_value_travels_as_a_digest_and_equals_only_itself() {
        let text = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
        let longest = Encoded::from_json(text(MAX_INLINE));
        assert_eq!(longest.json, Some(text(MAX_INLINE)));
        assert!(longest.is(&text(MAX_INLINE)) && !longest.is(&text(MAX_INLINE + 1)));

        let digest = Encoded::from_json(text(MAX_INLINE + 1));
        assert_eq!((&digest.json, digest.length), (&None, Some(65_537)));
        assert!(digest.is(&text(MAX_INLINE + 1)) && !digest.is(&text(MAX_INLINE + 2)));
        assert!(!digest.is(&text(MAX_INLINE + 1).replace('x', "y")));
        assert_eq!(digest.display(), "string of 65537 bytes");
        // What cannot be read has no canonical text: it stays, for the judge to report.
        let broken = "x".repeat(MAX_INLINE + 1);
        assert_eq!(Encoded::from_json(broken.as_str()).json, Some(broken));
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
