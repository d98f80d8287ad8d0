//! From a described body to its bytes, and from bytes to a tree as a lenient client would read it.
//!
//! Not here: content codings (see `content`), framing and delivery, which are the server's business. Start at [`Body::bytes`].

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::tree::Tree;
use crate::vector::Body;

/// The most bytes that the body of a vector may have.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

impl Body {
    /// Whether a repeated body stays within [`MOST_BYTES`]; the others are as long as their text.
    ///
    /// # Errors
    /// Says how long it would be.
    pub fn check_size(&self) -> Result<(), String> {
        let Self::Repeat {
            prefix,
            unit,
            count,
            suffix,
        } = self
        else {
            return Ok(());
        };
        let length = unit.len().saturating_mul(*count);
        let length = length.saturating_add(prefix.len() + suffix.len());
        if length > MOST_BYTES {
            return Err(format!(
                "the repeated body has {length} bytes; at most {MOST_BYTES} are possible"
            ));
        }
        Ok(())
    }

    /// The body's bytes.
    ///
    /// # Errors
    /// Says what is wrong with the base64 text; a vector file is checked when it is loaded, so that
    /// this cannot happen later.
    pub fn bytes(&self) -> Result<Vec<u8>, base64::DecodeError> {
        match self {
            Self::Text(text) => Ok(text.as_bytes().to_vec()),
            Self::Base64(text) => STANDARD.decode(text),
            Self::Repeat {
                prefix,
                unit,
                count,
                suffix,
            } => {
                let repeated = unit.len() * count;
                let mut bytes = Vec::with_capacity(prefix.len() + repeated + suffix.len());
                bytes.extend_from_slice(prefix.as_bytes());
                repeat_into(&mut bytes, unit.as_bytes(), repeated);
                bytes.extend_from_slice(suffix.as_bytes());
                Ok(bytes)
            }
        }
    }
}

/// Appends a unit over and over, `length` bytes in all. Bodies of mebibytes are
/// common: what is there already is doubled, without a second buffer.
fn repeat_into(bytes: &mut Vec<u8>, unit: &[u8], length: usize) {
    let start = bytes.len();
    let end = start + length;
    if length > 0 {
        bytes.extend_from_slice(unit);
    }
    while bytes.len() < end {
        let more = (bytes.len() - start).min(end - bytes.len());
        bytes.extend_from_within(start..start + more);
    }
}

/// Serde for bytes that travel as base64 in JSON: `#[serde(with = "base64_text")]`. Bodies may be
/// large; base64 needs no escapes, so the text is written as it is.
pub mod base64_text {
    use std::fmt;

    use base64::Engine as _;
    use serde::de::{Deserializer, Error, Visitor};
    use serde::ser::{Error as _, Serialize as _, Serializer};
    use serde_json::value::RawValue;

    use super::STANDARD;

    /// Writes bytes as base64.
    ///
    /// # Errors
    /// Those of the serializer, which has to be that of `serde_json`.
    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        let mut json = String::with_capacity(bytes.len().div_ceil(3) * 4 + 2);
        json.push('"');
        STANDARD.encode_string(bytes, &mut json);
        json.push('"');
        let json = RawValue::from_string(json).map_err(S::Error::custom)?;
        json.serialize(serializer)
    }

    /// Reads bytes from base64.
    ///
    /// # Errors
    /// Those of the deserializer, and text that is not base64.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Vec<u8>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("standard base64 with padding")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Vec<u8>, E> {
                STANDARD
                    .decode(text)
                    .map_err(|error| E::custom(format!("has `base64` that is not base64: {error}")))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

/// The tree that a lenient client could see in a body: a byte-order mark and UTF-16 are
/// understood, bytes that are not text are replaced. `None` where there is no JSON value.
pub fn lenient_tree(bytes: &[u8]) -> Option<Tree> {
    Tree::parse(&lenient_text(bytes)).ok()
}

/// As [`lenient_tree`], for a client that reads one value and does not look at what follows it.
pub fn first_tree(bytes: &[u8]) -> Option<Tree> {
    let first = Tree::parse_first(&lenient_text(bytes));
    first.ok().map(|(tree, _)| tree)
}

fn lenient_text(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).into(),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).into(),
        _ => String::from_utf8_lossy(bytes),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| unit([pair[0], pair[1]]))
        .collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_body_is_its_unit_as_often_as_it_says() {
        for (unit, count) in [("ab", 0), ("ab", 1), ("ab", 2), ("abc", 7), ("", 3)] {
            let body = Body::Repeat {
                prefix: "[".to_owned(),
                unit: unit.to_owned(),
                count,
                suffix: "]".to_owned(),
            };
            let expected = format!("[{}]", unit.repeat(count));
            assert_eq!(body.bytes(), Ok(expected.into_bytes()), "{unit} {count}");
        }
    }
}
