//! The error-codes page: what is no difference, and what is one.

use crate::render::codes_page;
use crate::{check, report, with};
use errconform_docs_drift::State;

/// The line on which a text starts.
fn line(page: &str, text: &str) -> usize {
    let at = page.find(text).expect("the text is on the page");
    page[..at].matches('\n').count() + 1
}

/// Checks one change: the expected differences start where `at` stands on the changed page.
fn changed(from: &str, to: &str, at: &str, expected: &[&str]) {
    let page = with(&codes_page(), from, to);
    let line = if at.is_empty() { 1 } else { line(&page, at) };
    let expected: Vec<_> = expected
        .iter()
        .map(|rest| format!("{line}: {rest}"))
        .collect();
    let expected: Vec<_> = expected.iter().map(String::as_str).collect();
    check(&page, &expected);
}

#[test]
fn a_page_that_says_what_the_tables_say_has_the_recorded_differences_only() {
    check(&codes_page(), &[]);
    assert!(report(&codes_page()).count(State::Known) > 0);
}

#[test]
fn line_endings_and_a_byte_order_mark_make_no_difference() {
    check(&codes_page().replace('\n', "\r\n"), &[]);
    check(&format!("\u{feff}{}", codes_page()), &[]);
    check(&format!("{}\n", codes_page()), &[]);
}

#[test]
fn headings_in_a_quotation_are_not_read() {
    for quoted in [
        "> # Error Codes",
        "> ### `not-a-code`",
        "> ## Server Error Codes",
    ] {
        check(&with(&codes_page(), "> ## Where to look", quoted), &[]);
    }
    changed(
        "> ## Where to look",
        "## Where to look",
        "",
        &["NEW: heading `Where to look` is not in the tables"],
    );
}

#[test]
fn a_section_in_other_capitals_keeps_its_codes() {
    changed(
        "## Billing Related error codes",
        "## Billing Related Error Codes",
        "## Billing",
        &[
            "NEW: heading `Billing Related Error Codes` is spelled `Billing Related error codes` \
             in the tables",
        ],
    );
}

#[test]
fn a_code_can_be_added() {
    changed(
        "### `conflict`",
        "### `teapot`\n\nShort and stout.\n\n### `conflict`",
        "### `teapot`",
        &[
            "NEW: code `teapot` is listed in `Client API Error Codes`, and the tables do not have \
             it",
        ],
    );
    changed(
        "### `conflict`",
        "### `unexpected`\n\n### `conflict`",
        "### `unexpected`",
        &[
            "NEW: code `unexpected` is listed in `Client API Error Codes`; the tables know it \
             from the wire only",
        ],
    );
}

#[test]
fn a_code_can_be_removed_or_renamed() {
    changed(
        "### `conflict`\n",
        "",
        "## Client API",
        &[
            "NEW: code `conflict` is not listed any more; the tables have it in \
             `Client API Error Codes`",
        ],
    );
    // In a schema of the wire, too: it is reported once.
    changed(
        "### `not-found`\n",
        "",
        "## Client API",
        &[
            "NEW: code `not-found` is not listed any more; the tables have it in \
             `Client API Error Codes`",
        ],
    );
    let page = with(&codes_page(), "### `conflict`", "### Conflicts of state");
    let section = line(&page, "## Client API");
    let heading = line(&page, "### Conflicts");
    check(
        &page,
        &[
            &format!(
                "{section}: NEW: code `conflict` is not listed any more; the tables have it in \
                 `Client API Error Codes`"
            ),
            &format!("{heading}: NEW: heading `Conflicts of state` is not in the tables"),
        ],
    );
}

#[test]
fn a_code_can_move_to_another_section() {
    let page = with(&codes_page(), "### `conflict`\n", "");
    let page = with(
        &page,
        "### `not-implemented`",
        "### `conflict`\n\n### `not-implemented`",
    );
    let at = line(&page, "### `conflict`");
    check(
        &page,
        &[&format!(
            "{at}: NEW: code `conflict` stands in `Server Error Codes`; the tables have it in \
             `Client API Error Codes`"
        )],
    );
}

#[test]
fn a_code_can_be_listed_twice() {
    let page = codes_page();
    let first = line(&page, "### `conflict`");
    changed(
        "### `sunsetted-route`",
        "### `conflict`\n\nOther words.\n\n### `sunsetted-route`",
        "### `conflict`\n\nOther",
        &[&format!(
            "NEW: code `conflict` is listed twice, first on line {first}, with another text"
        )],
    );
}

#[test]
fn the_doubled_code_is_recorded_with_its_second_text() {
    let known = |page: &str| {
        let report = report(page);
        let mut lines = report.lines().filter(|line| line.state == State::Known);
        lines
            .find(|line| line.sentence.contains("is listed twice"))
            .map(|line| (line.number, line.sentence.clone()))
    };
    let page = codes_page();
    let [first, second] = [0, 1].map(|nth| {
        let mut all = page.match_indices("### `insufficient-resource-credits`");
        let (at, _) = all.nth(nth).expect("two headings");
        page[..at].matches('\n').count() + 1
    });
    let sentence = |texts| {
        format!(
            "code `insufficient-resource-credits` is listed twice, first on line {first}, with \
             {texts} text [codes/insufficient-resource-credits-twice]"
        )
    };
    assert_eq!(known(&page), Some((second, sentence("another"))));
    let same = tables::Code::InsufficientResourceCredits.info();
    let same = same.expect("a known code").description;
    let page = with(&page, "Once more.", same);
    assert_eq!(known(&page), Some((second, sentence("the same"))));
}

#[test]
fn a_recorded_difference_can_vanish() {
    let page = codes_page();
    let at = page
        .rfind("### `insufficient-resource-credits`")
        .expect("a heading");
    let end = page.find("Once more.").expect("its text") + "Once more.".len();
    let page = format!("{}{}", &page[..at], &page[end..]);
    check(
        &page,
        &[
            "1: VANISHED: a repeated code `insufficient-resource-credits` is recorded, and not on \
             this page any more [codes/insufficient-resource-credits-twice]",
        ],
    );
}

#[test]
fn a_third_heading_is_no_longer_the_recorded_difference() {
    let heading = "### `insufficient-resource-credits`";
    let page = with(
        &codes_page(),
        "Once more.",
        &format!("Once more.\n\n{heading}\n\nAgain."),
    );
    let report = report(&page);
    assert_eq!(report.count(State::New), 1);
    assert_eq!(report.count(State::Vanished), 1);
}

#[test]
fn categories_are_told_from_codes() {
    changed(
        "### `billing`",
        "### `quota`\n\n### `billing`",
        "### `quota`",
        &["NEW: category `quota` is listed, and the tables have none"],
    );
    changed(
        "### `billing`",
        "",
        "## Error Categories",
        &["NEW: category `billing` is not listed any more"],
    );
    changed(
        "### `conflict`",
        "### `user`\n\n### `conflict`",
        "### `user`\n\n### `conflict`",
        &[
            "NEW: code `user` is listed in `Client API Error Codes`, and the tables have it as a \
             category",
        ],
    );
    changed(
        "### `billing`",
        "### `auth`\n\n### `billing`",
        "### `auth`\n\n### `billing`",
        &["NEW: category `auth` is listed again"],
    );
    changed(
        "### `billing`",
        "### `billing`\n\n### `timeout`",
        "### `timeout`",
        &[
            "NEW: code `timeout` is listed in `Error Categories`; the tables know it from the \
             wire only",
        ],
    );
}

#[test]
fn a_section_can_be_added_removed_or_repeated() {
    changed(
        "## Server Error Codes",
        "## Queue Error Codes\n\n## Server Error Codes",
        "## Queue",
        &["NEW: heading `Queue Error Codes` is not in the tables"],
    );
    changed(
        "## Server Error Codes",
        "## Server Error Codes\n\n## Server Error Codes",
        "## Server Error Codes\n\n###",
        &["NEW: heading `Server Error Codes` stands again"],
    );
    let page = with(&codes_page(), "## Run Execution Error Codes", "## Runs");
    let heading = line(&page, "## Runs");
    check(
        &page,
        &[
            "1: NEW: heading `Run Execution Error Codes` is not there any more",
            &format!("{heading}: NEW: heading `Runs` is not in the tables"),
            &format!(
                "{}: NEW: code `api-attempts-failed` stands in `Runs`; the tables have it in \
                 `Run Execution Error Codes`",
                heading + 2
            ),
        ],
    );
}

#[test]
fn fields_can_be_added_removed_and_respelled() {
    let item = "* **`message`** - Tells something\n";
    changed(
        item,
        &format!("{item}* **`hint`** - Optional\n"),
        "* **`hint`**",
        &["NEW: field `hint` is listed, and the tables have none"],
    );
    changed(
        item,
        "",
        "## Error Structure",
        &["NEW: field `message` is not listed any more"],
    );
    changed(
        item,
        "* **`message`** - Optional text\n",
        "* **`message`**",
        &["NEW: field `message` is marked optional; on the wire it is required at A, B, C and D"],
    );
    changed(
        item,
        &format!("{item}{item}"),
        &format!("{item}* **`retriable`**"),
        &["NEW: field `message` is listed again"],
    );
    let page = with(&codes_page(), "`retriable`", "`retryable`");
    let at = line(&page, "`retryable`");
    check(
        &page,
        &[
            &format!(
                "{at}: NEW: field `retryable` is spelled `retirable` on the wire at A, B and C"
            ),
            "1: VANISHED: the spelling of a field `retriable` is recorded, and not on this page \
             any more [codes/retriable]",
        ],
    );
}

#[test]
fn escaped_underscores_are_underscores() {
    let page = with(
        &codes_page(),
        "**`correlation_id`**",
        "**correlation\\_id**",
    );
    check(&with(&page, "**`doc_url`**", "doc\\_url"), &[]);
}

#[test]
fn other_spellings_in_the_text_are_found() {
    changed(
        "A page made for tests.",
        "Some errors are retirable and\nhave a `correlationId`; retriable ones are retryable.",
        "Some errors",
        &[
            "NEW: the text says `retirable`; the page's own list of fields has `retriable` in the \
             tables",
            "NEW: the text says `correlationId`; the page's own list of fields has \
             `correlation_id` in the tables",
        ],
    );
}

#[test]
fn links_within_the_page_name_a_heading() {
    let linked = |target: &str| with(&codes_page(), "A page made", &format!("[A]({target}) made"));
    for good in [
        "#error-structure",
        "./error-codes#script-timeout",
        "#billing-related-error-codes",
        "./reason-codes#anything",
        "./error-codes",
        "#",
    ] {
        check(&linked(good), &[]);
    }
    for bad in ["#no-heading", "/main/05/error-codes#no-heading"] {
        let sentence = "6: NEW: the link to `#no-heading` names no heading of the page";
        check(&linked(bad), &[sentence]);
    }
}
