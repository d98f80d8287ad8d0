//! What the reader and an independent parser may see differently, each with its reason.
//!
//! The list is short on purpose: whatever is not on it is a finding. Start at [`Difference`].

use contract::{ReadError, ReadErrorKind};
use jiter::JsonErrorType;

/// An accepted difference between the reader and another parser over the same bytes:
/// `serde_json::Value`, `jiter`, or the judge's lenient tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// The reader refuses what is no object: an error body is one. Other parsers take any value.
    NotAnObject,
    /// The reader takes 128 containers inside each other, `Value` only 127, `jiter` 200 and the
    /// lenient tree any number.
    Depth,
    /// The reader keeps a number as its text; `Value` refuses one that no double can hold, and
    /// `jiter` one of more than 4,300 digits.
    NumberRange,
    /// The reader keeps a text with half of a surrogate pair as a misfit; `Value` and `jiter`
    /// refuse it.
    LoneSurrogate,
    /// The lenient tree takes `NaN` and infinities, because adapters hand them out. JSON has none.
    NotANumber,
    /// Of a key that stands twice `Value` has the last value. The reader does not let `null` hide
    /// a value, and lets flags that differ count as "not retriable".
    DuplicateKey,
}

impl Difference {
    /// Why the reader may refuse what `Value` accepts.
    #[must_use]
    pub fn of_refusal(error: &ReadError) -> Option<Self> {
        (error.what == ReadErrorKind::NotAnObject).then_some(Self::NotAnObject)
    }

    /// Why the reader may accept what `Value` refuses with this error.
    #[must_use]
    pub fn of_acceptance(error: &serde_json::Error) -> Option<Self> {
        let text = error.to_string();
        let says = |start| text.starts_with(start);
        match () {
            () if says("recursion limit exceeded") => Some(Self::Depth),
            () if says("number out of range") => Some(Self::NumberRange),
            () if says("lone leading surrogate in hex escape")
                || says("unexpected end of hex escape") =>
            {
                Some(Self::LoneSurrogate)
            }
            () => None,
        }
    }

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

    /// Why the reader may refuse what the lenient tree accepts; `canonical` is what it read.
    #[must_use]
    pub fn of_leniency(canonical: &str, error: &ReadError) -> Option<Self> {
        match error.what {
            ReadErrorKind::NotAnObject if !canonical.starts_with('{') => Some(Self::NotAnObject),
            ReadErrorKind::TooDeep => Some(Self::Depth),
            ReadErrorKind::Syntax if canonical.contains("NaN") => Some(Self::NotANumber),
            ReadErrorKind::Syntax if canonical.contains("Infinity") => Some(Self::NotANumber),
            _ => None,
        }
    }
}
