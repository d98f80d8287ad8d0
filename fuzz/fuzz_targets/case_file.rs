//! Raw bytes to the readers of case files and baselines.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_oracles::check_case_file(data));
