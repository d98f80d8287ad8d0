//! Any text as one of the vendor's Markdown pages.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oracle::check_docs_page(data));
