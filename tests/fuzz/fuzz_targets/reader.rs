//! Bytes as a file, from reading to the files of both crates.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| codegen_fuzz::reader(bytes));
