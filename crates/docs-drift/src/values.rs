//! The examples of a model page: do their keys and values name something that the tables have?
//!
//! A code is tied to no category, so that pair is not compared. Start at [`example`].

use std::collections::BTreeSet;

use tables::{AuthSessionStatus, Category, Code, Field, Section};

use crate::difference::{Aspect, Differences};
use crate::example::{Property, Value};
use crate::model::{Model, ModelField};
use crate::vocabulary::{CATEGORIES, STRUCTURE, TITLE};
use crate::words::{anchor, quote};

/// Compares the object of an example; `line` is the one before the code.
pub(crate) fn example(
    model: &Model,
    properties: &[Property],
    line: usize,
    differences: &mut Differences,
) {
    let object = Object {
        model,
        above: "",
        line,
    };
    object.compare(properties, line, differences);
}

/// Compares a value that was given as text, in the example or in the table.
pub(crate) fn text(field: &ModelField, text: &str, line: usize, differences: &mut Differences) {
    let why = match (field.field, field.key) {
        (Some(Field::Code), _) => match Code::from_wire(text).info() {
            Some(info) if info.is_documented() => None,
            Some(_) => Some("a code that is not documented"),
            None => Some("no code of the tables"),
        },
        (Some(Field::Category), _) => {
            (!Category::from_wire(text).is_known()).then_some("no category of the tables")
        }
        (Some(Field::DocUrl), _) => return link(text, line, differences),
        (None, "status") => {
            (text != AuthSessionStatus::Failed.as_str()).then_some("not the status of a failure")
        }
        _ => None,
    };
    if let Some(why) = why {
        let key = field.key;
        let sentence = format!("the example of {} is {}, {why}", quote(key), quote(text));
        let subject = format!("{key}: {text}");
        differences.add(line, Aspect::ExampleValue, subject, sentence);
    }
}

/// A doc link points into the error-codes page.
fn link(url: &str, line: usize, differences: &mut Differences) {
    let Some((_, fragment)) = url.split_once('#') else {
        return;
    };
    if !anchors().contains(fragment) {
        let sentence = format!(
            "the doc link in the example ends with {}, which names no heading of the error-codes \
             page",
            quote(&format!("#{fragment}"))
        );
        differences.add(line, Aspect::LinkAnchor, fragment, sentence);
    }
}

/// The anchors of all headings that the tables have.
fn anchors() -> BTreeSet<String> {
    let codes = tables::documented().map(|info| info.wire);
    let categories = Category::ALL.iter().map(Category::as_str);
    [TITLE, STRUCTURE, CATEGORIES]
        .into_iter()
        .chain(Section::ALL.iter().map(|section| section.heading()))
        .chain(categories)
        .chain(codes)
        .map(anchor)
        .collect()
}

/// An object of an example and the path to it.
struct Object<'a> {
    model: &'a Model,
    above: &'a str,
    line: usize,
}

impl Object<'_> {
    fn compare(&self, properties: &[Property], start: usize, differences: &mut Differences) {
        let mut seen = BTreeSet::new();
        for property in properties {
            let line = self.line + property.line;
            let path = format!("{}{}", self.above, property.key);
            match self.model.field(&property.key) {
                Some(field) => {
                    field.spelling(&property.key, line, differences);
                    self.value(field, property, &path, differences);
                    seen.insert(field.key);
                }
                None => {
                    let sentence = format!(
                        "the example has the field {}, and the tables have none",
                        quote(&path)
                    );
                    let subject = format!("{path}: added");
                    differences.add(line, Aspect::ExampleField, subject, sentence);
                }
            }
        }
        let fields = self.model.fields.iter();
        for field in fields.filter(|field| field.required && !seen.contains(field.key)) {
            let path = format!("{}{}", self.above, field.key);
            let sentence = format!("the example lacks the required field {}", quote(&path));
            let subject = format!("{path}: missing");
            differences.add(start, Aspect::ExampleField, subject, sentence);
        }
    }

    fn value(
        &self,
        field: &ModelField,
        property: &Property,
        path: &str,
        differences: &mut Differences,
    ) {
        let line = self.line + property.value_line;
        let is_object = (field.field, field.key) == (None, "error");
        match &property.value {
            Value::Object(inner) if is_object => {
                let object = Object {
                    model: &Model::error_body(),
                    above: &format!("{path}."),
                    line: self.line,
                };
                object.compare(inner, line, differences);
            }
            Value::Text(value) if !is_object => text(field, value, line, differences),
            // What is not compared by value may be any expression.
            _ if !is_object && !is_compared(field) => {}
            other => {
                let expected = if is_object { "an object" } else { "a text" };
                let found = match other {
                    Value::Object(_) => "an object".to_owned(),
                    Value::Text(text) | Value::Other(text) => quote(text),
                };
                let sentence = format!(
                    "the example of {} is {found}; expected {expected}",
                    quote(path)
                );
                let subject = format!("{path}: not {expected}");
                differences.add(line, Aspect::ExampleValue, subject, sentence);
            }
        }
    }
}

fn is_compared(field: &ModelField) -> bool {
    matches!(
        (field.field, field.key),
        (Some(Field::Code | Field::Category | Field::DocUrl), _) | (None, "status")
    )
}
