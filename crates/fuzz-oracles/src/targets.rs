//! The fuzz targets: a name and an oracle each.
//!
//! A target's seeds are in `corpus/seeds/NAME`, its regressions in `corpus/regressions/NAME`.
//! Start at [`TARGETS`].

use crate::{
    check_adapter_line, check_case_file, check_differential, check_docs_page, check_error_body,
    check_http_response, check_result_envelope, check_round_trip,
};

/// One fuzz target.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The name of the target, of its binary and of its folders.
    pub name: &'static str,
    /// Panics when the code under test is wrong.
    pub check: fn(&[u8]),
}

/// Every fuzz target, in the order of `fuzz/targets.toml`, which declares the rest about them.
pub const TARGETS: &[Target] = &[
    target("error_body", check_error_body),
    target("error_body_structured", check_error_body),
    target("result_envelope", check_result_envelope),
    target("http_response", check_http_response),
    target("round_trip", check_round_trip),
    target("differential", check_differential),
    target("case_file", check_case_file),
    target("adapter_line", check_adapter_line),
    target("docs_page", check_docs_page),
];

const fn target(name: &'static str, check: fn(&[u8])) -> Target {
    Target { name, check }
}
