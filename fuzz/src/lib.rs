//! What the fuzz targets check. Each module is a target: its `check` makes an input of the program from any bytes, and
//! panics where the program breaks a promise. Panics of the program itself, and inputs that take too long, are found by
//! the fuzzer.
//!
//! The modules know no fuzzer, so that `tests/fuzz_seeds.rs` runs the same checks on the files in `seeds/`: an input
//! that was found becomes a test by being put there.

pub mod archive;
pub mod coding;
pub mod dates;
pub mod decoding;
pub mod gazetteer;
pub mod json;
pub mod manifest;
pub mod pages;
pub mod patterns;
pub mod press;
pub mod readers;
pub mod records;
pub mod rules;
pub mod session;
pub mod warc;
pub mod xml;

mod bundle;
mod desk;
mod event;
mod evidence;
mod mutation;
mod pack;
mod tree;
mod wide_stack;

/// A check and the name of its target.
pub type Check = (&'static str, fn(&[u8]));

/// All checks, by name.
pub const CHECKS: &[Check] = &[
    ("archive", archive::check),
    ("coding", coding::check),
    ("dates", dates::check),
    ("decoding", decoding::check),
    ("gazetteer", gazetteer::check),
    ("json", json::check),
    ("manifest", manifest::check),
    ("pages", pages::check),
    ("patterns", patterns::check),
    ("press", press::check),
    ("readers", readers::check),
    ("records", records::check),
    ("rules", rules::check),
    ("session", session::check),
    ("warc", warc::check),
    ("xml", xml::check),
];
