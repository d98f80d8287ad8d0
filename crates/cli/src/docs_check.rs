//! `conform docs check FILE…`: pages of the vendor against the contract's tables.
//!
//! This file goes from paths to text. Not here: what differs and what is known (`docs-drift`).

use std::io::{self, Write};
use std::path::PathBuf;

use crate::error::allow_closed_pipe;
use crate::report::plain_lines;

/// How a check of pages ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DocsCheck {
    /// Exit 0: every difference is recorded, and every recorded one is still there.
    Clean,
    /// Exit 1: something is new or vanished.
    Drifted,
    /// Exit 2: a file is not a page that can be compared; nothing was written.
    Bad {
        /// Names the file, what was found and what was looked for.
        message: String,
    },
}

/// Writes the report on the pages to `out`, all or nothing.
///
/// # Errors
/// `out` cannot be written.
pub(crate) fn docs_check(files: &[PathBuf], out: &mut impl Write) -> io::Result<DocsCheck> {
    let report = match docs_drift::check_files(files) {
        Ok(report) => report,
        Err(error) => {
            let message = error.to_string();
            return Ok(DocsCheck::Bad { message });
        }
    };
    // A heading may hold anything. One write: a reader that leaves early sees no half line.
    let text = format!("{}\n", plain_lines(&report.to_string()));
    allow_closed_pipe(out.write_all(text.as_bytes()))?;
    allow_closed_pipe(out.flush())?;
    Ok(if report.is_clean() {
        DocsCheck::Clean
    } else {
        DocsCheck::Drifted
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn check(content: &str) -> (DocsCheck, String, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("page.md");
        fs::write(&path, content).expect("a file");
        let mut out = Vec::new();
        let result = docs_check(std::slice::from_ref(&path), &mut out).expect("a vector");
        (result, String::from_utf8(out).expect("text"), path)
    }

    #[test]
    fn a_page_with_new_differences_has_drifted() {
        let (result, out, path) = check("# Error Codes\n\n## News\n");
        assert_eq!(result, DocsCheck::Drifted);
        let path = path.display();
        let expected = format!("{path}:3: NEW: heading `News` is not in the tables\n");
        assert!(out.contains(&expected), "{out}");
        let last = out.lines().last().unwrap_or_default();
        assert!(last.starts_with("1 pages: "), "{out}");
    }

    #[test]
    fn a_page_of_no_known_kind_is_bad_and_prints_nothing() {
        let (result, out, path) = check("# Something else\n");
        let DocsCheck::Bad { message } = result else {
            panic!("{result:?}");
        };
        assert!(
            message.starts_with(&path.display().to_string()),
            "{message}"
        );
        assert_eq!(out, "");
    }
}
