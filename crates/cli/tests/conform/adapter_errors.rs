//! A broken adapter is named, is not taken for a wrong SDK, and costs at most its vector.

use std::fs;

use crate::bench::Bench;
use crate::interruptions::expect_all_dead;

/// Runs a behaviour and checks the exit code and some texts.
#[track_caller]
fn check(behaviour: &str, code: i32, texts: &[&str]) {
    if let Some(ran) = Bench::new().run_python(behaviour, &[]) {
        ran.expect(code, texts);
    }
}

#[test]
fn a_good_adapter_passes() {
    check(
        "good",
        0,
        &["command · sdk 1.0 · Python · http", "\n3 vectors: 3 pass"],
    );
}

#[test]
fn a_good_adapter_passes_in_decode_mode() {
    if let Some(ran) = Bench::new().run_python("good", &["--mode", "decode"]) {
        ran.expect(0, &["· decode", "\n3 vectors: 3 pass"]);
    }
}

#[test]
fn garbage_is_a_failure_of_the_harness_and_costs_one_vector() {
    let garbage = "harness-error t/b: the success b\n  the adapter printed `Traceback (most recent \
                   call last):`, which is not a line of the protocol";
    check(
        "garbage",
        3,
        &[garbage, "2 pass, 0 fail as known, 1 new (1 harness-error)"],
    );
}

#[test]
fn a_malformed_observation_is_named_with_its_place_and_what_belongs_there() {
    for (behaviour, text) in [
        (
            "names-the-wires-key",
            "`errors[0].facts` unknown variant `retirable`, expected one of `message`, `code`, \
             `category`, `flag`, ",
        ),
        (
            "reports-bare-values",
            "`result.facts.status` invalid type: string \"failed\", expected a field: an object \
             with `state`",
        ),
        (
            "reports-unknown-members",
            "`error` unknown field `error`, expected one of `outcome`, `raised`, ",
        ),
    ] {
        check(behaviour, 3, &["harness-error t/b: ", text, "2 pass"]);
    }
}

#[test]
fn what_is_no_line_of_the_protocol_belongs_on_standard_error() {
    let quoted = "the adapter printed `{\"a\": 'b'}`, which is not a line of the protocol";
    let advice = "whatever else a program prints belongs on standard error";
    check("prints-a-repr", 3, &[quoted, advice, "2 pass"]);
}

#[test]
fn a_folder_is_no_program() {
    let ran = Bench::new().run_command("/", &[]);
    ran.expect(3, &["`/` is a folder; name the program in it"]);
}

#[test]
fn an_answer_about_another_vector_is_a_failure_of_the_harness() {
    let text = "the adapter answered about vector `t/other`; expected `t/b`";
    check("wrong-id", 3, &[text, "2 pass"]);
}

#[test]
fn another_protocol_version_is_named() {
    check(
        "other-version",
        3,
        &["it speaks protocol version 2; expected 1", "1 not possible"],
    );
}

#[test]
fn an_adapters_own_failure_is_not_the_sdks() {
    let text = "the adapter itself failed: adapter.py:1: no such attribute";
    check("fails", 3, &[text, "2 pass"]);
}

#[test]
fn a_death_costs_one_vector_and_shows_the_last_words() {
    let texts = [
        "crash t/b",
        "the process exited with 7",
        "stderr: out of luck",
        "2 pass",
    ];
    check("dies", 1, &texts);
}

#[test]
fn a_death_after_the_answer_is_the_same_vectors_crash() {
    check(
        "dies-after-its-answer",
        1,
        &["crash t/b", "exited with 9 after its answer", "2 pass"],
    );
}

/// Whether it is seen before the next vector is sent is chance, and makes no difference.
#[test]
fn a_death_between_two_vectors_costs_none() {
    check("dies-when-idle", 0, &["\n3 vectors: 3 pass"]);
}

/// Whether a line comes before or after the next vector is sent, the vector before is at fault.
#[test]
fn unsolicited_output_is_the_fault_of_the_vector_after_which_it_came() {
    for behaviour in ["prints-when-idle", "prints-late"] {
        let text = "harness-error t/b: the success b\n  the adapter printed `by the way`";
        check(behaviour, 3, &[text, "2 pass", "1 new (1 harness-error)"]);
    }
}

#[test]
fn unsolicited_output_after_the_last_vector_is_that_vectors_fault() {
    for behaviour in ["prints-when-idle", "prints-late"] {
        let more = ["--only", "t/b", "--vectors", "vectors"];
        let Some(ran) = Bench::new().run_python(behaviour, &more) else {
            return;
        };
        let text = "harness-error t/b: the success b\n  the adapter printed `by the way` after \
                    this vector was settled";
        ran.expect(3, &[text, "\n1 vectors: 0 pass"]);
    }
}

#[test]
fn a_call_that_is_not_made_leaves_the_vector_untestable() {
    let text = "untestable t/b: the success b\n  expected `GET /conformance/projects/p/run/run-b/\
                result`, found no request";
    check("makes-no-call", 1, &[text, "1 new (1 untestable)"]);
}

#[test]
fn another_call_leaves_the_vector_untestable() {
    check(
        "calls-elsewhere",
        1,
        &["found `GET /api/v1/workspace/elsewhere`", "1 untestable"],
    );
}

#[test]
fn an_operation_that_is_not_offered_must_be_declared() {
    check(
        "not-offered",
        1,
        &[
            "the SDK does not offer `runs.result`; declare it",
            "1 untestable",
        ],
    );
}

#[test]
fn a_hang_is_killed_with_its_children_and_costs_one_vector() {
    let bench = Bench::new();
    let pids = bench.path("pids");
    let behaviour = format!("hangs '{}'", pids.display());
    let Some(ran) = bench.run_python(&behaviour, &["--timeout", "0.5"]) else {
        return;
    };
    ran.expect(
        1,
        &["timeout t/b", "no answer within 0.5 s; killed", "2 pass"],
    );
    expect_all_dead(&fs::read_to_string(pids).expect("two process ids"));
}

#[test]
fn a_missing_program_is_named() {
    let ran = Bench::new().run_command("./no-such-program", &[]);
    ran.expect(
        3,
        &["adapter `command` did not start: `./no-such-program` was not found"],
    );
}

#[test]
fn a_program_that_is_not_executable_is_named() {
    let bench = Bench::new();
    bench.write("adapter.sh", "#!/bin/sh\n");
    bench
        .run_command("./adapter.sh", &[])
        .expect(3, &["`./adapter.sh` is not executable"]);
}

#[test]
fn a_program_that_is_no_adapter_is_named() {
    let bench = Bench::new();
    bench
        .run_command("echo hello", &[])
        .expect(3, &["printed `hello`, which is not a line of"]);
    bench.run_command("true", &[]).expect(
        3,
        &["exited with 0 before it answered `hello`; an adapter reads lines until `bye`"],
    );
    let line = "sh -c 'echo no luck >&2; exit 4'";
    bench
        .run_command(line, &[])
        .expect(3, &["exited with 4", "its last words: `no luck`"]);
}

#[test]
fn a_line_without_an_end_is_cut_off() {
    let line = "sh -c 'head -c 17000000 /dev/zero; sleep 60'";
    Bench::new()
        .run_command(line, &[])
        .expect(3, &["printed a line of more than 16 MiB"]);
}

#[test]
fn an_adapter_sees_nothing_of_its_callers_environment() {
    let line = "sh -c 'echo \"[$HTTP_PROXY$CALLERS_OWN] $NO_PROXY $LANG\" >&2; exit 1'";
    Bench::new()
        .run_command(line, &[])
        .expect(3, &["its last words: `[] * C.UTF-8`"]);
}

#[test]
fn a_long_vector_that_is_not_read_is_a_timeout() {
    let ready = r#"{"type":"ready","protocol":1,"sdk":"s","version":"1","language":"sh"}"#;
    let line = format!("sh -c 'echo {}; exec sleep 60'", ready.replace('"', "\\\""));
    let more = [
        "--only",
        "details/large-a/**",
        "--mode",
        "decode",
        "--timeout",
        "0.2",
    ];
    Bench::new()
        .run_command(&line, &more)
        .expect(1, &["no answer within 0.2 s; killed"]);
}

#[test]
fn the_output_of_a_dead_process_may_be_kept_open_by_its_child() {
    let line = "sh -c 'sleep 60 & exit 5'";
    Bench::new()
        .run_command(line, &[])
        .expect(3, &["exited with 5 before it answered `hello`"]);
}

#[test]
fn an_adapter_that_cannot_start_outranks_failures_of_another() {
    let bench = Bench::new();
    bench.write(
        "adapters/broken/adapter.toml",
        "format = 1\nname = \"broken\"\nsdk = \"s\"\ncommand = [\"./missing\"]\nmodes = [\"http\"]\n\
         root_classes = []\n",
    );
    let ran = bench.conform(&["run", "broken", "reference", "--vectors", "vectors"]);
    ran.expect(
        3,
        &[
            "broken · http · not run",
            "reference http: 3 vectors: 3 pass",
        ],
    );
}

#[test]
fn the_reference_names_its_input_when_that_is_garbage() {
    let bench = Bench::new();
    bench.write("garbage", "nonsense\n");
    let output = bench
        .command(&["adapter", "reference"])
        .stdin(fs::File::open(bench.path("garbage")).expect("a file"))
        .output()
        .expect("it runs");
    crate::bench::Ran::from(output).expect(3, &["the input is not of the adapter protocol"]);
    bench
        .conform(&["run", "reference", "--root-class", "a.B"])
        .expect(2, &["--root-class"]);
}
