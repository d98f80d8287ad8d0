//! Adapters that are wrong in a simple way do not pass, and baselines hold them to what is known.

use std::fs::File;

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
            "must/floor.success-returned",
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
