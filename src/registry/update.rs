//! Newer versions of the packs that a study names. They are put beside the old ones first, so that their events can be
//! compared before `pack.toml` and lock change.

use super::add::Change;
use super::study::Study;
use super::supply::Supply;
use super::{RegistryError, Result, edit, index, read_file, write_file};
use crate::pack::depends::{Source, is_compatible};
use crate::pack::locate::VENDORED;
use crate::pack::lock::LOCK;
use crate::pack::{Lock, LockedPack, Store};
use crate::suggest::suggest;
use semver::Version;
use std::path::Path;

/// A pack whose version or content changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// What the lock has now; `None`: nothing.
    pub old: Option<LockedPack>,
    /// What it will have; `None`: nothing.
    pub new: Option<LockedPack>,
}

/// Plans to take newer versions of the packs that `pack.toml` names, or of the one named, that can stand for the old
/// ones. Shipped packs and folders are taken as they are now. With `wanted` that version, whichever it is.
///
/// # Errors
/// A pack cannot be got or is refused, or there is none of that name.
pub fn update(
    supply: &mut Supply<'_>,
    study: &Study,
    name: Option<&str>,
    wanted: Option<&Version>,
) -> Result<Change> {
    let depends = &study.manifest.depends;
    let locked = |name: &str| study.lock.as_ref().and_then(|lock| lock.get(name));
    if let Some(name) = name
        && locked(name).is_none()
        && !depends.iter().any(|one| one.name == name)
    {
        let names = depends.iter().map(|one| one.name.as_str());
        let near =
            suggest(name, names).map_or(String::new(), |near| format!("; did you mean {near}?"));
        return Err(RegistryError::Use(format!(
            "neither pack.toml nor dateline.lock names {name}: `dateline pack list` shows what they name{near}"
        )));
    }
    let mut text = study.text.clone();
    for one in depends.iter().filter(|one| name.is_none_or(|name| name == one.name)) {
        if !matches!(one.source, Source::Git { .. } | Source::Index(_)) {
            continue;
        }
        let Some(minimum) = &one.version else { continue };
        let newer = match wanted {
            Some(version) => Some(version.clone()),
            None => {
                let all = supply.versions(&one.name, &one.source)?;
                let fits = all.into_iter().filter(|new| is_compatible(&minimum.0, new));
                index::newest(fits).filter(|new| *new > minimum.0)
            }
        };
        if let Some(newer) = newer {
            text = edit::set_version(&text, &one.name, &newer.to_string())?;
        }
    }
    // What is to be updated is taken anew, with its key kept; all else stays as it is locked.
    let old = study.lock.as_ref().map(|lock| unlocked(lock, name)).transpose()?;
    Change::of(supply, study, text, old.as_ref())
}

/// A lock that keeps of the packs to be updated only their keys.
fn unlocked(lock: &Lock, name: Option<&str>) -> Result<Lock> {
    let packs = lock.packs().iter().cloned().map(|mut pack| {
        if name.is_none_or(|name| name == pack.name) && pack.from != "shipped" {
            // A place that is no source: nothing is taken from here unseen.
            pack.from = format!("updated:{}", pack.from);
        }
        pack
    });
    Lock::of(packs).map_err(|why| RegistryError::Manifest(LOCK.into(), why))
}

/// What differs between two locks.
pub fn steps(old: Option<&Lock>, new: &Lock) -> Vec<Step> {
    let names = old.into_iter().flat_map(Lock::packs).chain(new.packs());
    let mut names: Vec<&str> = names.map(|pack| pack.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let step = |name: &str| Step {
        name: name.to_owned(),
        old: old.and_then(|old| old.get(name)).cloned(),
        new: new.get(name).cloned(),
    };
    names.into_iter().map(step).filter(|step| step.old != step.new).collect()
}

/// Writes the study with a change into the folder `into`, which is empty, so that it can be loaded beside the old one.
///
/// # Errors
/// A file cannot be read or written.
pub fn stage(study: &Study, change: &Change, into: &Path) -> Result<()> {
    for path in Store::Disk.list(&study.folder.to_string_lossy())? {
        let is_other = path.starts_with(&format!("{VENDORED}/")) && !path.ends_with(".pack");
        if !is_other {
            write_file(&into.join(&path), &read_file(&study.folder.join(&path))?)?;
        }
    }
    let text = with_full_paths(study, &change.text)?;
    write_file(&into.join("pack.toml"), text.as_bytes())?;
    let path = into.join(LOCK);
    change.lock.write(&path).map_err(|why| RegistryError::Write(path, why))
}

/// The manifest with the folders it stands on as full paths, so that it can lie elsewhere.
fn with_full_paths(study: &Study, text: &str) -> Result<String> {
    let mut text = text.to_owned();
    for one in &study.manifest.depends {
        let path = match &one.source {
            Source::Path(path) => path,
            Source::Listed => &one.name,
            _ => continue,
        };
        let full = study.folder.join(path);
        // Archives lie in the copied folder too.
        if !full.is_dir() {
            continue;
        }
        let full = std::path::absolute(&full).map_err(|why| RegistryError::Read(full, why))?;
        text = edit::move_path(&text, &one.name, path, &full.to_string_lossy())?;
    }
    Ok(text)
}
