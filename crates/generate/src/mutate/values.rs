//! The keys and values that the mutator puts in: those of the contract, near misses, odd ones.
//!
//! Start at [`any_key`] and [`any_value`].

use std::sync::LazyLock;

use tables::Field;

use super::compose;
use crate::dictionary::Dictionary;
use crate::json::Node;

/// Texts with which something may go wrong, as JSON strings.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lines = include_str!("texts.jsonl").lines();
    lines
        .filter_map(|it| serde_json::from_str(it).ok())
        .collect()
});

/// Values of every type, and texts that only escapes can spell.
static ODD: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("odd.jsonl").lines().collect());

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
        let other = match random.bool() {
            true => random.choice(["x", "hint", "error", "inner", ""]),
            false => random.choice(TEXTS.iter()).map(String::as_str),
        };
        return quoted(other.unwrap_or_default());
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

/// Another key in place of this one: the field's other spelling, an escape in it, a near miss.
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
        // An empty text is what readers most often take for an absent field.
        0..=19 => String::new(),
        20..=159 => random.choice(TEXTS.iter()).cloned().unwrap_or_default(),
        160..=199 => {
            let unit = random.choice(["x", " ", "\u{e9}", "\u{20ac}", "\u{1f600}", "\\", "ab c"]);
            unit.unwrap_or_default().repeat(length(random))
        }
        _ => any_word(random).to_owned(),
    }
}

/// A word of any dictionary whose words stand in bodies: not of the last one, headings of pages.
fn any_word(random: &mut fastrand::Rng) -> &'static str {
    let in_bodies = &Dictionary::ALL[..6];
    let dictionary = in_bodies[random.usize(..in_bodies.len())];
    random.choice(words(dictionary)).map_or("", String::as_str)
}

fn words(dictionary: Dictionary) -> &'static [String] {
    static WORDS: LazyLock<[Vec<String>; 7]> =
        LazyLock::new(|| Dictionary::ALL.map(Dictionary::words));
    &WORDS[dictionary as usize]
}

/// A value of any type, the odd ones among them.
pub(super) fn any_value(random: &mut fastrand::Rng) -> Node {
    match random.u8(0..8) {
        0 => Node::Leaf(quoted(any_word(random))),
        1 => Node::Leaf(format!("{}e{}", random.u32(..), random.i16(..))),
        2 | 3 => Node::Leaf(quoted(&any_text(random))),
        _ => {
            let text = random.choice(ODD.iter()).unwrap_or(&"null");
            Node::parse(text).unwrap_or_else(|| Node::Leaf((*text).to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_lists_is_a_value() {
        let lines = include_str!("texts.jsonl").lines();
        assert_eq!(TEXTS.len(), lines.count());
        for text in ODD.iter() {
            assert!(Node::parse(text).is_some(), "{text}");
        }
        for dictionary in Dictionary::ALL {
            assert_eq!(words(dictionary), dictionary.words());
        }
    }
}
