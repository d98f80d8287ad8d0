//! An SDK's page of one model against the tables: the table of fields and the example.
//!
//! An error body is compared with the error of a result, a failed result with the schema of the
//! auth-session results. Keys are compared with the error-codes page and with the wire: the SDK's own spelling
//! is a discrepancy, recorded once. Start at [`error_body`] or [`failed_result`].

use std::collections::BTreeSet;

use pulldown_cmark::HeadingLevel;

use crate::difference::{Aspect, Differences};
use crate::example;
use crate::model::{Model, ModelField};
use crate::outline::{BlockKind, Outline, Row};
use crate::values;
use crate::vocabulary::{COLUMNS, EXAMPLE, FIELDS};
use crate::words::{alike, quote};

/// Compares the page of an error body.
pub(crate) fn error_body(outline: &Outline, differences: &mut Differences) {
    compare(&Model::error_body(), outline, differences);
}

/// Compares the page of a failed result.
pub(crate) fn failed_result(outline: &Outline, differences: &mut Differences) {
    compare(&Model::failed_result(), outline, differences);
}

fn compare(model: &Model, outline: &Outline, differences: &mut Differences) {
    headings(outline, differences);
    match outline.field_table() {
        Some([head, rows @ ..]) => table(model, head, rows, differences),
        _ => missing_fields(model, &[], 1, differences),
    }
    let mut examples = outline.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Code(code) => Some((block.line, code)),
        _ => None,
    });
    let Some((line, code)) = examples.next() else {
        let sentence = "the page has no example any more";
        differences.add(1, Aspect::ExampleForm, "missing", sentence);
        return;
    };
    match example::read(code) {
        Ok(properties) => values::example(model, &properties, line, differences),
        Err(error) => {
            let sentence = format!("the example cannot be read: {}", error.why);
            let line = line + error.line;
            differences.add(line, Aspect::ExampleForm, "unreadable", sentence);
        }
    }
}

/// The two headings below the title; what the title says has decided the kind of the page.
fn headings(outline: &Outline, differences: &mut Differences) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut titles = 0_usize;
    for (level, text, line) in outline.headings() {
        titles += usize::from(level == HeadingLevel::H1);
        if level == HeadingLevel::H1 && titles == 1 {
            continue;
        }
        let quoted = quote(text);
        let Some(heading) = [EXAMPLE, FIELDS].into_iter().find(|one| alike(one, text)) else {
            let sentence = format!("heading {quoted} is not in the tables");
            differences.add(line, Aspect::HeadingAdded, text, sentence);
            continue;
        };
        if !seen.insert(heading) {
            let sentence = format!("heading {quoted} stands again");
            differences.add(line, Aspect::HeadingRepeated, heading, sentence);
        }
        if heading != text {
            let sentence = format!("heading {quoted} was spelled {}", quote(heading));
            differences.add(line, Aspect::HeadingRespelled, text, sentence);
        }
    }
    if titles == 0 {
        let sentence = "the title is not there any more";
        differences.add(1, Aspect::HeadingRemoved, "title", sentence);
    }
    for heading in [EXAMPLE, FIELDS]
        .into_iter()
        .filter(|one| !seen.contains(one))
    {
        let sentence = format!("heading {} is not there any more", quote(heading));
        differences.add(1, Aspect::HeadingRemoved, heading, sentence);
    }
}

fn table(model: &Model, head: &Row, rows: &[Row], differences: &mut Differences) {
    for name in COLUMNS.iter().filter(|name| head.position(name).is_none()) {
        let sentence = format!("the table has no column {} any more", quote(name));
        differences.add(head.line, Aspect::TableColumn, *name, sentence);
    }
    let mut seen = Vec::new();
    for row in rows {
        // No cell where there is no column, an empty one where the row is short.
        let cell = |name: &str| {
            let at = head.position(name)?;
            Some(row.cells.get(at).map_or("", String::as_str))
        };
        let Some(key) = cell("Field") else {
            continue;
        };
        let quoted = quote(key);
        let Some(field) = model.field(key) else {
            let sentence = format!("field {quoted} is in the table, and the contract has none");
            differences.add(row.line, Aspect::FieldAdded, key, sentence);
            continue;
        };
        if seen.contains(&field.key) {
            let sentence = format!("field {quoted} is in the table again");
            differences.add(row.line, Aspect::FieldRepeated, key, sentence);
        }
        seen.push(field.key);
        field.spelling(key, row.line, differences);
        if let Some(text) = cell("Required") {
            mark(field, text, row.line, differences);
        }
        if let Some(text) = cell("Type") {
            kind(field, text, row.line, differences);
        }
        if let Some(text) = cell("Example").filter(|text| !text.is_empty()) {
            values::text(field, text, row.line, differences);
        }
    }
    if head.position("Field").is_some() {
        missing_fields(model, &seen, head.line, differences);
    }
}

fn missing_fields(model: &Model, seen: &[&str], line: usize, differences: &mut Differences) {
    for field in model
        .fields
        .iter()
        .filter(|field| !seen.contains(&field.key))
    {
        let sentence = format!("field {} is not in the table any more", quote(field.key));
        differences.add(line, Aspect::FieldRemoved, field.key, sentence);
    }
}

fn mark(field: &ModelField, text: &str, line: usize, differences: &mut Differences) {
    let word = |required| if required { "required" } else { "optional" };
    let marked = match text {
        ":heavy_check_mark:" => Some(true),
        ":heavy_minus_sign:" => Some(false),
        _ => None,
    };
    if marked == Some(field.required) {
        return;
    }
    let says = marked.map_or_else(
        || format!("marked {}", quote(text)),
        |mark| word(mark).to_owned(),
    );
    let sentence = format!(
        "field {} is {says}; the tables have it {}",
        quote(field.key),
        word(field.required)
    );
    let subject = format!("{}: {}", field.key, marked.map_or(text, word));
    differences.add(line, Aspect::FieldMark, subject, sentence);
}

fn kind(field: &ModelField, text: &str, line: usize, differences: &mut Differences) {
    let named = field.kind.starts_with(char::is_uppercase);
    if text == field.kind || (named && text.ends_with(field.kind)) {
        return;
    }
    let expected = if named {
        format!(
            "a type of its own whose name ends with {}",
            quote(field.kind)
        )
    } else {
        quote(field.kind)
    };
    let sentence = format!(
        "field {} has the type {}; expected {expected}",
        quote(field.key),
        quote(text)
    );
    let subject = format!("{}: {text}", field.key);
    differences.add(line, Aspect::FieldType, subject, sentence);
}
