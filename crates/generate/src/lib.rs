//! Makes inputs for fuzzing: the JSON-aware mutator and the dictionaries of the contract's words.
//!
//! Not here: the checks of an input (`fuzz-oracles`). Start at [`mutate`] and
//! [`dictionary`].

pub mod dictionary;
pub mod json;
mod mutate;

pub use mutate::{COMBINATIONS, mutate, mutate_http};
