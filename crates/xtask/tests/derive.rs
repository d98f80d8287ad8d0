//! `cargo xtask derive`: one entry and one file make a fuzz target.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// An entry for the list of targets.
const ENTRY: &str = r#"
[[target]]
name = "extra"
about = "a target of this test"
mutator = "json"
max_len = 100
timeout = 3
len_control = 7
floor = 1
words = ["codes", "http"]
"#;

/// The files of this checkout that are derived, and those that they are derived from.
struct Checkout(tempfile::TempDir);

impl Checkout {
    fn new() -> Self {
        let checkout = Self(tempfile::tempdir().unwrap());
        for folder in [
            "fuzz",
            "fuzz/fuzz_targets",
            "fuzz/dictionaries",
            "crates/fuzz-oracles/src",
            "crates/fuzz-oracles/src/check",
        ] {
            fs::create_dir_all(checkout.path(folder)).unwrap();
            for entry in fs::read_dir(Path::new(ROOT).join(folder)).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_file() {
                    let to = checkout.path(folder).join(entry.file_name());
                    fs::copy(entry.path(), to).unwrap();
                }
            }
        }
        checkout
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.path(file), text).unwrap();
    }

    /// The exit code and all output.
    fn xtask(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_errconform-xtask"));
        let output = command.args(arguments).current_dir(self.0.path()).output();
        let output = output.unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(text).unwrap())
    }

    /// Which derived files have drifted.
    fn drifted(&self) -> Vec<String> {
        let (code, text) = self.xtask(&["derive", "--check"]);
        let paths = text.lines().filter(|line| line.starts_with('/'));
        let root = self.0.path().canonicalize().unwrap();
        let below = |path| Path::new(path).strip_prefix(&root).unwrap();
        let paths: Vec<_> = paths.map(|it| below(it).display().to_string()).collect();
        assert_eq!(code, Some(i32::from(!paths.is_empty())), "{text}");
        paths
    }
}

#[test]
fn an_entry_and_an_oracle_make_a_target_and_without_the_entry_it_is_gone() {
    let checkout = Checkout::new();
    assert_eq!(checkout.drifted(), [""; 0]);
    let list = checkout.read("fuzz/targets.toml");
    checkout.write("fuzz/targets.toml", &format!("{list}{ENTRY}"));
    let oracle = "crates/fuzz-oracles/src/check/extra.rs";
    checkout.write(oracle, "pub fn check_extra(data: &[u8]) {}\n");
    let files = [
        "fuzz/fuzz_targets/extra.rs",
        "fuzz/fuzz_targets/extra.dict",
        "fuzz/fuzz_targets/extra.options",
        "fuzz/Cargo.toml",
        "crates/fuzz-oracles/src/check/mod.rs",
        "crates/fuzz-oracles/src/targets.rs",
    ];
    assert_eq!(checkout.drifted(), files);
    let before: Vec<_> = files[3..].iter().map(|it| checkout.read(it)).collect();
    let (code, _) = checkout.xtask(&["derive"]);
    assert_eq!(code, Some(0));
    assert_eq!(checkout.drifted(), [""; 0]);

    let glue = checkout.read(files[0]);
    assert!(glue.contains("fuzz_oracles::check_extra(data)"), "{glue}");
    assert!(glue.contains("fuzz_oracles::mutate(data, "), "{glue}");
    let dictionary = checkout.read(files[1]);
    assert!(dictionary.contains("\n# codes\n\""), "{dictionary}");
    assert!(dictionary.contains("\"HTTP/1.1 200 OK\\x0D\\x0A\"\n"));
    let options = checkout.read(files[2]);
    assert!(options.ends_with("max_len = 100\ntimeout = 3\nlen_control = 7\n"));
    let manifest: toml::Table = checkout.read(files[3]).parse().unwrap();
    let bin = manifest["bin"].as_array().unwrap().last().unwrap();
    assert_eq!(bin["path"].as_str(), Some("fuzz_targets/extra.rs"));
    let modules = checkout.read(files[4]);
    assert!(modules.contains("\nmod extra;\n"), "{modules}");
    assert!(
        modules.contains("\npub use extra::check_extra;\n"),
        "{modules}"
    );
    let targets = checkout.read(files[5]);
    let item = "target(\"extra\", check::check_extra),\n    // </derived>";
    assert!(targets.contains(item), "{targets}");
    let (_, names) = checkout.xtask(&["targets", "--json"]);
    assert!(names.ends_with(",\"extra\"]\n"), "{names}");

    checkout.write("fuzz/targets.toml", &list);
    assert_eq!(checkout.xtask(&["derive"]).0, Some(0));
    assert!(!files[..3].iter().any(|it| checkout.path(it).exists()));
    let after: Vec<_> = files[3..].iter().map(|it| checkout.read(it)).collect();
    assert_eq!(before, after);
}

#[test]
fn what_cannot_be_derived_is_named_and_nothing_is_written() {
    let checkout = Checkout::new();
    let list = checkout.read("fuzz/targets.toml");
    let refused = |entry: &str, sentence: &str| {
        checkout.write("fuzz/targets.toml", &format!("{list}{entry}"));
        let (code, text) = checkout.xtask(&["derive"]);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(sentence), "{text}");
        assert!(!checkout.path("fuzz/fuzz_targets/extra.rs").exists());
    };
    refused(ENTRY, "crates/fuzz-oracles/src/check/extra.rs: ");
    let oracle = "crates/fuzz-oracles/src/check/extra.rs";
    checkout.write(oracle, "pub fn other() {}");
    refused(
        ENTRY,
        "expected the oracle, `pub fn check_extra(data: &[u8])`",
    );
    checkout.write(oracle, "pub fn check_extra(data: &[u8]) {}\n");
    let changed = |from: &str, to: &str| ENTRY.replacen(from, to, 1);
    refused(
        &changed("\"http\"", "\"none\""),
        "fuzz/dictionaries/none.dict: ",
    );
    refused(&changed("json", "xml"), "unknown variant `xml`");
    refused(
        &changed("extra", "error_body"),
        "`error_body` stands in it twice",
    );
    refused(&changed("extra", "../extra"), "`../extra` is no name");
    let shares = format!("{ENTRY}shares = [\"nothing\"]\n");
    refused(&shares, "`extra` names `nothing`, which is no target");

    checkout.write("fuzz/targets.toml", &format!("{list}{ENTRY}"));
    checkout.write("fuzz/Cargo.toml", "[package]\n");
    let (code, text) = checkout.xtask(&["derive"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(
        text.contains("fuzz/Cargo.toml: expected the marks `<derived"),
        "{text}"
    );
}

#[test]
fn a_target_that_this_build_does_not_know_is_not_left_out() {
    let checkout = Checkout::new();
    let list = checkout.read("fuzz/targets.toml");
    checkout.write("fuzz/targets.toml", &format!("{list}{ENTRY}"));
    let (code, text) = checkout.xtask(&["corpus", "replay", "extra"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(
        text.contains("`extra` has no oracle yet; run `cargo xtask derive`"),
        "{text}"
    );
}
