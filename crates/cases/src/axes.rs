//! The named sets of axis values, taken from the contract's tables.
//!
//! A set is never written out twice: a code that the contract gains is a vector that every case
//! over that set gains. Start at [`values`].

use std::collections::{BTreeMap, BTreeSet};

use tables::{Category, Operation, Origin, ReasonKind};

use crate::case::Axis;
use crate::error::{CaseError, Problem, Within as _};
use crate::key::Key;
use crate::template::Scope;

/// One value of an axis: its id and its variables.
pub(crate) struct Value {
    pub(crate) id: String,
    pub(crate) variables: BTreeMap<String, String>,
    /// Where the axis has it.
    keys: Vec<Key>,
}

impl Value {
    /// The keys of one of its variables, or of its `id`.
    pub(crate) fn keys_of(&self, variable: &str) -> Vec<Key> {
        [&self.keys[..], &[variable.into()]].concat()
    }
}

/// The values of each axis of a case, in order.
pub(crate) fn values(axes: &[Axis]) -> Result<Vec<Vec<Value>>, CaseError> {
    let axes = axes.iter().enumerate();
    axes.map(|(position, axis)| {
        let keys = [Key::from("axis"), Key::from(position)];
        values_of(axis, &keys).within(position).within("axis")
    })
    .collect()
}

fn values_of(axis: &Axis, keys: &[Key]) -> Result<Vec<Value>, CaseError> {
    let name = || axis.name.clone();
    if Scope::is_reserved(&axis.name) {
        return Err(Problem::ReservedAxis(name())).within("name");
    }
    let mut values: Vec<Value> = axis.ids.iter().map(|id| plain(id)).collect();
    for (position, variables) in axis.values.iter().enumerate() {
        let mut variables = variables.clone();
        let id = variables
            .remove("id")
            .ok_or_else(|| Problem::NoValueId(name()))
            .within(position)
            .within("values")?;
        values.push(Value {
            variables,
            ..plain(&id)
        });
    }
    for (position, value) in values.iter_mut().enumerate() {
        let (list, position) = match position.checked_sub(axis.ids.len()) {
            None => ("ids", position),
            Some(position) => ("values", position),
        };
        value.keys = [keys, &[list.into(), position.into()]].concat();
    }
    if let Some(set) = &axis.set {
        for value in named(set).within("set")? {
            let keys = [keys, &["set".into()]].concat();
            values.push(Value { keys, ..value });
        }
    }
    if values.is_empty() {
        return Err(Problem::EmptyAxis(name()).into());
    }
    let mut seen = BTreeSet::new();
    for value in &values {
        let id = &value.id;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-+".contains(&byte);
        let problem = if id.is_empty() || !id.bytes().all(is_plain) {
            Problem::ValueId(id.clone())
        } else if !seen.insert(id) {
            let (axis, id) = (name(), id.clone());
            Problem::ValueTwice { axis, id }
        } else {
            continue;
        };
        return Err(CaseError::at(&value.keys_of("id"), problem));
    }
    Ok(values)
}

fn plain(id: &str) -> Value {
    Value {
        id: id.to_owned(),
        variables: BTreeMap::new(),
        keys: Vec::new(),
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

fn named(set: &str) -> Result<Vec<Value>, Problem> {
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
            return Err(Problem::UnknownSet {
                set: set.to_owned(),
                known: SETS.join(", "),
            });
        }
    })
}

/// Every code that a source names, and one that none does. The variable `requirement` is the id of
/// its requirement.
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

/// The five categories and one that no source names, with their requirements.
fn every_category() -> Vec<Value> {
    let known = Category::ALL
        .iter()
        .map(|category| with_requirement(category.as_str(), &format!("categories/{category}")));
    known
        .chain([with_requirement("network", "wire/unknown-category")])
        .collect()
}

fn with_requirement(id: &str, requirement: &str) -> Value {
    Value {
        variables: [("requirement".to_owned(), requirement.to_owned())].into(),
        ..plain(id)
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
        let refusal = |id: &str| {
            let axis = Axis {
                name: "code".to_owned(),
                ids: vec![id.to_owned()],
                values: Vec::new(),
                set: None,
            };
            values(&[axis]).err()
        };
        assert!(refusal("a-1_b.c+d").is_none());
        for wrong in ["", "a b", "a/b", "ä"] {
            assert!(refusal(wrong).is_some(), "{wrong:?}");
        }
    }
}
