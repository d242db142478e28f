//! Finds a pack by what a person writes: a folder, a rule file, an archive, the name of a shipped pack, `name@version`.
//! Commands and bindings for other languages load packs through it, so that one name means one pack everywhere.

use super::{
    Origin, Pack, PackError, PacksAndFaults, Store, Surroundings, archive, depends, is_rule_file,
    load, load_archive, load_beside, load_file, locate,
};
use crate::file::plain;
use crate::script::Fault;
use crate::suggest::hint;
use std::path::Path;
use std::sync::Arc;

/// A pack that was found, with its dependencies.
pub struct FoundPack {
    /// The packs, dependencies first, the one asked for last.
    pub packs: Vec<Arc<Pack>>,
    /// The faults in their files.
    pub faults: Vec<Fault>,
    /// Whether it is on disk, where it may be edited.
    pub is_editable: bool,
}

impl FoundPack {
    fn of((packs, faults): PacksAndFaults, is_editable: bool) -> FoundPack {
        FoundPack { packs, faults, is_editable }
    }
}

/// Loads one pack with its dependencies: a folder, a rule file, an archive, a shipped pack of that name, or an archive
/// of the current folder's `packs/` or of the user's store as `name@version`. `shipped` are the packs that the program
/// carries. Who signed an archive is not checked here.
///
/// # Errors
/// There is no such pack, or it cannot be loaded at all.
pub fn find(name: &str, shipped: &Store) -> Result<FoundPack, PackError> {
    if is_rule_file(name) {
        return Ok(FoundPack::of(load_file(name, shipped)?, true));
    }
    let path = Path::new(name);
    let known = shipped.folders();
    let is_shipped = known.iter().any(|known| known == name);
    if locate::is_archive(path) && !path.is_dir() {
        let around = Surroundings::of_archive(path)?;
        return Ok(FoundPack::of(load_archive(name, shipped, around)?, false));
    }
    if path.join("pack.toml").exists() || (path.exists() && !is_shipped) {
        return Ok(FoundPack::of(load_beside(&Store::Disk, name, shipped)?, true));
    }
    if is_shipped {
        return Ok(FoundPack::of(load(shipped, name)?, false));
    }
    if let Some((name, version)) = name.rsplit_once('@') {
        return Ok(FoundPack::of(versioned(name, version, shipped)?, false));
    }
    let hint = hint(name, known.iter().map(String::as_str));
    Err(PackError::Absent(format!(
        "no pack \"{name}\": it is neither a folder, nor a rule file, nor an archive, nor a shipped pack{hint}"
    )))
}

/// Loads a version of a pack: a shipped one, or an archive on this machine.
fn versioned(name: &str, wanted: &str, shipped: &Store) -> Result<PacksAndFaults, PackError> {
    let absent = |message| Err(PackError::Absent(message));
    let Some(version) = depends::version(wanted) else {
        return absent(format!(
            "\"{wanted}\" in {name}@{wanted} is not a version: write one such as {name}@1.2.0"
        ));
    };
    let has = |pack: &Pack| depends::version(pack.version()).as_ref() == Some(&version);
    let mut shipped_version = None;
    if shipped.folders().iter().any(|known| known == name) {
        let (packs, faults) = load(shipped, name)?;
        match packs.last() {
            Some(pack) if has(pack) => return Ok((packs, faults)),
            pack => shipped_version = pack.map(|pack| pack.version().to_owned()),
        }
    }
    let around = Surroundings::of(Path::new("."))?;
    let found = around.search(name, &version.to_string());
    let [path] = &found[..] else {
        if found.is_empty() {
            let shipped = shipped_version.map_or(String::new(), |version| {
                format!("; this program carries {name} {version}")
            });
            return absent(format!(
                "no pack {name} {version} on this machine: it is neither in packs/ nor in the store{shipped}; get it with \
                 `dateline pack add`, or give the path of its archive"
            ));
        }
        let trees: Vec<String> = found.iter().map(|path| path.display().to_string()).collect();
        return absent(format!(
            "several packs are {name} {version}: give the path of one: {}",
            trees.join(", ")
        ));
    };
    let (packs, faults) = load_archive(&path.to_string_lossy(), shipped, around)?;
    match packs.last() {
        Some(pack) if pack.name() == name && has(pack) => Ok((packs, faults)),
        Some(pack) => {
            let (other, version) = (pack.name(), pack.version());
            absent(format!(
                "{} says that it is {other} {version}, not {name} {wanted}: remove it",
                path.display()
            ))
        }
        None => absent(format!("{} holds no pack", path.display())),
    }
}

/// Where the files of a loaded pack are: a store, and the folder of the pack in it. `shipped` makes the store of the packs
/// that the program carries.
///
/// # Errors
/// The archive that the pack was loaded from cannot be read any more, or was changed.
pub fn files_of(pack: &Pack, shipped: impl Fn() -> Store) -> Result<(Store, &str), PackError> {
    match pack.provenance.origin {
        Origin::Folder => Ok((Store::Disk, &pack.root)),
        Origin::Memory => Ok((shipped(), &pack.root)),
        Origin::Archive => {
            let path = Path::new(&pack.root);
            let bytes = plain::read(path, archive::MOST_BYTES)
                .map_err(|error| PackError::Io(path.to_owned(), error))?;
            let store = archive::read(&bytes)
                .map_err(|error| PackError::Archive(path.to_owned(), error))?;
            let tree = store.tree("", &Default::default())?;
            if pack.provenance.tree.as_ref().is_some_and(|loaded| *loaded != tree) {
                return Err(PackError::OtherTree(format!(
                    "{} was changed meanwhile: load it again",
                    pack.root
                )));
            }
            Ok((store, ""))
        }
    }
}
