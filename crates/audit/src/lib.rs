//! The suite measured: does a check notice each wrong client, and what do the vectors send?
//!
//! Not here: judging (`judge`) and making vectors (`cases`). Start at [`self_check`] and
//! [`coverage`].

pub mod coverage;
pub mod mutants;
pub mod redundancy;
pub mod self_check;
pub mod traceability;
