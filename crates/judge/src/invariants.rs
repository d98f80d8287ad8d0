//! The floor: what is expected of a client whatever the response says.

use tables::Field;

use super::context::{Context, canonical_text, decoded_string};
use super::{Assessment, canonical_number};
use suite::body::from_base64;
use suite::check::{Check, CheckSite, Expect, Kind};
use suite::encoded::{Comparable, Encoded, shorten};
use suite::observation::{BodyView, FieldView, Outcome, SlotState};
use suite::tree::Tree;

impl Context<'_> {
    pub(super) fn floor(&self, check: &Check, expected: &[String], field: &str) -> Assessment {
        let (kind, wanted, found) = match field {
            "survives" => (
                Kind::Typed,
                "the process survives and answers",
                "it did".to_owned(),
            ),
            "failure-shown" => {
                let kind = if self.failure_is_shown(check, expected) {
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
            // The loader refuses other floor fields; an unknown one never passes.
            _ => (Kind::Lost, "a known floor fact", field.to_owned()),
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
    fn failure_is_shown(&self, check: &Check, expected: &[String]) -> bool {
        if self.seen.outcome == Outcome::Raised
            || self
                .seen
                .errors
                .iter()
                .any(|view| view.state == SlotState::Present)
        {
            return true;
        }
        let status_is = |field: Option<&FieldView>| {
            matches!(field, Some(FieldView::Value { value, .. })
                if value.comparable().is_one_of(expected))
        };
        let result = self.seen.result.as_ref();
        let raw = || check.paths.iter().filter_map(|path| self.raw_at(path));
        status_is(result.and_then(|view| view.fields.get("status")))
            || status_is(result.and_then(|view| view.fields.get("outcome")))
            || status_is(Some(&self.seen.http_status))
            // Without a status that says so, only the error itself shows that it failed.
            || raw().any(|value| match check.expect {
                Expect::Holds => value.starts_with('{'),
                _ => expected.contains(&value),
            })
    }

    fn is_own_class(&self) -> bool {
        let own = |class: &String| self.root_classes.contains(class);
        match &self.seen.raised {
            Some(raised) => raised.classes.iter().any(own),
            None => self.seen.outcome == Outcome::Returned,
        }
    }

    /// The first thing shown that the server did not send.
    fn invented(&self) -> Option<String> {
        for (index, view) in self.seen.errors.iter().enumerate() {
            let expected = self.vector.checks.iter().any(|check| {
                check.index == index
                    && check.field != "error"
                    && matches!(
                        check.site,
                        CheckSite::A | CheckSite::B | CheckSite::C | CheckSite::D
                    )
            });
            if view.state == SlotState::Present && !expected {
                return Some(format!("an error in slot {index}, where none was sent"));
            }
        }
        let errors = self.seen.errors.iter().enumerate();
        let others = self.seen.result.iter().chain(&self.seen.reason);
        let views = errors
            .map(|(index, view)| (view, self.error_at(index)))
            .chain(others.map(|view| (view, None)));
        for (view, at) in views.filter(|(view, _)| view.state == SlotState::Present) {
            for (name, field) in &view.fields {
                if let FieldView::Value { via, value } = field
                    && !(name == "flag" && value.is("false"))
                    && !self.was_sent(value, at.as_deref(), name)
                {
                    let via = if via.is_empty() { name } else { via };
                    return Some(format!("{via} = {}", value.display()));
                }
            }
            for (key, value) in &view.extras {
                if !self.was_sent(value, at.as_deref(), key) {
                    return Some(format!("{key} = {}", value.display()));
                }
            }
        }
        if !self.body_was_sent() {
            return Some("a raw body that is not this response's".to_owned());
        }
        match &self.seen.http_status {
            FieldView::Value { via, value }
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

    /// Where the error of a slot stands in the body, as its checks say.
    fn error_at(&self, index: usize) -> Option<String> {
        let path = self.vector.checks.iter().find_map(|check| {
            let error = matches!(
                check.site,
                CheckSite::A | CheckSite::B | CheckSite::C | CheckSite::D
            );
            (error && check.index == index).then(|| check.paths.first())?
        })?;
        path.rsplit_once('/').map(|(at, _)| at.to_owned())
    }

    /// Whether a value under a name is one that this response has: expected by a check, or sent
    /// under one of the name's keys; where nobody says where the object stands, sent anywhere.
    fn was_sent(&self, value: &Encoded, at: Option<&str>, name: &str) -> bool {
        let shown = value.comparable();
        if shown.is("null") {
            return true;
        }
        let own = |check: &Check| check.field == name || check.site == CheckSite::Floor;
        let mut checks = self.checks.iter();
        if checks.any(|(check, expected)| own(check) && shown.is_one_of(expected)) {
            return true;
        }
        let Some(at) = at else {
            return self.was_sent_anywhere(&shown);
        };
        // A key that is no text comes with other letters in its name.
        if name.contains('\u{fffd}') {
            return self.was_sent_anywhere(&shown);
        }
        keys(name).iter().any(|key| {
            let at = format!("{at}/{key}");
            self.sent()
                .iter()
                .filter_map(|sent| sent.pointer(&at))
                .any(|sent| shown.is(&sent) || is_coerced(value, &sent))
        })
    }

    fn was_sent_anywhere(&self, shown: &Comparable) -> bool {
        let mut sent = self.sent().iter();
        match shown {
            Comparable::Text(text) => sent.any(|sent| sent.contains(text)),
            // A large value travels as a digest.
            Comparable::Digest(_) => sent.any(|sent| sent.any(|text| shown.is(text))),
            Comparable::Unreadable => false,
        }
    }

    /// Whether the raw body has every field that is expected at its place: a parser that cannot hold
    /// one number does not make it another response's.
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
                    self.raw_at(path)
                        .is_some_and(|value| expected.contains(&value))
                })
            })
    }

    /// Whether the raw body that is handed out, if any, is one of this response's: the whole, or
    /// the part that arrived. What is not JSON and not UTF-8 can be decoded in too many ways.
    fn body_was_sent(&self) -> bool {
        let bodies = self
            .vector
            .responses
            .iter()
            .filter_map(|response| response.body.bytes().ok());
        match &self.seen.body {
            BodyView::None => true,
            BodyView::Json { value } => {
                let shown = value.comparable();
                self.sent().is_empty()
                    || self.sent().iter().any(|sent| shown.is(&sent.canonical()))
                    || self.body_says_what_is_expected()
            }
            BodyView::Bytes { base64 } => {
                let Ok(shown) = from_base64(base64) else {
                    return false;
                };
                bodies.into_iter().any(|sent| sent.starts_with(&shown))
            }
            // A body that is one JSON text is handed out as that text, too.
            BodyView::Text { value }
                if self.sent().iter().any(|sent| value.is(&sent.canonical())) =>
            {
                true
            }
            BodyView::Text { value } => bodies.into_iter().any(|sent| {
                match (String::from_utf8(sent), decoded_string(value)) {
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

/// The keys under which a field can be sent; any other name is a key itself.
fn keys(name: &str) -> Vec<&str> {
    let field = Field::ALL.iter().find(|field| match field {
        Field::Flag => name == "flag",
        field => field.documented_key() == name,
    });
    match field {
        // What a client makes of a misspelled flag is its choice.
        Some(Field::Flag) => vec!["retirable", "retriable", "retryable"],
        Some(field) => field.spellings().to_vec(),
        None => vec![name],
    }
}

/// Whether a value is another one in another type: `"5"` for `5`. That is changed, not invented.
fn is_coerced(value: &Encoded, sent: &str) -> bool {
    let Some(json) = &value.json else {
        return false;
    };
    let as_text = canonical_text(json);
    let inside = serde_json::from_str::<String>(json).ok();
    let inside = inside.and_then(|text| Tree::parse(&text).ok());
    as_text == sent || inside.is_some_and(|tree| tree.canonical() == sent)
}
