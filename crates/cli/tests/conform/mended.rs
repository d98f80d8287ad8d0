//! What an attack on the program found: files, readers and texts that nobody expects.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use crate::bench::Bench;
use crate::snapshots::small_root;

const REFERENCE: [&str; 6] = [
    "run",
    "reference",
    "--vectors",
    "vectors",
    "--mode",
    "decode",
];

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
    reported(&bench, &["jsonl=fifo"], 2, &["fifo", "no regular file"]);
    reported(&bench, &["junit=nonex/"], 2, &["nonex/", "names a folder"]);
    let long = format!("jsonl={}", "n".repeat(300));
    reported(&bench, &[&long], 2, &["nnn"]);
    symlink("missing", bench.path("dangling")).expect("a link");
    reported(&bench, &["jsonl=dangling"], 2, &["dangling"]);
    bench
        .conform(&["self-check", "--json", "fifo"])
        .expect(2, &["fifo", "no regular file"]);

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

#[test]
fn an_update_follows_no_link_and_deletes_nothing_foreign() {
    let bench = small_root();
    let foreign = bench.write("foreign/keep.json", "{}");
    bench.conform(&["snapshots", "update"]).expect(0, &[]);
    symlink(bench.path("foreign"), bench.path("snapshots/vectors/link")).expect("a link");
    symlink("..", bench.path("snapshots/vectors/loop")).expect("a link");
    bench
        .conform(&["snapshots", "update"])
        .expect(0, &["0 files changed"]);
    assert!(foreign.exists());
    let listed = bench.conform(&["list", "--vectors", "snapshots/vectors"]);
    listed.expect(0, &["small"]);
}

#[test]
fn a_case_with_a_value_that_is_no_json_is_named() {
    let bench = small_root();
    let case = "format = 1\nid = \"bad\"\ntitle = \"t\"\noperation = \"runs.result\"\n\
                answer = \"failure\"\n[facts.code]\njson = \"{nope\"\n";
    bench.write("snapshots/cases/bad.toml", case);
    bench
        .conform(&["snapshots", "update"])
        .expect(2, &["bad.toml"]);
}

#[test]
fn a_reader_that_leaves_does_not_change_the_verdict() {
    let bench = small_root();
    bench.write("page.md", "# Error Codes\n\n## News\n");
    for arguments in [
        &["docs", "check", "page.md"][..],
        &["list", "--coverage", "--only", "examples/**"],
        &["snapshots", "check"],
    ] {
        let mut child = bench
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        drop(child.stdout.take());
        let status = child.wait().expect("it ends");
        assert_eq!(status.code(), Some(1), "{arguments:?}");
    }
}

#[test]
fn bad_vector_files_are_refused() {
    let bench = Bench::new();
    let text = fs::read_to_string(bench.path("vectors/t.json")).expect("vectors");
    let header = |text: &str| format!(r#"["content-type",{text}]"#);
    for (from, to, message) in [
        (
            r#""method":"GET""#,
            r#""method":"PUT""#,
            "expected the request `GET /{workspaceId}/",
        ),
        (
            r#"/run/{runId}/"#,
            r#"/runs/{runId}/"#,
            "found `GET /{workspaceId}/projects",
        ),
        (r#""id":"t/a""#, r#""id":"""#, "expected an id"),
        (
            r#""accept":["typed"]"#,
            r#""accept":[]"#,
            "at least one kind",
        ),
        (
            r#""modes":["http","decode"]"#,
            r#""modes":[]"#,
            "at least one mode",
        ),
        (
            r#""modes":["http","decode"]"#,
            r#""client_timeout_ms":0,"modes":["http"]"#,
            "`client_timeout_ms` above 0",
        ),
        (
            &header(r#""application/json""#),
            &header(r#""a\r\nb""#),
            "a header without CR, LF and NUL",
        ),
    ] {
        assert!(text.contains(from), "{from} in {text}");
        bench.write("bad/t.json", &text.replacen(from, to, 1));
        bench
            .conform(&["list", "--vectors", "bad"])
            .expect(2, &["bad/t.json", message]);
    }
    bench.write("twice/a.json", &text);
    bench.write("twice/b.json", &text);
    bench.conform(&["list", "--vectors", "twice"]).expect(
        2,
        &["twice/b.json: the id `t/a` is used in twice/a.json too"],
    );
    fs::create_dir(bench.path("none")).expect("a folder");
    bench
        .conform(&["list", "--vectors", "none"])
        .expect(2, &["none: expected vectors", "found none"]);
}

#[test]
fn an_id_that_is_no_glob_selects_itself() {
    let bench = Bench::new();
    let text = fs::read_to_string(bench.path("vectors/t.json")).expect("vectors");
    bench.write("odd/t.json", &text.replace("t/a", "t/a['"));
    let ran = bench.conform(&["list", "--vectors", "odd", "--only", "t/a['"]);
    ran.expect(0, &[]);
    assert_eq!(ran.stdout, "t/a['\n");
}

#[test]
fn patterns_have_limits() {
    let bench = Bench::new();
    let deep = "{".repeat(30_000);
    bench
        .conform(&["list", "--only", &deep])
        .expect(2, &["{…` is not a pattern", "deeper than 8"]);
    let known = |vectors: &str, checks: &str| {
        format!(
            "format = 1\n\n[[known]]\ncause = \"c\"\nreason = \"r\"\nvectors = [{vectors}]\n\
             checks = [{checks}]\ncovers = 1\n"
        )
    };
    let nested = format!("\"{}a{}\"", "{".repeat(300), "}".repeat(300));
    for (text, message) in [
        (known(&nested, "\"**\""), "deeper than 8"),
        (known("", "\"**\""), "expected patterns in `vectors`"),
        (known("\"**\"", ""), "expected patterns in `checks`"),
    ] {
        bench.write("k.toml", &text);
        bench
            .conform(&[&REFERENCE[..], &["--known-failures", "k.toml"]].concat())
            .expect(2, &["k.toml:3: ", message]);
    }
    bench
        .conform(&[&REFERENCE[..], &["--known-failures", "gone.toml"]].concat())
        .expect(2, &["gone.toml: the known failures cannot be read"]);
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

#[test]
fn the_command_to_run_again_has_the_time_out() {
    let Some(ran) = Bench::new().run_python("dies", &["--timeout", "7.5"]) else {
        return;
    };
    ran.expect(1, &["--timeout 7.5 --mode http --only 't/b'"]);
}

#[test]
fn the_reference_passes_everything_in_both_modes() {
    let ran = Bench::new().conform(&["run", "reference"]);
    ran.expect(0, &["reference http: ", "reference decode: ", ": 2 runs, "]);
}
