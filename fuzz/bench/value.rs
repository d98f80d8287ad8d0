//! The measure for `make bench`: only a plain parse, in the same frame as the targets.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = std::hint::black_box(serde_json::from_slice::<serde_json::Value>(data));
});
