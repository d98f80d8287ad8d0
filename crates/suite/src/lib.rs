//! The published format: vectors, checks, observations and the adapter protocol.
//!
//! What a third party embeds to judge or to be judged. Not here: how vectors are made (`cases`), how
//! an observation is judged (`judge`), processes (`runner`). Start at [`vector::Vector`] and
//! [`set::VectorSet`].

pub mod body;
pub mod check;
mod content;
pub mod encoded;
pub mod error;
pub mod export;
pub mod field;
pub mod observation;
pub mod protocol;
pub mod render;
#[cfg(feature = "schema")]
pub mod schemas;
pub mod set;
pub mod tree;
pub mod vector;

pub use error::Error;

/// Whether a value need not be written, since reading fills it in.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
