//! Every planted bug is noticed by its oracle, on an input that is known to reach it. Finding such
//! an input is what `make fuzz-canary` tests; no fuzzer runs here.
#![cfg(feature = "planted")]

use std::process::Command;

use errconform_fuzz_oracles::planted::PLANTED;
use errconform_fuzz_oracles::{COMBINATIONS, TARGETS};

/// Bugs that cost time or memory only: the fuzzer's limits notice them, not an oracle.
const COSTS: [&str; 2] = ["quadratic", "big-exponent"];

/// The bug, the target, and an input. Spaces at the end reach every site and spelling.
const INPUTS: &[(&str, &str, &str)] = &[
    (
        "five-conditions",
        "error_body",
        r#"{"category":"billing","code":"timeout","retirable":true,"docUrl":"u","details":[]}"#,
    ),
    ("key-cut-in-a-pair", "error_body", r#"{"a\ud83d":1}"#),
    ("deep-recursion", "error_body", ""),
    (
        "two-fields",
        "error_body",
        r#"{"message":"m","code":"conflict","correlation_id":""}"#,
    ),
    (
        "null-hides",
        "error_body",
        r#"{"message":"m","message":null}"#,
    ),
    (
        "wrong-alias",
        "error_body",
        r#"{"correlation_id":"a","correlationId":"b"}"#,
    ),
    ("any-case", "error_body", r#"{"code":"TIMEOUT"}"#),
    (
        "span-in-characters",
        "error_body",
        r#"{"message":"é","code":7}"#,
    ),
    (
        "lost-on-rewrite",
        "error_body",
        r#"{"retirable":false,"doc_url":"u","details":1}"#,
    ),
    ("raw-control", "error_body", r#"{"message":"\u001f"}"#),
    (
        "pair-at-the-end",
        "error_body",
        r#"{"message":"\ud83d\ude00"}"#,
    ),
    (
        "rejected-beats-alias",
        "error_body",
        r#"{"correlation_id":1,"correlationId":"b"}"#,
    ),
    ("trailing-object", "error_body", "{}{}"),
    (
        "rounded-details",
        "differential",
        r#"{"details":0.12345678901234567890}"#,
    ),
    (
        "flag-of-a-duplicate",
        "differential",
        r#"{"retirable": false,"retirable":true}"#,
    ),
    (
        "error-in-completed",
        "result_envelope",
        r#"{"status":"completed","result":1,"error":{"message":"m"}}"#,
    ),
    (
        "reason-repeats-code",
        "result_envelope",
        r#"{"error":{"code":"job-run-terminated"},"reason":{"type":"job-run-terminated"}}"#,
    ),
    ("redirect-is-success", "http_response", ""),
];

#[test]
fn every_planted_bug_is_noticed() {
    for bug in PLANTED.iter().filter(|bug| !COSTS.contains(&bug.name)) {
        assert!(passes("", bug.name), "{}: its input fails anyway", bug.name);
        assert!(!passes(bug.name, bug.name), "{} is not noticed", bug.name);
    }
}

/// Whether the input of a bug passes with this bug switched on.
fn passes(on: &str, bug: &str) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "the_input_of_one_bug"]);
    child.env("PLANTED", on).env("INPUT_OF", bug);
    child.output().unwrap().status.success()
}

/// The part of [`passes`] that runs in a process of its own, because a bug is switched on once.
#[test]
fn the_input_of_one_bug() {
    let Ok(name) = std::env::var("INPUT_OF") else {
        return;
    };
    let (target, inputs) = inputs(&name);
    let target = TARGETS.iter().find(|it| it.name == target).unwrap();
    for input in inputs {
        (target.check)(&input);
    }
}

/// The inputs of a bug, and the target that reads them.
fn inputs(bug: &str) -> (&'static str, Vec<Vec<u8>>) {
    if bug == "reason-details" {
        return ("round_trip", (0..2_000).map(noise).collect());
    }
    let &(_, target, text) = INPUTS.iter().find(|(name, ..)| *name == bug).unwrap();
    let text = match bug {
        "deep-recursion" => format!(r#"{{"details":{}{}}}"#, "[".repeat(99), "]".repeat(99)),
        "redirect-is-success" => "HTTP/1.1 302 Found\r\n\r\n".to_owned(),
        _ => text.to_owned(),
    };
    let padded = (0..COMBINATIONS).map(|spaces| format!("{text}{}", " ".repeat(spaces)));
    match target {
        "http_response" => (target, vec![text.into_bytes()]),
        _ => (target, padded.map(String::into_bytes).collect()),
    }
}

/// Choices for a generator.
fn noise(seed: u64) -> Vec<u8> {
    let mut state = seed + 1;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state.to_be_bytes()[0]
    };
    (0..512).map(|_| next()).collect()
}
