//! What the tests of the real program share: three vectors, a small adapter, a way to run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use crate::programs;

/// A folder with three vectors, `t/a`, `t/b` and `t/c`, all successes of `runs.result`.
pub(crate) struct Bench {
    dir: TempDir,
}

/// The fastest run of the three vectors, which needs no other language.
pub(crate) const REFERENCE: [&str; 6] = [
    "run",
    "reference",
    "--vectors",
    "vectors",
    "--mode",
    "decode",
];

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let vectors: Vec<serde_json::Value> = ["a", "b", "c"].iter().map(|id| vector(id)).collect();
        let file = serde_json::json!({"format": 1, "case": "t", "vectors": vectors});
        fs::create_dir(dir.path().join("vectors")).expect("a folder");
        fs::write(dir.path().join("vectors/t.json"), file.to_string()).expect("a file");
        Self { dir }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    }

    /// Runs `conform` in the folder.
    pub(crate) fn conform(&self, arguments: &[&str]) -> Ran {
        self.command(arguments)
            .output()
            .expect("the program runs")
            .into()
    }

    /// Runs a program as an adapter against the three vectors.
    pub(crate) fn run_command(&self, line: &str, more: &[&str]) -> Ran {
        self.command(&run_arguments(line, more))
            .output()
            .expect("the program runs")
            .into()
    }

    /// Runs the small adapter with a behaviour; none without Python.
    pub(crate) fn run_python(&self, behaviour: &str, more: &[&str]) -> Option<Ran> {
        Some(self.run_command(&python_adapter(behaviour)?, more))
    }

    /// As [`Self::run_python`], without waiting.
    pub(crate) fn start_python(&self, behaviour: &str, more: &[&str]) -> Option<Child> {
        let line = python_adapter(behaviour)?;
        let mut command = self.command(&run_arguments(&line, more));
        Some(
            command
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("it runs"),
        )
    }

    /// `conform` with arguments, to be run in the folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_conform"));
        command.args(arguments).current_dir(self.dir.path());
        // None of this may reach an adapter.
        command
            .env("HTTP_PROXY", "http://127.0.0.1:9")
            .env("CALLERS_OWN", "secret");
        command
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Self {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Ran {
    /// Fails with everything that was printed.
    #[track_caller]
    pub(crate) fn expect(&self, code: i32, texts: &[&str]) {
        let Self { stdout, stderr, .. } = self;
        let all = format!("exit {:?}\n{stdout}\n{stderr}", self.code);
        assert_eq!(self.code, Some(code), "{all}");
        for text in texts {
            assert!(
                stdout.contains(text) || stderr.contains(text),
                "no {text:?} in: {all}"
            );
        }
    }
}

/// The command line of the small adapter; none without Python.
pub(crate) fn python_adapter(behaviour: &str) -> Option<String> {
    let python = programs::python()?;
    let adapter = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conform/adapter.py");
    Some(format!(
        "{} '{}' {behaviour}",
        python.display(),
        adapter.display()
    ))
}

fn run_arguments<'a>(line: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["run", "--command", line, "--root-class", "sdk.Error"];
    if !more.contains(&"--only") {
        arguments.extend(["--vectors", "vectors"]);
    }
    arguments.extend(more);
    arguments
}

fn vector(id: &str) -> serde_json::Value {
    let floor = |field: &str| {
        serde_json::json!({
            "requirement": format!("floor/{field}"), "level": "must", "place": "floor",
            "fact": field, "expect": "holds", "accept": ["typed"]
        })
    };
    serde_json::json!({
        "id": format!("t/{id}"),
        "title": format!("the success {id}"),
        "operation": "runs.result",
        "request": {
            "method": "GET",
            "path": "/{workspaceId}/projects/{projectName}/run/{runId}/result",
            "params": {"workspaceId": "conformance", "projectName": "p", "runId": format!("run-{id}")}
        },
        "modes": ["http", "decode"],
        "responses": [{
            "status": 200,
            "headers": [["content-type", "application/json"]],
            "body": {"text": format!("{{\"runId\":\"run-{id}\",\"status\":\"completed\"}}")}
        }],
        "checks": [floor("survives"), floor("success-returned")]
    })
}
