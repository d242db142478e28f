//! Where packs are stored: on disk, or in memory.

use super::PackError;
use super::tree::{self, FileHashes};
use crate::file::plain;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Component, Path};
use walkdir::{DirEntry, WalkDir};

/// A store of packs. Paths have `/` as the separator.
pub enum Store {
    /// Folders on disk.
    Disk,
    /// Files in memory, by path.
    Memory(BTreeMap<String, Cow<'static, [u8]>>),
}

/// Something in a pack's folder that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassedOver {
    /// A link to a folder.
    FolderLink,
    /// Any other link.
    Link,
    /// A named pipe, socket or device.
    NoFile,
}

impl Store {
    /// Files in memory, by path; if a path occurs twice, the later file is used.
    pub fn memory<P: Into<String>, B: Into<Vec<u8>>>(
        files: impl IntoIterator<Item = (P, B)>,
    ) -> Store {
        let files = files.into_iter();
        let files = files.map(|(path, bytes)| (normal(&path.into()), Cow::Owned(bytes.into())));
        Store::Memory(files.collect())
    }

    /// The canonical spelling of a folder's path, so that a pack that two others depend on is loaded once.
    pub fn canonical(&self, path: &str) -> String {
        match self {
            Store::Disk => std::fs::canonicalize(path)
                .map_or_else(|_| path.to_owned(), |path| path.to_string_lossy().into_owned()),
            Store::Memory(_) => normal(path),
        }
    }

    /// The path `inner`, relative to the folder `root`.
    pub fn join(&self, root: &str, inner: &str) -> String {
        match self {
            Store::Disk => Path::new(root).join(inner).to_string_lossy().into_owned(),
            Store::Memory(_) => normal(&format!("{root}/{inner}")),
        }
    }

    /// Whether there is a folder at `path`; the top of a store in memory is the empty path.
    pub fn is_folder(&self, path: &str) -> bool {
        match self {
            Store::Disk => Path::new(path).is_dir(),
            Store::Memory(files) => {
                let prefix = prefix(path);
                files.keys().any(|key| key.starts_with(&prefix))
            }
        }
    }

    /// The hash over all files of the pack at `root` that an archive holds. Hashes in `known` are not computed again.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn tree(&self, root: &str, known: &FileHashes) -> Result<String, PackError> {
        let mut files = FileHashes::new();
        for path in self.list(root)?.into_iter().filter(|path| tree::is_packed(path)) {
            let hash = match known.get(&path) {
                Some(hash) => *hash,
                None => match self.read(&self.join(root, &path))? {
                    Some(bytes) => tree::stored_hash(&bytes),
                    None => continue,
                },
            };
            files.insert(path, hash);
        }
        Ok(tree::tree_hash(&files))
    }

    /// The top-level folders of a store in memory, sorted; empty for the disk, which has no top.
    pub fn folders(&self) -> Vec<String> {
        let Store::Memory(files) = self else { return Vec::new() };
        let tops = files.keys().filter_map(|path| path.split_once('/'));
        let mut tops: Vec<String> = tops.map(|(top, _)| top.to_owned()).collect();
        tops.dedup();
        tops
    }

    /// The bytes of a file; `None` if it does not exist.
    ///
    /// # Errors
    /// It cannot be read, is no plain file, or is larger than a file of its kind may be.
    pub fn read(&self, path: &str) -> Result<Option<Cow<'static, [u8]>>, PackError> {
        match self {
            Store::Disk => match plain::read(Path::new(path), most_bytes(path)) {
                Ok(bytes) => Ok(Some(Cow::Owned(bytes))),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(PackError::Io(path.into(), error)),
            },
            Store::Memory(files) => Ok(files.get(path).cloned()),
        }
    }

    /// What lies below `root` and is neither a plain file nor a folder, so that [`Store::list`] passes over it: relative
    /// paths, sorted, each with what it is; for a link to a folder also that.
    pub fn passed_over(&self, root: &str) -> Vec<(String, PassedOver)> {
        if matches!(self, Store::Memory(_)) {
            return Vec::new();
        }
        let walk = WalkDir::new(root).follow_links(false).sort_by_file_name().into_iter();
        let items = walk.filter_entry(is_seen).flatten();
        let odd = items.filter(|item| !item.file_type().is_file() && !item.file_type().is_dir());
        let kind = |item: &DirEntry| match item.file_type().is_symlink() {
            true if item.path().is_dir() => PassedOver::FolderLink,
            true => PassedOver::Link,
            false => PassedOver::NoFile,
        };
        odd.filter_map(|item| Some((inner_path(&item, root)?, kind(&item)))).collect()
    }

    /// All files below `root`, as relative paths, sorted, without hidden ones and what is in hidden folders. Symbolic
    /// links are not followed: they may lead out of a pack.
    pub fn list(&self, root: &str) -> Result<Vec<String>, PackError> {
        let mut found = Vec::new();
        match self {
            Store::Disk => {
                let walk = WalkDir::new(root).follow_links(false).into_iter();
                for item in walk.filter_entry(is_seen) {
                    let item = item.map_err(|error| {
                        let path = error.path().unwrap_or(Path::new(root)).to_path_buf();
                        PackError::Io(path, error.into())
                    })?;
                    if item.file_type().is_file() {
                        found.extend(inner_path(&item, root));
                    }
                }
            }
            Store::Memory(files) => {
                let prefix = prefix(root);
                let inner = files.keys().filter_map(|key| key.strip_prefix(&prefix));
                let is_seen = |path: &&str| !path.split('/').any(|part| part.starts_with('.'));
                found.extend(inner.filter(is_seen).map(str::to_owned));
            }
        }
        found.sort();
        Ok(found)
    }
}

/// The largest file of a pack that is read: a manifest or script, which people write, or any other, in bytes.
fn most_bytes(path: &str) -> u64 {
    const WRITTEN: u64 = 8 << 20;
    // As much as a whole pack may have.
    const OTHER: u64 = 64 << 20;
    let is_written = [".rhai", ".toml"].iter().any(|end| path.ends_with(end));
    if is_written { WRITTEN } else { OTHER }
}

/// Whether an entry of a pack's folder is looked at: what is hidden is not.
fn is_seen(item: &DirEntry) -> bool {
    item.depth() == 0 || !item.file_name().as_encoded_bytes().starts_with(b".")
}

/// The path of an entry below `root`, with `/`.
fn inner_path(item: &DirEntry, root: &str) -> Option<String> {
    let inner = item.path().strip_prefix(root).ok()?;
    let parts: Vec<_> = inner.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}

/// What the paths of files in the folder `root` of a store in memory begin with.
fn prefix(root: &str) -> String {
    if root.is_empty() { String::new() } else { format!("{root}/") }
}

fn normal(path: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in Path::new(path).components() {
        match part {
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            Component::ParentDir => {
                parts.pop();
            }
            _ => {}
        }
    }
    parts.join("/")
}
