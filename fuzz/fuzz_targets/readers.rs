//! Runs the check `readers` on inputs of the fuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::readers::check(data));
