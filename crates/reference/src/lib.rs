//! The reference client: the contract's own reader as a pure function from a response to an
//! observation, and as an adapter process like everyone else's.
//!
//! It proves that every must and should check can be met. Not here: wrong clients (`audit` wraps this
//! one). Start at [`observe`], then [`serve`].

mod adapter;
mod client;

pub use adapter::serve;
pub use client::{CHOICES, ROOT_CLASS, observe, transport_error};
