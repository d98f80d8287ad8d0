//! `adapter.toml`: its format, and everything that can be wrong with it, with the line.
//!
//! Not here: what is done with it (see [`super::Adapter`]). Start at [`read`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use contract::Operation;
use serde::Deserialize;
use toml::Spanned;
use vectors::case::line_of;
use vectors::choice::Declared;
use vectors::vector::Mode;

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
        vectors::format::from_toml(&text, FORMAT).map_err(|(line, message)| at(line, message))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "format = 1\nname = \"x\"\nsdk = \"s\"\ncommand = [\"run\"]\n\
                        modes = [\"http\"]\nroot_classes = []\n";

    fn load(text: &str) -> Result<Adapter, String> {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let folder = dir.path().join("x");
        std::fs::create_dir(&folder).expect("a folder");
        std::fs::write(folder.join("adapter.toml"), text).expect("a file");
        std::fs::write(folder.join("there.lock"), "").expect("a file");
        read(&folder).map_err(|error| {
            assert!(error.is_usage(), "{error}");
            error
                .to_string()
                .replace(&format!("{}/", folder.display()), "")
        })
    }

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let error = load(text).expect_err("a wrong file");
        assert!(
            error.starts_with(expected),
            "{error:?} does not start with {expected:?}"
        );
    }

    #[test]
    fn a_complete_file_is_read() {
        let adapter = load(&format!(
            "{GOOD}[environment]\nkind = \"python-venv\"\nrequires = \"3.10\"\n\
             lock = \"there.lock\"\n[env]\nA = \"\"\n[not_offered]\n\"jobs.get\" = \"none\"\n\
             [choices]\nretries = \"none\"\n"
        ));
        let adapter = adapter.expect("a good file");
        assert_eq!(adapter.name, "x");
        assert_eq!(adapter.modes, [Mode::Http]);
        assert_eq!(adapter.env["A"], "");
        assert_eq!(adapter.not_offered["jobs.get"], "none");
        let choices: Vec<_> = adapter.choices.names().collect();
        assert_eq!(choices, [("retries", "none")]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (from, to, expected) in [
            (
                "format = 1",
                "format = 2",
                "adapter.toml:1: format 2 is not known",
            ),
            ("\"x\"", "\"y\"", "adapter.toml:2: name is `y`"),
            ("[\"run\"]", "[]", "adapter.toml:4: command is empty"),
            ("[\"run\"]", "[\"\"]", "adapter.toml:4: command is empty"),
            ("http", "fax", "adapter.toml:5: unknown variant `fax`"),
            ("[\"http\"]", "[]", "adapter.toml:5: modes is empty"),
            (
                "\"http\"",
                "\"http\", \"decode\",\n\"http\"",
                "adapter.toml:6: modes has `http` twice",
            ),
            ("run", "{python}", "adapter.toml:4: command uses {python}"),
            (
                "run",
                "r\\u0000",
                "adapter.toml:4: a text holds the character NUL",
            ),
        ] {
            refused(&GOOD.replace(from, to), expected);
        }
        for (more, expected) in [
            ("colour = 1", "adapter.toml:7: unknown field `colour`"),
            (
                "[env]\n\"\" = \"1\"",
                "adapter.toml:8: `` is not a variable's name",
            ),
            (
                "[env]\nA = \"1\"\n\"B=C\" = \"1\"",
                "adapter.toml:9: `B=C` is not a variable's name",
            ),
            (
                "[env]\nA = \"a\\u0000\"",
                "adapter.toml:8: a text holds the character NUL",
            ),
            (
                "[not_offered]\n\"jobs.fly\" = \"r\"",
                "adapter.toml:8: the operation `jobs.fly` is not of the contract",
            ),
            (
                "[not_offered]\n\"jobs.get\" = \" \"",
                "adapter.toml:8: `jobs.get` has no reason",
            ),
            (
                "[choices]\nretries = \"none\"\ncolour = \"red\"",
                "adapter.toml:9: the choice `colour` is not known; known are `flag-conflict`",
            ),
            (
                "[choices]\nretries = \"often\"",
                "adapter.toml:8: `retries` cannot be `often`; it can be `some`, `none`",
            ),
            (
                "[choices]\nretries = false",
                "adapter.toml:8: invalid type: boolean",
            ),
        ] {
            refused(&format!("{GOOD}{more}\n"), expected);
        }
    }

    #[test]
    fn an_environment_that_cannot_be_is_named_with_its_line() {
        let with = |requires: &str, lock: &str| {
            format!(
                "{GOOD}[environment]\nkind = \"python-venv\"\nrequires = \"{requires}\"\n\
                 lock = \"{lock}\"\n"
            )
        };
        for requires in ["3.10.2", "3", "three.ten", ""] {
            let expected =
                format!("adapter.toml:9: requires is `{requires}`; expected a version of Python");
            refused(&with(requires, "there.lock"), &expected);
        }
        refused(
            &with("3.99", "there.lock"),
            "adapter.toml:9: requires is `3.99`; expected at most",
        );
        for lock in ["gone.lock", ".", ""] {
            refused(
                &with("3.10", lock),
                "adapter.toml:10: there is no lock file",
            );
        }
    }
}
