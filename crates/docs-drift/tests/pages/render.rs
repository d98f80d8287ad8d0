//! Renders pages of all kinds from the contract's tables, with our own words as texts.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use tables::{Category, Field, Section, Site};

/// A page of error codes that says what the tables say.
pub(crate) fn codes_page() -> String {
    let mut page = String::from(
        "> ## Where to look\n> Other pages are listed elsewhere.\n\n# Error Codes\n\n\
         A page made for tests.\n\n## Error Structure\n\nEvery error has these fields:\n\n",
    );
    for contract_field in [
        Field::Code,
        Field::Category,
        Field::Message,
        Field::Flag,
        Field::DocUrl,
        Field::CorrelationId,
        Field::Details,
    ] {
        let optional = matches!(
            contract_field,
            Field::DocUrl | Field::CorrelationId | Field::Details
        );
        let text = if optional {
            "Optional, may help"
        } else {
            "Tells something"
        };
        writeln!(page, "* **`{}`** - {text}", contract_field.documented_key()).expect("a string");
    }
    page += "\n## Error Categories\n";
    for category in Category::ALL {
        write!(page, "\n### `{}`\n\nOne of five.\n", category.as_str()).expect("a string");
    }
    let mut seen = BTreeSet::new();
    for section in Section::ALL {
        write!(page, "\n## {}\n", section.heading()).expect("a string");
        for info in tables::headings().filter(|info| info.section == Some(*section)) {
            let text = if seen.insert(info.wire) {
                info.description
            } else {
                "Once more."
            };
            write!(page, "\n### `{}`\n\n{text}\n", info.wire).expect("a string");
        }
    }
    // As the vendor's pages do, it ends without a line break, and with an escape.
    page + "\nThe last text has an escaped correlation\\_id"
}

/// A page of an error body of a result that says what the tables say, in the SDK's spelling.
pub(crate) fn error_body_page() -> String {
    let mut page = String::from(
        "# SomeResponseBodyError\n\n## Example Usage\n\n```typescript\n\
         import { SomeResponseBodyError } from \"sdk/models\";\n\n\
         let value: SomeResponseBodyError = {\n",
    );
    page += &example("  ");
    page += "};\n```\n\n## Fields\n\n| Field | Type | Required | Description | Example |\n\
             | --- | --- | --- | --- | --- |";
    for contract_field in Field::ALL {
        let (kind, example) = match contract_field {
            Field::Code => ("[models.SomeCode](./somecode.md)", "script-timeout"),
            Field::Category => ("[models.SomeCategory](./somecategory.md)", ""),
            Field::Flag => ("*boolean*", ""),
            Field::Details => ("*any*", ""),
            Field::DocUrl => ("*string*", LINK),
            Field::Message | Field::CorrelationId => ("*string*", ""),
        };
        let required = mark(Site::Result.requires(*contract_field));
        let key = contract_field.sdk_key();
        write!(
            page,
            "\n| `{key}` | {kind} | {required} | N/A | {example} |"
        )
        .expect("a string");
    }
    page
}

/// A page of a failed result that says what the tables say, in the SDK's spelling.
pub(crate) fn failed_page() -> String {
    let mut page = String::from(
        "# Failed\n\n## Example Usage\n\n```typescript\nimport { Failed } from \"sdk/models\";\n\n\
         let value: Failed = {\n  status: \"failed\",\n  message: \"<value>\",\n  error: {\n",
    );
    page += &example("    ");
    page += "  },\n};\n```\n\n## Fields\n\n| Field | Type | Required | Description |\n\
             | --- | --- | --- | --- |";
    for (key, kind) in [
        ("status", "[models.SomeStatus](./somestatus.md)"),
        ("message", "*string*"),
        ("error", "[models.SomeError](./someerror.md)"),
    ] {
        write!(page, "\n| `{key}` | {kind} | {} | N/A |", mark(true)).expect("a string");
    }
    page
}

/// A doc link with the anchor that the record knows.
const LINK: &str = "https://docs.example/errors#run-execution-error";

fn example(indent: &str) -> String {
    let (doc, id) = (Field::DocUrl.sdk_key(), Field::CorrelationId.sdk_key());
    format!(
        "{indent}message: \"It failed\",\n{indent}code: \"script-timeout\",\n\
         {indent}category: \"execution\",\n{indent}{doc}:\n{indent}  \"{LINK}\",\n\
         {indent}{id}: \"0000\",\n"
    )
}

fn mark(required: bool) -> &'static str {
    if required {
        ":heavy_check_mark:"
    } else {
        ":heavy_minus_sign:"
    }
}
