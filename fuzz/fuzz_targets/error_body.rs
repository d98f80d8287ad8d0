//! The fuzz target error_body: raw bytes to the reader of error bodies.
//! Derived from fuzz/targets.toml by `cargo xtask derive`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_oracles::check_error_body(data));
