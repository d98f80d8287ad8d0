//! Arguments and files: what is refused, with which words and exit code; `list` and `show`.

use std::fs;
use std::process::{Command, Stdio};

use crate::bench::{Bench, REFERENCE, Ran};
use crate::snapshots::small_root;

#[track_caller]
fn check(arguments: &[&str], code: i32, texts: &[&str]) {
    Bench::new().conform(arguments).expect(code, texts);
}

#[test]
fn wrong_use_is_exit_code_2() {
    let client = "<ADAPTER|--command <COMMAND LINE>>";
    check(&["run"], 2, &["required arguments", client]);
    check(&["run", "nobody"], 2, &["there is no folder `adapters` in"]);
    check(&["run", "a/b"], 2, &["`a/b` is not an adapter's name"]);
    check(
        &["run", "reference", "--mode", "fax"],
        2,
        &["possible values: http, decode"],
    );
    check(
        &["run", "reference", "--timeout", "0"],
        2,
        &["a number of seconds above 0"],
    );
    check(
        &["run", "reference", "--report", "x"],
        2,
        &["expected `jsonl=FILE` or `junit=FILE`"],
    );
    check(
        &["run", "reference", "--timeout", "-1"],
        2,
        &["a number of seconds above 0"],
    );
    check(&["run", "--command", "'"], 2, &["a quote is not closed"]);
    for line in ["", " ", "''"] {
        let text = "it names no program; expected a program and its arguments, such as";
        check(&["run", "--command", line], 2, &[text]);
    }
    check(
        &["run", "--command", "x", "--root-class", ""],
        2,
        &["a value is required for '--root-class <CLASS>'"],
    );
    // What would be passed over is refused.
    for option in [&["--adapters", "x"][..], &["--or-reference"]] {
        let text = "'--command <COMMAND LINE>' cannot be used with";
        check(&[&["run", "--command", "x"], option].concat(), 2, &[text]);
    }
    check(
        &["run", "reference", "--only", "nothing/**"],
        2,
        &["no vector matches `nothing/**`"],
    );
    check(
        &["run", "reference", "--only", "{"],
        2,
        &["`{` is not a pattern"],
    );
    check(
        &["run", "reference", "--vectors", "missing"],
        2,
        &["missing"],
    );
    check(
        &["run", "reference", "--known-failures", "missing.toml"],
        2,
        &["missing.toml"],
    );
    check(&["show", "nothing"], 2, &["there is no vector `nothing`"]);
}

#[test]
fn an_unknown_adapter_is_told_from_the_known_ones() {
    let bench = Bench::new();
    bench.write("adapters/node/adapter.toml", "format = 1\n");
    let ran = bench.conform(&["run", "nobody"]);
    ran.expect(
        2,
        &[
            "there is no adapter `nobody`",
            "known are `node`, `reference`",
        ],
    );
    bench
        .conform(&["run", "node"])
        .expect(2, &["adapter.toml:", "missing field `name`"]);
}

#[test]
fn a_missing_language_is_named_and_may_be_replaced_by_the_reference() {
    let bench = Bench::new();
    bench.write("adapters/snake/requirements.lock", "");
    bench.write(
        "adapters/snake/adapter.toml",
        "format = 1\nname = \"snake\"\nsdk = \"s\"\ncommand = [\"{python}\"]\nmodes = [\"http\"]\n\
         root_classes = []\n[environment]\nkind = \"python-venv\"\nrequires = \"3.10\"\n\
         lock = \"requirements.lock\"\n",
    );
    let run = |ci: &str, more: &[&str]| {
        let arguments = ["run", "snake", "--vectors", "vectors"];
        let mut command = bench.command(&[&arguments[..], more].concat());
        let output = command
            .env("CONFORM_PYTHON", "no-such-python")
            .env("CI", ci)
            .output();
        Ran::from(output.expect("the program runs"))
    };
    run("", &[]).expect(3, &["snake · http · not run", "no Python 3.10 to 3.14"]);
    run("true", &["--or-reference"]).expect(3, &["snake · http · not run", "install one"]);
    let line = "judging `reference` instead of `snake`: no Python 3.10 to 3.14";
    run("", &["--or-reference"]).expect(0, &[line, "reference http: 3 vectors: 3 pass"]);
}

#[test]
fn an_adapter_without_the_mode_is_refused() {
    let bench = Bench::new();
    bench.write(
        "adapters/node/adapter.toml",
        "format = 1\nname = \"node\"\nsdk = \"s\"\ncommand = [\"true\"]\nmodes = [\"http\"]\n\
         root_classes = []\n",
    );
    let ran = bench.conform(&["run", "node", "--mode", "decode"]);
    ran.expect(2, &["adapter `node` has no mode `decode`, only http"]);
}

#[test]
fn operations_that_are_not_offered_are_printed_and_not_scored() {
    let bench = Bench::new();
    let adapter = "format = 1\nname = \"node\"\nsdk = \"s\"\ncommand = [\"true\"]\n\
                   modes = [\"http\"]\nroot_classes = []\n[not_offered]\n\"runs.result\" = \"no\"\n";
    bench.write("adapters/node/adapter.toml", adapter);
    let ran = bench.conform(&["run", "node", "--vectors", "vectors"]);
    ran.expect(2, &["3 are of operations that its SDK does not offer"]);
}

#[test]
fn a_report_that_cannot_be_written_is_refused_before_anything_runs() {
    for report in ["jsonl=missing/report.jsonl", "junit=vectors"] {
        let ran = Bench::new().conform(&["run", "reference", "--report", report]);
        ran.expect(2, &["cannot be written"]);
        assert_eq!(ran.stdout, "", "nothing ran");
    }
}

#[test]
fn list_prints_ids_and_nothing_else() {
    let bench = Bench::new();
    let ran = bench.conform(&["list", "--vectors", "vectors"]);
    ran.expect(0, &[]);
    assert_eq!(
        (ran.stdout.as_str(), ran.stderr.as_str()),
        ("t/a\nt/b\nt/c\n", "")
    );
    let ran = bench.conform(&["list", "--vectors", "vectors", "--only", "t/{a,c}"]);
    assert_eq!(ran.stdout, "t/a\nt/c\n");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conform"));
    let mut child = command
        .arg("list")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let ran: Ran = child.wait_with_output().expect("it ends").into();
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
}

#[test]
fn show_prints_the_exact_bytes() {
    let expected = "\
t/a
the success a
operation runs.result, modes http decode

Request
GET /api/v1/workspace/conformance/projects/p/run/run-a/result

Response
HTTP/1.1 200 OK\\r\\n
content-type: application/json\\r\\n
Content-Length: 38\\r\\n
\\r\\n
{\"runId\":\"run-a\",\"status\":\"completed\"}

Checks
  check                         requirement              expected   accepted
  must/floor.survives           floor/survives           it holds   typed
  must/floor.success-returned   floor/success-returned   it holds   typed
";
    let ran = Bench::new().conform(&["show", "t/a", "--vectors", "vectors"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), expected));
}

/// An id, a title, a body and an error that would clear the screen and turn lines around.
#[test]
fn texts_of_a_vector_do_not_steer_the_terminal_but_stay_exact_in_json() {
    let bench = Bench::new();
    let text = fs::read_to_string(bench.path("vectors/t.json")).expect("vectors");
    let id = "t/\u{202e}a";
    let text = text
        .replace("t/a", id)
        .replace("the success a", r"\u001b[2Ja title")
        .replace(r#"\"completed\""#, r#"\"completed\"}\u001b[2J"#);
    bench.write("odd/t.json", &text);
    let steers = |text: &str| text.contains(['\u{1b}', '\u{202e}']);

    let ran = bench.conform(&["show", id, "--vectors", "odd"]);
    ran.expect(
        0,
        &[
            r"t/\u{202e}a",
            r"\u{1b}[2Ja title",
            r#""completed"}\x1b[2J"#,
        ],
    );
    assert!(!steers(&ran.stdout), "{}", ran.stdout);
    let ran = bench.conform(&["show", "\u{1b}[2J"]);
    ran.expect(2, &[r"there is no vector `\u{1b}[2J`"]);
    assert!(!steers(&ran.stderr), "{}", ran.stderr);

    let run = ["run", "reference", "--mode", "decode", "--vectors", "odd"];
    let report = ["--report", "jsonl=r.jsonl", "--only", id];
    let ran = bench.conform(&[&run[..], &report].concat());
    ran.expect(1, &[r"--only 't/\u{202e}a'"]);
    assert!(!steers(&ran.stdout), "{}", ran.stdout);
    let report = fs::read_to_string(bench.path("r.jsonl")).expect("a report");
    let lines = report.lines();
    let mut lines = lines.map(|line| serde_json::from_str(line).expect("JSON"));
    assert!(
        lines.any(|line: serde_json::Value| line["id"] == id),
        "{report}"
    );
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
