//! Adapters that are wrong in a simple way do not pass, and baselines hold them to what is known.

use std::fs::{self, File};

use crate::bench::{Bench, REFERENCE, Ran};

const BASELINE: &str = "format = 1\n\n[[known]]\ncause = \"dies\"\nreason = \"It dies of b.\"\n\
                        vectors = [\"t/b\"]\nchecks = [\"must/floor.survives\"]\ncovers = 1\n";

#[test]
fn raising_on_everything_fails_the_success_controls() {
    let bench = Bench::new();
    let Some(ran) = bench.run_python("raises-everything", &[]) else {
        return;
    };
    ran.expect(
        1,
        &[
            "must/floor.success-returned",
            "0 pass, 0 fail as known, 3 new (3 fail)",
        ],
    );
    let more = ["--only", "success/**", "--mode", "decode"];
    let Some(ran) = bench.run_python("raises-everything", &more) else {
        return;
    };
    ran.expect(1, &["must/floor.success-returned"]);
}

#[test]
fn always_showing_the_first_example_fails_must_checks() {
    let bench = Bench::new();
    let more = ["--only", "{codes,success}/**", "--mode", "decode"];
    let Some(ran) = bench.run_python("always-s0", &more) else {
        return;
    };
    ran.expect(
        1,
        &[
            "must/error.message",
            "must/error.code",
            "must/floor.nothing-invented",
        ],
    );
}

#[test]
fn a_known_failure_is_nothing_new() {
    let bench = Bench::new();
    bench.write("known.toml", BASELINE);
    let Some(ran) = bench.run_python("dies", &["--known-failures", "known.toml"]) else {
        return;
    };
    ran.expect(
        0,
        &[
            "Known failures by cause",
            "It dies of b.",
            "2 pass, 1 fail as known, 0 new",
        ],
    );
}

#[test]
fn a_known_failure_that_passes_is_named() {
    let bench = Bench::new();
    bench.write("known.toml", BASELINE);
    let Some(ran) = bench.run_python("good", &["--known-failures", "known.toml"]) else {
        return;
    };
    let texts = [
        "Known failures that pass",
        "t/b",
        "must/floor.survives",
        "1 known failures pass",
    ];
    ran.expect(1, &texts);
}

#[test]
fn a_known_failure_of_no_vector_is_a_bad_file() {
    let bench = Bench::new();
    bench.write("known.toml", &BASELINE.replace("t/b", "t/x"));
    let Some(ran) = bench.run_python("good", &["--known-failures", "known.toml"]) else {
        return;
    };
    ran.expect(
        2,
        &["known.toml:3: `t/x` matches no vector of the whole set"],
    );
}

#[test]
fn staleness_is_judged_against_the_selected_vectors_only() {
    let bench = Bench::new();
    bench.write("known.toml", BASELINE);
    let more = [
        "--known-failures",
        "known.toml",
        "--vectors",
        "vectors",
        "--only",
        "t/a",
    ];
    let Some(ran) = bench.run_python("good", &more) else {
        return;
    };
    ran.expect(0, &["\n1 vectors: 1 pass"]);
}

#[test]
fn a_new_failure_comes_with_its_command_and_an_entry() {
    let bench = Bench::new();
    let Some(ran) = bench.run_python("dies", &[]) else {
        return;
    };
    ran.expect(
        1,
        &[
            "--vectors vectors --mode http --only 't/b'",
            "[[known]]",
            "covers = 1",
        ],
    );
}

#[test]
fn the_reference_passes_in_both_modes() {
    let ran = Bench::new().conform(&["run", "reference"]);
    ran.expect(
        0,
        &[
            "reference http: ",
            "reference decode: ",
            ", 0 fail as known, 0 new",
            ": 2 runs, ",
        ],
    );
}

#[test]
fn the_command_to_run_again_has_the_time_out() {
    let Some(ran) = Bench::new().run_python("dies", &["--timeout", "7.5"]) else {
        return;
    };
    ran.expect(1, &["--timeout 7.5 --mode http --only 't/b'"]);
}

/// Standard error is a pipe here: the line is there where no progress bar is.
#[test]
fn the_first_line_says_which_adapter_is_started() {
    let ran = Bench::new().conform(&REFERENCE);
    ran.expect(0, &[]);
    let first = ran.stderr.lines().next();
    assert_eq!(
        first,
        Some("starting adapter `reference` in mode `decode` …")
    );
}

#[test]
fn a_standard_error_that_cannot_be_written_does_not_end_the_run() {
    let full = File::options().write(true).open("/dev/full");
    let Ok(full) = full else { return };
    let bench = Bench::new();
    let output = bench.command(&REFERENCE).stderr(full).output();
    let ran = Ran::from(output.expect("it runs"));
    ran.expect(0, &["\n3 vectors: 3 pass"]);
}

/// A run of a few vectors with an adapter that is the reference under a wrong root class.
fn with_root_class(class: &str, only: &str) -> (Ran, Vec<serde_json::Value>) {
    let bench = Bench::new();
    let program = serde_json::json!(env!("CARGO_BIN_EXE_conform"));
    let file = format!(
        "format = 1\nname = \"mine\"\nsdk = \"reference\"\n\
         command = [{program}, \"adapter\", \"reference\"]\nmodes = [\"decode\"]\n\
         root_classes = [\"{class}\"]\n"
    );
    bench.write("adapters/mine/adapter.toml", &file);
    let ran = bench.conform(&["run", "mine", "--only", only, "--report", "jsonl=r.jsonl"]);
    let lines = fs::read_to_string(bench.path("r.jsonl")).expect("a report");
    let lines = lines.lines().map(serde_json::from_str);
    (ran, lines.collect::<Result<_, _>>().expect("JSON"))
}

const HTTP_ERRORS: &str = "http/other-operations/operation=web_tasks.start/status=400";

#[test]
fn a_root_class_that_nothing_descends_from_is_a_warning_with_what_was_raised() {
    let (ran, lines) = with_root_class("wrong.Error", HTTP_ERRORS);
    ran.expect(
        1,
        &[
            "Warning: root classes that nothing descends from\n  wrong.Error\n",
            "raised most often were:\n    reference.HttpError in 1 vectors\n",
        ],
    );
    let end = lines.last().expect("an end");
    assert_eq!(
        end["idle_roots"],
        serde_json::json!({
            "root_classes": ["wrong.Error"],
            "raised": [{"class": "reference.HttpError", "vectors": 1}]
        })
    );
    let (ran, lines) = with_root_class("reference.Error", HTTP_ERRORS);
    ran.expect(0, &[]);
    assert!(!ran.stdout.contains("Warning"), "{}", ran.stdout);
    assert!(lines.last().expect("an end")["idle_roots"].is_null());
}

#[test]
fn a_failing_vector_is_reported_with_the_observation_and_no_other_is() {
    let (_, lines) = with_root_class("wrong.Error", HTTP_ERRORS);
    let seen = &lines[1]["observation"];
    assert_eq!(seen["outcome"], "raised", "{seen}");
    assert_eq!(seen["raised"]["classes"][0], "reference.HttpError");
    let (_, lines) = with_root_class("reference.Error", HTTP_ERRORS);
    assert!(lines[1].get("observation").is_none(), "{}", lines[1]);
}

#[test]
fn assumed_checks_are_counted_and_marked_apart() {
    let (ran, lines) = with_root_class("wrong.Error", HTTP_ERRORS);
    let columns = "must   should   assumed must   assumed should   may";
    ran.expect(
        1,
        &[columns, "must/floor.own-class (floor/own-class, assumed)"],
    );
    let checks = lines[1]["checks"].as_array().expect("checks");
    assert!(checks.iter().all(|check| check["assumed"] == true));
    let (_, lines) = with_root_class("reference.Error", "codes/failed-result/**");
    let checks = lines[1]["checks"].as_array().expect("checks");
    assert!(checks.iter().all(|check| check.get("assumed").is_none()));
}
