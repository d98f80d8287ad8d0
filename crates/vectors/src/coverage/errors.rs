//! What is sent inside errors: codes, categories, flags, the states of each field.

use std::collections::BTreeMap;

use contract::{Category, Fact, Place};

use super::{Sent, Table, UNKNOWN, canonical, count, places};

/// Counts a member of every error by its value and its place.
fn by_value(sent: &[Sent<'_>], key: &str, names: &[String]) -> BTreeMap<(String, String), usize> {
    let canonical_names: BTreeMap<String, &String> =
        names.iter().map(|name| (canonical(name), name)).collect();
    let mut counts = BTreeMap::new();
    for one in sent.iter().filter(|one| one.has_error()) {
        let (Some(place), Some(value)) = (one.place, one.member(key)) else {
            continue;
        };
        match canonical_names.get(&value) {
            Some(name) => count(&mut counts, name, place.as_str()),
            None if value.starts_with('"') => count(&mut counts, UNKNOWN, place.as_str()),
            None => {}
        }
    }
    counts
}

pub(super) fn codes(sent: &[Sent<'_>]) -> Table {
    let mut names: Vec<String> = contract::codes()
        .iter()
        .map(|info| info.wire.to_owned())
        .collect();
    let counts = by_value(sent, "code", &names);
    names.push(UNKNOWN.to_owned());
    Table::new("code × place", places(), names, &counts, |_, _| None)
}

pub(super) fn categories(sent: &[Sent<'_>]) -> Table {
    let mut names: Vec<String> = Category::ALL
        .iter()
        .map(|category| category.as_str().to_owned())
        .collect();
    let counts = by_value(sent, "category", &names);
    names.push(UNKNOWN.to_owned());
    Table::new("category × place", places(), names, &counts, |_, _| None)
}

/// How many different pairs of code and category each place sends, of all that there are.
pub(super) fn pairs(sent: &[Sent<'_>]) -> Table {
    let mut seen: std::collections::BTreeSet<(String, String, &str)> = Default::default();
    for one in sent.iter().filter(|one| one.has_error()) {
        if let (Some(place), Some(code), Some(category)) =
            (one.place, one.member("code"), one.member("category"))
        {
            seen.insert((code, category, place.as_str()));
        }
    }
    let codes: Vec<String> = contract::codes()
        .iter()
        .map(|info| canonical(info.wire))
        .chain([canonical("quota-exhausted-tomorrow")])
        .collect();
    let categories: Vec<String> = Category::ALL
        .iter()
        .map(|category| canonical(category.as_str()))
        .chain([canonical("network")])
        .collect();
    let mut counts = BTreeMap::new();
    for place in Place::ALL {
        for code in &codes {
            for category in &categories {
                let known = seen.contains(&(code.clone(), category.clone(), place.as_str()));
                let row = if known { "pairs sent" } else { "pairs missing" };
                count(&mut counts, row, place.as_str());
            }
        }
    }
    let rows = ["pairs sent".to_owned(), "pairs missing".to_owned()];
    Table::new(
        "code and category × place",
        places(),
        rows,
        &counts,
        |row, _| (row == "pairs missing").then_some("none is missing"),
    )
}

pub(super) fn flags(sent: &[Sent<'_>]) -> Table {
    let mut counts = BTreeMap::new();
    for one in sent.iter().filter(|one| one.has_error()) {
        let Some(place) = one.place else { continue };
        let (wire, documented) = (one.member("retirable"), one.member("retriable"));
        let row = match (wire.as_deref(), documented.as_deref()) {
            (None, None) => "absent",
            (Some("true"), None) => "retirable true",
            (Some("false"), None) => "retirable false",
            (None, Some("true")) => "retriable true",
            (None, Some("false")) => "retriable false",
            (Some("null"), None) | (None, Some("null")) => "null",
            (Some("null"), Some(_)) | (Some(_), Some("null")) => "null beside a value",
            (Some(one), Some(other)) if one == other => "both, equal",
            (Some("true" | "false"), Some("true" | "false")) => "both, at odds",
            _ => "wrong type",
        };
        count(&mut counts, row, place.as_str());
    }
    let rows = [
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
    ];
    Table::new(
        "flag × place",
        places(),
        rows.map(str::to_owned),
        &counts,
        |row, place| (place == "D" && row != "absent").then_some("a web task has no flag"),
    )
}

/// The states of each fact: absent, null, empty, of a wrong type, and each of its keys.
pub(super) fn states(sent: &[Sent<'_>]) -> Table {
    let mut counts = BTreeMap::new();
    let mut rows = Vec::new();
    for &fact in Fact::ALL {
        let name = fact.documented_key();
        for state in ["absent", "null", "empty", "wrong type"] {
            rows.push(format!("{name} {state}"));
        }
        rows.extend(
            fact.spellings()
                .iter()
                .map(|key| format!("{name} as {key}")),
        );
        for one in sent.iter().filter(|one| one.has_error()) {
            let Some(place) = one.place else { continue };
            let values: Vec<(&str, String)> = fact
                .spellings()
                .iter()
                .filter_map(|key| Some((*key, one.member(key)?)))
                .collect();
            if values.is_empty() {
                count(&mut counts, &format!("{name} absent"), place.as_str());
            }
            for (key, value) in values {
                count(&mut counts, &format!("{name} as {key}"), place.as_str());
                let state = match value.as_str() {
                    "null" => "null",
                    "\"\"" | "{}" | "[]" => "empty",
                    _ if is_wrong(fact, &value) => "wrong type",
                    _ => continue,
                };
                count(&mut counts, &format!("{name} {state}"), place.as_str());
            }
        }
    }
    Table::new("fact × place", places(), rows, &counts, |row, place| {
        let fact = Fact::ALL
            .iter()
            .find(|fact| row.starts_with(fact.documented_key()))?;
        let declared = Place::ALL
            .iter()
            .any(|one| one.as_str() == place && one.declares(*fact));
        match row {
            _ if !declared => Some("the schema of this place has no such field"),
            "details wrong type" => Some("details are any JSON"),
            "retriable empty" => Some("an empty flag is one of a wrong type"),
            _ => None,
        }
    })
}

fn is_wrong(fact: Fact, value: &str) -> bool {
    match fact {
        Fact::Details => false,
        Fact::Flag => !matches!(value, "true" | "false" | "null"),
        _ => !value.starts_with('"'),
    }
}
