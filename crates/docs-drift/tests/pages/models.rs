//! The model pages: the table of fields, the example, the headings.

use crate::render::{error_body_page, failed_page};
use crate::{check, report, with};
use errconform_docs_drift::State;

fn changed(from: &str, to: &str, expected: &[&str]) {
    check(&with(&error_body_page(), from, to), expected);
}

fn failed_changed(from: &str, to: &str, expected: &[&str]) {
    check(&with(&failed_page(), from, to), expected);
}

#[test]
fn pages_that_say_what_the_tables_say_have_the_recorded_differences_only() {
    for page in [error_body_page(), failed_page()] {
        check(&page, &[]);
        check(&format!("{page}\n"), &[]);
        check(&page.replace('\n', "\r\n"), &[]);
        check(&format!("\u{feff}{page}"), &[]);
        assert!(report(&page).count(State::Known) > 0);
    }
}

#[test]
fn a_field_can_be_added_removed_or_repeated() {
    let row = "| `details` | *any* | :heavy_minus_sign: | N/A |  |";
    changed(
        row,
        &format!("{row}\n| `hint` | *string* | :heavy_minus_sign: | N/A |  |"),
        &["29: NEW: field `hint` is in the table, and the contract has none"],
    );
    changed(
        row,
        "",
        &["20: NEW: field `details` is not in the table any more"],
    );
    changed(
        row,
        &format!("{row}\n{row}"),
        &["29: NEW: field `details` is in the table again"],
    );
    failed_changed(
        "| `status` | [models.SomeStatus](./somestatus.md) | :heavy_check_mark: | N/A |\n",
        "",
        &["24: NEW: field `status` is not in the table any more"],
    );
}

#[test]
fn a_corrected_spelling_has_vanished() {
    changed(
        "`retirable`",
        "`retriable`",
        &[
            "25: NEW: field `retriable` is spelled `retirable` on the wire at A",
            "1: VANISHED: the spelling of a field `retirable` is recorded, and not on this page \
             any more [error-body/retirable]",
        ],
    );
    changed(
        "`retirable`",
        "`retryable`",
        &[
            "25: NEW: field `retryable` is spelled `retriable` on the error-codes page, \
             `retirable` on the wire at A",
            "1: VANISHED: the spelling of a field `retirable` is recorded, and not on this page \
             any more [error-body/retirable]",
        ],
    );
}

#[test]
fn required_marks_are_compared() {
    changed(
        "| [models.SomeCode](./somecode.md) | :heavy_minus_sign: |",
        "| [models.SomeCode](./somecode.md) | :heavy_check_mark: |",
        &["23: NEW: field `code` is required; the tables have it optional"],
    );
    changed(
        "| *boolean* | :heavy_minus_sign: |",
        "| *boolean* | yes |",
        &["25: NEW: field `retriable` is marked `yes`; the tables have it optional"],
    );
    failed_changed(
        "| [models.SomeError](./someerror.md) | :heavy_check_mark: |",
        "| [models.SomeError](./someerror.md) | :heavy_minus_sign: |",
        &["28: NEW: field `error` is optional; the tables have it required"],
    );
    changed(
        "| Required |",
        "| Needed |",
        &["20: NEW: the table has no column `Required` any more"],
    );
}

#[test]
fn types_are_compared() {
    changed(
        "| *boolean* |",
        "| *string* |",
        &["25: NEW: field `retriable` has the type `string`; expected `boolean`"],
    );
    changed(
        "[models.SomeCategory](./somecategory.md)",
        "*string*",
        &[
            "24: NEW: field `category` has the type `string`; expected a type of its own whose \
             name ends with `Category`",
        ],
    );
}

#[test]
fn example_values_name_what_is_documented() {
    changed(
        "code: \"script-timeout\"",
        "code: \"script-timed-out\"",
        &["10: NEW: the example of `code` is `script-timed-out`, no code of the tables"],
    );
    changed(
        "| script-timeout |",
        "| unexpected |",
        &["23: NEW: the example of `code` is `unexpected`, a code that is not documented"],
    );
    changed(
        "\"execution\"",
        "'quota'",
        &["11: NEW: the example of `category` is `quota`, no category of the tables"],
    );
    changed(
        "\"execution\"",
        "models.Category.User",
        &["11: NEW: the example of `category` is `models.Category.User`; expected a text"],
    );
    failed_changed(
        "\"failed\"",
        "\"done\"",
        &["9: NEW: the example of `status` is `done`, not the status of a failure"],
    );
    failed_changed(
        "code: \"script-timeout\"",
        "code:\n      \"oops\"",
        &["14: NEW: the example of `code` is `oops`, no code of the tables"],
    );
}

#[test]
fn a_doc_link_names_a_heading() {
    let link = "  \"https://docs.example/errors#run-execution-error\"";
    changed(
        link,
        "  \"https://docs.example/errors#other\"",
        &[
            "13: NEW: the doc link in the example ends with `#other`, which names no heading of \
             the error-codes page",
        ],
    );
    changed(
        link,
        "  \"https://docs.example/errors#run-execution-error-codes\"",
        &[],
    );
    let page = error_body_page().replace("#run-execution-error", "#script-timeout");
    check(
        &page,
        &[
            "1: VANISHED: an anchor that names no heading `run-execution-error` is recorded, and \
             not on this page any more [error-body/doc-link]",
        ],
    );
}

#[test]
fn the_example_has_the_fields_of_the_model() {
    changed(
        "  category: \"execution\",\n",
        "",
        &["5: NEW: the example lacks the required field `category`"],
    );
    failed_changed(
        "    message: \"It failed\",\n",
        "    text: \"It failed\",\n",
        &[
            "11: NEW: the example lacks the required field `error.message`",
            "12: NEW: the example has the field `error.text`, and the tables have none",
        ],
    );
    let page = failed_page();
    let from = page.find("{\n    message").expect("the error");
    let to = page.find("  },\n").expect("its end") + "  }".len();
    let report = report(&format!("{}\"boom\"{}", &page[..from], &page[to..]));
    let text = report.to_string();
    assert!(
        text.contains("page.md:11: NEW: the example of `error` is `boom`; expected an object"),
        "{text}"
    );
}

#[test]
fn an_example_can_be_missing_or_unreadable() {
    let vanished = [
        "1: VANISHED: the spelling of a field `docUrl` is recorded, and not on this page any more \
         [failed-result/doc-url-in-camel-case]",
        "1: VANISHED: the spelling of a field `correlationId` is recorded, and not on this page \
         any more [failed-result/correlation-id-in-camel-case]",
        "1: VANISHED: an anchor that names no heading `run-execution-error` is recorded, and not \
         on this page any more [failed-result/doc-link]",
    ];
    let broken = with(&failed_page(), "  },\n};\n", "");
    let mut expected = vec!["17: NEW: the example cannot be read: an object has no end"];
    expected.extend(vanished);
    check(&broken, &expected);
    let page = failed_page();
    let from = page.find("```typescript").expect("an example");
    let to = page.find("## Fields").expect("a table");
    let mut expected = vec!["1: NEW: the page has no example any more"];
    expected.extend(vanished);
    check(&format!("{}{}", &page[..from], &page[to..]), &expected);
}

#[test]
fn headings_are_compared() {
    changed(
        "## Fields",
        "## Notes\n\n## Fields",
        &["18: NEW: heading `Notes` is not in the tables"],
    );
    changed(
        "## Example Usage",
        "## Example usage",
        &["3: NEW: heading `Example usage` was spelled `Example Usage`"],
    );
    changed(
        "## Example Usage\n",
        "",
        &["1: NEW: heading `Example Usage` is not there any more"],
    );
    changed("## Fields", "> # Fields\n\n## Fields", &[]);
}

#[test]
fn a_model_is_known_by_its_fields_when_the_title_does_not_say() {
    check(
        &with(&error_body_page(), "# SomeResponseBodyError", "# Problem"),
        &[],
    );
    check(&with(&failed_page(), "# Failed", "# Outcome"), &[]);
    check(
        &with(&failed_page(), "# Failed\n", ""),
        &["1: NEW: the title is not there any more"],
    );
}
