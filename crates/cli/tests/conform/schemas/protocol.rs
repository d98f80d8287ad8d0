//! The schema of the protocol, against lines of a real run and lines that are wrong.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::{accepts, refuses, schema};
use crate::bench::Bench;
use crate::snapshots::checkout;

/// The lines that the runner and an adapter really say to each other.
fn conversation(mode: &str, only: &str) -> Vec<Value> {
    let bench = Bench::new();
    let conform = env!("CARGO_BIN_EXE_conform");
    let line =
        format!("sh -c 'tee to.jsonl | \"$0\" adapter reference | tee from.jsonl' '{conform}'");
    let arguments = [
        "run",
        "--command",
        &line,
        "--root-class",
        "ApiError",
        "--mode",
        mode,
    ];
    bench.conform(&[&arguments[..], &["--only", only]].concat());
    let mut lines = Vec::new();
    for name in ["to.jsonl", "from.jsonl"] {
        let text = fs::read_to_string(bench.path(name)).expect("lines");
        lines.extend(
            text.lines()
                .map(|line| serde_json::from_str::<Value>(line).expect("JSON")),
        );
    }
    lines
}

#[test]
fn the_lines_of_the_protocol_are_accepted() {
    let validator = schema("protocol");
    let mut kinds = BTreeSet::new();
    for (mode, only) in [
        ("decode", "{flag,bytes,reasons,details}/**"),
        ("http", "http/job-*/**"),
    ] {
        let lines = conversation(mode, only);
        assert!(lines.len() > 60, "{mode}: {} lines", lines.len());
        for line in lines {
            accepts(&validator, &line, &line.to_string());
            kinds.insert(line["type"].as_str().unwrap_or_default().to_owned());
        }
    }
    assert_eq!(
        Vec::from_iter(kinds),
        ["bye", "hello", "observed", "ready", "settled", "vector"]
    );

    let page = fs::read_to_string(checkout().join("docs/protocol.md")).expect("the page");
    let lines = page.lines().filter_map(|line| {
        line.strip_prefix("> ")
            .or_else(|| line.strip_prefix("< "))
            .filter(|l| l.starts_with('{'))
    });
    let lines: Vec<&str> = lines.collect();
    assert!(lines.len() >= 9, "{} lines on the page", lines.len());
    for line in lines {
        accepts(&validator, &serde_json::from_str(line).expect("JSON"), line);
    }
}

#[test]
fn wrong_lines_of_the_protocol_are_refused() {
    let validator = schema("protocol");
    let value =
        json!({"state": "value", "via": "e.code", "value": {"type": "string", "json": "\"x\""}});
    let observed = json!({
        "type": "observed", "id": "a",
        "observation": {"outcome": "returned", "errors": [{"facts": {"code": value}}]}
    });
    let at = |rest: &str| format!("/observation/errors/0/facts/code{rest}");
    refuses(
        &validator,
        &observed,
        &[
            ("/type", json!("seen")),
            ("/id", Value::Null),
            ("/verdict", json!("pass")),
            ("/observation/outcome", json!("raised")),
            ("/observation/raised", json!({"classes": [], "shown": ""})),
            (
                "/observation/errors/0/facts/colour",
                json!({"state": "null"}),
            ),
            (&at("/value"), Value::Null),
            (&at("/value/type"), json!("text")),
            (&at("/value/utf16"), json!([97])),
            (
                &at("/value"),
                json!({"type": "array", "sha256": "abc", "length": 3}),
            ),
        ],
    );
    let hello = json!({
        "type": "hello", "protocol": 1, "mode": "http", "base_url": "u", "workspace_id": "w",
        "api_key": "k"
    });
    refuses(
        &validator,
        &hello,
        &[
            ("/protocol", json!(2)),
            ("/mode", json!("fax")),
            ("/base_url", Value::Null),
            ("/workspace", json!("w")),
            ("/api_key", json!(1)),
        ],
    );
}
