//! The rules of reading an error body, written a second time.
//!
//! It shares nothing with the reader but the contract's tables, and reads the members through
//! another parser. All oracles ask it, so it runs on every execution. Start at [`SecondReading`].

use std::borrow::Cow;

use contract::{ErrorBody, Field, Json, SeenSpellings, Site};

use super::members::{Member, content, members};

/// What an object says, at any site.
pub(super) struct SecondReading<'t> {
    members: Vec<Member<'t>>,
    /// Which members do not count: of each name the last does, but never `null` over a value.
    dropped: Vec<usize>,
    /// The values that count, by field and spelling.
    values: [[Option<&'t str>; 2]; Field::ALL.len()],
}

/// A known key whose value is in no field.
type Rejected<'t> = (&'static str, &'t str);

impl<'t> SecondReading<'t> {
    /// Reads an object; `None` when it is no object that must be accepted.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let mut this = Self {
            members: members(text)?,
            dropped: Vec::new(),
            values: Default::default(),
        };
        let unknown = this
            .members
            .iter()
            .filter(|it| it.spelled.is_none())
            .count();
        if this.fill() || unknown > 1 {
            this.dropped = dropped(&this.members);
            this.fill();
        }
        Some(this)
    }

    /// Sets the values that count, the later ones last; whether some name stands twice.
    fn fill(&mut self) -> bool {
        let mut is_repeated = false;
        self.values = Default::default();
        for (at, member) in self.members.iter().enumerate() {
            if let Some((field, nth)) = member.spelled
                && self.dropped.binary_search(&at).is_err()
            {
                let slot = &mut self.values[field as usize][nth];
                is_repeated |= slot.replace(member.value).is_some();
            }
        }
        is_repeated
    }

    pub(super) fn has_duplicates(&self) -> bool {
        !self.dropped.is_empty()
    }

    /// The members that count, in their order.
    pub(super) fn members(&self) -> impl Iterator<Item = &Member<'t>> + Clone {
        let numbered = self.members.iter().enumerate();
        numbered
            .filter(|(at, _)| self.dropped.is_empty() || self.dropped.binary_search(at).is_err())
            .map(|(_, member)| member)
    }

    /// The value under a name; `null` is absence.
    pub(super) fn value(&self, name: &str) -> Option<&'t str> {
        let value = self.members().find(|it| it.name == name)?.value;
        (value != "null").then_some(value)
    }

    fn spelled(&self, field: Field, nth: usize) -> Option<&'t str> {
        self.values[field as usize][nth].filter(|value| *value != "null")
    }

    /// Compares this with what the reader made of the object at a site; says what differs.
    pub(super) fn disagreement(&self, read: &ErrorBody, site: Site) -> Option<String> {
        let mut rejected = Vec::new();
        let texts = [
            (Field::Message, read.message.as_deref()),
            (Field::Code, read.code.as_ref().map(|it| it.as_str())),
            (
                Field::Category,
                read.category.as_ref().map(|it| it.as_str()),
            ),
            (Field::DocUrl, read.doc_url.as_deref()),
            (Field::CorrelationId, read.correlation_id.as_deref()),
        ];
        for (field, text) in texts {
            let expected = self.text(field, site, &mut rejected);
            if text != expected.as_deref() {
                return Some(differs(&format!("{field:?}"), text, expected));
            }
        }
        let flag = self.flag(&mut rejected);
        if read.retriable != flag {
            return Some(differs("the flag", read.retriable, flag));
        }
        let (details, expected) = (
            read.details.as_ref().map(Json::text),
            self.spelled(Field::Details, 0),
        );
        if details != expected {
            return Some(differs("details", details, expected));
        }
        let mut seen = SeenSpellings::default();
        let aliased = |it: &&Member<'_>| it.spelled.is_some_and(|(field, _)| field.has_alias());
        self.members
            .iter()
            .filter(aliased)
            .for_each(|it| seen.insert(&it.name));
        if read.seen != seen {
            return Some(differs("the spellings", read.seen, seen));
        }
        // In any order: the reader has its own.
        let mut shown: Vec<_> = read.rejected.iter().map(pair).collect();
        shown.sort_unstable();
        rejected.sort_unstable();
        if shown != rejected {
            return Some(differs("the rejected fields", shown, rejected));
        }
        let unknown = self.members().filter(|it| it.spelled.is_none());
        let unknown = unknown.map(|it| (&*it.name, it.value));
        if !unknown.clone().eq(read.unknown.iter().map(pair)) {
            let expected: Vec<_> = unknown.collect();
            return Some(differs("the unknown fields", &read.unknown, expected));
        }
        None
    }

    /// The text under the site's own key, or else under its alias. A value that is no text is
    /// rejected, and so is the alias when the two texts differ.
    fn text(
        &self,
        field: Field,
        site: Site,
        rejected: &mut Vec<Rejected<'t>>,
    ) -> Option<Cow<'t, str>> {
        let own = usize::from(field.spellings()[0] != field.wire_key(site));
        let mut first = None;
        for nth in [own, 1 - own] {
            let Some(value) = self.spelled(field, nth) else {
                continue;
            };
            match (content(value), &first) {
                (Some(text), None) => first = Some(text),
                (Some(text), Some(first)) if text == *first => {}
                _ => rejected.push((field.spellings()[nth], value)),
            }
        }
        first
    }

    /// The flag is `false` where two differ, whichever stands in the body, duplicates included.
    fn flag(&self, rejected: &mut Vec<Rejected<'t>>) -> Option<bool> {
        let is_sent = |word: &str| {
            let is_flag = |it: &&Member<'_>| matches!(it.spelled, Some((Field::Flag, _)));
            self.members
                .iter()
                .filter(is_flag)
                .any(|it| it.value == word)
        };
        let conflict = is_sent("true") && is_sent("false");
        let mut flag = conflict.then_some(false);
        for (nth, key) in Field::Flag.spellings().iter().enumerate() {
            match self.spelled(Field::Flag, nth) {
                None => {}
                Some("true") if !conflict => flag = Some(true),
                Some("false") => flag = Some(false),
                Some(other) => rejected.push((key, other)),
            }
        }
        flag
    }
}

/// The positions of the members that do not count. A body may have very many members.
fn dropped(members: &[Member<'_>]) -> Vec<usize> {
    let name = |at: usize| (members[at].spelled, &*members[at].name);
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|at| name(*at));
    let mut dropped = Vec::new();
    for same in order.chunk_by(|a, b| name(*a) == name(*b)) {
        let value = same.iter().rfind(|at| members[**at].value != "null");
        let counts = value.or(same.last());
        dropped.extend(same.iter().filter(|at| Some(*at) != counts));
    }
    dropped.sort_unstable();
    dropped
}

fn pair(member: &contract::Member) -> (&str, &str) {
    (&member.name, member.value.text())
}

fn differs<R: std::fmt::Debug, E: std::fmt::Debug>(what: &str, read: R, expected: E) -> String {
    format!("{what}: read {read:?}, but the body says {expected:?}")
}

#[cfg(test)]
mod tests {
    use contract::read;

    use super::*;

    /// What the oracle says when the reader's result is changed.
    fn after(body: &str, change: impl FnOnce(&mut ErrorBody)) -> Option<String> {
        let mut reading = read::error_body(body.as_bytes(), Site::Result).unwrap();
        let second = SecondReading::of(body).unwrap();
        let agreed = second.disagreement(&reading.value, Site::Result);
        assert_eq!(agreed, None, "{body}");
        change(&mut reading.value);
        second.disagreement(&reading.value, Site::Result)
    }

    #[test]
    fn each_wrong_field_is_noticed() {
        let body = r#"{"message":"m","code":"conflict","category":"user","retirable":true,
            "doc_url":"u","docUrl":"v","correlation_id":1,"details":[1],"a":1,"b":2,"a":null}"#;
        let changes: [fn(&mut ErrorBody); 13] = [
            |it| it.message = Some("n".to_owned()),
            |it| it.code = None,
            |it| it.category = Some("auth".into()),
            |it| it.retriable = Some(false),
            |it| it.doc_url = Some("v".to_owned()),
            |it| it.correlation_id = Some("1".to_owned()),
            |it| it.details = Json::parse("[1.0]").ok(),
            |it| it.rejected.truncate(1),
            |it| it.rejected[0].value = Json::default(),
            |it| it.unknown.truncate(1),
            |it| it.unknown.reverse(),
            |it| it.unknown[0].value = Json::default(),
            |it| it.seen.insert("retriable"),
        ];
        for (nth, change) in changes.into_iter().enumerate() {
            assert!(after(body, change).is_some(), "change {nth} is not noticed");
        }
    }

    #[test]
    fn alias_pairs_flags_and_duplicates_follow_the_rules() {
        for body in [
            r#"{"doc_url":"a","docUrl":"a"}"#,
            r#"{"correlationId":"a","correlation_id":"\ud800"}"#,
            r#"{"retirable":true,"retirable":false,"retriable":null}"#,
            r#"{"retirable":false,"retirable":"x","retriable":true}"#,
            r#"{"message":"a","message":null,"\u006dessage":7}"#,
            r#"{"x":null,"x":1,"x":null,"\ud800":2,"\ud801":3}"#,
        ] {
            assert_eq!(after(body, |_| {}), None);
        }
    }
}
