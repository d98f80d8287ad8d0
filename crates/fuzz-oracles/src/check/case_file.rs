//! The oracle of files that people write: cases and baselines.
//!
//! Start at [`check_case_file`].

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use cases::case::Case;
use cases::expand::{MOST_VECTORS, expand};
use cases::requirement::Requirements;
use files::Error;
use judge::baseline::Baseline;
use suite::set::VectorSet;
use suite::vector::{Vector, VectorFile};

/// Reads any bytes as a case and as a baseline, and expands the case.
///
/// # Panics
///
/// When a reader panics, when a refusal names no line of the file, or when a vector that was
/// expanded does not survive its own format.
pub fn check_case_file(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let path = Path::new("case.toml");
    let lines = text.matches('\n').count() + 1;
    match Case::parse(path, text) {
        // What a case asks for grows with its axes: a few hundred vectors show as much as all.
        Ok(case) if case.axis.len() <= 2 => match expand(path, text, &case, requirements()) {
            Ok(vectors) => check_vectors(&case, vectors),
            Err(error) => check_refusal(&error, lines),
        },
        Ok(_) => {}
        Err(error) => check_refusal(&error, lines),
    }
    if text.contains("[[known]]") {
        static SET: VectorSet = VectorSet {
            cases: Vec::new(),
            vectors: Vec::new(),
        };
        match Baseline::parse(path, text, &SET) {
            Ok(_) => {}
            Err(error) => check_refusal(&error, lines),
        }
    }
}

fn requirements() -> &'static Requirements {
    static REQUIREMENTS_READ: OnceLock<Requirements> = OnceLock::new();
    // Compiled in, and tested where it belongs.
    REQUIREMENTS_READ.get_or_init(|| Requirements::built_in().unwrap_or_default())
}

fn check_refusal(error: &Error, lines: usize) {
    match error {
        Error::File { line, message, .. } => {
            assert!(*line <= lines, "line {line} of {lines} is named: {message}");
            assert!(!message.is_empty(), "a refusal says nothing");
        }
        other => panic!("a text is refused like a file: {other}"),
    }
}

fn check_vectors(case: &Case, vectors: Vec<Vector>) {
    assert!(vectors.len() <= MOST_VECTORS, "{} vectors", vectors.len());
    let ids: BTreeSet<_> = vectors.iter().map(|vector| vector.id.clone()).collect();
    assert_eq!(
        ids.len(),
        vectors.len(),
        "two vectors of a case have one id"
    );
    let folder = case.id.rsplit_once('/').map_or("", |(folder, _)| folder);
    for vector in &vectors {
        assert!(
            vector.id.starts_with(folder),
            "`{}` is not in the folder of its case",
            vector.id
        );
        assert!(
            !vector.responses.is_empty(),
            "`{}` has no response",
            vector.id
        );
        let names: BTreeSet<_> = vector.checks.iter().map(|check| check.name()).collect();
        assert_eq!(
            names.len(),
            vector.checks.len(),
            "two checks of a vector have one name"
        );
    }
    let file = VectorFile {
        format: suite::vector::FORMAT,
        case: case.id.clone(),
        vectors,
    };
    let text = serde_json::to_string(&file).unwrap_or_default();
    let again = serde_json::from_str::<VectorFile>(&text);
    assert!(
        again.as_ref().is_ok_and(|it| *it == file),
        "a vector does not survive its own format: {:?}",
        again.err(),
    );
}
