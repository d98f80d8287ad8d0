//! Copies the shared seeds and regressions into the working corpus `fuzz/corpus`, which git
//! ignores: `cargo fuzz run`, `cmin` and `coverage` then start from them, and whatever they write,
//! rename or delete there, the named files stay as they are.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let fuzz = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    for part in ["seeds", "regressions"] {
        let shared = fuzz.join("../corpus").join(part);
        println!("cargo::rerun-if-changed={}", shared.display());
        for target in entries(&shared)?.into_iter().filter(|path| path.is_dir()) {
            copy(
                &target,
                &fuzz
                    .join("corpus")
                    .join(target.file_name().unwrap_or_default()),
            )?;
        }
    }
    // A working corpus that was deleted or minimised gets its seeds back with the next build.
    println!("cargo::rerun-if-changed=corpus");
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for path in entries(from)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let to = to.join(&*name);
        if !name.starts_with('.') && !name.ends_with("cause.toml") && !to.exists() {
            fs::copy(&path, to)?;
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        listed => listed?.map(|entry| entry.map(|it| it.path())).collect(),
    }
}
