//! A checkout of the repository: its targets, its corpus, its requirements. Start at [`Checkout`].

use std::path::{Path, PathBuf};

use cases::requirement::Requirements;

use crate::Error;
use crate::cause::Cause;
use crate::corpus::{Corpus, Inputs, Regression};
use crate::declared::{Declared, DeclaredTarget};

/// A checkout of the repository.
#[derive(Debug, Clone)]
pub struct Checkout {
    /// The folder that holds `fuzz/` and `corpus/`.
    pub root: PathBuf,
    /// The content of `fuzz/targets.toml`.
    pub declared: Declared,
}

impl Checkout {
    /// Finds the repository around a folder.
    ///
    /// # Errors
    ///
    /// When there is none, or its list of targets cannot be read.
    pub fn find(from: &Path) -> Result<Self, Error> {
        let is_root = |folder: &&Path| folder.join("fuzz/targets.toml").is_file();
        let Some(root) = from.ancestors().find(is_root) else {
            return Err(Error::Use(format!(
                "no `fuzz/targets.toml` in {} or above; run this inside a checkout",
                from.display()
            )));
        };
        Self::open(root)
    }

    /// The repository in this folder.
    ///
    /// # Errors
    ///
    /// When its list of targets cannot be read.
    pub fn open(root: &Path) -> Result<Self, Error> {
        Ok(Self {
            declared: Declared::load(&root.join("fuzz/targets.toml"))?,
            root: root.to_owned(),
        })
    }

    /// The shared corpus.
    #[must_use]
    pub fn corpus(&self) -> Corpus {
        Corpus::open(self.root.join("corpus"))
    }

    /// What a target has in the shared corpus, when nothing is missing and every cause names a
    /// requirement.
    ///
    /// # Errors
    ///
    /// As [`Corpus::complete`], and for a cause whose requirement does not exist.
    pub fn complete(&self, target: &str) -> Result<Inputs, Error> {
        let complete = self.corpus().complete(target)?;
        if !complete.regressions.is_empty() {
            let known = self.requirements()?;
            for Regression { path, cause } in &complete.regressions {
                known(&cause.requirement)
                    .map_err(|message| Error::file(Cause::path_of(path), message))?;
            }
        }
        Ok(complete)
    }

    /// Reads the requirements; gives a function that refuses an id that is none of them.
    pub(crate) fn requirements(&self) -> Result<impl Fn(&str) -> Result<(), String>, Error> {
        let path = self.root.join("snapshots/requirements.toml");
        let known = Requirements::load(&path).map_err(|error| Error::Use(error.to_string()))?;
        Ok(move |id: &str| match known.is_known(id) {
            true => Ok(()),
            false => Err(format!(
                "`{id}` is no requirement; the ids are in snapshots/requirements.toml"
            )),
        })
    }

    /// The targets with these names; all of them where no name is given.
    ///
    /// # Errors
    ///
    /// When a name is no target.
    pub fn select(&self, names: &[String]) -> Result<Vec<&DeclaredTarget>, Error> {
        if names.is_empty() {
            return Ok(self.declared.targets.iter().collect());
        }
        names.iter().map(|name| self.declared.get(name)).collect()
    }

    /// The target of that name, or the one that a folder is named after.
    ///
    /// # Errors
    ///
    /// When there is no such target, or the folder does not exist.
    pub fn target(&self, name: Option<&str>, folder: &Path) -> Result<&DeclaredTarget, Error> {
        if let Some(name) = name {
            return self.declared.get(name);
        }
        let found = folder
            .canonicalize()
            .map_err(|error| Error::file(folder, error))?;
        let own = found.file_name().unwrap_or_default().to_string_lossy();
        let target = self.declared.get(&own);
        target.map_err(|error| Error::Use(format!("{error}; name it with --target")))
    }

    /// The working corpus of a target, which git ignores.
    #[must_use]
    pub fn working_corpus(&self, target: &str) -> PathBuf {
        self.root.join("fuzz/corpus").join(target)
    }

    /// Where the findings of a target are put.
    #[must_use]
    pub fn artifacts(&self, target: &str) -> PathBuf {
        self.root.join("fuzz/artifacts").join(target)
    }
}
