//! A finding, from triage to a regression that fails. The bug is a planted one:
//! `cargo test --package errconform-xtask --features planted`.

#![cfg(feature = "planted")]

use std::fs;
use std::path::Path;
use std::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[test]
fn a_promoted_input_is_kept_as_it_is_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, bytes: &[u8]| {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    for file in ["fuzz/targets.toml", "snapshots/requirements.toml"] {
        write(file, &fs::read(Path::new(ROOT).join(file)).unwrap());
    }
    let input = br#"{"message":"m","code":"TIMEOUT"}    "#;
    write("corpus/seeds/error_body/empty", b"{}");
    write("found/error_body/crash", input);
    let xtask = |bug: &str, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_errconform-xtask"));
        command.args(arguments).current_dir(folder.path());
        let output = command.env("PLANTED", bug).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(text).unwrap())
    };

    let (code, text) = xtask("any-case", &["corpus", "triage", "found/error_body"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.starts_with("1 x "), "{text}");
    let promote = [
        "corpus",
        "promote",
        "found/error_body/crash",
        "--name",
        "case",
    ];
    let more = [
        "--requirement",
        "floor/survives",
        "--expected",
        "It is unknown.",
    ];
    let (code, text) = xtask("any-case", &[&promote[..], &more].concat());
    assert_eq!(code, Some(0), "{text}");
    let kept = folder.path().join("corpus/regressions/error_body/case");
    assert_eq!(fs::read(&kept).unwrap(), input);
    let cause = fs::read_to_string(kept.with_extension("cause.toml")).unwrap();
    assert!(cause.contains("by = \"error_body\"\n"), "{cause}");

    let replay = ["corpus", "replay", "error_body"];
    let (code, text) = xtask("any-case", &replay);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("corpus/regressions/error_body/case\n"),
        "{text}"
    );
    assert_eq!(xtask("", &replay).0, Some(0));
}
