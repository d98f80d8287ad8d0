//! What OSS-Fuzz expects in `$OUT`: per target a binary, its seeds, dictionary and options.
//!
//! Start at [`check`].

use std::path::Path;
use std::process::Command;

use crate::checkout::run;
use crate::declared::DeclaredTarget;
use crate::{Checkout, Error};

/// The files that a target has in `$OUT`.
#[must_use]
pub fn expected(target: &DeclaredTarget) -> Vec<String> {
    let name = &target.name;
    vec![
        name.clone(),
        format!("{name}_seed_corpus.zip"),
        format!("{name}.dict"),
        format!("{name}.options"),
    ]
}

/// Runs `fuzz/oss-fuzz-build.sh` into a folder and looks at what it made.
///
/// # Errors
///
/// When the script fails, a file is missing or too many, or a binary does not start on its seeds.
pub fn check(checkout: &Checkout, out: &Path) -> Result<usize, Error> {
    checkout.prerequisites()?;
    let _ = std::fs::remove_dir_all(out);
    std::fs::create_dir_all(out).map_err(|error| Error::file(out, error))?;
    let mut command = Command::new("bash");
    command
        .arg(checkout.root.join("fuzz/oss-fuzz-build.sh"))
        .current_dir(&checkout.root);
    command
        .env("SRC", checkout.root.parent().unwrap_or(&checkout.root))
        .env("OUT", out)
        // `cargo run` names its own toolchain here, and the script takes what it finds for a choice.
        .env_remove("RUSTUP_TOOLCHAIN");
    command.env("CARGO_TARGET_DIR", checkout.target_dir());
    command
        .env("SANITIZER", "address")
        .env("FUZZING_ENGINE", "libfuzzer");
    command
        .env("ARCHITECTURE", "x86_64")
        .env("WORK", out.with_extension("work"));
    run("fuzz/oss-fuzz-build.sh", command)?;

    let listed = std::fs::read_dir(out).map_err(|error| Error::file(out, error))?;
    let mut found: Vec<String> = listed
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    found.sort();
    let mut all: Vec<String> = checkout
        .declared
        .targets
        .iter()
        .flat_map(expected)
        .collect();
    all.sort();
    if found != all {
        return Err(Error::file(
            out,
            format!("expected {all:?}, found {found:?}"),
        ));
    }
    for target in &checkout.declared.targets {
        starts(out, target)?;
    }
    Ok(checkout.declared.targets.len())
}

/// Unpacks the seeds and runs the binary once over each, as it lies in `$OUT`.
fn starts(out: &Path, target: &DeclaredTarget) -> Result<(), Error> {
    let seeds = out.with_extension("seeds").join(&target.name);
    let _ = std::fs::remove_dir_all(&seeds);
    std::fs::create_dir_all(&seeds).map_err(|error| Error::file(&seeds, error))?;
    let mut unzip = Command::new("python3");
    unzip.args(["-m", "zipfile", "--extract"]);
    unzip
        .arg(out.join(format!("{}_seed_corpus.zip", target.name)))
        .arg(&seeds);
    run("unpacking the seeds", unzip)?;
    let count = std::fs::read_dir(&seeds).map_or(0, Iterator::count);
    if count == 0 {
        return Err(Error::file(&seeds, "the archive of the seeds is empty"));
    }
    let mut binary = Command::new(out.join(&target.name));
    binary.arg("-runs=0");
    binary.arg(format!(
        "-dict={}",
        out.join(format!("{}.dict", target.name)).display()
    ));
    binary.arg(&seeds);
    run(&target.name, binary).map(drop)
}
