//! The oracle of the reader of one error object.
//!
//! Start at [`check_error_body`].

use contract::{
    ErrorBody, Field, Finding, FindingKind, Found, ReadError, ReadErrorKind, Reading, Site,
    Spelling,
};

#[cfg(test)]
use generate::COMBINATIONS;

use super::second_reading::SecondReading;
use crate::subject::{read, write};

/// Checks the reader of error bodies on any bytes, at one site and through one spelling, which
/// the length of the input chooses (see [`combination`]).
///
/// # Panics
///
/// When the reader panics, contradicts itself, loses something on the way through a writer, or
/// disagrees with a second reading that shares no code with it.
pub fn check_error_body(bytes: &[u8]) {
    let (site, spelling) = combination(bytes.len());
    let second = std::str::from_utf8(bytes).ok().and_then(SecondReading::of);
    match (read::error_body(bytes, site), second) {
        (Ok(reading), Some(second)) => {
            check_findings(&reading.findings, bytes);
            check_agreement(&reading, &second, site);
            check_rewriting(reading.value, spelling);
        }
        (Err(error), None) => check_error(&error, bytes),
        (Ok(_), None) => panic!("the reader accepts what is no object in JSON"),
        (Err(error), Some(_)) => panic!("the reader refuses an object in JSON: {error}"),
    }
}

/// The site and the spelling that an input of this length is checked with.
///
/// White space at the end of a body means nothing, so [`generate::COMBINATIONS`] lengths in a row reach all of
/// them: a shrunk input can be padded back to the combination that failed.
#[must_use]
pub fn combination(length: usize) -> (Site, Spelling) {
    let sites = Site::ALL.len();
    let spellings = Spelling::ALL.len();
    (
        Site::ALL[length % sites],
        Spelling::ALL[length / sites % spellings],
    )
}

/// A site that has the keys of a spelling as its own.
pub(crate) fn site_of(spelling: Spelling) -> Site {
    match spelling {
        Spelling::Wire(site) => site,
        // A web task declares none of the three alias pairs and takes the documented keys.
        Spelling::Documented => Site::WebTask,
        Spelling::SdkObject => Site::HttpBody,
    }
}

/// The second reading says the same, duplicate keys included.
pub(super) fn check_agreement(
    reading: &Reading<ErrorBody>,
    second: &SecondReading<'_>,
    site: Site,
) {
    if let Some(what) = second.disagreement(&reading.value, site) {
        panic!("the reader disagrees with a second reading: {what}");
    }
    let is_duplicate = |it: &Finding| it.kind == FindingKind::DuplicateKey;
    assert_eq!(
        reading.findings.iter().any(is_duplicate),
        second.has_duplicates(),
        "duplicate keys are not reported",
    );
}

/// What was read, written in any spelling, reads back the same.
pub(crate) fn check_rewriting(mut body: ErrorBody, spelling: Spelling) {
    let text = write::error_body(&body, spelling);
    let mut read = match read::error_body(text.as_bytes(), site_of(spelling)) {
        Ok(again) => again.value,
        Err(error) => panic!("the writer's text cannot be read: {error}\n{text}"),
    };
    // A rejected field whose key the writer needed for a field is left out, by design.
    let mut rejected = std::mem::take(&mut body.rejected);
    rejected.retain(|it| {
        let field = Field::from_key(&it.name);
        !field.is_some_and(|field| spelling.key(field) == it.name && body.has(field))
    });
    body.rejected = rejected;
    // Of an alias pair that is rejected the site's own key comes first, and the sites differ.
    for rejected in [&mut body.rejected, &mut read.rejected] {
        rejected.sort_by(|a, b| a.name.cmp(&b.name));
    }
    assert!(
        body.same_fields(&read),
        "what was written does not read back the same\nwrote {body:?}\n read {read:?}\nin {text}",
    );
}

/// Findings are in order, and each points at what it speaks of.
pub(crate) fn check_findings(findings: &[Finding], bytes: &[u8]) {
    let starts = |it: &Finding| it.span.start;
    assert!(
        findings.is_sorted_by_key(starts),
        "the findings are not in order: {findings:?}",
    );
    for finding in findings {
        let part = bytes.get(finding.span.clone()).unwrap_or_default();
        let fits = match finding.found {
            Found::Nothing => part == b"{",
            Found::Null => part == b"null",
            Found::Bool(true) => part == b"true",
            Found::Bool(false) => part == b"false",
            Found::Number => part
                .first()
                .is_some_and(|it| matches!(it, b'-' | b'0'..=b'9')),
            Found::Text => part.len() > 1 && part.starts_with(b"\"") && part.ends_with(b"\""),
            Found::Array => part.starts_with(b"[") && part.ends_with(b"]"),
            Found::Object => part.starts_with(b"{") && part.ends_with(b"}"),
        };
        assert!(fits, "a finding does not point at what it found: {finding}");
        assert!(
            !finding.expected.is_empty(),
            "a finding expects nothing: {finding}"
        );
    }
}

/// A refusal says where it happened.
pub(crate) fn check_error(error: &ReadError, bytes: &[u8]) {
    assert!(
        error.at <= bytes.len(),
        "an error beyond the input: {error}"
    );
    let before = &bytes[..error.at];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let line_start = before.iter().rposition(|byte| *byte == b'\n');
    let column = error.at - line_start.map_or(0, |at| at + 1) + 1;
    assert_eq!(
        (error.line, error.column),
        (line, column),
        "line and column do not name the byte: {error}",
    );
    let at_the_end = matches!(error.what, ReadErrorKind::Empty | ReadErrorKind::Truncated);
    assert_eq!(
        at_the_end,
        error.at == bytes.len(),
        "a position at the end does not go with the kind: {error}",
    );
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn padding_reaches_every_site_and_spelling() {
        let reached: BTreeSet<_> = (100..100 + COMBINATIONS).map(combination).collect();
        assert_eq!(reached.len(), COMBINATIONS);
    }

    #[test]
    fn a_spelling_is_read_where_its_keys_win() {
        for &spelling in Spelling::ALL {
            let (site, field) = (site_of(spelling), Field::CorrelationId);
            assert_eq!(spelling.key(field), field.wire_key(site), "{spelling:?}");
        }
    }
}
