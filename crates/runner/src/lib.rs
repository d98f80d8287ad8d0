//! Runs SDK adapters against vectors and emits one stream of events.
//!
//! An adapter is a separate process; a loopback server answers its SDK with a vector's exact
//! bytes; what the adapter reports goes to the judge. Not here: what is expected of a client (that
//! is `vectors`) and what a person reads (reports consume [`event::Event`] and know no process).
//! Start at [`run::run`].

pub mod adapter;
pub mod environment;
pub mod error;
pub mod event;
pub mod interrupt;
mod process;
pub mod run;
pub mod server;
mod session;
pub mod wire;

pub use error::Error;
pub use process::scrubbed_environment;
