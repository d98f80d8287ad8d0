//! Raw bytes to the reader of error bodies.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oracle::check_error_body(data));
