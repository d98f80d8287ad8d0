//! What the reader and an independent parser may see differently, each with its reason.
//!
//! The list is short on purpose: whatever is not on it is a finding. Start at [`Difference`].

use contract::{ReadError, ReadErrorKind};
use jiter::JsonErrorType;

use generate::json::Node;

/// An accepted difference between the reader and another parser over the same bytes: `jiter`, or
/// the judge's lenient tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// The reader refuses what is no object: an error body is one. Other parsers take any value.
    NotAnObject,
    /// The reader takes 128 containers inside each other, `jiter` 200 and the lenient tree any
    /// number.
    Depth,
    /// The reader keeps a number as its text; `jiter` refuses one of more than 4,300 digits.
    NumberRange,
    /// The reader keeps a text with half of a surrogate pair as a rejected field; `jiter` refuses it.
    LoneSurrogate,
    /// The lenient tree takes `NaN` and infinities, because adapters hand them out. JSON has none.
    NotANumber,
}

impl Difference {
    /// Why the reader may accept what `jiter` refuses.
    #[must_use]
    pub fn of_jiter(error: &JsonErrorType) -> Option<Self> {
        match error {
            JsonErrorType::NumberOutOfRange => Some(Self::NumberRange),
            JsonErrorType::LoneLeadingSurrogateInHexEscape
            | JsonErrorType::UnexpectedEndOfHexEscape
            | JsonErrorType::InvalidUnicodeCodePoint => Some(Self::LoneSurrogate),
            _ => None,
        }
    }

    /// Why the reader may refuse what the lenient tree accepts; the text is the input.
    #[must_use]
    pub fn of_leniency(text: &str, error: &ReadError) -> Option<Self> {
        match error.what {
            ReadErrorKind::NotAnObject if !text.trim_start().starts_with('{') => {
                Some(Self::NotAnObject)
            }
            ReadErrorKind::TooDeep => Some(Self::Depth),
            ReadErrorKind::Syntax if has_no_number(text) => Some(Self::NotANumber),
            _ => None,
        }
    }
}

/// Whether a value of the text is `NaN` or infinite, also one that a duplicate key hides.
fn has_no_number(text: &str) -> bool {
    const WORDS: [&str; 3] = ["NaN", "Infinity", "-Infinity"];
    match Node::parse(text) {
        Some(tree) => {
            let is_none = |it: &Node| matches!(it, Node::Leaf(text) if WORDS.contains(&&**text));
            tree.values().any(is_none)
        }
        // Deeper than the tree goes.
        None => WORDS.iter().any(|word| text.contains(word)),
    }
}
