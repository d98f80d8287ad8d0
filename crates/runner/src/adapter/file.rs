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
    name: Spanned<Text>,
    #[expect(dead_code, reason = "for people; a run shows what the process reports")]
    sdk: Text,
    command: Spanned<Vec<Text>>,
    modes: Spanned<Vec<Spanned<Mode>>>,
    root_classes: Vec<Text>,
    #[serde(default)]
    environment: Option<EnvironmentSpec>,
    #[serde(default)]
    env: BTreeMap<Variable, Text>,
    #[serde(default)]
    not_offered: BTreeMap<OperationId, Spanned<Text>>,
    #[serde(default)]
    choices: BTreeMap<Spanned<String>, Text>,
}

/// The language environment that an adapter needs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EnvironmentSpec {
    #[expect(dead_code, reason = "there is one kind so far")]
    kind: EnvironmentKind,
    /// The lowest version of the language that works, such as `3.10`.
    requires: Requires,
    /// The lock file with hashes, relative to the adapter's folder.
    lock: Spanned<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum EnvironmentKind {
    /// A virtual environment of CPython, filled from a lock file.
    PythonVenv,
}

/// A text that a system takes as an argument, a variable or a path.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Text(String);

/// The name of an environment variable.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
struct Variable(String);

/// An operation of the contract.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
struct OperationId(String);

/// The lowest version of Python that works.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Requires(PythonVersion);

/// What is wrong, and at which byte of the text.
#[derive(Debug)]
struct Wrong {
    start: usize,
    message: String,
}

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
        .map_err(|wrong| at(line_of(&text, wrong.start), wrong.message))
}

impl AdapterFile {
    fn into_adapter(self, dir: &Path) -> Result<Adapter, Wrong> {
        let Text(name) = self.name.get_ref();
        let folder = dir.file_name().map(|name| name.to_string_lossy());
        if folder.is_some_and(|folder| folder != name.as_str()) {
            let message = format!("name is `{name}`; expected the folder's name");
            return Err(wrong(&self.name, message));
        }
        let command = self.command.get_ref();
        if command
            .first()
            .is_none_or(|Text(program)| program.is_empty())
        {
            return Err(wrong(&self.command, "command is empty; expected a program"));
        }
        if self.environment.is_none() && command.iter().any(|Text(part)| part.contains("{python}"))
        {
            let message = "command uses {python}, but there is no [environment]";
            return Err(wrong(&self.command, message));
        }
        for (OperationId(id), reason) in &self.not_offered {
            if reason.get_ref().0.trim().is_empty() {
                let message =
                    format!("`{id}` has no reason; say in a sentence why it is not offered");
                return Err(wrong(reason, message));
            }
        }
        let environment = self.environment.as_ref().map(|spec| spec.venv(dir));
        Ok(Adapter {
            modes: self.modes()?,
            choices: self.declared()?,
            environment: environment.transpose()?,
            name: self.name.into_inner().0,
            command: plain(self.command.into_inner()).map(Into::into).collect(),
            dir: Some(dir.to_path_buf()),
            root_classes: plain(self.root_classes).collect(),
            env: self
                .env
                .into_iter()
                .map(|(key, value)| (key.0, value.0))
                .collect(),
            not_offered: self
                .not_offered
                .into_iter()
                .map(|(operation, reason)| (operation.0, reason.into_inner().0))
                .collect(),
        })
    }

    fn modes(&self) -> Result<Vec<Mode>, Wrong> {
        let mut modes: Vec<Mode> = Vec::new();
        for mode in self.modes.get_ref() {
            if modes.contains(mode.get_ref()) {
                let name = mode.get_ref().as_str();
                let message = format!("modes has `{name}` twice; expected it once");
                return Err(wrong(mode, message));
            }
            modes.push(*mode.get_ref());
        }
        if modes.is_empty() {
            let message = "modes is empty; expected `http`, `decode` or both";
            return Err(wrong(&self.modes, message));
        }
        Ok(modes)
    }

    fn declared(&self) -> Result<Declared, Wrong> {
        let choices = self.choices.iter();
        let choices = choices.map(|(key, Text(value))| (key.get_ref().clone(), value.clone()));
        Declared::new(&choices.collect()).map_err(|unknown| {
            let mut keys = self.choices.keys();
            let key = keys.find(|key| *key.get_ref() == unknown.choice);
            Wrong {
                start: key.map_or(0, |key| key.span().start),
                message: unknown.message,
            }
        })
    }
}

impl EnvironmentSpec {
    fn venv(&self, dir: &Path) -> Result<PythonVenv, Wrong> {
        let lock: PathBuf = dir.join(&self.lock.get_ref().0);
        if !lock.is_file() {
            let message = format!(
                "there is no lock file {}; make one with hashes (`uv pip compile \
                 --generate-hashes`, or pip-tools), or correct `lock`",
                lock.display()
            );
            return Err(wrong(&self.lock, message));
        }
        Ok(PythonVenv {
            requires: self.requires.0,
            lock,
        })
    }
}

impl TryFrom<String> for Text {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.contains('\0') {
            true => Err("a text holds the character NUL; remove it"),
            false => Ok(Self(text)),
        }
    }
}

impl TryFrom<String> for Variable {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match name.is_empty() || name.contains(['=', '\0']) {
            true => Err(format!(
                "`{name}` is not a variable's name; expected one that is not empty and has no `=`"
            )),
            false => Ok(Self(name)),
        }
    }
}

impl TryFrom<String> for OperationId {
    type Error = String;

    fn try_from(id: String) -> Result<Self, Self::Error> {
        if Operation::from_id(&id).is_some() {
            return Ok(Self(id));
        }
        let known: Vec<&str> = Operation::all().map(Operation::id).collect();
        let known = known.join(", ");
        Err(format!(
            "the operation `{id}` is not of the contract; its operations are {known}"
        ))
    }
}

impl TryFrom<String> for Requires {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let version = PythonVersion::parse(&text).ok_or_else(|| {
            format!("requires is `{text}`; expected a version of Python such as \"3.10\"")
        })?;
        match version <= HIGHEST_PYTHON {
            true => Ok(Self(version)),
            false => Err(format!(
                "requires is `{text}`; expected at most \"{HIGHEST_PYTHON}\""
            )),
        }
    }
}

fn wrong<T>(at: &Spanned<T>, message: impl Into<String>) -> Wrong {
    Wrong {
        start: at.span().start,
        message: message.into(),
    }
}

fn plain(texts: Vec<Text>) -> impl Iterator<Item = String> {
    texts.into_iter().map(|Text(text)| text)
}
