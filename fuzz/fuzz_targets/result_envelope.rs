//! Raw bytes to the readers of all results.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oracle::check_result_envelope(data));
