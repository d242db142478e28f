//! Which files are those of a pack, so that no output replaces one.

use super::archive::SIGNATURE;
use super::locate::NEXT_LOCK;
use super::lock::LOCK;
use super::{BESIDE, FileRole, Origin, Pack, Store, home};
use crate::file::identity::{FileId, Target, resolved};
use std::path::{Path, PathBuf};

/// The folders of a pack that its tests read.
const TESTS: &[&str] = &["fixtures", "gold", "quiet"];

/// Whether a pack reads the file `inner` of its folder: to code, to test itself, or to find the packs it stands on.
fn is_read(inner: &str) -> bool {
    let top = inner.split('/').next().unwrap_or_default();
    FileRole::of(inner).is_some()
        || TESTS.contains(&top)
        || [LOCK, NEXT_LOCK, SIGNATURE].contains(&inner)
}

/// The file of `pack` that `target` is, or would be for the next command that loads it; `None` if it is none.
pub fn file_at(pack: &Pack, target: &Target) -> Option<PathBuf> {
    let root = Path::new(&pack.root);
    let is_target = |path: &Path| target.file.is_some() && FileId::of(path) == target.file;
    match pack.provenance.origin {
        Origin::Memory => return None,
        Origin::Archive => return is_target(root).then(|| root.to_owned()),
        Origin::Folder => {}
    }
    if let Some(file) = &pack.file
        && is_target(Path::new(file))
    {
        return Some(file.into());
    }
    let loaded = pack.provenance.files.keys().map(|inner| root.join(inner));
    if let Some(file) = loaded.into_iter().find(|path| is_target(path)) {
        return Some(file);
    }
    let inner = inner(root, target);
    if pack.file.is_some() {
        // Beside a rule file only some folders are read.
        let is_beside = |inner: &&String| {
            BESIDE.iter().any(|folder| inner.starts_with(&format!("{folder}/")))
                && FileRole::of(inner).is_some()
        };
        return inner.filter(|inner| is_beside(&inner)).map(|inner| root.join(inner));
    }
    if let Some(inner) = inner.filter(|inner| is_read(inner)) {
        return Some(root.join(inner));
    }
    // A file may have several names.
    let all = target.file.as_ref().and_then(|_| Store::Disk.list(&pack.root).ok())?;
    let all = all.into_iter().filter(|inner| is_read(inner)).map(|inner| root.join(inner));
    all.into_iter().find(|path| is_target(path))
}

/// The file of some pack that `target` would replace, or would add to its rules, whether that pack is loaded or not.
pub fn file_of_any(target: &Target) -> Option<PathBuf> {
    let home = home::home(&target.path)?;
    let inner = inner(&home, target)?;
    let is_its = match target.file {
        Some(_) => is_read(&inner),
        None => FileRole::of(&inner).is_some(),
    };
    is_its.then(|| home.join(inner))
}

/// Whether `target` is or would be gold of a pack, in its folder `gold/`: it may be written while the pack is read.
pub fn is_gold(target: &Target) -> bool {
    let inner = home::home(&target.path).and_then(|home| inner(&home, target));
    inner.is_some_and(|inner| inner.starts_with("gold/"))
}

/// The path of `target` in the folder `root`, with `/`; `None` if it is elsewhere.
fn inner(root: &Path, target: &Target) -> Option<String> {
    let inner = target.path.strip_prefix(resolved(root)).ok()?;
    let parts: Vec<_> = inner.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_a_pack_reads_are_known_by_their_place() {
        for read in [
            "pack.toml",
            "a.rhai",
            "lib/a.rhai",
            "lexicons/a.txt",
            "gazetteers/places.csv",
            "fixtures/a.txt",
            "dateline.lock",
        ] {
            assert!(is_read(read), "{read}");
        }
        for other in [
            "README.md",
            "events.jsonl",
            "events.jsonl.run.json",
            "report.xml",
            "a.d.rhai",
            "lexicons/a.md",
        ] {
            assert!(!is_read(other), "{other}");
        }
    }

    #[test]
    fn a_file_of_a_pack_is_known_under_each_of_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("pk")).unwrap();
        std::fs::write(at("pk/pack.toml"), "name = \"pk\"\nversion = \"1.0.0\"\n").unwrap();
        std::fs::write(at("pk/a.rhai"), "").unwrap();
        std::fs::hard_link(at("pk/a.rhai"), at("other.txt")).unwrap();
        let root = at("pk").to_string_lossy().into_owned();
        let packs = crate::pack::load(&Store::Disk, &root).unwrap().0;
        let found = |name: &str| file_at(&packs[0], &Target::of(&at(name))).is_some();
        assert!(
            found("pk/a.rhai")
                && found("other.txt")
                && found("pk/new.rhai")
                && found("pk/../pk/pack.toml")
        );
        assert!(!found("pk/events.jsonl") && !found("events.jsonl"));
        assert!(file_of_any(&Target::of(&at("pk/a.rhai"))).is_some());
        assert!(file_of_any(&Target::of(&at("pk/fixtures/new.txt"))).is_none());
        assert!(is_gold(&Target::of(&at("pk/gold/new.jsonl"))));
        assert!(
            !is_gold(&Target::of(&at("pk/gold"))) && !is_gold(&Target::of(&at("gold/a.jsonl")))
        );
    }
}
