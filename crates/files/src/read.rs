//! Reading: whole texts, and all regular files below a folder. Start at [`read`].

use std::path::{Path, PathBuf};

use crate::error::Error;

/// All regular files below a folder with an extension, in the order of their paths. The folder may
/// be a symbolic link; below it none is followed, which could lead anywhere, or around in a circle.
///
/// # Errors
/// Names the folder that cannot be read.
pub fn regular_files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, Error> {
    let mut paths = Vec::new();
    collect(folder, extension, &mut paths)?;
    Ok(paths)
}

fn collect(folder: &Path, extension: &str, paths: &mut Vec<PathBuf>) -> Result<(), Error> {
    let unreadable = |error: std::io::Error| Error::io(folder, error);
    let mut entries = std::fs::read_dir(folder)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(unreadable)?;
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        let kind = entry.file_type().map_err(unreadable)?;
        if kind.is_dir() {
            collect(&path, extension, paths)?;
        } else if kind.is_file() && path.extension().is_some_and(|found| found == extension) {
            paths.push(path);
        }
    }
    Ok(())
}

/// The text of a file.
///
/// # Errors
/// Names the file that cannot be read.
pub fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| Error::io(path, error))
}
