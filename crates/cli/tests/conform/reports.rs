//! The reports that programs read are complete and well-formed.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use crate::bench::{Bench, REFERENCE};
use serde_json::Value;

#[test]
fn each_line_of_the_jsonl_report_is_an_event() {
    let bench = Bench::new();
    let Some(ran) = bench.run_python("dies", &["--report", "jsonl=report.jsonl"]) else {
        return;
    };
    ran.expect(1, &[]);
    let text = fs::read_to_string(bench.path("report.jsonl")).expect("a report");
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let events: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["event"].as_str())
        .collect();
    assert_eq!(
        events,
        ["run-started", "vector", "vector", "vector", "run-finished"]
    );
    let verdicts: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["verdict"].as_str())
        .collect();
    assert_eq!(verdicts, ["pass", "crash", "pass"]);
    assert_eq!(lines[0]["format"], 1);
    assert_eq!(lines[1]["requests"][0]["matched"], true);
    assert_eq!(lines[1]["checks"][0]["check"], "must/floor.survives");
    assert_eq!(
        lines[4]["new"][0],
        serde_json::json!(["t/b", "must/floor.survives"])
    );
}

#[test]
fn the_junit_report_parses_and_counts() {
    let bench = Bench::new();
    let report = ["--report", "junit=report.xml"];
    let Some(ran) = bench.run_python("calls-elsewhere", &report) else {
        return;
    };
    ran.expect(1, &[]);
    let text = fs::read_to_string(bench.path("report.xml")).expect("a report");
    let report = quick_junit::Report::deserialize_from_str(&text).expect("JUnit");
    assert_eq!((report.tests, report.failures, report.errors), (3, 0, 1));
    let suite = &report.test_suites[0];
    assert_eq!(suite.name.as_str(), "command http");
    let names: Vec<&str> = suite
        .test_cases
        .iter()
        .map(|case| case.name.as_str())
        .collect();
    assert_eq!(names, ["t/a", "t/b", "t/c"]);
}

#[test]
fn an_adapter_that_cannot_start_is_in_every_report() {
    let bench = Bench::new();
    let reports = [
        "--report",
        "junit=report.xml",
        "--report",
        "jsonl=report.jsonl",
    ];
    bench
        .run_command("./missing", &reports)
        .expect(3, &["0 vectors: 1 not possible"]);
    let junit = fs::read_to_string(bench.path("report.xml")).expect("a report");
    let report = quick_junit::Report::deserialize_from_str(&junit).expect("JUnit");
    assert_eq!((report.tests, report.errors), (1, 1));
    let jsonl = fs::read_to_string(bench.path("report.jsonl")).expect("a report");
    let line: Value = serde_json::from_str(jsonl.trim_end()).expect("one line");
    assert_eq!(line["event"], "run-failed");
}

#[test]
fn an_existing_report_is_replaced_and_nothing_else_is_left() {
    let bench = Bench::new();
    bench.write("out/report.jsonl", "old");
    let report = ["--report", "jsonl=out/report.jsonl"];
    bench
        .conform(&[&REFERENCE[..], &report[..]].concat())
        .expect(0, &[]);
    let names: Vec<_> = fs::read_dir(bench.path("out"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(names, ["report.jsonl"]);
    let text = fs::read_to_string(bench.path("out/report.jsonl")).expect("a report");
    assert!(text.starts_with(r#"{"event":"run-started""#), "{text}");
}

#[test]
fn output_that_is_no_terminal_has_no_colours() {
    let Some(ran) = Bench::new().run_python("dies", &[]) else {
        return;
    };
    assert!(!ran.stdout.contains('\u{1b}') && !ran.stderr.contains('\u{1b}'));
}

#[track_caller]
fn reported(bench: &Bench, reports: &[&str], code: i32, texts: &[&str]) {
    let mut arguments = REFERENCE.to_vec();
    for report in reports {
        arguments.extend(["--report", report]);
    }
    let ran = bench.conform(&arguments);
    ran.expect(code, texts);
    assert_eq!(ran.stdout.is_empty(), code == 2, "nothing runs before");
}

#[test]
fn a_report_replaces_only_a_regular_file() {
    let bench = Bench::new();
    let fifo = bench.path("fifo");
    let made = Command::new("mkfifo").arg(&fifo).status();
    assert!(made.is_ok_and(|status| status.success()));
    reported(&bench, &["jsonl=fifo"], 2, &["fifo", "not a regular file"]);
    reported(&bench, &["junit=nonex/"], 2, &["nonex/", "names a folder"]);
    let long = format!("jsonl={}", "n".repeat(300));
    reported(&bench, &[&long], 2, &["nnn"]);
    symlink("missing", bench.path("dangling")).expect("a link");
    reported(&bench, &["jsonl=dangling"], 2, &["dangling"]);
    bench
        .conform(&["self-check", "--json", "fifo"])
        .expect(2, &["fifo", "not a regular file"]);

    bench.write("real.jsonl", "old");
    symlink("real.jsonl", bench.path("link")).expect("a link");
    reported(
        &bench,
        &["jsonl=link", "junit=./real.jsonl"],
        2,
        &["same file"],
    );
    reported(&bench, &["jsonl=link"], 0, &[]);
    assert!(bench.path("link").is_symlink());
    let text = fs::read_to_string(bench.path("real.jsonl")).expect("a report");
    assert!(text.contains("run-started"), "{text}");
}

/// A limit of the size of files stands for a full disk.
#[test]
fn a_report_that_cannot_be_written_leaves_an_earlier_one_as_it_was() {
    let limited = |bench: &Bench, arguments: &[&str]| {
        let script = "ulimit -f 16; trap '' XFSZ; exec \"$0\" \"$@\"";
        let mut command = Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_conform")]);
        command.args(arguments).current_dir(bench.path(""));
        let output = command.output().expect("a shell");
        crate::bench::Ran::from(output)
    };
    let run = ["run", "reference", "--mode", "decode", "--only", "codes/**"];
    for (arguments, file) in [
        (&[&run[..], &["--report", "jsonl=it"]].concat()[..], "it"),
        (&[&run[..], &["--report", "junit=./it"]].concat(), "./it"),
    ] {
        let bench = Bench::new();
        bench.write("it", "earlier");
        let ran = limited(&bench, arguments);
        let problem = format!("error: the output cannot be written: {file}: File too large");
        ran.expect(3, &[&problem]);
        assert!(!ran.stderr.contains("conform-report"), "{}", ran.stderr);
        let text = fs::read_to_string(bench.path("it")).expect("a report");
        assert_eq!(text, "earlier");
        let found = fs::read_dir(bench.path("")).expect("a folder");
        assert_eq!(found.count(), 2, "nothing but the vectors and the report");
    }
}
