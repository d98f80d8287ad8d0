//! What all readers share: the input, the findings, and how one value or an alias pair is read.
//!
//! Start at [`Reader`].

use std::borrow::Cow;
use std::ops::Range;

use serde_json::value::RawValue;

use crate::error::ReadErrorKind;
use crate::finding::{Base, Finding, FindingKind, Found, Path};
use crate::{
    AuthSessionStatus, Category, Code, JobRunStatus, Json, Member, Members, ReadError, ReasonType,
    RunStatus, WebTaskOutcome, WebTaskStatus,
};

/// The input and the findings so far.
pub(super) struct Reader<'a> {
    text: &'a str,
    findings: Vec<Finding>,
}

/// A key and the value under it, if there is one.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) key: &'static str,
    pub(super) value: Option<&'a RawValue>,
}

/// The object that is being read: its path, and its rejected fields so far.
pub(super) struct Scope {
    pub(super) base: Base,
    pub(super) rejected: Members,
}

impl Scope {
    pub(super) fn new(base: Base) -> Self {
        let rejected = Members::new();
        Self { base, rejected }
    }
}

/// A text of an open enum, and the finding about one that its table does not list.
pub(super) trait Word: for<'t> From<&'t str> {
    const UNLISTED: (FindingKind, &'static str);

    fn is_listed(&self) -> bool;
}

macro_rules! words {
    ($($name:ident: $kind:ident $expected:literal;)+) => {$(
        impl Word for $name {
            const UNLISTED: (FindingKind, &'static str) = (FindingKind::$kind, $expected);

            fn is_listed(&self) -> bool {
                self.is_known()
            }
        }
    )+};
}

words! {
    Code: UnknownCode "a code of the tables";
    Category: UnknownCategory "a category of the tables";
    ReasonType: UnknownReason "a reason of the tables";
    AuthSessionStatus: UnknownStatus "a status of the tables";
    RunStatus: UnknownStatus "a status of the tables";
    JobRunStatus: UnknownStatus "a status of the tables";
    WebTaskStatus: UnknownStatus "a status of the tables";
    WebTaskOutcome: UnknownStatus "an outcome of the tables";
}

impl<'a> Reader<'a> {
    /// Checks what can be checked before parsing: the encoding and the mark before it.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let refuse = |what, at, expected| Err(ReadError::new(what, bytes, at, expected));
        if bytes.starts_with(b"\xef\xbb\xbf") {
            return refuse(ReadErrorKind::ByteOrderMark, 0, "an object");
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self {
                text,
                findings: Vec::new(),
            }),
            Err(error) => refuse(ReadErrorKind::NotUtf8, error.valid_up_to(), "UTF-8"),
        }
    }

    /// The whole input, which begins with an object; whether it is one shows later.
    pub(super) fn root(&self) -> Result<&'a str, ReadError> {
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let bytes = self.input();
        let start = bytes.iter().position(|byte| !is_space(byte));
        let (what, at) = match start {
            Some(at) if bytes[at] == b'{' => return Ok(self.text),
            Some(at) => (ReadErrorKind::NotAnObject, at),
            None => (ReadErrorKind::Empty, bytes.len()),
        };
        Err(ReadError::new(what, bytes, at, "an object"))
    }

    pub(super) fn input(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// Whether a text is the whole input, and not a part of it.
    pub(super) fn is_root(&self, text: &str) -> bool {
        text.len() == self.text.len()
    }

    /// Where a part of the input stands in it.
    pub(super) fn span(&self, part: &str) -> Range<usize> {
        let start = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        start..start.wrapping_add(part.len())
    }

    /// A key together with its quotes.
    pub(super) fn quoted(&self, key: &str) -> &'a str {
        let Range { start, end } = self.span(key);
        self.text
            .get(start.saturating_sub(1)..end + 1)
            .unwrap_or_default()
    }

    /// The findings, in the order of their bytes.
    pub(super) fn into_findings(mut self) -> Vec<Finding> {
        self.findings
            .sort_by_key(|finding| (finding.span.start, finding.kind));
        self.findings
    }

    /// Adds a finding about a part of the input.
    pub(super) fn report(
        &mut self,
        kind: FindingKind,
        path: Path,
        part: &str,
        expected: &'static str,
    ) {
        self.push(kind, path, self.span(part), expected, Found::of(part));
    }

    /// Adds a finding about a required field of `object` that is absent or, with `null`, null.
    pub(super) fn missing(
        &mut self,
        path: Path,
        object: &str,
        null: Option<&RawValue>,
        expected: &'static str,
    ) {
        let kind = FindingKind::MissingField;
        if let Some(null) = null {
            return self.report(kind, path, null.get(), expected);
        }
        let start = self.span(object).start + (object.len() - object.trim_start().len());
        self.push(kind, path, start..start + 1, expected, Found::Nothing);
    }

    pub(super) fn not_unicode_key(&mut self, base: Base, name: &str, key: &str) {
        let (kind, path) = (FindingKind::NotUnicode, base.field(name.to_owned()));
        self.report(kind, path, self.quoted(key), "a key in Unicode");
    }

    /// Reports a value that cannot be used, and keeps it as a rejected field.
    pub(super) fn reject(
        &mut self,
        scope: &mut Scope,
        kind: FindingKind,
        key: &'static str,
        raw: &'a RawValue,
        expected: &'static str,
    ) {
        self.report(kind, scope.base.field(key), raw.get(), expected);
        scope.rejected.push(Member::new(key, Json::from_raw(raw)));
    }

    /// Reads an optional text. `null` is absence; a value that is no text costs this field only.
    pub(super) fn string(&mut self, scope: &mut Scope, entry: Entry<'a>) -> Option<Cow<'a, str>> {
        let raw = entry.value?;
        let (kind, expected) = match Found::of(raw.get()) {
            Found::Null => return None,
            Found::Text => match content(raw.get()) {
                Some(text) => return Some(text),
                None => (FindingKind::NotUnicode, "text in Unicode"),
            },
            _ => (FindingKind::WrongType, "a string"),
        };
        self.reject(scope, kind, entry.key, raw, expected);
        None
    }

    /// Reads a text of an open enum; one that the table does not list is kept, with a finding.
    pub(super) fn word<T: Word>(&mut self, scope: &mut Scope, entry: Entry<'a>) -> Option<T> {
        let word = T::from(&self.string(scope, entry)?);
        if let Some(raw) = entry.value.filter(|_| !word.is_listed()) {
            let (kind, expected) = T::UNLISTED;
            self.report(kind, scope.base.field(entry.key), raw.get(), expected);
        }
        Some(word)
    }

    /// Reads a text that may stand under two keys. When both are there and differ, the first,
    /// which is the site's own, wins, and the other becomes a rejected field.
    pub(super) fn alias_pair(
        &mut self,
        scope: &mut Scope,
        [own, other]: [Entry<'a>; 2],
    ) -> Option<String> {
        let first = self.string(scope, own);
        let second = self.string(scope, other);
        if let (Some(a), Some(b), Some(raw)) = (&first, &second, other.value)
            && a != b
        {
            let expected = "the same as under the other spelling";
            self.reject(scope, FindingKind::AliasConflict, other.key, raw, expected);
        }
        first.or(second).map(Cow::into_owned)
    }

    fn push(
        &mut self,
        kind: FindingKind,
        path: Path,
        span: Range<usize>,
        expected: &'static str,
        found: Found,
    ) {
        if self.findings.is_empty() {
            // Odd bodies are rarely odd in one way only.
            self.findings.reserve(8);
        }
        self.findings.push(Finding {
            kind,
            path,
            span,
            expected,
            found,
        });
    }
}

/// The content of a valid JSON string with its quotes; `None` when it is not Unicode.
fn content(quoted: &str) -> Option<Cow<'_, str>> {
    let inner = inner(quoted);
    // No early exit: the loop becomes a few wide instructions, and most texts have no escape.
    if inner.bytes().fold(false, |any, byte| any | (byte == b'\\')) {
        serde_json::from_str(quoted).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
}

/// What stands between the quotes, escapes and all.
pub(super) fn inner(quoted: &str) -> &str {
    quoted
        .get(1..quoted.len().saturating_sub(1))
        .unwrap_or_default()
}
