//! Which file a path leads to, so that two paths of one file are known as such: through links, hard links, and `..`.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// A file or folder that exists, whatever it is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileId {
    /// Device and number on it.
    Node(u64, u64),
    /// Its canonical path, where files have no such numbers.
    Path(PathBuf),
}

impl FileId {
    /// The file at `path`, links followed; `None` if there is none.
    pub fn of(path: &Path) -> Option<FileId> {
        FileId::known(path, &fs::metadata(path).ok()?)
    }

    /// The file at `path`, of which `known` is what the system says.
    pub fn known(path: &Path, known: &Metadata) -> Option<FileId> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let _ = path;
            Some(FileId::Node(known.dev(), known.ino()))
        }
        #[cfg(not(unix))]
        {
            let _ = known;
            fs::canonicalize(path).ok().map(FileId::Path)
        }
    }
}

/// Where a file is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The path, links resolved.
    pub path: PathBuf,
    /// The plain file that is there.
    pub file: Option<FileId>,
    /// The folder it is in.
    pub folder: Option<FileId>,
    /// Its name there.
    pub name: OsString,
}

impl Target {
    /// The target that `path` leads to. A link to a file that does not exist yet leads there.
    pub fn of(path: &Path) -> Target {
        let path = resolved(path);
        let file = fs::metadata(&path).ok().filter(Metadata::is_file);
        Target {
            file: file.and_then(|known| FileId::known(&path, &known)),
            folder: FileId::of(super::folder(&path)),
            name: path.file_name().unwrap_or_default().to_owned(),
            path,
        }
    }

    /// A file that the process got open, known only by its identity.
    pub fn open_file(file: FileId) -> Target {
        Target { path: PathBuf::new(), file: Some(file), folder: None, name: OsString::new() }
    }

    /// Whether both are one file, also if it does not exist yet.
    pub fn is_same(&self, other: &Target) -> bool {
        match (&self.file, &other.file) {
            (Some(one), Some(two)) => one == two,
            (None, None) => {
                self.folder.is_some() && self.folder == other.folder && self.name == other.name
            }
            _ => false,
        }
    }
}

/// The path with all links resolved, also where the last part does not exist.
pub fn resolved(path: &Path) -> PathBuf {
    /// As many links in a row as Linux follows.
    const LINKS: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        if let Ok(full) = fs::canonicalize(&path) {
            return full;
        }
        match fs::read_link(&path) {
            Ok(to) => path = super::folder(&path).join(to),
            Err(_) => break,
        }
    }
    let folder = fs::canonicalize(super::folder(&path));
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path,
    }
}

/// The plain file that standard output goes to; `None` for a terminal, pipe or device.
pub fn of_stdout() -> io::Result<Option<FileId>> {
    of_open(&io::stdout())
}

/// The plain file that standard input comes from; `None` for a terminal, pipe or device.
pub fn of_stdin() -> io::Result<Option<FileId>> {
    of_open(&io::stdin())
}

#[cfg(unix)]
fn of_open(file: &impl std::os::fd::AsFd) -> io::Result<Option<FileId>> {
    let known = fs::File::from(file.as_fd().try_clone_to_owned()?).metadata()?;
    Ok(known.is_file().then(|| FileId::known(Path::new(""), &known)).flatten())
}

#[cfg(not(unix))]
fn of_open<T>(_: &T) -> io::Result<Option<FileId>> {
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_one_file_are_one_target() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a"), "").unwrap();
        fs::hard_link(at("a"), at("hard")).unwrap();
        fs::create_dir(at("in")).unwrap();
        let same = |one: &str, two: &str| Target::of(&at(one)).is_same(&Target::of(&at(two)));
        assert!(same("a", "in/../a") && same("a", "hard"));
        assert!(same("new", "in/../new"));
        assert!(!same("new", "in/new") && !same("a", "new"));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("new", at("soft")).unwrap();
            assert!(same("soft", "new"));
            assert_eq!(Target::of(&at("soft")).name, "new");
        }
    }
}
