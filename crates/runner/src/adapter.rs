//! What is known about an adapter before it runs: `adapter.toml`, this program itself, a bare
//! command.
//!
//! Not here: running it (see [`crate::run`]) or making its environment (see
//! [`crate::environment`]). Start at [`Adapter`].

mod file;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use judge::choice::Declared;
use suite::vector::Mode;

use crate::Error;
use crate::environment::PythonVenv;
use crate::interrupt::Interrupt;

/// The version of `adapter.toml` that this crate reads.
pub const FORMAT: u32 = 1;

/// An adapter, ready to be started once its environment is prepared.
#[derive(Clone, Debug, Default)]
pub struct Adapter {
    /// The name under which it is selected.
    pub name: String,
    /// The program and its arguments, with `{python}` where the prepared interpreter belongs.
    pub command: Vec<OsString>,
    /// The folder in which it runs; none for a bare command, which runs where the kit runs.
    pub dir: Option<PathBuf>,
    /// The modes that it supports.
    pub modes: Vec<Mode>,
    /// The SDK's own error classes: whatever descends from one of them is the SDK's own error.
    pub root_classes: Vec<String>,
    /// The language environment that it needs.
    pub environment: Option<PythonVenv>,
    /// Variables that its process gets on top of the scrubbed environment.
    pub env: BTreeMap<String, String>,
    /// Operations that the SDK does not offer, with the reason.
    pub not_offered: BTreeMap<String, String>,
    /// What it declares where the contract leaves a choice; a run verifies it.
    pub choices: Declared,
}

impl Adapter {
    /// Finds the adapter `name`: the folder `NAME` below `adapters`;
    /// without `adapters`, below the nearest folder `adapters` from `start` upwards.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] when there is none, [`Error::File`] when its `adapter.toml` is wrong.
    pub fn find(name: &str, adapters: Option<&Path>, start: &Path) -> Result<Self, Error> {
        if name.is_empty() || name.contains(['/', '\\']) || name.starts_with('.') {
            return Err(Error::Usage(format!(
                "`{name}` is not an adapter's name; give the name of a folder below `adapters`, \
                 or a program with `--command`"
            )));
        }
        let adapters = match adapters {
            Some(dir) => dir.to_path_buf(),
            None => adapters_above(start).ok_or_else(|| {
                Error::Usage(format!(
                    "there is no folder `adapters` in {} or above it, so adapter `{name}` cannot \
                     be found; name the folder with `--adapters DIR`",
                    start.display()
                ))
            })?,
        };
        let dir = adapters.join(name);
        if !dir.join("adapter.toml").is_file() {
            return Err(Error::Usage(format!(
                "there is no adapter `{name}`: {} is missing; known are {}",
                dir.join("adapter.toml").display(),
                known_adapters(&adapters).join(", ")
            )));
        }
        Self::load(&dir)
    }

    /// Reads `adapter.toml` in the folder `dir`.
    ///
    /// # Errors
    ///
    /// [`Error::File`] with the line when the file cannot be read or is wrong.
    pub fn load(dir: &Path) -> Result<Self, Error> {
        file::read(dir)
    }

    /// An adapter that this same program is: it is started with `arguments`.
    ///
    /// # Errors
    ///
    /// [`Error::Start`] when the system does not say where this program is.
    pub fn this_program(
        name: &str,
        arguments: &[&str],
        root_class: &str,
        choices: Declared,
    ) -> Result<Self, Error> {
        let program = std::env::current_exe().map_err(|error| Error::Start {
            adapter: name.to_owned(),
            problem: format!("this program's own path is not known: {error}"),
        })?;
        let arguments = arguments.iter().map(OsString::from);
        Ok(Self {
            name: name.to_owned(),
            command: std::iter::once(program.into()).chain(arguments).collect(),
            modes: vec![Mode::Http, Mode::Decode],
            root_classes: vec![root_class.to_owned()],
            choices,
            ..Self::default()
        })
    }

    /// Any program, from a command line such as `node adapter.mjs`.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] when the line is empty or has an unclosed quote.
    pub fn command(line: &str, mode: Mode, root_classes: Vec<String>) -> Result<Self, Error> {
        let bad = |problem| {
            Error::Usage(format!(
                "`--command {line:?}` is not a command line: {problem}; expected a program and its \
                 arguments, such as `node adapter.mjs`"
            ))
        };
        let parts = shlex::split(line).ok_or_else(|| bad("a quote is not closed"))?;
        if parts.first().is_none_or(String::is_empty) {
            return Err(bad("it names no program"));
        }
        Ok(Self {
            name: "command".to_owned(),
            command: parts.into_iter().map(OsString::from).collect(),
            modes: vec![mode],
            root_classes,
            ..Self::default()
        })
    }

    /// The file that lists its known failures, where it has a folder.
    pub fn known_failures(&self) -> Option<PathBuf> {
        self.dir.as_ref().map(|dir| dir.join("known-failures.toml"))
    }

    /// Makes or reuses its environment and returns the final command line. `progress` gets a line
    /// when this takes a while.
    ///
    /// # Errors
    ///
    /// [`Error::LanguageMissing`] or [`Error::Environment`], with the way out, and
    /// [`Error::Interrupted`].
    pub fn prepare(
        &self,
        interrupt: &Interrupt,
        progress: &dyn Fn(&str),
    ) -> Result<Vec<OsString>, Error> {
        let (Some(venv), Some(dir)) = (&self.environment, &self.dir) else {
            return Ok(self.command.clone());
        };
        let python = venv.prepare(&target_dir(dir), progress, interrupt)?;
        let fill = |part: &OsString| match part.to_str() {
            Some("{python}") => python.clone().into_os_string(),
            _ => part.clone(),
        };
        Ok(self.command.iter().map(fill).collect())
    }

    /// What to do when a process of the prepared `command` does not come to work.
    pub(crate) fn advice(&self, command: &[OsString]) -> Option<String> {
        self.environment.as_ref()?;
        let python = self.command.iter().position(|part| part == "{python}")?;
        let folder = Path::new(command.get(python)?).ancestors().nth(2)?;
        Some(format!(
            "if its environment is damaged, delete {} and run again",
            folder.display()
        ))
    }
}

/// The nearest folder `adapters` from `start` upwards.
fn adapters_above(start: &Path) -> Option<PathBuf> {
    start
        .ancestors()
        .map(|dir| dir.join("adapters"))
        .find(|dir| dir.is_dir())
}

/// Where environments are made: `target` beside the folder `adapters`.
fn target_dir(adapter_dir: &Path) -> PathBuf {
    let adapters = adapter_dir.parent().unwrap_or(adapter_dir);
    adapters.parent().unwrap_or(adapters).join("target")
}

/// The names of the adapters that can be run, for a message.
fn known_adapters(adapters: &Path) -> Vec<String> {
    let mut names = vec!["`reference`".to_owned()];
    let entries = std::fs::read_dir(adapters).into_iter().flatten().flatten();
    names.extend(
        entries
            .filter(|entry| entry.path().join("adapter.toml").is_file())
            .map(|entry| format!("`{}`", entry.file_name().to_string_lossy())),
    );
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_is_split_like_a_shell_does() {
        let adapter = Adapter::command("node 'my adapter.mjs'", Mode::Decode, Vec::new());
        assert_eq!(
            adapter.expect("a command").command,
            ["node", "my adapter.mjs"]
        );
        assert!(Adapter::command(" ", Mode::Http, Vec::new()).is_err());
    }

    #[test]
    fn a_path_is_not_an_adapters_name() {
        let error = Adapter::find("../x", None, Path::new("/")).expect_err("a path");
        assert!(error.is_usage(), "{error}");
    }
}
