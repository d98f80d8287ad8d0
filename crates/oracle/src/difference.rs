//! What the reader and an independent parser may see differently, each with its reason.
//!
//! The list is short on purpose: whatever is not on it is a finding. Start at [`Difference`].

use contract::{ReadError, ReadErrorKind};

/// An accepted difference between the reader and `serde_json::Value` over the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// The reader refuses what is no object: an error body is one. Other parsers take any value.
    NotAnObject,
    /// The reader takes 128 containers inside each other, `Value` only 127.
    Depth,
    /// The reader keeps a number as its text; `Value` refuses one that no double can hold.
    NumberRange,
    /// The reader keeps a text with half of a surrogate pair as a misfit; `Value` refuses it.
    LoneSurrogate,
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
}
