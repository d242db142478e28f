//! Packs. A pack is a folder: `pack.toml`, rule files, `lib/`, `lexicons/`, `gazetteers/`. Loading returns the pack and
//! its faults; the valid parts are usable.

mod combine;
pub(crate) mod home;
mod kinds;
mod loader;
mod lone;
mod manifest;
mod open;
mod prompt;
mod store;
mod version;
#[cfg(feature = "repl")]
pub(crate) mod write;

pub use combine::combine;
pub use loader::{PacksAndFaults, load, load_beside};
pub use lone::{BESIDE, is_rule_file, load_file};
pub use manifest::Manifest;
pub use prompt::{PROMPT, prompt};
pub use store::Store;

use crate::gazetteer::{NameFile, Table};
use crate::script::ScriptSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A loaded rule set: manifest, scripts, lexicons, gazetteers.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Its folder, in canonical spelling; empty for a pack that is not on disk.
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
        Path::new(&self.root).is_absolute()
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
    /// A name in `depends` that cannot be found: the pack, the name, and the shipped packs.
    #[error(
        "{0}/pack.toml: depends on \"{1}\", which is neither a folder beside it nor a shipped pack{2}"
    )]
    NoDependency(String, String, String),
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
