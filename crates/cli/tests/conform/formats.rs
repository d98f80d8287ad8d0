//! What `docs/formats.md` promises: another version, an unknown field and a value that cannot be
//! are refused, with words.

use std::fs;

use crate::bench::Bench;
use crate::snapshots::small_root;

const KNOWN: &str = "format = 1\n[[known]]\ncause = \"c\"\nreason = \"r\"\nvectors = [\"t/a\"]\n\
                     checks = [\"must/floor.survives\"]\ncovers = 1\n";
const ADAPTER: &str = "format = 1\nname = \"x\"\nsdk = \"s\"\ncommand = [\"true\"]\n\
                       modes = [\"http\"]\nroot_classes = []\n";

/// What a newer program might write: another version and a field that this one does not know.
fn newer(text: &str) -> String {
    format!(
        "colour = \"red\"\n{}",
        text.replace("format = 1", "format = 2")
    )
}

const OTHER_VERSION: &str = ": format 2 is not known; this program reads format 1";

/// Writes a TOML file in three ways and runs `conform` on each: newer, with an unknown field, right.
#[track_caller]
fn check_toml(bench: &Bench, file: &str, right: &str, arguments: &[&str], code: i32) {
    bench.write(file, &newer(right));
    bench.conform(arguments).expect(2, &[file, OTHER_VERSION]);
    bench.write(file, &format!("colour = \"red\"\n{right}"));
    bench
        .conform(arguments)
        .expect(2, &[file, ":1: unknown field `colour`"]);
    bench.write(file, right);
    bench.conform(arguments).expect(code, &[]);
}

#[test]
fn cases_and_requirements() {
    let bench = small_root();
    for file in ["snapshots/cases/small.toml", "snapshots/requirements.toml"] {
        let right = fs::read_to_string(bench.path(file)).expect("a file");
        check_toml(&bench, file, &right, &["snapshots", "update"], 0);
    }
}

#[test]
fn known_failures() {
    let run = [
        "run",
        "reference",
        "--vectors",
        "vectors",
        "--known-failures",
        "known.toml",
    ];
    // The reference passes what the entry says that it fails, which is news.
    check_toml(&Bench::new(), "known.toml", KNOWN, &run, 1);
}

#[test]
fn adapters() {
    // A program that says nothing cannot be run, which is not the file's mutant.
    let run = ["run", "x", "--vectors", "vectors"];
    check_toml(&Bench::new(), "adapters/x/adapter.toml", ADAPTER, &run, 3);
}

#[test]
fn vector_files() {
    let bench = Bench::new();
    let right = fs::read_to_string(bench.path("vectors/t.json")).expect("vectors");
    let list = ["list", "--vectors", "vectors"];
    let unknown = right.replacen('{', "{\"colour\":\"red\",", 1);
    bench.write("vectors/t.json", &unknown);
    bench
        .conform(&list)
        .expect(2, &["t.json:1: unknown field `colour`"]);
    bench.write(
        "vectors/t.json",
        &unknown.replace("\"format\":1", "\"format\":2"),
    );
    bench.conform(&list).expect(
        2,
        &[
            "t.json",
            "format 2 is not known; this program reads format 1",
        ],
    );
}

#[test]
fn the_protocol() {
    let bench = Bench::new();
    let ready = |line: &str| format!("sh -c 'read hello; echo \"$0\"' '{line}'");
    let line = r#"{"type":"ready","protocol":2,"sdk":"s","version":"1","language":"l"}"#;
    bench
        .run_command(&ready(line), &[])
        .expect(3, &["protocol", "2"]);
    let line = line.replace("2", "1").replacen('{', "{\"colour\":1,", 1);
    bench
        .run_command(&ready(&line), &[])
        .expect(3, &["unknown field `colour`"]);
}

#[test]
fn the_list_of_ids_only_grows() {
    let bench = small_root();
    let update = ["snapshots", "update"];
    bench.conform(&update).expect(0, &[]);
    let check = |ids: &str, expected: &str| {
        bench.write("snapshots/ids.txt", ids);
        bench.conform(&update).expect(2, &["ids.txt:", expected]);
    };
    check(
        "gone\nsmall\n",
        "has the id `gone` any more; if that is meant, write `retired gone`",
    );
    check(
        "retired small\n",
        "the id `small` is retired and must not be used again",
    );
    check("small\nsmall\n", "the id `small` occurs twice");
    // Also where an editor left no end of the last line.
    for known in ["retired gone\n", "retired gone"] {
        bench.write("snapshots/ids.txt", known);
        bench.conform(&update).expect(0, &[]);
        let ids = fs::read_to_string(bench.path("snapshots/ids.txt")).expect("the list");
        assert_eq!(ids, "retired gone\nsmall\n");
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
        (r#""id":"t/a""#, r#""id":"-x""#, "begins with no `-`"),
        (
            r#"["content-type","#,
            r#"["content type","#,
            r#"the name of a header, found "content type""#,
        ),
        (r#"["content-type","#, r#"["","#, "the name of a header"),
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
