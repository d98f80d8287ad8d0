//! What clients get wrong about `details`.

use super::new;
use crate::mutants::Mutant;
use crate::mutants::edit::{field, nothing};

pub(super) fn add(mutants: &mut Vec<Mutant>) {
    let aims = ["error-structure/details", "sdk-model/details"];
    let all = [aims[0], aims[1], "codes/internal-server-error-correlation"];
    new(
        mutants,
        "drops-details",
        "shows no details",
        &all,
        field("details", nothing),
    );
    new(
        mutants,
        "details-as-text",
        "shows details as a text that contains JSON",
        &all,
        field("details", |json| {
            Some(serde_json::Value::from(json).to_string())
        }),
    );
    new(
        mutants,
        "details-without-nulls",
        "drops null inside details",
        &aims,
        field("details", |json| {
            Some(json.replace("null,", "").replace(":null", ":0"))
        }),
    );
    let truthy =
        |json: &str| (!["{}", "\"\"", "0", "false", "[]"].contains(&json)).then(|| json.to_owned());
    new(
        mutants,
        "falsy-details-are-absent",
        "takes empty details for an absence",
        &aims,
        field("details", truthy),
    );
    new(
        mutants,
        "details-must-be-an-object",
        "drops details that are no object",
        &aims,
        field("details", |json| {
            json.starts_with('{').then(|| json.to_owned())
        }),
    );
    new(
        mutants,
        "numbers-as-texts",
        "shows numbers in details as texts",
        &["error-structure/details"],
        field("details", |json| {
            Some(
                json.parse::<f64>()
                    .map_or_else(|_| json.to_owned(), |_| format!("\"{json}\"")),
            )
        }),
    );
    new(
        mutants,
        "shallow-details",
        "loses details deeper than eight levels",
        &["error-structure/details"],
        field("details", |json| {
            let deep = json.contains("[[[[[[[[[") || json.matches("{\"a\":").nth(8).is_some();
            (!deep).then(|| json.to_owned())
        }),
    );
}
