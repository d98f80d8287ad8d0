//! A whole HTTP response to the reference client.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oracle::check_http_response(data));
