//! The adapter of `docs/writing-an-adapter.md` is run as a reader of the page would run it.

use std::fs;

use serde_json::Value;

use crate::bench::Bench;
use crate::programs;
use crate::snapshots::checkout;

/// What the example is run against: all vectors of its operation but the lone surrogates, which the
/// page names among what the example leaves out.
const SELECTION: [&str; 2] = [
    "{absent,codes,details,empty,examples,failed,flag,http,keys,lists,missing,reasons,size,\
     statuses,success,texts,transport,unknown,wrong-type}/**",
    "bytes/{around,around-white-space,byte-order-mark,deflate,duplicate-keys,encodings,gzip,\
     not-json-numbers,single-quotes,white-space}/**",
];

/// The events on the vectors of a run of the example; none without Node.
fn events(code: &str) -> Option<Vec<Value>> {
    programs::node()?;
    let bench = Bench::new();
    bench.write("adapter.mjs", code);
    let mut arguments: Vec<String> = ["run", "--command", "node adapter.mjs"]
        .into_iter()
        .chain(["--root-class", "ApiError", "--report", "jsonl=r.jsonl"])
        .chain(["--only", SELECTION[0], "--only", SELECTION[1]])
        .map(str::to_owned)
        .collect();
    for operation in tables::Operation::all().filter(|one| one.id() != "runs.result") {
        arguments.extend([
            "--not-offered".to_owned(),
            format!("{operation}=an example"),
        ]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    bench.conform(&arguments).expect(1, &["an example"]);
    let lines = fs::read_to_string(bench.path("r.jsonl")).expect("a report");
    let events = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    Some(events.filter(|event| event["event"] == "vector").collect())
}

fn code() -> String {
    let page = checkout().join("docs/writing-an-adapter.md");
    let page = fs::read_to_string(page).expect("the page");
    let (_, rest) = page.split_once("```js\n").expect("a block of code");
    rest.split_once("```").expect("its end").0.to_owned()
}

/// The failed checks of a level, each with its vector.
fn failed(events: &[Value], level: &str) -> Vec<String> {
    let checks = events.iter().flat_map(|event| {
        let checks = event["checks"].as_array().expect("checks");
        checks.iter().map(move |check| (event, check))
    });
    checks
        .filter(|(_, check)| check["level"] == level && check["passed"] == false)
        .map(|(event, check)| format!("{} {} {}", event["id"], check["check"], check["found"]))
        .collect()
}

#[test]
fn the_example_of_the_page_meets_every_must_check_of_its_operation() {
    let Some(events) = events(&code()) else {
        return;
    };
    assert!(events.len() > 250, "{} vectors", events.len());
    assert_eq!(failed(&events, "must"), Vec::<String>::new());
    for event in &events {
        let verdict = &event["verdict"];
        assert!(verdict == "pass" || verdict == "fail", "{event}");
    }
    let message = failed(&events, "should");
    let message = message
        .iter()
        .find(|line| line.contains("should/error.message"));
    assert_eq!(message, None, "`error.message` is a field");
}

/// The same adapter with a slip: the test above can fail.
#[test]
fn an_example_that_leaves_out_undeclared_members_loses_fields() {
    let slip = code().replace("return { facts, extras };", "return { facts };");
    assert_ne!(slip, code());
    let Some(events) = events(&slip) else {
        return;
    };
    let failed = failed(&events, "must");
    let flag = failed
        .iter()
        .find(|line| line.contains("must/error.flag") && line.starts_with("\"flag/spellings/"));
    assert!(flag.is_some(), "{failed:?}");
}
