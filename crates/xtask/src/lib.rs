//! Corpus care, fuzzing, and the files derived from `fuzz/targets.toml`, behind `cargo xtask`.
//!
//! Not here: what a fuzz target checks (`fuzz-oracles`), and what `cargo fuzz` does itself
//! (`docs/fuzzing.md` says who does what). Nothing of this is published. Start at [`Checkout`].

#[cfg(feature = "planted")]
pub mod canary;
pub mod cargo_fuzz;
pub mod cause;
mod checkout;
pub mod corpus;
pub mod declared;
pub mod derive;
pub mod engine;
mod error;
pub mod fuzz;
pub mod layout;
pub mod promote;
pub mod replay;
pub mod status;
pub mod triage;

pub use checkout::Checkout;
pub use error::{Error, Exit};
