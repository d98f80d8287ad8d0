//! Makes inputs: the JSON-aware mutator and the dictionary of the contract's words.
//!
//! Not here: what is checked about an input (`fuzz-oracles`). Start at [`mutate`] and
//! [`dictionary`].

pub mod dictionary;
pub mod json;
mod mutate;

pub use mutate::{COMBINATIONS, mutate, mutate_http};
