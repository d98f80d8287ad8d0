//! Deliberately wrong clients: each wraps the reference and gets one thing wrong.
//!
//! They measure the vectors, not an SDK: a mutant that no check of the right requirement notices is
//! a hole in the suite. Families have one member for each code, category and so on. Start at
//! [`all`]; [`crate::self_check`] runs them.

mod edit;
mod families;
mod operators;

use tables::Operation;

use suite::observation::Observation;
use suite::tree::Tree;

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

/// From a response, and what the reference shows of it, to what the mutant shows.
type Client = Box<dyn Fn(&Exchange<'_>) -> ClientAnswer + Send + Sync>;

/// What a client does with a response.
#[derive(Clone, Debug, PartialEq)]
pub enum ClientAnswer {
    /// Its user sees this.
    Seen(Box<Observation>),
    /// The process dies.
    Died,
}

/// One response on its way through a client.
pub struct Exchange<'a> {
    /// The operation that was called.
    pub operation: Operation,
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: &'a [u8],
    /// The body as a tree, if it is JSON.
    pub tree: Option<&'a Tree>,
    /// What the reference shows.
    pub right: &'a Observation,
    /// What the reference showed of the response before this one.
    pub previous: Option<&'a Observation>,
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

    fn new(
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

impl Exchange<'_> {
    /// Whether the body has a member at a JSON Pointer.
    fn has(&self, pointer: &str) -> bool {
        self.tree.is_some_and(|tree| tree.has(pointer))
    }

    /// The JSON Pointer to a key of the error of a slot.
    fn pointer(&self, index: usize, key: &str) -> String {
        let error = self.operation.error_pointer(self.status, index);
        error + "/" + key
    }

    /// Whether the error of a slot was sent with a key.
    fn sent(&self, index: usize, key: &str) -> bool {
        self.has(&self.pointer(index, key))
    }

    /// Whether the error of a slot was sent with null under a key.
    fn sent_null(&self, index: usize, key: &str) -> bool {
        let at = self.pointer(index, key);
        self.tree.and_then(|tree| tree.pointer(&at)).as_deref() == Some("null")
    }
}

/// All mutants: the single ones, then the families.
pub fn all() -> Vec<Mutant> {
    let mut mutants = operators::operators();
    mutants.extend(families::families());
    mutants
}
