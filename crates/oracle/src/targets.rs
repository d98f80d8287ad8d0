//! The fuzz targets: a name and an oracle each.
//!
//! A target's seeds are in `corpus/seeds/NAME`, its regressions in `corpus/regressions/NAME`.
//! Start at [`TARGETS`].

use crate::check_error_body;

/// One fuzz target.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The name of the target, of its binary and of its folders.
    pub name: &'static str,
    /// Panics when the code under test is wrong.
    pub check: fn(&[u8]),
}

/// Every fuzz target.
pub const TARGETS: &[Target] = &[Target {
    name: "error_body",
    check: check_error_body,
}];
