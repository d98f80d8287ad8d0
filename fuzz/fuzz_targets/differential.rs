//! Raw bytes to the reader and to parsers that it does not use.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oracle::check_differential(data));
