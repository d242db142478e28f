//! Whether an output would replace an article that is read, or would be read as one by the next command.

use super::manifest;
use super::walk::{is_shown, kind_of_file};
use crate::file::folder;
use crate::file::identity::{FileId, Target};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Why a file may not be written where a corpus is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// It is this file of the corpus.
    Input(PathBuf),
    /// It does not exist yet, and lies in this folder, whose files are read.
    Folder(PathBuf),
}

/// Why `target` may not be written by a command that reads the corpus in `paths`; `None` if it may.
pub fn conflict(paths: &[PathBuf], target: &Target) -> Option<Conflict> {
    let is_new = target.file.is_none();
    let name = target.name.to_string_lossy();
    let is_read = name == manifest::NAME || kind_of_file(&name).is_some();
    if is_new && (target.path.exists() || !is_read) {
        // A device, or a name that folders are not searched for.
        return None;
    }
    paths.iter().filter(|path| path.as_os_str() != "-").find_map(|path| match path.is_dir() {
        true => in_folder(path, target),
        false => of_file(path, target),
    })
}

fn of_file(path: &Path, target: &Target) -> Option<Conflict> {
    let home = folder(path);
    let beside = home.join(manifest::NAME);
    let is_new_manifest = target.file.is_none() && target.name == manifest::NAME;
    if is_new_manifest && target.folder.is_some() && FileId::of(home) == target.folder {
        return Some(Conflict::Folder(home.to_owned()));
    }
    [path, &beside]
        .into_iter()
        .find(|path| is_target(path, target))
        .map(|path| Conflict::Input(path.to_owned()))
}

fn is_target(path: &Path, target: &Target) -> bool {
    target.file.is_some() && FileId::of(path) == target.file
}

fn in_folder(root: &Path, target: &Target) -> Option<Conflict> {
    let walk = WalkDir::new(root).follow_links(true).into_iter().filter_entry(is_shown).flatten();
    for entry in walk {
        let name = entry.file_name().to_string_lossy();
        let is_folder = entry.file_type().is_dir();
        let can_be = match target.file {
            None => is_folder && !target.name.to_string_lossy().starts_with('.'),
            Some(_) => !is_folder && (name == manifest::NAME || kind_of_file(&name).is_some()),
        };
        if !can_be {
            continue;
        }
        let id = entry.metadata().ok().and_then(|known| FileId::known(entry.path(), &known));
        match id.is_some() && is_folder {
            true if id == target.folder => return Some(Conflict::Folder(entry.path().to_owned())),
            false if id == target.file => return Some(Conflict::Input(entry.path().to_owned())),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_among_the_articles_are_found() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        std::fs::create_dir_all(at("od/in")).unwrap();
        for name in ["od/a.txt", "od/in/b.txt", "od/notes.md", "od/manifest.toml", "one.txt"] {
            std::fs::write(at(name), "x").unwrap();
        }
        std::fs::hard_link(at("od/in/b.txt"), at("hard.csv")).unwrap();
        let found = |name: &str| conflict(&[at("od"), at("one.txt")], &Target::of(&at(name)));
        for input in ["od/a.txt", "od/in/../a.txt", "hard.csv", "od/manifest.toml", "one.txt"] {
            assert!(matches!(found(input), Some(Conflict::Input(_))), "{input}");
        }
        for new in ["od/events.jsonl", "od/in/events.csv"] {
            assert!(matches!(found(new), Some(Conflict::Folder(_))), "{new}");
        }
        std::fs::remove_file(at("od/manifest.toml")).unwrap();
        for new in ["od/manifest.toml", "od/in/manifest.toml", "manifest.toml"] {
            assert!(matches!(found(new), Some(Conflict::Folder(_))), "{new}");
        }
        for free in ["od/notes.md", "od/events.run.json", "od/.hidden.txt", "new.txt"] {
            assert_eq!(found(free), None, "{free}");
        }
    }
}
