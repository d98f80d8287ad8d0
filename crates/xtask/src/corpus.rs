//! The shared corpus: named seeds, and a regression for every failure that was ever found.
//!
//! Not the working corpus of a fuzzer, which is in `fuzz/corpus` and is not checked in. Start at
//! [`Corpus::open`].

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::Error;
use crate::cause::{CAUSE, Cause};

/// The folder `corpus/` of the repository.
#[derive(Debug, Clone)]
pub struct Corpus {
    root: PathBuf,
}

/// Which part of the corpus a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Written by hand, as a starting point.
    Seeds,
    /// Found by a fuzzer or a property test, kept with its cause.
    Regressions,
}

impl Part {
    /// Both parts.
    pub const ALL: &'static [Self] = &[Self::Seeds, Self::Regressions];

    /// The name of its folder.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Seeds => "seeds",
            Self::Regressions => "regressions",
        }
    }
}

/// The inputs of a target of its own, when nothing is missing.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// At least one.
    pub seeds: Vec<PathBuf>,
    /// Often none.
    pub regressions: Vec<Regression>,
}

/// An input that once failed.
#[derive(Debug, Clone)]
pub struct Regression {
    /// The input.
    pub path: PathBuf,
    /// Why it is kept.
    pub cause: Cause,
}

impl Corpus {
    /// The corpus in this folder, which need not exist.
    #[must_use]
    pub fn open(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder of a target.
    #[must_use]
    pub fn folder(&self, part: Part, target: &str) -> PathBuf {
        self.root.join(part.as_str()).join(target)
    }

    /// The inputs of a target in the order of their names; none where there is no folder.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read, or something in it is no file: a pipe would be waited for.
    pub fn inputs(&self, part: Part, target: &str) -> io::Result<Vec<PathBuf>> {
        let mut paths = entries(&self.folder(part, target))?;
        let name = |path: &Path| path.file_name().map(|it| it.to_string_lossy().into_owned());
        paths.retain(|path| name(path).is_some_and(|it| !it.starts_with('.')));
        if let Some(odd) = paths.iter().find(|path| !path.is_file()) {
            let odd = name(odd).unwrap_or_default();
            let message = format!("expected files only, and `{odd}` is none; take it away");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        paths.retain(|path| name(path).is_some_and(|it| !it.ends_with(CAUSE)));
        Ok(paths)
    }

    /// The inputs of both parts, when nothing is missing.
    ///
    /// # Errors
    ///
    /// When a folder or a cause cannot be read, there is no seed, a regression has no cause, or a
    /// cause no regression.
    pub fn complete(&self, target: &str) -> Result<Inputs, Error> {
        let inputs = |part: Part| {
            let inputs = self.inputs(part, target);
            inputs.map_err(|error| Error::file(self.folder(part, target), error))
        };
        let seeds = inputs(Part::Seeds)?;
        if seeds.is_empty() {
            let folder = self.folder(Part::Seeds, target);
            let message = "expected at least one seed, found none";
            return Err(Error::file(folder, message));
        }
        let with_cause = |path: PathBuf| {
            let cause = Cause::load(&path)?;
            Ok(Regression { path, cause })
        };
        let regressions = inputs(Part::Regressions)?.into_iter().map(with_cause);
        let regressions = regressions.collect::<Result<Vec<_>, Error>>()?;
        let folder = self.folder(Part::Regressions, target);
        for path in entries(&folder).map_err(|error| Error::file(&folder, error))? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_cause = name.ends_with(CAUSE) && !name.starts_with('.');
            if is_cause
                && !regressions
                    .iter()
                    .any(|it| Cause::path_of(&it.path) == path)
            {
                let message =
                    "a cause without its regression; put the input beside it, or delete it";
                return Err(Error::file(&path, message));
            }
        }
        Ok(Inputs { seeds, regressions })
    }

    /// The names of the folders of a part, which should be targets.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read.
    pub fn folders(&self, part: Part) -> io::Result<Vec<String>> {
        let mut paths = entries(&self.root.join(part.as_str()))?;
        paths.retain(|path| path.is_dir());
        let name = |path: PathBuf| path.file_name().map(|it| it.to_string_lossy().into_owned());
        Ok(paths.into_iter().filter_map(name).collect())
    }
}

/// What is in a folder, by name; nothing where there is no folder.
pub(crate) fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed?,
    };
    let mut paths = listed
        .map(|entry| entry.map(|it| it.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
