//! The rules of a session at one moment (cheap to keep, for `:undo` and the baseline), and the packs they come from.
//! Nothing is run here: `live` runs rules.

use super::pack_source::{LoadedPacks, PackSource};
use crate::pack::{self, Pack, prompt};
use crate::script::console::TypedRule;
use crate::script::{Fault, ScriptFile, ScriptSet};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The rules of a session at one moment: a few pointers.
#[derive(Clone, Default)]
pub struct Rulebook {
    /// Packs loaded, dependencies first; if rules were typed, a pack of those comes last.
    all: Vec<Arc<Pack>>,
    /// Rules typed and not saved, in the order first typed.
    typed: Vec<TypedRule>,
}

impl Rulebook {
    /// The rules of `packs`, and the typed ones.
    pub fn new(packs: Vec<Arc<Pack>>, typed: Vec<TypedRule>) -> Rulebook {
        let mut all = packs;
        if !typed.is_empty() {
            all.push(prompt(&typed));
        }
        Rulebook { all, typed }
    }

    /// All packs, including the one of the typed rules.
    pub fn all(&self) -> &[Arc<Pack>] {
        &self.all
    }

    /// The packs without the one of the typed rules.
    pub fn packs(&self) -> &[Arc<Pack>] {
        &self.all[..self.all.len() - usize::from(!self.typed.is_empty())]
    }

    /// Rules typed and not saved.
    pub fn typed(&self) -> &[TypedRule] {
        &self.typed
    }

    /// These rules with a typed one added: in place of the typed rule of the same id, else at the end.
    pub fn with(&self, rule: TypedRule) -> Rulebook {
        let mut typed = self.typed.clone();
        match typed.iter_mut().find(|old| is_same_rule(&old.id, &rule.id)) {
            Some(old) => *old = rule,
            None => typed.push(rule),
        }
        Rulebook::new(self.packs().to_vec(), typed)
    }

    /// Whether a rule file or a typed rule has this id in quotes, with or without a pack before it.
    pub fn mentions_rule(&self, id: &str) -> bool {
        let plain = id.split_once(':').map_or(id, |(_, name)| name);
        let quoted = format!("\"{plain}\"");
        let files = self.all.iter().flat_map(|pack| &pack.scripts.rules);
        files.into_iter().any(|file| file.text.contains(&quoted))
    }

    /// Whether both have the same rules, names and lexicons, by hash.
    pub fn has_same_rules(&self, other: &Rulebook) -> bool {
        let prints = |rules: &Rulebook| -> Vec<String> {
            rules.all.iter().map(|pack| pack.scripts.hash.clone()).collect()
        };
        prints(self) == prints(other)
    }
}

/// Whether two typed ids name one rule: `yemen:flight/seen` and `flight/seen`.
fn is_same_rule(one: &str, other: &str) -> bool {
    match (one.split_once(':'), other.split_once(':')) {
        (Some((_, name)), None) => name == other,
        (None, Some((_, name))) => name == one,
        _ => one == other,
    }
}

/// A pack that the user asked for.
struct RequestedPack {
    /// A folder, a rule file, or a shipped pack's name.
    name: String,
    /// The packs loaded for it when it could last be read, dependencies first.
    packs: Vec<Arc<Pack>>,
    on_disk: bool,
    /// Whether its folder did not exist at the last check; that was reported.
    missing: bool,
    /// Whether it could not be read at the last check, for any reason.
    unread: bool,
}

/// The packs that the user asked for, and the last good version of each rule file.
#[derive(Default)]
pub struct RequestedPacks {
    sources: Vec<RequestedPack>,
    /// Texts of rule files that had no faults, by pack folder and path.
    good: BTreeMap<(String, String), String>,
    /// Packs without any faults, by folder and name: several single rule files may be in one folder.
    sound: BTreeMap<(String, String), Arc<Pack>>,
}

/// The result of reading the packs again.
pub struct RereadOutcome {
    /// The packs as they are now.
    pub packs: Vec<Arc<Pack>>,
    /// Faults of their files.
    pub faults: Vec<Fault>,
    /// Messages about packs that could not be read at all; their old version is kept.
    pub unreadable: Vec<String>,
    /// Names of packs that could not be read before and can be read again.
    pub readable_again: Vec<String>,
}

impl RequestedPacks {
    /// Adds the pack `name`, or replaces the one of that name. Nothing changes on error.
    pub fn add(&mut self, pack_source: &dyn PackSource, name: &str) -> Result<Vec<Fault>, String> {
        let LoadedPacks { packs, faults, on_disk } = pack_source.pack(name)?;
        let source =
            RequestedPack { name: name.to_owned(), packs, on_disk, missing: false, unread: false };
        match self.sources.iter_mut().find(|old| old.name == name) {
            Some(old) => *old = source,
            None => self.sources.push(source),
        }
        Ok(faults)
    }

    /// The names that the user asked for.
    pub fn names(&self) -> Vec<&str> {
        self.sources.iter().map(|source| source.name.as_str()).collect()
    }

    /// All packs, each once, as they were last read; rule files last. Of two packs of one name only the first; a
    /// fault reports the other.
    pub fn packs(&self) -> (Vec<Arc<Pack>>, Vec<Fault>) {
        let groups: Vec<Vec<Arc<Pack>>> =
            self.sources.iter().map(|source| source.packs.clone()).collect();
        pack::combine(&groups)
    }

    fn on_disk(&self) -> impl Iterator<Item = &Arc<Pack>> {
        let sources = self.sources.iter().filter(|source| source.on_disk);
        sources.flat_map(|source| &source.packs).filter(|pack| pack.is_on_disk())
    }

    /// The folders of packs on disk, including their dependencies; of a single rule file, the file and the folders
    /// beside it that belong to it.
    pub fn folders(&self) -> Vec<PathBuf> {
        let mut all = BTreeSet::new();
        for pack in self.on_disk() {
            match &pack.file {
                None => drop(all.insert(PathBuf::from(&pack.root))),
                Some(file) => {
                    all.insert(PathBuf::from(file));
                    all.extend(pack::BESIDE.iter().map(|inner| Path::new(&pack.root).join(inner)));
                }
            }
        }
        all.into_iter().collect()
    }

    /// Whether `file` is a rule file that was loaded without a pack folder.
    pub fn is_single_file(&self, file: &Path) -> bool {
        self.on_disk().any(|pack| pack.file.as_ref().is_some_and(|own| Path::new(own) == file))
    }

    /// The folders of the packs on disk that the user asked for, without their dependencies.
    pub fn requested_folders(&self) -> Vec<PathBuf> {
        let on_disk = self.sources.iter().filter(|source| source.on_disk);
        let asked = on_disk.filter_map(|source| source.packs.last());
        let folders = asked.filter(|pack| pack.file.is_none());
        folders.map(|pack| PathBuf::from(&pack.root)).collect()
    }

    /// Whether the folder of a pack is missing. No file event may report when it comes back, so it has to be polled.
    pub fn has_missing_folder(&self) -> bool {
        self.sources.iter().any(|source| {
            source.on_disk
                && (source.missing
                    || source.packs.last().is_some_and(|pack| !pack.place().exists()))
        })
    }

    /// Reads all packs on disk again. One that cannot be read keeps its old version.
    pub fn reread(&mut self, pack_source: &dyn PackSource) -> RereadOutcome {
        let (mut faults, mut unreadable, mut readable_again) = (Vec::new(), Vec::new(), Vec::new());
        for source in self.sources.iter_mut().filter(|source| source.on_disk) {
            match pack_source.pack(&source.name) {
                Ok(fresh) => {
                    source.missing = false;
                    if std::mem::take(&mut source.unread) {
                        readable_again.push(source.name.clone());
                    }
                    source.packs = fresh.packs;
                    faults.extend(fresh.faults);
                }
                Err(why) => {
                    let place = source.packs.last().map(|pack| pack.place().to_owned());
                    let is_missing = place.is_some_and(|place| !place.exists());
                    if !(is_missing && source.missing) {
                        unreadable.push(match is_missing {
                            true => format!(
                                "the pack {} was removed from its folder; its rules stay in use as they were last read",
                                source.name
                            ),
                            false => format!("{why}; the pack stays in use as it was last read"),
                        });
                    }
                    (source.missing, source.unread) = (is_missing, true);
                }
            }
        }
        let (packs, duplicates) = self.packs();
        faults.extend(duplicates);
        RereadOutcome { packs, faults, unreadable, readable_again }
    }

    /// Replaces each rule file of `packs` that `faults` name by its last good version; gives the resulting packs and
    /// the names of the files replaced.
    pub fn with_last_good(
        &self,
        packs: &[Arc<Pack>],
        faults: &[Fault],
    ) -> (Vec<Arc<Pack>>, BTreeSet<String>) {
        let mut replaced = BTreeSet::new();
        let mend = |pack: &Arc<Pack>| {
            if let Some(sound) = self.sound.get(&key(pack))
                && faults.iter().any(|fault| self.is_from_outside(pack, fault))
            {
                // A module or lexicon that its rules need is faulty or missing.
                replaced.insert(format!("{} as a whole", pack.manifest.name));
                return sound.clone();
            }
            let mut fresh: Option<ScriptSet> = None;
            for (at, file) in pack.scripts.rules.iter().enumerate() {
                let here = |fault: &&Fault| {
                    fault.pack == pack.manifest.name && fault.file.as_ref() == Some(&file.path)
                };
                let good = self.good.get(&(pack.root.clone(), file.path.clone()));
                let Some(good) = good.filter(|good| **good != file.text) else { continue };
                if faults.iter().any(|fault| here(&fault)) {
                    let set = fresh.get_or_insert_with(|| (*pack.scripts).clone());
                    set.rules[at].text.clone_from(good);
                    // This mix of files exists in no folder, so the hash must be a new one.
                    set.hash = mixed(&set.hash, good);
                    replaced.insert(format!("{}/{}", pack.manifest.name, file.path));
                }
            }
            for (path, good) in self.unreadable(pack, faults) {
                let set = fresh.get_or_insert_with(|| (*pack.scripts).clone());
                let at = set.rules.partition_point(|file| file.path < *path);
                set.rules.insert(at, ScriptFile { path: path.clone(), text: good.clone() });
                set.hash = mixed(&set.hash, good);
                replaced.insert(format!("{}/{path}", pack.manifest.name));
            }
            let mut tables = pack.tables.clone();
            let mut changed = fresh.is_some();
            for (_, path, text) in &mut tables {
                let here = |fault: &Fault| {
                    fault.pack == pack.manifest.name && fault.file.as_ref() == Some(path)
                };
                let good = self.good.get(&(pack.root.clone(), path.clone()));
                let Some(good) = good.filter(|good| *good != text) else { continue };
                if faults.iter().any(here) {
                    text.clone_from(good);
                    changed = true;
                    replaced.insert(format!("{}/{path}", pack.manifest.name));
                    let set = fresh.get_or_insert_with(|| (*pack.scripts).clone());
                    set.hash = mixed(&set.hash, good);
                }
            }
            match fresh.filter(|_| changed) {
                Some(set) => Arc::new(Pack { scripts: Arc::new(set), tables, ..(**pack).clone() }),
                None => pack.clone(),
            }
        };
        (packs.iter().map(mend).collect(), replaced)
    }

    /// Rule files of a pack that exist but cannot be read: path and last good text.
    fn unreadable<'a>(
        &'a self,
        pack: &'a Pack,
        faults: &'a [Fault],
    ) -> impl Iterator<Item = (&'a String, &'a String)> {
        let good = self.good.iter().filter(|((root, _), _)| *root == pack.root);
        let read = |path: &String| pack.scripts.rules.iter().any(|file| file.path == *path);
        let is_rules = |path: &String| path.ends_with(".rhai");
        let at_fault = |path: &String| {
            let here = |fault: &Fault| fault.file.as_ref() == Some(path);
            faults.iter().any(|fault| fault.pack == pack.manifest.name && here(fault))
        };
        good.map(|((_, path), text)| (path, text))
            .filter(move |(path, _)| is_rules(path) && !read(path) && at_fault(path))
    }

    /// Whether the cause of `fault` is outside the rule files of `pack`: it is in a module, or in a rule file that
    /// had no fault with the same text.
    fn is_from_outside(&self, pack: &Pack, fault: &Fault) -> bool {
        let Some(path) = fault.file.as_ref().filter(|_| fault.pack == pack.manifest.name) else {
            return false;
        };
        let good = self.good.get(&(pack.root.clone(), path.clone()));
        let file = pack.scripts.rules.iter().find(|file| file.path == *path);
        path.starts_with("lib/") || file.is_some_and(|file| good == Some(&file.text))
    }

    /// Remembers the rule files of `packs` that `faults` do not name as good.
    pub fn remember_good(&mut self, packs: &[Arc<Pack>], faults: &[Fault]) {
        for pack in packs.iter().filter(|pack| !pack.root.is_empty()) {
            if !faults.iter().any(|fault| fault.pack == pack.manifest.name) {
                self.sound.insert(key(pack), pack.clone());
            }
            for (path, text) in texts(pack) {
                let at_fault = faults.iter().any(|fault| {
                    fault.pack == pack.manifest.name && fault.file.as_ref() == Some(path)
                });
                if !at_fault {
                    self.good.insert((pack.root.clone(), path.clone()), text.clone());
                }
            }
        }
    }
}

/// The key of a pack in `sound`: folder and name.
fn key(pack: &Pack) -> (String, String) {
    (pack.root.clone(), pack.manifest.name.clone())
}

/// The rule files and tables of a pack: path and text.
fn texts(pack: &Pack) -> impl Iterator<Item = (&String, &String)> {
    let rules = pack.scripts.rules.iter().map(|file| (&file.path, &file.text));
    rules.chain(pack.tables.iter().map(|(_, path, text)| (path, text)))
}

fn mixed(hash: &str, text: &str) -> String {
    let mut both = blake3::Hasher::new();
    both.update(hash.as_bytes()).update(text.as_bytes());
    both.finalize().to_hex().to_string()
}
