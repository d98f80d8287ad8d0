//! The judge: what became of each expectation of a vector, given an observation.
//!
//! It compares values and never searches raw text for them; it knows no SDK and no process. The
//! rules are those of `docs/judging.md`. Start at [`judge`], then [`verdict`].

pub mod baseline;
pub mod choice;
mod context;
mod invariants;

use std::fmt;

use serde::{Deserialize, Serialize};

use self::context::Context;
use suite::check::{Check, CheckSite, Expect, Kind, Level};
use suite::encoded::{Comparable, shorten};
use suite::observation::{FieldView, Observation, SlotState, View};
use suite::tree::Tree;
use suite::vector::Vector;

/// What became of one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckOutcome {
    /// The check's position in [`Vector::checks`].
    pub check: usize,
    /// How the field reached the user.
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
        if expectation.site == CheckSite::Floor && expectation.field == "survives" {
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
    let context = Context::new(vector, observation, root_classes);
    context
        .checks
        .iter()
        .enumerate()
        .map(|(position, (check, values))| {
            let (kind, expected, found) = context.assess(check, values);
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

type Assessment = (Kind, String, String);

impl<'a> Context<'a> {
    fn assess(&self, check: &Check, expected: &[String]) -> Assessment {
        match (check.site, check.field.as_str()) {
            (CheckSite::Floor, field) => self.floor(check, expected, field),
            (CheckSite::Http, "status") => {
                self.field(check, expected, Some(&self.seen.http_status), None)
            }
            (CheckSite::Http, "shown") => self.shown(check),
            (_, "error") => self.no_error(check),
            _ => {
                let view = self.view(check);
                let field = view.and_then(|view| view.fields.get(&check.field));
                self.field(check, expected, field, view)
            }
        }
    }

    fn view(&self, check: &Check) -> Option<&'a View> {
        match check.site {
            CheckSite::A | CheckSite::B | CheckSite::C | CheckSite::D => {
                self.seen.errors.get(check.index)
            }
            CheckSite::Envelope => self.seen.result.as_ref(),
            CheckSite::Reason => self.seen.reason.as_ref(),
            CheckSite::Http | CheckSite::Floor => None,
        }
        .filter(|view| view.state == SlotState::Present)
    }

    /// Whether an error is shown where none was sent.
    fn no_error(&self, check: &Check) -> Assessment {
        let (kind, found) = match self.view(check) {
            Some(_) => (Kind::Invented, "an error"),
            None => (Kind::Typed, "no error"),
        };
        (kind, "no error".to_owned(), found.to_owned())
    }

    /// One field: the typed view first, then undeclared attributes, then the raw body.
    fn field(
        &self,
        check: &Check,
        expected: &[String],
        typed: Option<&FieldView>,
        view: Option<&View>,
    ) -> Assessment {
        let wanted = describe(&check.expect);
        let shown = match typed {
            Some(FieldView::Value { value, .. }) => Some((value, value.comparable())),
            _ => None,
        }
        .filter(|(_, comparable)| !comparable.is("null"));
        if expected.is_empty() {
            return match shown {
                Some((value, shown)) if check.field == "flag" && shown.is("false") => {
                    (Kind::Defaulted, wanted, value.display())
                }
                Some((value, _)) => (Kind::Invented, wanted, value.display()),
                None => (Kind::Typed, wanted, "nothing".to_owned()),
            };
        }
        let right = |shown: &Comparable| shown.is_one_of(expected);
        if let Some((value, shown)) = shown {
            let kind = match () {
                () if right(&shown) => Kind::Typed,
                () if check.field == "flag" && value.kind == "boolean" => Kind::Inverted,
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
                let kind = if right(&value.comparable()) {
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

    /// What the user has instead of a lost field.
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
    fn shown(&self, check: &Check) -> Assessment {
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

fn canonical_number(number: u16) -> String {
    Tree::parse(&number.to_string())
        .map(|tree| tree.canonical())
        .unwrap_or_default()
}
