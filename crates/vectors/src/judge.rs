//! The judge: what became of each expectation of a vector, given an observation.
//!
//! It compares values and never searches raw text for them; it knows no SDK and no process. The
//! rules are those of `docs/judging.md`. Start at [`judge`], then [`verdict`].

mod floor;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::body::{from_base64, lenient_tree};
use crate::check::{Check, CheckPlace, Expect, Kind, Level};
use crate::encoded::{Encoded, shorten};
use crate::observation::{BodyView, FactView, Observation, SlotState, View};
use crate::tree::Tree;
use crate::vector::Vector;

/// What became of one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckOutcome {
    /// The check's position in [`Vector::checks`].
    pub check: usize,
    /// How the fact reached the user.
    pub kind: Kind,
    /// Whether that satisfies the check.
    pub passed: bool,
    /// What the server said, in a few words.
    pub expected: String,
    /// What the user sees, in a few words.
    pub found: String,
}

/// What became of one vector; never two at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every must and should check passed.
    Pass,
    /// A must or should check failed.
    Fail,
    /// The process died of it.
    Crash,
    /// No answer within the time that a vector has.
    Timeout,
    /// The client did not send the expected request, so nothing can be said.
    Untestable,
    /// The kit or the adapter failed; the SDK is not to blame.
    HarnessError,
}

impl Verdict {
    /// The verdict's name in files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Crash => "crash",
            Self::Timeout => "timeout",
            Self::Untestable => "untestable",
            Self::HarnessError => "harness-error",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The verdict of a vector whose call was observed.
pub fn verdict(vector: &Vector, outcomes: &[CheckOutcome]) -> Verdict {
    let failed = outcomes
        .iter()
        .any(|outcome| !outcome.passed && vector.checks[outcome.check].level != Level::May);
    if failed { Verdict::Fail } else { Verdict::Pass }
}

/// What becomes of a vector's floor when the process dies of it or does not answer: the check that
/// it survives fails.
pub fn did_not_survive(vector: &Vector, outcomes: &mut Vec<CheckOutcome>, found: &str) {
    for (check, expectation) in vector.checks.iter().enumerate() {
        if expectation.place == CheckPlace::Floor && expectation.fact == "survives" {
            outcomes.retain(|outcome| outcome.check != check);
            outcomes.push(CheckOutcome {
                check,
                kind: Kind::Lost,
                passed: false,
                expected: "the process survives and answers".to_owned(),
                found: found.to_owned(),
            });
        }
    }
}

/// Judges an observation. `root_classes` are the qualified names of the SDK's own error classes;
/// what is raised counts as the SDK's own if it is, or descends from, one of them.
pub fn judge(
    vector: &Vector,
    observation: &Observation,
    root_classes: &[String],
) -> Vec<CheckOutcome> {
    let scene = Scene::new(vector, observation, root_classes);
    vector
        .checks
        .iter()
        .enumerate()
        .map(|(position, check)| {
            let (kind, expected, found) = scene.look(check);
            CheckOutcome {
                check: position,
                kind,
                passed: check.accept.contains(&kind),
                expected,
                found,
            }
        })
        .collect()
}

/// What is looked at: the observation beside what was sent, each parsed once.
struct Scene<'a> {
    vector: &'a Vector,
    seen: &'a Observation,
    root_classes: &'a [String],
    /// The bodies that were sent, as a lenient client could read them.
    sent: Vec<Tree>,
    /// The raw body that the SDK hands out, if it is JSON.
    raw: Option<Tree>,
}

type Look = (Kind, String, String);

impl<'a> Scene<'a> {
    fn new(vector: &'a Vector, seen: &'a Observation, root_classes: &'a [String]) -> Self {
        let sent: Vec<Tree> = vector
            .responses
            .iter()
            .filter_map(|response| lenient_tree(&response.body.bytes().ok()?))
            .collect();
        let raw = match &seen.body {
            BodyView::None => None,
            BodyView::Bytes { base64 } => from_base64(base64)
                .ok()
                .and_then(|bytes| lenient_tree(&bytes)),
            BodyView::Text { value } => match decoded_string(value) {
                Some(text) => lenient_tree(text.as_bytes()),
                // A large body travels as a digest: it is the one that was sent, or it is not.
                None => vector.responses.iter().find_map(|response| {
                    let bytes = response.body.bytes().ok()?;
                    let text = String::from_utf8_lossy(&bytes);
                    value
                        .is(&canonical_text(&text))
                        .then(|| lenient_tree(&bytes))?
                }),
            },
            BodyView::Json { value } => match value.tree() {
                Ok(Some(tree)) => Some(tree),
                Ok(None) => sent
                    .iter()
                    .find(|tree| value.is(&tree.canonical()))
                    .cloned(),
                Err(_) => None,
            },
        };
        Self {
            vector,
            seen,
            root_classes,
            sent,
            raw,
        }
    }

    fn look(&self, check: &Check) -> Look {
        match (check.place, check.fact.as_str()) {
            (CheckPlace::Floor, fact) => self.floor(check, fact),
            (CheckPlace::Http, "status") => self.fact(check, Some(&self.seen.http_status), None),
            (CheckPlace::Http, "shown") => self.shown(check),
            (CheckPlace::Http, _) => self.fact(check, None, None),
            (_, "error") => self.no_error(check),
            _ => {
                let view = self.view(check);
                let fact = view.and_then(|view| view.facts.get(&check.fact));
                self.fact(check, fact, view)
            }
        }
    }

    fn view(&self, check: &Check) -> Option<&'a View> {
        match check.place {
            CheckPlace::A | CheckPlace::B | CheckPlace::C | CheckPlace::D => {
                self.seen.errors.get(check.index)
            }
            CheckPlace::Envelope => self.seen.result.as_ref(),
            CheckPlace::Reason => self.seen.reason.as_ref(),
            CheckPlace::Http | CheckPlace::Floor => None,
        }
        .filter(|view| view.state == SlotState::Present)
    }

    /// The canonical texts of the values that satisfy a check; none for an absence.
    fn expected_values(&self, check: &Check) -> Vec<String> {
        let canonical = |json: &String| Tree::parse(json).ok().map(|tree| tree.canonical());
        match &check.expect {
            Expect::Json(json) => canonical(json).into_iter().collect(),
            Expect::AnyOf(values) => values.iter().filter_map(canonical).collect(),
            Expect::AsSent => check
                .paths
                .first()
                .and_then(|path| self.sent.iter().find_map(|sent| sent.pointer(path)))
                .into_iter()
                .collect(),
            Expect::Absent | Expect::Holds => Vec::new(),
        }
    }

    /// Whether an error is shown where none was sent.
    fn no_error(&self, check: &Check) -> Look {
        let (kind, found) = match self.view(check) {
            Some(_) => (Kind::Invented, "an error"),
            None => (Kind::Typed, "no error"),
        };
        (kind, "no error".to_owned(), found.to_owned())
    }

    /// One fact: the typed view first, then undeclared attributes, then the raw body.
    fn fact(&self, check: &Check, typed: Option<&FactView>, view: Option<&View>) -> Look {
        let expected = self.expected_values(check);
        let wanted = describe(&check.expect);
        let shown = match typed {
            Some(FactView::Value { value, .. }) if !value.is("null") => Some(value),
            _ => None,
        };
        if expected.is_empty() {
            return match shown {
                Some(value) if check.fact == "flag" && value.is("false") => {
                    (Kind::Defaulted, wanted, value.display())
                }
                Some(value) => (Kind::Invented, wanted, value.display()),
                None => (Kind::Typed, wanted, "nothing".to_owned()),
            };
        }
        let right = |value: &Encoded| expected.iter().any(|canonical| value.is(canonical));
        if let Some(value) = shown {
            let kind = match () {
                () if right(value) => Kind::Typed,
                () if check.fact == "flag" && value.kind == "boolean" => Kind::Inverted,
                () => Kind::Changed,
            };
            return (kind, wanted, value.display());
        }
        let extras = view.map(|view| &view.extras);
        for key in check
            .paths
            .iter()
            .filter_map(|path| path.rsplit('/').next())
        {
            if let Some(value) = extras.and_then(|extras| extras.get(key)) {
                let kind = if right(value) {
                    Kind::Extra
                } else {
                    Kind::Changed
                };
                return (kind, wanted, value.display());
            }
        }
        for path in &check.paths {
            if let Some(value) = self.raw_at(path) {
                let kind = if expected.contains(&value) {
                    Kind::Raw
                } else {
                    Kind::Changed
                };
                return (kind, wanted, shorten(&value));
            }
        }
        (Kind::Lost, wanted, self.instead())
    }

    /// The canonical text at a path of the raw body. An empty path names the whole body, which need
    /// not be JSON.
    fn raw_at(&self, path: &str) -> Option<String> {
        if let Some(value) = self.raw.as_ref().and_then(|raw| raw.pointer(path)) {
            return Some(value);
        }
        if !path.is_empty() {
            return None;
        }
        let text = match &self.seen.body {
            BodyView::Text { value } => return value.tree().ok()?.map(|tree| tree.canonical()),
            BodyView::Bytes { base64 } => String::from_utf8(from_base64(base64).ok()?).ok()?,
            BodyView::None | BodyView::Json { .. } => return None,
        };
        Some(canonical_text(&text))
    }

    /// What the user has instead of a lost fact.
    fn instead(&self) -> String {
        match &self.seen.raised {
            Some(raised) => {
                let class = raised
                    .classes
                    .first()
                    .map_or("an exception", String::as_str);
                format!("nothing; {class} was raised: {}", shorten(&raised.shown))
            }
            None => "nothing".to_owned(),
        }
    }

    /// Whether the text of what was raised contains the server's message.
    fn shown(&self, check: &Check) -> Look {
        let wanted = describe(&check.expect);
        let Some(raised) = &self.seen.raised else {
            return (Kind::Typed, wanted, "nothing was raised".to_owned());
        };
        let contained = match &check.expect {
            Expect::Json(json) => {
                serde_json::from_str::<String>(json).is_ok_and(|text| raised.shown.contains(&text))
            }
            Expect::AnyOf(_) | Expect::AsSent | Expect::Absent | Expect::Holds => true,
        };
        let kind = if contained { Kind::Typed } else { Kind::Lost };
        (kind, wanted, shorten(&raised.shown))
    }
}

fn describe(expect: &Expect) -> String {
    match expect {
        Expect::Json(json) => shorten(json),
        Expect::AnyOf(values) => {
            let values: Vec<_> = values.iter().map(|value| shorten(value)).collect();
            format!("one of {}", values.join(", "))
        }
        Expect::AsSent => "the value that was sent".to_owned(),
        Expect::Absent => "nothing".to_owned(),
        Expect::Holds => "it holds".to_owned(),
    }
}

fn canonical_text(text: &str) -> String {
    crate::tree::canonical_string(text.encode_utf16())
}

fn canonical_number(number: u16) -> String {
    Tree::parse(&number.to_string())
        .map(|tree| tree.canonical())
        .unwrap_or_default()
}

/// The text of an inline string.
fn decoded_string(value: &Encoded) -> Option<String> {
    match &value.utf16 {
        Some(units) => Some(String::from_utf16_lossy(units)),
        None => serde_json::from_str(value.json.as_deref()?).ok(),
    }
}
