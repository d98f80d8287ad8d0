//! A report's file: written beside its place and renamed when it is complete.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::Error;

/// A file that appears under its name only when it is complete.
#[derive(Debug)]
pub(crate) struct ReportFile {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl ReportFile {
    /// Makes sure that the file can be written.
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        let wrong = |problem: &dyn std::fmt::Display| {
            Error::Usage(format!(
                "the report {} cannot be written: {problem}",
                path.display()
            ))
        };
        if path.is_dir() {
            return Err(wrong(&"it is a folder"));
        }
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let file = builder()
            .tempfile_in(folder)
            .map_err(|error| wrong(&error.kind()))?;
        Ok(Self {
            file: BufWriter::new(file),
            path: path.to_owned(),
        })
    }

    /// Puts the file in its place.
    pub(crate) fn persist(self) -> io::Result<()> {
        let file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.persist(&self.path)
            .map(drop)
            .map_err(|error| error.error)
    }
}

impl Write for ReportFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Temporary files are private by default; a report is an ordinary file.
fn builder() -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt as _;

    let mut builder = tempfile::Builder::new();
    builder
        .prefix(".conform-report-")
        .permissions(fs::Permissions::from_mode(0o666));
    builder
}
