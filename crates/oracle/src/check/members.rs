//! The rules of reading an error body, written a second time over a parsed tree.
//!
//! Slow and plain on purpose: it shares nothing with the reader but the tables of the contract.
//! Keys are unique here. Start at [`disagreement`].

use contract::{ErrorBody, Fact, Fields, Json, Place};
use serde_json::{Map, Value};

/// Compares what the reader made of an object with what the object says; says what differs.
pub(crate) fn disagreement(
    read: &ErrorBody,
    said: &Map<String, Value>,
    place: Place,
) -> Option<String> {
    let expected = Expected { said, place };
    let differs = |what: &str, read: String, said: String| {
        (read != said).then(|| format!("{what}: read {read}, but the body says {said}"))
    };
    let text = |fact: Fact, read: Option<&str>| {
        let said = expected.text(fact);
        (read != said).then(|| format!("{fact:?}: read {read:?}, but the body says {said:?}"))
    };
    text(Fact::Message, read.message.as_deref())
        .or_else(|| text(Fact::Code, read.code.as_ref().map(|it| it.as_str())))
        .or_else(|| text(Fact::Category, read.category.as_ref().map(|it| it.as_str())))
        .or_else(|| text(Fact::DocUrl, read.doc_url.as_deref()))
        .or_else(|| text(Fact::CorrelationId, read.correlation_id.as_deref()))
        .or_else(|| {
            let flag = expected.flag();
            differs("flag", format!("{:?}", read.retriable), format!("{flag:?}"))
        })
        .or_else(|| {
            let said = said.get("details").filter(|value| !value.is_null());
            let read = read.details.as_ref().and_then(value_of);
            (read.as_ref() != said).then(|| format!("details: read {read:?}, said {said:?}"))
        })
        .or_else(|| {
            let known = |key: &&String| Fact::from_key(key).is_some();
            let said = said.iter().filter(|(key, _)| !known(key));
            fields_differ("unknown fields", &read.unknown, said)
        })
        .or_else(|| {
            let said = said
                .iter()
                .filter(|(key, value)| expected.is_misfit(key, value));
            fields_differ("misfits", &read.misfits, said)
        })
        .or_else(|| {
            let twins = [Fact::Flag, Fact::DocUrl, Fact::CorrelationId];
            let mut keys = twins.iter().flat_map(|fact| fact.spellings());
            let wrong = keys.find(|key| read.seen.saw(key) != said.contains_key(**key))?;
            Some(format!("seen spellings: wrong about `{wrong}`"))
        })
}

/// What an object says, by the rules.
struct Expected<'v> {
    said: &'v Map<String, Value>,
    place: Place,
}

impl<'v> Expected<'v> {
    /// The text of a fact: the place's own key first, then the other spelling.
    fn text(&self, fact: Fact) -> Option<&'v str> {
        let own = fact.wire_key(self.place);
        let others = fact.spellings().iter().filter(|key| **key != own);
        std::iter::once(&own)
            .chain(others)
            .find_map(|key| self.said.get(*key)?.as_str())
    }

    /// The flag: `false` where the spellings differ.
    fn flag(&self) -> Option<bool> {
        let flags = Fact::Flag.spellings().iter();
        flags
            .filter_map(|key| self.said.get(*key)?.as_bool())
            .reduce(|one, other| one && other)
    }

    /// Whether a value under a known key is in no fact: of another type, or the loser of two.
    fn is_misfit(&self, key: &str, value: &Value) -> bool {
        match Fact::from_key(key) {
            None | Some(Fact::Details) => false,
            Some(_) if value.is_null() => false,
            Some(Fact::Flag) => value
                .as_bool()
                .is_none_or(|flag| flag && self.flag() == Some(false)),
            Some(fact) => value.as_str() != self.text(fact) || !value.is_string(),
        }
    }
}

/// The value of an exact text, by the same parser that made the tree.
fn value_of(json: &Json) -> Option<Value> {
    json.to().ok()
}

/// Order aside, because a tree has none.
fn fields_differ<'v>(
    what: &str,
    read: &Fields,
    said: impl Iterator<Item = (&'v String, &'v Value)>,
) -> Option<String> {
    let mut left: Vec<_> = read.iter().collect();
    for (key, value) in said {
        let Some(at) = left.iter().position(|(name, _)| name == key) else {
            return Some(format!("{what}: lost `{key}`"));
        };
        let (_, json) = left.swap_remove(at);
        if value_of(json).as_ref() != Some(value) {
            return Some(format!(
                "{what}: `{key}` is {json}, but the body says {value}"
            ));
        }
    }
    let (name, json) = left.first()?;
    Some(format!("{what}: invented `{name}` with {json}"))
}
