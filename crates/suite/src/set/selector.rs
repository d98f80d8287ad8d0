//! Globs over ids and names, with limits: they come from files and command lines.
//!
//! Start at [`Selector::new`].

use globset::{GlobBuilder, GlobSet};

use crate::error::Error;

/// The longest glob, in bytes; the ones of real baselines have about 2 KiB.
const MAX_LENGTH: usize = 64 * 1024;

/// How deep choices may be nested. Globs become regular expressions, whose nesting has a limit.
const MAX_DEPTH: usize = 8;

/// How much of a pattern is shown in a message, in characters.
const SHOWN: usize = 60;

/// A glob over ids or check names.
#[derive(Clone, Debug)]
pub struct Selector {
    text: String,
    /// How much of the glob stands for itself: most texts already differ there.
    literal: usize,
    /// None where only the text itself is meant.
    globs: Option<GlobSet>,
}

impl Selector {
    /// A selector from a glob: `*` within a segment, `**` across segments, `{a,b}` for choices.
    ///
    /// # Errors
    /// Says what is wrong with the glob.
    pub fn new(glob: &str) -> Result<Self, Error> {
        let refuse = |message: String| Error::Glob {
            pattern: shortened(glob),
            message,
        };
        if glob.len() > MAX_LENGTH {
            let message = format!(
                "expected at most {MAX_LENGTH} bytes, found {}; write several patterns",
                glob.len()
            );
            return Err(refuse(message));
        }
        if depth(glob) > MAX_DEPTH {
            let message = format!("choices in braces are nested deeper than {MAX_DEPTH}");
            return Err(refuse(message));
        }
        // A set, because it says that an expression is too large, where a single matcher panics.
        let globs = GlobBuilder::new(glob)
            .literal_separator(true)
            .empty_alternates(true)
            .build()
            .and_then(|glob| GlobSet::builder().add(glob).build())
            .map_err(|error| refuse(shortened(&error.kind().to_string())))?;
        Ok(Self {
            text: glob.to_owned(),
            literal: glob.find(['*', '?', '[', '{', '\\']).unwrap_or(glob.len()),
            globs: Some(globs),
        })
    }

    /// A selector of one text, whatever a glob would make of it.
    pub fn exact(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            literal: text.len(),
            globs: None,
        }
    }

    /// Whether a text matches. An id is always matched by itself, whatever a glob makes of it.
    pub fn matches(&self, text: &str) -> bool {
        self.text == text
            || self
                .globs
                .as_ref()
                .filter(|_| text.starts_with(&self.text[..self.literal]))
                .is_some_and(|globs| globs.is_match(text))
    }

    /// The glob as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// A glob that matches a text and nothing else, also within braces.
pub fn escape(text: &str) -> String {
    let mut glob = String::with_capacity(text.len());
    for char in text.chars() {
        if matches!(char, '*' | '?' | '[' | ']' | '{' | '}' | ',' | '\\') {
            glob.push('\\');
        }
        glob.push(char);
    }
    glob
}

/// How deep the braces are nested, at most: one that stands for itself may be counted, too.
fn depth(glob: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    let mut escaped = false;
    for char in glob.chars() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(glob: &str, message: &str) {
        let error = Selector::new(glob).expect_err("no glob").to_string();
        assert!(error.contains(message) && error.len() < 300, "{error}");
    }

    #[test]
    fn a_glob_has_limits() {
        refused(&"{".repeat(30_000), "nested deeper than 8");
        let nested = format!("{}a{}", "{".repeat(300), "}".repeat(300));
        refused(&nested, "nested deeper than 8");
        refused(&"a".repeat(70_000), "at most 65536 bytes");
        refused("{", "is not a pattern");
        assert!(Selector::new("{a,{b,c}}").unwrap().matches("c"));
        assert!(Selector::new(&"{a,b}".repeat(9)).is_ok());
        assert!(Selector::new(r"\{\{\{\{\{\{\{\{\{").is_ok());
        // Either a glob or an error, but no panic.
        for long in ["a", "*/", "?", "**/", "[!a]", "{a,b}"] {
            let glob = long.repeat(65_000 / long.len());
            let _ = Selector::new(&glob).map(|glob| glob.matches("a"));
        }
    }

    #[test]
    fn one_of_the_choices_may_be_nothing() {
        let selector = Selector::new("a{,-b}/c{,/**}").unwrap();
        for id in ["a/c", "a-b/c", "a/c/d", "a-b/c/d/e"] {
            assert!(selector.matches(id), "{id}");
        }
        assert!(!selector.matches("a-c/c"));
    }

    #[test]
    fn an_escaped_text_matches_itself_alone() {
        for text in ["a*/b", "a?", "[ab]", "{a,b}", r"a\b", "a,b", "]", "}"] {
            for glob in [escape(text), format!("{{x,{}}}", escape(text))] {
                let selector = Selector::new(&glob).unwrap();
                assert!(selector.matches(text), "{glob} for {text}");
                for other in ["a", "b", "ab", "ab/b", "a/b"] {
                    assert!(!selector.matches(other), "{glob} for {other}");
                }
            }
        }
    }

    #[test]
    fn an_exact_text_need_not_be_a_glob() {
        let selector = Selector::exact("a[");
        assert!(selector.matches("a[") && !selector.matches("a"));
    }
}
