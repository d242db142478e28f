//! The user's store of archives, each named by its tree. Nothing in it is believed: an archive's tree is computed again
//! whenever it is read.

use super::{OpenedPack, RegistryError, Result, write_file};
use crate::file::lock::{LockMode, acquire};
use crate::pack::locate;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a command waits for another one of the same user.
const PATIENCE: Duration = Duration::from_secs(60);

/// The process that wrote its number into the lock file; `None` if it cannot be read.
fn holder(path: &Path) -> Option<u32> {
    crate::file::plain::read_text(path, 64).ok()?.trim().parse().ok()
}

/// The user's store.
pub struct UserStore {
    folder: PathBuf,
}

impl UserStore {
    /// The store of this user; the folder is created when something is put into it.
    ///
    /// # Errors
    /// There is no home folder.
    pub fn of_user() -> Result<UserStore> {
        match locate::user_store() {
            Some(folder) => Ok(UserStore { folder }),
            None => Err(RegistryError::Use(
                "there is no folder for packs: set HOME or XDG_DATA_HOME to a folder of yours"
                    .into(),
            )),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Waits until no other command of this user changes packs; none does as long as the result lives.
    ///
    /// # Errors
    /// Another command does not end, or the folder cannot be written.
    pub fn exclusive(&self) -> Result<File> {
        let path = self.folder.join(".lock");
        let wrong = |why| RegistryError::Write(path.clone(), why);
        std::fs::create_dir_all(&self.folder).map_err(wrong)?;
        let file = File::options().create(true).append(true).open(&path).map_err(wrong)?;
        match acquire(&file, LockMode::Exclusive, PATIENCE).map_err(wrong)? {
            true => {
                // Only for the message to others.
                let _ = file.set_len(0).and_then(|()| write!(&file, "{}", std::process::id()));
                Ok(file)
            }
            false => Err(RegistryError::Use(format!(
                "another `dateline pack`{} is at work: try again when it has ended",
                holder(&path).map_or_else(String::new, |id| format!(" (process {id})"))
            ))),
        }
    }

    /// The archive with this tree; `None` if it is not there, or what is there is something else.
    pub fn get(&self, tree: &str) -> Option<OpenedPack> {
        let found = OpenedPack::open(&locate::in_store(&self.folder, tree)).ok()?;
        (found.tree == tree).then_some(found)
    }

    /// Keeps an archive, in the place of one with the same tree.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn put(&self, pack: &OpenedPack) -> Result<()> {
        write_file(&locate::in_store(&self.folder, &pack.tree), &pack.bytes)
    }
}
