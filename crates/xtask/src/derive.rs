//! The files that are derived from `fuzz/targets.toml`.
//!
//! Of each target: the glue around its oracle, its dictionary and its options. Of all of them: the
//! `[[bin]]` entries of the fuzz crate, the modules of the oracles, and their list. Start at
//! [`derived`].

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use files::write::Staged;
use generate::dictionary::Dictionary;

use crate::corpus::entries;
use crate::declared::{DeclaredTarget, Mutator};
use crate::{Checkout, Error};

/// A derived file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its content; none for the file of a target that does not exist any more.
    pub text: Option<String>,
}

/// Where the files of the targets are.
const TARGETS: &str = "fuzz/fuzz_targets";
/// Where the oracles are, each in a file of its own.
const ORACLES: &str = "crates/fuzz-oracles/src/check";

/// All derived files.
///
/// # Errors
///
/// When a target has no oracle, or a file that has a derived part cannot be read.
pub fn derived(checkout: &Checkout) -> Result<Vec<DerivedFile>, Error> {
    let targets = &checkout.declared.targets;
    let folder = checkout.root.join(TARGETS);
    let mut all = Vec::new();
    for target in targets {
        let files = [
            ("rs", glue(target)),
            ("dict", dictionary(checkout, target)?),
            ("options", options(target)),
        ];
        all.extend(files.map(|(extension, text)| DerivedFile {
            path: folder.join(format!("{}.{extension}", target.name)),
            text: Some(text),
        }));
    }
    let known: BTreeSet<PathBuf> = all.iter().map(|it| it.path.clone()).collect();
    let found = entries(&folder).map_err(|error| Error::file(&folder, error))?;
    let stale = found.into_iter().filter(|path| !known.contains(path));
    all.extend(stale.map(|path| DerivedFile { path, text: None }));

    let modules = oracle_modules(checkout)?;
    for (file, block) in [
        ("fuzz/Cargo.toml", targets.iter().map(binary).collect()),
        ("crates/fuzz-oracles/src/check/mod.rs", modules),
        ("crates/fuzz-oracles/src/targets.rs", list(targets)),
    ] {
        let path = checkout.root.join(file);
        let text = Some(with_block(&path, block)?);
        all.push(DerivedFile { path, text });
    }
    Ok(all)
}

/// The derived files that are not as derived.
///
/// # Errors
///
/// As [`derived`].
pub fn drifted(checkout: &Checkout) -> Result<Vec<DerivedFile>, Error> {
    let mut files = derived(checkout)?;
    files.retain(|it| fs::read_to_string(&it.path).ok() != it.text);
    Ok(files)
}

/// Writes the derived files; gives those that changed.
///
/// # Errors
///
/// As [`derived`], and when a file cannot be written.
pub fn update(checkout: &Checkout) -> Result<Vec<DerivedFile>, Error> {
    let drifted = drifted(checkout)?;
    for DerivedFile { path, text } in &drifted {
        let done = match text {
            Some(text) => Staged::whole(path, text.as_bytes()).and_then(Staged::persist),
            None => fs::remove_file(path),
        };
        done.map_err(|error| Error::file(path, error))?;
    }
    Ok(drifted)
}

/// The program around an oracle.
fn glue(target: &DeclaredTarget) -> String {
    let oracle = target.oracle_name();
    let mutate = match target.mutator {
        None => None,
        Some(Mutator::Json) => Some("mutate"),
        Some(Mutator::Http) => Some("mutate_http"),
    };
    let mutator = mutate.map_or(String::new(), |mutate| {
        format!(
            "libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| {{\n    \
             fuzz_oracles::{mutate}(data, size, max, seed, libfuzzer_sys::fuzzer_mutate)\n}});\n"
        )
    });
    format!(
        "//! The fuzz target {}: {}.\n\
         //! Derived from fuzz/targets.toml by `cargo xtask derive`.\n#![no_main]\n\n\
         libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_oracles::check_{oracle}(data));\n{mutator}",
        target.name, target.about
    )
}

/// A dictionary in the format of libFuzzer and AFL.
fn dictionary(checkout: &Checkout, target: &DeclaredTarget) -> Result<String, Error> {
    let mut out = format!(
        "# The dictionary of {}. Derived from fuzz/targets.toml by `cargo xtask derive`.\n",
        target.name
    );
    let mut seen = BTreeSet::new();
    for name in &target.words {
        let _ = writeln!(out, "\n# {name}");
        let from_tables = Dictionary::ALL.iter().find(|it| it.as_str() == name);
        let entries = match from_tables {
            Some(dictionary) => dictionary.words().iter().map(|it| entry(it)).collect(),
            None => {
                let path = checkout.root.join(format!("fuzz/dictionaries/{name}.dict"));
                read(&path)?
            }
        };
        for entry in entries.lines().filter(|it| !it.starts_with('#')) {
            if seen.insert(entry.to_owned()) {
                let _ = writeln!(out, "{entry}");
            }
        }
    }
    Ok(out)
}

/// The line of one word.
fn entry(word: &str) -> String {
    let mut out = String::from("\"");
    for byte in word.bytes() {
        let _ = match byte {
            b'"' | b'\\' => write!(out, "\\{}", char::from(byte)),
            b' '..=b'~' => write!(out, "{}", char::from(byte)),
            _ => write!(out, "\\x{byte:02X}"),
        };
    }
    out + "\"\n"
}

/// Options in the format of ClusterFuzz.
fn options(target: &DeclaredTarget) -> String {
    let growth = target.len_control;
    let growth = growth.map_or(String::new(), |it| format!("len_control = {it}\n"));
    format!(
        "# Derived from fuzz/targets.toml by `cargo xtask derive`.\n\
         [libfuzzer]\nmax_len = {}\ntimeout = {}\n{growth}",
        target.max_len, target.timeout
    )
}

/// The entry of a target in the manifest of the fuzz crate.
fn binary(target: &DeclaredTarget) -> String {
    let name = &target.name;
    format!(
        "\n[[bin]]\nname = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"\n\
         test = false\ndoc = false\nbench = false\n"
    )
}

/// The modules of the oracles and what they export.
fn oracle_modules(checkout: &Checkout) -> Result<String, Error> {
    let targets = checkout.declared.targets.iter();
    let names: BTreeSet<_> = targets.map(DeclaredTarget::oracle_name).collect();
    for name in &names {
        let path = checkout.root.join(ORACLES).join(format!("{name}.rs"));
        let function = format!("pub fn check_{name}(");
        if !read(&path)?.contains(&function) {
            let message = format!("expected the oracle, `{function}data: &[u8])`");
            return Err(Error::file(path, message));
        }
    }
    let modules: String = names.iter().map(|it| format!("mod {it};\n")).collect();
    let exports = names
        .iter()
        .map(|it| format!("pub use {it}::check_{it};\n"));
    Ok(format!("{modules}\n{}", exports.collect::<String>()))
}

/// The targets with their oracles, as the items of an array.
fn list(targets: &[DeclaredTarget]) -> String {
    let item = |target: &DeclaredTarget| {
        let (name, oracle) = (&target.name, target.oracle_name());
        format!("    target(\"{name}\", check::check_{oracle}),\n")
    };
    targets.iter().map(item).collect()
}

/// The mark in the line before a derived part of a file, and the one behind it.
const BEGIN: &str = "<derived from fuzz/targets.toml by `cargo xtask derive`>\n";
const END: &str = "</derived>";

/// The text of a file with this derived part.
fn with_block(path: &Path, block: String) -> Result<String, Error> {
    let text = read(path)?;
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| {
        let line = rest[..rest.find(END)?].rfind('\n').map_or(0, |at| at + 1);
        Some((before, &rest[line..]))
    });
    let (before, after) = parts.ok_or_else(|| {
        let message = format!("expected the marks `{}` and `{END}`", BEGIN.trim());
        Error::file(path, message)
    })?;
    Ok(format!("{before}{BEGIN}{block}{after}"))
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|error| Error::file(path, error))
}
