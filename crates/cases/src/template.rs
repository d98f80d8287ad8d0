//! `${name}` in authored texts, and the words that every vector has of its own.
//!
//! Values are put in as they are: a case author sees in the file what goes over the wire. Start at
//! [`Scope`].

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use suite::encoded::hex;

use crate::error::{CaseError, Problem};
use crate::key::Key;

/// The names that a template can use.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    variables: BTreeMap<String, Variable>,
}

#[derive(Clone, Debug)]
struct Variable {
    value: String,
    /// The keys of the case that lead to the value; empty where the case does not hold it.
    origin: Vec<Key>,
}

impl Scope {
    /// Gives a name a value that is not in the case.
    pub(crate) fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.set_from(name, value, Vec::new());
    }

    /// Gives a name the value at these keys of the case.
    pub(crate) fn set_from(
        &mut self,
        name: impl Into<String>,
        value: impl Into<String>,
        origin: Vec<Key>,
    ) {
        let value = value.into();
        self.variables
            .insert(name.into(), Variable { value, origin });
    }

    /// Whether every vector has a variable of this name, which no axis may hide.
    pub(crate) fn is_reserved(name: &str) -> bool {
        let mut scope = Self::default();
        scope.add_words("");
        scope.variables.contains_key(name)
            || ["flag_key", "doc_key", "correlation_key"].contains(&name)
    }

    /// The text with its names filled in.
    pub(crate) fn fill(&self, template: &str) -> Result<String, Problem> {
        let mut out = String::new();
        let mut rest = template;
        while let Some(start) = rest.find("${") {
            out.push_str(&rest[..start]);
            let behind = &rest[start + 2..];
            let end = behind
                .find('}')
                .ok_or_else(|| Problem::OpenBrace(rest[start..].to_owned()))?;
            let name = &behind[..end];
            let variable = self
                .variables
                .get(name)
                .ok_or_else(|| Problem::UnknownVariable {
                    name: name.to_owned(),
                    known: Vec::from_iter(self.variables.keys().map(String::as_str)).join(", "),
                })?;
            out.push_str(&variable.value);
            rest = &behind[end + 1..];
        }
        out.push_str(rest);
        Ok(out)
    }

    /// What a text means once its names are filled in.
    pub(crate) fn read<T>(
        &self,
        template: &str,
        read: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Result<T, CaseError> {
        read(&self.fill(template)?).map_err(|problem| self.blame(template, problem))
    }

    /// A problem with what a text means: it stands in the text, or in the axis that the text names.
    pub(crate) fn blame(&self, template: &str, problem: Problem) -> CaseError {
        let name = template
            .strip_prefix("${")
            .and_then(|rest| rest.strip_suffix('}'));
        match name.and_then(|name| self.variables.get(name)) {
            Some(Variable { origin, .. }) if !origin.is_empty() => CaseError::at(origin, problem),
            _ => problem.into(),
        }
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
            scope.fill("${z}").unwrap_err().to_string(),
            "`${z}` is not known here; known are a, b.c"
        );
        let open = scope.fill("${a").unwrap_err().to_string();
        assert_eq!(open, "`${a` has no closing brace");
    }

    #[test]
    fn the_variables_of_every_vector_are_known() {
        for word in ["token", "message", "flag_key", "doc_key", "correlation_key"] {
            assert!(Scope::is_reserved(word), "{word}");
        }
        assert!(!Scope::is_reserved("code") && !Scope::is_reserved(""));
    }

    #[test]
    fn words_are_unique_and_stable() {
        assert_eq!(token("a"), "ca978112ca1b");
        assert_ne!(token("a"), token("b"));
    }
}
