//! A pack or study on disk, whose `pack.toml` and lock are changed together: whoever is killed at any moment leaves the
//! old state of both or the new one.

use super::{RegistryError, Result, build, step, write_inside};
use crate::file::refuse_links;
use crate::pack::locate::{NEXT_LOCK, next_lock, next_lock_head};
use crate::pack::lock::LOCK;
use crate::pack::{Lock, Manifest};
use std::path::{Path, PathBuf};

/// The manifest of a pack.
const MANIFEST: &str = "pack.toml";

/// A pack's folder with its manifest and lock.
pub struct Study {
    /// The folder.
    pub folder: PathBuf,
    /// The text of `pack.toml`.
    pub text: String,
    /// What it says.
    pub manifest: Manifest,
    /// The lock, if there is one.
    pub lock: Option<Lock>,
}

impl Study {
    /// Opens the pack in `folder`. A change that was interrupted is completed or dropped first.
    ///
    /// # Errors
    /// There is no pack, or its manifest or lock cannot be used.
    pub fn open(folder: &Path) -> Result<Study> {
        let (manifest, bytes) = build::manifest(folder)?;
        recover(folder)?;
        let path = folder.join(LOCK);
        let lock = Lock::read(&path)
            .map_err(|why| RegistryError::Manifest(path.display().to_string(), why))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Study { folder: folder.to_owned(), text, manifest, lock })
    }

    /// Writes the new `pack.toml` and lock.
    ///
    /// # Errors
    /// A file cannot be written, or is a link; then the old state is there.
    pub fn commit(&self, text: &str, lock: &Lock) -> Result<()> {
        let next = self.folder.join(NEXT_LOCK);
        // Before the first is written: with only one of them changed, the pack could not be loaded.
        for name in [NEXT_LOCK, MANIFEST, LOCK] {
            refuse_links(&self.folder, Path::new(name))
                .map_err(|why| RegistryError::Write(self.folder.join(name), why))?;
        }
        if text != self.text {
            let waiting = format!("{}{}", next_lock_head(text.as_bytes()), lock.text());
            step("before next lock");
            write_inside(&self.folder, NEXT_LOCK, waiting.as_bytes())?;
            step("before pack.toml");
            write_inside(&self.folder, MANIFEST, text.as_bytes())?;
            step("after pack.toml");
        }
        if self.lock.as_ref() != Some(lock) {
            let path = self.folder.join(LOCK);
            lock.write(&path).map_err(|why| RegistryError::Write(path, why))?;
        }
        step("after lock");
        drop_next(&next)
    }
}

/// Completes a change that was interrupted, or drops it if `pack.toml` is still the old one.
fn recover(folder: &Path) -> Result<()> {
    let next = folder.join(NEXT_LOCK);
    if let Some(text) = next_lock(folder) {
        let bad = |why| RegistryError::Manifest(next.display().to_string(), why);
        let lock = Lock::parse(&text).map_err(bad)?;
        let path = folder.join(LOCK);
        lock.write(&path).map_err(|why| RegistryError::Write(path, why))?;
    }
    drop_next(&next)
}

fn drop_next(next: &Path) -> Result<()> {
    match std::fs::remove_file(next) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => {
            Err(RegistryError::Write(next.to_owned(), why))
        }
        _ => Ok(()),
    }
}
