//! Compiles the checked-in vectors into the crate, compressed: the program judges outside a
//! checkout, too.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::DeflateEncoder;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A link to the repository's `snapshots`, which a published package contains as files.
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("snapshots/vectors");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    if root.exists() {
        collect(&root, &mut files)?;
    } else {
        // Not an error: the program that makes the vectors anew is built with this crate.
        println!(
            "cargo::warning=no vectors are compiled in: {} is missing",
            root.display()
        );
    }
    files.sort();
    // Name and text in turn, each followed by NUL, which JSON text does not contain.
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        write!(packed, "{}\0", file.strip_prefix(&root)?.display())?;
        packed.write_all(&fs::read(&file)?)?;
        packed.write_all(b"\0")?;
    }
    let out = Path::new(&env::var("OUT_DIR")?).join("built_in.deflate");
    fs::write(out, packed.finish()?)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(path);
        }
    }
    Ok(())
}
