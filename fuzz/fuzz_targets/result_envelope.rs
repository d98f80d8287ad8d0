//! The fuzz target result_envelope: failed, canceled and the other results around an error.
//! Derived from fuzz/targets.toml by `cargo xtask derive`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_oracles::check_result_envelope(data));
libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| {
    fuzz_oracles::mutate(data, size, max, seed, libfuzzer_sys::fuzzer_mutate)
});
