//! What clients get wrong about `details`.

use super::new;
use crate::mutants::Fault;
use crate::mutants::edit::{fact, nothing};

pub(super) fn add(faults: &mut Vec<Fault>) {
    let aims = ["error-structure/details", "sdk-model/details"];
    let all = [aims[0], aims[1], "codes/internal-server-error-correlation"];
    new(
        faults,
        "drops-details",
        "shows no details",
        &all,
        fact("details", nothing),
    );
    new(
        faults,
        "details-as-text",
        "shows details as a text that contains JSON",
        &all,
        fact("details", |json| {
            Some(serde_json::Value::from(json).to_string())
        }),
    );
    new(
        faults,
        "details-without-nulls",
        "drops null inside details",
        &aims,
        fact("details", |json| {
            Some(json.replace("null,", "").replace(":null", ":0"))
        }),
    );
    let truthy =
        |json: &str| (!["{}", "\"\"", "0", "false", "[]"].contains(&json)).then(|| json.to_owned());
    new(
        faults,
        "falsy-details-are-absent",
        "takes empty details for an absence",
        &aims,
        fact("details", truthy),
    );
    new(
        faults,
        "details-must-be-an-object",
        "drops details that are no object",
        &aims,
        fact("details", |json| {
            json.starts_with('{').then(|| json.to_owned())
        }),
    );
    new(
        faults,
        "numbers-as-texts",
        "shows numbers in details as texts",
        &["error-structure/details"],
        fact("details", |json| {
            Some(
                json.parse::<f64>()
                    .map_or_else(|_| json.to_owned(), |_| format!("\"{json}\"")),
            )
        }),
    );
    new(
        faults,
        "shallow-details",
        "loses details deeper than eight levels",
        &["error-structure/details"],
        fact("details", |json| {
            let deep = json.contains("[[[[[[[[[") || json.matches("{\"a\":").nth(8).is_some();
            (!deep).then(|| json.to_owned())
        }),
    );
}
