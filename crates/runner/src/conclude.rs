//! From a reply to a finished report: a pure function.
//!
//! Not here: how the reply came about (see [`crate::supervisor`]), and what checks mean (that is
//! the judge's). Start at [`conclude`].

use judge::choice::{ChoiceOutcome, Declared};
use judge::{Calls, CheckOutcome, Verdict, did_not_survive, judge, verdict};
use suite::check::Level;
use suite::encoded::shorten;
use suite::observation::Observation;
use suite::vector::{Mode, Vector};

use crate::adapter::Adapter;
use crate::event::{RequestLog, Undeclared, VectorReport};
use crate::excerpt::excerpt;
use crate::supervisor::{Answer, Outcome, Reply};

/// The report of one vector. `undeclared` are the values of the choices that the adapter does not
/// declare.
pub(crate) fn conclude(
    vector: &Vector,
    reply: Reply,
    adapter: &Adapter,
    undeclared: &Declared,
) -> VectorReport {
    let undeclared = shown(vector, &reply, adapter, undeclared);
    let Reply {
        outcome,
        requests,
        stderr,
        replaced,
    } = reply;
    let observation = outcome.observation().and_then(excerpt);
    let not_survived = |verdict, answer: Option<Answer>, found: String, note: String| {
        let calls = requests.as_deref().map(calls);
        let mut checks = match answer {
            Some(Answer::Observed(seen)) => judge(vector, &seen, &adapter.root_classes, calls),
            Some(Answer::NotOffered | Answer::Failed(_)) | None => Vec::new(),
        };
        did_not_survive(vector, &mut checks, &found);
        checks.sort_by_key(|outcome| outcome.check);
        Conclusion {
            verdict,
            checks,
            choices: Vec::new(),
            note: Some(note),
        }
    };
    let conclusion = match outcome {
        Outcome::Settled(Answer::Observed(seen)) => {
            observed(vector, &seen, requests.as_deref(), adapter)
        }
        Outcome::Settled(Answer::NotOffered) => Conclusion::untestable(format!(
            "the SDK does not offer `{}`; declare it under [not_offered] in adapter.toml",
            vector.operation
        )),
        Outcome::Settled(Answer::Failed(error)) => {
            Conclusion::harness_error(format!("the adapter itself failed: {error}"))
        }
        Outcome::Died { ending, answer } => {
            let after = answer.as_ref().map_or("", |_| " after its answer");
            let found = format!("the process {ending}");
            let note = format!("{found}{after}");
            not_survived(Verdict::Crash, answer, found, note)
        }
        Outcome::TimedOut { limit, answer } => {
            let what = answer
                .as_ref()
                .map_or("", |_| " that the vector is settled");
            let found = format!("no answer within {} s", limit.as_secs_f64());
            let note = format!("{found}{what}; killed");
            not_survived(Verdict::Timeout, answer, found, note)
        }
        Outcome::NotRead { ending } => Conclusion::harness_error(format!(
            "the process {ending} before it read its first vector"
        )),
        Outcome::Broken { problem, .. } | Outcome::NotAsked(problem) => {
            Conclusion::harness_error(problem)
        }
    };
    let fails = |outcome: &CheckOutcome| {
        !outcome.passed && vector.checks[outcome.check].level != Level::May
    };
    let observation = observation.filter(|_| conclusion.checks.iter().any(fails));
    let replaced =
        replaced.map(|how| format!("a new process: the old one {how} between two vectors"));
    VectorReport {
        id: vector.id.clone(),
        operation: vector.operation.clone(),
        verdict: conclusion.verdict,
        checks: conclusion.checks,
        choices: conclusion.choices,
        undeclared,
        observation,
        requests: requests.unwrap_or_default(),
        note: conclusion.note.or(replaced),
        stderr,
    }
}

/// The part of a report that depends on how the vector ended.
struct Conclusion {
    verdict: Verdict,
    checks: Vec<CheckOutcome>,
    choices: Vec<ChoiceOutcome>,
    note: Option<String>,
}

impl Conclusion {
    /// The SDK was not put to the test.
    fn untestable(note: String) -> Self {
        Self {
            verdict: Verdict::Untestable,
            checks: Vec::new(),
            choices: Vec::new(),
            note: Some(note),
        }
    }

    /// The adapter or the kit failed, not the SDK.
    fn harness_error(note: String) -> Self {
        Self {
            verdict: Verdict::HarnessError,
            ..Self::untestable(note)
        }
    }
}

/// What a vector shows of the choices that nobody declared. One that could be seen in it and is not,
/// because the vector did not come to its end, is not shown.
fn shown(
    vector: &Vector,
    reply: &Reply,
    adapter: &Adapter,
    undeclared: &Declared,
) -> Vec<Undeclared> {
    let requests = reply.requests.as_deref();
    let is_missing = requests.is_some_and(|requests| missing_request(vector, requests).is_some());
    let outcomes = match &reply.outcome {
        Outcome::Settled(Answer::Observed(seen)) if !is_missing => {
            undeclared.verify(vector, seen, &adapter.root_classes, requests.map(calls))
        }
        _ => Vec::new(),
    };
    let mode = match requests {
        Some(_) => Mode::Http,
        None => Mode::Decode,
    };
    let shown = undeclared.names().filter_map(|(choice, value)| {
        let of_value =
            |outcome: &&ChoiceOutcome| outcome.choice == choice && outcome.value == value;
        let mut outcomes = outcomes.iter().filter(of_value).peekable();
        let is_due =
            outcomes.peek().is_some() || undeclared.is_value_shown_by(choice, value, vector, mode);
        is_due.then(|| Undeclared {
            choice,
            value,
            kept: outcomes.peek().is_some() && outcomes.all(|outcome| outcome.kept),
        })
    });
    shown.collect()
}

/// Judges an observation, when the vector's request came.
fn observed(
    vector: &Vector,
    seen: &Observation,
    requests: Option<&[RequestLog]>,
    adapter: &Adapter,
) -> Conclusion {
    if let Some(mut note) = requests.and_then(|requests| missing_request(vector, requests)) {
        if let Some(raised) = seen.raised() {
            note.push_str(&format!("; the call raised {:?}", shorten(&raised.shown)));
        }
        return Conclusion::untestable(note);
    }
    let calls = requests.map(calls);
    let checks = judge(vector, seen, &adapter.root_classes, calls);
    Conclusion {
        verdict: verdict(vector, &checks),
        checks,
        choices: adapter
            .choices
            .verify(vector, seen, &adapter.root_classes, calls),
        note: None,
    }
}

/// How often a client called, by the server's log.
fn calls(requests: &[RequestLog]) -> Calls {
    let mut calls = Calls::default();
    for request in requests {
        *if request.matched {
            &mut calls.own
        } else if request.followed {
            &mut calls.followed
        } else {
            &mut calls.other
        } += 1;
    }
    calls
}

/// Why a vector cannot be judged: its request did not come.
fn missing_request(vector: &Vector, requests: &[RequestLog]) -> Option<String> {
    // A client that follows a redirect sends other requests too; that is its choice.
    if requests.iter().any(|request| request.matched) {
        return None;
    }
    let (method, path) = (&vector.request.method, vector.request.rendered_path());
    let found = match requests.first() {
        Some(RequestLog { method, target, .. }) => format!("`{method} {target}`"),
        None => "no request".to_owned(),
    };
    Some(format!("expected `{method} {path}`, found {found}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use suite::set::VectorSet;

    use super::*;

    /// A vector of one expected request, with the check that the process survives.
    fn vector() -> &'static Vector {
        let set = VectorSet::built_in().expect("the vectors");
        let mut vectors = set.vectors.iter();
        let vector = vectors.find(|vector| vector.id.starts_with("codes/"));
        vector.expect("a vector")
    }

    fn reply(outcome: Outcome) -> Reply {
        Reply {
            outcome,
            requests: None,
            stderr: String::new(),
            replaced: None,
        }
    }

    fn returned() -> Answer {
        let seen = serde_json::from_str(r#"{"outcome":"returned"}"#);
        Answer::Observed(Box::new(seen.expect("an observation")))
    }

    #[track_caller]
    fn check(reply: Reply, verdict: Verdict, has_checks: bool, note: Option<&str>) {
        let report = conclude(vector(), reply, &Adapter::default(), &Declared::default());
        assert_eq!(report.verdict, verdict, "{report:?}");
        assert_eq!(!report.checks.is_empty(), has_checks, "{report:?}");
        assert_eq!(report.note.as_deref(), note);
        assert!(report.checks.is_sorted_by_key(|outcome| outcome.check));
    }

    #[test]
    fn every_outcome_has_its_verdict_and_its_note() {
        let ending = || "exited with 7".to_owned();
        let limit = Duration::from_millis(500);
        check(
            reply(Outcome::Settled(returned())),
            Verdict::Fail,
            true,
            None,
        );
        check(
            reply(Outcome::Settled(Answer::Failed("no luck".to_owned()))),
            Verdict::HarnessError,
            false,
            Some("the adapter itself failed: no luck"),
        );
        for (answer, note) in [
            (None, "the process exited with 7"),
            (
                Some(returned()),
                "the process exited with 7 after its answer",
            ),
        ] {
            let ending = ending();
            let died = reply(Outcome::Died { ending, answer });
            check(died, Verdict::Crash, true, Some(note));
        }
        for (answer, note) in [
            (None, "no answer within 0.5 s; killed"),
            (
                Some(returned()),
                "no answer within 0.5 s that the vector is settled; killed",
            ),
        ] {
            let timed_out = reply(Outcome::TimedOut { limit, answer });
            check(timed_out, Verdict::Timeout, true, Some(note));
        }
        check(
            reply(Outcome::NotRead { ending: ending() }),
            Verdict::HarnessError,
            false,
            Some("the process exited with 7 before it read its first vector"),
        );
        check(
            Reply::not_asked("no process".to_owned()),
            Verdict::HarnessError,
            false,
            Some("no process"),
        );
    }

    #[test]
    fn output_after_a_vector_was_settled_takes_its_verdict_away() {
        let unsolicited = crate::supervisor::Unsolicited {
            problem: "the adapter printed `a`".to_owned(),
            stderr: "b".to_owned(),
        };
        let reply = reply(Outcome::Settled(returned())).broken_by(unsolicited);
        assert_eq!(reply.stderr, "b");
        check(
            reply,
            Verdict::HarnessError,
            false,
            Some("the adapter printed `a`"),
        );
    }

    #[test]
    fn a_request_that_did_not_come_leaves_the_vector_untestable() {
        let reply = Reply {
            requests: Some(Vec::new()),
            ..reply(Outcome::Settled(returned()))
        };
        let (method, path) = (&vector().request.method, vector().request.rendered_path());
        let note = format!("expected `{method} {path}`, found no request");
        check(reply, Verdict::Untestable, false, Some(&note));
    }

    #[test]
    fn the_judge_learns_which_redirects_were_followed() {
        let request = |matched, followed| RequestLog {
            method: "GET".to_owned(),
            target: "/".to_owned(),
            matched,
            followed,
            sent: true,
            closed_early: false,
        };
        let log = [
            request(true, false),
            request(true, false),
            request(true, false),
            request(false, true),
            request(false, true),
            request(false, false),
        ];
        let expected = Calls {
            own: 3,
            followed: 2,
            other: 1,
        };
        assert_eq!(calls(&log), expected);
        let mut vector = vector().clone();
        let second = vector.responses[0].clone();
        vector.responses[0].status = 301;
        let location = ("location".to_owned(), "/".to_owned());
        vector.responses[0].headers.push(location);
        vector.responses.push(second);
        let failures = |log: &[RequestLog]| {
            let reply = Reply {
                requests: Some(log.to_vec()),
                ..reply(Outcome::Settled(returned()))
            };
            let report = conclude(&vector, reply, &Adapter::default(), &Declared::default());
            let failed = report.checks.iter().filter(|outcome| !outcome.passed);
            failed.count()
        };
        // The call returned and shows nothing: that alone is a vanished failure.
        assert_eq!(failures(&log[..1]), 1);
        assert!(failures(&log) > 1);
    }

    #[test]
    fn the_observation_stands_beside_a_check_that_failed_and_nowhere_else() {
        let observation = |vector: &Vector, reply| {
            conclude(vector, reply, &Adapter::default(), &Declared::default()).observation
        };
        let failed = observation(vector(), reply(Outcome::Settled(returned())));
        assert_eq!(failed, Some(serde_json::json!({"outcome": "returned"})));
        let answer = Some(returned());
        let ending = "exited with 7".to_owned();
        let died = observation(vector(), reply(Outcome::Died { ending, answer }));
        assert!(died.is_some());
        let mut vector = vector().clone();
        for check in &mut vector.checks {
            check.level = Level::May;
        }
        let passed = observation(&vector, reply(Outcome::Settled(returned())));
        assert_eq!(passed, None);
    }

    #[test]
    fn a_choice_that_nobody_declares_is_observed_where_its_vector_came_to_its_end() {
        let set = VectorSet::built_in().expect("the vectors");
        let mut vectors = set.vectors.iter();
        let vector = vectors.find(|vector| vector.id.starts_with("bytes/lone-surrogates/"));
        let vector = vector.expect("a vector");
        let undeclared = Declared::default().undeclared().expect("globs");
        let shown = |outcome| {
            let report = conclude(vector, reply(outcome), &Adapter::default(), &undeclared);
            let shown = report.undeclared.into_iter();
            shown
                .map(|one| (one.choice, one.value, one.kept))
                .collect::<Vec<_>>()
        };
        let choice = "lone-surrogates";
        let hidden = shown(Outcome::Settled(returned()));
        assert_eq!(hidden, [(choice, "read", false), (choice, "refused", true)]);
        let ending = "exited with 7".to_owned();
        let answer = None;
        let died = shown(Outcome::Died { ending, answer });
        assert_eq!(died, [(choice, "read", false), (choice, "refused", false)]);
    }

    #[test]
    fn a_new_process_is_noted_where_nothing_else_is() {
        let replaced = |outcome| Reply {
            replaced: Some("exited with 9".to_owned()),
            ..reply(outcome)
        };
        check(
            replaced(Outcome::Settled(returned())),
            Verdict::Fail,
            true,
            Some("a new process: the old one exited with 9 between two vectors"),
        );
        check(
            replaced(Outcome::Died {
                ending: "exited with 7".to_owned(),
                answer: None,
            }),
            Verdict::Crash,
            true,
            Some("the process exited with 7"),
        );
    }
}
