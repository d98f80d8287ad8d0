//! The layout that OSS-Fuzz expects in `$OUT`: per target a binary, seeds, dictionary and options.
//!
//! Start at [`check`].

use std::path::Path;
use std::process::Command;

use crate::cargo_fuzz::{host, run, target_dir};
use crate::declared::DeclaredTarget;
use crate::{Checkout, Error};

/// Runs `fuzz/oss-fuzz-build.sh` into a folder, checks the result, and gives the number of targets.
///
/// # Errors
///
/// When the script fails, a file is missing or too many, or a binary does not start on its seeds.
pub fn check(checkout: &Checkout, out: &Path) -> Result<usize, Error> {
    host()?;
    let _ = std::fs::remove_dir_all(out);
    std::fs::create_dir_all(out).map_err(|error| Error::file(out, error))?;
    let source = checkout.root.parent().unwrap_or(&checkout.root);
    let mut command = Command::new("bash");
    command
        .arg(checkout.root.join("fuzz/oss-fuzz-build.sh"))
        .current_dir(&checkout.root);
    command
        .env("SRC", source)
        .env("OUT", out)
        .env("WORK", out.with_extension("work"));
    command
        .env("SANITIZER", "address")
        .env("FUZZING_ENGINE", "libfuzzer");
    command
        .env("ARCHITECTURE", "x86_64")
        .env("CARGO_TARGET_DIR", target_dir(checkout));
    // `cargo run` sets it to its own toolchain, and the script would take that for a choice.
    command.env_remove("RUSTUP_TOOLCHAIN");
    run("fuzz/oss-fuzz-build.sh", command)?;

    let listed = std::fs::read_dir(out).map_err(|error| Error::file(out, error))?;
    let mut found: Vec<String> = listed
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    found.sort();
    let targets = &checkout.declared.targets;
    let mut all: Vec<String> = targets.iter().flat_map(expected).collect();
    all.sort();
    if found != all {
        let message = format!("expected {all:?}, found {found:?}");
        return Err(Error::file(out, message));
    }
    targets.iter().try_for_each(|target| starts(out, target))?;
    Ok(targets.len())
}

/// The files that a target has in `$OUT`.
fn expected(target: &DeclaredTarget) -> Vec<String> {
    let name = &target.name;
    vec![
        name.clone(),
        format!("{name}_seed_corpus.zip"),
        format!("{name}.dict"),
        format!("{name}.options"),
    ]
}

/// Unpacks the seeds and runs the binary once over each, as it lies in `$OUT`.
fn starts(out: &Path, target: &DeclaredTarget) -> Result<(), Error> {
    let seeds = out.with_extension("seeds").join(&target.name);
    let _ = std::fs::remove_dir_all(&seeds);
    std::fs::create_dir_all(&seeds).map_err(|error| Error::file(&seeds, error))?;
    let archive = out.join(format!("{}_seed_corpus.zip", target.name));
    let mut unzip = Command::new("python3");
    unzip
        .args(["-m", "zipfile", "--extract"])
        .arg(archive)
        .arg(&seeds);
    run("unpacking the seeds", unzip)?;
    let count = std::fs::read_dir(&seeds).map_or(0, Iterator::count);
    if count == 0 {
        return Err(Error::file(&seeds, "the archive of the seeds is empty"));
    }
    let dictionary = out.join(format!("{}.dict", target.name));
    let mut binary = Command::new(out.join(&target.name));
    binary
        .arg("-runs=0")
        .arg(format!("-dict={}", dictionary.display()))
        .arg(&seeds);
    run(&target.name, binary)
}
