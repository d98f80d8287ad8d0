//! Vectors of the error contract, and the judge of what a client made of them.
//!
//! Requirements and cases are authored; cases expand to vectors; an adapter turns a vector into an
//! observation; the judge turns vector and observation into check outcomes and a verdict. No
//! process, no network: that is the runner's. Start at [`vector::Vector`], then [`judge::judge`].

mod axes;
pub mod baseline;
pub mod body;
pub mod case;
pub mod check;
pub mod choice;
pub mod coverage;
pub mod encoded;
pub mod error;
pub mod expand;
mod expectations;
pub mod export;
mod facts;
pub mod faults;
pub mod format;
mod id_list;
pub mod judge;
pub mod ledger;
pub mod needs;
pub mod observation;
pub mod reference;
pub mod requirement;
#[cfg(feature = "schema")]
pub mod schemas;
pub mod self_check;
pub mod set;
mod shape;
pub mod snapshots;
mod template;
pub mod tree;
pub mod vector;

pub use error::Error;
