//! Reads the files of one pack: what each is for, and what is wrong with it.

use super::{Loader, PackLocation};
use crate::gazetteer::{NameFile, Table};
use crate::pack::archive::SIGNATURE;
use crate::pack::store::PassedOver;
use crate::pack::tree::{self, FileHashes};
use crate::pack::{
    FileRole, Manifest, Origin, Pack, PackError, Provenance, kinds, overlay, phrases,
};
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

impl Loader<'_> {
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
        let mut files = FileHashes::new();
        for path in paths {
            let Some(part) = FileRole::of(path) else { continue };
            let bytes = match self.bytes(place, path) {
                Ok(Some(bytes)) => bytes,
                Ok(None) => continue,
                Err(error) => {
                    let help = "make it readable, or remove it from the pack";
                    let fault = Fault::of(&manifest.name, Some(path), &error.to_string(), help);
                    self.unreadable(&mut scripts, &part, fault);
                    continue;
                }
            };
            files.insert(path.clone(), tree::stored_hash(&bytes));
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
                    let kinds = kinds::read(&text);
                    scripts.kinds = kinds.declared;
                    for (line, unfit) in kinds.faults {
                        let fault =
                            Fault::of(&manifest.name, Some(&path), &unfit.message, &unfit.help);
                        self.faults.push(fault.at(&text, Some(line), Some(1)));
                    }
                    scripts.overlays = overlay::read(&manifest, &text);
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
        scripts.hash = self.rules_hash(&files, &scripts.depends);
        let provenance = self.provenance(place, &manifest.name, files);
        let (root, scripts) = (self.shown(place), Arc::new(scripts));
        Ok(Pack { root, file: None, manifest, scripts, tables, names, provenance })
    }

    /// Reports what lies in the folder `inside` of a pack and would be read if it were a plain file or a folder.
    pub fn tell_passed_over(&mut self, place: &PackLocation, inside: &str, name: &str) {
        let store = self.store(place.shelf);
        let root = match inside {
            "" => place.root.clone(),
            inside => store.join(&place.root, inside),
        };
        for (path, what) in store.passed_over(&root) {
            let path = if inside.is_empty() { path } else { format!("{inside}/{path}") };
            let message = match what {
                PassedOver::FolderLink => {
                    "a link to a folder, which is not followed: nothing in it is read"
                }
                _ if FileRole::of(&path).is_none() => continue,
                PassedOver::Link => "a link, which is not followed: the file is not read",
                PassedOver::NoFile => "not a plain file, and not read",
            };
            let help = "links may lead out of a pack; put the files themselves in its place";
            self.faults.push(Fault::of(name, Some(&path), message, help));
        }
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

    fn bytes(
        &self,
        place: &PackLocation,
        path: &str,
    ) -> Result<Option<Cow<'static, [u8]>>, PackError> {
        let store = self.store(place.shelf);
        store.read(&store.join(&place.root, path))
    }

    /// The rules hash over these files and the packs in `depends`, which are loaded.
    fn rules_hash(&self, files: &FileHashes, depends: &[String]) -> String {
        let below = self.packs.iter().map(|(_, pack)| pack);
        let below = below.filter(|pack| depends.contains(&pack.manifest.name));
        let below = below.map(|pack| (pack.manifest.name.as_str(), pack.scripts.hash.as_str()));
        tree::rules_hash(files, below)
    }

    fn provenance(&self, place: &PackLocation, name: &str, files: FileHashes) -> Provenance {
        let shelf = &self.shelves[place.shelf];
        let locked = self.around.locked(name).filter(|_| shelf.origin != Origin::Folder);
        let from = match (locked, shelf.origin) {
            (Some(locked), _) => locked.from.clone(),
            (None, Origin::Folder) => "folder".to_owned(),
            (None, Origin::Archive) => "archive".to_owned(),
            (None, Origin::Memory) => "shipped".to_owned(),
        };
        let key = locked.and_then(|locked| locked.key.clone());
        let (origin, tree, files) = (shelf.origin, shelf.tree.clone(), Arc::new(files));
        let is_archive = shelf.origin == Origin::Archive;
        let signature = is_archive.then(|| self.store(place.shelf).read(SIGNATURE).ok().flatten());
        let signature = signature.flatten().map(|text| String::from_utf8_lossy(&text).into_owned());
        Provenance { origin, from, key, tree, signature, files }
    }
}
