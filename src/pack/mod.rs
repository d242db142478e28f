//! Packs. A pack is a folder: `pack.toml`, rule files, `lib/`, `lexicons/`, `gazetteers/`. Loading gives the
//! pack and the faults in it; what is sound works.

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
pub use loader::{Loaded, load, load_beside};
pub use lone::{BESIDE, is_rule_file, load_file};
pub use manifest::Manifest;
pub use prompt::{PROMPT, prompt};
pub use store::Store;

use crate::gazetteer::Table;
use crate::script::ScriptSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A rule set as it lies in its folder: manifest, scripts, lexicons, gazetteers.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Its folder, in the store's one spelling; empty for a pack that lies nowhere.
    pub root: String,
    /// The rule file that it is alone, where it is one: its full path.
    pub file: Option<String>,
    /// What `pack.toml` says.
    pub manifest: Manifest,
    /// Scripts and lexicons.
    pub scripts: Arc<ScriptSet>,
    /// Gazetteer tables: what sort, path inside the pack, text.
    pub tables: Vec<(Table, String, String)>,
}

impl Pack {
    /// What must be there for the pack to be there: its rule file, or its folder.
    pub fn place(&self) -> &Path {
        Path::new(self.file.as_ref().unwrap_or(&self.root))
    }

    /// Whether it lies on disk, where it can change.
    pub fn is_on_disk(&self) -> bool {
        Path::new(&self.root).is_absolute()
    }
}

/// Why a pack cannot be loaded at all.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// No such folder.
    #[error(
        "there is no pack at {0}: name a folder that holds a pack.toml, or a shipped pack ({1})"
    )]
    Missing(String, String),
    /// No manifest.
    #[error("{0} has no pack.toml: write one with at least name = \"...\" and version = \"...\"")]
    NoManifest(String),
    /// A manifest that does not read.
    #[error("{0}/pack.toml: {1}")]
    BadManifest(String, String),
    /// A file that cannot be read.
    #[error("cannot read {0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// Packs that depend on each other in a circle: a manifest of it, and the names all round it.
    #[error("{0}: packs depend on each other in a circle: {1}; take one of them out of `depends`")]
    Circle(String, String),
    /// A name in `depends` that leads nowhere: the pack, the name, and the shipped packs.
    #[error(
        "{0}/pack.toml: depends on \"{1}\", which is neither a folder beside it nor a shipped pack{2}"
    )]
    NoDependency(String, String, String),
    /// No such rule file.
    #[error("there is no rule file {0}: check the path")]
    NoFile(String),
    /// A folder where a rule file was expected.
    #[error("{0} is a folder and holds no pack.toml: name a rule file, or the folder of a pack")]
    Folder(String),
    /// A file that is not a rule file.
    #[error("{0} is not a rule file: {1}")]
    NoRules(String, &'static str),
}

/// What a file of a pack is to the engine; other files (README, fixtures) are for people and tests.
enum Part {
    Manifest,
    Rules,
    Lib,
    Lexicon(String),
    Gazetteer,
}

impl Part {
    fn of(path: &str) -> Option<Part> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let top = folder.split('/').next().unwrap_or_default();
        match (folder, name) {
            // Definitions are for editors: `dateline doc --definitions` may have put them here.
            (_, name) if name.ends_with(".d.rhai") => None,
            ("", "pack.toml") => Some(Part::Manifest),
            ("lib", name) if name.ends_with(".rhai") => Some(Part::Lib),
            (_, name) if name.ends_with(".rhai") && !["lib", "fixtures"].contains(&top) => {
                Some(Part::Rules)
            }
            ("lexicons", name) if name.ends_with(".txt") => Some(Part::Lexicon(stem.to_owned())),
            ("gazetteers", name) if name.ends_with(".csv") => Some(Part::Gazetteer),
            _ => None,
        }
    }
}

/// A lexicon's phrases: one a line; blank lines and what follows `#` are for people.
fn phrases(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
