//! What the mutator puts in: keys of the contract and near ones, values that fit and odd ones.
//!
//! Start at [`any_key`] and [`any_value`].

use std::sync::OnceLock;

use tables::Field;

use super::compose;
use crate::dictionary::Dictionary;
use crate::json::Node;

/// Texts that somebody may have thought of, or not.
const TEXTS: &[&str] = &[
    "",
    "m",
    " ",
    " padded ",
    "0",
    "null",
    "true",
    "c-1",
    "123e4567-e89b-12d3-a456-426614174000",
    "https://docs.example.test/errors#x",
    "http://[::1]:80/?a=b&c=d#",
    "<html>",
    "a/b~c",
    "\u{0}",
    "\u{1f}",
    "\u{7f}",
    "\n\r\t",
    "\"\\\"",
    "mess\u{e9}",
    "\u{20ac}",
    "\u{1f600}\n\"",
    "\u{2028}\u{feff}",
    "\u{fffd}",
    "\u{202e}x",
];

/// Values of every type, and texts that only escapes can spell.
const ODD: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "1.0",
    "1e2",
    "100",
    "1E+2",
    "0.1e-3",
    "1e999",
    "-1.5E-7",
    "255",
    "256",
    "65535",
    "2147483647",
    "2147483648",
    "-2147483649",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "123456789012345678901234567890",
    "0.30000000000000004",
    "{}",
    "[]",
    "[[[]]]",
    "[null]",
    r#"{"":null}"#,
    r#"{"a":1,"a":2}"#,
    r#""\ud800""#,
    r#""\udc00\ud800""#,
    r#""x\udfff""#,
    r#""\ud83d\ude00""#,
    r#""\u0000""#,
    r#""\/\b\f""#,
];

/// A length at which something may change: a small one, or one around a power of two.
pub(super) fn length(random: &mut fastrand::Rng) -> usize {
    match random.u8(..) {
        0..=127 => random.usize(0..24),
        _ => (1 << random.u32(4..13)) + random.usize(0..3) - 1,
    }
}

/// A JSON string with this content.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A key with its quotes: mostly one of the contract.
pub(super) fn any_key(random: &mut fastrand::Rng) -> String {
    let key = match random.u8(..) {
        0..=180 => random.choice(words(Dictionary::Keys)),
        181..=220 => random.choice(words(Dictionary::EnvelopeKeys)),
        _ => None,
    };
    let Some(key) = key else {
        let other = ["x", "hint", "error", "inner", ""];
        let texts = if random.bool() { &other[..] } else { TEXTS };
        return quoted(random.choice(texts.iter()).copied().unwrap_or_default());
    };
    match random.u8(..) {
        0..=240 => quoted(key),
        241..=248 => other_key(&quoted(key), random),
        _ => {
            let half = random.choice(["\\ud800", "\\ud83d", "\\udc00", "\\udfff"]);
            format!("\"{key}{}\"", half.unwrap_or_default())
        }
    }
}

/// Another key in the site of this one: the field's other spelling, an escape in it, a near miss.
pub(super) fn other_key(key: &str, random: &mut fastrand::Rng) -> String {
    let name = key.trim_matches('"');
    let field = Field::from_key(name);
    match random.u8(0..8) {
        0..=3 => match random.choice(field.map_or(&[][..], Field::spellings).iter()) {
            Some(spelling) => quoted(spelling),
            None => any_key(random),
        },
        4 | 5 if name.is_ascii() && !name.contains('\\') => {
            let at = random.usize(..name.len().max(1));
            let escape = |(nth, c): (usize, char)| match nth == at {
                true => format!("\\u{:04x}", u32::from(c)),
                false => c.to_string(),
            };
            let escaped: String = name.chars().enumerate().map(escape).collect();
            format!("\"{escaped}\"")
        }
        6 => format!("\"{}\"", near(name, random)),
        _ => any_key(random),
    }
}

/// Nearly the same word. What is an escape may not be one any more.
fn near(word: &str, random: &mut fastrand::Rng) -> String {
    match random.u8(0..6) {
        0 if !word.contains('\\') => word.to_uppercase(),
        1 if !word.contains('\\') => {
            let mut letters = word.chars();
            let first = letters.next().map(|it| it.to_ascii_uppercase());
            first.into_iter().chain(letters).collect()
        }
        2 => word.replace('_', "-"),
        3 => word.replace('-', "_"),
        4 => format!("{word} "),
        _ => format!("{word}s"),
    }
}

/// A value of the type that a key asks for.
pub(super) fn fitting_value(key: &str, random: &mut fastrand::Rng) -> Node {
    let dictionary = match key {
        "code" => Dictionary::Codes,
        "category" => Dictionary::Categories,
        "status" | "outcome" => Dictionary::Statuses,
        "type" => Dictionary::Reasons,
        "retirable" | "retriable" | "retryable" => {
            let flag = random.choice(["true", "false"]);
            return Node::Leaf(flag.unwrap_or_default().to_owned());
        }
        "details" | "result" | "results" | "extendedPayloads" => {
            let count = random.usize(0..4);
            return match random.u8(0..3) {
                0 => Node::Array((0..count).map(|_| any_value(random)).collect()),
                1 => any_value(random),
                _ => {
                    let member = |_| (any_key(random), any_value(random));
                    Node::Object((0..count).map(member).collect())
                }
            };
        }
        "error" | "reason" | "jobRun" if random.bool() => {
            let count = random.usize(0..5);
            let member = |_| {
                let key = any_key(random);
                let value = fitting_value(key.trim_matches('"'), random);
                (key, value)
            };
            return Node::Object((0..count).map(member).collect());
        }
        "error" => return compose::error(random),
        "reason" => return compose::reason(random),
        "jobRun" => return compose::job_run(random),
        "jobRuns" => {
            let count = random.usize(0..3);
            return Node::Array(
                (0..count)
                    .map(|_| fitting_value("jobRun", random))
                    .collect(),
            );
        }
        "totalCount" => return Node::Leaf(random.u8(..).to_string()),
        _ => return Node::Leaf(quoted(&any_text(random))),
    };
    let word = random.choice(words(dictionary)).map_or("", String::as_str);
    match random.u8(..) {
        0..=9 => Node::Leaf(quoted(&near(word, random))),
        10..=19 => Node::Leaf(quoted(&any_text(random))),
        _ => Node::Leaf(quoted(word)),
    }
}

fn any_text(random: &mut fastrand::Rng) -> String {
    match random.u8(..) {
        // What is there and says nothing is taken for what is not there more often than anything.
        0..=19 => String::new(),
        20..=159 => random.choice(TEXTS).copied().unwrap_or_default().to_owned(),
        160..=199 => {
            let unit = random.choice(["x", " ", "\u{e9}", "\u{20ac}", "\u{1f600}", "\\", "ab c"]);
            unit.unwrap_or_default().repeat(length(random))
        }
        _ => any_word(random).to_owned(),
    }
}

fn any_word(random: &mut fastrand::Rng) -> &'static str {
    let dictionary = IN_BODIES[random.usize(..IN_BODIES.len())];
    random.choice(words(dictionary)).map_or("", String::as_str)
}

/// A value of any type, the odd ones among them.
pub(super) fn any_value(random: &mut fastrand::Rng) -> Node {
    match random.u8(0..8) {
        0 => Node::Leaf(quoted(any_word(random))),
        1 => Node::Leaf(format!("{}e{}", random.u32(..), random.i16(..))),
        2 | 3 => Node::Leaf(quoted(&any_text(random))),
        _ => {
            let text = random.choice(ODD).copied().unwrap_or("null");
            Node::parse(text).unwrap_or_else(|| Node::Leaf(text.to_owned()))
        }
    }
}

/// The dictionaries whose words may stand in a body: all but the headings of pages.
const IN_BODIES: [Dictionary; 6] = [
    Dictionary::Keys,
    Dictionary::EnvelopeKeys,
    Dictionary::Codes,
    Dictionary::Categories,
    Dictionary::Statuses,
    Dictionary::Reasons,
];

fn words(dictionary: Dictionary) -> &'static [String] {
    static LISTS: OnceLock<[Vec<String>; 6]> = OnceLock::new();
    let lists = LISTS.get_or_init(|| IN_BODIES.map(Dictionary::words));
    let at = IN_BODIES.iter().position(|it| *it == dictionary);
    at.map_or(&[][..], |at| &lists[at])
}
