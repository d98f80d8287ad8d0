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
    let not_survived = |verdict, answer: Option<Answer>, found: String, note: String| Conclusion {
        verdict,
        checks: not_survived(vector, answer, &found, adapter),
        choices: Vec::new(),
        note: Some(note),
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

/// What a reply says of its vector.
struct Conclusion {
    verdict: Verdict,
    checks: Vec<CheckOutcome>,
    choices: Vec<ChoiceOutcome>,
    note: Option<String>,
}

impl Conclusion {
    /// The vector could not be tried on the SDK.
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

/// What an observation says, when the vector's request came.
fn observed(
    vector: &Vector,
    seen: &Observation,
    requests: Option<&[RequestLog]>,
    adapter: &Adapter,
) -> Conclusion {
    if let Some(mut note) = requests.and_then(|requests| missing_request(vector, requests)) {
        if let Some(raised) = &seen.raised {
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

/// Why nothing can be said about a vector: its request did not come.
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

/// The checks of a vector whose process did not survive: those that its answer allows to judge, and
/// the failed check that it survives.
fn not_survived(
    vector: &Vector,
    answer: Option<Answer>,
    found: &str,
    adapter: &Adapter,
) -> Vec<CheckOutcome> {
    let mut checks = match answer {
        Some(Answer::Observed(seen)) => judge(vector, &seen, &adapter.root_classes),
        Some(Answer::NotOffered | Answer::Failed(_)) | None => Vec::new(),
    };
    did_not_survive(vector, &mut checks, found);
    checks.sort_by_key(|outcome| outcome.check);
    checks
}
