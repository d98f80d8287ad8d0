//! What looks after the corpus and runs the fuzzers; no oracle needs it.
//!
//! People reach them through `conform corpus` ([`command`]) and the targets of `make`. Start at
//! [`Checkout`].

pub mod bench;
pub mod canary;
pub mod cause;
mod checkout;
pub mod command;
pub mod corpus;
pub mod coverage;
pub mod declared;
pub mod derive;
pub mod engine;
mod error;
pub mod fuzz;
pub mod layout;
pub mod minimize;
pub mod promote;
pub mod replay;
pub mod shrink;
pub mod status;
pub mod triage;

pub use checkout::Checkout;
pub use error::Error;
