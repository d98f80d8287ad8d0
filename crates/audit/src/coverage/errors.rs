//! What is sent inside errors: codes, categories, flags, the states of each field.

use std::collections::BTreeMap;

use tables::{Category, Fact, Place};

use super::{Cells, Grid, Sent, UNKNOWN, canonical, cell, names, places};

/// Finds the value of a member of an error among known ones, at its place.
fn by_value(key: &'static str, known: Vec<String>) -> Box<Cells> {
    let known: BTreeMap<String, String> = known
        .into_iter()
        .map(|name| (canonical(&name), name))
        .collect();
    Box::new(move |one| {
        let (true, Some(place), Some(value)) = (one.has_error(), one.place, one.member(key)) else {
            return Vec::new();
        };
        match known.get(&value) {
            Some(name) => vec![cell(name, place.as_str())],
            None if value.starts_with('"') => vec![cell(UNKNOWN, place.as_str())],
            None => Vec::new(),
        }
    })
}

fn code_names() -> Vec<String> {
    tables::codes()
        .iter()
        .map(|info| info.wire.to_owned())
        .collect()
}

fn category_names() -> Vec<String> {
    Category::ALL
        .iter()
        .map(|category| category.as_str().to_owned())
        .collect()
}

fn with_unknown(mut names: Vec<String>) -> Vec<String> {
    names.push(UNKNOWN.to_owned());
    names
}

pub(super) fn codes() -> Grid {
    values("code × place", "code", code_names())
}

pub(super) fn categories() -> Grid {
    values("category × place", "category", category_names())
}

fn values(title: &'static str, key: &'static str, known: Vec<String>) -> Grid {
    Grid {
        title,
        columns: places(),
        rows: with_unknown(known.clone()),
        cells: by_value(key, known),
        explain: Box::new(|_, _| None),
    }
}

/// The pairs of code and category at each place: the one is tied to the other nowhere.
pub(super) fn pairs() -> Grid {
    let columns = places().into_iter().flat_map(|place| {
        with_unknown(category_names())
            .into_iter()
            .map(move |category| format!("{place} {category}"))
    });
    let (code, category) = (
        by_value("code", code_names()),
        by_value("category", category_names()),
    );
    Grid {
        title: "code × place and category",
        columns: columns.collect(),
        rows: with_unknown(code_names()),
        cells: Box::new(move |one| {
            let pairs = code(one).into_iter().zip(category(one));
            pairs
                .map(|((code, place), (category, _))| (code, format!("{place} {category}")))
                .collect()
        }),
        explain: Box::new(|_, _| None),
    }
}

pub(super) fn flags() -> Grid {
    Grid {
        title: "flag × place",
        columns: places(),
        rows: names(&[
            "absent",
            "retirable true",
            "retirable false",
            "retriable true",
            "retriable false",
            "null",
            "null beside a value",
            "both, equal",
            "both, at odds",
            "wrong type",
            "retryable",
        ]),
        cells: Box::new(|one| {
            let (true, Some(place)) = (one.has_error(), one.place) else {
                return Vec::new();
            };
            let (wire, documented) = (one.member("retirable"), one.member("retriable"));
            let row = match (wire.as_deref(), documented.as_deref()) {
                (None, None) if one.member("retryable").is_some() => "retryable",
                (None, None) => "absent",
                (Some("true"), None) => "retirable true",
                (Some("false"), None) => "retirable false",
                (None, Some("true")) => "retriable true",
                (None, Some("false")) => "retriable false",
                (Some("null"), None | Some("null")) | (None, Some("null")) => "null",
                (Some("null"), Some(_)) | (Some(_), Some("null")) => "null beside a value",
                (Some(one), Some(other)) if one == other => "both, equal",
                (Some("true" | "false"), Some("true" | "false")) => "both, at odds",
                _ => "wrong type",
            };
            vec![cell(row, place.as_str())]
        }),
        explain: Box::new(|row, place| {
            (place == "D" && row != "absent").then_some("a web task has no flag")
        }),
    }
}

/// The states of each fact: absent, null, empty, of a wrong type, and each of its keys.
pub(super) fn states() -> Grid {
    let mut rows = Vec::new();
    for fact in Fact::ALL {
        let name = fact.documented_key();
        let states = ["absent", "null", "empty", "wrong type"];
        rows.extend(states.map(|state| format!("{name} {state}")));
        let keys = fact.spellings().iter();
        rows.extend(keys.map(|key| format!("{name} as {key}")));
        // The spellings of the flag have a table of their own.
        if fact.spellings().len() > 1 && *fact != Fact::Flag {
            rows.extend(["equal", "at odds"].map(|twins| format!("{name} twice, {twins}")));
        }
    }
    Grid {
        title: "fact × place",
        columns: places(),
        rows,
        cells: Box::new(|one| match one.place {
            Some(place) if one.has_error() => Fact::ALL
                .iter()
                .flat_map(|fact| states_of(one, *fact))
                .map(|state| cell(&state, place.as_str()))
                .collect(),
            _ => Vec::new(),
        }),
        explain: Box::new(|row, place| {
            let fact = Fact::ALL
                .iter()
                .find(|fact| row.starts_with(fact.documented_key()))?;
            let declared = Place::ALL
                .iter()
                .any(|one| one.as_str() == place && one.declares(*fact));
            match row {
                // What no schema declares is sent all the same: it must not be lost.
                _ if !declared && row.contains(" as ") && *fact != Fact::Flag => None,
                _ if !declared && !row.ends_with(" absent") => {
                    Some("the schema of this place has no such field")
                }
                "details wrong type" => Some("details are any JSON"),
                _ => None,
            }
        }),
    }
}

/// What stands where the error of a result should be.
pub(super) fn shapes() -> Grid {
    Grid {
        title: "error × place",
        columns: places(),
        rows: names(&["an object", "null", "a text", "an array", "a number"]),
        cells: Box::new(|one| {
            let error = one
                .tree
                .as_ref()
                .and_then(|tree| tree.pointer(one.error_at()));
            let (Some(place), Some(error)) = (one.place, error) else {
                return Vec::new();
            };
            let row = match error.as_bytes() {
                [b'{', ..] => "an object",
                b"null" => "null",
                [b'"', ..] => "a text",
                [b'[', ..] => "an array",
                [b'-' | b'0'..=b'9', ..] => "a number",
                _ => "a word",
            };
            vec![cell(row, place.as_str())]
        }),
        explain: Box::new(|_, _| None),
    }
}

fn states_of(one: &Sent<'_>, fact: Fact) -> Vec<String> {
    let name = fact.documented_key();
    let mut states = Vec::new();
    let values: Vec<String> = fact
        .spellings()
        .iter()
        .filter_map(|key| one.member(key))
        .collect();
    if let [first, second] = values.as_slice() {
        let twins = if first == second { "equal" } else { "at odds" };
        states.push(format!("{name} twice, {twins}"));
    }
    for key in fact.spellings() {
        let Some(value) = one.member(key) else {
            continue;
        };
        states.push(format!("{name} as {key}"));
        match value.as_str() {
            "null" => states.push(format!("{name} null")),
            "\"\"" | "{}" | "[]" => states.push(format!("{name} empty")),
            _ if is_wrong(fact, &value) => states.push(format!("{name} wrong type")),
            _ => {}
        }
    }
    if states.is_empty() {
        states.push(format!("{name} absent"));
    }
    states
}

fn is_wrong(fact: Fact, value: &str) -> bool {
    match fact {
        Fact::Details => false,
        Fact::Flag => !matches!(value, "true" | "false" | "null"),
        _ => !value.starts_with('"'),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::answer;
    use super::*;

    fn rows(grid: &Grid, error: &str) -> Vec<String> {
        let body = format!(r#"{{"status":"failed","error":{error}}}"#);
        let cells = (grid.cells)(&answer("runs.result", 200, &body));
        cells.into_iter().map(|(row, _)| row).collect()
    }

    #[test]
    fn twins_are_equal_or_at_odds() {
        for (error, row) in [
            (r#"{"retirable":true,"retriable":true}"#, "both, equal"),
            (r#"{"retirable":"x","retriable":"x"}"#, "both, equal"),
            (r#"{"retirable":true,"retriable":false}"#, "both, at odds"),
            (
                r#"{"retirable":true,"retriable":null}"#,
                "null beside a value",
            ),
            (r#"{"retirable":true,"retriable":1}"#, "wrong type"),
        ] {
            assert_eq!(rows(&flags(), error), [row], "{error}");
        }
        for (error, row) in [
            (r#"{"doc_url":"a","docUrl":"a"}"#, "doc_url twice, equal"),
            (r#"{"doc_url":"a","docUrl":"b"}"#, "doc_url twice, at odds"),
        ] {
            assert!(rows(&states(), error).contains(&row.to_owned()), "{error}");
        }
    }
}
