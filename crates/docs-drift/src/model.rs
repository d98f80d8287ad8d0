//! The two models whose pages are compared: which fields they have, which are required.
//!
//! Where the keys differ between the error-codes page, the wire and the SDK, the error-codes page
//! names the field here. Start at [`Model`].

use tables::{Field, Site};

use crate::difference::{Aspect, Differences};
use crate::page::contract_field_meant;
use crate::words::quote;

/// The site of the error bodies in results of auth sessions.
pub(crate) const PLACE: Site = Site::Result;

/// What the tables say about a model.
pub(crate) struct Model {
    pub(crate) fields: Vec<ModelField>,
}

pub(crate) struct ModelField {
    /// The key that the tables have.
    pub(crate) key: &'static str,
    pub(crate) contract_field: Option<Field>,
    pub(crate) required: bool,
    /// A plain type, or the end of the name of a type with a page of its own.
    pub(crate) kind: &'static str,
}

impl Model {
    pub(crate) fn error_body() -> Self {
        let field = |contract_field: &Field| ModelField {
            key: contract_field.documented_key(),
            contract_field: Some(*contract_field),
            required: PLACE.requires(*contract_field),
            kind: match contract_field {
                Field::Code => "Code",
                Field::Category => "Category",
                Field::Flag => "boolean",
                Field::Details => "any",
                Field::Message | Field::DocUrl | Field::CorrelationId => "string",
            },
        };
        Self {
            fields: Field::ALL.iter().map(field).collect(),
        }
    }

    pub(crate) fn failed_result() -> Self {
        let field = |(key, kind)| ModelField {
            key,
            contract_field: None,
            required: true,
            kind,
        };
        let fields = [
            ("status", "Status"),
            ("message", "string"),
            ("error", "Error"),
        ];
        Self {
            fields: fields.into_iter().map(field).collect(),
        }
    }

    /// The field that a key means, in whatever spelling.
    pub(crate) fn field(&self, key: &str) -> Option<&ModelField> {
        let contract_field = contract_field_meant(key);
        self.fields.iter().find(|field| {
            field.key == key
                || (field.contract_field.is_some() && field.contract_field == contract_field)
        })
    }
}

impl ModelField {
    /// Compares a key that means this field with the keys of the tables.
    pub(crate) fn spelling(&self, key: &str, line: usize, differences: &mut Differences) {
        let Some(contract_field) = self.contract_field else {
            return;
        };
        let (page, wire) = (
            contract_field.documented_key(),
            contract_field.wire_key(PLACE),
        );
        let tables = match (key == page, key == wire) {
            (true, true) => return,
            (false, false) if page == wire => {
                format!(
                    "on the error-codes page and on the wire at {}",
                    PLACE.as_str()
                )
            }
            (false, true) => "on the error-codes page".to_owned(),
            (true, false) => format!("on the wire at {}", PLACE.as_str()),
            (false, false) => format!(
                "on the error-codes page, {} on the wire at {}",
                quote(wire),
                PLACE.as_str()
            ),
        };
        let other = if key == page { wire } else { page };
        let sentence = format!("field {} is spelled {} {tables}", quote(key), quote(other));
        differences.add(line, Aspect::FieldSpelling, key, sentence);
    }
}
