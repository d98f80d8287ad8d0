//! The oracle of the comparison of pages: any text as one of the vendor's Markdown pages.
//!
//! The headings are read a second time, line by line, where no markup can hide one. Start at
//! [`check_docs_page`].

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use contract::{Category, Code, documented};
use docs_drift::{Aspect, Difference, Known, Page, PageKind, Report, State};

const PATH: &str = "page.md";

/// Compares any bytes with the contract's tables, and the report with the bytes.
///
/// # Panics
///
/// When the comparison panics, when a difference is invented, is not where it says or contradicts
/// the tables, when the page writes on a line of the report that is not its own, or when the same
/// text in another form reads differently.
pub fn check_docs_page(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let read = Page::read(Path::new(PATH), text);
    let with_mark = Page::read(Path::new(PATH), &format!("\u{feff}{text}"));
    // A text that has a mark of its own would have two.
    assert!(
        text.starts_with('\u{feff}') || read == with_mark,
        "a byte order mark makes another page: {with_mark:?}",
    );
    let page = match read {
        Ok(page) => page,
        Err(error) => {
            let message = error.to_string();
            assert!(
                message.starts_with(PATH),
                "a refusal names no file: {message}"
            );
            check_line(&message);
            return;
        }
    };
    let lines = text.matches('\n').count() + 1;
    assert!(
        page.differences.is_sorted_by_key(Difference::line),
        "the differences are not in order: {:?}",
        page.differences,
    );
    for difference in &page.differences {
        check_site(difference, lines);
        check_truth(difference, text);
    }
    if page.kind == PageKind::ErrorCodes
        && let Some(words) = plain_headings(text)
    {
        check_codes(&page, &words);
    }
    check_report(page, lines);
}

/// A difference stands on lines that there are, each once, and fits on a line of a report.
fn check_site(difference: &Difference, lines: usize) {
    let named = &difference.lines;
    assert!(
        !named.is_empty() && named.is_sorted_by(|a, b| a < b),
        "the lines of a difference are none, doubled or not in order: {difference:?}",
    );
    assert!(
        named.iter().all(|line| (1..=lines).contains(line)),
        "a difference is not on the page of {lines} lines: {difference:?}",
    );
    check_line(&difference.text());
}

/// Nothing of the page steers a terminal or begins a line of its own.
fn check_line(text: &str) {
    assert!(
        !text.contains(char::is_control),
        "a page's text is written as it stands: {text:?}"
    );
}

/// A difference is true of the tables and the page.
fn check_truth(difference: &Difference, text: &str) {
    let subject = difference.subject.as_str();
    let code = Code::from_wire(subject);
    let is_documented = code.info().is_some_and(|info| info.is_documented());
    let fits = match difference.aspect {
        Aspect::CodeAdded => !is_documented && is_in(subject, text),
        Aspect::CodeRemoved => is_documented,
        Aspect::CategoryAdded => !Category::from_wire(subject).is_known() && is_in(subject, text),
        Aspect::CategoryRemoved => Category::from_wire(subject).is_known(),
        Aspect::HeadingAdded
        | Aspect::HeadingRespelled
        | Aspect::FieldAdded
        | Aspect::LinkAnchor
        | Aspect::TextSpelling => is_in(subject, text),
        _ => true,
    };
    assert!(fits, "a difference is not true: {difference:?}");
}

/// Whether the letters and digits of a subject stand in the text in this order, with markup in
/// between or not. Entities spell letters with others.
fn is_in(subject: &str, text: &str) -> bool {
    let mut left = text.chars();
    let mut letters = subject.chars().filter(char::is_ascii_alphanumeric);
    text.contains('&') || letters.all(|letter| left.any(|it| it == letter))
}

/// The texts of all headings, where every line is a heading, a plain sentence or nothing.
fn plain_headings(text: &str) -> Option<BTreeSet<&str>> {
    let mut headings = BTreeSet::new();
    let mut after_text = false;
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("# ").or_else(|| {
            let inner = line.trim_start_matches('#').strip_prefix(' ')?;
            (line.len() - inner.len() <= 7).then_some(inner)
        }) {
            let word = heading.trim_matches('`');
            let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ' ';
            if !word.starts_with(|c: char| c.is_ascii_alphabetic())
                || !word.ends_with(|c: char| c.is_ascii_alphanumeric())
                || !word.chars().all(is_plain)
                || heading.len() - word.len() != if heading.starts_with('`') { 2 } else { 0 }
            {
                return None;
            }
            headings.insert(word);
            after_text = false;
        } else {
            // What begins with a letter is a paragraph, and one line of it hides nothing.
            let is_text = line.starts_with(|c: char| c.is_ascii_alphabetic());
            let is_plain = |c: char| c.is_ascii_alphanumeric() || " .,;:'".contains(c);
            if !line.is_empty() && (!is_text || after_text || !line.chars().all(is_plain)) {
                return None;
            }
            after_text = is_text;
        }
    }
    Some(headings)
}

/// Exactly the documented codes without a heading are removed.
fn check_codes(page: &Page, headings: &BTreeSet<&str>) {
    let removed = page.differences.iter();
    let removed = removed.filter(|it| it.aspect == Aspect::CodeRemoved);
    let removed: BTreeSet<_> = removed.map(|it| it.subject.as_str()).collect();
    let codes = documented().map(|info| info.wire);
    let missing: BTreeSet<_> = codes.filter(|code| !headings.contains(code)).collect();
    assert_eq!(
        removed, missing,
        "other codes are removed than have no heading"
    );
}

/// A report has each difference and each recorded one, every one on a line of its own.
fn check_report(page: Page, lines: usize) {
    static RECORD: OnceLock<Option<Known>> = OnceLock::new();
    // Compiled in, and tested where it belongs.
    let Some(known) = RECORD.get_or_init(|| Known::built_in().ok()) else {
        return;
    };
    let (kind, count) = (page.kind, page.differences.len());
    let report = Report::new(&[page], known);
    for line in report.lines() {
        assert!((1..=lines).contains(&line.number), "{line:?} of {lines}");
        check_line(&line.sentence);
    }
    let recorded = report.count(State::Known) + report.count(State::Vanished);
    assert_eq!(
        recorded,
        known.of(kind).count(),
        "a recorded difference is neither known nor vanished"
    );
    assert_eq!(
        report.count(State::Known) + report.count(State::New),
        count,
        "a difference is neither known nor new"
    );
    assert_eq!(
        report.to_string().lines().count(),
        report.lines().count() + 2,
        "a difference is not on a line of its own"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_headings_that_nothing_can_hide_are_read_again() {
        let read = plain_headings("# Error Codes\n\nSome text.\n\n### `conflict`\n## A b\n");
        let expected = BTreeSet::from(["Error Codes", "conflict", "A b"]);
        assert_eq!(read, Some(expected));
        for page in [
            "> # A",
            "```\n# A",
            "    # A",
            "<!--\n# A",
            "a\n---\n",
            "#A",
            "# a #",
        ] {
            assert_eq!(plain_headings(page), None, "{page:?}");
        }
    }

    #[test]
    #[should_panic(expected = "other codes are removed than have no heading")]
    fn a_code_that_is_overlooked_is_noticed() {
        let mut page = Page::read(Path::new(PATH), "# Error Codes\n").unwrap();
        page.differences.retain(|it| it.subject != "conflict");
        check_codes(&page, &BTreeSet::new());
    }

    #[test]
    #[should_panic(expected = "a difference is not true")]
    fn an_invented_code_is_noticed() {
        let text = "# Error Codes\n\n### teapot\n";
        let page = Page::read(Path::new(PATH), text).unwrap();
        for difference in &page.differences {
            check_truth(difference, "# Error Codes\n");
        }
    }
}
