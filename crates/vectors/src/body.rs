//! From a described body to its bytes, and from bytes to a tree as a lenient client would read it.
//!
//! Not here: framing and delivery, which are the server's business. Start at [`Body::bytes`].

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
            } => Ok(format!("{prefix}{}{suffix}", unit.repeat(*count)).into_bytes()),
        }
    }
}

/// Standard base64 with padding.
pub fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of standard base64 with padding.
///
/// # Errors
/// Says what is wrong with the text.
pub fn from_base64(text: &str) -> Result<Vec<u8>, base64::DecodeError> {
    STANDARD.decode(text)
}

/// The tree that a lenient client could see in a body: a byte-order mark and UTF-16 are
/// understood, bytes that are not text are replaced. `None` where there is no JSON value.
pub fn lenient_tree(bytes: &[u8]) -> Option<Tree> {
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    Tree::parse(&text).ok()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| unit([pair[0], pair[1]]))
        .collect();
    String::from_utf16_lossy(&units)
}
