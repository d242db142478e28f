//! Runs the check `xml` on inputs of the fuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::xml::check(data));
