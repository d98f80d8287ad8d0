//! The fuzz target docs_page: the vendor's Markdown pages from someone else, compared and reported.
//! Derived from fuzz/targets.toml by `cargo xtask derive`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_oracles::check_docs_page(data));
