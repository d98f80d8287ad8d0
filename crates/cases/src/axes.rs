//! The named sets of axis values, taken from the contract's tables.
//!
//! A set is never written out twice: a code that the contract gains is a vector that every case
//! over that set gains. Start at [`values`].

use std::collections::BTreeMap;

use tables::{Category, Operation, Origin, ReasonKind};

use crate::case::Axis;

/// One value of an axis: its id and its variables.
pub(crate) struct Value {
    pub(crate) id: String,
    pub(crate) variables: BTreeMap<String, String>,
}

/// The values of an axis, in order.
pub(crate) fn values(axis: &Axis) -> Result<Vec<Value>, String> {
    let mut values: Vec<Value> = axis.ids.iter().map(|id| plain(id)).collect();
    for variables in &axis.values {
        let mut variables = variables.clone();
        let id = variables
            .remove("id")
            .ok_or_else(|| format!("a value of the axis `{}` has no `id`", axis.name))?;
        values.push(Value { id, variables });
    }
    if let Some(set) = &axis.set {
        values.extend(named(set)?);
    }
    if values.is_empty() {
        return Err(format!(
            "the axis `{}` has no values: give `ids`, `values` or `set`",
            axis.name
        ));
    }
    let mut seen = std::collections::BTreeSet::new();
    for value in &values {
        let id = &value.id;
        if id.is_empty()
            || !id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-+".contains(&byte))
        {
            return Err(format!(
                "the axis value `{id}` is not made of letters, digits and `._-+` alone"
            ));
        }
        if !seen.insert(id) {
            return Err(format!(
                "the axis `{}` has the value `{id}` twice",
                axis.name
            ));
        }
    }
    Ok(values)
}

fn plain(id: &str) -> Value {
    Value {
        id: id.to_owned(),
        variables: BTreeMap::new(),
    }
}

const SETS: &[&str] = &[
    "all-operations",
    "categories",
    "documented-codes",
    "every-category",
    "every-code",
    "job-operations",
    "job-reasons",
    "job-run-reasons",
    "other-codes",
    "other-operations",
    "polling-operations",
    "run-reasons",
    "web-task-codes",
];

fn named(set: &str) -> Result<Vec<Value>, String> {
    let codes = |origin: Origin| {
        tables::codes()
            .iter()
            .filter(move |info| info.origin == origin)
            .map(|info| plain(info.wire))
    };
    let operations = |wanted: fn(Operation) -> bool| {
        Operation::all()
            .filter(move |operation| wanted(*operation))
            .map(|one| plain(one.id()))
    };
    let reasons = |kind: ReasonKind| kind.types().iter().map(|reason| plain(reason.as_str()));
    Ok(match set {
        "all-operations" => operations(|_| true).collect(),
        "categories" => Category::ALL
            .iter()
            .map(|category| plain(category.as_str()))
            .collect(),
        "documented-codes" => codes(Origin::Documented).collect(),
        "web-task-codes" => codes(Origin::WebTask).collect(),
        "every-code" => every_code(),
        "other-codes" => every_code()
            .into_iter()
            .filter(|code| !code.variables["requirement"].starts_with("codes/"))
            .collect(),
        "every-category" => every_category(),
        "job-operations" => operations(|one| !one.http_errors().is_empty()).collect(),
        "other-operations" => operations(|one| one.http_errors().is_empty()).collect(),
        "polling-operations" => {
            operations(|one| one.site() == Some(tables::Site::Result)).collect()
        }
        "run-reasons" => reasons(ReasonKind::Run).collect(),
        "job-run-reasons" => reasons(ReasonKind::JobRun).collect(),
        "job-reasons" => reasons(ReasonKind::Job).collect(),
        _ => {
            return Err(format!(
                "the set `{set}` is not known; known are {}",
                SETS.join(", ")
            ));
        }
    })
}

/// Every code that anybody names, and one that nobody does. The variable `requirement` is the row
/// of the ledger.
fn every_code() -> Vec<Value> {
    let known = tables::codes().iter().map(|info| match info.origin {
        Origin::Documented => with_requirement(info.wire, &format!("codes/{}", info.wire)),
        Origin::SdkSchema | Origin::WebTask => {
            with_requirement(info.wire, "wire/undocumented-codes")
        }
    });
    known
        .chain([with_requirement(
            "quota-exhausted-tomorrow",
            "wire/unknown-code",
        )])
        .collect()
}

/// The five categories and one that nobody names, with their rows of the ledger.
fn every_category() -> Vec<Value> {
    let known = Category::ALL
        .iter()
        .map(|category| with_requirement(category.as_str(), &format!("categories/{category}")));
    known
        .chain([with_requirement("network", "wire/unknown-category")])
        .collect()
}

fn with_requirement(id: &str, requirement: &str) -> Value {
    let variables = [("requirement".to_owned(), requirement.to_owned())];
    Value {
        id: id.to_owned(),
        variables: variables.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_set_has_values() {
        let counts: Vec<usize> = SETS.iter().map(|set| named(set).unwrap().len()).collect();
        assert_eq!(counts, [24, 5, 27, 6, 38, 11, 2, 9, 11, 13, 4, 7, 6]);
    }

    #[test]
    fn a_value_is_a_part_of_an_id() {
        let said = |id: &str| {
            let axis = Axis {
                name: "code".to_owned(),
                ids: vec![id.to_owned()],
                values: Vec::new(),
                set: None,
            };
            values(&axis).err()
        };
        assert_eq!(said("a-1_b.c+d"), None);
        for wrong in ["", "a b", "a/b", "ä"] {
            assert!(said(wrong).is_some(), "{wrong:?}");
        }
    }
}
