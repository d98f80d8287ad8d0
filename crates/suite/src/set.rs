//! The set of vectors: the ones that are compiled in, or the ones of a folder; and selections.
//!
//! Not here: how vectors are made (the crate `cases`). Start at [`VectorSet::built_in`].

mod selector;
mod validate;

use std::collections::HashMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use files::{format, read, regular_files};
use flate2::read::DeflateDecoder;

pub use self::selector::Selector;
pub use self::selector::escape;
pub use self::validate::validate;
use crate::error::Error;
use crate::vector::{FORMAT, Vector, VectorFile};

/// The files of `snapshots/vectors`, as `build.rs` packs them: name and text in turn, each followed
/// by NUL.
static BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/built_in.deflate"));

/// The name of the manifest in an export.
pub const MANIFEST: &str = "manifest.json";

/// The folder of the vectors in an export.
pub(crate) const EXPORTED: &str = "vectors";

/// Vectors in the order of their files and cases, each id once.
#[derive(Clone, Debug)]
pub struct VectorSet {
    /// The vectors.
    pub vectors: Vec<Vector>,
    /// The cases in the order of their vectors: each with the position behind its last vector.
    pub cases: Vec<(String, usize)>,
}

impl VectorSet {
    /// The vectors that are compiled into this program.
    ///
    /// They are not validated again: a test loads the same files as [`VectorSet::load_dir`] does.
    ///
    /// # Errors
    /// Fails only when the checked-in vectors are broken, which a test excludes.
    pub fn built_in() -> Result<&'static Self, Error> {
        static SET: OnceLock<VectorSet> = OnceLock::new();
        if let Some(set) = SET.get() {
            return Ok(set);
        }
        let broken = |message: &str| files::Error::Io {
            path: "snapshots/vectors".into(),
            message: message.to_owned(),
        };
        let mut packed = String::new();
        DeflateDecoder::new(BUILT_IN)
            .read_to_string(&mut packed)
            .map_err(|error| broken(&error.to_string()))?;
        if packed.is_empty() {
            return Err(
                broken("was missing when this program was built; run `make snapshots`").into(),
            );
        }
        let mut parts = packed.split_terminator('\0');
        let files = std::iter::from_fn(|| Some((PathBuf::from(parts.next()?), parts.next()?)));
        let set = Self::from_files(files, |_| Ok(()))?;
        Ok(SET.get_or_init(|| set))
    }

    /// The vectors of all `*.json` files below a folder, in the order of their paths. The manifest of
    /// an export is left out.
    ///
    /// # Errors
    /// Names the file that cannot be read, is not of format 1, or repeats an id; and the folder that
    /// holds no vector.
    pub fn load_dir(folder: &Path) -> Result<Self, Error> {
        let manifest = folder.join(MANIFEST);
        let is_export = folder.join(EXPORTED).is_dir();
        let files = regular_files(folder, "json")?
            .into_iter()
            .filter(|path| !is_export || *path != manifest)
            .map(|path| {
                let text = read(&path)?;
                Ok((path, text))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let set = Self::from_files(files.into_iter(), validate)?;
        if set.vectors.is_empty() {
            return Err(files::Error::File {
                path: folder.to_owned(),
                line: 0,
                message: "expected vectors in `*.json` files, found none".to_owned(),
            }
            .into());
        }
        Ok(set)
    }

    fn from_files(
        files: impl Iterator<Item = (PathBuf, impl AsRef<str>)>,
        validate: impl Fn(&Vector) -> Result<(), String>,
    ) -> Result<Self, Error> {
        let mut vectors: Vec<Vector> = Vec::new();
        let mut cases = Vec::new();
        let mut ids: HashMap<String, PathBuf> = HashMap::new();
        for (path, text) in files {
            let text = text.as_ref();
            let problem = |problem: format::Problem| problem.in_file(&path);
            let file: VectorFile = format::from_json(text, FORMAT).map_err(problem)?;
            format::expect(text, file.format, FORMAT).map_err(problem)?;
            let refuse = |message| problem(format::Problem { line: 0, message });
            for vector in file.vectors {
                validate(&vector).map_err(refuse)?;
                if let Some(other) = ids.insert(vector.id.clone(), path.clone()) {
                    let id = &vector.id;
                    return Err(Error::from(refuse(if other == path {
                        format!("the id `{id}` is used twice")
                    } else {
                        format!("the id `{id}` is used in {} too", other.display())
                    })));
                }
                vectors.push(vector);
            }
            cases.push((file.case, vectors.len()));
        }
        Ok(Self { vectors, cases })
    }

    /// The case that the vector at a position comes from.
    pub fn case_of(&self, position: usize) -> &str {
        let case = self.cases.partition_point(|(_, end)| *end <= position);
        self.cases.get(case).map_or("", |(case, _)| case)
    }

    /// The vectors whose id matches one of the globs; all of them where there is no glob. `*` stays
    /// within a segment of an id, `**` does not.
    ///
    /// # Errors
    /// Names the pattern that is not a glob, or that selects nothing.
    pub fn select(&self, globs: &[String]) -> Result<Vec<&Vector>, Error> {
        let globs = globs
            .iter()
            .map(|glob| self.selector(glob))
            .collect::<Result<Vec<_>, _>>()?;
        for glob in &globs {
            if !self.vectors.iter().any(|vector| glob.matches(&vector.id)) {
                return Err(Error::NothingSelected {
                    pattern: glob.as_str().to_owned(),
                });
            }
        }
        let selected: Vec<&Vector> = self
            .vectors
            .iter()
            .filter(|vector| globs.is_empty() || globs.iter().any(|glob| glob.matches(&vector.id)))
            .collect();
        if selected.is_empty() {
            return Err(Error::NothingSelected {
                pattern: "**".to_owned(),
            });
        }
        Ok(selected)
    }

    /// A selector over ids. The text of an id selects this id, even where it is no glob.
    ///
    /// # Errors
    /// Says what is wrong with the glob.
    pub fn selector(&self, glob: &str) -> Result<Selector, Error> {
        match self.get(glob) {
            Some(_) => Ok(Selector::exact(glob)),
            None => Selector::new(glob),
        }
    }

    /// The vector with an id.
    pub fn get(&self, id: &str) -> Option<&Vector> {
        self.vectors.iter().find(|vector| vector.id == id)
    }
}
