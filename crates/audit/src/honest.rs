//! Honest clients: each differs from the reference in something that the rules leave free.
//!
//! They measure the vectors like mutants do, from the other side: a check that one of them fails is
//! a defect of the suite. Start at [`all`]; [`crate::specificity`] runs them.

mod bodies;
mod exchanges;
mod outcomes;
mod values;
mod views;

use suite::check::Level;
use suite::observation::{Observation, Outcome, Raised};

use crate::client::{Client, ClientAnswer, Exchange};
use reference::ROOT_CLASS;

/// A client that is different, and right.
pub struct HonestClient {
    /// Its short name.
    pub name: &'static str,
    /// What it does otherwise than the reference, in a line.
    pub title: &'static str,
    /// Which checks it must pass.
    pub standard: Standard,
    client: Client,
}

/// How much an honest client does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standard {
    /// Nothing is lost: it passes every must check.
    Recoverable,
    /// It is a tolerant, typed reader: it passes every should check, too.
    Typed,
}

impl HonestClient {
    /// What the client does with a response.
    pub fn answer(&self, exchange: &Exchange<'_>) -> ClientAnswer {
        (self.client)(exchange)
    }

    fn typed(name: &'static str, title: &'static str, client: Client) -> Self {
        Self {
            name,
            title,
            standard: Standard::Typed,
            client,
        }
    }

    fn recoverable(name: &'static str, title: &'static str, client: Client) -> Self {
        Self {
            standard: Standard::Recoverable,
            ..Self::typed(name, title, client)
        }
    }
}

impl Standard {
    /// Whether a client of this standard passes all checks of a level.
    pub(crate) fn scores(self, level: Level) -> bool {
        match (level, self) {
            (Level::Must, _) | (Level::Should, Self::Typed) => true,
            (Level::Should, Self::Recoverable) | (Level::May, _) => false,
        }
    }
}

/// All honest clients.
pub fn all() -> Vec<HonestClient> {
    let mut clients = outcomes::clients();
    clients.extend(views::clients());
    clients.extend(bodies::clients());
    clients.extend(values::clients());
    clients.extend(exchanges::clients());
    clients
}

/// Shows what the reference shows of another body, where there is one.
fn reread(body: impl Fn(&Exchange<'_>) -> Option<Vec<u8>> + Send + Sync + 'static) -> Client {
    Box::new(move |exchange| {
        let seen = match body(exchange) {
            Some(body) => exchange.observe(&body),
            None => exchange.right.clone(),
        };
        ClientAnswer::Seen(Box::new(seen))
    })
}

/// Raises an error class of the SDK, whatever was shown before.
fn raise(seen: &mut Observation, class: &str, shown: String) {
    seen.outcome = Outcome::Raised(Raised {
        classes: vec![class.to_owned(), ROOT_CLASS.to_owned()],
        shown,
    });
}
