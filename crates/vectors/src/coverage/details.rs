//! What is hard inside an error: deep and large details, numbers, the letters of a message.

use super::{Grid, Sent, cell, names, places};

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
        columns: places(),
        rows: names(&rows),
        cells: Box::new(|one| {
            let Some(place) = one.place.filter(|_| one.has_error()) else {
                return Vec::new();
            };
            let rows = kinds(one).into_iter();
            rows.map(|row| cell(row, place.as_str())).collect()
        }),
        explain: Box::new(|row, place| match (row, place) {
            ("5,000 levels" | "2 MiB" | "64 KiB", "B" | "D") => Some("sent at A and C"),
            (_, "B" | "C" | "D") if row.starts_with("a number") => Some("sent at A"),
            _ => None,
        }),
    }
}

fn kinds(one: &Sent<'_>) -> Vec<&'static str> {
    let Ok(text) = std::str::from_utf8(&one.body) else {
        return Vec::new();
    };
    let Some((_, details)) = text.split_once("\"details\":") else {
        return Vec::new();
    };
    // The longest run of opening brackets is the depth of everything that is deep here.
    let opening = details
        .bytes()
        .scan((0_usize, 0_usize), |(level, deepest), byte| {
            match byte {
                b'[' | b'{' => *level += 1,
                b']' | b'}' => *level = level.saturating_sub(1),
                _ => {}
            }
            *deepest = (*deepest).max(*level);
            Some(*deepest)
        });
    let depth = opening.last().unwrap_or(0);
    let at_least = |(least, _): &&(usize, &'static str), size: usize| size >= *least;
    let deep = DEEP.iter().find(|band| at_least(band, depth));
    let large = LARGE.iter().find(|band| at_least(band, details.len()));
    let numbers = NUMBERS.iter().filter(|(number, _)| {
        details.match_indices(number).any(|(at, _)| {
            let next = details.as_bytes().get(at + number.len());
            !next.is_some_and(u8::is_ascii_digit)
        })
    });
    let bands = deep.into_iter().chain(large).map(|(_, name)| *name);
    bands.chain(numbers.map(|(_, name)| *name)).collect()
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
    ("foreign letters", |text| {
        text.chars().any(|one| one > '\u{ffff}')
    }),
    ("capitals", |text| text.contains("LOUD")),
    ("control characters", |text| text.contains('\0')),
    ("HTML", |text| text.contains("&amp;")),
    ("JSON inside", |text| text.starts_with('{')),
];

pub(super) fn texts() -> Grid {
    Grid {
        title: "message with × place",
        columns: places(),
        rows: TEXTS.iter().map(|(name, _)| (*name).to_owned()).collect(),
        cells: Box::new(|one| {
            let message = one.member("message").unwrap_or_default();
            let (Some(place), Ok(text)) = (one.place, serde_json::from_str::<String>(&message))
            else {
                return Vec::new();
            };
            let rows = TEXTS.iter().filter(|(_, test)| test(&text));
            rows.map(|(name, _)| cell(name, place.as_str())).collect()
        }),
        explain: Box::new(|_, _| None),
    }
}
