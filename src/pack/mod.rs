//! Floor 4: packs. A pack is a folder: `pack.toml`, rule files, `lib/`, `lexicons/`, `gazetteers/`. Loading gives the
//! pack and the faults in it; what is sound works.

mod manifest;
mod open;
mod prompt;
mod store;
mod version;
#[cfg(feature = "repl")]
pub(crate) mod write;

pub use manifest::Manifest;
pub use open::Loaded;
pub use prompt::{PROMPT, prompt};
pub use store::Store;

use crate::gazetteer::Table;
use crate::script::{Fault, ScriptFile, ScriptSet};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// A rule set as it lies in its folder: manifest, scripts, lexicons, gazetteers.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Its folder, in the store's one spelling; empty for a pack that lies nowhere.
    pub root: String,
    /// What `pack.toml` says.
    pub manifest: Manifest,
    /// Scripts and lexicons.
    pub scripts: Arc<ScriptSet>,
    /// Gazetteer tables: what sort, path inside the pack, text.
    pub tables: Vec<(Table, String, String)>,
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
    /// Packs that depend on each other in a circle.
    #[error("{0} depends on itself, by way of its `depends`; break the circle")]
    Circle(String),
}

/// Loads the pack at `root` of `store` and what it depends on; dependencies come first, each once.
pub fn load(store: &Store, root: &str) -> Result<(Vec<Arc<Pack>>, Vec<Fault>), PackError> {
    let mut shelf = Shelf { store, packs: Vec::new(), open: Vec::new(), faults: Vec::new() };
    shelf.load(root)?;
    Ok((shelf.packs.into_iter().map(|(_, pack)| pack).collect(), shelf.faults))
}

struct Shelf<'a> {
    store: &'a Store,
    packs: Vec<(String, Arc<Pack>)>,
    open: Vec<String>,
    faults: Vec<Fault>,
}

impl Shelf<'_> {
    fn load(&mut self, root: &str) -> Result<(), PackError> {
        let root = self.store.canonical(root);
        if self.packs.iter().any(|(known, _)| *known == root) {
            return Ok(());
        }
        if self.open.contains(&root) {
            return Err(PackError::Circle(root));
        }
        let manifest = self.manifest(&root)?;
        self.open.push(root.clone());
        for dependency in &manifest.depends {
            self.load(&self.store.join(&root, dependency))?;
        }
        self.open.pop();
        let pack = self.read(&root, manifest)?;
        self.packs.push((root, Arc::new(pack)));
        Ok(())
    }

    fn manifest(&self, root: &str) -> Result<Manifest, PackError> {
        if !self.store.is_folder(root) {
            return Err(PackError::Missing(root.to_owned(), "syria, conflict".to_owned()));
        }
        let text = match self.store.read(&format!("{root}/pack.toml"))? {
            Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            None => return Err(PackError::NoManifest(root.to_owned())),
        };
        Manifest::parse(&text).map_err(|error| PackError::BadManifest(root.to_owned(), error))
    }

    fn read(&mut self, root: &str, manifest: Manifest) -> Result<Pack, PackError> {
        let mut scripts = ScriptSet {
            pack: manifest.name.clone(),
            version: manifest.version.clone(),
            kinds: manifest.kinds(),
            ..ScriptSet::default()
        };
        let mut tables = Vec::new();
        let mut hash = blake3::Hasher::new();
        for path in self.store.list(root)? {
            let Some(part) = Part::of(&path) else { continue };
            let bytes = match self.store.read(&format!("{root}/{path}")) {
                Ok(Some(bytes)) => bytes,
                Ok(None) => continue,
                Err(error) => {
                    let help = "make it readable, or take it out of the pack";
                    let fault = Fault::of(&manifest.name, Some(&path), &error.to_string(), help);
                    self.faults.push(fault);
                    continue;
                }
            };
            // Lengths keep two files from passing for one.
            hash.update(&(path.len() as u64).to_le_bytes()).update(path.as_bytes());
            hash.update(&(bytes.len() as u64).to_le_bytes()).update(&bytes);
            let text = match String::from_utf8(bytes.into_owned()) {
                Ok(text) => text,
                Err(_) => {
                    let help = "save it as UTF-8";
                    self.faults.push(Fault::of(
                        &manifest.name,
                        Some(&path),
                        "the file is no UTF-8",
                        help,
                    ));
                    continue;
                }
            };
            match part {
                Part::Manifest => {
                    if let Some(why) = version::objection(&manifest.dateline, version::OWN) {
                        let help =
                            "take a pack or a program of another version; what works of it, works";
                        let line =
                            text.lines().position(|line| line.trim().starts_with("dateline"));
                        let fault = Fault::of(&manifest.name, Some(&path), &why, help);
                        self.faults.push(fault.at(&text, line.map(|line| line + 1), Some(1)));
                    }
                    for (line, unknown) in &manifest.unknown_codes {
                        let fault =
                            Fault::of(&manifest.name, Some(&path), &unknown.message, &unknown.help);
                        self.faults.push(fault.at(&text, Some(*line), Some(1)));
                    }
                }
                Part::Rules => scripts.rules.push(ScriptFile { path, text }),
                Part::Lib => scripts.lib.push(ScriptFile { path, text }),
                Part::Lexicon(name) => {
                    scripts.lexicons.insert(name, phrases(&text));
                }
                Part::Gazetteer => match Table::from_file_name(&path) {
                    Some(table) => tables.push((table, path, text)),
                    None => {
                        let help = "name it actors*.csv, places*.csv or weapons*.csv";
                        let message = "the table's name does not say what it holds";
                        self.faults.push(Fault::of(&manifest.name, Some(&path), message, help));
                    }
                },
            }
        }
        scripts.hash = hash.finalize().to_hex()[..32].to_owned();
        Ok(Pack { root: root.to_owned(), manifest, scripts: Arc::new(scripts), tables })
    }
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

/// The names of all kinds that packs declare, with the packs' order kept for those first named.
pub fn kinds(packs: &[Arc<Pack>]) -> BTreeMap<String, crate::script::Kind> {
    packs.iter().flat_map(|pack| pack.scripts.kinds.clone()).collect()
}
