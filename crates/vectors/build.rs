//! Compiles the checked-in vectors into the crate: the program judges outside a checkout too.

use std::path::{Path, PathBuf};
use std::{env, fs};

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
    let mut code = String::from("static BUILT_IN: &[(&str, &str)] = &[\n");
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.strip_prefix(&root)?.display().to_string();
        code += &format!(
            "    ({name:?}, include_str!({:?})),\n",
            file.display().to_string()
        );
    }
    code += "];\n";
    fs::write(Path::new(&env::var("OUT_DIR")?).join("built_in.rs"), code)?;
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
