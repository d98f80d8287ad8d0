//! The open enum: a closed list of known values and one variant for everything else.
//!
//! The vendor adds codes without a new API version, so a closed enum would refuse tomorrow's
//! bodies. Not a trait and not a newtype around text: a `match` over the known values must work.
//! Start at [`open_enum`].

/// Declares an enum over wire texts with an `Unknown` variant that keeps any other text.
///
/// Generates `ALL`, `as_str`, `from_wire`, `is_known`, `Display`, `From<&str>` and the serde
/// traits, which read and write the plain text and never fail on an unknown one.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $wire:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A text that the table does not know, exactly as it was sent. Build it with
            /// `from_wire`, so that a known text never ends up here.
            Unknown(Box<str>),
        }

        impl $name {
            /// Every known value, in the order of the table; `Unknown` is not among them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)+
                    Self::Unknown(text) => text,
                }
            }

            /// Reads the text on the wire. Never fails: an unlisted text becomes `Unknown`.
            /// Letter case and white space count.
            #[must_use]
            pub fn from_wire(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)+
                    other => Self::Unknown(other.into()),
                }
            }

            /// Whether the table knows this value.
            #[must_use]
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::from_wire(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                Ok(Self::from_wire(&text))
            }
        }
    };
}

pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    use crate::{Category, Code, JobRunStatus, ReasonType, RunStatus, WebTaskStatus};

    #[test]
    fn every_known_value_survives_its_own_text() {
        macro_rules! check {
            ($($name:ident),+) => {$(
                for value in $name::ALL {
                    assert!(value.is_known());
                    assert_eq!(&$name::from_wire(value.as_str()), value);
                    let json = serde_json::to_string(value).unwrap();
                    assert_eq!(&serde_json::from_str::<$name>(&json).unwrap(), value);
                }
            )+};
        }
        check!(
            Code,
            Category,
            ReasonType,
            RunStatus,
            JobRunStatus,
            WebTaskStatus
        );
    }

    #[test]
    fn an_unknown_value_survives_byte_for_byte() {
        for text in [
            "",
            " timeout",
            "Timeout",
            "quota-exceeded",
            "ein-fehler-ü",
            "\u{0}\"\\",
        ] {
            let code = Code::from_wire(text);
            assert!(!code.is_known(), "{text:?}");
            assert_eq!(code.as_str(), text);
            let json = serde_json::to_string(&code).unwrap();
            assert_eq!(serde_json::from_str::<Code>(&json).unwrap(), code);
        }
    }
}
