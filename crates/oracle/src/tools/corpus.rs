//! The shared corpus: named seeds, and a regression for every failure that was ever found.
//!
//! Not the working corpus of a fuzzer, which is in `fuzz/corpus` and belongs to no one. Start at
//! [`Corpus::open`].

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

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

/// The ending of the file that says where a regression comes from; not an input itself.
pub const CAUSE: &str = ".cause.toml";

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
    /// When the folder cannot be read.
    pub fn inputs(&self, part: Part, target: &str) -> io::Result<Vec<PathBuf>> {
        let mut paths = entries(&self.folder(part, target))?;
        paths.retain(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            !name.ends_with(CAUSE) && !name.starts_with('.')
        });
        Ok(paths)
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

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
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
