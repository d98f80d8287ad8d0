//! The suite measured: does a check notice each wrong client, and what do the vectors send?
//!
//! Not here: judging (`judge`) and making vectors (`cases`). Start at [`self_check`] and
//! [`coverage`].

pub mod client;
pub mod coverage;
mod edit;
pub mod honest;
pub mod mending;
pub mod mutants;
pub mod redundancy;
pub mod self_check;
pub mod specificity;
pub mod traceability;
