//! Generated values through writer and reader.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_oracles::check_round_trip(data));
