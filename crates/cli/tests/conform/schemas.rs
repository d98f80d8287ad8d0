//! The checked-in JSON Schemas, by a validator of somebody else's: they accept what is really there
//! and refuse what is wrong.

mod protocol;

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::snapshots::checkout;

fn schema(name: &str) -> Validator {
    let file = checkout().join(format!("snapshots/schemas/{name}.schema.json"));
    let text = fs::read_to_string(file).expect("a schema");
    let schema = serde_json::from_str(&text).expect("JSON");
    jsonschema::draft202012::meta::validate(&schema).expect("a schema of draft 2020-12");
    jsonschema::draft202012::new(&schema).expect("a schema")
}

#[track_caller]
fn accepts(validator: &Validator, value: &Value, what: &str) {
    if let Some(error) = validator.iter_errors(value).next() {
        panic!("{what}: {}: {error}", error.instance_path());
    }
}

/// Changes a right value in ways that make it wrong; each must be refused.
#[track_caller]
fn refuses(validator: &Validator, right: &Value, wrong: &[(&str, Value)]) {
    accepts(validator, right, "the right value");
    assert!(wrong.len() >= 5, "at least five wrong ones");
    for (pointer, value) in wrong {
        let mut changed = right.clone();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let parent = changed.pointer_mut(parent).expect("a place");
        match (parent, value) {
            (Value::Object(members), Value::Null) => drop(members.remove(key).expect("a member")),
            (Value::Object(members), value) => drop(members.insert(key.to_owned(), value.clone())),
            (other, value) => other[key.parse::<usize>().expect("an index")] = value.clone(),
        }
        assert!(
            !validator.is_valid(&changed),
            "{pointer} as {value} is accepted"
        );
    }
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("a file");
    if path.extension().is_some_and(|found| found == "toml") {
        let value: toml::Value = toml::from_str(&text).expect("TOML");
        return serde_json::to_value(value).expect("JSON");
    }
    serde_json::from_str(&text).expect("JSON")
}

fn accepts_files(name: &str, folder: &str, extension: &str, least: usize) {
    let (validator, folder) = (schema(name), checkout().join(folder));
    let files = files(&folder, extension);
    assert!(files.len() >= least, "{} files", files.len());
    for file in files {
        accepts(&validator, &read(&file), &file.display().to_string());
    }
}

#[test]
fn every_checked_in_file_is_accepted() {
    accepts_files("case", "snapshots/cases", "toml", 50);
    accepts_files("vector-file", "snapshots/vectors", "json", 50);
    let requirements = checkout().join("snapshots/requirements.toml");
    accepts(
        &schema("requirements"),
        &read(&requirements),
        "requirements",
    );
    for file in files(&checkout().join("adapters"), "toml") {
        if file.ends_with("known-failures.toml") {
            accepts(&schema("known-failures"), &read(&file), "known failures");
        }
    }
}

#[test]
fn wrong_cases_are_refused() {
    let right = json!({
        "format": 1, "id": "a", "title": "t", "operation": "runs.result", "answer": "failed",
        "axis": [{"name": "code", "set": "documented-codes"}],
        "facts": {"code": {"text": "x", "level": "must"}},
        "response": {"headers": [["content-type", "text/plain"]], "delivery": {"pause_ms": 5}}
    });
    refuses(
        &schema("case"),
        &right,
        &[
            ("/format", json!(2)),
            ("/title", Value::Null),
            ("/answer", json!("succeeded")),
            ("/colour", json!("red")),
            ("/facts/code/level", json!("most")),
            ("/facts/code/spelling", json!("camel")),
            ("/axis/0", json!({"set": "places"})),
            ("/response/status", json!(200)),
            ("/response/headers", json!([["content-type"]])),
            ("/response/delivery/pause_ms", json!(-1)),
        ],
    );
}

#[test]
fn wrong_vector_files_are_refused() {
    let right = read(&Bench::new().path("vectors/t.json"));
    refuses(
        &schema("vector-file"),
        &right,
        &[
            ("/format", json!(2)),
            ("/case", Value::Null),
            ("/vectors/0/colour", json!("red")),
            ("/vectors/0/modes", json!(["fax"])),
            ("/vectors/0/responses/0/status", json!(199)),
            (
                "/vectors/0/responses/0/body",
                json!({"text": "a", "base64": "YQ=="}),
            ),
            ("/vectors/0/checks/0/expect", json!("maybe")),
            ("/vectors/0/checks/0/place", json!("E")),
            ("/vectors/0/checks/0/accept", json!(["typed", "guessed"])),
            ("/vectors/0/request/params", json!(["a"])),
        ],
    );
}

#[test]
fn wrong_requirements_are_refused() {
    let right = json!({"format": 1, "requirement": [{"id": "a", "quote": "q", "source": "S2"}]});
    refuses(
        &schema("requirements"),
        &right,
        &[
            ("/format", json!("1")),
            ("/requirements", json!([])),
            ("/requirement/0/id", Value::Null),
            ("/requirement/0/source", json!("S3")),
            ("/requirement/0/see", json!("b")),
            ("/requirement/0/checks", json!([])),
        ],
    );
}

#[test]
fn wrong_known_failures_are_refused() {
    let entry =
        json!({"cause": "c", "reason": "r", "vectors": ["**"], "checks": ["*"], "covers": 1});
    refuses(
        &schema("known-failures"),
        &json!({"format": 1, "known": [entry]}),
        &[
            ("/format", json!(0)),
            ("/known/0/cause", Value::Null),
            ("/known/0/covers", json!(-1)),
            ("/known/0/vectors", json!("**")),
            ("/known/0/modes", json!(["fax"])),
            ("/known/0/because", json!("r")),
        ],
    );
}

#[test]
fn manifests_are_accepted_and_wrong_ones_refused() {
    let bench = Bench::new();
    let arguments = [
        "snapshots",
        "export",
        "out",
        "--vectors",
        "vectors",
        "--level",
        "must",
    ];
    bench.conform(&arguments).expect(0, &[]);
    let mut right = read(&bench.path("out/manifest.json"));
    right["later"] = json!("a reader ignores what it does not know");
    refuses(
        &schema("manifest"),
        &right,
        &[
            ("/format", json!(2)),
            ("/kit", Value::Null),
            ("/selection/levels", json!(["most"])),
            ("/vectors/0/sha256", json!("abc")),
            ("/vectors/0/file", Value::Null),
            ("/vectors/0/levels", json!("must")),
        ],
    );
}

#[test]
fn the_lines_of_reports_are_accepted_and_wrong_ones_refused() {
    let bench = Bench::new();
    let report = ["--report", "jsonl=report.jsonl"];
    let mut lines = Vec::new();
    let mut collect = || {
        let text = fs::read_to_string(bench.path("report.jsonl")).expect("a report");
        lines.extend(
            text.lines()
                .map(|line| serde_json::from_str::<Value>(line).expect("JSON")),
        );
    };
    bench
        .conform(&[&["run", "reference", "--vectors", "vectors"], &report[..]].concat())
        .expect(0, &[]);
    collect();
    bench.run_command("./missing", &report).expect(3, &[]);
    collect();
    if bench.run_python("dies", &report).is_some() {
        collect();
    }
    let validator = schema("report");
    for line in &lines {
        accepts(&validator, line, &line.to_string());
    }
    let event = |name: &str| {
        lines
            .iter()
            .find(|line| line["event"] == name)
            .expect("a line")
    };
    let mut vector = event("vector").clone();
    vector["later"] = json!("a reader ignores what it does not know");
    refuses(
        &validator,
        &vector,
        &[
            ("/event", json!("vectors")),
            ("/id", Value::Null),
            ("/verdict", json!("fine")),
            ("/checks/0/kind", json!("guessed")),
            ("/checks/0/passed", json!("yes")),
            ("/requests/0/target", Value::Null),
        ],
    );
    refuses(
        &validator,
        event("run-started"),
        &[
            ("/format", json!(2)),
            ("/mode", json!("fax")),
            ("/vectors", json!(-1)),
            ("/not_offered", Value::Null),
            ("/sdk", json!(1)),
        ],
    );
    assert_eq!(event("run-failed")["format"], 1);
}
