//! Loads packs from a store, dependencies first.

use super::{FileRole, Manifest, Pack, PackError, Store, kinds, phrases, version};
use crate::gazetteer::{NameFile, Table};
use crate::script::{Fault, ScriptFile, ScriptSet};
use std::borrow::Cow;
use std::sync::Arc;

/// The text of a file; `None` if it is not UTF-8. A file that the program carries is not copied.
fn utf8(bytes: Cow<'static, [u8]>) -> Option<Cow<'static, str>> {
    match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
    }
}

/// The loaded packs, and the faults in their files.
pub type PacksAndFaults = (Vec<Arc<Pack>>, Vec<Fault>);

/// Loads the pack at `root` of `store` and its dependencies; dependencies come first, each once. Problems in files are
/// returned as faults; an error means that the pack cannot be loaded at all.
pub fn load(store: &Store, root: &str) -> Result<PacksAndFaults, PackError> {
    load_beside(store, root, &Store::Memory(Default::default()))
}

/// Like [`load`]; a name in `depends` that is not a folder relative to the pack's may be one of the packs in `carried`.
pub fn load_beside(
    store: &Store,
    root: &str,
    carried: &Store,
) -> Result<PacksAndFaults, PackError> {
    let mut loader = Loader::new(store, carried);
    loader.load(&PackLocation { carried: false, root: store.canonical(root) })?;
    Ok(loader.finish())
}

/// The location of a pack.
#[derive(Clone, PartialEq, Eq)]
pub struct PackLocation {
    /// Whether it is one of the packs embedded in the program.
    pub carried: bool,
    /// Its folder.
    pub root: String,
}

/// The state of loading packs.
pub struct Loader<'a> {
    store: &'a Store,
    carried: &'a Store,
    packs: Vec<(PackLocation, Arc<Pack>)>,
    /// Packs whose dependencies are being loaded, with their names; used to detect cycles.
    open: Vec<(PackLocation, String)>,
    faults: Vec<Fault>,
}

impl<'a> Loader<'a> {
    /// A loader without packs.
    pub fn new(store: &'a Store, carried: &'a Store) -> Loader<'a> {
        Loader { store, carried, packs: Vec::new(), open: Vec::new(), faults: Vec::new() }
    }

    /// All loaded packs, and the faults.
    pub fn finish(self) -> PacksAndFaults {
        (self.packs.into_iter().map(|(_, pack)| pack).collect(), self.faults)
    }

    fn store_of(&self, place: &PackLocation) -> &'a Store {
        if place.carried { self.carried } else { self.store }
    }

    /// Loads a pack, unless it is loaded already; returns its name.
    fn load(&mut self, place: &PackLocation) -> Result<String, PackError> {
        if let Some((_, pack)) = self.packs.iter().find(|(known, _)| known == place) {
            return Ok(pack.manifest.name.clone());
        }
        if let Some(first) = self.open.iter().position(|(open, _)| open == place) {
            let round = self.open[first..].iter().chain([&self.open[first]]);
            let names: Vec<&str> = round.map(|(_, name)| name.as_str()).collect();
            let path = format!("{}/pack.toml", place.root);
            return Err(PackError::Circle(path, names.join(" -> ")));
        }
        let manifest = self.manifest(place)?;
        let name = manifest.name.clone();
        let depends = self.below(place, &manifest)?;
        let paths = self.store_of(place).list(&place.root)?;
        let pack = self.read(place, manifest, depends, &paths)?;
        self.packs.push((place.clone(), Arc::new(pack)));
        Ok(name)
    }

    /// Loads a pack's dependencies; returns their names.
    pub fn below(
        &mut self,
        place: &PackLocation,
        manifest: &Manifest,
    ) -> Result<Vec<String>, PackError> {
        self.open.push((place.clone(), manifest.name.clone()));
        let mut names = Vec::new();
        for dependency in &manifest.depends {
            let below = self.dependency(place, dependency)?;
            let name = self.load(&below)?;
            if !names.contains(&name) {
                names.push(name);
            }
        }
        self.open.pop();
        Ok(names)
    }

    /// The location of the pack that the one at `place` calls `name`: a folder relative to its own, else an embedded
    /// pack.
    fn dependency(&self, place: &PackLocation, name: &str) -> Result<PackLocation, PackError> {
        let store = self.store_of(place);
        let inner = store.join(&place.root, name);
        if store.is_folder(&inner) {
            return Ok(PackLocation { carried: place.carried, root: store.canonical(&inner) });
        }
        if !name.contains('/') && self.carried.is_folder(name) {
            return Ok(PackLocation { carried: true, root: self.carried.canonical(name) });
        }
        let shipped = self.carried.folders();
        let known =
            if shipped.is_empty() { String::new() } else { format!(" ({})", shipped.join(", ")) };
        Err(PackError::NoDependency(place.root.clone(), name.to_owned(), known))
    }

    /// The manifest of the pack at a location.
    pub fn manifest(&self, place: &PackLocation) -> Result<Manifest, PackError> {
        let (store, root) = (self.store_of(place), &place.root);
        if !store.is_folder(root) {
            let shipped = self.carried.folders().join(", ");
            let known = if shipped.is_empty() { "syria, conflict".to_owned() } else { shipped };
            return Err(PackError::Missing(root.clone(), known));
        }
        let text = match store.read(&format!("{root}/pack.toml"))? {
            Some(bytes) => String::from_utf8(bytes.into_owned()).map_err(|_| {
                let message = "the file is not UTF-8: save it as UTF-8".to_owned();
                PackError::BadManifest(root.clone(), message)
            })?,
            None => return Err(PackError::NoManifest(root.clone())),
        };
        Manifest::parse(&text).map_err(|error| PackError::BadManifest(root.clone(), error))
    }

    /// Reads the files `paths` of the folder at a location into a pack.
    pub fn read(
        &mut self,
        place: &PackLocation,
        manifest: Manifest,
        depends: Vec<String>,
        paths: &[String],
    ) -> Result<Pack, PackError> {
        let mut scripts = ScriptSet {
            pack: manifest.name.clone(),
            depends,
            version: manifest.version.clone(),
            ..ScriptSet::default()
        };
        let (mut tables, mut names) = (Vec::new(), Vec::new());
        let mut hash = blake3::Hasher::new();
        for path in paths {
            let Some(part) = FileRole::of(path) else { continue };
            let bytes = match self.store_of(place).read(&format!("{}/{path}", place.root)) {
                Ok(Some(bytes)) => bytes,
                Ok(None) => continue,
                Err(error) => {
                    let help = "make it readable, or remove it from the pack";
                    let fault = Fault::of(&manifest.name, Some(path), &error.to_string(), help);
                    self.unreadable(&mut scripts, &part, fault);
                    continue;
                }
            };
            // Hashing the lengths keeps two files from having the hash of one joined file.
            hash.update(&(path.len() as u64).to_le_bytes()).update(path.as_bytes());
            hash.update(&(bytes.len() as u64).to_le_bytes()).update(&bytes);
            let Some(text) = utf8(bytes) else {
                let message = "the file is not UTF-8";
                let fault = Fault::of(&manifest.name, Some(path), message, "save it as UTF-8");
                self.unreadable(&mut scripts, &part, fault);
                continue;
            };
            let path = path.clone();
            if let FileRole::Names = part {
                match NameFile::open(text) {
                    Some(file) => names.push((path, file)),
                    None => {
                        let message = "not a name file that this version of dateline can read";
                        let help = "make it again with `dateline import names`";
                        self.faults.push(Fault::of(&manifest.name, Some(&path), message, help));
                    }
                }
                continue;
            }
            let text = text.into_owned();
            // Some editors start a file with a byte-order mark.
            let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned);
            match part {
                FileRole::Manifest => {
                    self.check(&manifest, &path, &text);
                    let kinds = kinds::read(&text);
                    scripts.kinds = kinds.declared;
                    for (line, unfit) in kinds.faults {
                        let fault =
                            Fault::of(&manifest.name, Some(&path), &unfit.message, &unfit.help);
                        self.faults.push(fault.at(&text, Some(line), Some(1)));
                    }
                    scripts.manifest = text;
                }
                FileRole::Rules => scripts.rules.push(ScriptFile { path, text }),
                FileRole::Lib => scripts.lib.push(ScriptFile { path, text }),
                FileRole::Lexicon(name) => {
                    scripts.lexicons.insert(name, phrases(&text));
                }
                FileRole::Names => {}
                FileRole::Gazetteer => match Table::from_file_name(&path) {
                    Some(table) => tables.push((table, path, text)),
                    None => {
                        let help = "name it actors*.csv, places*.csv or weapons*.csv";
                        let message =
                            "the table's file name does not show what kind of table it is";
                        self.faults.push(Fault::of(&manifest.name, Some(&path), message, help));
                    }
                },
            }
        }
        scripts.hash = hash.finalize().to_hex()[..32].to_owned();
        let (root, scripts) = (place.root.clone(), Arc::new(scripts));
        Ok(Pack { root, file: None, manifest, scripts, tables, names })
    }

    /// Reports a file that cannot be read. For files that rules depend on, the engine reports it, with the rules that
    /// fail.
    fn unreadable(&mut self, scripts: &mut ScriptSet, part: &FileRole, fault: Fault) {
        match (part, &fault.file) {
            (FileRole::Lib | FileRole::Lexicon(_), Some(path)) => {
                scripts.unread.insert(path.clone(), fault);
            }
            _ => self.faults.push(fault),
        }
    }

    /// Reports problems in what a manifest declares.
    fn check(&mut self, manifest: &Manifest, path: &str, text: &str) {
        if let Some(why) = version::mismatch(&manifest.dateline, version::OWN) {
            let help = "use another version of the pack or of dateline; the pack is loaded as far as possible";
            let line = text.lines().position(|line| line.trim().starts_with("dateline"));
            let fault = Fault::of(&manifest.name, Some(path), &why, help);
            self.faults.push(fault.at(text, line.map(|line| line + 1), Some(1)));
        }
    }
}
