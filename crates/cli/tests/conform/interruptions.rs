//! Ctrl-C: what is known is reported, nothing is half-written, no process is left.

use std::fs;
use std::io::{Write as _, pipe};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::bench::{Bench, Ran, python_adapter};

#[test]
fn an_interruption_ends_the_children_and_prints_what_is_known() {
    let bench = Bench::new();
    let pids = bench.path("pids");
    let behaviour = format!("hangs '{}'", pids.display());
    let jsonl = ["--timeout", "60", "--report", "jsonl=report.jsonl"];
    let junit = ["--report", "junit=report.xml"];
    let Some(child) = bench.start_python(&behaviour, &[&jsonl[..], &junit].concat()) else {
        return;
    };
    wait_until("the adapter hangs", || {
        fs::read_to_string(&pids).is_ok_and(|text| text.contains(' '))
    });
    for report in ["report.jsonl", "report.xml"] {
        assert!(!bench.path(report).exists(), "{report} is not complete");
    }
    interrupt(&child);
    ended(child).expect(
        130,
        &[
            "interrupted: 1 of 3 vectors were judged",
            "\n1 vectors: 1 pass",
        ],
    );
    expect_all_dead(&fs::read_to_string(pids).expect("two process ids"));
    let lines = fs::read_to_string(bench.path("report.jsonl")).expect("a report");
    assert!(lines.contains(r#""interrupted":true"#), "{lines}");
    let junit = fs::read_to_string(bench.path("report.xml")).expect("a report");
    let report = quick_junit::Report::deserialize_from_str(&junit).expect("JUnit");
    assert_eq!((report.tests, report.errors), (2, 1), "{junit}");
    assert!(junit.contains("type=\"interrupted\""), "{junit}");
    assert_eq!(leftovers(&bench), Vec::<String>::new());
}

#[test]
fn an_interrupted_self_check_ends_at_once_and_leaves_an_earlier_file() {
    let bench = Bench::new();
    bench.write("matrix.json", "earlier");
    let child = start(&mut bench.command(&["self-check", "--json", "matrix.json"]));
    wait_until("the file is begun", || !leftovers(&bench).is_empty());
    interrupt(&child);
    let ran = ended(child);
    ran.expect(130, &[]);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    assert_eq!(leftovers(&bench), Vec::<String>::new());
    let text = fs::read_to_string(bench.path("matrix.json")).expect("a file");
    assert_eq!(text, "earlier");
}

/// It may be complete before it is interrupted; it is never there in part.
#[test]
fn an_interrupted_export_is_there_as_a_whole_or_not_at_all() {
    let bench = Bench::new();
    let child = start(&mut bench.command(&["snapshots", "export", "out"]));
    wait_until("the export is begun", || {
        !leftovers(&bench).is_empty() || bench.path("out").exists()
    });
    interrupt(&child);
    let ran = ended(child);
    let is_whole = bench.path("out/manifest.json").exists();
    ran.expect(if is_whole { 0 } else { 130 }, &[]);
    assert_eq!(bench.path("out").exists(), is_whole);
    assert_eq!(leftovers(&bench), Vec::<String>::new());
}

/// The first Ctrl-C waits for somebody to read the terminal report, the second for nobody.
#[test]
fn a_second_interruption_ends_at_once_and_leaves_nothing() {
    let bench = Bench::new();
    let pid = bench.path("pid");
    let Some(line) = python_adapter(&format!("writes-its-id '{}'", pid.display())) else {
        return;
    };
    let (reader, writer) = pipe().expect("a pipe");
    let mut filling = writer.try_clone().expect("a writer");
    let filler = thread::spawn(move || while filling.write_all(&[b'.'; 512]).is_ok() {});
    let reports = ["--report", "junit=report.xml", "--report", "jsonl=r.jsonl"];
    let run = ["run", "--command", &line, "--vectors", "vectors"];
    let mut child = bench
        .command(&[&run[..], &reports].concat())
        .env("TMPDIR", bench.write("tmp/keep", "").with_file_name(""))
        .stdout(writer)
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    wait_until("the first vector is settled", || {
        fs::read_to_string(&pid).is_ok_and(|text| text.ends_with(' '))
    });
    interrupt(&child);
    thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().expect("a child").is_none(), "it waits");
    assert!(
        !leftovers(&bench).is_empty(),
        "the reports are not complete"
    );
    interrupt(&child);
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130));
    assert_eq!(leftovers(&bench), Vec::<String>::new());
    expect_all_dead(fs::read_to_string(pid).expect("a process id").trim_end());
    drop(reader);
    filler.join().expect("the pipe is closed");
}

/// The names of what is not complete: parts of reports, and folders of adapters.
fn leftovers(bench: &Bench) -> Vec<String> {
    let folders = [bench.path(""), bench.path("tmp")];
    let entries = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok());
    entries
        .flatten()
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name.contains("conform-"))
        .collect()
}

fn start(command: &mut Command) -> Child {
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs")
}

fn ended(child: Child) -> Ran {
    child.wait_with_output().expect("it ends").into()
}

fn interrupt(child: &Child) {
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status();
    assert!(sent.expect("kill runs").success());
}

#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < end, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// A killed process may take a moment to be gone, when it is another one's to reap.
#[track_caller]
pub(crate) fn expect_all_dead(pids: &str) {
    let end = Instant::now() + Duration::from_secs(5);
    for pid in pids.split(' ') {
        let is_alive = || {
            let state = Command::new("ps").args(["-o", "stat=", "-p", pid]).output();
            state.is_ok_and(|output| {
                let state = String::from_utf8_lossy(&output.stdout).trim().to_owned();
                !state.is_empty() && !state.starts_with('Z')
            })
        };
        while is_alive() {
            assert!(Instant::now() < end, "process {pid} survived");
            thread::sleep(Duration::from_millis(10));
        }
    }
}
