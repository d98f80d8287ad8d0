//! A JSON value kept exactly as it was sent.
//!
//! Not a tree: numbers keep their digits, keys their order and their duplicates. Start at [`Json`].

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::ReadError;

/// The exact text of one JSON value, without white space around it.
///
/// Equality is equality of the text: `1e2` and `100` differ. The text may hold what a tree cannot:
/// `1e999`, 30-digit integers, lone surrogates in escapes.
#[derive(Clone)]
pub struct Json(Box<RawValue>);

impl Json {
    /// Takes a text that is one JSON value; white space around it is dropped.
    ///
    /// # Errors
    ///
    /// When the text is not JSON, or nested deeper than [`MAX_DEPTH`](crate::read::MAX_DEPTH).
    pub fn parse(text: &str) -> Result<Self, ReadError> {
        match serde_json::from_str::<&RawValue>(text) {
            Ok(raw) => match crate::read::too_deep(raw.get(), 0) {
                None => Ok(Self(raw.to_owned())),
                Some(at) => {
                    let before = text.len() - text.trim_start().len();
                    Err(ReadError::too_deep(text.as_bytes(), before + at))
                }
            },
            Err(error) => Err(ReadError::syntax(text.as_bytes(), &error)),
        }
    }

    /// A JSON string with this content.
    #[must_use]
    pub fn string(content: &str) -> Self {
        let mut text = String::with_capacity(content.len() + 2);
        crate::write::push_string(&mut text, content);
        Self::parse(&text).unwrap_or_default()
    }

    /// The text, exactly as it was sent.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.get()
    }

    /// Reads the text into any type; for a look inside.
    ///
    /// # Errors
    ///
    /// When the value does not fit the type, or holds what the type cannot.
    pub fn to<T: for<'a> Deserialize<'a>>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.text())
    }

    pub(crate) fn from_raw(raw: &RawValue) -> Self {
        Self(raw.to_owned())
    }
}

/// The value `null`.
impl Default for Json {
    fn default() -> Self {
        Self::from_raw(RawValue::NULL)
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for Json {}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({})", self.text())
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(from).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn the_text_is_kept_exactly() {
        for text in [
            "1e999",
            "123456789012345678901234567890",
            r#""\ud800""#,
            "{\"b\": 1, \"a\":2}",
        ] {
            assert_eq!(Json::parse(&format!(" {text}\n")).unwrap().text(), text);
        }
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_position() {
        let error = Json::parse("  [1, x]").unwrap_err();
        assert_eq!((error.at, &*error.found), (6, "`x`"));
    }

    #[test]
    fn what_is_too_deep_is_refused_with_its_position() {
        let deep = format!(" \n{}{}", "[".repeat(200), "]".repeat(200));
        let error = Json::parse(&deep).unwrap_err();
        assert_eq!(
            (error.what, error.at),
            (crate::ReadErrorKind::TooDeep, 2 + 128)
        );
    }

    #[test]
    fn serde_and_display_keep_the_text() {
        let json: Json = serde_json::from_str(" [1e2, {}]").unwrap();
        assert_eq!(json.text(), "[1e2, {}]");
        assert_eq!(json.to_string(), "[1e2, {}]");
        assert_eq!(serde_json::to_string(&json).unwrap(), "[1e2, {}]");
    }

    #[test]
    fn equality_is_equality_of_the_text() {
        assert_ne!(Json::parse("1e2").unwrap(), Json::parse("100").unwrap());
        assert_eq!(Json::string("a\"b").text(), r#""a\"b""#);
        assert_eq!(Json::string("x").to::<String>().unwrap(), "x");
    }
}
