//! Pages that we write ourselves, in the form of the vendor's: clean, changed, bad and broken.

mod bad_input;
mod codes;
mod models;
mod mutations;
mod render;
mod report;

use std::path::Path;

use errconform_docs_drift::{Known, Page, Report, State};

/// The report on one page under the name `page.md`.
fn report(page: &str) -> Report {
    let known = Known::built_in().expect("a good record");
    let page = Page::read(Path::new("page.md"), page).expect("a page of a known kind");
    Report::new(&[page], &known)
}

/// Compares what a page adds to the recorded discrepancies, as `line: state: sentence`.
fn check(page: &str, expected: &[&str]) {
    let report = report(page);
    let drift: Vec<_> = report
        .lines()
        .filter(|line| line.state != State::Known)
        .map(|line| {
            format!(
                "{}: {}: {}",
                line.number,
                line.state.as_str(),
                line.sentence
            )
        })
        .collect();
    assert_eq!(drift, expected, "{page}");
    assert_eq!(report.is_clean(), expected.is_empty());
}

/// The page with one thing changed, which must be there exactly once.
fn with(page: &str, from: &str, to: &str) -> String {
    assert_eq!(page.matches(from).count(), 1, "{from:?} in {page}");
    page.replacen(from, to, 1)
}
