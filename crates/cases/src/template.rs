//! `${name}` in authored texts, and the words that every vector has of its own.
//!
//! Values are put in as they are: a case author sees in the file what goes over the wire. Start at
//! [`Scope`].

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use suite::encoded::hex;

/// The names that a template can use.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    names: BTreeMap<String, String>,
}

impl Scope {
    pub(crate) fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.names.insert(name.into(), value.into());
    }

    /// Whether a name is one of the vector's own words, which no axis may hide.
    pub(crate) fn is_word(name: &str) -> bool {
        let mut words = Self::default();
        words.add_words("");
        words.names.contains_key(name) || ["flag_key", "doc_key", "correlation_key"].contains(&name)
    }

    /// The text with its names filled in.
    pub(crate) fn fill(&self, template: &str) -> Result<String, String> {
        let mut out = String::new();
        let mut rest = template;
        while let Some(start) = rest.find("${") {
            out.push_str(&rest[..start]);
            let behind = &rest[start + 2..];
            let end = behind
                .find('}')
                .ok_or_else(|| format!("`{}` has no closing brace", &rest[start..]))?;
            let name = &behind[..end];
            let value = self.names.get(name).ok_or_else(|| {
                let known: Vec<_> = self.names.keys().map(String::as_str).collect();
                format!(
                    "`${{{name}}}` is not known here; known are {}",
                    known.join(", ")
                )
            })?;
            out.push_str(value);
            rest = &behind[end + 1..];
        }
        out.push_str(rest);
        Ok(out)
    }

    /// Adds the vector's own words: unique texts, so that a client which shows another vector's
    /// error, or swaps two fields, is found out.
    pub(crate) fn add_words(&mut self, id: &str) {
        let token = token(id);
        self.set("id", id);
        self.set("message", format!("Server message {token}"));
        self.set("envelope", format!("Envelope message {token}"));
        self.set("reason", format!("Reason message {token}"));
        self.set(
            "doc",
            format!("https://docs.example.com/errors/{token}#section"),
        );
        self.set(
            "reason_doc",
            format!("https://docs.example.com/reasons/{token}"),
        );
        self.set("correlation", format!("00000000-0000-4000-8000-{token}"));
        self.set("token", token);
    }
}

/// Twelve hexadecimal digits that belong to an id.
pub(crate) fn token(id: &str) -> String {
    hex(&Sha256::digest(id.as_bytes())[..6])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_in_and_unknown_ones_are_refused() {
        let mut scope = Scope::default();
        scope.set("a", "1");
        scope.set("b.c", "2");
        assert_eq!(scope.fill("x${a}y${b.c}$").unwrap(), "x1y2$");
        assert_eq!(
            scope.fill("${z}").unwrap_err(),
            "`${z}` is not known here; known are a, b.c"
        );
        assert_eq!(scope.fill("${a").unwrap_err(), "`${a` has no closing brace");
    }

    #[test]
    fn the_words_of_every_vector_are_known() {
        for word in ["token", "message", "flag_key", "doc_key", "correlation_key"] {
            assert!(Scope::is_word(word), "{word}");
        }
        assert!(!Scope::is_word("code") && !Scope::is_word(""));
    }

    #[test]
    fn words_are_unique_and_stable() {
        assert_eq!(token("a"), "ca978112ca1b");
        assert_ne!(token("a"), token("b"));
    }
}
