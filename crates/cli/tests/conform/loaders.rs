//! The loaders of `docs/loading-vectors.md` are run as a reader of the page would run them.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output};

use crate::bench::Bench;
use crate::snapshots::checkout;

/// What a client of a few lines gets right.
const SELECTION: [&str; 5] = [
    "codes/**",
    "flag/**",
    "keys/**",
    "statuses/**",
    "unknown/**",
];

/// A loader in one language.
struct Loader {
    language: &'static str,
    fence: &'static str,
    file: &'static str,
    client: &'static str,
    command: &'static [&'static str],
}

const PYTHON: Loader = Loader {
    language: "Python",
    fence: "```python\n",
    file: "test_vectors.py",
    client: "decode.py",
    command: &["python3", "-m", "unittest", "test_vectors"],
};

const PYTEST: Loader = Loader {
    language: "pytest",
    command: &[
        "python3",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "test_vectors.py",
    ],
    ..PYTHON
};

const NODE: Loader = Loader {
    language: "Node",
    fence: "```js\n",
    file: "vectors.test.mjs",
    client: "decode.mjs",
    command: &["node", "--test", "vectors.test.mjs"],
};

impl Loader {
    fn code(&self) -> String {
        let page = checkout().join("docs/loading-vectors.md");
        let page = fs::read_to_string(page).expect("the page");
        let (_, rest) = page.split_once(self.fence).expect("a block of code");
        let (code, _) = rest.split_once("```").expect("its end");
        code.to_owned()
    }

    /// A folder as the page describes it.
    fn prepare(&self) -> Bench {
        let bench = Bench::new();
        let mut arguments = vec!["snapshots", "export", "vectors-new"];
        arguments.extend(["--mode", "decode", "--level", "must"]);
        arguments.extend(SELECTION.iter().flat_map(|glob| ["--only", glob]));
        bench.conform(&arguments).expect(0, &[]);
        fs::remove_dir_all(bench.path("vectors")).expect("the bench's own vectors go");
        fs::rename(bench.path("vectors-new"), bench.path("vectors")).expect("a new name");
        let client = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conform/loaders/");
        let client = fs::read_to_string(format!("{client}{}", self.client)).expect("a client");
        bench.write(self.client, &client);
        bench.write(self.file, &self.code());
        bench
    }

    fn run(&self, bench: &Bench, mutant: &str) -> (bool, String) {
        let mut command = Command::new(self.command[0]);
        command.args(&self.command[1..]).current_dir(bench.path(""));
        command
            .env("FAULT", mutant)
            .env("PYTHONDONTWRITEBYTECODE", "1");
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().expect("it runs");
        let text = [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        (status.success(), text.concat())
    }

    /// Whether its language is here; a word about it where it is not.
    fn is_here(&self) -> bool {
        let arguments: &[&str] = match self.command {
            [_, "-m", module, ..] => &["-c", &format!("import {module}")],
            _ => &["--version"],
        };
        let found = Command::new(self.command[0]).args(arguments).output();
        let here = found.is_ok_and(|output| output.status.success());
        if !here {
            writeln!(std::io::stderr(), "skipped: {} is missing", self.language).expect("stderr");
        }
        here
    }

    fn check(&self, summary: &str) {
        let lines = self.code().lines().count();
        assert!(lines <= 20, "{lines} lines");
        if !self.is_here() {
            return;
        }
        let bench = self.prepare();
        let (success, text) = self.run(&bench, "");
        assert!(success, "{text}");
        assert!(text.contains(summary), "{text}");
        for (mutant, id, requirement) in [
            ("loses-codes", "codes/failed-result/", "codes/not-found"),
            ("flag-as-number", "flag/", "error-structure/retriable"),
        ] {
            let (success, text) = self.run(&bench, mutant);
            assert!(!success, "{mutant} is not noticed");
            assert!(
                text.contains(id) && text.contains(requirement),
                "{mutant}: {text}"
            );
        }
    }
}

#[test]
fn the_python_loader_runs_without_pytest() {
    PYTHON.check("OK");
}

#[test]
fn the_python_loader_runs_with_pytest() {
    PYTEST.check(" passed");
}

#[test]
fn the_javascript_loader_runs() {
    NODE.check("fail 0");
}
