//! The text of the report, as a picture in the repository.

use std::path::Path;

use errconform_docs_drift::{Known, Page, Report};

use crate::render::{codes_page, error_body_page, failed_page};
use crate::with;

fn picture(name: &str, pages: &[(&str, String)]) {
    let pages: Vec<_> = pages
        .iter()
        .map(|(name, text)| Page::read(Path::new(name), text).expect("a page"))
        .collect();
    let report = Report::new(&pages, &Known::built_in().expect("a good record"));
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, report.to_string()));
}

#[test]
fn clean_pages_are_reported_with_what_is_known() {
    picture(
        "clean",
        &[
            ("error-body.md", error_body_page()),
            ("failed.md", failed_page()),
            ("codes.md", codes_page()),
        ],
    );
}

#[test]
fn drift_is_reported_beside_what_is_known() {
    let codes = with(&codes_page(), "### `conflict`", "### `teapot`");
    let codes = with(&codes, "## Server Error Codes", "## Server error codes");
    let body = with(&error_body_page(), "`retirable`", "`retriable`");
    let body = with(&body, "\"execution\"", "\"quota\"");
    picture("drift", &[("codes.md", codes), ("error-body.md", body)]);
}
