//! What is sent inside errors: codes, categories, flags, the states of each field.

use std::collections::BTreeMap;

use tables::{Category, Field, Site};

use super::{Cells, Grid, Sent, UNKNOWN, at_most_one, canonical, cell, names, sites};

/// Finds the value of a member of an error among known ones, at its site.
fn by_value(key: &'static str, known: Vec<String>) -> Box<Cells> {
    let known: BTreeMap<String, String> = known
        .into_iter()
        .map(|name| (canonical(&name), name))
        .collect();
    at_most_one(move |one| {
        let site = one.site.filter(|_| one.has_error())?;
        let value = one.member(key)?;
        let name = known.get(&value).map(String::as_str);
        let name = name.or_else(|| value.starts_with('"').then_some(UNKNOWN));
        name.map(|name| cell(name, site.as_str()))
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
        columns: sites(),
        rows: with_unknown(known.clone()),
        cells: by_value(key, known),
        explain: Box::new(|_, _| None),
    }
}

/// The pairs of code and category at each site: nothing ties the one to the other.
pub(super) fn pairs() -> Grid {
    let columns = sites().into_iter().flat_map(|site| {
        with_unknown(category_names())
            .into_iter()
            .map(move |category| format!("{site} {category}"))
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
                .map(|((code, site), (category, _))| (code, format!("{site} {category}")))
                .collect()
        }),
        explain: Box::new(|_, _| None),
    }
}

pub(super) fn flags() -> Grid {
    Grid {
        title: "flag × place",
        columns: sites(),
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
        cells: at_most_one(|one| {
            let site = one.site.filter(|_| one.has_error())?;
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
            Some(cell(row, site.as_str()))
        }),
        explain: Box::new(|row, site| {
            let is_value =
                row == "absent" || row.starts_with("retriable ") || row.starts_with("retirable ");
            (site == "D" && !is_value).then_some("a web task has no flag")
        }),
    }
}

/// The states of each field: absent, null, empty, of a wrong type, and each of its keys.
pub(super) fn states() -> Grid {
    let mut rows = Vec::new();
    for field in Field::ALL {
        let name = field.documented_key();
        let states = ["absent", "null", "empty", "wrong type"];
        rows.extend(states.map(|state| format!("{name} {state}")));
        let keys = field.spellings().iter();
        rows.extend(keys.map(|key| format!("{name} as {key}")));
        // The spellings of the flag have a table of their own.
        if field.spellings().len() > 1 && *field != Field::Flag {
            rows.extend(["equal", "at odds"].map(|how| format!("{name} twice, {how}")));
        }
    }
    Grid {
        title: "fact × place",
        columns: sites(),
        rows,
        cells: Box::new(|one| match one.site {
            Some(site) if one.has_error() => Field::ALL
                .iter()
                .flat_map(|field| states_of(one, *field))
                .map(|state| cell(&state, site.as_str()))
                .collect(),
            _ => Vec::new(),
        }),
        explain: Box::new(|row, site| {
            let field = Field::ALL
                .iter()
                .find(|field| row.starts_with(field.documented_key()))?;
            let declared = Site::ALL
                .iter()
                .any(|one| one.as_str() == site && one.declares(*field));
            match row {
                // What no schema declares is sent all the same: it must not be lost.
                _ if !declared && row.contains(" as ") => None,
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
        columns: sites(),
        rows: names(&["an object", "null", "a text", "an array", "a number"]),
        cells: at_most_one(|one| {
            let error = one.tree.as_ref()?.pointer(&one.error_at())?;
            let site = one.site?;
            let row = match error.as_bytes() {
                [b'{', ..] => "an object",
                b"null" => "null",
                [b'"', ..] => "a text",
                [b'[', ..] => "an array",
                [b'-' | b'0'..=b'9', ..] => "a number",
                _ => "a word",
            };
            Some(cell(row, site.as_str()))
        }),
        explain: Box::new(|_, _| None),
    }
}

fn states_of(one: &Sent<'_>, field: Field) -> Vec<String> {
    let name = field.documented_key();
    let mut states = Vec::new();
    let values: Vec<String> = field
        .spellings()
        .iter()
        .filter_map(|key| one.member(key))
        .collect();
    if let [first, second] = values.as_slice() {
        let how = if first == second { "equal" } else { "at odds" };
        states.push(format!("{name} twice, {how}"));
    }
    for key in field.spellings() {
        let Some(value) = one.member(key) else {
            continue;
        };
        states.push(format!("{name} as {key}"));
        match value.as_str() {
            "null" => states.push(format!("{name} null")),
            "\"\"" | "{}" | "[]" => states.push(format!("{name} empty")),
            _ if is_wrong(field, &value) => states.push(format!("{name} wrong type")),
            _ => {}
        }
    }
    if states.is_empty() {
        states.push(format!("{name} absent"));
    }
    states
}

fn is_wrong(field: Field, value: &str) -> bool {
    match field {
        Field::Details => false,
        Field::Flag => !matches!(value, "true" | "false" | "null"),
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
    fn the_keys_of_an_alias_pair_are_equal_or_at_odds() {
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
