//! What looks after the corpus and runs the fuzzers; no oracle needs it.

pub mod corpus;
