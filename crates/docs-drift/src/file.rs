//! From paths to a report: reads the files, within bounds, before anything is reported.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::known::Known;
use crate::page::Page;
use crate::report::Report;

/// The largest file that is read, in bytes. The vendor's longest page has less than a hundredth.
pub const LIMIT: u64 = 1024 * 1024;

/// Compares all pages and matches them with the built-in record.
///
/// # Errors
/// The first file that cannot be read or is no page of a known kind; nothing is reported then.
pub fn check_files(paths: &[PathBuf]) -> Result<Report, Error> {
    let known = Known::built_in()?;
    let pages = paths
        .iter()
        .map(|path| Page::read(path, &read_file(path)?))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Report::new(&pages, &known))
}

/// The text of a page.
///
/// # Errors
/// The file cannot be read, is empty, is larger than [`LIMIT`] or is not UTF-8.
pub fn read_file(path: &Path) -> Result<String, Error> {
    let unreadable = |error: std::io::Error| Error::Io {
        path: path.to_owned(),
        message: error.to_string(),
    };
    let refuse = |message| Error::NotAPage {
        path: path.to_owned(),
        message,
    };
    let mut bytes = Vec::new();
    // The length that a file claims is no bound: a device or a pipe claims none.
    File::open(path)
        .and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > LIMIT {
        return Err(refuse(format!(
            "the file is larger than {LIMIT} bytes; expected a page of Markdown"
        )));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = error.as_bytes().iter().take(good);
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        refuse(format!(
            "the file is not UTF-8 (line {line}, byte {good}); expected a page of Markdown"
        ))
    })?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(refuse(
            "the file is empty; expected a page of Markdown".to_owned(),
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn refused(content: &[u8], expected: &str) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("page.md");
        fs::write(&path, content).expect("a file");
        let error = read_file(&path).expect_err(expected);
        let expected = format!(
            "{}: {expected}; expected a page of Markdown",
            path.display()
        );
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn an_empty_file_is_refused() {
        refused(b"", "the file is empty");
        refused(b"\xef\xbb\xbf \n\n", "the file is empty");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_their_line() {
        refused(
            b"# Error Codes\n\xff\xfe",
            "the file is not UTF-8 (line 2, byte 14)",
        );
    }

    #[test]
    fn a_large_file_is_refused_before_it_is_read_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("page.md");
        let file = File::create(&path).expect("a file");
        file.set_len(100 * 1024 * 1024).expect("a sparse file");
        let error = read_file(&path).expect_err("large").to_string();
        assert!(error.contains("larger than 1048576 bytes"), "{error}");
    }

    #[test]
    fn a_folder_and_a_missing_file_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        for path in [folder.path().to_owned(), folder.path().join("none.md")] {
            let error = read_file(&path).expect_err("no file").to_string();
            let start = format!("{}: the file cannot be read: ", path.display());
            assert!(error.starts_with(&start), "{error}");
        }
    }
}
