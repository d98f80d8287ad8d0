//! What is sent instead of an ordinary body: other bytes, other JSON, no JSON at all.

use contract::{Answer, FindingKind, Place, read};

use super::{ANSWERS, Grid, Sent, cell, names};
use crate::tree::Tree;

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
    let is_success = one.status < 300;
    if !one.response.delivery.is_complete()
        || (is_success && one.operation.answer() == Answer::Empty)
    {
        return Vec::new();
    }
    if one.header("content-encoding").is_some() {
        // The end of a gzip stream says how long its content is.
        let length = body.last_chunk().map_or(0, |end| u32::from_le_bytes(*end));
        let (packed, whole) = (body.starts_with(&[0x1f, 0x8b]), length < 1 << 16);
        return vec![match (packed, whole) {
            (true, true) => "compressed",
            (true, false) => "compressed and cut",
            (false, _) => "compressed, it says",
        }];
    }
    // ASCII in UTF-16 has a NUL in every other byte.
    let nuls = body.iter().filter(|byte| **byte == 0).count();
    if nuls > body.len() / 3 && nuls < body.len() {
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
            let inner = |key| tree.has(&format!("/error/{key}"));
            if one.status >= 400 && (inner("message") || inner("code")) {
                kinds.push("an error in a wrapper");
            }
        }
        _ => kinds.push("a number"),
    }
    kinds
}

/// Whether the answer is a list where one is expected.
fn is_list(one: &Sent<'_>) -> bool {
    one.status < 300
        && one.operation.answer() == Answer::Other
        && one.operation.id().ends_with(".list")
}

fn has_duplicates(one: &Sent<'_>) -> bool {
    let findings = match one.status >= 400 {
        true => read::error_body(&one.body, Place::C).map(|reading| reading.findings),
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
