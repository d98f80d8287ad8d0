//! Raw bytes to the reader of error bodies.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_oracles::check_error_body(data));
