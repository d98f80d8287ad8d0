//! What all readers share: the input, the findings, and how one value or a pair of twins is read.
//!
//! Start at [`Reader`].

use std::borrow::Cow;
use std::ops::Range;

use serde_json::value::RawValue;

use crate::error::ReadErrorKind;
use crate::finding::{Base, Finding, FindingKind, Found, Path};
use crate::{Json, Members, ReadError};

/// The input and the findings so far.
pub(super) struct Reader<'a> {
    text: &'a str,
    findings: Vec<Finding>,
}

/// A key and the value under it, if there is one.
pub(super) type Twin<'a> = (&'static str, Option<&'a RawValue>);

impl<'a> Reader<'a> {
    /// Checks what can be checked before parsing: the encoding and the mark before it.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, ReadError> {
        if bytes.starts_with(b"\xef\xbb\xbf") {
            return Err(ReadError::new(
                ReadErrorKind::ByteOrderMark,
                bytes,
                0,
                "an object",
            ));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self {
                text,
                findings: Vec::new(),
            }),
            Err(error) => {
                let at = error.valid_up_to();
                Err(ReadError::new(ReadErrorKind::NotUtf8, bytes, at, "UTF-8"))
            }
        }
    }

    /// The whole input, which begins with an object; whether it is one shows later.
    pub(super) fn root(&self) -> Result<&'a str, ReadError> {
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let bytes = self.text.as_bytes();
        match bytes.iter().position(|byte| !is_space(byte)) {
            Some(at) if bytes[at] == b'{' => Ok(self.text),
            Some(at) => Err(ReadError::new(
                ReadErrorKind::NotAnObject,
                bytes,
                at,
                "an object",
            )),
            None => Err(ReadError::new(
                ReadErrorKind::Empty,
                bytes,
                bytes.len(),
                "an object",
            )),
        }
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

    /// The findings, by their site in the bytes.
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
        let (span, found) = (self.span(part), Found::of(part));
        self.push(Finding {
            kind,
            path,
            span,
            expected,
            found,
        });
    }

    /// Adds a finding about a required field of `object` that is absent or, with `null`, null.
    pub(super) fn missing(
        &mut self,
        path: Path,
        object: &str,
        null: Option<&RawValue>,
        expected: &'static str,
    ) {
        if let Some(null) = null {
            return self.report(FindingKind::MissingField, path, null.get(), expected);
        }
        let mut span = self.span(object);
        span.start += object.len() - object.trim_start().len();
        span.end = span.start + 1;
        let (kind, found) = (FindingKind::MissingField, Found::Nothing);
        self.push(Finding {
            kind,
            path,
            span,
            expected,
            found,
        });
    }

    pub(super) fn not_unicode_key(&mut self, base: Base, name: &str, key: &str) {
        let path = base.field(name.to_owned());
        self.report(
            FindingKind::NotUnicode,
            path,
            self.quoted(key),
            "a key in Unicode",
        );
    }

    /// Reads an optional text. `null` is absence; a rejected field is kept and costs this field only.
    pub(super) fn string(
        &mut self,
        base: Base,
        key: &'static str,
        raw: Option<&'a RawValue>,
        rejected: &mut Members,
    ) -> Option<Cow<'a, str>> {
        let raw = raw?;
        let (kind, expected) = match Found::of(raw.get()) {
            Found::Null => return None,
            Found::Text => match content(raw.get()) {
                Some(text) => return Some(text),
                None => (FindingKind::NotUnicode, "text in Unicode"),
            },
            _ => (FindingKind::WrongType, "a string"),
        };
        self.report(kind, base.field(key), raw.get(), expected);
        rejected.push((key.to_owned(), Json::from_raw(raw)));
        None
    }

    /// Reads a text that may stand under two keys. Equal twins are fine; of twins at odds the
    /// first, which is the site's own, wins, and the other becomes a rejected field.
    pub(super) fn twins(
        &mut self,
        base: Base,
        own: Twin<'a>,
        other: Twin<'a>,
        rejected: &mut Members,
    ) -> Option<String> {
        let first = self.string(base, own.0, own.1, rejected);
        let second = self.string(base, other.0, other.1, rejected);
        if let (Some(a), Some(b), Some(raw)) = (&first, &second, other.1)
            && a != b
        {
            let expected = "the same as under the other spelling";
            self.report(
                FindingKind::TwinConflict,
                base.field(other.0),
                raw.get(),
                expected,
            );
            rejected.push((other.0.to_owned(), Json::from_raw(raw)));
        }
        first.or(second).map(Cow::into_owned)
    }

    fn push(&mut self, finding: Finding) {
        if self.findings.is_empty() {
            // Odd bodies are rarely odd in one way only.
            self.findings.reserve(8);
        }
        self.findings.push(finding);
    }
}

/// The content of a valid JSON string with its quotes; `None` when it is not Unicode.
pub(super) fn content(quoted: &str) -> Option<Cow<'_, str>> {
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
