//! Whether what a client did with a vector is what it declares.
//!
//! Start at [`Declared::verify`].

use serde::{Deserialize, Serialize};

use super::{Decision, Declared, Reading, Rule};
use crate::Calls;
use crate::context::Context;
use suite::check::{Check, Expect, Kind, Level, Subject};
use suite::observation::Observation;
use suite::vector::{Mode, Vector};

/// What one vector says of one declared choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChoiceOutcome {
    /// The choice.
    pub choice: String,
    /// The declared value.
    pub value: String,
    /// The check in question, or `requests`.
    pub check: String,
    /// Whether the client does what is declared.
    pub kept: bool,
    /// What is declared to be seen, in a few words.
    pub expected: String,
    /// What is seen, in a few words.
    pub found: String,
}

impl Declared {
    /// Whether a vector can show anything of one declared choice in a mode.
    pub fn is_shown_by(&self, choice: &str, vector: &Vector, mode: Mode) -> bool {
        let mut shown = self.shown_by(vector, mode);
        shown.any(|decision| decision.choice.name == choice)
    }

    /// Whether a vector can show anything of one value of a choice in a mode.
    pub fn is_value_shown_by(
        &self,
        choice: &str,
        value: &str,
        vector: &Vector,
        mode: Mode,
    ) -> bool {
        let mut shown = self.shown_by(vector, mode);
        shown.any(|decision| (decision.choice.name, decision.value.name) == (choice, value))
    }

    /// The decisions of which a vector can show anything in a mode.
    fn shown_by(&self, vector: &Vector, mode: Mode) -> impl Iterator<Item = &Decision> {
        let calls = (mode == Mode::Http).then(Calls::default);
        let is_run = vector.modes.contains(&mode);
        let rules = self.rules_for(vector).filter(move |_| is_run);
        rules.filter_map(move |(decision, rule)| {
            let is_shown =
                Counted::new(rule.reading, calls).is_some() || !checks(rule, vector).is_empty();
            is_shown.then_some(decision)
        })
    }

    /// Whether what a client did with a vector is what was declared. Without `calls` (the client
    /// was handed the response) rules about requests are left out.
    pub fn verify(
        &self,
        vector: &Vector,
        observation: &Observation,
        root_classes: &[String],
        calls: Option<Calls>,
    ) -> Vec<ChoiceOutcome> {
        let mut outcomes = Vec::new();
        for (decision, rule) in self.rules_for(vector) {
            let outcome = |check, kept, expected, found| ChoiceOutcome {
                choice: decision.choice.name.to_owned(),
                value: decision.value.name.to_owned(),
                check,
                kept,
                expected,
                found,
            };
            if let Some(counted) = Counted::new(rule.reading, calls) {
                let (expected, found) = (counted.expected.to_owned(), counted.found.to_owned());
                outcomes.push(outcome(
                    "requests".to_owned(),
                    counted.kept,
                    expected,
                    found,
                ));
            }
            let derived = Vector {
                checks: checks(rule, vector),
                ..vector.clone()
            };
            let context = Context::new(&derived, observation, root_classes, calls);
            for seen in crate::outcomes(&context.with_exact_numbers()) {
                let check = derived.checks[seen.check].name();
                let expected = match rule.reading {
                    Reading::Hidden => format!("not {}", seen.expected),
                    _ => seen.expected,
                };
                outcomes.push(outcome(check, seen.passed, expected, seen.found));
            }
        }
        outcomes
    }

    /// What the declared choices say about a vector.
    fn rules_for(&self, vector: &Vector) -> impl Iterator<Item = (&Decision, &'static Rule)> {
        self.0.iter().flat_map(|decision| {
            let rules = decision.rules.iter();
            let rules = rules.filter(|(vectors, _)| vectors.matches(&vector.id));
            rules.map(move |(_, rule)| (decision, *rule))
        })
    }
}

/// What a rule about requests finds.
struct Counted {
    kept: bool,
    expected: &'static str,
    found: &'static str,
}

impl Counted {
    /// None for a rule that is not about requests, and where no request was made.
    fn new(reading: Reading, calls: Option<Calls>) -> Option<Self> {
        let calls = calls?;
        let (wanted, count, one, more) = match reading {
            Reading::Repeats(wanted) => (wanted, calls.own, "one request", "the request again"),
            Reading::Follows(wanted) => (
                wanted,
                calls.followed + calls.other + 1,
                "no further request",
                "another one",
            ),
            _ => return None,
        };
        let words = |more_than_one: bool| if more_than_one { more } else { one };
        Some(Self {
            kept: wanted == (count > 1),
            expected: words(wanted),
            found: words(count > 1),
        })
    }
}

/// The vector's may checks of values, as a rule wants them.
fn checks(rule: &Rule, vector: &Vector) -> Vec<Check> {
    let values = vector.checks.iter().filter(|check| {
        let is_named = match check.subject {
            Subject::ErrorField { field, .. } => {
                rule.fields.is_empty() || rule.fields.contains(&field)
            }
            Subject::NoError { .. } | Subject::Result(_) | Subject::Reason(_) => {
                rule.fields.is_empty()
            }
            Subject::Http(_) | Subject::Invariant(_) => false,
        };
        check.level == Level::May
            && is_named
            && !matches!(check.expect, Expect::Absent | Expect::Holds)
    });
    let recoverable = [Kind::Typed, Kind::Extra, Kind::Raw];
    values
        .filter_map(|check| {
            let (expect, accept) = match rule.reading {
                Reading::Shown => (check.expect.clone(), recoverable.to_vec()),
                Reading::Typed => (check.expect.clone(), vec![Kind::Typed]),
                Reading::Hidden => (check.expect.clone(), vec![Kind::Lost]),
                Reading::Empty => (Expect::Absent, vec![Kind::Typed, Kind::Defaulted]),
                Reading::Values(positions) => {
                    let Expect::AnyOf(values) = &check.expect else {
                        return None;
                    };
                    let chosen = positions.iter().filter_map(|at| values.get(*at).cloned());
                    let chosen: Vec<String> = chosen.collect();
                    // A raw body shows both spellings: only the typed flag shows which one counts.
                    let count = if check.subject.is_flag() { 1 } else { 3 };
                    let expect = match chosen.as_slice() {
                        [one] => Expect::Json(one.clone()),
                        _ => Expect::AnyOf(chosen),
                    };
                    (expect, recoverable[..count].to_vec())
                }
                Reading::Repeats(_) | Reading::Follows(_) => return None,
            };
            Some(Check {
                expect,
                accept,
                ..check.clone()
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use suite::set::{Selector, VectorSet};

    use super::super::CHOICES;
    use super::*;

    #[test]
    fn every_rule_finds_something_to_verify() {
        let vectors = &VectorSet::built_in().expect("vectors").vectors;
        for choice in CHOICES {
            assert!(choice.values.len() > 1, "{}", choice.name);
            for (value, rule) in choice
                .values
                .iter()
                .flat_map(|value| value.rules.iter().map(move |rule| (value, rule)))
            {
                let glob = Selector::new(rule.vectors).expect("a glob");
                let mut matched = vectors.iter().filter(|vector| glob.matches(&vector.id));
                let is_counted = Counted::new(rule.reading, Some(Calls::default())).is_some();
                assert!(
                    matched.any(|vector| is_counted || !checks(rule, vector).is_empty()),
                    "{} = {}: {}",
                    choice.name,
                    value.name,
                    rule.vectors
                );
            }
        }
    }

    #[test]
    fn requests_are_counted() {
        let of = |own, other| {
            Some(Calls {
                own,
                followed: 0,
                other,
            })
        };
        let kept = |reading, calls| Counted::new(reading, calls).map(|one| one.kept);
        assert_eq!(kept(Reading::Repeats(false), of(1, 0)), Some(true));
        assert_eq!(kept(Reading::Repeats(false), of(3, 0)), Some(false));
        assert_eq!(kept(Reading::Follows(true), of(1, 1)), Some(true));
        assert_eq!(kept(Reading::Follows(true), of(1, 0)), Some(false));
        let followed = Some(Calls {
            followed: 1,
            ..Calls::default()
        });
        assert_eq!(kept(Reading::Follows(true), followed), Some(true));
        assert_eq!(kept(Reading::Shown, of(1, 0)), None);
        assert_eq!(kept(Reading::Follows(true), None), None);
        let found = |own| Counted::new(Reading::Repeats(true), of(own, 0)).map(|one| one.found);
        assert_eq!(found(1), Some("one request"));
        assert_eq!(found(2), Some("the request again"));
    }
}
