//! JSON Schemas (draft 2020-12) of the files, generated from the types that read and write them.
//!
//! What serde cannot say, such as which forms exclude each other, stands at the types. Not here: the
//! files themselves (`conform snapshots update` writes them) and the schemas of what other crates
//! read and write. Start at [`all`]; [`document`] serves every crate.

use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

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
