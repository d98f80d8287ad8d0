//! The files beside the targets that are derived: a dictionary and the options of each.
//!
//! Start at [`derived`].

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::declared::DeclaredTarget;
use crate::{Checkout, Error};

/// The derived files with their texts.
#[must_use]
pub fn derived(checkout: &Checkout) -> Vec<(PathBuf, String)> {
    let folder = checkout.root.join("fuzz/fuzz_targets");
    let each = |target: &DeclaredTarget| {
        let file = |ending: &str| folder.join(format!("{}.{ending}", target.name));
        [
            (file("dict"), dictionary(target)),
            (file("options"), options(target)),
        ]
    };
    checkout.declared.targets.iter().flat_map(each).collect()
}

/// The derived files that are not as they should be.
#[must_use]
pub fn drifted(checkout: &Checkout) -> Vec<(PathBuf, String)> {
    let mut files = derived(checkout);
    files.retain(|(path, text)| std::fs::read_to_string(path).ok().as_ref() != Some(text));
    files
}

/// Writes the derived files; gives those that changed.
///
/// # Errors
///
/// Names a file that cannot be written.
pub fn update(checkout: &Checkout) -> Result<Vec<PathBuf>, Error> {
    let mut changed = Vec::new();
    for (path, text) in drifted(checkout) {
        std::fs::write(&path, text).map_err(|error| Error::file(&path, error))?;
        changed.push(path);
    }
    Ok(changed)
}

/// A dictionary in the format of libFuzzer and AFL.
fn dictionary(target: &DeclaredTarget) -> String {
    let mut out = format!(
        "# The words of the target {}, from the contract's tables and fuzz/targets.toml.\n\
         # Derived: `conform-corpus derive` writes it, and a test fails when it drifts.\n",
        target.name
    );
    let mut seen = std::collections::BTreeSet::new();
    for group in &target.words {
        let _ = writeln!(out, "\n# {}", group.as_str());
        for word in group.list() {
            if seen.insert(word.clone()) {
                let _ = writeln!(out, "\"{}\"", escaped(&word));
            }
        }
    }
    out
}

fn escaped(word: &str) -> String {
    let mut out = String::new();
    for byte in word.bytes() {
        match byte {
            b'"' | b'\\' => {
                out.push('\\');
                out.push(char::from(byte));
            }
            b' '..=b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "\\x{byte:02X}");
            }
        }
    }
    out
}

/// Options in the format of ClusterFuzz.
fn options(target: &DeclaredTarget) -> String {
    let growth = target
        .len_control
        .map_or(String::new(), |it| format!("len_control = {it}\n"));
    format!(
        "# Derived from fuzz/targets.toml by `conform-corpus derive`.\n\
         [libfuzzer]\nmax_len = {}\ntimeout = {}\n{growth}",
        target.max_len, target.timeout
    )
}
