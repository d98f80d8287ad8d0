//! The members of one JSON object as `jiter` reads them: a parser that the contract's reader does
//! not use, and that keeps duplicate keys.
//!
//! Nothing is judged here. `jiter` refuses two things that the reader keeps, halves of surrogate
//! pairs and integers of more than 4,300 digits; they are replaced in a copy of the same length,
//! and the values are taken from the original. Start at [`members`].

use std::borrow::Cow;

use contract::{Field, read::MAX_DEPTH};
use jiter::{Jiter, JiterError, JiterErrorType, JsonErrorType, Peek};

/// One member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member<'t> {
    /// The name that the key spells; half of a surrogate pair is a replacement character.
    pub(super) name: Cow<'static, str>,
    /// What the name is among the [`Field::spellings`], if it is one.
    pub(super) spelled: Option<(Field, usize)>,
    /// The value, exactly as it stands.
    pub(super) value: &'t str,
}

/// The members of an object in their order, duplicates included. `None` when the text is not one
/// object in JSON, at most [`MAX_DEPTH`] containers deep.
pub(super) fn members(text: &str) -> Option<Vec<Member<'_>>> {
    let mut bytes = Cow::Borrowed(text.as_bytes());
    loop {
        let error = match walk(text, &bytes) {
            Ok(members) => return members,
            Err(error) => error,
        };
        match error.error_type {
            JiterErrorType::JsonError(JsonErrorType::NumberOutOfRange)
                if shorten_number(bytes.to_mut(), error.index).is_some() => {}
            JiterErrorType::JsonError(
                JsonErrorType::LoneLeadingSurrogateInHexEscape
                | JsonErrorType::UnexpectedEndOfHexEscape,
            ) if replace_lone_surrogates(bytes.to_mut()) => {}
            _ => return None,
        }
    }
}

/// The text of a JSON string with its quotes; `None` for another value, and for a string that is
/// not Unicode.
pub(super) fn content(value: &str) -> Option<Cow<'_, str>> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(inner.into());
    }
    let mut jiter = Jiter::new(value.as_bytes());
    jiter.next_str().ok().map(|text| text.to_owned().into())
}

/// Reads `bytes`, and takes the values from `text`. `None` when it is nested too deep.
fn walk<'t>(text: &'t str, bytes: &[u8]) -> Result<Option<Vec<Member<'t>>>, JiterError> {
    let mut jiter = Jiter::new(bytes);
    let mut members = Vec::with_capacity(8);
    let mut key = jiter.next_object()?.map(keep);
    while let Some((name, spelled)) = key {
        let start = jiter.current_index();
        let peek = jiter.peek()?;
        if !skip(&mut jiter, peek, MAX_DEPTH - 1)? {
            return Ok(None);
        }
        let value = text.get(start..jiter.current_index()).unwrap_or_default();
        members.push(Member {
            name,
            spelled,
            value: value.trim_ascii_start(),
        });
        key = jiter.next_key()?.map(keep);
    }
    jiter.finish()?;
    Ok(Some(members))
}

/// A name of the contract costs no allocation.
fn keep(name: &str) -> (Cow<'static, str>, Option<(Field, usize)>) {
    let spelled = Field::from_spelling(name);
    let known = spelled.map(|(field, nth)| field.spellings()[nth].into());
    (known.unwrap_or_else(|| name.to_owned().into()), spelled)
}

/// Goes behind a value; false when more than `depth` containers stand inside each other.
fn skip(jiter: &mut Jiter<'_>, peek: Peek, depth: usize) -> Result<bool, JiterError> {
    if depth == 0 && matches!(peek, Peek::Array | Peek::Object) {
        return Ok(false);
    }
    match peek {
        Peek::Array => {
            let mut next = jiter.known_array()?;
            while let Some(peek) = next {
                if !skip(jiter, peek, depth - 1)? {
                    return Ok(false);
                }
                next = jiter.array_step()?;
            }
        }
        Peek::Object => {
            let mut is_member = jiter.next_object_bytes()?.is_some();
            while is_member {
                let peek = jiter.peek()?;
                if !skip(jiter, peek, depth - 1)? {
                    return Ok(false);
                }
                is_member = jiter.next_key_bytes()?.is_some();
            }
        }
        scalar => jiter.known_skip(scalar)?,
    }
    Ok(true)
}

/// Replaces all digits but the last of the integer around a byte by spaces, and its sign. `None`
/// when there is nothing to replace.
fn shorten_number(bytes: &mut [u8], at: usize) -> Option<()> {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let inside = bytes.get(..at)?.iter().rposition(is_digit)?;
    let rest = bytes[inside..].iter().position(|byte| !is_digit(byte));
    let last = rest.map_or(bytes.len(), |rest| inside + rest) - 1;
    let before = bytes[..inside].iter().rposition(|byte| !is_digit(byte));
    let sign = before.filter(|at| bytes[*at] == b'-');
    let start = sign.unwrap_or(before.map_or(0, |at| at + 1));
    (start < last).then(|| bytes[start..last].fill(b' '))
}

/// Replaces the escapes of halves of surrogate pairs; false when there are none.
fn replace_lone_surrogates(bytes: &mut [u8]) -> bool {
    let unit = |bytes: &[u8], at: usize| {
        let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let (mut at, mut is_found) = (0, false);
    while let Some(next) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|it| *it == b'\\'))
    {
        at += next;
        at += match (unit(bytes, at), unit(bytes, at + 6)) {
            (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => 12,
            (Some(0xd800..0xe000), _) => {
                bytes[at..at + 6].copy_from_slice(b"\\ufffd");
                is_found = true;
                6
            }
            (Some(_), _) => 6,
            (None, _) => 2,
        };
    }
    is_found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Option<Vec<(String, &str)>> {
        let members = members(text)?.into_iter();
        Some(members.map(|it| (it.name.into_owned(), it.value)).collect())
    }

    #[test]
    fn names_and_values_are_given_as_they_stand() {
        let text = r#" { "a" : [ 1, {"b":2} ] ,"\u0061\ud83d\ude00\ud800\n": "x\"" } "#;
        let expected = [
            ("a", r#"[ 1, {"b":2} ]"#),
            ("a\u{1f600}\u{fffd}\n", r#""x\"""#),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value));
        assert_eq!(pairs(text), Some(expected.to_vec()));
        assert_eq!(content(r#""\u0041\/""#).as_deref(), Some("A/"));
        assert_eq!(content(r#""\udc00""#), None);
        assert_eq!(content("17"), None);
    }

    #[test]
    fn what_jiter_refuses_and_the_reader_keeps_is_given_as_it_stands() {
        let digits = "9".repeat(10_000);
        for value in [
            digits.clone(),
            format!("-{digits}.5e7"),
            format!("[{digits},-{digits}]"),
            format!("1.{digits}"),
            r#""\ud800""#.to_owned(),
            r#"["\udc00\ud83d","\ud83d\ude00\\u"]"#.to_owned(),
            r#"{"\ud800\n":"\ud800x"}"#.to_owned(),
        ] {
            let text = format!("{{\"k\": {value} ,\"\\udbff\":0}}");
            let expected = [("k".to_owned(), &*value), ("\u{fffd}".to_owned(), "0")];
            assert_eq!(pairs(&text), Some(expected.to_vec()), "{value}");
        }
        for value in [
            format!("0{digits}"),
            format!("{digits}x"),
            format!("{digits}."),
        ] {
            assert_eq!(pairs(&format!("{{\"k\":{value}}}")), None, "{value}");
        }
    }

    #[test]
    fn what_another_parser_refuses_is_refused() {
        let values = [
            "1",
            "-0",
            "01",
            "1.",
            ".5",
            "1e",
            "1e+7",
            "-",
            "+1",
            "tru",
            "nulll",
            "NaN",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\"}",
            "{\"a\":1,}",
            "{1:2}",
            "[}",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\n\"",
            "\"\u{7f}\u{2028}\"",
            "[[], {}, [{}]]",
            "\"",
            "{",
            "",
            "\\",
            "1 1",
        ];
        for value in values {
            for text in [
                format!("{{\"k\":{value}}}"),
                format!("{{\"k\": [ {value} ] }} "),
            ] {
                let other = serde_json::from_str::<serde_json::Value>(&text);
                assert_eq!(pairs(&text).is_some(), other.is_ok(), "{text}");
            }
        }
        for text in ["", "[]", "{}x", "{} {}", "\u{feff}{}", "{,}", "{\"a\" 1}"] {
            assert_eq!(pairs(text), None, "{text}");
        }
    }

    #[test]
    fn the_depth_is_bounded_as_in_the_reader() {
        for (open, inside, close) in [("[", "", "]"), ("[", "1", "]"), ("{\"a\":", "1", "}")] {
            let nested = |depth| {
                let (open, close) = (open.repeat(depth), close.repeat(depth));
                format!("{{\"k\":{open}{inside}{close}}}")
            };
            assert!(members(&nested(MAX_DEPTH - 1)).is_some());
            assert!(members(&nested(MAX_DEPTH)).is_none());
            assert!(members(&nested(100_000)).is_none());
        }
    }
}
