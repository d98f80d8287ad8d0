//! The fuzz target error_body_structured: the same through a mutator that knows JSON and the contract's words.
//! Derived from fuzz/targets.toml by `cargo xtask derive`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_oracles::check_error_body(data));
libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| {
    fuzz_oracles::mutate(data, size, max, seed, libfuzzer_sys::fuzzer_mutate)
});
