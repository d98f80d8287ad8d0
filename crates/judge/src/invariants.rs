//! The invariants: what is expected of a client whatever the response says.

use std::borrow::Cow;

use tables::Field;

use super::assess::Assessment;
use super::context::{Context, canonical_text};
use super::instant::is_same_instant;
use super::numbers::is_overflow_of;
use suite::check::{Check, Expect, Invariant, Kind, Subject};
use suite::encoded::{Comparable, Encoded, shorten};
use suite::field::ResultField;
use suite::observation::{BodyView, FieldView, Outcome, View};
use suite::tree::Tree;

impl Context<'_> {
    pub(super) fn invariant(
        &self,
        check: &Check,
        expected: &[String],
        invariant: Invariant,
    ) -> Assessment {
        let or = |kind, holds| if holds { Kind::Typed } else { kind };
        let (kind, wanted, found) = match invariant {
            Invariant::Survives => (
                Kind::Typed,
                "the process survives and answers",
                "it did".to_owned(),
            ),
            Invariant::FailureShown => {
                let kind = or(Kind::Lost, self.failure_is_shown(check, expected));
                (kind, "the failure is visible", self.outcome())
            }
            Invariant::SuccessReturned => {
                // Whether an error beside it was sent is a question of its own.
                let kind = or(Kind::Invented, self.seen.outcome == Outcome::Returned);
                (kind, "a success, returned", self.outcome())
            }
            Invariant::OwnClass => {
                let raised = self.seen.raised();
                let own = raised.is_none_or(|raised| raised.is_one_of(self.root_classes));
                let kind = or(Kind::Changed, own);
                (kind, "an error class of the SDK", self.outcome())
            }
            Invariant::NothingInvented => {
                let invented = self.invented();
                let kind = or(Kind::Invented, invented.is_none());
                let found = invented.unwrap_or_else(|| "nothing else".to_owned());
                (kind, "only what the server sent", found)
            }
        };
        Assessment {
            kind,
            expected: wanted.to_owned(),
            found,
        }
    }

    fn outcome(&self) -> String {
        let variant = self.seen.result.as_ref().and_then(|it| it.variant.as_ref());
        match (self.seen.raised(), variant) {
            (Some(raised), _) => format!("{} raised: {}", raised.class(), shorten(&raised.shown)),
            (None, Some(variant)) => format!("{variant} returned"),
            (None, None) => "a value returned".to_owned(),
        }
    }

    /// A failure is visible when something is raised, when an error is shown, or when the failure's
    /// status is: in the envelope, or as the HTTP status.
    fn failure_is_shown(&self, check: &Check, expected: &[String]) -> bool {
        let status_is = |field: Option<&FieldView>| {
            matches!(field, Some(FieldView::Value { value, .. })
                if value.comparable().is_one_of(expected))
        };
        let result = self.seen.result.as_ref();
        let result_is = |field| status_is(result.and_then(|view| view.fields.get(field)));
        // A status that is not declared is an extra under its key.
        let keys = check
            .paths
            .iter()
            .filter_map(|path| path.rsplit('/').next());
        let mut extras = keys.filter_map(|key| result?.extras.get(key));
        let mut raw = check.paths.iter().filter_map(|path| self.raw_at(path));
        let mut errors = self.seen.errors.iter().enumerate();
        // An error object without values shows the failure if the server sent one, or if it has a
        // class of its own: a client that could not read the body hands back such an error.
        let has_error = errors.any(|(index, view)| {
            let is_own = view.variant.is_some() || self.sent_error(index).is_some();
            view.has_values() || (view.is_present() && is_own)
        });
        self.seen.raised().is_some()
            || has_error
            || self.shows_the_redirect()
            || result_is(ResultField::Status)
            || result_is(ResultField::Outcome)
            || status_is(Some(&self.seen.http_status))
            || extras.any(|value| value.comparable().is_one_of(expected))
            || (check.paths.is_empty() && check.expect == Expect::Holds && self.hands_out_an_error())
            // Without a status that says so, only the error itself shows that it failed.
            || raw.any(|value| match check.expect {
                Expect::Holds => value.starts_with('{'),
                _ => expected.contains(&value),
            })
    }

    /// Whether the raw body has an error object where one was sent.
    fn hands_out_an_error(&self) -> bool {
        let place = self.sent_error(0);
        let value = place.and_then(|place| self.raw_at(&place));
        value.is_some_and(|value| value.starts_with('{'))
    }

    /// Whether the HTTP status says that a redirect, or the reply to which it led, is no success.
    fn shows_the_redirect(&self) -> bool {
        let statuses = self.vector.responses.iter().map(|one| one.status);
        let mut failures = statuses.filter(|status| *status >= 300);
        self.vector.is_redirect() && failures.any(|status| self.has_status(status))
    }

    /// Whether this HTTP status is shown.
    fn has_status(&self, status: u16) -> bool {
        let FieldView::Value { value, .. } = &self.seen.http_status else {
            return false;
        };
        Tree::parse(&status.to_string()).is_ok_and(|status| value.is(&status.into_canonical()))
    }

    /// The first thing shown that the server did not send.
    fn invented(&self) -> Option<String> {
        let mut errors = self.seen.errors.iter().enumerate();
        let in_error = errors.find_map(|(index, view)| self.invented_error(index, view));
        let (result, reason) = (&self.seen.result, &self.seen.reason);
        in_error
            .or_else(|| self.invented_in(result.as_ref()?, None))
            .or_else(|| self.invented_in(reason.as_ref()?, None))
            .or_else(|| {
                let is_sent = self.body_was_sent();
                (!is_sent).then(|| "a raw body that is not this response's".to_owned())
            })
            .or_else(|| self.invented_status())
    }

    /// The first value of an error that the server did not send. An error of which no check speaks
    /// may have been sent all the same.
    fn invented_error(&self, index: usize, view: &View<Field>) -> Option<String> {
        let mut view = Cow::Borrowed(view);
        if let Some(FieldView::Value { value, .. }) = view.fields.get(Field::Message)
            && self.is_own_message(index, value)
        {
            view.to_mut().fields.remove(Field::Message);
        }
        if !view.has_values() {
            return None;
        }
        let mut checks = self.vector.checks.iter();
        if checks.any(|check| is_of_error(check, index)) {
            return self.invented_in(&view, self.error_at(index).as_deref());
        }
        match self.sent_error(index) {
            Some(at) => self.invented_in(&view, Some(&at)),
            None => Some(format!("an error in slot {index}, where none was sent")),
        }
    }

    /// The first value of an object that the server did not send.
    fn invented_in<F>(&self, view: &View<F>, at: Option<&str>) -> Option<String>
    where
        F: Copy + Into<&'static str>,
    {
        if !view.is_present() {
            return None;
        }
        for (name, field) in view.fields.named() {
            if let FieldView::Value { via, value } = field
                && !(name == Field::Flag.as_str() && value.is("false"))
                && !self.was_sent(value, at, name)
            {
                let via = if via.is_empty() { name } else { via };
                return Some(format!("{via} = {}", value.display()));
            }
        }
        let mut extras = view.extras.iter();
        let invented = extras.find(|(key, value)| !self.was_sent(value, at, key));
        invented.map(|(key, value)| format!("{key} = {}", value.display()))
    }

    /// The HTTP status that is shown, if it is not one of the responses.
    fn invented_status(&self) -> Option<String> {
        let FieldView::Value { via, value } = &self.seen.http_status else {
            return None;
        };
        let mut responses = self.vector.responses.iter();
        let is_sent = responses.any(|response| self.has_status(response.status));
        (!is_sent).then(|| format!("{via} = {}", value.display()))
    }

    /// Where the error of a slot stands in the body, as its checks say.
    fn error_at(&self, index: usize) -> Option<String> {
        let mut checks = self
            .vector
            .checks
            .iter()
            .filter(|it| is_of_error(it, index));
        let path = checks.find_map(|check| check.paths.first())?;
        path.rsplit_once('/').map(|(at, _)| at.to_owned())
    }

    /// Whether a value under a name is one that this response has: expected by a check, or sent
    /// under one of the name's keys; where nobody says where the object stands, sent anywhere.
    fn was_sent(&self, value: &Encoded, at: Option<&str>, name: &str) -> bool {
        let shown = value.comparable();
        if shown.is("null") {
            return true;
        }
        let own = |check: &Check| {
            matches!(check.subject, Subject::Invariant(_)) || check.subject.name() == name
        };
        let mut checks = self.checks.iter();
        if checks.any(|(check, expected)| {
            own(check) && self.is_expected(check.subject, &shown, expected)
        }) {
            return true;
        }
        let Some(at) = at else {
            return self.was_sent_anywhere(&shown);
        };
        // A key that is no text comes with other letters in its name.
        if name.contains('\u{fffd}') {
            return self.was_sent_anywhere(&shown);
        }
        // An HTTP error that comes in a wrapper may keep the members of the wrapper, too.
        let places = [at, ""];
        let paths = places
            .iter()
            .flat_map(|at| keys(name).into_iter().map(move |key| format!("{at}/{key}")));
        paths.into_iter().any(|at| {
            self.sent()
                .iter()
                .filter_map(|sent| sent.pointer(&at))
                .any(|sent| is_sent_as(&shown, &sent) || is_coerced(value, &sent))
        })
    }

    fn was_sent_anywhere(&self, shown: &Comparable) -> bool {
        let mut sent = self.sent().iter();
        match shown {
            Comparable::Text(text) => sent.any(|sent| {
                sent.contains(text)
                    || sent.any(|value| is_overflow_of(text, value) || is_same_instant(text, value))
            }),
            // A large value travels as a digest.
            Comparable::Digest(_) => sent.any(|sent| sent.any(|text| shown.is(text))),
            Comparable::Unreadable => false,
        }
    }

    /// Whether the raw body has every expected field at its path: a body in which a parser changed
    /// one number is still this response's.
    fn body_says_what_is_expected(&self) -> bool {
        let mut fields = self
            .checks
            .iter()
            .filter(|(check, _)| !check.paths.is_empty())
            .peekable();
        fields.peek().is_some()
            && fields.all(|(check, expected)| {
                let mut paths = check.paths.iter();
                paths.any(|path| {
                    self.raw_at(path).is_some_and(|value| {
                        self.is_expected(check.subject, &Comparable::Text(value), expected)
                    })
                })
            })
    }

    /// Whether the raw body that is handed out, if any, is one of this response's: the whole, or
    /// the part that arrived. What is not JSON and not UTF-8 can be decoded in too many ways.
    fn body_was_sent(&self) -> bool {
        let bodies = self.bodies();
        match &self.seen.body {
            BodyView::None => true,
            BodyView::Json { value } => {
                let shown = value.comparable();
                self.sent_whole().is_empty()
                    || self
                        .sent()
                        .iter()
                        .any(|sent| is_sent_as(&shown, &sent.canonical()))
                    || self.body_says_what_is_expected()
            }
            BodyView::Bytes { bytes } => bodies.into_iter().any(|sent| sent.starts_with(bytes)),
            // A body that is one JSON text is handed out as that text, too.
            BodyView::Text { value }
                if self
                    .sent_whole()
                    .iter()
                    .any(|sent| value.is(&sent.canonical())) =>
            {
                true
            }
            BodyView::Text { value } => bodies.into_iter().any(|sent| {
                match (String::from_utf8(sent), value.decoded_string()) {
                    (Err(_), _) => true,
                    (Ok(sent), Some(shown)) => sent
                        .trim_start_matches('\u{feff}')
                        .starts_with(shown.trim_start_matches('\u{feff}')),
                    (Ok(sent), None) => value.is(&canonical_text(&sent)),
                }
            }),
        }
    }
}

/// Whether a check is about a field of the error in a slot.
fn is_of_error(check: &Check, index: usize) -> bool {
    matches!(check.subject, Subject::ErrorField { index: of, .. } if of == index)
}

/// Whether a shown value is one that was sent; a number beyond a double may be an infinity.
fn is_sent_as(shown: &Comparable, sent: &str) -> bool {
    shown.is(sent) || matches!(shown, Comparable::Text(shown) if is_overflow_of(shown, sent))
}

/// The keys under which a field can be sent; any other name is a key itself.
fn keys(name: &str) -> Vec<&str> {
    match Field::from_name(name) {
        // What a client makes of a misspelled flag is its choice.
        Some(field @ Field::Flag) => [field.spellings(), &["retryable"]].concat(),
        Some(field) => field.spellings().to_vec(),
        None => vec![name],
    }
}

/// Whether a value is another one in another type: `"5"` for `5`. That is changed, not invented.
fn is_coerced(value: &Encoded, sent: &str) -> bool {
    let Some(json) = value.json() else {
        return false;
    };
    let as_text = canonical_text(json);
    let inside = serde_json::from_str::<String>(json).ok();
    let inside = inside.and_then(|text| Tree::parse(&text).ok());
    as_text == sent || inside.is_some_and(|tree| tree.canonical() == sent)
}
