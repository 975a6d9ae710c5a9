//! A text as the Markdown of a collection, a folder and a request.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| codegen_fuzz::markdown(text));
