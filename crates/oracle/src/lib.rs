//! Oracles: functions that take untrusted bytes and panic when the code under test is wrong.
//!
//! Property tests, fuzz targets and replay call the same functions, so a finding of one is a test
//! of all. Not a test framework and not part of the shipped program. Start at
//! [`check_error_body`]; what independent parsers may see differently is [`Difference`].

pub mod corpus;
mod difference;
mod error_body;
mod members;
mod targets;

pub use difference::Difference;
pub use error_body::{check_error_body, combination};
pub use targets::{TARGETS, Target};
