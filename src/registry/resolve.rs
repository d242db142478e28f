//! Which packs exactly a study stands on: reads what each asks for, gets the versions that minimal selection chooses, and
//! makes the lock of them. Nothing is written but archives in the user's store.

use super::supply::{Got, Supply, Wanted};
use super::{OpenedPack, RegistryError, Result, build, source};
use crate::pack::depends::{Dependency, Minimum, Source, version};
use crate::pack::locate::is_archive;
use crate::pack::select::{Requirement, SelectError, select};
use crate::pack::{Lock, LockedPack, Manifest};
use semver::Version;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Who asks for packs.
struct Asker<'m> {
    manifest: &'m Manifest,
    /// Its folder, and how the lock writes it; `None` for an archive.
    folder: Option<(PathBuf, String)>,
    /// Whether it came over the network: then it may not name what is on this machine.
    is_remote: bool,
}

/// The state of one resolution.
struct Resolver<'s, 'c> {
    supply: &'s mut Supply<'c>,
    old: Option<&'s Lock>,
    /// The folders, shipped packs, and archives at paths, by name.
    fixed: BTreeMap<String, LockedPack>,
    /// By name, who asked for a pack first, and from where.
    sources: BTreeMap<String, (String, Source, bool)>,
    /// What was got, by name and version; with what each needs.
    got: BTreeMap<(String, Version), (Got, Vec<String>)>,
}

/// The lock of a pack in `folder` with this manifest. Versions that `old` has are taken as it says.
///
/// # Errors
/// A pack cannot be got or is refused, versions do not fit together, two packs have one name, packs stand on each other
/// in a circle.
pub fn resolve(
    supply: &mut Supply<'_>,
    folder: &Path,
    root: &Manifest,
    old: Option<&Lock>,
) -> Result<Lock> {
    let mut resolver = Resolver {
        supply,
        old,
        fixed: BTreeMap::new(),
        sources: BTreeMap::new(),
        got: BTreeMap::new(),
    };
    let asker = Asker {
        manifest: root,
        folder: Some((folder.to_owned(), String::new())),
        is_remote: false,
    };
    let (asked, needs) = resolver.asks(&asker)?;
    let chosen = select(asked, |name, version| resolver.read(name, version));
    let chosen = chosen.map_err(|error| match error {
        SelectError::Conflict(conflict) => RegistryError::Version(conflict.to_string()),
        SelectError::Read(error) => error,
    })?;
    let lock = resolver.lock(chosen)?;
    check_circles(root, &needs, &lock)?;
    Ok(lock)
}

/// The manifest of the pack at a path: a folder, or an archive.
///
/// # Errors
/// There is no pack, or its manifest cannot be used.
pub fn at_path(path: &Path) -> Result<Manifest> {
    match path.is_dir() {
        true => Ok(build::manifest(path)?.0),
        false => Ok(OpenedPack::open(path)?.manifest),
    }
}

impl Resolver<'_, '_> {
    /// What a pack asks for of repositories and indexes, and the names of all that it needs.
    fn asks(&mut self, asker: &Asker<'_>) -> Result<(Vec<Requirement>, Vec<String>)> {
        let (mut asked, mut needs) = (Vec::new(), Vec::new());
        for dependency in &asker.manifest.depends {
            let more = match &dependency.source {
                Source::Listed | Source::Path(_) => self.at_path(asker, dependency)?,
                Source::Named => {
                    self.shipped(asker, dependency)?;
                    Found::named(&dependency.name)
                }
                source => {
                    let minimum = self.outside(asker, dependency, source)?;
                    Found {
                        name: dependency.name.clone(),
                        asked: vec![Requirement {
                            name: dependency.name.clone(),
                            minimum,
                            asker: label(asker.manifest),
                        }],
                    }
                }
            };
            asked.extend(more.asked);
            needs.push(more.name);
        }
        Ok((asked, needs))
    }

    /// A folder or archive beside the pack that asks, or a shipped pack in a list.
    fn at_path(&mut self, asker: &Asker<'_>, dependency: &Dependency) -> Result<Found> {
        let path = match &dependency.source {
            Source::Path(path) => path,
            _ => &dependency.name,
        };
        if let Some((folder, shown)) = &asker.folder {
            let (full, shown) = (folder.join(path), format!("{shown}{path}"));
            if full.is_dir() {
                return self.folder(&full, &shown);
            }
            if is_archive(&full) && full.is_file() {
                return self.archive(&full, &shown);
            }
        }
        let short = path.rsplit('/').next().unwrap_or(path);
        let is_bare =
            dependency.source == Source::Listed && (short == path || asker.folder.is_none());
        if is_bare && self.supply.carried.is_folder(short) {
            let named = Dependency { name: short.to_owned(), ..dependency.clone() };
            self.shipped(asker, &named)?;
            return Ok(Found::named(short));
        }
        let help = match &asker.folder {
            Some(_) => "correct the path in pack.toml",
            None => "an archive holds no other packs; its author gives the version of each instead",
        };
        Err(RegistryError::Version(format!(
            "{} needs the pack at {path:?}, and there is none: {help}",
            label(asker.manifest)
        )))
    }

    fn folder(&mut self, full: &Path, shown: &str) -> Result<Found> {
        let manifest = build::manifest(full)?.0;
        let name = manifest.name.clone();
        let is_new = self.fix(LockedPack {
            name: name.clone(),
            version: full_version(&manifest),
            from: format!("path:{shown}"),
            ..LockedPack::default()
        })?;
        if !is_new {
            return Ok(Found::named(&name));
        }
        let place = Some((full.to_owned(), format!("{shown}/")));
        let (asked, needs) =
            self.asks(&Asker { manifest: &manifest, folder: place, is_remote: false })?;
        self.needs(&name, needs);
        Ok(Found { name, asked })
    }

    fn archive(&mut self, full: &Path, shown: &str) -> Result<Found> {
        let pack = OpenedPack::open(full)?;
        let name = pack.manifest.name.clone();
        let pinned = self.old.and_then(|old| old.get(&name)).and_then(|known| known.key.as_deref());
        let signed = self.supply.trust.judge(&pack.subject(), pack.signature.as_deref(), pinned)?;
        let key = signed.map(|signed| signed.key).or_else(|| pinned.map(str::to_owned));
        let is_new = self.fix(LockedPack {
            name: name.clone(),
            version: full_version(&pack.manifest),
            from: format!("path:{shown}"),
            tree: pack.tree.clone(),
            key,
            needs: Vec::new(),
        })?;
        if !is_new {
            return Ok(Found::named(&name));
        }
        let asker = Asker { manifest: &pack.manifest, folder: None, is_remote: false };
        let (asked, needs) = self.asks(&asker)?;
        self.needs(&name, needs);
        Ok(Found { name, asked })
    }

    /// A pack that the program carries, with those it stands on.
    fn shipped(&mut self, asker: &Asker<'_>, dependency: &Dependency) -> Result<()> {
        let (name, carried) = (&dependency.name, self.supply.carried);
        let Some(text) = carried.read(&format!("{name}/pack.toml"))? else {
            return Err(RegistryError::Version(format!(
                "{} needs {name}, which is not shipped (shipped are: {}): write where it is from, {name} = {{ version = \
                 \"...\", from = \"...\" }}",
                label(asker.manifest),
                carried.folders().join(", ")
            )));
        };
        let manifest = Manifest::parse(&String::from_utf8_lossy(&text))
            .map_err(|why| RegistryError::Manifest(format!("{name}/pack.toml"), why))?;
        if let Some(minimum) = &dependency.version
            && !version(&manifest.version).is_some_and(|version| minimum.allows(&version))
        {
            return Err(RegistryError::Version(format!(
                "{} needs {name} {minimum}, and this program carries {}: change the version in pack.toml, or use another \
                 dateline",
                label(asker.manifest),
                manifest.version
            )));
        }
        let is_new = self.fix(LockedPack {
            name: name.clone(),
            version: full_version(&manifest),
            from: "shipped".to_owned(),
            tree: carried.tree(name, &Default::default())?,
            ..LockedPack::default()
        })?;
        if is_new {
            let shipped = Asker { manifest: &manifest, folder: None, is_remote: false };
            let (_, needs) = self.asks(&shipped)?;
            self.needs(name, needs);
        }
        Ok(())
    }

    /// A pack of a repository or index: who asked for it first names its source for all.
    fn outside(
        &mut self,
        asker: &Asker<'_>,
        dependency: &Dependency,
        from: &Source,
    ) -> Result<Minimum> {
        let (name, asking) = (&dependency.name, label(asker.manifest));
        source::check(from)?;
        let is_local = source::is_local(from);
        if asker.is_remote && is_local {
            return Err(RegistryError::Version(format!(
                "{asking}, which came over the network, needs {name} from {from} on this machine: this is refused; ask its \
                 author to publish {name} too"
            )));
        }
        match self.sources.get(name) {
            Some((other, known, _)) if known != from => {
                return Err(RegistryError::Version(format!(
                    "{other} needs {name} from {known}, and {asking} needs it from {from}: two packs of one name cannot be \
                     used together; let both name one source"
                )));
            }
            Some(_) => {}
            None => {
                let first = (asking.clone(), from.clone(), !is_local);
                self.sources.insert(name.clone(), first);
            }
        }
        dependency.version.clone().ok_or_else(|| {
            RegistryError::Version(format!("{asking} needs {name} and gives no version of it"))
        })
    }

    /// Gets a version of a pack; returns what it asks for.
    fn read(&mut self, name: &str, version: &Version) -> Result<Vec<Requirement>> {
        let Some((_, source, is_remote)) = self.sources.get(name).cloned() else {
            return Ok(Vec::new());
        };
        let known = self.old.and_then(|old| old.get(name));
        let got = self.supply.get(&Wanted { name, version, source: &source, known })?;
        let asker = Asker { manifest: &got.pack.manifest, folder: None, is_remote };
        let (asked, needs) = self.asks(&asker)?;
        self.got.insert((name.to_owned(), version.clone()), (got, needs));
        Ok(asked)
    }

    /// Adds a pack that is not chosen by version; whether it is new.
    fn fix(&mut self, pack: LockedPack) -> Result<bool> {
        match self.fixed.get(&pack.name) {
            Some(known)
                if known.from == pack.from || known.tree == pack.tree && !pack.tree.is_empty() =>
            {
                Ok(false)
            }
            Some(known) => Err(twins(&pack.name, &known.from, &pack.from)),
            None => {
                self.fixed.insert(pack.name.clone(), pack);
                Ok(true)
            }
        }
    }

    fn needs(&mut self, name: &str, needs: Vec<String>) {
        if let Some(pack) = self.fixed.get_mut(name) {
            pack.needs = needs;
        }
    }

    /// The lock of the versions chosen.
    fn lock(mut self, chosen: BTreeMap<String, Version>) -> Result<Lock> {
        let mut packs = std::mem::take(&mut self.fixed);
        for (name, version) in chosen {
            let Some((got, needs)) = self.got.remove(&(name.clone(), version.clone())) else {
                continue;
            };
            if let Some(known) = packs.get(&name) {
                return Err(twins(&name, &known.from, &got.from));
            }
            let locked = LockedPack {
                name: name.clone(),
                version: version.to_string(),
                from: got.from,
                tree: got.pack.tree,
                key: got.key,
                needs,
            };
            packs.insert(name, locked);
        }
        Lock::of(packs.into_values())
            .map_err(|why| RegistryError::Manifest("dateline.lock".into(), why))
    }
}

/// A dependency that was found: its name, and what it asks for of repositories and indexes.
struct Found {
    name: String,
    asked: Vec<Requirement>,
}

impl Found {
    fn named(name: &str) -> Found {
        Found { name: name.to_owned(), asked: Vec::new() }
    }
}

fn label(manifest: &Manifest) -> String {
    format!("{} {}", manifest.name, manifest.version)
}

/// The version with all numbers, as a lock has it.
fn full_version(manifest: &Manifest) -> String {
    version(&manifest.version)
        .map_or_else(|| manifest.version.clone(), |version| version.to_string())
}

fn twins(name: &str, first: &str, second: &str) -> RegistryError {
    RegistryError::Version(format!(
        "two packs are named {name}: the one from {first} and the one from {second}; they cannot be used together"
    ))
}

/// Packs that stand on each other cannot be loaded.
fn check_circles(root: &Manifest, needs: &[String], lock: &Lock) -> Result<()> {
    let below = |name: &str| match name == root.name {
        true => needs,
        false => lock.get(name).map_or(&[][..], |pack| &pack.needs),
    };
    let mut done: BTreeSet<String> = BTreeSet::new();
    let mut path: Vec<(String, usize)> = vec![(root.name.clone(), 0)];
    while let Some((name, at)) = path.last_mut() {
        let Some(next) = below(name).get(*at).cloned() else {
            done.insert(name.clone());
            path.pop();
            continue;
        };
        *at += 1;
        if let Some(first) = path.iter().position(|(open, _)| *open == next) {
            let names: Vec<&str> = path[first..].iter().map(|(name, _)| name.as_str()).collect();
            return Err(RegistryError::Version(format!(
                "packs depend on each other in a circle: {} -> {next}; one of them must do without",
                names.join(" -> ")
            )));
        }
        if !done.contains(&next) {
            path.push((next, 0));
        }
    }
    Ok(())
}
