//! JSON that speaks the contract's words, and raw bytes, to the reader and to other parsers.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|data: &[u8]| fuzz_oracles::check_differential(data));
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    fuzz_oracles::mutate(data, size, max_size, seed, fuzzer_mutate)
});
