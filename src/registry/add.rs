//! Adds a pack to `[depends]`, removes one, and brings the lock up to date: plans the change, so that it can be shown,
//! then makes it.

use super::edit::{self, Entry};
use super::resolve::{at_path, resolve};
use super::source::Asked;
use super::study::Study;
use super::supply::{Supply, Wanted};
use super::{OpenedPack, RegistryError, Result, index, read_file, source, step, write_inside};
use crate::file::refuse_links;
use crate::pack::depends::{Source, version};
use crate::pack::locate::{VENDORED, archive_name};
use crate::pack::{Lock, LockedPack, Manifest};
use crate::suggest::suggest;
use semver::Version;
use std::path::{Path, PathBuf};

/// What to do about a pack with the name of a shipped one.
const SHIPPED: &str =
    "give just the name to add the shipped pack, or ask the author of this one for another name";

/// A change of `pack.toml` and lock that was not made yet.
pub struct Change {
    /// The new text of `pack.toml`.
    pub text: String,
    /// The new lock.
    pub lock: Lock,
}

impl Change {
    /// A change with these texts.
    ///
    /// # Errors
    /// A pack cannot be got or is refused.
    pub fn of(
        supply: &mut Supply<'_>,
        study: &Study,
        text: String,
        old: Option<&Lock>,
    ) -> Result<Change> {
        let manifest = parsed(&text)?;
        let lock = resolve(supply, &study.folder, &manifest, old)?;
        Ok(Change { text, lock })
    }

    /// Whether it changes anything.
    pub fn is_empty(&self, study: &Study) -> bool {
        self.text == study.text && study.lock.as_ref() == Some(&self.lock)
    }

    /// Makes the change: whoever is killed meanwhile leaves the old state or the new one.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn commit(&self, study: &Study) -> Result<()> {
        study.commit(&self.text, &self.lock)
    }
}

fn parsed(text: &str) -> Result<Manifest> {
    Manifest::parse(text).map_err(|why| RegistryError::Manifest("pack.toml".into(), why))
}

/// Plans to add a pack; returns its name and version with the change. `name` is the pack's name where the source has
/// several; `wanted` its version, else the newest.
///
/// # Errors
/// There is no such pack, or it is refused.
pub fn add(
    supply: &mut Supply<'_>,
    study: &Study,
    asked: &Asked,
    name: Option<&str>,
    wanted: Option<&Version>,
) -> Result<(String, Version, Change)> {
    let mut copy = None;
    let asked_name = name;
    let (name, found, entry) = match asked {
        Asked::Shipped(shipped) => {
            let manifest = shipped_manifest(supply, shipped)?;
            (shipped.clone(), manifest.version.clone(), Source::Named)
        }
        Asked::Folder(path) => {
            let manifest = at_path(Path::new(path))?;
            let path = from_study(study, path)?;
            (manifest.name, manifest.version, Source::Path(path))
        }
        Asked::Archive(path) => {
            let pack = OpenedPack::open(Path::new(path))?;
            source::check_name(&pack.manifest.name, supply.carried, SHIPPED)?;
            let file = archive_name(&pack.manifest.name, &pack.manifest.version);
            let inner = format!("{VENDORED}/{file}");
            copy = Some((inner.clone(), pack.bytes));
            let source = Source::Path(inner);
            (pack.manifest.name, pack.manifest.version, source)
        }
        Asked::Remote(source) => {
            let name = remote_name(supply, source, name, wanted)?;
            source::check_name(&name, supply.carried, SHIPPED)?;
            let version = match wanted {
                Some(version) => version.clone(),
                None => newest(supply, &name, source)?,
            };
            let known = study.lock.as_ref().and_then(|lock| lock.get(&name));
            let got = supply.get(&Wanted { name: &name, version: &version, source, known })?;
            (name, got.pack.manifest.version, source.clone())
        }
    };
    let found = version(&found)
        .ok_or_else(|| RegistryError::Version(format!("{found:?} of {name} is not a version")))?;
    if wanted.is_some_and(|wanted| *wanted != found) {
        return Err(RegistryError::Version(format!(
            "there is only {name} {found} at that place: leave --version out"
        )));
    }
    if let Some(asked) = asked_name.filter(|asked| *asked != name) {
        return Err(RegistryError::Use(format!(
            "the pack at that place is {name}, not {asked}: --as chooses among several, and changes no name"
        )));
    }
    if name == study.manifest.name {
        return Err(RegistryError::Use(format!(
            "{name} is the name of the pack in {} itself: rename that one",
            study.folder.display()
        )));
    }
    let entry = Entry {
        version: (!matches!(asked, Asked::Folder(_))).then(|| found.to_string()),
        source: entry,
    };
    let text = edit::set(&study.text, &name, &entry, |item| listed(supply, study, item))?;
    // An archive must be there before the packs are read; until the change is made nothing names it.
    let copied = match &copy {
        Some((inner, bytes)) => put_beside(&study.folder, inner, bytes)?,
        None => None,
    };
    match Change::of(supply, study, text, study.lock.as_ref()) {
        Ok(change) => Ok((name, found, change)),
        Err(why) => {
            // If it cannot be removed, a copy that nothing names stays, and does no harm.
            let _ = copied.map(std::fs::remove_file);
            Err(why)
        }
    }
}

/// Copies an archive beside the study; the path if it was not there yet.
fn put_beside(folder: &Path, inner: &str, bytes: &[u8]) -> Result<Option<PathBuf>> {
    let path = folder.join(inner);
    if read_file(&path).is_ok_and(|there| there == bytes) {
        return Ok(None);
    }
    if path.exists() {
        return Err(RegistryError::Content(format!(
            "{} is there and differs from the archive given: remove one of the two",
            path.display()
        )));
    }
    write_inside(folder, inner, bytes)?;
    step("after copy");
    Ok(Some(path))
}

fn shipped_manifest(supply: &Supply<'_>, name: &str) -> Result<Manifest> {
    let text = supply.carried.read(&format!("{name}/pack.toml"))?.unwrap_or_default();
    parsed(&String::from_utf8_lossy(&text))
}

/// A path from the current folder, as one from the study's folder.
fn from_study(study: &Study, path: &str) -> Result<String> {
    let is_here = study.folder == Path::new(".") || study.folder.as_os_str().is_empty();
    if is_here || Path::new(path).is_absolute() {
        return Ok(path.to_owned());
    }
    let full =
        std::path::absolute(path).map_err(|why| RegistryError::Read(PathBuf::from(path), why))?;
    Ok(full.to_string_lossy().into_owned())
}

/// The name and line of an item of the list form of `depends`.
fn listed(supply: &Supply<'_>, study: &Study, item: &str) -> Result<(String, Entry)> {
    let path = study.folder.join(item);
    if path.exists() {
        let entry = Entry { version: None, source: Source::Path(item.to_owned()) };
        return Ok((at_path(&path)?.name, entry));
    }
    let manifest = shipped_manifest(supply, item)?;
    let version = Some(manifest.version);
    Ok((item.to_owned(), Entry { version, source: Source::Named }))
}

/// The name of the pack meant in a repository or index.
fn remote_name(
    supply: &mut Supply<'_>,
    source: &Source,
    name: Option<&str>,
    wanted: Option<&Version>,
) -> Result<String> {
    if let Some(name) = name {
        return Ok(name.to_owned());
    }
    let several = |place: &str, names: &[String]| {
        RegistryError::Use(format!(
            "{place} has several packs: say which one with --as NAME ({})",
            names.join(", ")
        ))
    };
    match source {
        Source::Index(url) => {
            let names: Vec<String> =
                supply.index(url)?.names().iter().map(|name| name.to_string()).collect();
            match &names[..] {
                [one] => Ok(one.clone()),
                [] => Err(RegistryError::Index(format!("the index {url} has no pack"))),
                names => Err(several(url, names)),
            }
        }
        Source::Git { url, path } => {
            let last = |text: &str| text.rsplit(['/', ':']).next().unwrap_or(text).to_owned();
            let guess = match path.is_empty() {
                true => last(url.trim_end_matches('/').trim_end_matches(".git")),
                false => last(path),
            };
            let names: Vec<String> = supply
                .repository(url)?
                .tags()
                .names()
                .iter()
                .map(|name| name.to_string())
                .collect();
            match &names[..] {
                names if names.contains(&guess) => Ok(guess),
                // The name of a pack without tags of its own is what its manifest says.
                [] => {
                    let version = match wanted {
                        Some(version) => version.clone(),
                        None => newest(supply, &guess, source)?,
                    };
                    let fetched = supply.repository(url)?.fetch(&guess, &version, path)?;
                    Ok(fetched.pack.manifest.name)
                }
                [one] => Ok(one.clone()),
                names if path.is_empty() => Err(RegistryError::Use(format!(
                    "{url} has several packs ({}): say in which folder of it the one you want is, `dateline pack add \
                     \"git+{url}?path=FOLDER\"`",
                    names.join(", ")
                ))),
                names => Err(several(url, names)),
            }
        }
        _ => Err(RegistryError::Use(format!("{source} has no names"))),
    }
}

/// The newest version that is offered.
fn newest(supply: &mut Supply<'_>, name: &str, source: &Source) -> Result<Version> {
    index::newest(supply.versions(name, source)?).ok_or_else(|| {
        let help = match source {
            Source::Git { .. } => format!("a version is a tag, {name}-v1.0.0 or v1.0.0"),
            _ => "say which pack with --as NAME".to_owned(),
        };
        RegistryError::Version(format!("{source} has no version of {name}: {help}"))
    })
}

/// Plans to remove a pack from `[depends]`.
///
/// # Errors
/// `pack.toml` does not name it.
pub fn remove(supply: &mut Supply<'_>, study: &Study, name: &str) -> Result<Change> {
    let names = study.manifest.depends.iter().map(|one| one.name.as_str());
    let is_item = |item: &str| {
        item == name
            || at_path(&study.folder.join(item)).is_ok_and(|manifest| manifest.name == name)
    };
    let text = edit::remove(&study.text, name, is_item).map_err(|why| {
        match suggest(name, names).map(|near| format!("; did you mean {near}?")) {
            Some(near) => RegistryError::Use(format!("{why}{near}")),
            None => why,
        }
    })?;
    Change::of(supply, study, text, study.lock.as_ref())
}

/// Removes the copy in `packs/` that adding an archive made, once the change that drops the pack is made. The archive
/// stays in the user's store. Returns what was removed; `None` if the lock still names it, or it is not what the old lock
/// says.
///
/// # Errors
/// It cannot be removed.
pub fn remove_copy(
    supply: &Supply<'_>,
    study: &Study,
    change: &Change,
    name: &str,
) -> Result<Option<PathBuf>> {
    let Some(old) = study.lock.as_ref().and_then(|lock| lock.get(name)) else { return Ok(None) };
    let file = archive_name(&old.name, &old.version);
    let is_used = |pack: &LockedPack| archive_name(&pack.name, &pack.version) == file;
    if old.from != format!("path:{VENDORED}/{file}") || change.lock.packs().iter().any(is_used) {
        return Ok(None);
    }
    let inner = Path::new(VENDORED).join(file);
    let path = study.folder.join(&inner);
    // What a link leads to is not in this folder, and stays.
    let is_own = refuse_links(&study.folder, &inner).is_ok();
    let pack = OpenedPack::open(&path).ok().filter(|pack| is_own && pack.tree == old.tree);
    let Some(pack) = pack else {
        return Ok(None);
    };
    supply.store.put(&pack)?;
    std::fs::remove_file(&path).map_err(|why| RegistryError::Write(path.clone(), why))?;
    // A folder with other archives stays.
    let _ = std::fs::remove_dir(study.folder.join(VENDORED));
    Ok(Some(path))
}
