//! What an adapter declares of points that the contract leaves open is verified and shown.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use judge::choice::CHOICES;
use suite::set::VectorSet;

use crate::bench::Bench;

/// The reference as an adapter that declares a choice.
fn declaring(choice: &str) -> Bench {
    let bench = Bench::new();
    let program = serde_json::json!(env!("CARGO_BIN_EXE_conform"));
    let file = format!(
        "format = 1\nname = \"mine\"\nsdk = \"reference\"\n\
         command = [{program}, \"adapter\", \"reference\"]\nmodes = [\"decode\", \"http\"]\n\
         root_classes = [\"reference.Error\"]\n[choices]\n{choice}\n"
    );
    bench.write("adapters/mine/adapter.toml", &file);
    bench
}

const RUN: [&str; 6] = [
    "run",
    "mine",
    "--report",
    "jsonl=r.jsonl",
    "--report",
    "junit=r.xml",
];

#[test]
fn a_declared_choice_that_is_kept_is_shown() {
    let bench = declaring("duplicate-keys = \"last\"");
    let ran = bench.conform(&[&RUN[..], &["--only", "bytes/duplicate-keys/**"]].concat());
    ran.expect(
        0,
        &[
            "Choices that the adapter declares",
            "duplicate-keys   last       6/6",
        ],
    );
    let junit = fs::read_to_string(bench.path("r.xml")).expect("a report");
    assert!(
        junit.contains("name=\"duplicate-keys = &quot;last&quot;\""),
        "{junit}"
    );
}

#[test]
fn a_declared_choice_that_is_not_kept_is_a_finding_in_every_report() {
    let bench = declaring("duplicate-keys = \"first\"");
    let only = ["--only", "bytes/duplicate-keys/**", "--mode", "decode"];
    let ran = bench.conform(&[&RUN[..], &only].concat());
    ran.expect(
        1,
        &[
            "duplicate-keys   first      0/6",
            "Declared choices that are not kept",
            "may/error.code: declared is \"script-timeout\", found \"not-found\"",
            "again: conform run mine --mode decode --only 'bytes/duplicate-keys/case=A/key=code'",
            "… and 3 more vectors",
            "6 pass, 0 fail as known, 0 new, declared choices not kept: 1",
        ],
    );
    let junit = fs::read_to_string(bench.path("r.xml")).expect("a report");
    assert!(junit.contains("type=\"choice-not-kept\""), "{junit}");
    assert!(junit.contains("not kept in 6 of 6 vectors"), "{junit}");
    let lines = fs::read_to_string(bench.path("r.jsonl")).expect("a report");
    let lines: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let end = lines.last().expect("a last line");
    let expected = serde_json::json!([
        {"choice": "duplicate-keys", "value": "first", "vectors": 6, "kept": 0, "missing": false}
    ]);
    assert_eq!(end["choices"], expected);
    assert_eq!(lines[1]["choices"][0]["kept"], false, "{}", lines[1]);
}

#[test]
fn requests_are_verified_where_there_are_any() {
    for (declared, code, shown) in [("not-followed", 0, "20/20"), ("followed", 1, "0/20")] {
        let bench = declaring(&format!("redirects = \"{declared}\""));
        let only = ["--mode", "http", "--only", "http/redirects/**"];
        bench
            .conform(&[&RUN[..], &only].concat())
            .expect(code, &[shown]);
    }
}

#[test]
fn a_choice_that_nobody_declares_is_shown_as_a_line_to_paste() {
    let observed = |declared: &str, only: &str| {
        let bench = declaring(declared);
        let ran = bench.conform(&[&RUN[..], &["--mode", "decode", "--only", only]].concat());
        ran.expect(0, &[]);
        let lines = fs::read_to_string(bench.path("r.jsonl")).expect("a report");
        let end = lines.lines().last().expect("a last line");
        let end: serde_json::Value = serde_json::from_str(end).expect("JSON");
        (ran.stdout, end["observed_choices"].clone())
    };
    let (text, choices) = observed("gzip = \"refused\"", "bytes/{duplicate-keys,gzip}/**");
    let expected = "as observed; for adapter.toml\n[choices]\nduplicate-keys = \"last\"\n\n";
    assert!(text.contains(expected), "{text}");
    assert_eq!(
        choices,
        serde_json::json!([{"choice": "duplicate-keys", "value": "last", "vectors": 6}])
    );
    // Two values agree with the one vector.
    let (text, choices) = observed("", "details/numbers/number=2-to-53-plus-1");
    assert!(!text.contains("[choices]") && choices.is_null(), "{text}");
}

/// The operations that could show it are not offered.
#[test]
fn a_choice_that_no_vector_shows_is_a_finding_in_a_run_of_all_vectors_only() {
    let bench = declaring("redirects = \"not-followed\"");
    let file = fs::read_to_string(bench.path("adapters/mine/adapter.toml")).expect("a file");
    let operations = operations_of("http/redirects/**");
    let rows = operations
        .iter()
        .map(|name| format!("\"{name}\" = \"none\"\n"));
    let file = format!("{file}[not_offered]\n{}", rows.collect::<String>());
    bench.write("adapters/mine/adapter.toml", &file);
    let seen = |more: &[&str]| bench.conform(&[&RUN[..], more].concat());

    let ran = seen(&["--mode", "http"]);
    ran.expect(
        1,
        &[
            "redirects   not-followed   no vector shows it",
            "redirects = \"not-followed\"\n  no vector shows it, although all were run",
            "0 new, declared choices not kept: 1",
        ],
    );
    let junit = fs::read_to_string(bench.path("r.xml")).expect("a report");
    assert!(junit.contains("type=\"choice-not-shown\""), "{junit}");
    let text = "redirects   not-followed   not shown by this run";
    seen(&["--mode", "http", "--only", "success/**"]).expect(0, &[text]);
    let junit = fs::read_to_string(bench.path("r.xml")).expect("a report");
    assert!(
        junit.contains("message=\"not shown by this run\""),
        "{junit}"
    );
    seen(&["--mode", "decode"]).expect(0, &[text]);
}

/// The operations of some vectors.
fn operations_of(glob: &str) -> BTreeSet<String> {
    let set = VectorSet::built_in().expect("vectors");
    let vectors = set.select(&[glob.to_owned()]).expect("some vectors");
    vectors
        .iter()
        .map(|vector| vector.operation.clone())
        .collect()
}

#[test]
fn a_choice_that_is_not_known_is_bad_input() {
    for (declared, message) in [
        (
            "colour = \"red\"",
            "adapters/mine/adapter.toml:8: the choice `colour` is not known",
        ),
        (
            "retries = \"often\"",
            "adapters/mine/adapter.toml:8: `retries` cannot be `often`; it can be `some`, `all`, `none`",
        ),
    ] {
        declaring(declared).conform(&RUN).expect(2, &[message]);
    }
}

/// The small adapter hands out the body, in which the judge takes the last of equal keys.
#[test]
fn a_command_can_declare_choices_which_are_verified() {
    for (value, shown, kept) in [("last", "1/1", true), ("first", "0/1", false)] {
        let choice = format!("duplicate-keys={value}");
        let only = "bytes/duplicate-keys/case=A/key=code";
        let more = ["--mode", "decode", "--only", only, "--choice", &choice];
        let Some(ran) = Bench::new().run_python("good", &more) else {
            return;
        };
        let row = format!("duplicate-keys   {value:<8}   {shown}");
        let again = format!("--root-class sdk.Error --choice 'duplicate-keys={value}' --mode");
        match kept {
            true => ran.expect(0, &["Choices that the adapter declares", &row]),
            false => ran.expect(1, &["Choices that the adapter declares", &row, &again]),
        }
        assert_eq!(
            ran.stdout.contains("declared choices not kept: 1"),
            !kept,
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn a_command_can_declare_operations_that_are_not_offered() {
    let bench = Bench::new();
    let file = fs::read_to_string(bench.path("vectors/t.json")).expect("a file");
    let mut file: serde_json::Value = serde_json::from_str(&file).expect("JSON");
    file["case"] = "u".into();
    for vector in file["vectors"].as_array_mut().expect("vectors") {
        vector["id"] = format!("u{}", &vector["id"].as_str().expect("an id")[1..]).into();
        vector["operation"] = "runs.start".into();
        vector["request"] = serde_json::json!({
            "method": "POST",
            "path": "/{workspaceId}/projects/{projectName}/run/start",
            "params": {"workspaceId": "conformance", "projectName": "p"},
        });
    }
    bench.write("vectors/u.json", &file.to_string());
    let more = ["--not-offered", "runs.start=it only reads, a = b"];
    let Some(ran) = bench.run_python("good", &more) else {
        return;
    };
    ran.expect(0, &["it only reads, a = b", "\n3 vectors: 3 pass"]);
    let Some(ran) = bench.run_python("good", &["--not-offered", "jobs.get=it only runs"]) else {
        return;
    };
    let missing = "the SDK does not offer `runs.start`; declare it";
    let again = "--not-offered 'jobs.get=it only runs' --vectors vectors";
    ran.expect(1, &[missing, again, "3 new (3 untestable)"]);
}

#[test]
fn what_a_command_declares_must_be_known_and_stand_there_once() {
    let check = |more: &[&str], text: &str| {
        let ran = Bench::new().run_command("true", more);
        ran.expect(2, &[text]);
    };
    check(
        &["--not-offered", "runs.stop=no"],
        "`runs.stop` is not of the contract; its operations are runs.start, ",
    );
    check(
        &["--not-offered", "runs.start"],
        "expected `OPERATION=REASON`, such as",
    );
    check(
        &["--not-offered", "runs.start="],
        "`runs.start` has no reason; say in a sentence why",
    );
    check(
        &["--choice", "colour=red"],
        "the choice `colour` is not known; known are `flag-conflict`",
    );
    check(
        &["--choice", "retries=often"],
        "`retries` cannot be `often`; it can be `some`, `all`, `none`",
    );
    check(
        &["--choice", "retries=none", "--choice", "retries=some"],
        "--choice names `retries` twice; expected it once",
    );
    check(
        &[
            "--not-offered",
            "runs.start=a",
            "--not-offered",
            "runs.start=b",
        ],
        "--not-offered names `runs.start` twice; expected it once",
    );
    for option in [
        ["--choice", "retries=none"],
        ["--not-offered", "runs.start=no"],
    ] {
        let ran = Bench::new().conform(&[&["run", "reference"], &option[..]].concat());
        ran.expect(2, &[option[0], "cannot be used with"]);
    }
}

#[test]
fn the_page_lists_every_choice_with_its_values() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/writing-an-adapter.md");
    let page = fs::read_to_string(page).expect("the page");
    for choice in CHOICES {
        let values = choice.values.iter();
        let values: Vec<String> = values
            .map(|value| format!("`{}`: {}", value.name, value.about))
            .collect();
        let row = format!(
            "| `{}` | {} | {} |",
            choice.name,
            choice.about,
            values.join("; ")
        );
        assert!(page.contains(&row), "the page lacks this row:\n{row}");
    }
}
