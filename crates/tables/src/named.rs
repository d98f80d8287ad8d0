//! The closed enum: values that have one name each, the same in files, messages and code.
//!
//! Not here: values that the vendor may add to (see `open`). Start at [`named_enum!`](crate::named_enum).

/// Declares an enum whose values have a name each.
///
/// Generates `ALL`, `as_str`, `from_name`, `Display` and the serde traits, which refuse an unknown
/// name with the list of the known ones. The crate that uses it depends on `serde` and has a feature
/// `schema` with the dependency `schemars`.
#[macro_export]
macro_rules! named_enum {
    (
        $(#[$meta:meta])*
        $vis:vis enum $type:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $name:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        $vis enum $type {
            $($(#[$variant_meta])* #[serde(rename = $name)] $variant,)+
        }

        impl $type {
            /// Every value, in the order of the declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The value's name in files and reports.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// The value with a name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == name)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl From<$type> for &'static str {
            fn from(value: $type) -> Self {
                value.as_str()
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::Field;

    #[test]
    fn a_value_is_read_and_shown_by_its_name_and_no_other() {
        for &field in Field::ALL {
            assert_eq!(Field::from_name(field.as_str()), Some(field));
            let json = format!("\"{field}\"");
            assert_eq!(serde_json::to_string(&field).unwrap(), json);
            assert_eq!(serde_json::from_str::<Field>(&json).unwrap(), field);
        }
        assert_eq!(Field::from_name("retirable"), None);
        let error = serde_json::from_str::<Field>("\"colour\"").unwrap_err();
        let known = "expected one of `message`, `code`, `category`, `flag`, `doc_url`";
        assert!(error.to_string().contains(known), "{error}");
        assert_eq!(format!("{:<6}", Field::Code), "code  ");
    }
}
