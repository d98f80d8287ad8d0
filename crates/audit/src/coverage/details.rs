//! What is hard inside an error: deep and large details, numbers, the letters of a message.

use super::{Grid, Sent, cell, names, sites};
use suite::tree::Tree;

/// From so many bytes on, details are large.
const LARGE: [(usize, &str); 2] = [(2 << 20, "2 MiB"), (1 << 16, "64 KiB")];

/// From so many levels on, details are deep.
const DEEP: [(usize, &str); 4] = [
    (5_000, "5,000 levels"),
    (100, "100 levels"),
    (50, "50 levels"),
    (16, "16 levels"),
];

/// Numbers that not every language can hold.
const NUMBERS: [(&str, &str); 5] = [
    ("9007199254740993", "a number beyond 53 bits"),
    ("123456789012345678901234567890", "a number beyond 64 bits"),
    ("1e400", "a number beyond doubles"),
    ("1e-400", "a number below doubles"),
    ("0.12345678901234567890123", "a number of many digits"),
];

pub(super) fn details() -> Grid {
    let rows = DEEP.iter().chain(&LARGE).map(|(_, name)| *name);
    let rows: Vec<&str> = rows.chain(NUMBERS.iter().map(|(_, name)| *name)).collect();
    Grid {
        title: "details × place",
        columns: sites(),
        rows: names(&rows),
        cells: Box::new(|one| {
            let Some(site) = one.site.filter(|_| one.has_error()) else {
                return Vec::new();
            };
            let rows = kinds(one).into_iter();
            rows.map(|row| cell(row, site.as_str())).collect()
        }),
        explain: Box::new(|row, site| match (row, site) {
            ("5,000 levels" | "2 MiB" | "64 KiB", "B" | "D") => Some("sent at A and C"),
            (_, "B" | "D") if row.starts_with("a number") => Some("sent at A and C"),
            _ => None,
        }),
    }
}

fn kinds(one: &Sent<'_>) -> Vec<&'static str> {
    let Some(details) = one.member("details") else {
        return Vec::new();
    };
    let depth = depth(&details);
    let deep = DEEP.iter().find(|(least, _)| depth >= *least);
    let large = LARGE.iter().find(|(least, _)| details.len() >= *least);
    let bands = deep.into_iter().chain(large).map(|(_, name)| *name);
    let numbers = NUMBERS.iter().filter(|(number, _)| {
        let number = Tree::parse(number).map(Tree::into_canonical);
        number.is_ok_and(|number| details == format!("{{\"n\":{number}}}"))
    });
    bands.chain(numbers.map(|(_, name)| *name)).collect()
}

/// How many containers stand inside each other in a canonical text.
fn depth(canonical: &str) -> usize {
    let (mut level, mut deepest) = (0_usize, 0);
    let (mut is_text, mut is_escaped) = (false, false);
    for byte in canonical.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => is_text = !is_text,
            b'[' | b'{' if !is_text => level += 1,
            b']' | b'}' if !is_text => level -= 1,
            _ => {}
        }
        deepest = deepest.max(level);
    }
    deepest
}

type Test = fn(&str) -> bool;

/// What a text may have that careless clients lose; the tests see the text.
const TEXTS: [(&str, Test); 8] = [
    ("spaces at its ends", |text| {
        text.trim_matches(' ').len() < text.len()
    }),
    ("line breaks", |text| text.contains('\n')),
    ("quotes and backslashes", |text| {
        text.contains('"') && text.contains('\\')
    }),
    ("letters beyond 16 bits", |text| {
        text.chars().any(|one| one > '\u{ffff}')
    }),
    ("words in capitals", |text| {
        text.split(' ')
            .any(|word| word.len() > 1 && word.bytes().all(|one| one.is_ascii_uppercase()))
    }),
    ("control characters", |text| {
        text.chars().any(|one| one < ' ' && !"\n\r\t".contains(one))
    }),
    ("HTML", |text| text.contains('<') && text.contains('&')),
    ("JSON inside", |text| text.starts_with('{')),
];

pub(super) fn texts() -> Grid {
    Grid {
        title: "message with × place",
        columns: sites(),
        rows: TEXTS.iter().map(|(name, _)| (*name).to_owned()).collect(),
        cells: Box::new(|one| {
            let message = one.member("message").unwrap_or_default();
            let (Some(site), Ok(text)) = (one.site, serde_json::from_str::<String>(&message))
            else {
                return Vec::new();
            };
            let rows = TEXTS.iter().filter(|(_, test)| test(&text));
            rows.map(|(name, _)| cell(name, site.as_str())).collect()
        }),
        explain: Box::new(|_, _| None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_inside_each_other_are_counted_and_those_in_texts_are_not() {
        for (json, levels) in [
            ("1", 0),
            ("[]", 1),
            (r#"{"a":[],"b":[[]]}"#, 3),
            (r#"[[],{},[],"[[["]"#, 2),
            (r#"["\"[[","]]]",[]]"#, 2),
        ] {
            assert_eq!(depth(json), levels, "{json}");
        }
    }

    #[test]
    fn a_text_has_what_its_row_says() {
        let rows = |text: &str| -> Vec<&str> {
            let rows = TEXTS.iter().filter(|(_, test)| test(text));
            rows.map(|(name, _)| *name).collect()
        };
        for (text, row) in [
            ("a ", "spaces at its ends"),
            ("a\nb", "line breaks"),
            ("\"\\", "quotes and backslashes"),
            ("\u{10000}", "letters beyond 16 bits"),
            ("a BC", "words in capitals"),
            ("a\u{1f}", "control characters"),
            ("<&", "HTML"),
            ("{}", "JSON inside"),
        ] {
            assert_eq!(rows(text), [row], "{text:?}");
        }
        for text in [
            "a b", "\"", "\\", "\u{ffff}", "A b Cd", "\t\r", "<", "&", "a{",
        ] {
            assert!(rows(text).is_empty(), "{text:?}");
        }
    }
}
