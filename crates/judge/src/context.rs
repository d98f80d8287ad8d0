//! The observation beside what was sent, each parsed at most once.
//!
//! Not here: how a check is assessed. Start at [`Context::new`].

use std::cell::OnceCell;

use suite::body::{first_tree, lenient_tree, unmarked_utf16_tree};
use suite::check::{Check, Expect, Invariant, Subject};
use suite::encoded::Comparable;
use suite::field::ReasonField;
use suite::observation::{BodyView, Observation};
use suite::tree::{Tree, canonical_string};
use suite::vector::{Response, Vector};
use tables::{Operation, ResponseShape};

use crate::Calls;
use crate::instant::is_same_instant;
use crate::numbers::is_overflow_of;
use crate::surrogates::{may_have_surrogates, replaced};

/// How numbers are compared that no double holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbers {
    /// By their value: a client declares that it keeps them.
    Exact,
    /// They include the infinity with their sign.
    Doubles,
}

/// One vector and what a client shows of it.
pub(super) struct Context<'a> {
    pub(super) vector: &'a Vector,
    pub(super) seen: &'a Observation,
    pub(super) root_classes: &'a [String],
    /// The vector's checks, each with the canonical texts of the values that satisfy it; none for
    /// an absence.
    pub(super) checks: Vec<(&'a Check, Vec<String>)>,
    numbers: Numbers,
    /// Whether the checks of the last reply bind the client: it got that reply.
    is_bound: bool,
    sent: OnceCell<Sent>,
    raw: OnceCell<Option<Tree>>,
}

/// The bodies that were sent, as a lenient client could read them; those with lone surrogates also
/// with replacement characters.
#[derive(Default)]
struct Sent {
    /// Those that are JSON, then the first values of those that only begin with one.
    trees: Vec<Tree>,
    /// How many of them are whole bodies.
    whole: usize,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        vector: &'a Vector,
        seen: &'a Observation,
        root_classes: &'a [String],
        calls: Option<Calls>,
    ) -> Self {
        let context = Self {
            vector,
            seen,
            root_classes,
            checks: Vec::new(),
            numbers: Numbers::Doubles,
            is_bound: !vector.is_redirect() || calls.is_some_and(|calls| calls.followed > 0),
            sent: OnceCell::new(),
            raw: OnceCell::new(),
        };
        let checks = vector.checks.iter();
        let checks = checks.map(|check| (check, context.expected_values(check)));
        Self {
            checks: checks.collect(),
            ..context
        }
    }

    /// Compares numbers by their value alone: a client may declare that it keeps them.
    pub(super) fn with_exact_numbers(self) -> Self {
        Self {
            numbers: Numbers::Exact,
            ..self
        }
    }

    /// Whether a check is about a reply that the client got. Where a redirect leads is shown only to
    /// a client that follows it; whether one does is its choice.
    pub(super) fn binds(&self, check: &Check) -> bool {
        self.is_bound
            || match check.subject {
                Subject::Invariant(Invariant::SuccessReturned) => false,
                Subject::Invariant(
                    Invariant::Survives
                    | Invariant::FailureShown
                    | Invariant::OwnClass
                    | Invariant::NothingInvented,
                ) => true,
                Subject::ErrorField { .. }
                | Subject::NoError { .. }
                | Subject::Result(_)
                | Subject::Reason(_)
                | Subject::Http(_) => false,
            }
    }

    /// What was sent, as a lenient client could read it: after content decoding, and up to the end
    /// of the first value.
    pub(super) fn sent(&self) -> &[Tree] {
        &self.read_sent().trees
    }

    /// The bodies that were sent and are JSON as a whole.
    pub(super) fn sent_whole(&self) -> &[Tree] {
        let Sent { trees, whole } = self.read_sent();
        &trees[..*whole]
    }

    fn read_sent(&self) -> &Sent {
        self.sent.get_or_init(|| {
            let bodies = self.bodies();
            let mut trees: Vec<Tree> = bodies.iter().filter_map(|one| lenient_tree(one)).collect();
            if bodies.iter().any(|body| may_have_surrogates(body)) {
                let replaced = trees.iter().filter_map(|tree| replaced(&tree.canonical()));
                let replaced = replaced.filter_map(|one| Tree::parse(&one).ok());
                let replaced: Vec<Tree> = replaced.collect();
                trees.extend(replaced);
            }
            let whole = trees.len();
            let beginnings = bodies.iter().filter(|one| lenient_tree(one).is_none());
            trees.extend(beginnings.filter_map(|one| first_tree(one)));
            trees.extend(bodies.iter().filter_map(|one| unmarked_utf16_tree(one)));
            Sent { trees, whole }
        })
    }

    /// The bodies that were sent: after content decoding, and as they came.
    pub(super) fn bodies(&self) -> Vec<Vec<u8>> {
        let responses = self.vector.responses.iter();
        let forms = |response: &Response| [response.decoded_content(), response.body.bytes().ok()];
        responses.flat_map(forms).flatten().collect()
    }

    /// Whether a shown value is one of those that a check expects.
    pub(super) fn is_expected(
        &self,
        subject: Subject,
        shown: &Comparable,
        expected: &[String],
    ) -> bool {
        if shown.is_one_of(expected) {
            return true;
        }
        let Comparable::Text(shown) = shown else {
            return false;
        };
        let mut expected = expected.iter();
        expected.any(|expected| {
            (self.numbers == Numbers::Doubles && is_overflow_of(shown, expected))
                || (subject == Subject::Reason(ReasonField::Timestamp)
                    && is_same_instant(shown, expected))
        })
    }

    /// Where the error of a slot was sent, whether a check speaks of it or not: a value other than
    /// null at one of the operation's places for it.
    pub(super) fn sent_error(&self, index: usize) -> Option<String> {
        let operation = Operation::from_id(&self.vector.operation);
        let own = operation.and_then(|operation| match operation.answer() {
            // A list of auth sessions or jobs has no table of its own.
            ResponseShape::Other => Some(format!("/{index}/error")),
            ResponseShape::JobRuns => Some(operation.error_pointer(200, index)),
            _ => (index == 0).then(|| operation.error_pointer(200, 0)),
        });
        let mut responses = self.vector.responses.iter();
        // An HTTP error is the body itself, and there is one.
        let is_http = index == 0 && responses.any(|response| response.status >= 300);
        let places = own.into_iter();
        let places = places.chain((index == 0).then(|| "/error".to_owned()));
        let mut places = places.chain(is_http.then(String::new));
        places.find(|place| {
            let mut found = self.sent().iter().filter_map(|sent| sent.pointer(place));
            found.any(|value| value != "null")
        })
    }

    /// The raw body that the SDK hands out, if it is JSON.
    pub(super) fn raw(&self) -> Option<&Tree> {
        self.raw.get_or_init(|| self.parsed_body()).as_ref()
    }

    /// The first value of a raw body that is not JSON as a whole.
    fn first_of_raw(&self) -> Option<Tree> {
        if self.raw().is_some() {
            return None;
        }
        match &self.seen.body {
            BodyView::Bytes { bytes } => first_tree(bytes),
            BodyView::Text { value } => first_tree(value.decoded_string()?.as_bytes()),
            BodyView::None | BodyView::Json { .. } => None,
        }
    }

    fn parsed_body(&self) -> Option<Tree> {
        match &self.seen.body {
            BodyView::None => None,
            BodyView::Bytes { bytes } => lenient_tree(bytes),
            BodyView::Text { value } => match value.decoded_string() {
                Some(text) => lenient_tree(text.as_bytes()),
                // A large body travels as a digest: it is the one that was sent, or it is not.
                None => self.bodies().iter().find_map(|bytes| {
                    let text = String::from_utf8_lossy(bytes);
                    value
                        .is(&canonical_text(&text))
                        .then(|| lenient_tree(bytes))?
                }),
            },
            BodyView::Json { value } => match value.tree() {
                Ok(Some(tree)) => Some(tree),
                Ok(None) => {
                    let mut sent = self.sent().iter();
                    sent.find(|tree| value.is(&tree.canonical())).cloned()
                }
                Err(_) => None,
            },
        }
    }

    /// The canonical texts of the values that satisfy a check; none for an absence.
    fn expected_values(&self, check: &Check) -> Vec<String> {
        let canonical = |json: &String| Tree::parse(json).ok().map(Tree::into_canonical);
        match &check.expect {
            Expect::Json(json) => canonical(json).into_iter().collect(),
            Expect::AnyOf(values) => values.iter().filter_map(canonical).collect(),
            Expect::AsSent => check
                .paths
                .first()
                .and_then(|path| self.sent().iter().find_map(|sent| sent.pointer(path)))
                .into_iter()
                .collect(),
            Expect::Absent | Expect::Holds => Vec::new(),
        }
    }

    /// The canonical text at a path of the raw body. An empty path names the whole body, which need
    /// not be JSON.
    pub(super) fn raw_at(&self, path: &str) -> Option<String> {
        if let Some(value) = self.raw().and_then(|raw| raw.pointer(path)) {
            return Some(value);
        }
        if !path.is_empty() {
            return self.first_of_raw()?.pointer(path);
        }
        let text = match &self.seen.body {
            BodyView::Text { value } => return value.tree().ok()?.map(|tree| tree.canonical()),
            BodyView::Bytes { bytes } => std::str::from_utf8(bytes).ok()?,
            BodyView::None | BodyView::Json { .. } => return None,
        };
        Some(canonical_text(text))
    }
}

pub(super) fn canonical_text(text: &str) -> String {
    canonical_string(text.encode_utf16())
}
