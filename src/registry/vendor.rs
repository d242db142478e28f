//! Copies the archives of the lock into `packs/` beside the study: whoever gets the folder needs neither network nor
//! store. The lock stays as it is, and names what the copies must be.

use super::study::Study;
use super::supply::{Supply, Wanted};
use super::trust::Trust;
use super::{OpenedPack, RegistryError, Result, read_file, step, write_inside};
use crate::pack::depends::{self, Source};
use crate::pack::locate::{VENDORED, archive_name};
use crate::pack::{Lock, LockedPack};
use std::path::{Path, PathBuf};

/// What vendoring did.
#[derive(Debug, Default)]
pub struct Vendored {
    /// The archives that were copied.
    pub copied: Vec<PathBuf>,
    /// How many were there already.
    pub kept: usize,
    /// Archives in `packs/` that the lock does not name.
    pub unused: Vec<PathBuf>,
}

/// The source that the `from` of a lock names; `None` for what is not got from elsewhere.
pub fn source_of(pack: &LockedPack) -> Option<Source> {
    let from = pack.from.split('#').next()?;
    if let Some(rest) = from.strip_prefix("git+") {
        let (url, path) = rest.split_once("?path=").unwrap_or((rest, ""));
        return Some(Source::Git { url: url.to_owned(), path: path.to_owned() });
    }
    let is_index = ["https://", "http://", "file://"].iter().any(|head| from.starts_with(head));
    is_index.then(|| Source::Index(from.to_owned()))
}

/// Checks the archive at `path` as loading does: it must be the pack that the lock names, signed as the lock and the
/// user's trust file say. `help` says what to do if it is not.
///
/// # Errors
/// It cannot be read, or is another.
pub fn check_archive(path: &Path, locked: &LockedPack, trust: &Trust, help: &str) -> Result<()> {
    let pack =
        OpenedPack::open(path).map_err(|why| RegistryError::Content(format!("{why}: {help}")))?;
    // The manifest, with name and version, is part of the tree.
    if pack.tree != locked.tree {
        return Err(RegistryError::Content(format!(
            "{} is not the {} {} that dateline.lock names: its tree is {}, and dateline.lock says {}: {help}",
            path.display(),
            locked.name,
            locked.version,
            pack.tree,
            locked.tree
        )));
    }
    let judged = trust.judge(&pack.subject(), pack.signature.as_deref(), locked.key.as_deref());
    let refused = |why| RegistryError::Signature(format!("{}: {why}; or {help}", path.display()));
    judged.map(drop).map_err(refused)
}

/// What to do about a copy in `packs/` that is refused.
pub const RENEW_COPY: &str = "replace it with `dateline pack vendor`, or remove it";

/// Checks the copies in `packs/` of what the lock names: loading takes them before the archives of the store.
///
/// # Errors
/// As for [`check_archive`].
pub fn check_copies(folder: &Path, lock: &Lock, trust: &Trust) -> Result<()> {
    for pack in lock.packs().iter().filter(|pack| source_of(pack).is_some()) {
        let copy = folder.join(VENDORED).join(archive_name(&pack.name, &pack.version));
        if copy.is_file() {
            check_archive(&copy, pack, trust, RENEW_COPY)?;
        }
    }
    Ok(())
}

/// Copies what the lock names.
///
/// # Errors
/// There is no lock, or a pack cannot be got or written.
pub fn vendor(supply: &mut Supply<'_>, study: &Study) -> Result<Vendored> {
    let Some(lock) = &study.lock else {
        return Err(RegistryError::Use(
            "there is no dateline.lock: run `dateline pack sync` first".into(),
        ));
    };
    let folder = study.folder.join(VENDORED);
    let mut done = Vendored::default();
    let mut wanted = Vec::new();
    for pack in lock.packs() {
        let file = archive_name(&pack.name, &pack.version);
        let path = folder.join(&file);
        wanted.push(path.clone());
        let (Some(source), Some(version)) = (source_of(pack), depends::version(&pack.version))
        else {
            continue;
        };
        let known = Some(pack);
        let got =
            supply.get(&Wanted { name: &pack.name, version: &version, source: &source, known })?;
        if read_file(&path).is_ok_and(|there| there == got.pack.bytes) {
            done.kept += 1;
            continue;
        }
        write_inside(&study.folder, &format!("{VENDORED}/{file}"), &got.pack.bytes)?;
        step("vendor: copied");
        done.copied.push(path);
    }
    let there = std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|item| item.path());
    done.unused = there
        .filter(|path| path.extension().is_some_and(|it| it == "pack") && !wanted.contains(path))
        .collect();
    done.unused.sort();
    Ok(done)
}
