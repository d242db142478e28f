//! Where a pack is found without the network: in the folder of the one that asks, in the program, among the archives in
//! `packs/` beside the pack or study, in the user's store. Getting packs is done elsewhere.

use super::lock::{self, LOCK, Lock, LockedPack, is_name, is_tree};
use super::{PackError, archive};
use crate::file::plain;
use std::path::{Path, PathBuf};

/// The folder of copied archives, beside a pack or study.
pub const VENDORED: &str = "packs";

/// While `pack.toml` and the lock are both being replaced: the lock for the new `pack.toml`, whose hash is in the first
/// line. So the moment in which `pack.toml` is replaced changes both, and a program that is killed leaves either state.
pub const NEXT_LOCK: &str = ".dateline-next.lock";

/// The first line of [`NEXT_LOCK`] beside this manifest.
pub fn next_lock_head(manifest: &[u8]) -> String {
    format!("# for {}\n", super::tree::file_hash(manifest).to_hex())
}

/// The text of the lock that is meant for the manifest in `folder`, if replacing both was interrupted after the manifest
/// was.
pub fn next_lock(folder: &Path) -> Option<String> {
    let text = plain::read_text(&folder.join(NEXT_LOCK), lock::MOST_FILE).ok()?;
    let manifest = plain::read(&folder.join("pack.toml"), archive::MOST_BYTES).ok()?;
    text.strip_prefix(&next_lock_head(&manifest)).map(str::to_owned)
}

/// The user's store of archives, each named by its tree: `$XDG_DATA_HOME/dateline/packs`, else
/// `~/.local/share/dateline/packs`; `None` if there is no such folder for this user.
pub fn user_store() -> Option<PathBuf> {
    user_store_from(|name| std::env::var_os(name).map(PathBuf::from))
}

fn user_store_from(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    // The XDG standard says that relative folders are to be ignored.
    let data = variable("XDG_DATA_HOME").filter(|data| data.is_absolute());
    let home = || variable("HOME").or_else(|| variable("USERPROFILE"));
    let data = data.or_else(|| Some(home()?.join(".local/share")))?;
    Some(data.join("dateline").join("packs"))
}

/// The path of the archive with this tree in a store.
pub fn in_store(store: &Path, tree: &str) -> PathBuf {
    store.join(format!("{tree}.pack"))
}

/// The name of the archive of a pack.
pub fn archive_name(name: &str, version: &str) -> String {
    format!("{name}-{version}.pack")
}

/// The archives around a pack or study: its lock, its copies, the user's store.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The folders of copies.
    copies: Vec<PathBuf>,
    lock: Option<Lock>,
    store: Option<PathBuf>,
}

impl Surroundings {
    /// Those of the pack or study in `folder`.
    ///
    /// # Errors
    /// The lock is not valid: a run with another choice of packs must not pass for one with this.
    pub fn of(folder: &Path) -> Result<Surroundings, PackError> {
        let lock = read_lock(folder)?;
        Ok(Surroundings { copies: vec![folder.join(VENDORED)], lock, store: user_store() })
    }

    /// Those of the archive at `path`: the archives beside it, with the lock there or, if it is one of the copies of a
    /// study, with the lock of that; else those of the current folder.
    ///
    /// # Errors
    /// As for [`Surroundings::of`].
    pub fn of_archive(path: &Path) -> Result<Surroundings, PackError> {
        let beside = crate::file::folder(path);
        let study = match beside.file_name().is_some_and(|name| name == VENDORED) {
            true => crate::file::folder(beside),
            false => beside,
        };
        let mut around = Surroundings::of(Path::new("."))?;
        around.copies.insert(0, beside.to_owned());
        if let Some(lock) = read_lock(study)? {
            around.lock = Some(lock);
        }
        Ok(around)
    }

    /// Those of a pack that is not on disk as it is, such as one at a revision of git: the copies of the current folder
    /// and the user's store, with the lock that was beside it then.
    ///
    /// # Errors
    /// As for [`Surroundings::of`].
    pub fn of_store(store: &super::Store, root: &str) -> Result<Surroundings, PackError> {
        let path = store.join(root, LOCK);
        let lock = match store.read(&path)? {
            None => None,
            Some(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                Some(Lock::parse(&text).map_err(|why| PackError::Lock(PathBuf::from(path), why))?)
            }
        };
        Ok(Surroundings { copies: vec![PathBuf::from(VENDORED)], lock, store: user_store() })
    }

    /// The lock.
    pub fn lock(&self) -> Option<&Lock> {
        self.lock.as_ref()
    }

    /// The pack of that name in the lock.
    pub fn locked(&self, name: &str) -> Option<&LockedPack> {
        self.lock.as_ref()?.get(name)
    }

    /// The archive of a version of a pack: a copy beside the pack or study, else the one in the store with the tree
    /// of the lock; `None` if neither is there.
    pub fn archive(&self, name: &str, version: &str) -> Option<PathBuf> {
        if !is_name(name) {
            return None;
        }
        let copies = self.copies.iter().map(|folder| folder.join(archive_name(name, version)));
        let locked = self.locked(name).filter(|locked| locked.version == version);
        let stored = locked
            .filter(|locked| is_tree(&locked.tree))
            .and_then(|locked| Some(in_store(self.store.as_ref()?, &locked.tree)));
        copies.chain(stored).find(|path| path.is_file())
    }

    /// The archives in `packs/` and in the store that hold this version of a pack, by what their manifests say.
    pub fn search(&self, name: &str, version: &str) -> Vec<PathBuf> {
        if let Some(path) = self.archive(name, version) {
            return vec![path];
        }
        let Ok(folder) = self.store.as_deref().map(std::fs::read_dir).transpose() else {
            return Vec::new();
        };
        let paths = folder.into_iter().flatten().flatten().map(|item| item.path());
        let mut found: Vec<PathBuf> =
            paths.filter(|path| is_archive(path) && holds(path, name, version)).collect();
        found.sort();
        found
    }
}

fn read_lock(folder: &Path) -> Result<Option<Lock>, PackError> {
    if let Some(text) = next_lock(folder) {
        let wrong = |why| PackError::Lock(folder.join(NEXT_LOCK), why);
        return Lock::parse(&text).map(Some).map_err(wrong);
    }
    let path = folder.join(LOCK);
    Lock::read(&path).map_err(|why| PackError::Lock(path, why))
}

/// Whether a path is named as an archive.
pub fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "pack")
}

/// Whether an archive's manifest gives this name and version.
fn holds(path: &Path, name: &str, version: &str) -> bool {
    let manifest = plain::read(path, archive::MOST_BYTES)
        .ok()
        .and_then(|bytes| archive::read(&bytes).ok())
        .and_then(|store| store.read("pack.toml").ok().flatten())
        .and_then(|text| super::Manifest::parse(&String::from_utf8_lossy(&text)).ok());
    manifest
        .is_some_and(|manifest| (manifest.name, manifest.version) == (name.into(), version.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_store_is_in_the_data_folder() {
        let variable = |name: &str| match name {
            "HOME" => Some(PathBuf::from("/home/ada")),
            "XDG_DATA_HOME" => Some(PathBuf::from("relative")),
            _ => None,
        };
        let wanted = Path::new("/home/ada/.local/share/dateline/packs");
        assert_eq!(user_store_from(variable).as_deref(), Some(wanted));
        let variable = |name: &str| (name == "XDG_DATA_HOME").then(|| PathBuf::from("/data"));
        assert_eq!(user_store_from(variable).as_deref(), Some(Path::new("/data/dateline/packs")));
        assert_eq!(user_store_from(|_| None), None);
    }

    #[test]
    fn a_name_does_not_lead_out_of_the_folder() {
        let shelf = tempfile::tempdir().unwrap();
        std::fs::create_dir(shelf.path().join(VENDORED)).unwrap();
        std::fs::write(shelf.path().join("a-1.0.0.pack"), "").unwrap();
        let around = Surroundings::of(shelf.path()).unwrap();
        assert_eq!(around.archive("../a", "1.0.0"), None);
        assert_eq!(around.archive("a", "1.0.0"), None);
        std::fs::write(shelf.path().join("packs/a-1.0.0.pack"), "").unwrap();
        assert!(around.archive("a", "1.0.0").is_some());
    }
}
