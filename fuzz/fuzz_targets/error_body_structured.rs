//! JSON that speaks the contract's words, to the reader of error bodies.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|data: &[u8]| fuzz_oracles::check_error_body(data));
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    fuzz_oracles::mutate(data, size, max_size, seed, fuzzer_mutate)
});
