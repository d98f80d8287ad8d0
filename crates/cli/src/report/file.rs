//! A report's file: written beside its place and renamed when it is complete.

use std::fmt::Display;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use files::write::Staged;

use crate::error::Error;

/// Where reports are written until they are complete, for [`remove_unfinished`].
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file that appears under its name only when it is complete. Its errors have that name.
#[derive(Debug)]
pub(crate) struct ReportFile {
    file: BufWriter<Staged>,
    /// As its user wrote it.
    name: PathBuf,
}

impl ReportFile {
    /// Makes sure that the file can be written.
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        let place = place(path)?;
        // Locked first: a file that is made is known to whoever removes it.
        let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        let staged = Staged::beside(place).map_err(|error| refuse(path, &error.kind()))?;
        unfinished.push(staged.unfinished().to_owned());
        Ok(Self {
            file: BufWriter::new(staged),
            name: path.to_owned(),
        })
    }

    /// Puts the file in its place.
    pub(crate) fn persist(mut self) -> io::Result<()> {
        self.flush()?;
        let put = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error);
        put.and_then(Staged::persist)
            .map_err(|error| named(&self.name, &error))
    }
}

impl Write for ReportFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes);
        written.map_err(|error| named(&self.name, &error))
    }

    fn flush(&mut self) -> io::Result<()> {
        let written = self.file.flush();
        written.map_err(|error| named(&self.name, &error))
    }
}

fn named(name: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", name.display()))
}

/// Removes what was written of reports that are not complete, when the program ends at once.
pub(crate) fn remove_unfinished() {
    let unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    for file in unfinished.iter() {
        // One that is complete has moved.
        let _ = fs::remove_file(file);
    }
}

/// Where a report goes, without symbolic links: a regular file, or nothing yet. Renaming onto a
/// device, a pipe or a link would replace it, which is never intended.
pub(crate) fn place(path: &Path) -> Result<PathBuf, Error> {
    let wrong = |problem: &dyn Display| refuse(path, problem);
    let text = path.as_os_str().as_encoded_bytes();
    let name = path.file_name().filter(|_| !text.ends_with(b"/"));
    let Some(name) = name.filter(|_| !text.ends_with(b"/.")) else {
        return Err(wrong(&"it names a folder"));
    };
    match fs::symlink_metadata(path) {
        Ok(_) => {
            let target = fs::canonicalize(path).map_err(|error| wrong(&error.kind()))?;
            let kind = fs::metadata(&target).map_err(|error| wrong(&error.kind()))?;
            if kind.is_dir() {
                Err(wrong(&"it is a folder"))
            } else if !kind.is_file() {
                Err(wrong(&"it is not a regular file"))
            } else {
                Ok(target)
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = match path.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            };
            let folder = fs::canonicalize(folder).map_err(|error| wrong(&error.kind()))?;
            Ok(folder.join(name))
        }
        Err(error) => Err(wrong(&error.kind())),
    }
}

fn refuse(path: &Path, problem: &dyn Display) -> Error {
    Error::Usage(format!(
        "the report {} cannot be written: {problem}",
        path.display()
    ))
}
