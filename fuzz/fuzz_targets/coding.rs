//! Runs the check `coding` on inputs of the fuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::coding::check(data));
