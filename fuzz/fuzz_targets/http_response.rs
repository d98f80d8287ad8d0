//! A whole HTTP response, its body mostly JSON, to the reference client.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|data: &[u8]| fuzz_oracles::check_http_response(data));
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    fuzz_oracles::mutate_http(data, size, max_size, seed, fuzzer_mutate)
});
