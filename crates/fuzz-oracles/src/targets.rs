//! The fuzz targets: a name and an oracle each.
//!
//! A target's seeds are in `corpus/seeds/NAME`, its regressions in `corpus/regressions/NAME`.
//! Start at [`TARGETS`].

use crate::check;

/// One fuzz target.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The name of the target, of its binary and of its folders.
    pub name: &'static str,
    /// Panics when the code under test is wrong.
    pub check: fn(&[u8]),
}

/// Every fuzz target, in the order of `fuzz/targets.toml`.
pub const TARGETS: &[Target] = &[
    // <derived from fuzz/targets.toml by `cargo xtask derive`>
    target("error_body", check::check_error_body),
    target("error_body_structured", check::check_error_body),
    target("result_envelope", check::check_result_envelope),
    target("http_response", check::check_http_response),
    target("round_trip", check::check_round_trip),
    target("differential", check::check_differential),
    target("case_file", check::check_case_file),
    target("adapter_line", check::check_adapter_line),
    target("docs_page", check::check_docs_page),
    // </derived>
];

const fn target(name: &'static str, check: fn(&[u8])) -> Target {
    Target { name, check }
}
