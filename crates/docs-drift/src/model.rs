//! The two models whose pages are compared: which fields they have, which are required.
//!
//! Where the keys differ between the error-codes page, the wire and the SDK, the error-codes page
//! names the field here. Start at [`Model`].

use tables::{Field, Site};

use crate::difference::{Aspect, Differences};
use crate::vocabulary::field_meant;
use crate::words::quote;

/// The site of the error bodies in results of auth sessions.
const SITE: Site = Site::Result;

/// What the tables say about a model.
pub(crate) struct Model {
    pub(crate) fields: Vec<ModelField>,
}

pub(crate) struct ModelField {
    /// The key that the tables have.
    pub(crate) key: &'static str,
    /// The field of an error body; `None` for a field of a result.
    pub(crate) field: Option<Field>,
    pub(crate) required: bool,
    /// A plain type, or the end of the name of a type with a page of its own.
    pub(crate) kind: &'static str,
}

impl Model {
    pub(crate) fn error_body() -> Self {
        let fields = Field::ALL.iter().map(|field| ModelField {
            key: field.documented_key(),
            field: Some(*field),
            required: SITE.requires(*field),
            kind: match field {
                Field::Code => "Code",
                Field::Category => "Category",
                Field::Flag => "boolean",
                Field::Details => "any",
                Field::Message | Field::DocUrl | Field::CorrelationId => "string",
            },
        });
        let fields = fields.collect();
        Self { fields }
    }

    pub(crate) fn failed_result() -> Self {
        let fields = [
            ("status", "Status"),
            ("message", "string"),
            ("error", "Error"),
        ];
        let fields = fields.map(|(key, kind)| ModelField {
            key,
            field: None,
            required: true,
            kind,
        });
        let fields = fields.into();
        Self { fields }
    }

    /// The field that a key means, in whatever spelling.
    pub(crate) fn field(&self, key: &str) -> Option<&ModelField> {
        let meant = field_meant(key);
        let is_meant =
            |it: &&ModelField| it.key == key || (it.field.is_some() && it.field == meant);
        self.fields.iter().find(is_meant)
    }
}

impl ModelField {
    /// Compares a key that means this field with the keys of the tables.
    pub(crate) fn spelling(&self, key: &str, line: usize, differences: &mut Differences) {
        let Some(field) = self.field else {
            return;
        };
        let (page, wire) = (field.documented_key(), field.wire_key(SITE));
        let site = SITE.as_str();
        let tables = match (key == page, key == wire) {
            (true, true) => return,
            (false, false) if page == wire => {
                format!("on the error-codes page and on the wire at {site}")
            }
            (false, true) => "on the error-codes page".to_owned(),
            (true, false) => format!("on the wire at {site}"),
            (false, false) => format!(
                "on the error-codes page, {} on the wire at {site}",
                quote(wire)
            ),
        };
        let other = if key == page { wire } else { page };
        let sentence = format!("field {} is spelled {} {tables}", quote(key), quote(other));
        differences.add(line, Aspect::FieldSpelling, key, sentence);
    }
}
