//! The oracles, one file for each part of the code under test.

mod members;
mod second_reading;

pub use error_body::combination;

// <derived from fuzz/targets.toml by `cargo xtask derive`>
mod adapter_line;
mod case_file;
mod differential;
mod docs_page;
mod error_body;
mod http_response;
mod result_envelope;
mod round_trip;

pub use adapter_line::check_adapter_line;
pub use case_file::check_case_file;
pub use differential::check_differential;
pub use docs_page::check_docs_page;
pub use error_body::check_error_body;
pub use http_response::check_http_response;
pub use result_envelope::check_result_envelope;
pub use round_trip::check_round_trip;
// </derived>
