//! What the oracles check: the contract's reader and writers, and the reference client.
//!
//! In a normal build these are the real functions and nothing else. The canary build (feature
//! `planted`) puts a deliberately broken layer in front of them, to prove that the fuzzers find
//! bugs; see [`crate::planted`].

#[cfg(not(feature = "planted"))]
pub(crate) use ::reference;
#[cfg(not(feature = "planted"))]
pub(crate) use contract::{read, write};

#[cfg(feature = "planted")]
pub(crate) use crate::planted::{read, reference, write};
