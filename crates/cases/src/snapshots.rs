//! The folder `snapshots/`: from authored cases to checked-in vectors, and the list of ids.
//!
//! Everything here is about files; what a case means is in [`crate::expand`]. Start at
//! [`Snapshots::build`], then [`Snapshots::update`] or [`Snapshots::drift`].

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use files::write::Staged;

use crate::case::Case;
use crate::error::{CaseError, Problem};
use crate::expand::expand;
use crate::id_list::{known_ids, merge_ids};
use crate::requirement::Requirements;
use files::Error;
use files::{read, regular_files};
use suite::render::render;
use suite::set::validate;
use suite::vector::{FORMAT, VectorFile};

/// The files that are derived from the authored ones.
#[derive(Clone, Debug)]
pub struct Snapshots {
    /// The vectors, case by case in the order of the files' paths.
    pub files: Vec<VectorFile>,
    /// The requirements, which the checks of the vectors name.
    pub requirements: Requirements,
    root: PathBuf,
    derived: BTreeMap<PathBuf, String>,
    /// Derived files outside of the root, by their whole path.
    pages: BTreeMap<PathBuf, String>,
}

impl Snapshots {
    /// Expands all cases below `root`, the folder `snapshots/`.
    ///
    /// # Errors
    /// Names the file and the line of the first thing that is wrong.
    pub fn build(root: &Path) -> Result<Self, Error> {
        let requirements = Requirements::load(&root.join("requirements.toml"))?;
        let cases = root.join("cases");
        let paths = regular_files(&cases, "toml")?;
        let mut files = Vec::new();
        let mut derived = BTreeMap::new();
        let mut ids: BTreeMap<String, PathBuf> = BTreeMap::new();
        let mut sources: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
        for path in paths {
            let text = read(&path)?;
            let case = Case::parse(&path, &text)?;
            // What is wrong with the whole case stands at its id.
            let refuse = |problem| CaseError::at(&["id".into()], problem).in_file(&path, &text);
            let below = path
                .strip_prefix(&cases)
                .unwrap_or(&path)
                .with_extension("");
            if below.to_string_lossy() != case.id {
                return Err(refuse(Problem::CaseId {
                    expected: below.display().to_string(),
                    found: case.id,
                }));
            }
            let vectors = expand(&path, &text, &case, &requirements)?;
            for vector in &vectors {
                validate(vector).map_err(|message| refuse(Problem::Vector(message)))?;
                let id = vector.id.clone();
                if let Some(other) = ids.insert(id.clone(), path.clone()) {
                    return Err(refuse(Problem::IdElsewhere { id, other }));
                }
            }
            let file = VectorFile {
                format: FORMAT,
                case: case.id.clone(),
                vectors,
            };
            let target = vector_file(&below);
            derived.insert(target.clone(), render(&file));
            sources.insert(target, path);
            files.push(file);
        }
        refuse_collision(&sources)?;
        let rows: Vec<&str> = requirements
            .rows
            .iter()
            .filter(|row| !row.retired)
            .map(|row| &*row.id)
            .collect();
        let vectors: Vec<&str> = files
            .iter()
            .flat_map(|file| &file.vectors)
            .map(|vector| vector.id.as_str())
            .collect();
        for (name, ids) in [("requirement-ids.txt", rows), ("ids.txt", vectors)] {
            let list = root.join(name);
            derived.insert(name.into(), merge_ids(&list, &known_ids(&list)?, &ids)?);
        }
        Ok(Self {
            files,
            requirements,
            root: root.to_owned(),
            derived,
            pages: BTreeMap::new(),
        })
    }

    /// Adds a file that is derived from the program and not from cases, by its path below the root:
    /// a JSON Schema.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: String) {
        self.derived.insert(path.into(), text);
    }

    /// Adds a derived file outside of the root, by its whole path.
    pub fn add_page(&mut self, path: impl Into<PathBuf>, text: String) {
        self.pages.insert(path.into(), text);
    }

    /// The derived files that are not on disk as they should be, and the ones that should not be
    /// there.
    ///
    /// # Errors
    /// Names a file that cannot be read.
    pub fn drift(&self) -> Result<Vec<PathBuf>, Error> {
        self.no_linked_folder()?;
        let mut drifted = self.surplus()?;
        let derived = self.derived.iter();
        let derived = derived.map(|(path, text)| (self.root.join(path), text));
        let pages = self.pages.iter().map(|(path, text)| (path.clone(), text));
        for (path, text) in derived.chain(pages) {
            // Only a regular file: reading from anything else may never end.
            let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
            if !is_file || fs::read_to_string(&path).ok().as_ref() != Some(text) {
                drifted.push(path);
            }
        }
        Ok(drifted)
    }

    /// Writes the derived files and removes the ones that no case has any more. Nothing is replaced
    /// before everything is written beside its place.
    ///
    /// # Errors
    /// Names a file that cannot be written.
    pub fn update(&self) -> Result<Vec<PathBuf>, Error> {
        let drifted = self.drift()?;
        if let Some(path) = drifted
            .iter()
            .find(|path| path.is_dir() && !path.is_symlink())
        {
            let message = "expected a derived file, found a folder; remove it";
            return Err(Error::file(path, message));
        }
        let mut written = Vec::new();
        for path in &drifted {
            let text = path
                .strip_prefix(&self.root)
                .ok()
                .and_then(|path| self.derived.get(path))
                .or_else(|| self.pages.get(path));
            let new = text
                .map(|text| Staged::whole(path, text.as_bytes()))
                .transpose();
            written.push((path, new.map_err(|error| failed(path, &error))?));
        }
        // The lists of ids lie in the root and come last: an id in them has its vectors.
        written.sort_by_key(|(path, _)| path.parent() == Some(&self.root));
        for (path, new) in written {
            match new {
                None => fs::remove_file(path),
                Some(new) => new.persist(),
            }
            .map_err(|error| failed(path, &error))?;
        }
        Ok(drifted)
    }

    /// Refuses a folder that leads elsewhere, or is none: nothing outside of the root is read or
    /// written.
    fn no_linked_folder(&self) -> Result<(), Error> {
        let folders = self
            .derived
            .keys()
            .flat_map(|path| path.ancestors().skip(1));
        let folders: BTreeSet<&Path> = folders
            .filter(|folder| !folder.as_os_str().is_empty())
            .chain([Path::new("vectors")])
            .collect();
        let mut folders = folders.into_iter().map(|folder| self.root.join(folder));
        let is_wrong =
            |folder: &PathBuf| fs::symlink_metadata(folder).is_ok_and(|found| !found.is_dir());
        match folders.find(is_wrong) {
            None => Ok(()),
            Some(path) => {
                let found = match path.is_symlink() {
                    true => "symbolic link",
                    false => "file",
                };
                let message =
                    format!("expected a folder of derived files, found a {found}; remove it");
                Err(Error::file(path, message))
            }
        }
    }

    fn surplus(&self) -> Result<Vec<PathBuf>, Error> {
        let mut found: Vec<PathBuf> = Vec::new();
        // Only folders that hold nothing but derived files: whatever else lies there is old.
        let folders: BTreeSet<&Path> = self
            .derived
            .keys()
            .filter_map(|path| path.parent()?.iter().next().map(Path::new))
            .chain([Path::new("vectors")])
            .collect();
        for folder in folders {
            let folder = self.root.join(folder);
            if folder.exists() {
                found.extend(regular_files(&folder, "json")?);
            }
        }
        found.retain(|path| {
            path.strip_prefix(&self.root)
                .is_ok_and(|path| !self.derived.contains_key(path))
        });
        Ok(found)
    }
}

/// The file of a case's vectors. What follows a dot in the id belongs to the name.
fn vector_file(id: &Path) -> PathBuf {
    let mut name = Path::new("vectors").join(id).into_os_string();
    name.push(".json");
    name.into()
}

/// Refuses a case whose file of vectors would be the folder of another case's.
fn refuse_collision(sources: &BTreeMap<PathBuf, PathBuf>) -> Result<(), Error> {
    for (target, path) in sources {
        let mut folders = target.ancestors().skip(1);
        if let Some(other) = folders.find_map(|folder| sources.get(folder)) {
            let message = format!(
                "its vectors would lie below the file of {}; rename one of the two",
                other.display()
            );
            return Err(Error::file(path, message));
        }
    }
    Ok(())
}

fn failed(path: &Path, error: &io::Error) -> Error {
    // Without the name of a temporary file, which the user does not know.
    Error::io(path, error.kind())
}
