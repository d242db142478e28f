//! The rules of a session as they are at a moment, cheap to keep and to go back to; and where they come from. Nothing is
//! run here: the corpus in memory does that.

use super::pack_source::{LoadedPacks, PackSource};
use crate::pack::{self, Pack, prompt};
use crate::script::console::TypedRule;
use crate::script::{Fault, ScriptFile, ScriptSet};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rules at a moment.
#[derive(Clone, Default)]
pub struct Rules {
    /// Packs loaded, dependencies first; where rules were typed, the pack of those last.
    all: Vec<Arc<Pack>>,
    /// Rules typed and not saved, in the order first typed.
    typed: Vec<TypedRule>,
}

impl Rules {
    /// The rules of `packs`, and those typed.
    pub fn new(packs: Vec<Arc<Pack>>, typed: Vec<TypedRule>) -> Rules {
        let mut all = packs;
        if !typed.is_empty() {
            all.push(prompt(&typed));
        }
        Rules { all, typed }
    }

    /// All packs, that of the typed rules included.
    pub fn all(&self) -> &[Arc<Pack>] {
        &self.all
    }

    /// The packs without that of the typed rules.
    pub fn packs(&self) -> &[Arc<Pack>] {
        &self.all[..self.all.len() - usize::from(!self.typed.is_empty())]
    }

    /// Rules typed and not saved.
    pub fn typed(&self) -> &[TypedRule] {
        &self.typed
    }

    /// These rules with a typed one in the place of one of its id, or behind the others.
    pub fn with(&self, rule: TypedRule) -> Rules {
        let mut typed = self.typed.clone();
        match typed.iter_mut().find(|old| is_same_rule(&old.id, &rule.id)) {
            Some(old) => *old = rule,
            None => typed.push(rule),
        }
        Rules::new(self.packs().to_vec(), typed)
    }

    /// Whether a rule file or a typed rule has this id in quotes, with or without a pack before it.
    pub fn names(&self, id: &str) -> bool {
        let plain = id.split_once(':').map_or(id, |(_, name)| name);
        let quoted = format!("\"{plain}\"");
        let files = self.all.iter().flat_map(|pack| &pack.scripts.rules);
        files.into_iter().any(|file| file.text.contains(&quoted))
    }

    /// Whether both hold the same rules, names and lexicons.
    pub fn is_as(&self, other: &Rules) -> bool {
        let prints = |rules: &Rules| -> Vec<String> {
            rules.all.iter().map(|pack| pack.scripts.hash.clone()).collect()
        };
        prints(self) == prints(other)
    }
}

/// Whether two ids typed are one rule's: `yemen:flight/seen` and `flight/seen`.
fn is_same_rule(one: &str, other: &str) -> bool {
    match (one.split_once(':'), other.split_once(':')) {
        (Some((_, name)), None) => name == other,
        (None, Some((_, name))) => name == one,
        _ => one == other,
    }
}

/// A pack as it was asked for.
struct Source {
    /// A folder, a rule file, or a shipped pack's name.
    name: String,
    /// What it came to when it was last sound.
    packs: Vec<Arc<Pack>>,
    on_disk: bool,
    /// Whether its folder was gone when last looked for; it has been told.
    gone: bool,
    /// Whether it could not be read when last looked for, whatever the cause.
    unread: bool,
}

/// Where the packs come from, and the last good version of each rule file.
#[derive(Default)]
pub struct Sources {
    sources: Vec<Source>,
    /// Rule files that were sound, by pack folder and path.
    good: BTreeMap<(String, String), String>,
    /// Packs that were sound as a whole, by folder and name: several rule files may lie in one folder.
    sound: BTreeMap<(String, String), Arc<Pack>>,
}

/// What reading the packs again came to.
pub struct Reread {
    /// The packs, with all that is new.
    pub packs: Vec<Arc<Pack>>,
    /// What was wrong with files.
    pub faults: Vec<Fault>,
    /// Packs that could not be read at all, and stay as they were: messages.
    pub kept: Vec<String>,
    /// Packs that could not be read and can be again, by name.
    pub back: Vec<String>,
}

impl Sources {
    /// Adds the pack `name`; one of that name already there is replaced. Nothing changes on error.
    pub fn add(&mut self, pack_source: &dyn PackSource, name: &str) -> Result<Vec<Fault>, String> {
        let LoadedPacks { packs, faults, on_disk } = pack_source.pack(name)?;
        let source = Source { name: name.to_owned(), packs, on_disk, gone: false, unread: false };
        match self.sources.iter_mut().find(|old| old.name == name) {
            Some(old) => *old = source,
            None => self.sources.push(source),
        }
        Ok(faults)
    }

    /// The names asked for.
    pub fn names(&self) -> Vec<&str> {
        self.sources.iter().map(|source| source.name.as_str()).collect()
    }

    /// All packs, each once, as they were last read; rule files last. Of two packs of one name the first alone: the faults
    /// tell of the other.
    pub fn packs(&self) -> (Vec<Arc<Pack>>, Vec<Fault>) {
        let groups: Vec<Vec<Arc<Pack>>> =
            self.sources.iter().map(|source| source.packs.clone()).collect();
        pack::combine(&groups)
    }

    fn on_disk(&self) -> impl Iterator<Item = &Arc<Pack>> {
        let sources = self.sources.iter().filter(|source| source.on_disk);
        sources.flat_map(|source| &source.packs).filter(|pack| pack.is_on_disk())
    }

    /// The folders of packs on disk, those they stand on included; of a rule file by itself the file and the folders
    /// beside it that are its own.
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

    /// Whether `file` is a rule file that was asked for by itself.
    pub fn is_lone(&self, file: &Path) -> bool {
        self.on_disk().any(|pack| pack.file.as_ref().is_some_and(|own| Path::new(own) == file))
    }

    /// The folders of the packs on disk that were asked for by name.
    pub fn asked_folders(&self) -> Vec<PathBuf> {
        let on_disk = self.sources.iter().filter(|source| source.on_disk);
        let asked = on_disk.filter_map(|source| source.packs.last());
        let folders = asked.filter(|pack| pack.file.is_none());
        folders.map(|pack| PathBuf::from(&pack.root)).collect()
    }

    /// Whether something is amiss that file events will not tell the end of: the folder of a pack is gone.
    pub fn unsettled(&self) -> bool {
        self.sources.iter().any(|source| {
            source.on_disk
                && (source.gone || source.packs.last().is_some_and(|pack| !pack.place().exists()))
        })
    }

    /// Reads all packs on disk again. One that cannot be read stays as it was.
    pub fn reread(&mut self, pack_source: &dyn PackSource) -> Reread {
        let (mut faults, mut kept, mut back) = (Vec::new(), Vec::new(), Vec::new());
        for source in self.sources.iter_mut().filter(|source| source.on_disk) {
            match pack_source.pack(&source.name) {
                Ok(fresh) => {
                    source.gone = false;
                    if std::mem::take(&mut source.unread) {
                        back.push(source.name.clone());
                    }
                    source.packs = fresh.packs;
                    faults.extend(fresh.faults);
                }
                Err(why) => {
                    let place = source.packs.last().map(|pack| pack.place().to_owned());
                    let vanished = place.is_some_and(|place| !place.exists());
                    if !(vanished && source.gone) {
                        kept.push(match vanished {
                            true => format!(
                                "the pack {} was removed from its folder; its rules stay in use as they were last read",
                                source.name
                            ),
                            false => format!("{why}; the pack stays in use as it was last read"),
                        });
                    }
                    (source.gone, source.unread) = (vanished, true);
                }
            }
        }
        let (packs, twins) = self.packs();
        faults.extend(twins);
        Reread { packs, faults, kept, back }
    }

    /// Puts the last good version in the place of each rule file of `packs` that `faults` name; gives the packs so
    /// mended and the files that stand as they were.
    pub fn mended(
        &self,
        packs: &[Arc<Pack>],
        faults: &[Fault],
    ) -> (Vec<Arc<Pack>>, BTreeSet<String>) {
        let mut stand = BTreeSet::new();
        let mend = |pack: &Arc<Pack>| {
            if let Some(sound) = self.sound.get(&key(pack))
                && faults.iter().any(|fault| self.is_from_outside(pack, fault))
            {
                // What its rules stand on is broken or gone: a module, a lexicon.
                stand.insert(format!("{} as a whole", pack.manifest.name));
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
                    // No folder holds these very files: the hash must not say that one does.
                    set.hash = mixed(&set.hash, good);
                    stand.insert(format!("{}/{}", pack.manifest.name, file.path));
                }
            }
            for (path, good) in self.unreadable(pack, faults) {
                let set = fresh.get_or_insert_with(|| (*pack.scripts).clone());
                let at = set.rules.partition_point(|file| file.path < *path);
                set.rules.insert(at, ScriptFile { path: path.clone(), text: good.clone() });
                set.hash = mixed(&set.hash, good);
                stand.insert(format!("{}/{path}", pack.manifest.name));
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
                    stand.insert(format!("{}/{path}", pack.manifest.name));
                    let set = fresh.get_or_insert_with(|| (*pack.scripts).clone());
                    set.hash = mixed(&set.hash, good);
                }
            }
            match fresh.filter(|_| changed) {
                Some(set) => Arc::new(Pack { scripts: Arc::new(set), tables, ..(**pack).clone() }),
                None => pack.clone(),
            }
        };
        (packs.iter().map(mend).collect(), stand)
    }

    /// Rule files of a pack that are there and cannot be read, as they were when they were last sound: path and text.
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

    /// Whether `fault` came into `pack` from outside its rule files: it is one of a module, or of a rule file that was
    /// sound with the very same text.
    fn is_from_outside(&self, pack: &Pack, fault: &Fault) -> bool {
        let Some(path) = fault.file.as_ref().filter(|_| fault.pack == pack.manifest.name) else {
            return false;
        };
        let good = self.good.get(&(pack.root.clone(), path.clone()));
        let file = pack.scripts.rules.iter().find(|file| file.path == *path);
        path.starts_with("lib/") || file.is_some_and(|file| good == Some(&file.text))
    }

    /// Takes note of the rule files of `packs` that `faults` do not name: they are good.
    pub fn note(&mut self, packs: &[Arc<Pack>], faults: &[Fault]) {
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

/// What a pack is kept under.
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
    both.finalize().to_hex()[..32].to_owned()
}
