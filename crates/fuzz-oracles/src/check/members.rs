//! The rules of reading an error body, written a second time over its members.
//!
//! It shares nothing with the reader but the contract's tables, and builds next to nothing: it
//! runs on every execution. Start at [`SecondReading`].

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use contract::{ErrorBody, Field, Json, Members, SeenSpellings, Site};

use super::flat;

/// What an object says: the value of each key as it stands. Of a key that stands twice that is
/// the last one, but `null` never hides a value.
#[derive(Default)]
pub(super) struct SecondReading<'t> {
    message: Slot<'t>,
    code: Slot<'t>,
    category: Slot<'t>,
    details: Slot<'t>,
    flags: [Slot<'t>; 2],
    doc_urls: [Slot<'t>; 2],
    correlation_ids: [Slot<'t>; 2],
    unknown: Vec<(Cow<'t, str>, &'t str)>,
    seen: SeenSpellings,
    /// Whether any spelling of the flag ever was this, duplicates included.
    saw_true: bool,
    saw_false: bool,
    has_duplicates: bool,
}

type Slot<'t> = Option<&'t str>;

impl<'t> SecondReading<'t> {
    /// Reads an object; `None` when it is no object that must be accepted.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let mut said = Self::default();
        flat::walk(text, |name, value| said.add(name, value))?;
        if said.unknown.len() > 1 {
            let mut names = HashSet::with_capacity(said.unknown.len());
            let mut each = said.unknown.iter();
            said.has_duplicates |= !each.all(|(name, _)| names.insert(&**name));
        }
        Some(said)
    }

    pub(super) fn has_duplicates(&self) -> bool {
        self.has_duplicates
    }

    fn add(&mut self, name: Cow<'t, str>, value: &'t str) {
        let slot = match &*name {
            "message" => &mut self.message,
            "code" => &mut self.code,
            "category" => &mut self.category,
            "details" => &mut self.details,
            twin => {
                let (twins, at) = match twin {
                    "retirable" => (&mut self.flags, 0),
                    "retriable" => (&mut self.flags, 1),
                    "doc_url" => (&mut self.doc_urls, 0),
                    "docUrl" => (&mut self.doc_urls, 1),
                    "correlation_id" => (&mut self.correlation_ids, 0),
                    "correlationId" => (&mut self.correlation_ids, 1),
                    _ => return self.unknown.push((name, value)),
                };
                self.seen.insert(twin);
                if twin.starts_with("ret") {
                    self.saw_true |= value == "true";
                    self.saw_false |= value == "false";
                }
                &mut twins[at]
            }
        };
        self.has_duplicates |= slot.is_some();
        if slot.is_none() || value != "null" {
            *slot = Some(value);
        }
    }

    /// Compares this with what the reader made of the object at a site; says what differs.
    pub(super) fn disagreement(&self, read: &ErrorBody, site: Site) -> Option<String> {
        let mut rejected = Vec::new();
        let code = read.code.as_ref().map(|it| it.as_str());
        let category = read.category.as_ref().map(|it| it.as_str());
        let message = one("message", self.message, &mut rejected);
        differs("message", read.message.as_deref(), message)
            .or_else(|| differs("code", code, one("code", self.code, &mut rejected)))
            .or_else(|| {
                let said = one("category", self.category, &mut rejected);
                differs("category", category, said)
            })
            .or_else(|| {
                let said = twins(Field::DocUrl, self.doc_urls, site, &mut rejected);
                differs("link", read.doc_url.as_deref(), said)
            })
            .or_else(|| {
                let said = twins(
                    Field::CorrelationId,
                    self.correlation_ids,
                    site,
                    &mut rejected,
                );
                differs("correlation id", read.correlation_id.as_deref(), said)
            })
            .or_else(|| self.flag_differs(read.retriable, &mut rejected))
            .or_else(|| {
                let said = self.details.filter(|value| *value != "null");
                let read = read.details.as_ref().map(Json::text);
                (read != said)
                    .then(|| format!("details: read {read:?}, but the body says {said:?}"))
            })
            .or_else(|| {
                let is_so = read.seen == self.seen;
                (!is_so)
                    .then(|| format!("spellings: saw {:?}, used are {:?}", read.seen, self.seen))
            })
            .or_else(|| rejected_differ(&read.rejected, rejected))
            .or_else(|| self.unknown_differ(&read.unknown))
    }

    /// The flag is `false` where two differ, whichever stands in the body.
    fn flag_differs(&self, read: Option<bool>, rejected: &mut Vec<Rejected<'t>>) -> Option<String> {
        let at_odds = self.saw_true && self.saw_false;
        let mut said = at_odds.then_some(false);
        for (key, value) in Field::Flag.spellings().iter().zip(self.flags) {
            match value {
                None | Some("null") => {}
                Some("true") if !at_odds => said = Some(true),
                Some("false") => said = Some(false),
                Some(other) => rejected.push((key, other)),
            }
        }
        (read != said).then(|| format!("flag: read {read:?}, but the body says {said:?}"))
    }

    /// Unknown fields keep their order. Of duplicates one stays, wherever.
    fn unknown_differ(&self, read: &Members) -> Option<String> {
        let is_same = if self.has_duplicates {
            let mut said = HashMap::new();
            for (name, value) in &self.unknown {
                let slot = said.entry(&**name).or_insert(*value);
                if *value != "null" {
                    *slot = *value;
                }
            }
            let as_said = |(name, json): &(String, Json)| said.get(&**name) == Some(&json.text());
            read.len() == said.len() && read.iter().all(as_said)
        } else {
            let read = read.iter().map(|(name, json)| (&**name, json.text()));
            read.eq(self.unknown.iter().map(|(name, value)| (&**name, *value)))
        };
        let said = &self.unknown;
        (!is_same).then(|| format!("unknown fields: read {read:?}, but the body says {said:?}"))
    }
}

/// A known key whose value is in no field.
type Rejected<'t> = (&'static str, &'t str);

fn differs(what: &str, read: Option<&str>, said: Option<Cow<'_, str>>) -> Option<String> {
    let is_so = read == said.as_deref();
    (!is_so).then(|| format!("{what}: read {read:?}, but the body says {said:?}"))
}

/// The text under a key; a value that is none is a rejected field.
fn one<'t>(
    key: &'static str,
    value: Slot<'t>,
    rejected: &mut Vec<Rejected<'t>>,
) -> Option<Cow<'t, str>> {
    let value = value.filter(|value| *value != "null")?;
    let text = value
        .starts_with('"')
        .then(|| flat::content(value))
        .flatten();
    if text.is_none() {
        rejected.push((key, value));
    }
    text
}

/// The text under the site's own key, or else under the other one; the loser of two that differ
/// is a rejected field.
fn twins<'t>(
    field: Field,
    values: [Slot<'t>; 2],
    site: Site,
    rejected: &mut Vec<Rejected<'t>>,
) -> Option<Cow<'t, str>> {
    let keys = field.spellings();
    let texts = [0, 1].map(|at| one(keys[at], values[at], rejected));
    let winner = usize::from(field.wire_key(site) != keys[0]);
    match texts {
        [Some(a), Some(b)] => {
            if a != b
                && let Some(value) = values[1 - winner]
            {
                rejected.push((keys[1 - winner], value));
            }
            Some(if winner == 0 { a } else { b })
        }
        [a, b] => a.or(b),
    }
}

/// Order aside: the reader has its own.
fn rejected_differ(read: &Members, mut said: Vec<Rejected<'_>>) -> Option<String> {
    let mut shown: Vec<_> = read
        .iter()
        .map(|(name, json)| (&**name, json.text()))
        .collect();
    shown.sort_unstable();
    said.sort_unstable();
    (shown != said).then(|| format!("misfits: read {shown:?}, but the body says {said:?}"))
}

#[cfg(test)]
mod tests {
    use contract::read;

    use super::*;

    /// What the oracle says when the reader's result is changed.
    fn after(body: &str, change: impl FnOnce(&mut ErrorBody)) -> Option<String> {
        let mut reading = read::error_body(body.as_bytes(), Site::Result).unwrap();
        let said = SecondReading::of(body).unwrap();
        assert_eq!(
            said.disagreement(&reading.value, Site::Result),
            None,
            "{body}"
        );
        change(&mut reading.value);
        said.disagreement(&reading.value, Site::Result)
    }

    #[test]
    fn each_wrong_field_is_noticed() {
        let body = r#"{"message":"m","code":"conflict","category":"user","retirable":true,
            "doc_url":"u","docUrl":"v","correlation_id":1,"details":[1],"a":1,"b":2,"a":null}"#;
        let changes: [fn(&mut ErrorBody); 12] = [
            |it| it.message = Some("n".to_owned()),
            |it| it.code = None,
            |it| it.category = Some("auth".into()),
            |it| it.retriable = Some(false),
            |it| it.doc_url = Some("v".to_owned()),
            |it| it.correlation_id = Some("1".to_owned()),
            |it| it.details = Json::parse("[1.0]").ok(),
            |it| it.rejected.truncate(1),
            |it| it.rejected[0].1 = Json::default(),
            |it| it.unknown.truncate(1),
            |it| it.unknown[0].1 = Json::default(),
            |it| it.seen.insert("retriable"),
        ];
        for (nth, change) in changes.into_iter().enumerate() {
            assert!(after(body, change).is_some(), "change {nth} is not noticed");
        }
    }

    #[test]
    fn twins_flags_and_duplicates_follow_the_rules() {
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
