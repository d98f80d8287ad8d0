//! The one error of this crate: a body that could not be read at all.
//!
//! Everything less than that is a [`Finding`](crate::Finding). Start at [`ReadError`].

use std::borrow::Cow;
use std::fmt;

use crate::read::MAX_DEPTH;

/// A body that is not one JSON object within the bounds: what, where, expected, found.
///
/// It is always the body's fault. Displays as a fragment that fits "failed to read the body: …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {at} (line {line}, column {column}): expected {expected}, found {found}")]
#[non_exhaustive]
pub struct ReadError {
    /// What is wrong.
    pub what: ReadErrorKind,
    /// Where: bytes from the start of the input; the length of the input for "too short".
    pub at: usize,
    /// The line of that byte, from 1.
    pub line: usize,
    /// The column of that byte in its line, in bytes, from 1.
    pub column: usize,
    /// What could have stood there.
    pub expected: Cow<'static, str>,
    /// What stands there.
    pub found: Cow<'static, str>,
}

/// What kept a body from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// Nothing but white space.
    Empty,
    /// The bytes are not UTF-8 (another encoding, or compressed).
    NotUtf8,
    /// The input begins with a byte-order mark, which JSON text must not have.
    ByteOrderMark,
    /// The input is not JSON.
    Syntax,
    /// The input ends inside the value.
    Truncated,
    /// Something follows the value.
    Trailing,
    /// The input begins like something other than an object.
    NotAnObject,
    /// More than [`MAX_DEPTH`] containers inside each other, the root included.
    TooDeep,
}

impl fmt::Display for ReadErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty input",
            Self::NotUtf8 => "input that is not UTF-8",
            Self::ByteOrderMark => "byte-order mark",
            Self::Syntax => "invalid JSON",
            Self::Truncated => "truncated JSON",
            Self::Trailing => "trailing content",
            Self::NotAnObject => "no JSON object",
            Self::TooDeep => "nesting too deep",
        })
    }
}

impl ReadError {
    pub(crate) fn new(
        what: ReadErrorKind,
        input: &[u8],
        at: usize,
        expected: impl Into<Cow<'static, str>>,
    ) -> Self {
        let before = input.get(..at).unwrap_or(input);
        let line_start = before
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |nl| nl + 1);
        Self {
            what,
            at,
            line: before.iter().filter(|&&byte| byte == b'\n').count() + 1,
            column: before.len() - line_start + 1,
            expected: expected.into(),
            found: describe(input, at),
        }
    }

    pub(crate) fn too_deep(input: &[u8], at: usize) -> Self {
        let expected = format!("at most {MAX_DEPTH} containers inside each other");
        Self::new(ReadErrorKind::TooDeep, input, at, expected)
    }

    /// Translates the JSON parser's error; `input` is the whole input it was given.
    pub(crate) fn syntax(input: &[u8], error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let text = text.split(" at line ").next().unwrap_or_default();
        if error.is_eof() {
            return Self::new(
                ReadErrorKind::Truncated,
                input,
                input.len(),
                still_open(text),
            );
        }
        let mut at = offset(input, error.line(), error.column());
        if text.starts_with("control character") && input.get(at).is_some_and(|it| *it >= b' ') {
            // Here the parser names the byte before the one that it stumbled over.
            at += 1;
        }
        if text == "trailing characters" {
            return Self::new(ReadErrorKind::Trailing, input, at, "the end of the input");
        }
        Self::new(ReadErrorKind::Syntax, input, at, wanted(text))
    }
}

/// The parser counts the column of the byte it stumbled over from 1; a line feed is column 0 of the
/// line behind it.
fn offset(input: &[u8], line: usize, column: usize) -> usize {
    let line_start = match line.saturating_sub(2) {
        _ if line < 2 => 0,
        nth => {
            let mut newlines = input.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
            newlines.nth(nth).map_or(0, |(at, _)| at + 1)
        }
    };
    (line_start + column).saturating_sub(1).min(input.len())
}

fn still_open(text: &str) -> &'static str {
    match text {
        "EOF while parsing a string" => "the rest of a string",
        "EOF while parsing an object" => "the rest of an object",
        "EOF while parsing a list" => "the rest of an array",
        _ => "a JSON value",
    }
}

fn wanted(text: &str) -> Cow<'static, str> {
    let fixed = match text {
        "invalid escape" => "a JSON escape",
        "invalid number" | "number out of range" => "a JSON number",
        "key must be a string" => "a key in double quotes",
        "trailing comma" => "another element after the comma",
        "expected value" => "a JSON value",
        "expected ident" => "`true`, `false` or `null`",
        _ if text.starts_with("control character") => "an escaped control character",
        _ => match text.strip_prefix("expected ") {
            Some(rest) => return rest.to_owned().into(),
            None => "JSON",
        },
    };
    fixed.into()
}

/// Names the character at a byte, without quoting what a terminal would act upon.
fn describe(input: &[u8], at: usize) -> Cow<'static, str> {
    match input.get(at) {
        None => "the end of the input".into(),
        Some(byte) if byte.is_ascii_graphic() => format!("`{}`", char::from(*byte)).into(),
        Some(b' ') => "a space".into(),
        Some(byte) => format!("byte 0x{byte:02x}").into(),
    }
}
