//! Replacing files: a file appears under its name when it is complete, or not at all.
//!
//! Start at [`Staged`].

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

/// What the names of unfinished files and folders begin with.
const PREFIX: &str = ".conform-unfinished-";

/// A file that is written beside its destination. If it is dropped without
/// [`persist`](Self::persist), it is removed.
#[derive(Debug)]
pub struct Staged {
    file: NamedTempFile,
    destination: PathBuf,
}

impl Staged {
    /// An empty file beside `destination`, under a name that no other file has.
    ///
    /// # Errors
    /// Those of the system; the folder must exist.
    pub fn beside(destination: impl Into<PathBuf>) -> io::Result<Self> {
        let destination = destination.into();
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // Temporary files are private by default; these are ordinary ones.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder_of(&destination))?;
        Ok(Self { file, destination })
    }

    /// A complete file beside its destination, whose folder is made if it is missing.
    ///
    /// # Errors
    /// Those of the system.
    pub fn whole(destination: impl Into<PathBuf>, bytes: &[u8]) -> io::Result<Self> {
        let destination = destination.into();
        fs::create_dir_all(folder_of(&destination))?;
        let mut staged = Self::beside(destination)?;
        staged.write_all(bytes)?;
        Ok(staged)
    }

    /// Where the file is until it is complete.
    pub fn unfinished(&self) -> &Path {
        self.file.path()
    }

    /// Moves the file to its destination and replaces what was there.
    ///
    /// # Errors
    /// Those of the system; what was there is then unchanged.
    pub fn persist(self) -> io::Result<()> {
        let put = self.file.persist(&self.destination);
        put.map(drop).map_err(|error| error.error)
    }

    /// Moves the file to its destination, where nothing may be yet.
    ///
    /// # Errors
    /// Those of the system, and a destination that exists.
    pub fn persist_new(self) -> io::Result<()> {
        let put = self.file.persist_noclobber(&self.destination);
        put.map(drop).map_err(|error| error.error)
    }
}

impl Write for Staged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

/// A folder in `parent` for what will be renamed: on the same file system, gone when it is dropped.
///
/// # Errors
/// Those of the system.
pub fn staging_folder(parent: &Path) -> io::Result<TempDir> {
    tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)
}

fn folder_of(destination: &Path) -> &Path {
    match destination.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        entries
            .map(|entry| name(entry).into_string().unwrap())
            .collect()
    }

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let destination = folder.path().join("sub/a.txt");
        drop(Staged::whole(&destination, b"lost").unwrap());
        assert_eq!(names(destination.parent().unwrap()), [""; 0]);
        Staged::whole(&destination, b"first")
            .unwrap()
            .persist()
            .unwrap();
        Staged::whole(&destination, b"second")
            .unwrap()
            .persist()
            .unwrap();
        assert!(
            Staged::whole(&destination, b"third")
                .unwrap()
                .persist_new()
                .is_err()
        );
        assert_eq!(fs::read(&destination).unwrap(), b"second");
        assert_eq!(names(destination.parent().unwrap()), ["a.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_kept_has_the_mode_of_an_ordinary_file() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        let (ordinary, kept) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&ordinary, "").unwrap();
        Staged::whole(&kept, b"").unwrap().persist().unwrap();
        assert_eq!(mode(&ordinary), mode(&kept));
    }
}
