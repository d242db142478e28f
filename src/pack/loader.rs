//! Packs read from where they lie, dependencies first.

use super::{Manifest, Pack, PackError, Part, Store, kinds, phrases, version};
use crate::gazetteer::Table;
use crate::script::{Fault, ScriptFile, ScriptSet};
use std::sync::Arc;

/// Packs with what was wrong with their files.
pub type Loaded = (Vec<Arc<Pack>>, Vec<Fault>);

/// Loads the pack at `root` of `store` and what it depends on; dependencies come first, each once. What is wrong with
/// files comes back as faults; an error is what keeps the pack from being one.
pub fn load(store: &Store, root: &str) -> Result<Loaded, PackError> {
    load_beside(store, root, &Store::Memory(Default::default()))
}

/// [`load`], where a name in `depends` that leads nowhere from the pack's folder may be one of the packs of `carried`.
pub fn load_beside(store: &Store, root: &str, carried: &Store) -> Result<Loaded, PackError> {
    let mut loader = Loader::new(store, carried);
    loader.load(&PackLocation { carried: false, root: store.canonical(root) })?;
    Ok(loader.finish())
}

/// Where a pack lies.
#[derive(Clone, PartialEq, Eq)]
pub struct PackLocation {
    /// Whether among those that the program carries.
    pub carried: bool,
    /// Its folder.
    pub root: String,
}

/// Packs while they are loaded.
pub struct Loader<'a> {
    store: &'a Store,
    carried: &'a Store,
    packs: Vec<(PackLocation, Arc<Pack>)>,
    /// Packs whose dependencies are being loaded, with their names.
    open: Vec<(PackLocation, String)>,
    faults: Vec<Fault>,
}

impl<'a> Loader<'a> {
    /// None so far.
    pub fn new(store: &'a Store, carried: &'a Store) -> Loader<'a> {
        Loader { store, carried, packs: Vec::new(), open: Vec::new(), faults: Vec::new() }
    }

    /// All that were loaded.
    pub fn finish(self) -> Loaded {
        (self.packs.into_iter().map(|(_, pack)| pack).collect(), self.faults)
    }

    fn store_of(&self, place: &PackLocation) -> &'a Store {
        if place.carried { self.carried } else { self.store }
    }

    /// Loads a pack, unless it is loaded; gives its name.
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

    /// Loads what a pack depends on; gives their names.
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

    /// Where the pack lies that the one at `place` calls `name`: a folder as seen from its own, else a carried pack.
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

    /// The manifest of the pack at a place.
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

    /// Reads the files `paths` of the folder at a place into a pack.
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
        let mut tables = Vec::new();
        let mut hash = blake3::Hasher::new();
        for path in paths {
            let Some(part) = Part::of(path) else { continue };
            let bytes = match self.store_of(place).read(&format!("{}/{path}", place.root)) {
                Ok(Some(bytes)) => bytes,
                Ok(None) => continue,
                Err(error) => {
                    let help = "make it readable, or take it out of the pack";
                    let fault = Fault::of(&manifest.name, Some(path), &error.to_string(), help);
                    self.unreadable(&mut scripts, &part, fault);
                    continue;
                }
            };
            // Lengths keep two files from passing for one.
            hash.update(&(path.len() as u64).to_le_bytes()).update(path.as_bytes());
            hash.update(&(bytes.len() as u64).to_le_bytes()).update(&bytes);
            let Ok(text) = String::from_utf8(bytes.into_owned()) else {
                let message = "the file is not UTF-8";
                let fault = Fault::of(&manifest.name, Some(path), message, "save it as UTF-8");
                self.unreadable(&mut scripts, &part, fault);
                continue;
            };
            let path = path.clone();
            // Some editors begin a file with a byte order mark.
            let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned);
            match part {
                Part::Manifest => {
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
        let (root, scripts) = (place.root.clone(), Arc::new(scripts));
        Ok(Pack { root, file: None, manifest, scripts, tables })
    }

    /// A file that cannot be read. For files that rules depend on the engine reports it, with the rules that fail with it.
    fn unreadable(&mut self, scripts: &mut ScriptSet, part: &Part, fault: Fault) {
        match (part, &fault.file) {
            (Part::Lib | Part::Lexicon(_), Some(path)) => {
                scripts.unread.insert(path.clone(), fault);
            }
            _ => self.faults.push(fault),
        }
    }

    /// Tells what is wrong with what a manifest says.
    fn check(&mut self, manifest: &Manifest, path: &str, text: &str) {
        if let Some(why) = version::objection(&manifest.dateline, version::OWN) {
            let help = "take a pack or a program of another version; what works of it, works";
            let line = text.lines().position(|line| line.trim().starts_with("dateline"));
            let fault = Fault::of(&manifest.name, Some(path), &why, help);
            self.faults.push(fault.at(text, line.map(|line| line + 1), Some(1)));
        }
    }
}
