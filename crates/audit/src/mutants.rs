//! Deliberately wrong clients: each wraps the reference and gets one thing wrong.
//!
//! They measure the vectors, not an SDK: a mutant that no check of the right requirement notices is
//! a hole in the suite. Families have one member for each code, category and so on. Start at
//! [`all`]; [`crate::self_check`] runs them.

mod families;
mod operators;

use crate::client::{Client, ClientAnswer, Exchange};

/// A client that is wrong on purpose.
pub struct Mutant {
    /// The operator's short name.
    pub operator: &'static str,
    /// The member of a family, such as a code; empty where there is only one.
    pub member: String,
    /// What it does wrong, in a line.
    pub title: String,
    /// The requirements that it violates: a check of one of them must notice.
    pub aims: Vec<String>,
    client: Client,
}

impl Mutant {
    /// The mutant's name: its operator, and `/member` in a family.
    pub fn name(&self) -> String {
        if self.member.is_empty() {
            self.operator.to_owned()
        } else {
            format!("{}/{}", self.operator, self.member)
        }
    }

    /// What the wrong client does with a response.
    pub fn answer(&self, exchange: &Exchange<'_>) -> ClientAnswer {
        (self.client)(exchange)
    }

    pub(crate) fn new(
        operator: &'static str,
        title: impl Into<String>,
        aims: &[&str],
        client: Client,
    ) -> Self {
        Self {
            operator,
            member: String::new(),
            title: title.into(),
            aims: aims.iter().map(|&aim| aim.to_owned()).collect(),
            client,
        }
    }

    fn member(mut self, member: impl Into<String>) -> Self {
        self.member = member.into();
        self
    }
}

/// All mutants: the single ones, then the families.
pub fn all() -> Vec<Mutant> {
    let mut mutants = operators::operators();
    mutants.extend(families::families());
    mutants
}
