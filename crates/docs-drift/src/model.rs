//! The two models whose pages are compared: which fields they have, which are required.
//!
//! Where the keys differ between the error-codes page, the wire and the SDK, the error-codes page
//! names the field here. Start at [`Model`].

use tables::{Fact, Place};

use crate::difference::{Aspect, Differences};
use crate::page::fact_meant;
use crate::words::quote;

/// The place of the error bodies in results of auth sessions.
pub(crate) const PLACE: Place = Place::A;

/// What the tables say about a model.
pub(crate) struct Model {
    pub(crate) fields: Vec<Field>,
}

pub(crate) struct Field {
    /// The key that the tables have.
    pub(crate) key: &'static str,
    pub(crate) fact: Option<Fact>,
    pub(crate) required: bool,
    /// A plain type, or the end of the name of a type with a page of its own.
    pub(crate) kind: &'static str,
}

impl Model {
    pub(crate) fn error_body() -> Self {
        let field = |fact: &Fact| Field {
            key: fact.documented_key(),
            fact: Some(*fact),
            required: PLACE.requires(*fact),
            kind: match fact {
                Fact::Code => "Code",
                Fact::Category => "Category",
                Fact::Flag => "boolean",
                Fact::Details => "any",
                Fact::Message | Fact::DocUrl | Fact::CorrelationId => "string",
            },
        };
        Self {
            fields: Fact::ALL.iter().map(field).collect(),
        }
    }

    pub(crate) fn failed_result() -> Self {
        let field = |(key, kind)| Field {
            key,
            fact: None,
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
    pub(crate) fn field(&self, key: &str) -> Option<&Field> {
        let fact = fact_meant(key);
        self.fields
            .iter()
            .find(|field| field.key == key || (field.fact.is_some() && field.fact == fact))
    }
}

impl Field {
    /// Compares a key that means this field with the keys of the tables.
    pub(crate) fn spelling(&self, key: &str, line: usize, differences: &mut Differences) {
        let Some(fact) = self.fact else { return };
        let (page, wire) = (fact.documented_key(), fact.wire_key(PLACE));
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
