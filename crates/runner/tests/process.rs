//! Adapters that are shell scripts, and how a run with them ends.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, Instant};

use errconform_runner::adapter::Adapter;
use errconform_runner::event::Event;
use errconform_runner::interrupt::Interrupt;
use errconform_runner::run::{Plan, run};
use judge::Verdict;
use judge::baseline::Baseline;
use suite::set::VectorSet;
use suite::vector::{Mode, Vector};

const READY: &str =
    r#"echo '{"type":"ready","protocol":1,"sdk":"s","version":"1","language":"sh"}'"#;

/// What a run emitted: what was started, the verdicts with their notes, and why it failed.
#[derive(Debug, Default)]
struct Emitted {
    preparing: Vec<String>,
    verdicts: Vec<(Verdict, String)>,
    failed: Option<String>,
}

/// Runs a shell script as an adapter in `decode` mode; `$id` is the id of the current vector.
fn run_script(script: &str, vectors: usize) -> Emitted {
    run_adapter(&shell(script), vectors)
}

fn shell(script: &str) -> Adapter {
    let line = shlex::try_join(["sh", "-c", script]).expect("a command line");
    Adapter::command(&line, Mode::Decode, Vec::new()).expect("a command")
}

fn run_adapter(adapter: &Adapter, vectors: usize) -> Emitted {
    run_selected(adapter, "", vectors)
}

/// Runs an adapter with the first vectors whose ids begin so.
fn run_selected(adapter: &Adapter, prefix: &str, vectors: usize) -> Emitted {
    run_unless(adapter, prefix, vectors, &Interrupt::new())
}

fn run_unless(adapter: &Adapter, prefix: &str, vectors: usize, interrupt: &Interrupt) -> Emitted {
    let set = VectorSet::built_in().expect("the vectors");
    let vectors: Vec<&Vector> = set
        .vectors
        .iter()
        .filter(|vector| vector.modes.contains(&Mode::Decode) && vector.id.starts_with(prefix))
        .take(vectors)
        .collect();
    let plan = Plan {
        adapter,
        mode: Mode::Decode,
        vectors: &vectors,
        is_whole: false,
        baseline: &Baseline::default(),
        timeout: Duration::from_secs(10),
    };
    let mut emitted = Emitted::default();
    run(&plan, interrupt, |event| match event {
        Event::VectorFinished { report, .. } => {
            let note = report.note.unwrap_or_default();
            emitted.verdicts.push((report.verdict, note));
        }
        Event::Preparing(line) => emitted.preparing.push(line),
        Event::RunFailed { problem, .. } => emitted.failed = Some(problem),
        _ => {}
    });
    emitted
}

/// A script that answers every vector with an observation.
fn answering(observation: &str) -> String {
    format!(
        r#"read hello; {READY}; while read -r line; do case "$line" in *'"bye"'*) exit;; esac
        id=${{line#*'"id":"'}}; id=${{id%%'"'*}}
        echo '{{"type":"observed","id":"'$id'","observation":{observation}}}'
        echo '{{"type":"settled","id":"'$id'"}}'; done"#
    )
}

#[test]
fn an_adapter_that_never_stops_printing_is_killed() {
    let begin = Instant::now();
    let script = format!("read hello; {READY}; read bye; exec yes");
    let emitted = run_script(&script, 0);
    assert!(emitted.failed.is_none(), "{emitted:?}");
    assert!(begin.elapsed() < Duration::from_secs(20), "{begin:?}");
}

#[test]
fn the_first_event_says_which_adapter_is_started() {
    let emitted = run_script("exit 4", 1);
    assert!(emitted.failed.is_some(), "{emitted:?}");
    assert_eq!(
        emitted.preparing,
        ["starting adapter `command` in mode `decode` …"]
    );
}

#[test]
fn a_relative_program_in_a_relative_folder_is_found() {
    // Tests run in the crate's folder.
    let root = tempfile::Builder::new()
        .tempdir_in("tests")
        .expect("a folder");
    let root = Path::new("tests").join(root.path().file_name().expect("a name"));
    let dir = root.join("x");
    fs::create_dir(&dir).expect("a folder");
    // A link, for a program that this process wrote itself may be busy when it is run.
    symlink("/bin/sh", dir.join("shell")).expect("a link");
    let script = answering(r#"{"outcome":"returned"}"#);
    let toml = format!(
        "format = 1\nname = \"x\"\nsdk = \"s\"\nmodes = [\"decode\"]\nroot_classes = []\n\
         command = [\"./shell\", \"-c\", '''{script}''']\n"
    );
    fs::write(dir.join("adapter.toml"), toml).expect("a file");
    let adapter = Adapter::find("x", Some(&root), Path::new(".")).expect("an adapter");
    let emitted = run_adapter(&adapter, 1);
    assert!(emitted.failed.is_none(), "{emitted:?}");
}

#[test]
fn an_adapter_that_ends_after_its_introduction_fails_the_run() {
    let script = format!("read hello; {READY}; echo no luck >&2; exit 4");
    let emitted = run_script(&script, 5);
    let failed = emitted.failed.expect("a failed run");
    assert!(emitted.verdicts.is_empty(), "{:?}", emitted.verdicts);
    assert!(failed.contains("exited with 4"), "{failed}");
    assert!(failed.contains("its last words: `no luck`"), "{failed}");
}

#[test]
fn an_end_before_the_first_vector_was_read_is_no_crash() {
    let emitted = run_script(&format!("read hello; {READY}; sleep 0.3; exit 4"), 1);
    let [(verdict, note)] = emitted.verdicts.as_slice() else {
        panic!("{emitted:?}");
    };
    assert_eq!(*verdict, Verdict::HarnessError, "{note}");
    assert!(note.contains("before it read its first vector"), "{note}");
}

#[test]
fn an_end_before_the_next_vector_was_read_is_no_crash() {
    // It is alive when the next vector is sent: a short one, and one that fills the pipe.
    let script =
        answering(r#"{"outcome":"returned"}"#).replace("; done", "; sleep 0.3; exit 9; done");
    assert!(script.contains("exit 9"), "{script}");
    for prefix in ["codes/", "details/large-a/"] {
        let emitted = run_selected(&shell(&script), prefix, 2);
        let [(first, _), (second, note)] = emitted.verdicts.as_slice() else {
            panic!("{emitted:?}");
        };
        for verdict in [first, second] {
            assert!(
                matches!(verdict, Verdict::Fail | Verdict::Pass),
                "{emitted:?}"
            );
        }
        assert!(
            note.contains("exited with 9 between two vectors"),
            "{emitted:?}"
        );
    }
}

#[test]
fn an_adapter_that_dies_of_every_vector_fails_the_run() {
    let emitted = run_script(&format!("read hello; {READY}; read vector; exit 4"), 5);
    assert!(emitted.verdicts.is_empty(), "{emitted:?}");
    assert!(
        emitted
            .failed
            .is_some_and(|failed| failed.contains("never answered"))
    );
}

#[test]
fn a_death_of_the_only_vector_is_a_crash() {
    let emitted = run_script(&format!("read hello; {READY}; read vector; exit 4"), 1);
    assert!(
        matches!(emitted.verdicts.as_slice(), [(Verdict::Crash, _)]),
        "{emitted:?}"
    );
}

#[test]
fn a_malformed_observation_is_a_failure_of_the_harness() {
    let emitted = run_script(&answering(r#"{"outcome":"raised"}"#), 1);
    let [(verdict, note)] = emitted.verdicts.as_slice() else {
        panic!("{emitted:?}");
    };
    assert_eq!(*verdict, Verdict::HarnessError, "{note}");
    assert!(note.contains("`raised` is missing"), "{note}");
}

#[test]
fn a_line_about_the_vector_before_is_that_vectors_fault() {
    // The second `settled` is sent when the next vector was read, as by a thread that lags behind.
    let script = answering(r#"{"outcome":"returned"}"#).replace(
        "id=${line#",
        r#"test -n "$id" && echo '{"type":"settled","id":"'$id'"}'; id=${line#"#,
    );
    let emitted = run_script(&script, 2);
    let [(first, note), (second, _)] = emitted.verdicts.as_slice() else {
        panic!("{emitted:?}");
    };
    assert_eq!(*first, Verdict::HarnessError, "{emitted:?}");
    assert!(note.contains("answered about vector"), "{note}");
    assert_ne!(*second, Verdict::HarnessError, "{emitted:?}");
}

#[test]
fn a_line_before_the_first_vector_is_no_vectors_fault() {
    let script = format!(
        "read hello; {READY}; echo by the way; {}",
        "read vector; exit"
    );
    let emitted = run_script(&script, 1);
    let [(verdict, note)] = emitted.verdicts.as_slice() else {
        panic!("{emitted:?}");
    };
    assert_eq!(*verdict, Verdict::HarnessError, "{note}");
    assert!(note.contains("`by the way`"), "{note}");
}

#[test]
fn an_interruption_while_a_line_is_attributed_is_no_vectors_fault() {
    // The first process breaks the protocol in its second vector; the second one hangs.
    let dir = tempfile::tempdir().expect("a folder");
    let (broken, hangs) = (dir.path().join("broken"), dir.path().join("hangs"));
    let (broken, hangs) = (broken.display(), hangs.display());
    let answer = answering(r#"{"outcome":"returned"}"#);
    let script = answer
        .replace(
            "; while",
            &format!("; test -e '{broken}' && touch '{hangs}' && exec sleep 60; while"),
        )
        .replace(
            "id=${line#",
            &format!("test -n \"$id\" && touch '{broken}' && echo garbage; id=${{line#"),
        );
    let interrupt = Interrupt::new();
    let emitted = std::thread::scope(|scope| {
        scope.spawn(|| {
            let end = Instant::now() + Duration::from_secs(20);
            while !dir.path().join("hangs").exists() && Instant::now() < end {
                std::thread::sleep(Duration::from_millis(10));
            }
            interrupt.trigger();
        });
        run_unless(&shell(&script), "", 3, &interrupt)
    });
    let [(verdict, note)] = emitted.verdicts.as_slice() else {
        panic!("{emitted:?}");
    };
    assert_ne!(*verdict, Verdict::HarnessError, "{note}");
    assert!(dir.path().join("hangs").exists(), "{emitted:?}");
}
