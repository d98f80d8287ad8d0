//! The loaders of `docs/loading-vectors.md` are run as a reader of the page would run them.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::bench::{Bench, Ran};
use crate::programs;
use crate::snapshots::checkout;

/// What a client of a few lines gets right.
const SELECTION: [&str; 9] = [
    "codes/**",
    "details/large*/**",
    "flag/**",
    "keys/**",
    "lists/**",
    "reasons/**",
    "statuses/**",
    "success/{error-null,every-operation,not-yet}/**",
    "unknown/**",
];

/// What a mutant of the client gets wrong, as a line of a failure says it.
const MUTANTS: [(&str, &str); 5] = [
    (
        "loses-codes",
        "A[0].code: expected \"not-found\", found null (codes/not-found)",
    ),
    (
        "flag-as-number",
        "A[0].flag: expected true, found 1 (error-structure/retriable)",
    ),
    (
        "loses-slots",
        "B[2].category: expected \"billing\", found null (",
    ),
    ("invents-errors", ".error: expected null, found "),
    (
        "drops-offsets",
        "reason[0].timestamp: expected \"2026-01-01T02:00:00+02:00\", found ",
    ),
];

/// A loader that people paste is short.
const MOST_LINES: usize = 34;

/// A loader in one language.
struct Loader {
    program: fn() -> Option<PathBuf>,
    fence: &'static str,
    file: &'static str,
    client: &'static str,
    arguments: &'static [&'static str],
}

const PYTHON: Loader = Loader {
    program: programs::python,
    fence: "```python\n",
    file: "test_vectors.py",
    client: "decode.py",
    arguments: &["-m", "unittest", "test_vectors"],
};

const PYTEST: Loader = Loader {
    program: programs::pytest,
    arguments: &[
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
    program: programs::node,
    fence: "```js\n",
    file: "vectors.test.mjs",
    client: "decode.mjs",
    arguments: &["--test", "vectors.test.mjs"],
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

    fn run(&self, program: &PathBuf, bench: &Bench, mutant: &str) -> (bool, String) {
        let mut command = Command::new(program);
        command.args(self.arguments).current_dir(bench.path(""));
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

    fn check(&self, summary: &str) {
        let lines = self.code().lines().count();
        assert!(lines <= MOST_LINES, "{lines} lines");
        let Some(program) = (self.program)() else {
            return;
        };
        let bench = self.prepare();
        let (success, text) = self.run(&program, &bench, "");
        assert!(success, "{text}");
        assert!(text.contains(summary), "{text}");
        for (mutant, line) in MUTANTS {
            let (success, text) = self.run(&program, &bench, mutant);
            assert!(!success, "{mutant} is not noticed");
            assert!(text.contains(line), "{mutant}: no {line:?} in {text}");
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

#[test]
fn the_tests_of_the_python_adapter_pass() {
    let Some(python) = programs::pytest() else {
        return;
    };
    let ran = Command::new(python)
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"])
        .current_dir(checkout().join("adapters/python"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output();
    Ran::from(ran.expect("it runs")).expect(0, &[" passed"]);
}
