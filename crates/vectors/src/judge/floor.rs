//! The floor: what is expected of a client whatever the response says.

use super::{Look, Scene, canonical_number, expected_values};
use crate::check::{Check, CheckPlace, Kind};
use crate::encoded::{Encoded, shorten};
use crate::observation::{FactView, Outcome, SlotState};

impl Scene<'_> {
    pub(super) fn floor(&self, check: &Check, fact: &str) -> Look {
        let (kind, wanted, found) = match fact {
            "survives" => (
                Kind::Typed,
                "the process survives and answers",
                "it did".to_owned(),
            ),
            "failure-shown" => {
                let kind = if self.failure_is_shown(check) {
                    Kind::Typed
                } else {
                    Kind::Lost
                };
                (kind, "the failure is visible", self.outcome())
            }
            "success-returned" => {
                let error = self
                    .seen
                    .errors
                    .iter()
                    .any(|view| view.state == SlotState::Present);
                let kind = match self.seen.outcome {
                    Outcome::Returned if !error => Kind::Typed,
                    Outcome::Returned | Outcome::Raised => Kind::Invented,
                };
                (kind, "a success, returned without an error", self.outcome())
            }
            "own-class" => {
                let kind = if self.is_own_class() {
                    Kind::Typed
                } else {
                    Kind::Changed
                };
                (kind, "an error class of the SDK", self.outcome())
            }
            "nothing-invented" => match self.invented() {
                None => (
                    Kind::Typed,
                    "only what the server sent",
                    "nothing else".to_owned(),
                ),
                Some(found) => (Kind::Invented, "only what the server sent", found),
            },
            // The loader refuses other floor facts; an unknown one never passes.
            _ => (Kind::Lost, "a known floor fact", fact.to_owned()),
        };
        (kind, wanted.to_owned(), found)
    }

    fn outcome(&self) -> String {
        match &self.seen.raised {
            Some(raised) => {
                let class = raised
                    .classes
                    .first()
                    .map_or("an exception", String::as_str);
                format!("{class} raised: {}", shorten(&raised.shown))
            }
            None => match self
                .seen
                .result
                .as_ref()
                .and_then(|result| result.variant.as_ref())
            {
                Some(variant) => format!("{variant} returned"),
                None => "a value returned".to_owned(),
            },
        }
    }

    /// A failure is visible when something is raised, when an error is shown, or when the failure's
    /// status is: in the envelope, or as the HTTP status.
    fn failure_is_shown(&self, check: &Check) -> bool {
        if self.seen.outcome == Outcome::Raised
            || self
                .seen
                .errors
                .iter()
                .any(|view| view.state == SlotState::Present)
        {
            return true;
        }
        let expected = expected_values(&check.expect);
        let status_is = |fact: Option<&FactView>| {
            matches!(fact, Some(FactView::Value { value, .. })
                if expected.iter().any(|canonical| value.is(canonical)))
        };
        let result = self.seen.result.as_ref();
        status_is(result.and_then(|view| view.facts.get("status")))
            || status_is(result.and_then(|view| view.facts.get("outcome")))
            || status_is(Some(&self.seen.http_status))
            || check
                .paths
                .iter()
                .filter_map(|path| self.raw_at(path))
                .any(|value| expected.contains(&value))
    }

    fn is_own_class(&self) -> bool {
        self.seen.raised.as_ref().is_none_or(|raised| {
            raised
                .classes
                .iter()
                .any(|class| self.root_classes.contains(class))
        })
    }

    /// The first thing shown that the server did not send.
    fn invented(&self) -> Option<String> {
        for (index, view) in self.seen.errors.iter().enumerate() {
            let expected = self.vector.checks.iter().any(|check| {
                check.index == index
                    && check.fact != "error"
                    && matches!(
                        check.place,
                        CheckPlace::A | CheckPlace::B | CheckPlace::C | CheckPlace::D
                    )
            });
            if view.state == SlotState::Present && !expected {
                return Some(format!("an error in slot {index}, where none was sent"));
            }
        }
        let views = self
            .seen
            .errors
            .iter()
            .chain(&self.seen.result)
            .chain(&self.seen.reason);
        for view in views.filter(|view| view.state == SlotState::Present) {
            for (name, fact) in &view.facts {
                if let FactView::Value { via, value } = fact
                    && !(name == "flag" && value.is("false"))
                    && !self.was_sent(value)
                {
                    let via = if via.is_empty() { name } else { via };
                    return Some(format!("{via} = {}", value.display()));
                }
            }
            for (key, value) in &view.extras {
                if !self.was_sent(value) {
                    return Some(format!("{key} = {}", value.display()));
                }
            }
        }
        match &self.seen.http_status {
            FactView::Value { via, value }
                if !self
                    .vector
                    .responses
                    .iter()
                    .any(|response| value.is(&canonical_number(response.status))) =>
            {
                Some(format!("{via} = {}", value.display()))
            }
            _ => None,
        }
    }

    fn was_sent(&self, value: &Encoded) -> bool {
        if value.is("null") {
            return true;
        }
        let expected = self.vector.checks.iter().any(|check| {
            expected_values(&check.expect)
                .iter()
                .any(|canonical| value.is(canonical))
        });
        expected
            || match value.tree() {
                Ok(Some(tree)) => {
                    let canonical = tree.canonical();
                    self.sent.iter().any(|sent| sent.contains(&canonical))
                }
                // A large value travels as a digest.
                Ok(None) => self.sent.iter().any(|sent| sent.any(|text| value.is(text))),
                Err(_) => false,
            }
    }
}
