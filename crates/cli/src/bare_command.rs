//! The adapter that `--command` names, with the options that stand for an `adapter.toml`.
//!
//! Not here: what an adapter is (`runner`), and what a choice means (`judge`). Start at [`adapter`].

use std::collections::BTreeMap;
use std::str::FromStr;

use judge::choice::Declared;
use runner::adapter::Adapter;
use suite::vector::Mode;
use tables::Operation;

use crate::args::RunArgs;
use crate::error::Error;

/// `--not-offered OPERATION=REASON`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotOfferedArg {
    pub(crate) operation: &'static str,
    pub(crate) reason: String,
}

/// `--choice NAME=VALUE`, both known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChoiceArg {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// The adapter of `--command`, where it is given.
pub(crate) fn adapter(args: &RunArgs, mode: Mode) -> Result<Option<Adapter>, Error> {
    let Some(line) = &args.command else {
        return Ok(None);
    };
    let mut adapter = Adapter::command(line, mode, args.root_class.clone())?;
    let reasons = args.not_offered.iter();
    let reasons = reasons.map(|one| (one.operation.to_owned(), one.reason.clone()));
    adapter.not_offered = once_each("--not-offered", reasons)?;
    let choices = args.choice.iter();
    let choices = choices.map(|one| (one.name.clone(), one.value.clone()));
    adapter.choices = declared(&once_each("--choice", choices)?).map_err(Error::Usage)?;
    Ok(Some(adapter))
}

/// The options that [`adapter`] reads beside the command line, as they are written.
pub(crate) fn options(args: &RunArgs) -> impl Iterator<Item = (&'static str, String)> {
    let classes = args.root_class.iter();
    let classes = classes.map(|class| ("--root-class", class.clone()));
    let not_offered = args.not_offered.iter();
    let not_offered =
        not_offered.map(|one| ("--not-offered", format!("{}={}", one.operation, one.reason)));
    let choices = args.choice.iter();
    let choices = choices.map(|one| ("--choice", format!("{}={}", one.name, one.value)));
    classes.chain(not_offered).chain(choices)
}

impl FromStr for NotOfferedArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (id, reason) = text
            .split_once('=')
            .ok_or("expected `OPERATION=REASON`, such as `web_tasks.start=it has no web tasks`")?;
        let Some(operation) = Operation::from_id(id) else {
            let known: Vec<&str> = Operation::all().map(Operation::id).collect();
            return Err(format!(
                "the operation `{id}` is not of the contract; its operations are {}",
                known.join(", ")
            ));
        };
        match reason.trim() {
            "" => Err(format!(
                "`{id}` has no reason; say in a sentence why it is not offered"
            )),
            reason => Ok(Self {
                operation: operation.id(),
                reason: reason.to_owned(),
            }),
        }
    }
}

impl FromStr for ChoiceArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text
            .split_once('=')
            .ok_or("expected `NAME=VALUE`, such as `duplicate-keys=last`")?;
        declared(&[(name.to_owned(), value.to_owned())].into())?;
        Ok(Self {
            name: name.to_owned(),
            value: value.to_owned(),
        })
    }
}

fn declared(choices: &BTreeMap<String, String>) -> Result<Declared, String> {
    Declared::new(choices).map_err(|unknown| unknown.message)
}

/// The values by their names, none of which may stand there twice.
fn once_each(
    option: &str,
    pairs: impl Iterator<Item = (String, String)>,
) -> Result<BTreeMap<String, String>, Error> {
    let mut values = BTreeMap::new();
    for (name, value) in pairs {
        if values.insert(name.clone(), value).is_some() {
            return Err(Error::Usage(format!(
                "{option} names `{name}` twice; expected it once"
            )));
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_declared_is_known_and_complete() {
        let arg: NotOfferedArg = "runs.start=it only = reads".parse().expect("an operation");
        assert_eq!(
            (arg.operation, arg.reason.as_str()),
            ("runs.start", "it only = reads")
        );
        for (text, message) in [
            ("runs.start", "expected `OPERATION=REASON`"),
            ("runs.stop=x", "its operations are runs.start, runs.result"),
            ("runs.start= ", "`runs.start` has no reason"),
        ] {
            let error = text.parse::<NotOfferedArg>().expect_err(text);
            assert!(error.contains(message), "{error}");
        }
        for (text, message) in [
            ("gzip", "expected `NAME=VALUE`"),
            ("colour=red", "known are `flag-conflict`"),
            ("gzip=maybe", "it can be `read`, `refused`"),
        ] {
            let error = text.parse::<ChoiceArg>().expect_err(text);
            assert!(error.contains(message), "{error}");
        }
    }
}
