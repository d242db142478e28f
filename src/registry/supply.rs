//! Gets a version of a pack from where it comes from, and checks it: name, version, tree, signature. What was checked
//! goes into the user's store. Repositories and indexes are asked once in a command.

use super::git::Repository;
use super::index::{self, Index};
use super::seen::Seen;
use super::source;
use super::store::UserStore;
use super::trust::Trust;
use super::{OpenedPack, RegistryError, Result};
use crate::pack::depends::Source;
use crate::pack::locate::{VENDORED, archive_name};
use crate::pack::{LockedPack, Store};
use semver::Version;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A version of a pack that is wanted.
pub struct Wanted<'a> {
    /// The pack's name.
    pub name: &'a str,
    /// The version.
    pub version: &'a Version,
    /// Where it comes from.
    pub source: &'a Source,
    /// What the lock says of the pack of this name, perhaps of another version.
    pub known: Option<&'a LockedPack>,
}

impl Wanted<'_> {
    /// What the lock says of this very version.
    fn locked(&self) -> Option<&LockedPack> {
        let source = self.source.to_string();
        self.known.filter(|known| {
            let from = known.from.split('#').next();
            known.version == self.version.to_string() && from == Some(source.as_str())
        })
    }
}

/// A pack that was got and checked.
pub struct Got {
    /// The pack.
    pub pack: OpenedPack,
    /// Where it is from, as the lock says it.
    pub from: String,
    /// The key that signed it.
    pub key: Option<String>,
}

/// Where packs are got from.
pub struct Supply<'a> {
    /// The packs that the program carries.
    pub carried: &'a Store,
    /// The user's store.
    pub store: UserStore,
    /// Whom the user trusts.
    pub trust: Trust,
    /// The date of today.
    pub today: String,
    /// What was seen of indexes.
    seen: Seen,
    /// The folder of copies beside the study.
    copies: PathBuf,
    repositories: BTreeMap<String, Repository>,
    indexes: BTreeMap<String, Index>,
}

impl<'a> Supply<'a> {
    /// That of this user, for the study in `folder`.
    ///
    /// # Errors
    /// There is no home folder, or the trust file cannot be used.
    pub fn of_user(carried: &'a Store, folder: &Path, today: String) -> Result<Supply<'a>> {
        let store = UserStore::of_user()?;
        let seen = Seen::beside(store.folder());
        Ok(Supply {
            carried,
            store,
            trust: Trust::read()?,
            today,
            seen,
            copies: folder.join(VENDORED),
            repositories: BTreeMap::new(),
            indexes: BTreeMap::new(),
        })
    }

    /// The repository at an address, opened once.
    ///
    /// # Errors
    /// It cannot be reached.
    pub fn repository(&mut self, url: &str) -> Result<&Repository> {
        if !self.repositories.contains_key(url) {
            let source = Source::Git { url: url.to_owned(), path: String::new() };
            source::check(&source)?;
            self.repositories.insert(url.to_owned(), Repository::open(url)?);
        }
        let missing = || RegistryError::Git(format!("{url} is not open"));
        self.repositories.get(url).ok_or_else(missing)
    }

    /// The index at an address, opened and checked once.
    ///
    /// # Errors
    /// It cannot be reached, or is refused.
    pub fn index(&mut self, url: &str) -> Result<&Index> {
        if !self.indexes.contains_key(url) {
            let index = Index::open(url, &self.trust, &self.seen, &self.today)?;
            self.indexes.insert(url.to_owned(), index);
        }
        let missing = || RegistryError::Index(format!("{url} is not open"));
        self.indexes.get(url).ok_or_else(missing)
    }

    /// The versions of a pack that a repository or index offers.
    ///
    /// # Errors
    /// It cannot be reached.
    pub fn versions(&mut self, name: &str, source: &Source) -> Result<Vec<Version>> {
        match source {
            Source::Git { url, .. } => Ok(self.repository(url)?.tags().versions(name)),
            Source::Index(url) => Ok(index::offered(&self.index(url)?.releases(name)?)),
            _ => Ok(Vec::new()),
        }
    }

    /// A version of a pack: from this machine if the lock names it and it is here, else from its source. It is in the
    /// store afterwards.
    ///
    /// # Errors
    /// It cannot be got; it is not what the lock says; its manifest gives another name or version; its signature is
    /// refused.
    pub fn get(&mut self, wanted: &Wanted<'_>) -> Result<Got> {
        if let Some(got) = self.local(wanted) {
            self.keep(&got)?;
            return Ok(got);
        }
        let (name, source) = (wanted.name, wanted.source);
        let (pack, from) = match source {
            Source::Git { url, path } => {
                source::check(source)?;
                let fetched = self.repository(url)?.fetch(name, wanted.version, path)?;
                (fetched.pack, format!("{source}#{}", fetched.commit))
            }
            Source::Index(url) => {
                let pack = match wanted.locked() {
                    Some(locked) => index::fetch_locked(url, name, &locked.version)?,
                    None => self.index(url)?.fetch(name, wanted.version)?,
                };
                (pack, source.to_string())
            }
            _ => return Err(RegistryError::Use(format!("{name} is not got from elsewhere"))),
        };
        check_name(&pack, wanted)?;
        if let Some(locked) = wanted.locked() {
            check_locked(&pack, &from, locked)?;
        }
        let got = self.judged(pack, from, wanted)?;
        self.keep(&got)?;
        Ok(got)
    }

    /// The pack of the lock, if it is beside the study or in the store, and its signature is not refused.
    fn local(&self, wanted: &Wanted<'_>) -> Option<Got> {
        let locked = wanted.locked()?;
        let copy = self.copies.join(archive_name(&locked.name, &locked.version));
        let places = [OpenedPack::open(&copy).ok(), self.store.get(&locked.tree)];
        places.into_iter().flatten().filter(|pack| pack.tree == locked.tree).find_map(|pack| {
            check_name(&pack, wanted).ok()?;
            self.judged(pack, locked.from.clone(), wanted).ok()
        })
    }

    fn judged(&self, pack: OpenedPack, from: String, wanted: &Wanted<'_>) -> Result<Got> {
        let pinned = wanted.known.and_then(|known| known.key.as_deref());
        let signed = self.trust.judge(&pack.subject(), pack.signature.as_deref(), pinned)?;
        // Who does not look at signatures does not lose what the lock knows.
        let key = signed.map(|signed| signed.key).or_else(|| pinned.map(str::to_owned));
        Ok(Got { pack, from, key })
    }

    /// Puts a pack into the store; one of the same tree with another signature gives way.
    fn keep(&self, got: &Got) -> Result<()> {
        match self.store.get(&got.pack.tree) {
            Some(known) if known.signature == got.pack.signature => Ok(()),
            Some(known) if known.signature.is_some() && got.pack.signature.is_none() => Ok(()),
            _ => self.store.put(&got.pack),
        }
    }
}

/// A manifest must not give another name or version than the one asked for.
fn check_name(pack: &OpenedPack, wanted: &Wanted<'_>) -> Result<()> {
    let (name, version) = (wanted.name, wanted.version);
    if pack.manifest.name == name && pack.version() == *version {
        return Ok(());
    }
    Err(RegistryError::Content(format!(
        "{name} {version} was asked for, and what {} has under that name says that it is {}: tell its author",
        wanted.source,
        pack.label()
    )))
}

fn check_locked(pack: &OpenedPack, from: &str, locked: &LockedPack) -> Result<()> {
    let (name, version) = (&locked.name, &locked.version);
    if pack.tree != locked.tree {
        return Err(RegistryError::Content(format!(
            "{from} has another {name} {version} than the one in dateline.lock: its tree is {}, and the lock says {}; a \
             version that was published must not change: ask its author what happened, and get the locked one from \
             somebody who has it",
            pack.tree, locked.tree
        )));
    }
    let commit = |from: &str| from.split_once('#').map(|(_, commit)| commit.to_owned());
    match (commit(from), commit(&locked.from)) {
        (Some(now), Some(then)) if now != then => Err(RegistryError::Content(format!(
            "the tag of {name} {version} was moved: it is at commit {now}, and dateline.lock says {then}; ask its author \
             what happened, then run `dateline pack update {name}`, or put the tag back"
        ))),
        _ => Ok(()),
    }
}
