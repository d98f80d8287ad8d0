//! The fuzz target adapter_line: protocol lines from someone else's adapter, judged.
//! Derived from fuzz/targets.toml by `cargo xtask derive`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_oracles::check_adapter_line(data));
