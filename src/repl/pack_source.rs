//! How a session gets packs by name and articles by path. The program implements this trait: it has packs and
//! articles embedded, which the session does not need to know.

use crate::corpus::{Chunks, ReadOptions};
use crate::pack::Pack;
use crate::script::Fault;
use std::path::PathBuf;
use std::sync::Arc;

/// A pack with its dependencies, as loaded.
pub struct LoadedPacks {
    /// The packs, dependencies first.
    pub packs: Vec<Arc<Pack>>,
    /// Faults of their files; faults of rules are found only when the rules are run.
    pub faults: Vec<Fault>,
    /// Whether they are on disk, where they can change.
    pub on_disk: bool,
}

/// Where packs and articles come from. Error messages say what is wrong, where, and what to do.
pub trait PackSource {
    /// Loads the pack of that name: a folder, a rule file, or an embedded pack.
    fn pack(&self, name: &str) -> Result<LoadedPacks, String>;
    /// The names of the embedded packs.
    fn shipped_packs(&self) -> Vec<String>;
    /// Opens the corpus at `paths`, or the embedded articles if there are no paths.
    fn corpus(&self, paths: &[PathBuf]) -> Result<Chunks, String>;
    /// How articles are read.
    fn options(&self) -> ReadOptions;
    /// The coder's name, for gold, and the current time (RFC 3339).
    fn signature(&self) -> (String, String);
}
