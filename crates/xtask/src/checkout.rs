//! Where everything is: the repository, the corpus, the built targets.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cases::requirement::Requirements;

use crate::Error;
use crate::cause::Cause;
use crate::corpus::{Complete, Corpus};
use crate::declared::{Declared, DeclaredTarget};

/// A checkout of the repository, seen by the tools.
#[derive(Debug, Clone)]
pub struct Checkout {
    /// The folder that holds `fuzz/` and `corpus/`.
    pub root: PathBuf,
    /// What `fuzz/targets.toml` says.
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
    /// As [`Corpus::complete`], and for a cause that guards nothing.
    pub fn complete(&self, target: &str) -> Result<Complete, Error> {
        let complete = self.corpus().complete(target)?;
        if !complete.regressions.is_empty() {
            let known = self.requirements()?;
            for (input, cause) in &complete.regressions {
                known(&cause.requirement)
                    .map_err(|message| Error::file(Cause::path_of(input), message))?;
            }
        }
        Ok(complete)
    }

    /// Reads the requirements; gives what says whether an id is none of them.
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

    /// Builds the targets with sanitizer and coverage; gives the folder of their binaries.
    ///
    /// # Errors
    ///
    /// When the nightly compiler or cargo-fuzz is missing, or the build fails.
    pub fn build(&self, targets: &[&DeclaredTarget], features: &[&str]) -> Result<PathBuf, Error> {
        let host = self.prerequisites()?;
        for target in targets {
            self.build_one(&target.name, features)?;
        }
        Ok(self.target_dir().join(host).join("release"))
    }

    /// Builds a program of the fuzz crate as it goes to OSS-Fuzz: without debug assertions.
    ///
    /// # Errors
    ///
    /// As [`Checkout::build`].
    pub fn build_for_speed(&self, name: &str, features: &[&str]) -> Result<PathBuf, Error> {
        let folder = self.target_dir().join("oss-fuzz");
        let mut command = Command::new("cargo");
        command.args([
            "+nightly",
            "fuzz",
            "build",
            "--release",
            name,
            "--target-dir",
        ]);
        command.arg(&folder).current_dir(&self.root);
        for feature in features {
            command.args(["--features", feature]);
        }
        let host = self.prerequisites()?;
        run("cargo fuzz build", command)?;
        Ok(folder.join(host).join("release").join(name))
    }

    fn build_one(&self, name: &str, features: &[&str]) -> Result<(), Error> {
        let mut command = Command::new("cargo");
        command.args(["+nightly", "fuzz", "build", name, "--target-dir"]);
        command.arg(self.target_dir()).current_dir(&self.root);
        for feature in features {
            command.args(["--features", feature]);
        }
        run("cargo fuzz build", command).map(drop)
    }

    /// Where cargo puts the built targets.
    #[must_use]
    pub fn target_dir(&self) -> PathBuf {
        let set = std::env::var_os("CARGO_TARGET_DIR").filter(|it| !it.is_empty());
        set.map_or_else(
            || self.root.join("fuzz/target"),
            |it| PathBuf::from(it).join("fuzz"),
        )
    }

    /// Looks for the nightly compiler and cargo-fuzz; gives the triple of this machine.
    ///
    /// # Errors
    ///
    /// Names what is missing and how to install it.
    pub fn prerequisites(&self) -> Result<String, Error> {
        let says = |arguments: &[&str]| {
            let mut command = Command::new(arguments[0]);
            command
                .args(&arguments[1..])
                .stderr(Stdio::null())
                .stdin(Stdio::null());
            let output = command.output().ok().filter(|it| it.status.success())?;
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        };
        let rustc = says(&["rustc", "+nightly", "-vV"]).ok_or(Error::Missing {
            what: "the nightly compiler",
            install: "rustup toolchain install nightly --profile minimal",
        })?;
        says(&["cargo", "fuzz", "--version"]).ok_or(Error::Missing {
            what: "cargo-fuzz",
            install: "cargo install cargo-fuzz@0.13.2 --locked",
        })?;
        let host = rustc.lines().find_map(|line| line.strip_prefix("host: "));
        host.map(str::to_owned).ok_or_else(|| Error::Program {
            program: "rustc +nightly -vV".to_owned(),
            message: "it names no host".to_owned(),
        })
    }
}

/// Runs a program to its end; its output is shown only when it fails.
pub(crate) fn run(program: &str, mut command: Command) -> Result<String, Error> {
    let failed = |message: String| Error::Program {
        program: program.to_owned(),
        message,
    };
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let last: Vec<_> = said.lines().rev().take(20).collect();
        let last: Vec<_> = last.into_iter().rev().collect();
        return Err(failed(format!("{}\n{}", output.status, last.join("\n"))));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The name of a file, for people.
pub(crate) fn name(path: &Path) -> String {
    path.file_name()
        .map(OsString::from)
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
