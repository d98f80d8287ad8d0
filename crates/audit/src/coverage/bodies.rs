//! What is sent instead of an ordinary body: other bytes, other JSON, no JSON at all.

use contract::{FindingKind, read};
use tables::{ResponseShape, Site};

use super::{ANSWERS, Grid, Sent, cell, names};
use suite::tree::Tree;

const ROWS: [&str; 28] = [
    "empty",
    "only white space",
    "white space around",
    "something before it",
    "something behind it",
    "cut in a key",
    "cut in a text",
    "cut between tokens",
    "byte-order mark",
    "UTF-16",
    "not UTF-8",
    "NUL bytes",
    "compressed",
    "compressed and cut",
    "compressed, it says",
    "duplicate keys",
    "half a surrogate pair",
    "words that JSON lacks",
    "numbers that JSON lacks",
    "single quotes",
    "HTML",
    "an array",
    "a text",
    "null",
    "a number",
    "a boolean",
    "an empty object",
    "an error in a wrapper",
];

pub(super) fn bodies() -> Grid {
    Grid {
        title: "body × answer",
        columns: names(&ANSWERS),
        rows: names(&ROWS),
        cells: Box::new(|one| {
            let rows = kinds(one).into_iter();
            rows.map(|row| cell(row, one.column())).collect()
        }),
        explain: Box::new(|row, column| match (row, column) {
            ("an empty object", "result") => Some("nobody says what a result without a status is"),
            ("an error in a wrapper", "result") => Some("a result holds its error like this"),
            _ => None,
        }),
    }
}

fn kinds(one: &Sent<'_>) -> Vec<&'static str> {
    let body = one.body.as_slice();
    let is_empty = one.is_success() && one.operation.answer() == ResponseShape::Empty;
    if !one.response.delivery.is_complete() || is_empty {
        return Vec::new();
    }
    if one.header("content-encoding").is_some() {
        return vec![compressed(body)];
    }
    if is_utf16(body) {
        return vec!["UTF-16"];
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return vec!["not UTF-8"];
    };
    let inner = text.trim_matches([' ', '\t', '\r', '\n']);
    match inner.chars().next() {
        None if text.is_empty() => vec!["empty"],
        None => vec!["only white space"],
        Some('\u{feff}') => vec!["byte-order mark"],
        Some('\0') => vec!["NUL bytes"],
        Some('<') => vec!["HTML"],
        Some(_) => match &one.tree {
            None => vec![broken(inner)],
            Some(tree) => whole(one, tree, inner.len() < text.len()),
        },
    }
}

/// What a body is that says it is compressed.
fn compressed(body: &[u8]) -> &'static str {
    // The end of a gzip stream says how long its content is: of one that is cut, far too long.
    match (body, body.last_chunk().copied().map(u32::from_le_bytes)) {
        ([0x1f, 0x8b, ..], Some(0..0x1_0000)) => "compressed",
        ([0x1f, 0x8b, ..], _) => "compressed and cut",
        _ => "compressed, it says",
    }
}

/// ASCII in UTF-16 has a NUL in every other byte.
fn is_utf16(body: &[u8]) -> bool {
    let nuls = body.iter().filter(|byte| **byte == 0).count();
    nuls > body.len() / 3 && nuls < body.len()
}

/// What a text that is no JSON value is, after its first byte.
fn broken(text: &str) -> &'static str {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => "something behind it",
        Some(Err(error)) if error.is_eof() => cut(text),
        _ if text.starts_with("{'") || text.contains(":{'") => "single quotes",
        _ if !text.starts_with(['{', '[']) => "something before it",
        _ if text.contains(":01") || text.contains(":1.}") => "numbers that JSON lacks",
        _ => "broken otherwise",
    }
}

/// Where a text ends that is too short.
fn cut(text: &str) -> &'static str {
    let mut start = None;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => start = start.is_none().then_some(at),
            _ => {}
        }
    }
    match start {
        None => "cut between tokens",
        Some(at) if text[..at].ends_with(':') => "cut in a text",
        Some(_) => "cut in a key",
    }
}

fn whole(one: &Sent<'_>, tree: &Tree, space: bool) -> Vec<&'static str> {
    let canonical = tree.canonical();
    let mut kinds = Vec::new();
    if space {
        kinds.push("white space around");
    }
    if serde_json::from_slice::<serde::de::IgnoredAny>(&one.body).is_err() {
        kinds.push("words that JSON lacks");
    }
    if has_duplicates(one) {
        kinds.push("duplicate keys");
    }
    if has_half_a_pair(&canonical) {
        kinds.push("half a surrogate pair");
    }
    match canonical.as_bytes() {
        b"{}" => kinds.push("an empty object"),
        b"null" => kinds.push("null"),
        b"true" | b"false" => kinds.push("a boolean"),
        [b'[', ..] if is_list(one) => {}
        [b'[', ..] => kinds.push("an array"),
        [b'"', ..] => kinds.push("a text"),
        [b'{', ..] => {
            if one.status >= 400 && tree.has("/error/message") {
                kinds.push("an error in a wrapper");
            }
        }
        _ => kinds.push("a number"),
    }
    kinds
}

/// Whether the answer is a list where one is expected.
fn is_list(one: &Sent<'_>) -> bool {
    one.is_success() && one.operation.id().ends_with(".list")
}

fn has_duplicates(one: &Sent<'_>) -> bool {
    let findings = match one.status >= 400 {
        true => read::error_body(&one.body, Site::HttpBody).map(|reading| reading.findings),
        false => read::run_result(&one.body).map(|reading| reading.findings),
    };
    findings.is_ok_and(|findings| {
        let mut kinds = findings.iter().map(|finding| &finding.kind);
        kinds.any(|kind| matches!(kind, FindingKind::DuplicateKey))
    })
}

/// Whether a canonical text has half a pair: there, a pair is two escapes in a row.
fn has_half_a_pair(canonical: &str) -> bool {
    let mut high = false;
    let mut rest = canonical;
    while let Some(at) = rest.find("\\u") {
        let unit = u16::from_str_radix(&rest[at + 2..at + 6], 16).unwrap_or(0);
        let low = (0xdc00..0xe000).contains(&unit);
        if low != (high && at == 0) {
            return true;
        }
        high = (0xd800..0xdc00).contains(&unit);
        rest = &rest[at + 6..];
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_says_it_is_compressed_may_lie_or_be_cut() {
        for (body, kind) in [
            (&b"\x1f\x8b\x08..\x00\x01\x00\x00"[..], "compressed"),
            (b"\x1f\x8b\x08..\xff\xff\x00\x00", "compressed"),
            (b"\x1f\x8b\x08..\x00\x00\x01\x00", "compressed and cut"),
            (b"\x1f\x8b", "compressed and cut"),
            (b"{\"a\":1}\0\0", "compressed, it says"),
        ] {
            assert_eq!(compressed(body), kind, "{body:?}");
        }
    }

    #[test]
    fn utf_16_is_told_from_a_few_nuls_and_from_nothing_else() {
        assert!(is_utf16(b"{\0}\0"));
        for other in [&b"\0\0\0\0"[..], b"abcd\0fgh\0j", b"a\0b\0cd", b"{}", b""] {
            assert!(!is_utf16(other), "{other:?}");
        }
    }

    #[test]
    fn a_broken_text_is_broken_where_it_is() {
        for (text, kind) in [
            (r#"{"a":1"#, "cut between tokens"),
            (r#"{"a":"x\\""#, "cut between tokens"),
            (r#"{"a":"x"#, "cut in a text"),
            (r#"{"a\"b":"x\"y"#, "cut in a text"),
            (r#"{"a":"b","c"#, "cut in a key"),
            ("{} x", "something behind it"),
            ("{'a':1}", "single quotes"),
            (r#"{"a":{'b':1}}"#, "single quotes"),
            (")]}'{}", "something before it"),
            (r#"{"a":01}"#, "numbers that JSON lacks"),
            (r#"{"a":1.}"#, "numbers that JSON lacks"),
            (r#"{"a":tru}"#, "broken otherwise"),
        ] {
            assert_eq!(broken(text), kind, "{text}");
        }
    }

    #[test]
    fn a_list_is_expected_of_the_successes_of_a_list_only() {
        let list = super::super::tests::answer("jobs.list", 200, "[]");
        assert!(kinds(&list).is_empty());
        for (operation, status) in [("jobs.list", 404), ("jobs.get", 200), ("jobs.list", 300)] {
            let other = super::super::tests::answer(operation, status, "[]");
            assert_eq!(kinds(&other), ["an array"], "{operation} {status}");
        }
    }
}
