//! JSON Schemas (draft 2020-12) of the files, generated from the types that read and write them.
//!
//! A schema says what serde cannot: which versions, which forms exclude each other. Not here: the
//! files themselves (`conform snapshots update` writes them) and the schemas of what other crates
//! read and write. Start at [`all`]; [`document`] serves every crate.

use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use crate::encoded::MAX_INLINE;
use crate::export::Manifest;
use crate::vector::VectorFile;

/// One schema: the name of its file without `.schema.json`, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The format's name, such as `vector-file`.
    pub name: &'static str,
    /// Pretty JSON with a line feed at its end.
    pub text: String,
}

/// Whether a schema is for those who write a format or for those who read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The kit reads it: a field with a default may be left out, an unknown one is refused.
    Read,
    /// The kit writes it: what is always there is required, and more may come.
    Written,
}

/// The schemas of this crate's files.
pub fn all() -> Vec<Document> {
    vec![
        document::<VectorFile>("vector-file", 1, "The vectors of one case", Side::Read),
        document::<Manifest>("manifest", 1, "manifest.json of an export", Side::Written),
    ]
}

/// The schema of a type, as a file's text.
pub fn document<T: JsonSchema>(
    name: &'static str,
    version: u32,
    title: &str,
    side: Side,
) -> Document {
    let mut settings = SchemaSettings::draft2020_12();
    settings.contract = match side {
        Side::Read => Contract::Deserialize,
        Side::Written => Contract::Serialize,
    };
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), json!(title));
    schema.insert(
        "$id".to_owned(),
        json!(format!("urn:errconform:{name}:{version}")),
    );
    RecursiveTransform(plain_description).transform(&mut schema);
    // Our own tree always serialises; an empty text would show up as drift.
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    Document {
        name,
        text: text + "\n",
    }
}

/// Doc comments are wrapped and link to items; a reader of JSON wants neither.
fn plain_description(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text
            .replace(", [`FORMAT`]", "")
            .replace(", [`VERSION`]", "")
            .replace("[`", "`")
            .replace("`]", "`")
            .replace("\n\n", "\u{0}")
            .replace('\n', " ")
            .replace('\u{0}', "\n\n");
    }
}

/// What was raised is told exactly when something was.
pub(crate) fn raised_fits_outcome(schema: &mut Schema) {
    let raised = json!({"properties": {"outcome": {"const": "raised"}}});
    let told = json!({"required": ["raised"], "properties": {"raised": {"type": "object"}}});
    let not_told = json!({"properties": {"raised": {"type": "null"}}});
    schema.insert("if".to_owned(), raised);
    schema.insert("then".to_owned(), told);
    schema.insert("else".to_owned(), not_told);
}

/// A value has exactly one of its three forms.
pub(crate) fn one_form(schema: &mut Schema) {
    let inline = json!({"type": "string", "minLength": 1, "maxLength": MAX_INLINE});
    let forms = json!([
        {
            "required": ["json"],
            "properties": {"type": {"enum": KINDS}, "json": inline}
        },
        {
            "required": ["utf16"],
            "properties": {"type": {"const": "string"}, "utf16": {"type": "array"}}
        },
        {
            "required": ["sha256", "length"],
            "properties": {
                "type": {"enum": KINDS},
                "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "length": {"type": "integer"}
            }
        }
    ]);
    schema.insert("oneOf".to_owned(), forms);
}

const KINDS: [&str; 7] = [
    "null", "boolean", "number", "string", "array", "object", "other",
];

/// The properties of a view that has these fields and no others.
pub(crate) fn fields(names: &[&str]) -> Value {
    json!({"facts": {"propertyNames": {"enum": names}}})
}

/// The views of errors have the seven fields of an error.
pub(crate) fn error_views(schema: &mut Schema) {
    let names = [
        "message",
        "code",
        "category",
        "flag",
        "doc_url",
        "correlation_id",
        "details",
    ];
    if let Some(Value::Object(items)) = schema.get_mut("items") {
        items.insert("properties".to_owned(), fields(&names));
    }
}
