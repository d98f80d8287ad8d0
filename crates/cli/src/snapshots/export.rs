//! Writing an export: it appears whole or not at all, and replaces only an earlier export.
//!
//! Not here: what it holds (see [`suite::export`]). Start at [`write_unless`].

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use files::Error;
use files::write::staging_folder;
use suite::export::{Export, FORMAT, MANIFEST, Manifest, digest};

/// Writes the export beside its destination and renames it, so that it is never incomplete. It
/// stops, and leaves nothing, when `is_over` returns true before that. Returns whether the export
/// was written.
///
/// # Errors
/// Names the first file of the folder that no earlier export put there as it is, and a file or
/// folder that cannot be written.
pub(crate) fn write_unless(
    export: &Export,
    folder: &Path,
    is_over: impl Fn() -> bool,
) -> Result<bool, Error> {
    let destination = Destination::of(folder)?;
    let staged = destination.sibling()?;
    let new = staged.path().join("export");
    for (name, text) in export.files() {
        if is_over() {
            return Ok(false);
        }
        let path = new.join(name);
        let written =
            fs::create_dir_all(path.parent().unwrap_or(&new)).and_then(|()| fs::write(&path, text));
        written.map_err(|error| Error::io(&path, error))?;
    }
    destination.replace(&new, &staged.path().join("earlier"))?;
    Ok(true)
}

/// Where an export goes.
struct Destination {
    folder: PathBuf,
    parent: PathBuf,
    occupied: bool,
}

impl Destination {
    fn of(folder: &Path) -> Result<Self, Error> {
        let refuse = |message: &str| Error::file(folder, message);
        if !folder.exists() {
            let name = folder
                .file_name()
                .ok_or_else(|| refuse("names no folder"))?;
            let parent = match folder.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            };
            let parent = fs::canonicalize(parent).map_err(|error| Error::io(parent, error))?;
            return Ok(Self {
                folder: parent.join(name),
                parent,
                occupied: false,
            });
        }
        let folder = fs::canonicalize(folder).map_err(|error| Error::io(folder, error))?;
        if !folder.is_dir() {
            return Err(refuse("is a file, expected a folder"));
        }
        // The folder is replaced as a whole; the caller's current folder would be gone.
        let here = std::env::current_dir().unwrap_or_default();
        let Some(parent) = folder.parent().filter(|_| !here.starts_with(&folder)) else {
            return Err(refuse("is the current folder; name one below it"));
        };
        Ok(Self {
            occupied: refuse_other_files(&folder, &folder, &earlier_export(&folder))?,
            parent: parent.to_owned(),
            folder,
        })
    }

    /// A folder beside the destination: on the same file system, so that renaming works.
    fn sibling(&self) -> Result<tempfile::TempDir, Error> {
        staging_folder(&self.parent).map_err(|error| Error::io(&self.parent, error))
    }

    fn replace(&self, export: &Path, earlier: &Path) -> Result<(), Error> {
        let failed = |error: std::io::Error| Error::io(&self.folder, error);
        if !self.occupied {
            return fs::rename(export, &self.folder).map_err(failed);
        }
        fs::rename(&self.folder, earlier).map_err(failed)?;
        fs::rename(export, &self.folder).map_err(|error| {
            // Best effort: the earlier export is restored, and the first error is reported.
            let _ = fs::rename(earlier, &self.folder);
            failed(error)
        })
    }
}

/// The files of the export that a folder holds, with their digests; the manifest's is not known.
fn earlier_export(folder: &Path) -> BTreeMap<PathBuf, Option<String>> {
    let manifest = fs::read_to_string(folder.join(MANIFEST))
        .ok()
        .and_then(|text| serde_json::from_str::<Manifest>(&text).ok())
        .filter(|manifest| manifest.format == FORMAT);
    let Some(manifest) = manifest else {
        return BTreeMap::new();
    };
    let vectors = manifest.vectors.into_iter();
    vectors
        .map(|entry| (entry.file.into(), Some(entry.sha256)))
        .chain([(MANIFEST.into(), None)])
        .collect()
}

/// Whether a folder holds anything; an error if it holds a file that `earlier` did not put there.
fn refuse_other_files(
    root: &Path,
    folder: &Path,
    earlier: &BTreeMap<PathBuf, Option<String>>,
) -> Result<bool, Error> {
    let mut entries = fs::read_dir(folder)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| Error::io(folder, error))?;
    entries.sort_by_key(fs::DirEntry::path);
    for entry in &entries {
        let path = entry.path();
        let kind = entry.file_type().map_err(|error| Error::io(&path, error))?;
        if kind.is_dir() {
            refuse_other_files(root, &path, earlier)?;
            continue;
        }
        let ours = match earlier.get(path.strip_prefix(root).unwrap_or(&path)) {
            None => false,
            Some(None) => true,
            Some(Some(sha256)) => fs::read(&path).is_ok_and(|bytes| digest(&bytes) == *sha256),
        };
        if !ours || !kind.is_file() {
            let message = "no earlier export wrote this file as it is; nothing was written, \
                           choose an empty or a new folder";
            return Err(Error::file(path, message));
        }
    }
    Ok(!entries.is_empty())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use suite::export::Selection;
    use suite::set::VectorSet;

    use super::*;

    #[test]
    fn an_export_that_is_given_up_leaves_what_was_there() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("out");
        let set = VectorSet::built_in().unwrap();
        let selection = Selection {
            only: vec!["codes/**".to_owned()],
            ..Selection::default()
        };
        let export = Export::new(set, selection).unwrap();
        let give_up = || {
            let asked = Cell::new(0);
            let over = || asked.replace(asked.get() + 1) == 3;
            assert_eq!(write_unless(&export, &folder, over), Ok(false));
            assert_eq!(asked.get(), 4);
            fs::read_dir(dir.path()).unwrap().count()
        };
        assert_eq!(give_up(), 0);
        assert_eq!(write_unless(&export, &folder, || false), Ok(true));
        let manifest = fs::read(folder.join(MANIFEST)).unwrap();
        assert_eq!(give_up(), 1);
        assert_eq!(fs::read(folder.join(MANIFEST)).unwrap(), manifest);
    }

    #[test]
    fn a_file_of_an_export_names_the_case_of_its_vector() {
        let set = VectorSet::built_in().unwrap();
        let id = "codes/failed-result/operation=runs.result/code=script-timeout";
        let selection = Selection {
            only: vec![id.to_owned()],
            ..Selection::default()
        };
        let export = Export::new(set, selection).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("out");
        assert_eq!(write_unless(&export, &folder, || false), Ok(true));
        let text = fs::read_to_string(folder.join(format!("vectors/{id}.json"))).unwrap();
        assert!(text.contains(r#""case": "codes/failed-result","#), "{text}");
    }
}
