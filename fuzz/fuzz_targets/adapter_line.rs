//! Raw bytes to the reader of protocol lines, and the judge.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_oracles::check_adapter_line(data));
