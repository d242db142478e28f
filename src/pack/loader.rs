//! Loads packs, dependencies first. A pack may be in a folder, in the program, or in an archive; each such place is a
//! shelf. `read` makes a pack of the files of one, `checks` compares it with what was asked for.

mod checks;
mod read;

use super::depends::{self, Dependency, Source};
use super::locate::{Surroundings, is_archive};
use super::select::{Requirement, SelectError, select};
use super::{Manifest, Origin, Pack, PackError, Store, archive};
use crate::file::plain;
use crate::script::Fault;
use semver::Version;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// The loaded packs, and the faults in their files.
pub type PacksAndFaults = (Vec<Arc<Pack>>, Vec<Fault>);

/// Loads the pack at `root` of `store` and its dependencies; dependencies come first, each once. Problems in files are
/// returned as faults; an error means that the pack cannot be loaded at all.
pub fn load(store: &Store, root: &str) -> Result<PacksAndFaults, PackError> {
    load_beside(store, root, &Store::Memory(Default::default()))
}

/// Like [`load`]; dependencies may also be packs in `carried`, which the program embeds, and for a folder on disk the
/// archives around it.
pub fn load_beside(
    store: &Store,
    root: &str,
    carried: &Store,
) -> Result<PacksAndFaults, PackError> {
    let around = match store {
        Store::Disk => Surroundings::of(Path::new(root))?,
        Store::Memory(_) => Surroundings::default(),
    };
    load_around(store, root, carried, around)
}

/// Like [`load_beside`], with the archives that are looked for given.
pub fn load_around(
    store: &Store,
    root: &str,
    carried: &Store,
    around: Surroundings,
) -> Result<PacksAndFaults, PackError> {
    let mut loader = Loader::new(store, carried, around);
    loader.load_root(&PackLocation { shelf: ASKED, root: store.canonical(root) })?;
    Ok(loader.finish())
}

/// Loads the pack in the archive at `path` and its dependencies, which are looked for in `carried` and `around` it.
pub fn load_archive(
    path: &str,
    carried: &Store,
    around: Surroundings,
) -> Result<PacksAndFaults, PackError> {
    let mut loader = Loader::new(&Store::Disk, carried, around);
    let place = loader.open_archive(Path::new(path))?;
    loader.load_root(&place)?;
    Ok(loader.finish())
}

/// The most packs that stand on each other in a row. To load one takes a call for each below it.
const MOST_LEVELS: usize = 64;

/// The shelf of the pack asked for.
pub const ASKED: usize = 0;
/// The shelf of the packs embedded in the program.
pub const CARRIED: usize = 1;

/// The location of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackLocation {
    /// The index of its shelf.
    pub shelf: usize,
    /// Its folder there.
    pub root: String,
}

/// A store, and what is known of it.
struct Shelf<'a> {
    store: ShelfStore<'a>,
    origin: Origin,
    /// The path of an archive; else empty.
    path: String,
    /// The tree of an archive.
    tree: Option<String>,
}

enum ShelfStore<'a> {
    Given(&'a Store),
    Opened(Store),
}

/// The state of loading packs.
pub struct Loader<'a> {
    shelves: Vec<Shelf<'a>>,
    around: Surroundings,
    packs: Vec<(PackLocation, Arc<Pack>)>,
    manifests: Vec<(PackLocation, Manifest)>,
    /// Packs whose dependencies are being loaded, with their names; used to detect cycles.
    open: Vec<(PackLocation, String)>,
    /// By name, the version chosen of packs that are archives.
    chosen: BTreeMap<String, Version>,
    /// By name, who asked for a pack first, and from where.
    asked: BTreeMap<String, (String, Source)>,
    faults: Vec<Fault>,
}

impl<'a> Loader<'a> {
    /// A loader without packs.
    pub fn new(store: &'a Store, carried: &'a Store, around: Surroundings) -> Loader<'a> {
        let shelf = |store: &'a Store| Shelf {
            store: ShelfStore::Given(store),
            origin: if matches!(store, Store::Disk) { Origin::Folder } else { Origin::Memory },
            path: String::new(),
            tree: None,
        };
        Loader {
            shelves: vec![shelf(store), shelf(carried)],
            around,
            packs: Vec::new(),
            manifests: Vec::new(),
            open: Vec::new(),
            chosen: BTreeMap::new(),
            asked: BTreeMap::new(),
            faults: Vec::new(),
        }
    }

    /// All loaded packs, and the faults.
    pub fn finish(self) -> PacksAndFaults {
        (self.packs.into_iter().map(|(_, pack)| pack).collect(), self.faults)
    }

    /// Adds a pack that was read, after those it stands on.
    pub fn put(&mut self, place: PackLocation, pack: Pack) {
        self.packs.push((place, Arc::new(pack)));
    }

    /// The files of the pack at a location.
    pub fn list(&self, place: &PackLocation) -> Result<Vec<String>, PackError> {
        self.store(place.shelf).list(&place.root)
    }

    fn store(&self, shelf: usize) -> &Store {
        match &self.shelves[shelf].store {
            ShelfStore::Given(store) => store,
            ShelfStore::Opened(store) => store,
        }
    }

    /// A location as people know it: a folder, an archive, a shipped pack's name.
    fn shown(&self, place: &PackLocation) -> String {
        match &self.shelves[place.shelf].path {
            path if path.is_empty() => place.root.clone(),
            path => path.clone(),
        }
    }

    /// Puts the archive at `path` on a shelf, unless it is there.
    fn open_archive(&mut self, path: &Path) -> Result<PackLocation, PackError> {
        let error = |error| PackError::Io(path.to_owned(), error);
        let full = std::fs::canonicalize(path).map_err(|why| match why.kind() {
            std::io::ErrorKind::NotFound => PackError::NoArchive(path.to_owned()),
            _ => error(why),
        })?;
        let shown = full.to_string_lossy().into_owned();
        let known = self.shelves.iter().position(|shelf| shelf.path == shown);
        let shelf = match known {
            Some(shelf) => shelf,
            None => {
                let bad = |why| PackError::Archive(path.to_owned(), why);
                if std::fs::metadata(&full).map_err(error)?.len() > archive::MOST_BYTES {
                    return Err(bad(archive::ArchiveError::TooLarge));
                }
                let bytes = plain::read(&full, archive::MOST_BYTES).map_err(error)?;
                let store = archive::read(&bytes).map_err(bad)?;
                let tree = Some(store.tree("", &Default::default())?);
                let store = ShelfStore::Opened(store);
                self.shelves.push(Shelf { store, origin: Origin::Archive, path: shown, tree });
                self.shelves.len() - 1
            }
        };
        Ok(PackLocation { shelf, root: String::new() })
    }

    /// Loads the pack that was asked for.
    fn load_root(&mut self, place: &PackLocation) -> Result<(), PackError> {
        let manifest = self.manifest(place)?;
        self.choose(place, &manifest)?;
        self.load(place)?;
        Ok(())
    }

    /// Chooses the version of each dependency that is an archive: that of the lock, else by minimal selection.
    pub fn choose(&mut self, place: &PackLocation, manifest: &Manifest) -> Result<(), PackError> {
        if let Some(lock) = self.around.lock() {
            let version = |pack: &super::LockedPack| depends::version(&pack.version);
            let packs = lock.packs().iter();
            self.chosen =
                packs.filter_map(|pack| Some((pack.name.clone(), version(pack)?))).collect();
            return Ok(());
        }
        let asked = self.requirements(place, manifest, &mut BTreeSet::new(), MOST_LEVELS)?;
        let selected = select(asked, |name, version| {
            let Some(path) = self.around.archive(name, &version.to_string()) else {
                return Ok(Vec::new());
            };
            let place = self.open_archive(&path)?;
            let manifest = self.manifest(&place)?;
            self.requirements(&place, &manifest, &mut BTreeSet::new(), MOST_LEVELS)
        });
        self.chosen = selected.map_err(|error| match error {
            SelectError::Conflict(conflict) => PackError::Conflict(conflict.to_string()),
            SelectError::Read(error) => error,
        })?;
        Ok(())
    }

    /// What the pack at `place`, and packs in folders below it, ask for of archives.
    fn requirements(
        &mut self,
        place: &PackLocation,
        manifest: &Manifest,
        seen: &mut BTreeSet<String>,
        levels: usize,
    ) -> Result<Vec<Requirement>, PackError> {
        let mut found = Vec::new();
        if levels == 0 {
            return Err(self.too_deep(place));
        }
        if !seen.insert(self.shown(place)) {
            return Ok(found);
        }
        for dependency in &manifest.depends {
            if self.is_outside(dependency) {
                let name = dependency.name.clone();
                let asker = manifest.name.clone();
                let asks = |minimum| Requirement { name, minimum, asker };
                found.extend(dependency.version.clone().map(asks));
            } else {
                let below = self.dependency(place, manifest, dependency)?;
                let manifest = self.manifest(&below)?;
                found.extend(self.requirements(&below, &manifest, seen, levels - 1)?);
            }
        }
        Ok(found)
    }

    fn too_deep(&self, place: &PackLocation) -> PackError {
        PackError::TooDeep(format!("{}/pack.toml", self.shown(place)), MOST_LEVELS)
    }

    /// Whether a dependency is an archive: neither a folder nor in the program.
    fn is_outside(&self, dependency: &Dependency) -> bool {
        match dependency.source {
            Source::Git { .. } | Source::Index(_) => true,
            Source::Named => !self.store(CARRIED).is_folder(&dependency.name),
            Source::Listed | Source::Path(_) => false,
        }
    }

    /// Loads a pack, unless it is loaded already; returns its name.
    fn load(&mut self, place: &PackLocation) -> Result<String, PackError> {
        if let Some((_, pack)) = self.packs.iter().find(|(known, _)| known == place) {
            return Ok(pack.manifest.name.clone());
        }
        if let Some(first) = self.open.iter().position(|(open, _)| open == place) {
            let round = self.open[first..].iter().chain([&self.open[first]]);
            let names: Vec<&str> = round.map(|(_, name)| name.as_str()).collect();
            let path = format!("{}/pack.toml", self.shown(place));
            return Err(PackError::Circle(path, names.join(" -> ")));
        }
        if self.open.len() >= MOST_LEVELS {
            return Err(self.too_deep(place));
        }
        let manifest = self.manifest(place)?;
        let name = manifest.name.clone();
        let depends = self.below(place, &manifest)?;
        let paths = self.store(place.shelf).list(&place.root)?;
        self.tell_passed_over(place, "", &name);
        let pack = self.read(place, manifest, depends, &paths)?;
        if let Some((_, twin)) = self.packs.iter().find(|(_, twin)| twin.manifest.name == name) {
            // Two copies of one pack are one pack.
            return match twin.scripts.hash == pack.scripts.hash {
                true => Ok(name),
                false => Err(self.twins(&name, &twin.root, place)),
            };
        }
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
            let below = self.dependency(place, manifest, dependency)?;
            self.check(manifest, dependency, &below)?;
            let name = self.load(&below)?;
            let asker = || (manifest.name.clone(), dependency.source.clone());
            self.asked.entry(name.clone()).or_insert_with(asker);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        self.open.pop();
        Ok(names)
    }

    /// The location of a dependency of the pack at `place`.
    fn dependency(
        &mut self,
        place: &PackLocation,
        manifest: &Manifest,
        dependency: &Dependency,
    ) -> Result<PackLocation, PackError> {
        let name = dependency.name.as_str();
        let shipped = self.store(CARRIED).is_folder(name).then(|| {
            let root = self.store(CARRIED).canonical(name);
            PackLocation { shelf: CARRIED, root }
        });
        match &dependency.source {
            Source::Listed | Source::Path(_) => {
                let path = match &dependency.source {
                    Source::Path(path) => path,
                    _ => name,
                };
                if self.shelves[place.shelf].origin != Origin::Archive
                    && let Some(below) = self.folder(place, path)?
                {
                    return Ok(below);
                }
                let is_bare = dependency.source == Source::Listed && !name.contains('/');
                if let Some(shipped) = shipped.filter(|_| is_bare) {
                    return Ok(shipped);
                }
                if self.shelves[place.shelf].origin == Origin::Archive {
                    return Err(PackError::InArchive(self.shown(place), path.to_owned()));
                }
                Err(PackError::NoDependency(self.shown(place), path.to_owned(), self.hint(path)))
            }
            source => match shipped.filter(|_| *source == Source::Named) {
                Some(shipped) => Ok(shipped),
                None => self.archived(manifest, dependency, source),
            },
        }
    }

    /// The pack at a path relative to the one at `place`; `None` if nothing is there.
    fn folder(
        &mut self,
        place: &PackLocation,
        path: &str,
    ) -> Result<Option<PackLocation>, PackError> {
        let store = self.store(place.shelf);
        let inner = store.join(&place.root, path);
        if store.is_folder(&inner) {
            let root = store.canonical(&inner);
            return Ok(Some(PackLocation { shelf: place.shelf, root }));
        }
        let is_file = matches!(store, Store::Disk) && Path::new(&inner).is_file();
        match is_file && is_archive(Path::new(&inner)) {
            true => self.open_archive(Path::new(&inner)).map(Some),
            false => Ok(None),
        }
    }

    /// What to write instead of a path that leads nowhere.
    fn hint(&self, path: &str) -> String {
        let carried = self.store(CARRIED);
        let shipped = carried.folders();
        let last = path.rsplit('/').next().unwrap_or(path);
        match () {
            () if shipped.is_empty() => String::new(),
            () if last != path && carried.is_folder(last) => {
                let manifest = carried.read(&format!("{last}/pack.toml")).ok().flatten();
                let manifest = manifest.map(|text| String::from_utf8_lossy(&text).into_owned());
                let version = manifest.and_then(|text| Manifest::parse(&text).ok());
                let version = version.map_or("0.1".to_owned(), |manifest| manifest.version);
                format!(
                    " ({}); for the shipped one write [depends] with {last} = \"{version}\"",
                    shipped.join(", ")
                )
            }
            () => format!(" ({})", shipped.join(", ")),
        }
    }

    /// The archive of a dependency.
    fn archived(
        &mut self,
        manifest: &Manifest,
        dependency: &Dependency,
        source: &Source,
    ) -> Result<PackLocation, PackError> {
        let (name, asker) = (&dependency.name, &manifest.name);
        let locked = self.around.locked(name);
        if self.around.lock().is_some() && *source != Source::Named {
            let wanted = source.to_string();
            let from = locked.map(|locked| locked.from.split('#').next().unwrap_or_default());
            if from != Some(wanted.as_str()) {
                let has = from
                    .map_or("does not have it".to_owned(), |from| format!("has it from {from}"));
                return Err(PackError::NotLocked(format!(
                    "{asker} needs {name} from {wanted}, and dateline.lock {has}: run `dateline pack sync`"
                )));
            }
        }
        let minimum = dependency.version.as_ref().map(|minimum| minimum.0.clone());
        let version = self.chosen.get(name).cloned().or(minimum);
        let locked = locked.map(|locked| locked.version.clone());
        let version = locked.or_else(|| version.map(|version| version.to_string()));
        let path = version.as_ref().and_then(|version| self.around.archive(name, version));
        match path {
            Some(path) => self.open_archive(&path),
            None => {
                let version = version.map_or_else(String::new, |version| format!(" {version}"));
                let help = match source {
                    Source::Named => {
                        let shipped = self.store(CARRIED).folders().join(", ");
                        format!(
                            "it is not shipped (shipped are: {shipped}); write where it is from, \
                             {name} = {{ version = \"...\", from = \"...\" }}, and run `dateline pack sync`"
                        )
                    }
                    source => format!("it comes from {source}; run `dateline pack sync` to get it"),
                };
                Err(PackError::Absent(format!(
                    "{asker} needs {name}{version}, which is not on this machine: {help}"
                )))
            }
        }
    }

    /// The manifest of the pack at a location.
    pub fn manifest(&mut self, place: &PackLocation) -> Result<Manifest, PackError> {
        if let Some((_, manifest)) = self.manifests.iter().find(|(known, _)| known == place) {
            return Ok(manifest.clone());
        }
        let (store, shown) = (self.store(place.shelf), self.shown(place));
        if !store.is_folder(&place.root) {
            let shipped = self.store(CARRIED).folders().join(", ");
            let known = if shipped.is_empty() { "syria, conflict".to_owned() } else { shipped };
            return Err(PackError::Missing(shown, known));
        }
        let text = match store.read(&store.join(&place.root, "pack.toml"))? {
            Some(bytes) => String::from_utf8(bytes.into_owned()).map_err(|_| {
                let message = "the file is not UTF-8: save it as UTF-8".to_owned();
                PackError::BadManifest(shown.clone(), message)
            })?,
            None => return Err(PackError::NoManifest(shown)),
        };
        let bad = |error| PackError::BadManifest(shown.clone(), error);
        let manifest = Manifest::parse(&text).map_err(bad)?;
        // What could not be built was not built by this program.
        if self.shelves[place.shelf].origin == Origin::Archive
            && let Some(why) = manifest.building_problem()
        {
            return Err(bad(why));
        }
        self.manifests.push((place.clone(), manifest.clone()));
        Ok(manifest)
    }
}
