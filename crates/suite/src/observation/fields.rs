//! The typed fields of one object, keyed by an enum. Start at [`Fields`].

use std::collections::BTreeMap;

use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::FieldView;

/// The typed fields of an object; those that are not listed are absent.
#[derive(Clone, Debug, PartialEq)]
pub struct Fields<F>(BTreeMap<F, FieldView>);

impl<F> Fields<F> {
    /// Whether a field has a value that is not null.
    pub fn has_values(&self) -> bool {
        self.0.values().any(FieldView::has_value)
    }

    /// Whether no field is listed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<F: Ord> Fields<F> {
    /// A field, if it is listed.
    pub fn get(&self, field: F) -> Option<&FieldView> {
        self.0.get(&field)
    }

    /// A field, if it is listed.
    pub fn get_mut(&mut self, field: F) -> Option<&mut FieldView> {
        self.0.get_mut(&field)
    }

    /// Lists a field; replaces its earlier view.
    pub fn insert(&mut self, field: F, view: FieldView) {
        self.0.insert(field, view);
    }

    /// Takes a field off the list.
    pub fn remove(&mut self, field: F) -> Option<FieldView> {
        self.0.remove(&field)
    }
}

impl<F: Copy + Into<&'static str>> Fields<F> {
    /// The fields with their names, in the order of the names.
    pub fn named(&self) -> Vec<(&'static str, &FieldView)> {
        let fields = self.0.iter().map(|(field, view)| ((*field).into(), view));
        let mut named: Vec<(&'static str, &FieldView)> = fields.collect();
        named.sort_unstable_by_key(|(name, _)| *name);
        named
    }
}

impl<F> Default for Fields<F> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<F: Ord, const N: usize> From<[(F, FieldView); N]> for Fields<F> {
    fn from(fields: [(F, FieldView); N]) -> Self {
        Self(fields.into())
    }
}

impl<F: Copy + Into<&'static str>> Serialize for Fields<F> {
    /// In the order of the names, which is not that of [`tables::Field`].
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.named())
    }
}

impl<'de, F: Deserialize<'de> + Ord> Deserialize<'de> for Fields<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Read as texts, the names are part of the path in an error.
        let written = BTreeMap::<String, FieldView>::deserialize(deserializer)?;
        let fields = written.into_iter().map(|(name, view)| {
            let name: StrDeserializer<'_, D::Error> = name.as_str().into_deserializer();
            Ok((F::deserialize(name)?, view))
        });
        fields.collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(feature = "schema")]
impl<F: schemars::JsonSchema> schemars::JsonSchema for Fields<F> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("FieldsOf{}", F::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "propertyNames": generator.subschema_for::<F>(),
            "additionalProperties": generator.subschema_for::<FieldView>(),
        })
    }
}
