//! What a session is given by the program around it: packs by name, articles by path. The binary carries packs and
//! articles in itself, and the session need not know.

use crate::corpus::{Chunks, ReadOptions};
use crate::pack::Pack;
use crate::script::Fault;
use std::path::PathBuf;
use std::sync::Arc;

/// A pack with what it stands on, as loaded.
pub struct LoadedPacks {
    /// The packs, dependencies first.
    pub packs: Vec<Arc<Pack>>,
    /// What was wrong with their files; mistakes of rules show only when they are taken.
    pub faults: Vec<Fault>,
    /// Whether they lie on disk, where they can change.
    pub on_disk: bool,
}

/// Where packs and articles come from. Errors say what, where and what to do.
pub trait PackSource {
    /// Loads the pack of that name: a folder, or one that the program carries.
    fn pack(&self, name: &str) -> Result<LoadedPacks, String>;
    /// The packs that the program carries.
    fn shipped_packs(&self) -> Vec<String>;
    /// Opens the corpus at `paths`; the articles that the program carries where there is none.
    fn corpus(&self, paths: &[PathBuf]) -> Result<Chunks, String>;
    /// How articles are read.
    fn options(&self) -> ReadOptions;
    /// The name of who codes, for gold; and the time now, RFC 3339.
    fn signature(&self) -> (String, String);
}
