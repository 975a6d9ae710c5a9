//! A text as the scripts of a collection and of requests.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| codegen_fuzz::scripts(text));
