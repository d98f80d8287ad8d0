//! The fuzz target http_response: status line, headers and body to what the reference client concludes.
//! Derived from fuzz/targets.toml by `cargo xtask derive`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_oracles::check_http_response(data));
libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| {
    fuzz_oracles::mutate_http(data, size, max, seed, libfuzzer_sys::fuzzer_mutate)
});
