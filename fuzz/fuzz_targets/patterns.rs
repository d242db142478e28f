//! Runs the check `patterns` on inputs of the fuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::patterns::check(data));
