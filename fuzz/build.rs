//! Copies the shared seeds and regressions into the working corpus `fuzz/corpus`, which git
//! ignores: `cargo fuzz run`, `cmin` and `coverage` then start from them, and whatever they write,
//! rename or delete there, the named files stay as they are.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

#[derive(serde::Deserialize)]
struct Declared {
    target: Vec<Target>,
}

#[derive(serde::Deserialize)]
struct Target {
    name: String,
    #[serde(default)]
    shares: Vec<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fuzz = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let working = fuzz.join("corpus");
    let declared: Declared = toml::from_str(&fs::read_to_string(fuzz.join("targets.toml"))?)?;
    for part in ["seeds", "regressions"] {
        let shared = fuzz.join("../corpus").join(part);
        println!("cargo::rerun-if-changed={}", shared.display());
        for target in &declared.target {
            for from in std::iter::once(&target.name).chain(&target.shares) {
                copy(&shared.join(from), &working.join(&target.name))?;
            }
        }
    }
    println!("cargo::rerun-if-changed=targets.toml");
    // The mark is missing after `rm -r fuzz/corpus`, and the seeds then come back.
    let mark = working.join("from-the-shared-corpus");
    fs::write(&mark, "")?;
    println!("cargo::rerun-if-changed={}", mark.display());
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let listed = match fs::read_dir(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        listed => listed?,
    };
    for entry in listed {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let to = to.join(&*name);
        if !name.starts_with('.') && !name.ends_with(".cause.toml") && !to.exists() {
            // A pipe would be waited for.
            if !path.is_file() {
                let message = format!("{}: expected a file", path.display());
                return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
            }
            fs::copy(&path, to)?;
        }
    }
    Ok(())
}
