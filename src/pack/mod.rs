//! Packs. A pack is a folder: `pack.toml`, rule files, `lib/`, `lexicons/`, `gazetteers/`. Loading returns the pack and
//! its faults; the valid parts are usable.

pub mod archive;
pub mod bundle;
mod combine;
pub mod depends;
mod find;
pub(crate) mod home;
mod kinds;
mod loader;
pub mod locate;
pub mod lock;
mod lone;
pub mod manifest;
mod open;
mod overlay;
mod prompt;
pub mod reads;
pub mod run_record;
pub mod select;
mod store;
mod toml_text;
pub mod tree;
mod version;
#[cfg(feature = "repl")]
pub(crate) mod write;

pub use combine::combine;
pub use find::{FoundPack, files_of, find};
pub use loader::{PacksAndFaults, load, load_archive, load_around, load_beside};
pub use locate::Surroundings;
pub use lock::{Lock, LockedPack};
pub use lone::{BESIDE, is_rule_file, load_file};
pub use manifest::Manifest;
pub use prompt::{PROMPT, prompt};
pub use run_record::RunRecord;
pub use store::Store;
pub use version::OWN as PROGRAM_VERSION;

use crate::gazetteer::{NameFile, Table};
use crate::script::ScriptSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tree::FileHashes;

/// A loaded rule set: manifest, scripts, lexicons, gazetteers.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Its folder or archive, in canonical spelling; of a shipped pack its name; empty for a pack that is nowhere.
    pub root: String,
    /// The full path of the rule file, if the pack consists of one rule file.
    pub file: Option<String>,
    /// The content of `pack.toml`.
    pub manifest: Manifest,
    /// Scripts and lexicons.
    pub scripts: Arc<ScriptSet>,
    /// Gazetteer tables: kind, path inside the pack, text.
    pub tables: Vec<(Table, String, String)>,
    /// Name files: path inside the pack, and the file.
    pub names: Vec<(String, NameFile)>,
    /// Where it is from, and the hashes of its files.
    pub provenance: Provenance,
}

/// Where a pack was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// A folder on disk, or a rule file there.
    Folder,
    /// An archive on disk, which is not edited.
    Archive,
    /// The program, or the memory of one that embeds it.
    #[default]
    Memory,
}

/// Where a pack is from, and the hashes of its files.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    /// Where it was read.
    pub origin: Origin,
    /// Where it came from, as the lock says; without a lock `folder`, `archive` or `shipped`.
    pub from: String,
    /// The key that the lock names.
    pub key: Option<String>,
    /// The hash over all files of an archive.
    pub tree: Option<String>,
    /// The signature in an archive, not checked.
    pub signature: Option<String>,
    /// The hashes of the files loaded.
    pub files: Arc<FileHashes>,
}

impl Pack {
    /// The path that must exist for the pack to exist: its rule file, or its folder.
    pub fn place(&self) -> &Path {
        Path::new(self.file.as_ref().unwrap_or(&self.root))
    }

    /// Whether it has names of its own: tables or name files.
    pub fn has_names(&self) -> bool {
        !(self.tables.is_empty() && self.names.is_empty())
    }

    /// Whether it is on disk, where it can change.
    pub fn is_on_disk(&self) -> bool {
        self.provenance.origin == Origin::Folder
    }

    /// The hash over all its files that an archive holds; of a rule file's pack, over those loaded. `shipped` are the
    /// packs that the program carries.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn tree(&self, shipped: &Store) -> Result<String, PackError> {
        let Provenance { origin, tree, files, .. } = &self.provenance;
        match (tree, origin) {
            (Some(tree), _) => Ok(tree.clone()),
            _ if self.file.is_some() || self.root.is_empty() => Ok(tree::tree_hash(files)),
            (None, Origin::Folder) => Store::Disk.tree(&self.root, files),
            (None, _) => shipped.tree(&self.root, files),
        }
    }
}

/// Why a pack cannot be loaded at all.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// No such folder.
    #[error(
        "there is no pack at {0}: give a folder that contains a pack.toml, or the name of a shipped pack ({1})"
    )]
    Missing(String, String),
    /// No manifest.
    #[error("{0} has no pack.toml: write one with at least name = \"...\" and version = \"...\"")]
    NoManifest(String),
    /// A manifest that cannot be parsed.
    #[error("{0}/pack.toml: {1}")]
    BadManifest(String, String),
    /// A file that cannot be read.
    #[error("cannot read {0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// Packs that depend on each other in a cycle: the manifest of one of them, and the names in the cycle.
    #[error("{0}: packs depend on each other in a circle: {1}; remove one of them from `depends`")]
    Circle(String, String),
    /// Packs that stand on each other in too long a row: the manifest of the one at its end, and the limit.
    #[error(
        "{0}: packs stand on each other more than {1} levels deep: list what a pack uses in its own `depends`"
    )]
    TooDeep(String, usize),
    /// A name in `depends` that cannot be found: the pack, the name, and the shipped packs.
    #[error(
        "{0}/pack.toml: depends on \"{1}\", which is neither a folder beside it nor a shipped pack{2}"
    )]
    NoDependency(String, String, String),
    /// A path in `depends` of an archive: the archive, and the path.
    #[error(
        "{0}: depends on the folder \"{1}\", and an archive holds no other packs: build it from a pack.toml that gives \
         the version of each dependency, [depends] with lines such as syria = \"0.1\""
    )]
    InArchive(String, String),
    /// No such archive.
    #[error("there is no archive {0}: check the path")]
    NoArchive(PathBuf),
    /// An archive that is refused.
    #[error("{0}: {1}")]
    Archive(PathBuf, archive::ArchiveError),
    /// A lock that cannot be used.
    #[error("{0}: {1}")]
    Lock(PathBuf, String),
    /// A dependency that is not on this machine: who asked for it, and what to do.
    #[error("{0}")]
    Absent(String),
    /// A dependency that the lock does not have, or has from elsewhere.
    #[error("{0}")]
    NotLocked(String),
    /// A pack whose content is not what the lock says.
    #[error("{0}")]
    OtherTree(String),
    /// A pack with another name than the one asked for.
    #[error("{0}")]
    OtherName(String),
    /// Versions that cannot be used together, with who asked for them.
    #[error("{0}")]
    Conflict(String),
    /// Two packs of one name, with who asked for them.
    #[error("{0}")]
    Twins(String),
    /// No such rule file.
    #[error("there is no rule file {0}: check the path")]
    NoFile(String),
    /// A folder where a rule file was expected.
    #[error("{0} is a folder without a pack.toml: give a rule file, or the folder of a pack")]
    Folder(String),
    /// A file that is not a rule file.
    #[error("{0} is not a rule file: {1}")]
    NoRules(String, &'static str),
}

/// The role of a pack's file for the engine; other files (README, fixtures) are not loaded.
enum FileRole {
    Manifest,
    Rules,
    Lib,
    Lexicon(String),
    Gazetteer,
    Names,
}

impl FileRole {
    fn of(path: &str) -> Option<FileRole> {
        // What is loaded must be in an archive of the pack: else the archive would code differently.
        if !tree::is_packed(path) {
            return None;
        }
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let top = folder.split('/').next().unwrap_or_default();
        match (folder, name) {
            // Definitions are for editors: `dateline doc --definitions` may have written them here.
            (_, name) if name.ends_with(".d.rhai") => None,
            ("", "pack.toml") => Some(FileRole::Manifest),
            ("lib", name) if name.ends_with(".rhai") => Some(FileRole::Lib),
            (_, name) if name.ends_with(".rhai") && !["lib", "fixtures"].contains(&top) => {
                Some(FileRole::Rules)
            }
            ("lexicons", name) if name.ends_with(".txt") => {
                Some(FileRole::Lexicon(stem.to_owned()))
            }
            ("gazetteers", name) if name.ends_with(".csv") => Some(FileRole::Gazetteer),
            ("gazetteers", name) if name.ends_with(".names") => Some(FileRole::Names),
            _ => None,
        }
    }
}

/// A lexicon's phrases: one per line; blank lines and everything after `#` are ignored.
pub(crate) fn phrases(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
