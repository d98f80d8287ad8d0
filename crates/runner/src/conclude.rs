//! From a reply to a finished report: a pure function.
//!
//! Not here: how the reply came about (see [`crate::supervisor`]), and what checks mean (that is
//! the judge's). Start at [`conclude`].

use judge::choice::{Calls, ChoiceOutcome};
use judge::{CheckOutcome, Verdict, did_not_survive, judge, verdict};
use suite::encoded::shorten;
use suite::observation::Observation;
use suite::vector::Vector;

use crate::adapter::Adapter;
use crate::event::{RequestLog, VectorReport};
use crate::supervisor::{Answer, Outcome, Reply};

/// The report of one vector.
pub(crate) fn conclude(vector: &Vector, reply: Reply, adapter: &Adapter) -> VectorReport {
    let Reply {
        outcome,
        requests,
        stderr,
        replaced,
    } = reply;
    let not_survived = |verdict, answer: Option<Answer>, found: String, note: String| {
        let mut checks = match answer {
            Some(Answer::Observed(seen)) => judge(vector, &seen, &adapter.root_classes),
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
            "the SDK does not offer `{}`; declare it under [not_offered] in \
             adapter.toml, or with --not-offered",
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
    let replaced =
        replaced.map(|how| format!("a new process: the old one {how} between two vectors"));
    VectorReport {
        id: vector.id.clone(),
        operation: vector.operation.clone(),
        verdict: conclusion.verdict,
        checks: conclusion.checks,
        choices: conclusion.choices,
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
    let checks = judge(vector, seen, &adapter.root_classes);
    let calls = requests.map(|requests| {
        let own = requests.iter().filter(|request| request.matched).count();
        Calls {
            own,
            other: requests.len() - own,
        }
    });
    Conclusion {
        verdict: verdict(vector, &checks),
        checks,
        choices: adapter
            .choices
            .verify(vector, seen, &adapter.root_classes, calls),
        note: None,
    }
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
        let report = conclude(vector(), reply, &Adapter::default());
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
