//! Oracles: functions that take untrusted bytes and panic when the code under test is wrong.
//!
//! Property tests, fuzz targets and replay call the same functions, so a finding of one is a test
//! of all. Not here: the corpus and the runs of the fuzzers (`xtask`). Start at [`check_error_body`]
//! and [`TARGETS`]; what independent parsers may see differently is [`Difference`].

mod check;
mod difference;
#[cfg(feature = "planted")]
pub mod planted;
mod subject;
mod targets;

pub use check::*;
pub use difference::Difference;
pub use generate::{COMBINATIONS, mutate, mutate_http};
pub use targets::{TARGETS, Target};
