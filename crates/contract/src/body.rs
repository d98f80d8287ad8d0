//! The error body: one type for all four sites, all fields optional.
//!
//! The site decides what is required, so the type cannot. Not a view of a body: it owns its texts.
//! Start at [`ErrorBody`]; [`crate::read::error_body`] makes one, [`crate::write::error_body`]
//! spells it.

use std::fmt;

use crate::{Category, Code, Field, Json};

/// Members of an object, in the order they were sent.
pub type Members = Vec<Member>;

/// One member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The name that the key spells.
    pub name: String,
    /// The value, exactly as sent.
    pub value: Json,
}

impl Member {
    /// A member from its parts.
    pub fn new(name: impl Into<String>, value: Json) -> Self {
        let name = name.into();
        Self { name, value }
    }
}

/// What an error body says (S0, S2). Absent and `null` are the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// The text for people (S0, S2).
    pub message: Option<String>,
    /// The stable identifier (S2); optional in a result (S0).
    pub code: Option<Code>,
    /// The broad class, as sent: never derived from the code, never corrected (S0, S2).
    pub category: Option<Category>,
    /// Whether the operation can be tried again: `retirable` (S0, wire) or `retriable` (S2).
    /// `None` when absent; the wire's default in a result and a job run is `false`. Two flags that
    /// differ read as `false`.
    pub retriable: Option<bool>,
    /// A link to the documentation: `doc_url` (S2, wire) or `docUrl` (S0, S1).
    pub doc_url: Option<String>,
    /// An id that finds the error in the logs: `correlation_id` (S2, wire in a result) or
    /// `correlationId` (S0, S1, wire in a job run and an HTTP body).
    pub correlation_id: Option<String>,
    /// Any further JSON, exactly as sent (S0, S2).
    pub details: Option<Json>,
    /// Fields that no site has, in the order they were sent.
    pub unknown: Members,
    /// Rejected fields, known keys whose value is not in the fields above: a wrong type, a text that
    /// is not Unicode, or the loser of an alias pair whose values differ.
    pub rejected: Members,
    /// Which spellings the body used.
    pub seen: SeenSpellings,
}

impl ErrorBody {
    /// Whether both bodies say the same, whichever way they spell their keys: everything but
    /// [`seen`](Self::seen) is equal.
    #[must_use]
    pub fn same_fields(&self, other: &Self) -> bool {
        // Destructured, so that a new field cannot be forgotten here.
        let Self {
            message,
            code,
            category,
            retriable,
            doc_url,
            correlation_id,
            details,
            unknown,
            rejected,
            seen: _,
        } = self;
        *message == other.message
            && *code == other.code
            && *category == other.category
            && *retriable == other.retriable
            && *doc_url == other.doc_url
            && *correlation_id == other.correlation_id
            && *details == other.details
            && *unknown == other.unknown
            && *rejected == other.rejected
    }

    /// Whether the body has a value for the field.
    #[must_use]
    pub fn has(&self, field: Field) -> bool {
        match field {
            Field::Message => self.message.is_some(),
            Field::Code => self.code.is_some(),
            Field::Category => self.category.is_some(),
            Field::Flag => self.retriable.is_some(),
            Field::DocUrl => self.doc_url.is_some(),
            Field::CorrelationId => self.correlation_id.is_some(),
            Field::Details => self.details.is_some(),
        }
    }
}

/// The spellings that a body used for the three fields that have two.
///
/// A key counts as seen whatever its value, `null` included.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct SeenSpellings {
    /// Two bits for each field that has an alias, in the order of [`Field::ALL`].
    bits: u16,
}

impl SeenSpellings {
    /// Whether the body used this key; false for a key that has no alias.
    #[must_use]
    pub fn saw(self, key: &str) -> bool {
        let spelled = Field::from_spelling(key);
        spelled.is_some_and(|(field, nth)| self.bits & Self::bit(field, nth) != 0)
    }

    /// The keys that the body used for a field; none for a field that has one spelling only.
    pub fn keys(self, field: Field) -> impl Iterator<Item = &'static str> {
        let spellings = field.spellings().iter().enumerate();
        spellings
            .filter(move |(nth, _)| self.bits & Self::bit(field, *nth) != 0)
            .map(|(_, key)| *key)
    }

    /// Remembers a key; a key that has no alias is ignored.
    pub fn insert(&mut self, key: &str) {
        if let Some((field, nth)) = Field::from_spelling(key) {
            self.bits |= Self::bit(field, nth);
        }
    }

    /// Remembers which keys of an alias pair were used.
    pub(crate) fn insert_pair(&mut self, field: Field, [first, second]: [bool; 2]) {
        self.bits |= (u16::from(first) | u16::from(second) << 1) << (2 * field as usize);
    }

    fn bit(field: Field, nth: usize) -> u16 {
        u16::from(field.has_alias()) << (2 * field as usize + nth)
    }
}

/// Shows the keys.
impl fmt::Debug for SeenSpellings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = Field::ALL.iter().flat_map(|field| self.keys(*field));
        f.debug_set().entries(keys).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seen_spelling_is_remembered_under_its_field() {
        let mut seen = SeenSpellings::default();
        for key in ["docUrl", "retirable", "retriable", "message"] {
            seen.insert(key);
        }
        assert!(seen.saw("docUrl") && !seen.saw("doc_url") && !seen.saw("message"));
        assert!(seen.keys(Field::Flag).eq(["retirable", "retriable"]));
        assert!(seen.keys(Field::DocUrl).eq(["docUrl"]));
        assert_eq!(seen.keys(Field::Message).count(), 0);
    }

    #[test]
    fn spelling_does_not_change_what_a_body_says() {
        let mut other = ErrorBody {
            retriable: Some(true),
            ..ErrorBody::default()
        };
        let one = other.clone();
        other.seen.insert("retriable");
        assert!(one.same_fields(&other));
        assert_ne!(one, other);
    }

    #[test]
    fn one_field_that_differs_is_a_difference() {
        let changes: [fn(&mut ErrorBody); 9] = [
            |body| body.message = Some("later".to_owned()),
            |body| body.code = Some(Code::Conflict),
            |body| body.category = Some(Category::User),
            |body| body.retriable = Some(false),
            |body| body.doc_url = Some("https://example.test".to_owned()),
            |body| body.correlation_id = Some("7".to_owned()),
            |body| body.details = Some(Json::parse("[]").unwrap()),
            |body| {
                body.unknown
                    .push(Member::new("hint", Json::parse("1").unwrap()))
            },
            |body| {
                body.rejected
                    .push(Member::new("code", Json::parse("1").unwrap()))
            },
        ];
        let one = ErrorBody::default();
        for change in changes {
            let mut other = one.clone();
            change(&mut other);
            assert!(!one.same_fields(&other), "{other:?}");
        }
    }
}
