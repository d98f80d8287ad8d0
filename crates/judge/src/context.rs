//! The observation beside what was sent, each parsed at most once.
//!
//! Not here: how a check is assessed. Start at [`Context::new`].

use std::cell::OnceCell;

use suite::body::lenient_tree;
use suite::check::{Check, Expect};
use suite::observation::{BodyView, Observation};
use suite::tree::{Tree, canonical_string};
use suite::vector::Vector;

/// One vector and what a client shows of it.
pub(super) struct Context<'a> {
    pub(super) vector: &'a Vector,
    pub(super) seen: &'a Observation,
    pub(super) root_classes: &'a [String],
    /// The vector's checks, each with the canonical texts of the values that satisfy it; none for
    /// an absence.
    pub(super) checks: Vec<(&'a Check, Vec<String>)>,
    sent: OnceCell<Vec<Tree>>,
    raw: OnceCell<Option<Tree>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        vector: &'a Vector,
        seen: &'a Observation,
        root_classes: &'a [String],
    ) -> Self {
        let context = Self {
            vector,
            seen,
            root_classes,
            checks: Vec::new(),
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

    /// The bodies that were sent, as a lenient client could read them.
    pub(super) fn sent(&self) -> &[Tree] {
        self.sent.get_or_init(|| {
            let responses = self.vector.responses.iter();
            responses
                .filter_map(|response| lenient_tree(&response.body.bytes().ok()?))
                .collect()
        })
    }

    /// The raw body that the SDK hands out, if it is JSON.
    pub(super) fn raw(&self) -> Option<&Tree> {
        self.raw.get_or_init(|| self.parsed_body()).as_ref()
    }

    fn parsed_body(&self) -> Option<Tree> {
        match &self.seen.body {
            BodyView::None => None,
            BodyView::Bytes { bytes } => lenient_tree(bytes),
            BodyView::Text { value } => match value.decoded_string() {
                Some(text) => lenient_tree(text.as_bytes()),
                // A large body travels as a digest: it is the one that was sent, or it is not.
                None => self.vector.responses.iter().find_map(|response| {
                    let bytes = response.body.bytes().ok()?;
                    let text = String::from_utf8_lossy(&bytes);
                    value
                        .is(&canonical_text(&text))
                        .then(|| lenient_tree(&bytes))?
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
            return None;
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
