//! Any text as one of the vendor's Markdown pages.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_oracles::check_docs_page(data));
