//! Choices that the contract leaves to a client, and whether one that was declared is kept.
//!
//! Nobody has to declare anything: what clients do with these vectors is recorded, not scored. A
//! declared choice is verified by the ordinary judge, with checks made from the vector's own may
//! checks. Not here: the list of choices (see `table`) and how one is verified (see `verify`).
//! Start at [`Declared::new`].

mod table;
mod verify;

use std::collections::BTreeMap;

pub use self::table::CHOICES;
pub use self::verify::ChoiceOutcome;
use suite::set::Selector;
use tables::Field;

/// One point that the contract leaves open.
#[derive(Debug)]
pub struct Choice {
    /// Its name in `adapter.toml`.
    pub name: &'static str,
    /// What is open, as a question.
    pub about: &'static str,
    /// What a client can declare.
    pub values: &'static [Value],
}

/// One way to decide it.
#[derive(Debug)]
pub struct Value {
    /// Its name in `adapter.toml`.
    pub name: &'static str,
    /// What a client that declares it does.
    pub about: &'static str,
    /// What that means vector by vector.
    pub rules: &'static [Rule],
}

/// What a value says about some vectors.
#[derive(Debug)]
pub struct Rule {
    /// The vectors, as a glob over their ids.
    pub vectors: &'static str,
    /// The fields that it speaks of; empty for all.
    pub fields: &'static [Field],
    /// What is to be seen.
    pub reading: Reading,
}

/// What a client shows that made its choice.
#[derive(Clone, Copy, Debug)]
pub enum Reading {
    /// What was sent, in any recoverable way.
    Shown,
    /// What was sent, under the contract's name.
    Typed,
    /// Nothing of what was sent, in no way.
    Hidden,
    /// No typed value, or the default of the flag.
    Empty,
    /// One of the check's possible values, by their positions; of the flag the typed one.
    Values(&'static [usize]),
    /// The vector's request is sent once, or more than once.
    Repeats(bool),
    /// A request that is not the vector's is sent, or none.
    Follows(bool),
}

/// What is wrong with a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The key that is wrong, or whose value is.
    pub choice: String,
    /// What was found, and what is known.
    pub message: String,
}

/// The choices that an adapter declares.
#[derive(Clone, Debug, Default)]
pub struct Declared(Vec<Decision>);

#[derive(Clone, Debug)]
struct Decision {
    choice: &'static Choice,
    value: &'static Value,
    rules: Vec<(Selector, &'static Rule)>,
}

impl Decision {
    fn new(choice: &'static Choice, value: &'static Value) -> Result<Self, suite::Error> {
        let rules = value.rules.iter();
        let rules = rules.map(|rule| Ok((Selector::new(rule.vectors)?, rule)));
        Ok(Self {
            choice,
            value,
            rules: rules.collect::<Result<_, suite::Error>>()?,
        })
    }
}

impl Declared {
    /// The declared choices by their names.
    ///
    /// # Errors
    /// The first choice or value that is not known.
    pub fn new(declared: &BTreeMap<String, String>) -> Result<Self, Unknown> {
        let decide = |(name, value): (&String, &String)| {
            let unknown = |message| Unknown {
                choice: name.clone(),
                message,
            };
            let choice = CHOICES.iter().find(|choice| choice.name == name);
            let choice = choice.ok_or_else(|| {
                let known = names(CHOICES.iter().map(|choice| choice.name));
                unknown(format!(
                    "the choice `{name}` is not known; known are {known}"
                ))
            })?;
            let value = choice.values.iter().find(|known| known.name == value);
            let value = value.ok_or_else(|| {
                let known = names(choice.values.iter().map(|value| value.name));
                let found = &declared[name];
                unknown(format!("`{name}` cannot be `{found}`; it can be {known}"))
            })?;
            Decision::new(choice, value).map_err(|error| unknown(error.to_string()))
        };
        declared
            .iter()
            .map(decide)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Every value of every choice that is not declared: what a client does there is only observed.
    ///
    /// # Errors
    /// A rule that is no glob, which a test excludes.
    pub fn undeclared(&self) -> Result<Self, suite::Error> {
        let is_declared = |choice: &Choice| self.0.iter().any(|one| one.choice.name == choice.name);
        let others = CHOICES.iter().filter(|choice| !is_declared(choice));
        let decisions = others.flat_map(|choice| choice.values.iter().map(move |it| (choice, it)));
        decisions
            .map(|(choice, value)| Decision::new(choice, value))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The names of choices and values, in order.
    pub fn names(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.0.iter().map(|one| (one.choice.name, one.value.name))
    }
}

fn names(names: impl Iterator<Item = &'static str>) -> String {
    let quoted: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(choice: &str, value: &str) -> Result<Declared, Unknown> {
        Declared::new(&[(choice.to_owned(), value.to_owned())].into())
    }

    #[test]
    fn what_is_not_declared_is_every_value_of_the_other_choices() {
        let undeclared = |declared: &Declared| {
            let undeclared = declared.undeclared().expect("globs");
            undeclared.names().collect::<Vec<_>>()
        };
        let all: usize = CHOICES.iter().map(|choice| choice.values.len()).sum();
        assert_eq!(undeclared(&Declared::default()).len(), all);
        let declared = declared("gzip", "read").expect("a choice");
        let others = undeclared(&declared);
        assert_eq!(others.len(), all - 2);
        assert!(others.contains(&("utf-16", "with-mark")));
        assert!(!others.iter().any(|(choice, _)| *choice == "gzip"));
    }

    #[test]
    fn what_is_not_known_is_refused_with_what_is() {
        let error = declared("colour", "red").expect_err("no such choice");
        assert!(
            error.message.contains("known are `flag-conflict`, "),
            "{error:?}"
        );
        let error = declared("duplicate-keys", "both").expect_err("no such value");
        assert_eq!(
            error.message,
            "`duplicate-keys` cannot be `both`; it can be `first`, `last`, `refused`"
        );
    }
}
