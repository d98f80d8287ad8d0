//! Keeps the working corpus small: of the inputs that a fuzzer kept, only those that reach more.
//!
//! The shared corpus is only read. Start at [`minimize`].

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::checkout::run;
use crate::corpus::Part;
use crate::declared::DeclaredTarget;
use crate::{Checkout, Error};

/// How the working corpus of a target became smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minimized {
    /// How many inputs there were.
    pub before: usize,
    /// How many are left.
    pub after: usize,
}

/// Merges the working corpus of a target into a new one, on top of the named files.
///
/// Whenever it is interrupted, no input is lost: the next call takes up what lies aside.
///
/// # Errors
///
/// When the target's binary fails, or a folder cannot be written. The working corpus is as it was
/// then.
pub fn minimize(
    checkout: &Checkout,
    target: &DeclaredTarget,
    binaries: &Path,
) -> Result<Minimized, Error> {
    let working = checkout.working_corpus(&target.name);
    let merged = working.with_extension("merged");
    recover(&working)?;
    let before = count(&working);
    let done = merge(checkout, target, binaries, &merged)
        .and_then(|()| swap(&working, &merged).map_err(|error| Error::file(&working, error)));
    if let Err(error) = done {
        // Half of a merge is of no use; if not even that works, the first failure says why.
        let _ = fs::remove_dir_all(&merged);
        return Err(error);
    }
    let after = count(&working);
    Ok(Minimized { before, after })
}

/// Where a working corpus lies while the merged one takes its place.
fn aside(working: &Path) -> PathBuf {
    working.with_extension("old")
}

/// Makes sure that there is a working corpus, with all that an interrupted merge laid aside.
pub(crate) fn recover(working: &Path) -> Result<(), Error> {
    let aside = aside(working);
    let failed = |error| Error::file(working, error);
    fs::create_dir_all(working).map_err(failed)?;
    if !aside.exists() {
        return Ok(());
    }
    // One by one, because a fuzzer may have begun a new corpus since.
    for entry in fs::read_dir(&aside).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        fs::rename(entry.path(), working.join(entry.file_name())).map_err(failed)?;
    }
    fs::remove_dir(&aside).map_err(failed)
}

/// Puts the merged corpus in the place of the working one. The old one goes last: at every moment
/// one of them is whole.
fn swap(working: &Path, merged: &Path) -> io::Result<()> {
    let aside = aside(working);
    fs::rename(working, &aside)?;
    if let Err(error) = fs::rename(merged, working) {
        // If not even that works, the next call finds it.
        let _ = fs::rename(&aside, working);
        return Err(error);
    }
    fs::remove_dir_all(&aside)
}

/// Fills a new folder with the named files, and with those of the working corpus that reach more.
fn merge(
    checkout: &Checkout,
    target: &DeclaredTarget,
    binaries: &Path,
    merged: &Path,
) -> Result<(), Error> {
    let failed = |error| Error::file(merged, error);
    if merged.exists() {
        fs::remove_dir_all(merged).map_err(failed)?;
    }
    fs::create_dir_all(merged).map_err(failed)?;
    let corpus = checkout.corpus();
    for folder in target.folders() {
        for &part in Part::ALL {
            let inputs = corpus.inputs(part, folder);
            for input in inputs.map_err(|error| Error::file(corpus.folder(part, folder), error))? {
                let to = merged.join(input.file_name().unwrap_or_default());
                fs::copy(&input, &to).map_err(|error| Error::file(&to, error))?;
            }
        }
    }
    let mut command = Command::new(binaries.join(&target.name));
    command
        .arg("-merge=1")
        .arg(format!("-max_len={}", target.max_len))
        .arg(merged)
        .arg(checkout.working_corpus(&target.name))
        .env("RUST_BACKTRACE", "0");
    run(&format!("merging the inputs of {}", target.name), command).map(drop)
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::sync::{Mutex, PoisonError};

    use super::*;

    /// A checkout with one seed, and a working corpus of two inputs for the first target.
    fn checkout() -> (tempfile::TempDir, Checkout) {
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for made in ["fuzz/corpus/error_body", "corpus/seeds/error_body"] {
            fs::create_dir_all(folder.path().join(made)).unwrap();
        }
        let list = folder.path().join("fuzz/targets.toml");
        fs::copy(root.join("fuzz/targets.toml"), list).unwrap();
        fs::write(folder.path().join("corpus/seeds/error_body/seed"), "{}").unwrap();
        for name in ["a", "b"] {
            fs::write(
                folder.path().join("fuzz/corpus/error_body").join(name),
                name,
            )
            .unwrap();
        }
        let checkout = Checkout::open(folder.path()).unwrap();
        (folder, checkout)
    }

    /// Minimizes with a script in place of the fuzzer: `$3` is the merged corpus, `$4` the other.
    fn with(checkout: &Checkout, script: &str) -> Result<Minimized, Error> {
        // While another test starts a program, that holds a script open that is just written.
        static ONE: Mutex<()> = Mutex::new(());
        let _alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let binary = checkout.root.join("error_body");
        fs::write(&binary, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&binary, fs::Permissions::from_mode(0o755)).unwrap();
        let target = checkout.declared.get("error_body").unwrap();
        minimize(checkout, target, &checkout.root)
    }

    /// The folders beside the working corpus, and what is in it.
    fn state(checkout: &Checkout) -> (Vec<String>, Vec<String>) {
        let names = |folder: &Path| {
            let entries = fs::read_dir(folder)
                .unwrap()
                .map(|it| it.unwrap().file_name());
            let mut names: Vec<_> = entries.map(|it| it.into_string().unwrap()).collect();
            names.sort();
            names
        };
        let working = checkout.working_corpus("error_body");
        (names(working.parent().unwrap()), names(&working))
    }

    #[test]
    fn a_merge_takes_the_place_of_the_working_corpus_and_a_failed_one_does_not() {
        let (_folder, checkout) = checkout();
        let alone = vec!["error_body".to_owned()];
        with(&checkout, "cp \"$4\"/a \"$3\"/half; exit 1").unwrap_err();
        assert_eq!(
            state(&checkout),
            (alone.clone(), vec!["a".to_owned(), "b".to_owned()])
        );
        let minimized = with(&checkout, "cp \"$4\"/b \"$3\"/").unwrap();
        assert_eq!((minimized.before, minimized.after), (2, 2));
        assert_eq!(
            state(&checkout),
            (alone, vec!["b".to_owned(), "seed".to_owned()])
        );
    }

    #[test]
    fn what_an_interrupted_merge_laid_aside_comes_back() {
        let (_folder, checkout) = checkout();
        let working = checkout.working_corpus("error_body");
        fs::rename(&working, aside(&working)).unwrap();
        fs::create_dir_all(working.with_extension("merged").join("half")).unwrap();
        // Even where a fuzzer has begun a new corpus since.
        fs::create_dir_all(&working).unwrap();
        fs::write(working.join("c"), "c").unwrap();
        let minimized = with(&checkout, "cp \"$4\"/* \"$3\"/").unwrap();
        assert_eq!((minimized.before, minimized.after), (3, 4));
        let inputs = ["a", "b", "c", "seed"].map(str::to_owned).to_vec();
        assert_eq!(state(&checkout), (vec!["error_body".to_owned()], inputs));

        fs::rename(&working, aside(&working)).unwrap();
        with(&checkout, "exit 1").unwrap_err();
        assert_eq!(state(&checkout).1.len(), 4);
    }
}
