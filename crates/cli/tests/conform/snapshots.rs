//! `conform snapshots`: what is derived from the cases, and exports of it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::bench::Bench;

const CASE: &str = "format = 1\nid = \"small\"\ntitle = \"a success\"\noperation = \"runs.result\"\n\
                    answer = \"success\"\n";

/// A bench with the real requirements and one small case.
pub(crate) fn small_root() -> Bench {
    let bench = Bench::new();
    let real = checkout().join("snapshots/requirements.toml");
    let requirements = fs::read_to_string(real).expect("the requirements");
    bench.write("snapshots/requirements.toml", &requirements);
    bench.write("snapshots/cases/small.toml", CASE);
    bench
}

/// The root of the repository.
pub(crate) fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_checked_in_files_are_what_the_cases_say() {
    let root = checkout().join("snapshots");
    let root = root.to_str().expect("a path in UTF-8");
    let ran = Bench::new().conform(&["snapshots", "check", "--root", root]);
    ran.expect(0, &["no file differs"]);
    assert_eq!(ran.stdout, "");
}

#[test]
fn an_update_writes_what_a_check_misses() {
    let bench = small_root();
    fs::create_dir(bench.path("snapshots/inner")).expect("a folder");
    let run = |word| {
        let mut command = bench.command(&["snapshots", word]);
        // Found upwards from the current folder.
        command.current_dir(bench.path("snapshots/inner"));
        crate::bench::Ran::from(command.output().expect("the program runs"))
    };
    run("check").expect(
        1,
        &["vectors/small.json", "ids.txt", "schemas/case.schema.json"],
    );
    assert!(
        !bench.path("snapshots/vectors").exists(),
        "a check writes nothing"
    );
    run("update").expect(0, &["1 vectors; ", "vectors/small.json"]);
    run("check").expect(0, &["1 vectors; no file differs"]);

    bench.write("snapshots/vectors/small.json", "<<<<<<< broken");
    bench.write("snapshots/schemas/report.schema.json", "{}");
    bench.write("snapshots/vectors/gone.json", "{}");
    bench.write("snapshots/schemas/gone.schema.json", "{}");
    let ran = run("check");
    ran.expect(1, &["4 files differ", "snapshots update"]);
    assert_eq!(ran.stdout.lines().count(), 4, "{}", ran.stdout);
    run("update").expect(0, &["4 files changed"]);
    run("update").expect(0, &["0 files changed"]);
    assert!(!bench.path("snapshots/vectors/gone.json").exists());
}

#[test]
fn an_update_writes_the_pages_too_and_fails_with_what_they_show_to_be_wrong() {
    let bench = small_root();
    bench.write("docs/contract.md", "old");
    let wrong = ["hole: code × ", "survivor: ", "open: no check verifies "];
    let ran = bench.conform(&["snapshots", "update"]);
    ran.expect(1, &wrong);
    for page in ["contract.md", "coverage.txt", "self-check.txt"] {
        let path = format!("docs/{page}");
        assert!(ran.stdout.contains(&path), "{}", ran.stdout);
        let text = fs::read_to_string(bench.path(&path)).expect("a page");
        assert_ne!(text, "old");
    }
    let ran = bench.conform(&["snapshots", "check"]);
    ran.expect(1, &wrong);
    assert_eq!(ran.stdout, "", "nothing differs");
    bench.write("docs/coverage.txt", "old");
    let ran = bench.conform(&["snapshots", "check"]);
    ran.expect(1, &["1 files differ"]);
    assert!(
        ran.stdout.ends_with("docs/coverage.txt\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_wrong_authored_file_is_exit_code_2_and_nothing_is_written() {
    let bench = small_root();
    bench.write("snapshots/cases/wrong.toml", "format = 1\nid = 7\n");
    for word in ["check", "update"] {
        let ran = bench.conform(&["snapshots", word]);
        ran.expect(2, &["wrong.toml:2: invalid type: integer `7`"]);
    }
    assert!(!bench.path("snapshots/vectors").exists());
    let ran = bench.conform(&["snapshots", "check", "--root", "missing"]);
    ran.expect(2, &["missing"]);
    let ran = Bench::new().conform(&["snapshots", "check"]);
    ran.expect(
        2,
        &["there is no folder `snapshots` with `cases`", "--root DIR"],
    );
}

/// Writes a small case with an id.
fn add_case(bench: &Bench, id: &str) {
    let path = format!("snapshots/cases/{id}.toml");
    let id = format!("id = \"{id}\"");
    bench.write(&path, &CASE.replace("id = \"small\"", &id));
}

#[test]
fn cases_whose_ids_differ_after_a_dot_have_a_file_each() {
    let bench = small_root();
    add_case(&bench, "examples/foo.bar");
    add_case(&bench, "examples/foo.baz");
    let update = ["snapshots", "update"];
    bench.conform(&update).expect(0, &["3 vectors; "]);
    let ran = bench.conform(&["list", "--vectors", "snapshots/vectors"]);
    assert_eq!(ran.stdout, "examples/foo.bar\nexamples/foo.baz\nsmall\n");

    add_case(&bench, "small.json/inner");
    let named = [
        "cases/small.json/inner.toml: its vectors",
        "cases/small.toml",
    ];
    bench.conform(&update).expect(2, &named);
}

#[test]
fn an_update_that_cannot_be_changes_nothing() {
    let bench = small_root();
    let update = ["snapshots", "update"];
    bench.conform(&update).expect(0, &[]);
    let tree = || {
        let found = Command::new("find").arg(bench.path("snapshots")).output();
        let mut names: Vec<String> = String::from_utf8_lossy(&found.expect("find runs").stdout)
            .lines()
            .map(ToOwned::to_owned)
            .collect();
        names.sort();
        let ids = fs::read_to_string(bench.path("snapshots/ids.txt")).expect("the list");
        (names, ids)
    };
    let refused = |expected: &str| {
        let before = tree();
        bench.conform(&update).expect(2, &[expected]);
        assert_eq!(tree(), before);
    };
    add_case(&bench, "a");
    add_case(&bench, "new");
    add_case(&bench, "under/one");
    bench.write("snapshots/vectors/new.tmp", "mine");
    fs::create_dir(bench.path("snapshots/vectors/new.json")).expect("a folder");
    refused("vectors/new.json: expected a derived file, found a folder");
    fs::remove_dir(bench.path("snapshots/vectors/new.json")).expect("a folder");
    bench.write("snapshots/vectors/under", "in the way");
    refused("vectors/under: expected a folder of derived files, found a file");
    fs::remove_file(bench.path("snapshots/vectors/under")).expect("a file");
    bench.conform(&update).expect(0, &["4 vectors; "]);
    let mine = fs::read_to_string(bench.path("snapshots/vectors/new.tmp"));
    assert_eq!(mine.ok().as_deref(), Some("mine"));

    fs::remove_file(bench.path("snapshots/ids.txt")).expect("a file");
    symlink("missing", bench.path("snapshots/ids.txt")).expect("a link");
    bench.conform(&update).expect(2, &["ids.txt: "]);
    assert!(bench.path("snapshots/ids.txt").is_symlink());
}

#[test]
fn nothing_is_written_through_a_link() {
    let bench = small_root();
    let case = CASE.replace("small", "deep/er/small");
    bench.write("snapshots/cases/deep/er/small.toml", &case);
    let foreign = bench.write("foreign/keep.json", "{}");
    let linked = |link: &str| {
        let link = bench.path(link);
        fs::create_dir_all(link.parent().expect("a parent")).expect("a folder");
        symlink(bench.path("foreign"), &link).expect("a link");
        for word in ["check", "update"] {
            let ran = bench.conform(&["snapshots", word]);
            let named = format!("{}: expected a folder", link.display());
            ran.expect(2, &[&named[named.find("snapshots/").unwrap_or(0)..]]);
            assert_eq!(ran.stdout, "", "nothing is written halfway");
        }
        fs::remove_file(&link).expect("a link");
    };
    linked("snapshots/schemas");
    linked("snapshots/vectors");
    linked("snapshots/vectors/deep");
    linked("snapshots/vectors/deep/er");
    symlink(&foreign, bench.path("snapshots/vectors/small.tmp")).expect("a link");
    symlink(&foreign, bench.path("snapshots/vectors/small.json")).expect("a link");
    bench
        .conform(&["snapshots", "update"])
        .expect(0, &["2 vectors"]);
    let found = fs::read_dir(bench.path("foreign")).expect("a folder");
    assert_eq!(found.count(), 1);
    assert_eq!(fs::read_to_string(foreign).ok().as_deref(), Some("{}"));
    assert!(!bench.path("snapshots/vectors/small.json").is_symlink());
}

/// Exports from the bench's three vectors.
fn export(bench: &Bench, folder: &str, more: &[&str]) -> crate::bench::Ran {
    let arguments = ["snapshots", "export", folder, "--vectors", "vectors"];
    bench.conform(&[&arguments[..], more].concat())
}

fn manifest(bench: &Bench, folder: &str) -> Value {
    let text = fs::read_to_string(bench.path(folder).join("manifest.json")).expect("a manifest");
    serde_json::from_str(&text).expect("JSON")
}

/// The names in the bench's folder.
fn names(bench: &Bench) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(bench.path(""))
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn the_root_of_an_export_is_a_folder_of_vectors() {
    let bench = Bench::new();
    export(&bench, "out", &[]).expect(0, &["3 vectors in out"]);
    for folder in ["out", "out/vectors"] {
        let run = ["run", "reference", "--mode", "decode", "--vectors", folder];
        bench.conform(&run).expect(0, &["3 vectors: 3 pass"]);
    }
    // Elsewhere a file of this name is a vector file, or wrong.
    bench.write("vectors/manifest.json", "{}");
    export(&bench, "more", &[]).expect(2, &["vectors/manifest.json"]);
}

#[test]
fn an_export_is_a_manifest_and_a_file_for_each_vector() {
    let bench = Bench::new();
    export(&bench, "out", &["--only", "t/{a,b}"]).expect(0, &["2 vectors in out"]);
    let manifest = manifest(&bench, "out");
    assert_eq!(manifest["format"], 1);
    assert_eq!(manifest["selection"]["only"][0], "t/{a,b}");
    let entry = &manifest["vectors"][0];
    assert_eq!(entry["id"], "t/a");
    assert_eq!(entry["file"], "vectors/t/a.json");
    assert_eq!(entry["operation"], "runs.result");
    assert_eq!(entry["levels"], serde_json::json!(["must"]));
    let requirements = serde_json::json!(["floor/success-returned", "floor/survives"]);
    assert_eq!(entry["requirements"], requirements);
    assert_eq!(entry["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(names(&bench), ["out", "vectors"], "nothing else is left");

    // An export is a folder of vectors like any other.
    let ran = bench.conform(&["list", "--vectors", "out/vectors"]);
    assert_eq!(ran.stdout, "t/a\nt/b\n");
}

#[test]
fn the_selection_is_of_ids_operations_levels_and_modes() {
    let bench = Bench::new();
    let count = |arguments: &[&str]| {
        let arguments = [&["snapshots", "export", "out"], arguments].concat();
        bench.conform(&arguments).expect(0, &[]);
        let manifest = manifest(&bench, "out");
        manifest["vectors"].as_array().expect("a list").clone()
    };
    let all = count(&[]);
    let should = count(&["--level", "should", "--operation", "jobs.*"]);
    assert!(!should.is_empty() && should.len() < all.len());
    for entry in &should {
        assert_eq!(entry["levels"], serde_json::json!(["should"]));
        assert!(
            entry["operation"]
                .as_str()
                .is_some_and(|name| name.starts_with("jobs."))
        );
        let file = entry["file"].as_str().expect("a file");
        let text = fs::read_to_string(bench.path("out").join(file)).expect("the file");
        let file: Value = serde_json::from_str(&text).expect("JSON");
        let checks = file["vectors"][0]["checks"].as_array().expect("checks");
        assert!(checks.iter().all(|check| check["level"] == "should"));
    }
    let decode = count(&["--mode", "decode"]);
    assert!(decode.len() < all.len());
    let two = count(&["--only", "codes/**", "--level", "must", "--level", "should"]);
    assert!(
        two.iter()
            .any(|entry| entry["levels"] == serde_json::json!(["must", "should"]))
    );
}

#[test]
fn an_export_replaces_an_earlier_one_and_nothing_else() {
    let bench = Bench::new();
    export(&bench, "out", &[]).expect(0, &["3 vectors"]);
    export(&bench, "out", &["--only", "t/c"]).expect(0, &["1 vectors"]);
    assert!(
        !bench.path("out/vectors/t/a.json").exists(),
        "what is old goes"
    );
    fs::create_dir(bench.path("empty")).expect("a folder");
    export(&bench, "empty", &[]).expect(0, &["3 vectors"]);

    let refused = |folder: &str, named: &str| {
        let before = fs::read_to_string(bench.path(named)).expect("a file");
        export(&bench, folder, &[]).expect(2, &[named, "no earlier export wrote this file"]);
        assert_eq!(fs::read_to_string(bench.path(named)).ok(), Some(before));
    };
    bench.write("out/vectors/notes.txt", "mine");
    refused("out", "out/vectors/notes.txt");
    bench.write("other/deep/notes.txt", "mine");
    refused("other", "other/deep/notes.txt");
    bench.write("empty/vectors/t/b.json", "changed by hand");
    refused("empty", "empty/vectors/t/b.json");
    bench.write("newer/manifest.json", r#"{"format":2,"vectors":[]}"#);
    refused("newer", "newer/manifest.json");
    assert_eq!(names(&bench), ["empty", "newer", "other", "out", "vectors"]);
}

#[test]
fn an_export_that_cannot_be_is_exit_code_2_and_leaves_nothing() {
    let bench = Bench::new();
    bench.write("file", "");
    for (folder, more, expected) in [
        (
            "out",
            &["--level", "most"][..],
            "expected `must`, `should` or `may`",
        ),
        (
            "out",
            &["--operation", "fax.*"],
            "no vector matches `fax.*`",
        ),
        ("out", &["--only", "x/**"], "no vector matches `x/**`"),
        ("out", &["--level", "may"], "no vector matches `may`"),
        ("missing/out", &[], "missing"),
        ("file", &[], "is a file, expected a folder"),
        (".", &[], "is the current folder"),
    ] {
        export(&bench, folder, more).expect(2, &[expected]);
    }
    assert_eq!(names(&bench), ["file", "vectors"]);

    let id = serde_json::json!("../../escape");
    let text = fs::read_to_string(bench.path("vectors/t.json")).expect("vectors");
    bench.write("vectors/t.json", &text.replace("\"t/a\"", &id.to_string()));
    export(&bench, "out", &[]).expect(2, &["../../escape", "cannot be the path of a file"]);
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
