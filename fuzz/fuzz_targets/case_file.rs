//! The fuzz target case_file: case files and baselines from someone else.
//! Derived from fuzz/targets.toml by `cargo xtask derive`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_oracles::check_case_file(data));
