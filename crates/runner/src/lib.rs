//! Runs SDK adapters against vectors and emits one stream of events.
//!
//! An adapter is a separate process. A loopback server answers its SDK with a vector's exact bytes.
//! The supervisor owns both and returns a reply for each vector; a pure function concludes a report
//! from it with the judge. Not here: what is expected of a client (that is in the vectors) and what
//! a person reads (reports consume [`event::Event`] and know no process). Start at [`run::run`].

pub mod adapter;
mod conclude;
pub mod environment;
pub mod error;
pub mod event;
mod excerpt;
mod group;
pub mod interrupt;
mod process;
mod roots;
pub mod run;
pub mod server;
mod supervisor;
pub mod wire;

pub use error::Error;
pub use group::kill_adapters;
pub use process::scrubbed_environment;
