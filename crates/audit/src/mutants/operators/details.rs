//! What clients get wrong about `details`.

use crate::edit::{field, nothing};
use crate::mutants::Mutant;
use tables::Field;

pub(super) fn mutants() -> Vec<Mutant> {
    let aims = ["error-structure/details", "sdk-model/details"];
    let all = [aims[0], aims[1], "codes/internal-server-error-correlation"];
    vec![
        Mutant::new(
            "drops-details",
            "shows no details",
            &all,
            field(Field::Details, nothing),
        ),
        Mutant::new(
            "details-as-text",
            "shows details as a text that contains JSON",
            &all,
            field(Field::Details, |json| {
                Some(serde_json::Value::from(json).to_string())
            }),
        ),
        Mutant::new(
            "details-without-nulls",
            "drops null inside details",
            &aims,
            field(Field::Details, |json| {
                Some(json.replace("null,", "").replace(":null", ":0"))
            }),
        ),
        Mutant::new(
            "falsy-details-are-absent",
            "takes empty details for an absence",
            &aims,
            field(Field::Details, |json: &str| {
                (!["{}", "\"\"", "0", "false", "[]"].contains(&json)).then(|| json.to_owned())
            }),
        ),
        Mutant::new(
            "details-must-be-an-object",
            "drops details that are no object",
            &aims,
            field(Field::Details, |json| {
                json.starts_with('{').then(|| json.to_owned())
            }),
        ),
        Mutant::new(
            "numbers-as-texts",
            "shows numbers in details as texts",
            &["error-structure/details"],
            field(Field::Details, |json| {
                Some(
                    json.parse::<f64>()
                        .map_or_else(|_| json.to_owned(), |_| format!("\"{json}\"")),
                )
            }),
        ),
        Mutant::new(
            "shallow-details",
            "loses details deeper than eight levels",
            &["error-structure/details"],
            field(Field::Details, |json| {
                let deep = json.contains("[[[[[[[[[") || json.matches("{\"a\":").nth(8).is_some();
                (!deep).then(|| json.to_owned())
            }),
        ),
    ]
}
