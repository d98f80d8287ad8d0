//! From authored cases to vectors.
//!
//! Requirements and cases are TOML that people write; a case expands to vectors whose expected values
//! come from the case, never from a reader. Not here: the format of vectors (`suite`) and judging
//! (`judge`). Start at [`case::Case`], then [`expand::expand`] and [`snapshots::Snapshots`].

mod axes;
pub mod case;
mod error;
pub mod expand;
mod expectations;
mod fields;
mod id_list;
mod key;
pub mod requirement;
#[cfg(feature = "schema")]
pub mod schemas;
mod shape;
pub mod snapshots;
mod template;
