//! Findings: what is wrong or unusual in a body that could still be read.
//!
//! A finding names a span of bytes and never quotes them. Not an error: one body yields all of its
//! findings. Start at [`Finding`].

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// One thing wrong or unusual in a body. Displays as a lower-case fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// Which field.
    pub path: Path,
    /// Bytes in the input: the value in question; for an absent field the opening brace of its
    /// object; for a duplicate the value that was dropped; for `retryable` the key.
    pub span: Range<usize>,
    /// What would have been in order.
    pub expected: &'static str,
    /// What was there.
    pub found: Found,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FindingKind {
    /// A required field is absent or null.
    MissingField,
    /// A known field has a value of another type; the value is among the rejected fields.
    WrongType,
    /// A text holds half of a surrogate pair; the value is among the rejected fields. Of a key: its name
    /// is kept with replacement characters.
    NotUnicode,
    /// The flags differ: read as not retriable.
    FlagConflict,
    /// The values of an alias pair differ: the site's own key won, the other is a rejected field.
    AliasConflict,
    /// The same key stands twice: the last value won (`null` never wins against a value).
    DuplicateKey,
    /// `retryable` is no field of this contract; it is kept as an unknown field.
    Retryable,
    /// A code outside the tables; it is kept.
    UnknownCode,
    /// A category outside the tables; it is kept.
    UnknownCategory,
    /// A status or outcome outside the tables; it is kept.
    UnknownStatus,
    /// A reason type outside the tables; it is kept.
    UnknownReason,
}

impl FindingKind {
    /// A lower-case name with hyphens, stable for reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MissingField => "missing-field",
            Self::WrongType => "wrong-type",
            Self::NotUnicode => "not-unicode",
            Self::FlagConflict => "flag-conflict",
            Self::AliasConflict => "alias-conflict",
            Self::DuplicateKey => "duplicate-key",
            Self::Retryable => "retryable",
            Self::UnknownCode => "unknown-code",
            Self::UnknownCategory => "unknown-category",
            Self::UnknownStatus => "unknown-status",
            Self::UnknownReason => "unknown-reason",
        }
    }
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::MissingField => "missing field",
            Self::WrongType => "wrong type",
            Self::NotUnicode => "text that is not Unicode",
            Self::FlagConflict => "retry flags at odds",
            Self::AliasConflict => "spellings at odds",
            Self::DuplicateKey => "duplicate key",
            Self::Retryable => "misspelled retry flag",
            Self::UnknownCode => "unknown code",
            Self::UnknownCategory => "unknown category",
            Self::UnknownStatus => "unknown status",
            Self::UnknownReason => "unknown reason",
        })
    }
}

/// What stands where something else was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Found {
    /// Nothing at all.
    Nothing,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number,
    /// A string.
    Text,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Found {
    /// The type of a valid JSON text, from its first byte.
    pub(crate) fn of(json: &str) -> Self {
        match json.as_bytes().first() {
            None => Self::Nothing,
            Some(b'n') => Self::Null,
            Some(b't') => Self::Bool(true),
            Some(b'f') => Self::Bool(false),
            Some(b'"') => Self::Text,
            Some(b'[') => Self::Array,
            Some(b'{') => Self::Object,
            Some(_) => Self::Number,
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing",
            Self::Null => "null",
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Number => "a number",
            Self::Text => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        })
    }
}

/// The way from the root of the body to a field; displays as a JSON pointer (RFC 6901).
///
/// Kept in parts, because most paths are made and never shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    base: Base,
    key: Option<Cow<'static, str>>,
}

/// The object that a path starts from: no container of this contract is deeper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Base {
    outer: Option<&'static str>,
    index: Option<usize>,
    inner: Option<&'static str>,
}

impl Base {
    pub(crate) const ROOT: Self = Self {
        outer: None,
        index: None,
        inner: None,
    };

    /// The object under a key of this one.
    pub(crate) fn child(self, key: &'static str) -> Self {
        match self.outer {
            None => Self {
                outer: Some(key),
                ..self
            },
            Some(_) => Self {
                inner: Some(key),
                ..self
            },
        }
    }

    /// An element of the array that this base names.
    pub(crate) fn element(self, index: usize) -> Self {
        Self {
            index: Some(index),
            ..self
        }
    }

    pub(crate) fn field(self, key: impl Into<Cow<'static, str>>) -> Path {
        Path {
            base: self,
            key: Some(key.into()),
        }
    }

    pub(crate) fn itself(self) -> Path {
        Path {
            base: self,
            key: None,
        }
    }
}

impl Path {
    /// The last key; `None` for the root and for an element of an array.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Base {
            outer,
            index,
            inner,
        } = self.base;
        if let Some(key) = outer {
            write!(f, "/{key}")?;
        }
        if let Some(index) = index {
            write!(f, "/{index}")?;
        }
        if let Some(key) = inner {
            write!(f, "/{key}")?;
        }
        match &self.key {
            Some(key) => write!(f, "/{}", key.replace('~', "~0").replace('/', "~1")),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            path,
            span,
            expected,
            found,
        } = self;
        write!(
            f,
            "{kind} at {path}: expected {expected}, found {found} (byte {})",
            span.start
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_knows_its_last_key() {
        let runs = Base::ROOT.child("jobRuns").element(3);
        assert_eq!(runs.field("code").key(), Some("code"));
        assert_eq!(runs.itself().key(), None);
    }

    #[test]
    fn a_path_is_a_json_pointer() {
        let runs = Base::ROOT.child("jobRuns").element(3);
        assert_eq!(Base::ROOT.itself().to_string(), "");
        assert_eq!(Base::ROOT.field("code").to_string(), "/code");
        assert_eq!(runs.itself().to_string(), "/jobRuns/3");
        assert_eq!(
            runs.child("error").field("a/b~c").to_string(),
            "/jobRuns/3/error/a~1b~0c"
        );
    }
}
