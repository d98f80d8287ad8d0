//! `adapter.toml`: its format, and everything that can be wrong with it, with the line.
//!
//! Not here: what is done with it (see [`super::Adapter`]). Start at [`read`].

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use files::{format, line_of};
use judge::choice::Declared;
use serde::Deserialize;
use suite::vector::Mode;
use tables::Operation;
use toml::Spanned;

use super::{Adapter, FORMAT};
use crate::Error;
use crate::environment::{HIGHEST_PYTHON, PythonVenv, PythonVersion};

/// `adapter.toml` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AdapterFile {
    #[expect(dead_code, reason = "read before everything else")]
    format: u32,
    name: Text,
    sdk: Text,
    command: Spanned<Vec<Text>>,
    modes: Spanned<Vec<Spanned<Mode>>>,
    root_classes: Vec<Text>,
    #[serde(default)]
    environment: Option<EnvironmentSpec>,
    #[serde(default)]
    env: BTreeMap<Text, Text>,
    #[serde(default)]
    not_offered: BTreeMap<Text, Text>,
    #[serde(default)]
    choices: BTreeMap<Text, Text>,
}

type Text = Spanned<String>;

/// The language environment that an adapter needs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EnvironmentSpec {
    #[expect(dead_code, reason = "there is one kind so far")]
    kind: EnvironmentKind,
    /// The lowest version of the language that works, such as `3.10`.
    requires: Text,
    /// The lock file with hashes, relative to the adapter's folder.
    lock: Text,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum EnvironmentKind {
    /// A virtual environment of CPython, filled from a lock file.
    PythonVenv,
}

/// What is wrong, and at which byte of the text.
type Wrong = (usize, String);

/// Reads `adapter.toml` in the folder `dir`.
pub(super) fn read(dir: &Path) -> Result<Adapter, Error> {
    let path = dir.join("adapter.toml");
    let at = |line: usize, message: String| Error::File {
        path: path.clone(),
        line: line.max(1),
        message,
    };
    let text = std::fs::read_to_string(&path)
        .map_err(|error| at(1, format!("cannot be read: {error}")))?;
    let file: AdapterFile =
        format::from_toml(&text, FORMAT).map_err(|problem| at(problem.line, problem.message))?;
    file.into_adapter(dir)
        .map_err(|(start, message)| at(line_of(&text, start), message))
}

impl AdapterFile {
    fn into_adapter(self, dir: &Path) -> Result<Adapter, Wrong> {
        self.no_nul()?;
        let folder = dir.file_name().map(|name| name.to_string_lossy());
        if folder.is_some_and(|folder| folder != self.name.get_ref().as_str()) {
            let message = format!(
                "name is `{}`; expected the folder's name",
                self.name.get_ref()
            );
            return Err(wrong(&self.name, message));
        }
        let program = self.command.get_ref().first();
        if program.is_none_or(|program| program.get_ref().is_empty()) {
            return Err(wrong(&self.command, "command is empty; expected a program"));
        }
        let mut parts = self.command.get_ref().iter();
        if self.environment.is_none()
            && let Some(part) = parts.find(|part| part.get_ref().contains("{python}"))
        {
            return Err(wrong(
                part,
                "command uses {python}, but there is no [environment]",
            ));
        }
        let modes = self.modes()?;
        self.checked_env()?;
        self.checked_not_offered()?;
        let choices = self.declared()?;
        Ok(Adapter {
            modes,
            choices,
            environment: match &self.environment {
                Some(spec) => Some(spec.venv(dir)?),
                None => None,
            },
            name: self.name.into_inner(),
            sdk: self.sdk.into_inner(),
            command: plain(self.command.into_inner()).map(Into::into).collect(),
            dir: Some(dir.to_path_buf()),
            root_classes: plain(self.root_classes).collect(),
            env: plain_map(self.env),
            not_offered: plain_map(self.not_offered),
        })
    }

    /// No system takes such a text as an argument, a variable or a path.
    fn no_nul(&self) -> Result<(), Wrong> {
        let spec = self.environment.iter();
        let tables = [&self.env, &self.not_offered, &self.choices];
        let mut texts = [&self.name, &self.sdk]
            .into_iter()
            .chain(self.command.get_ref())
            .chain(&self.root_classes)
            .chain(spec.flat_map(|spec| [&spec.requires, &spec.lock]))
            .chain(
                tables
                    .into_iter()
                    .flatten()
                    .flat_map(|(key, value)| [key, value]),
            );
        match texts.find(|text| text.get_ref().contains('\0')) {
            Some(text) => Err(wrong(text, "a text holds the character NUL; remove it")),
            None => Ok(()),
        }
    }

    fn modes(&self) -> Result<Vec<Mode>, Wrong> {
        let mut modes: Vec<Mode> = Vec::new();
        for mode in self.modes.get_ref() {
            if modes.contains(mode.get_ref()) {
                let name = mode.get_ref().as_str();
                return Err(wrong(
                    mode,
                    format!("modes has `{name}` twice; expected it once"),
                ));
            }
            modes.push(*mode.get_ref());
        }
        if modes.is_empty() {
            let message = "modes is empty; expected `http`, `decode` or both";
            return Err(wrong(&self.modes, message));
        }
        Ok(modes)
    }

    fn checked_env(&self) -> Result<(), Wrong> {
        let is_name = |key: &&Text| key.get_ref().is_empty() || key.get_ref().contains('=');
        match self.env.keys().find(is_name) {
            Some(key) => Err(wrong(
                key,
                format!(
                    "`{}` is not a variable's name; expected one that is not empty and has no `=`",
                    key.get_ref()
                ),
            )),
            None => Ok(()),
        }
    }

    fn checked_not_offered(&self) -> Result<(), Wrong> {
        for (operation, reason) in &self.not_offered {
            let id = operation.get_ref();
            if Operation::from_id(id).is_none() {
                let known: Vec<&str> = Operation::all().map(Operation::id).collect();
                let known = known.join(", ");
                return Err(wrong(
                    operation,
                    format!(
                        "the operation `{id}` is not of the contract; its operations are {known}"
                    ),
                ));
            }
            if reason.get_ref().trim().is_empty() {
                return Err(wrong(
                    reason,
                    format!("`{id}` has no reason; say in a sentence why it is not offered"),
                ));
            }
        }
        Ok(())
    }

    fn declared(&self) -> Result<Declared, Wrong> {
        let choices = self.choices.iter();
        let choices = choices.map(|(key, value)| (key.get_ref().clone(), value.get_ref().clone()));
        Declared::new(&choices.collect()).map_err(|unknown| {
            let mut keys = self.choices.keys();
            let key = keys.find(|key| *key.get_ref() == unknown.choice);
            (key.map_or(0, |key| key.span().start), unknown.message)
        })
    }
}

impl EnvironmentSpec {
    fn venv(&self, dir: &Path) -> Result<PythonVenv, Wrong> {
        let text = self.requires.get_ref();
        let min: PythonVersion = text.parse().map_err(|_| {
            let message =
                format!("requires is `{text}`; expected a version of Python such as \"3.10\"");
            wrong(&self.requires, message)
        })?;
        if min > HIGHEST_PYTHON {
            let message = format!("requires is `{text}`; expected at most \"{HIGHEST_PYTHON}\"");
            return Err(wrong(&self.requires, message));
        }
        let lock: PathBuf = dir.join(self.lock.get_ref());
        if !lock.is_file() {
            let message = format!(
                "there is no lock file {}; make one with hashes (`uv pip compile \
                 --generate-hashes`, or pip-tools), or correct `lock`",
                lock.display()
            );
            return Err(wrong(&self.lock, message));
        }
        Ok(PythonVenv {
            requires_min: min,
            requires_max: HIGHEST_PYTHON,
            lock,
        })
    }
}

fn wrong<T>(at: &Spanned<T>, message: impl Into<String>) -> Wrong {
    (at.span().start, message.into())
}

fn plain(texts: Vec<Text>) -> impl Iterator<Item = String> {
    texts.into_iter().map(Spanned::into_inner)
}

fn plain_map(texts: BTreeMap<Text, Text>) -> BTreeMap<String, String> {
    let texts = texts.into_iter();
    texts
        .map(|(key, value)| (key.into_inner(), value.into_inner()))
        .collect()
}
