//! The fuzz target round_trip: generated values, written and read again.
//! Derived from fuzz/targets.toml by `cargo xtask derive`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_oracles::check_round_trip(data));
