//! Which bodies a client reads, and in which form it hands one out.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use suite::body::lenient_tree;
use suite::encoded::Encoded;
use suite::observation::{BodyView, Observation, Outcome};
use suite::vector::Mode;

use super::{HonestClient, raise, reread};
use crate::client::Exchange;
use crate::edit::{adjust, is_unanswered};

/// A size limit of its own, in bytes.
const LIMIT: usize = 2_000_000;

pub(super) fn clients() -> Vec<HonestClient> {
    vec![
        HonestClient::typed(
            "hands-out-json",
            "hands out the parsed body beside the typed fields",
            adjust(|seen, exchange| seen.body = json(exchange)),
        ),
        HonestClient::typed(
            "hands-out-text",
            "hands out the body as text beside the typed fields",
            adjust(|seen, exchange| seen.body = text(exchange)),
        ),
        HonestClient::typed(
            "hands-out-bytes",
            "hands out the body as bytes beside the typed fields",
            adjust(|seen, exchange| seen.body = bytes(exchange)),
        ),
        HonestClient::typed(
            "reads-one-value",
            "reads one JSON value and stops before whatever follows it",
            reread(|exchange| first_value(exchange.body).map(ToOwned::to_owned)),
        ),
        HonestClient::typed(
            "refuses-trailing-bytes",
            "refuses a body with anything but white space after its value",
            refuse(|exchange| {
                first_value(exchange.body)
                    .is_some_and(|value| !exchange.body.trim_ascii().ends_with(value.trim_ascii()))
            }),
        ),
        HonestClient::recoverable(
            "reads-strict-json",
            "refuses what a strict library refuses: NaN, lone surrogates, 128 levels, a mark",
            refuse(|exchange| serde_json::from_slice::<serde_json::Value>(exchange.body).is_err()),
        ),
        HonestClient::typed(
            "refuses-a-byte-order-mark",
            "refuses a body with a byte-order mark",
            refuse(|exchange| {
                let marks: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
                marks.iter().any(|mark| exchange.body.starts_with(mark))
            }),
        ),
        HonestClient::typed(
            "refuses-other-encodings",
            "refuses a body that is not UTF-8",
            refuse(|exchange| std::str::from_utf8(exchange.body).is_err()),
        ),
        HonestClient::recoverable(
            "refuses-deep-details",
            "reads details to 64 levels and refuses deeper ones, with the raw body",
            refuse(|exchange| depth(exchange.body) > 66),
        ),
        HonestClient::typed(
            "replaces-invalid-bytes",
            "reads a body that is not UTF-8 with a replacement for what is none",
            reread(|exchange| match String::from_utf8_lossy(exchange.body) {
                Cow::Borrowed(_) => None,
                Cow::Owned(text) => Some(text.into_bytes()),
            }),
        ),
        HonestClient::typed(
            "replaces-lone-surrogates",
            "reads a lone surrogate as the replacement character",
            reread(|exchange| without_lone_surrogates(exchange.body)),
        ),
        HonestClient::typed(
            "refuses-large-bodies",
            "refuses bodies over 2 MB, and hands out nothing of them",
            adjust(|seen, exchange| {
                if exchange.body.len() > LIMIT {
                    let http_status = seen.http_status.clone();
                    *seen = Observation::new(Outcome::Returned);
                    raise(
                        seen,
                        "reference.TooLarge",
                        "the body is too large".to_owned(),
                    );
                    seen.http_status = http_status;
                }
            }),
        ),
        HonestClient::typed(
            "minds-the-content-type",
            "refuses what does not call itself JSON, and hands it out as text",
            refuse(|exchange| {
                let is_json = |kind: &str| kind.to_ascii_lowercase().contains("json");
                exchange.mode == Mode::Http && !exchange.header("content-type").is_some_and(is_json)
            }),
        ),
        HonestClient::typed(
            "keeps-the-first-of-duplicates",
            "shows the first of two members with the same key",
            reread(|exchange| Members::read(exchange.body, Keep::First)),
        ),
        HonestClient::typed(
            "keeps-the-last-of-duplicates",
            "shows the last of two members with the same key",
            reread(|exchange| Members::read(exchange.body, Keep::Last)),
        ),
        HonestClient::typed(
            "refuses-duplicates",
            "refuses a body with two members of the same key",
            refuse(|exchange| Members::read(exchange.body, Keep::First).is_some()),
        ),
        HonestClient::typed(
            "reads-no-wrapper",
            "shows nothing typed of an HTTP error inside `{\"error\": …}`",
            adjust(|seen, exchange| {
                if exchange.status >= 400 && !exchange.has("/message") && !exchange.has("/code") {
                    seen.errors.clear();
                }
            }),
        ),
    ]
}

/// The parsed body, or what there is of it.
pub(super) fn json(exchange: &Exchange<'_>) -> BodyView {
    match lenient_tree(exchange.body) {
        Some(tree) => BodyView::Json {
            value: Encoded::from_json(tree.into_canonical()),
        },
        None => text(exchange),
    }
}

/// The text of the body; none where no reply arrives.
pub(super) fn text(exchange: &Exchange<'_>) -> BodyView {
    match std::str::from_utf8(exchange.body) {
        _ if is_unanswered(exchange.right) => BodyView::None,
        Ok(text) => BodyView::Text {
            value: Encoded::string(text),
        },
        Err(_) => bytes(exchange),
    }
}

/// The bytes of the body; none where no reply arrives.
pub(super) fn bytes(exchange: &Exchange<'_>) -> BodyView {
    match is_unanswered(exchange.right) {
        true => BodyView::None,
        false => BodyView::Bytes {
            bytes: exchange.body.to_vec(),
        },
    }
}

/// Raises the SDK's own error for a body that it does not read, with the status and the raw body.
fn refuse(when: impl Fn(&Exchange<'_>) -> bool + Send + Sync + 'static) -> crate::client::Client {
    adjust(move |seen, exchange| {
        // Without a reply there is nothing to refuse, and an empty answer has no body to read.
        if is_unanswered(seen) || exchange.body.is_empty() || !when(exchange) {
            return;
        }
        let http_status = seen.http_status.clone();
        *seen = Observation::new(Outcome::Returned);
        raise(
            seen,
            "reference.RefusedBody",
            "the body was refused".to_owned(),
        );
        seen.http_status = http_status;
        seen.body = text(exchange);
    })
}

/// The bytes of the first JSON value of a body, if there is one and it is not the whole body.
fn first_value(body: &[u8]) -> Option<&[u8]> {
    let mut values = serde_json::Deserializer::from_slice(body).into_iter::<&RawValue>();
    let _ = values.next()?.ok()?;
    let end = values.byte_offset();
    let rest = body.get(end..)?;
    (!rest.trim_ascii().is_empty()).then(|| &body[..end])
}

/// The body with `\ufffd` for each escape of a lone surrogate; none where there is none.
fn without_lone_surrogates(body: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(body).ok()?;
    let unit = |at: usize| {
        let digits = text.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut out = String::new();
    let mut at = 0;
    let mut is_changed = false;
    while let Some(c) = text[at..].chars().next() {
        let (length, is_lone) = match (unit(at), unit(at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, false),
            (Some(0xd800..=0xdfff), _) => (6, true),
            _ if text[at..].starts_with("\\\\") => (2, false),
            _ => (c.len_utf8(), false),
        };
        out += if is_lone {
            "\\ufffd"
        } else {
            &text[at..at + length]
        };
        is_changed |= is_lone;
        at += length;
    }
    is_changed.then(|| out.into_bytes())
}

/// How deep the brackets of a body nest; those in texts count, which only makes the client stricter.
fn depth(body: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for byte in body {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Which of two members with the same key stays.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    First,
    Last,
}

/// The members of the objects on the way to an error, duplicates included.
struct Members(Vec<(String, Box<RawValue>)>);

impl Members {
    /// The body without its duplicate members, down to two levels; none where it has no duplicates.
    fn read(body: &[u8], keep: Keep) -> Option<Vec<u8>> {
        let text = std::str::from_utf8(body).ok()?;
        let (text, changed) = Self::text(text, keep, 2)?;
        changed.then(|| text.into_bytes())
    }

    fn text(json: &str, keep: Keep, levels: usize) -> Option<(String, bool)> {
        let members: Self = serde_json::from_str(json).ok()?;
        let mut keys = BTreeSet::new();
        let mut kept: Vec<(String, String)> = Vec::new();
        let mut changed = false;
        for (key, value) in members.0 {
            let inner = match levels {
                0 => None,
                levels => Self::text(value.get(), keep, levels - 1),
            };
            let (value, is_changed) = inner.unwrap_or_else(|| (value.get().to_owned(), false));
            changed |= is_changed;
            if keys.insert(key.clone()) {
                kept.push((key, value));
                continue;
            }
            changed = true;
            if keep == Keep::Last
                && let Some(member) = kept.iter_mut().find(|(name, _)| *name == key)
            {
                member.1 = value;
            }
        }
        let members = kept.into_iter();
        let members =
            members.map(|(key, value)| format!("{}:{value}", serde_json::Value::from(key)));
        Some((
            format!("{{{}}}", members.collect::<Vec<_>>().join(",")),
            changed,
        ))
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lone_surrogates_are_replaced() {
        for (sent, read) in [
            (r#""\ud83d\ude00""#, None),
            (r#""\\ud800""#, None),
            (r#""a\ud800b""#, Some(r#""a\ufffdb""#)),
            (r#""\udc00\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
        ] {
            let found = without_lone_surrogates(sent.as_bytes());
            assert_eq!(found.as_deref(), read.map(str::as_bytes), "{sent}");
        }
    }

    #[test]
    fn one_of_two_members_with_the_same_key_stays() {
        let body = br#"{"a":1,"error":{"code":"x","code":"y"}}"#;
        let read = |keep| Members::read(body, keep).unwrap();
        assert_eq!(read(Keep::First), br#"{"a":1,"error":{"code":"x"}}"#);
        assert_eq!(read(Keep::Last), br#"{"a":1,"error":{"code":"y"}}"#);
        assert_eq!(Members::read(br#"{"a":1}"#, Keep::Last), None);
    }

    #[test]
    fn the_first_value_ends_before_what_follows_it() {
        let first = |body: &'static [u8]| first_value(body);
        assert_eq!(first(br#"{"a":1} rest"#), Some(br#"{"a":1}"#.as_slice()));
        assert_eq!(first(b"{\"a\":1} \n"), None);
        assert_eq!(first(b"rest"), None);
    }
}
