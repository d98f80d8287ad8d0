//! Known failures: what an entry may say, and what a run beside them is.

use std::path::Path;

use errconform_judge::baseline::{Baseline, Failure, Shown, Stale, WrittenEntry, propose};
use files::Error;
use suite::check::Level;
use suite::set::{Selector, VectorSet};
use suite::vector::{Mode, Vector};

const VECTOR: &str = "absent/code-absent/place=A";

fn set() -> &'static VectorSet {
    VectorSet::built_in().expect("the built-in vectors")
}

fn parse(entries: &str) -> Result<Baseline, Error> {
    let text = format!("format = 1\n{entries}");
    Baseline::parse(Path::new("known.toml"), &text, set())
}

fn refusal(entries: &str) -> (usize, String) {
    match parse(entries) {
        Err(Error::File { line, message, .. }) => (line, message),
        other => panic!("{other:?}"),
    }
}

fn entry(more: &str) -> String {
    format!("[[known]]\ncause = \"c\"\nreason = \"why\"\n{more}\n")
}

/// The checks of a vector that are scored.
fn scored(vector: &Vector) -> Vec<String> {
    let scored = vector.checks.iter().filter(|it| it.level != Level::May);
    scored.map(suite::check::Check::name).collect()
}

fn shown(vector: &'static str, check: &str, level: Level, passed: bool) -> Shown<'static> {
    Shown {
        vector,
        check: check.to_owned(),
        level,
        assumed: false,
        passed,
    }
}

fn failure(vector: &str, check: String) -> Failure {
    let vector = vector.to_owned();
    Failure { vector, check }
}

#[test]
fn an_entry_covers_exactly_as_many_checks_as_it_says() {
    let all = scored(set().get(VECTOR).expect("the vector")).len();
    let of = |covers: usize| {
        entry(&format!(
            "vectors = [\"{VECTOR}\"]\nchecks = [\"**\"]\ncovers = {covers}"
        ))
    };
    assert!(all > 1, "{VECTOR} has {all} scored checks");
    assert!(parse(&of(all)).is_ok());
    for covers in [all - 1, all + 1, 0] {
        let expected = format!("says that it covers {covers} checks, but it covers {all}");
        let (line, message) = refusal(&of(covers));
        assert!(message.ends_with(&expected), "{message}");
        assert_eq!(line, 2);
    }
}

#[test]
fn an_entry_without_a_reason_a_pattern_or_a_match_is_refused() {
    let check = |entry: &str, line: usize, expected: &str| {
        let (found, message) = refusal(entry);
        assert!(message.contains(expected), "{message}");
        assert_eq!(found, line, "{message}");
    };
    let rest = "vectors = [\"absent/**\"]\nchecks = [\"**\"]\ncovers = 1\n";
    check(
        &format!("\n[[known]]\ncause = \"c\"\nreason = \" \"\n{rest}"),
        3,
        "the cause `c` has no reason",
    );
    check(
        &entry("vectors = []\nchecks = [\"**\"]\ncovers = 1"),
        2,
        "expected patterns in `vectors`, found none",
    );
    check(
        &entry("vectors = [\"absent/**\"]\nchecks = []\ncovers = 1"),
        2,
        "expected patterns in `checks`, found none",
    );
    check(
        &entry("vectors = [\"absent/**\", \"nowhere/*\"]\nchecks = [\"**\"]\ncovers = 1"),
        2,
        "`nowhere/*` matches no vector of the whole set",
    );
    check(
        &entry("vectors = [\"absent/**\"]\nchecks = [\"**\", \"must/nothing\"]\ncovers = 1"),
        2,
        "`must/nothing` matches no check of these vectors",
    );
}

#[test]
fn later_entries_of_a_cause_share_the_reason_of_the_first() {
    let checks = scored(set().get(VECTOR).expect("the vector"));
    let one =
        |check: &str| format!("vectors = [\"{VECTOR}\"]\nchecks = [\"{check}\"]\ncovers = 1\n");
    let first = entry(&one(&checks[0]));
    let second = format!("[[known]]\ncause = \"c\"\n{}", one(&checks[1]));
    let baseline = parse(&format!("{first}{second}")).expect("two entries of one cause");
    let shown = [
        shown(VECTOR, &checks[0], Level::Must, false),
        shown(VECTOR, &checks[1], Level::Should, false),
    ];
    let comparison = baseline.compare(Mode::Http, &shown);
    let [cause] = &comparison.known[..] else {
        panic!("{comparison:?}");
    };
    assert_eq!((cause.reason.as_str(), cause.vectors), ("why", 1));
    assert_eq!((cause.must, cause.should), (1, 1));
    assert!(comparison.new.is_empty() && comparison.stale.is_empty());
}

#[test]
fn what_no_entry_knows_is_new_and_what_passes_is_stale() {
    let checks = scored(set().get(VECTOR).expect("the vector"));
    let only_http = format!(
        "modes = [\"http\"]\nvectors = [\"{VECTOR}\"]\nchecks = [\"{}\"]\ncovers = 1",
        checks[0]
    );
    let baseline = parse(&entry(&only_http)).expect("an entry");
    let other = "absent/code-null/place=A";
    let pair = |vector: &str, check: &str| failure(vector, check.to_owned());

    let known = shown(VECTOR, &checks[0], Level::Must, false);
    let elsewhere = shown(other, &checks[0], Level::Must, false);
    let another = shown(VECTOR, &checks[1], Level::Must, false);
    let recorded = shown(other, &checks[0], Level::May, false);
    let passes = shown(other, &checks[1], Level::Must, true);
    let failures = [known.clone(), elsewhere, another, recorded, passes];
    let comparison = baseline.compare(Mode::Http, &failures);
    assert_eq!(
        comparison.new,
        [pair(other, &checks[0]), pair(VECTOR, &checks[1])]
    );
    assert_eq!((comparison.known[0].must, comparison.stale.len()), (1, 0));

    let comparison = baseline.compare(Mode::Decode, std::slice::from_ref(&known));
    assert_eq!(comparison.new, [pair(VECTOR, &checks[0])]);

    let mended = Shown {
        passed: true,
        ..known
    };
    let comparison = baseline.compare(Mode::Http, &[mended]);
    let stale = Stale {
        vector: VECTOR.to_owned(),
        check: checks[0].clone(),
        cause: "c".to_owned(),
    };
    assert_eq!((comparison.new.len(), comparison.stale), (0, vec![stale]));
}

#[test]
fn proposed_entries_know_exactly_the_failures() {
    let failing = ["absent/code-absent/place=A", "absent/code-null/place=A"];
    let mut failures = Vec::new();
    for id in failing {
        for check in scored(set().get(id).expect(id)).into_iter().take(2) {
            failures.push(failure(id, check));
        }
    }
    let third = "absent/correlation-id-absent/place=A";
    let checks = scored(set().get(third).expect(third));
    failures.push(failure(third, checks[0].clone()));
    let entries = propose(&failures);
    let globs = |globs: &[String]| -> Vec<Selector> {
        let globs = globs.iter().map(|it| Selector::new(it).expect(it));
        globs.collect()
    };
    let entries: Vec<_> = entries
        .iter()
        .map(|it: &WrittenEntry| (globs(&it.vectors), globs(&it.checks), it.covers))
        .collect();
    let any = |globs: &[Selector], text: &str| globs.iter().any(|glob| glob.matches(text));
    let known = |vector: &str, check: &str| {
        let mut entries = entries.iter();
        entries.any(|(vectors, checks, _)| any(vectors, vector) && any(checks, check))
    };
    let mut pairs = 0;
    for vector in &set().vectors {
        for check in scored(vector) {
            let failed = failures.contains(&failure(&vector.id, check.clone()));
            assert_eq!(known(&vector.id, &check), failed, "{} {check}", vector.id);
            pairs += usize::from(failed);
        }
    }
    let covers: usize = entries.iter().map(|(_, _, covers)| covers).sum();
    assert_eq!((covers, pairs), (5, 5));
}

#[test]
fn assumed_failures_are_counted_among_their_level_and_apart() {
    let checks = scored(set().get(VECTOR).expect("the vector"));
    let baseline = parse(&entry(&format!(
        "vectors = [\"{VECTOR}\"]\nchecks = [\"**\"]\ncovers = {}",
        checks.len()
    )));
    let failed = |check: &String, level, assumed| Shown {
        assumed,
        ..shown(VECTOR, check, level, false)
    };
    let shown = [
        failed(&checks[0], Level::Must, false),
        failed(&checks[1], Level::Must, true),
        failed(&checks[2], Level::Should, true),
        failed(&checks[3], Level::May, true),
    ];
    let comparison = baseline.expect("a baseline").compare(Mode::Http, &shown);
    let known = &comparison.known[0];
    assert_eq!((known.must, known.should), (2, 1));
    assert_eq!((known.assumed_must, known.assumed_should), (1, 1));
}
