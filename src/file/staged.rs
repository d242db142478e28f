//! Atomic writes: a file appears complete or not at all. It is written beside its target and renamed to it.
//!
//! A process that ends without running destructors calls [`remove_all`] first; what one leaves that is killed is removed
//! by the next that writes in that folder (`leftover`).

use super::identity::{FileId, resolved};
use super::{leftover, plain};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The temporary files of this process.
static PARTS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn parts() -> MutexGuard<'static, Vec<PathBuf>> {
    PARTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// As long as it lives, no temporary file is made or moved to its target.
#[must_use]
pub struct Removed(
    #[expect(dead_code, reason = "it is held, not read")] MutexGuard<'static, Vec<PathBuf>>,
);

/// Removes the temporary files of this process: for one that is about to end. Their targets stay as they are.
pub fn remove_all() -> Removed {
    let mut parts = parts();
    for path in parts.drain(..) {
        // What cannot be removed now, the next process removes.
        let _ = fs::remove_file(path);
    }
    Removed(parts)
}

/// A file being written. If dropped without [`Staged::commit`], the old file stays unchanged.
pub struct Staged {
    out: BufWriter<File>,
    part: Part,
    target: PathBuf,
}

/// A temporary file, which is removed when this is dropped.
struct Part {
    path: PathBuf,
}

impl Part {
    /// Makes a temporary file in `folder`, and takes its lock.
    fn new(folder: &Path) -> io::Result<(File, Part)> {
        /// Each further attempt means that another process just took the lock to see whether the file is abandoned.
        const ATTEMPTS: usize = 100;
        for _ in 0..ATTEMPTS {
            let (file, part) = Part::unlocked(folder)?;
            match file.try_lock() {
                // A file system without locks: others cannot lock it either, and leave it alone.
                Ok(()) | Err(TryLockError::Error(_)) => {}
                Err(TryLockError::WouldBlock) => continue,
            }
            if FileId::known(&part.path, &file.metadata()?) == FileId::of(&part.path) {
                return Ok((file, part));
            }
        }
        Err(io::Error::new(io::ErrorKind::WouldBlock, "other programs lock each file made here"))
    }

    fn unlocked(folder: &Path) -> io::Result<(File, Part)> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(leftover::own_prefix()).suffix(leftover::SUFFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut parts = parts();
        let (file, path) = builder.tempfile_in(folder)?.keep()?;
        parts.push(path.clone());
        Ok((file, Part { path }))
    }

    /// Renames it. When this fails, it is still there until it is dropped.
    fn persist(&self, target: &Path) -> io::Result<()> {
        let mut parts = parts();
        fs::rename(&self.path, target)?;
        parts.retain(|path| *path != self.path);
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let mut parts = parts();
        if let Some(at) = parts.iter().position(|path| *path == self.path) {
            parts.swap_remove(at);
            // What cannot be removed now, the next process removes.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Staged {
    /// Starts a file that will replace `path`. If `path` is a symbolic link, the file it points to is replaced; the
    /// permissions of an old file are kept. What killed processes left in its folder is removed.
    ///
    /// # Errors
    /// Of kind `NotFound` if the folder is missing, `PermissionDenied` if the old file may not be written,
    /// `InvalidInput` if something other than a plain file is there; also if no file can have that name.
    pub fn open(path: &Path) -> io::Result<Staged> {
        Staged::at(resolved(path))
    }

    /// Starts the file `inner` of the folder `root`, as [`Staged::open`] does, but through no link below `root`.
    ///
    /// # Errors
    /// As for [`Staged::open`]; of kind `InvalidInput` if a part of `inner` is a link.
    pub fn open_in(root: &Path, inner: &Path) -> io::Result<Staged> {
        super::refuse_links(root, inner)?;
        Staged::at(resolved(root).join(inner))
    }

    fn at(target: PathBuf) -> io::Result<Staged> {
        let folder = super::folder(&target);
        if !folder.is_dir() {
            let message = format!("there is no folder {}; make it first", folder.display());
            return Err(io::Error::new(io::ErrorKind::NotFound, message));
        }
        let old = match fs::metadata(&target) {
            Ok(old) => Some(old),
            Err(why) if why.kind() == io::ErrorKind::NotFound => None,
            // Such as a name that is too long: the file could be written, and not be given this name.
            Err(why) => return Err(why),
        };
        if let Some(old) = &old {
            check_replaceable(&target, old)?;
        }
        leftover::sweep(folder);
        let (file, part) = Part::new(folder)?;
        if let Some(old) = old {
            file.set_permissions(old.permissions())?;
        }
        Ok(Staged { out: BufWriter::with_capacity(1 << 16, file), part, target })
    }

    /// The path that it will replace.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The path of the file that is being written, for a library that writes files by their paths.
    pub fn part(&self) -> &Path {
        &self.part.path
    }

    /// Makes the file visible under its name.
    ///
    /// # Errors
    /// The rest cannot be written, or the file cannot be renamed; then the old file is unchanged.
    pub fn commit(mut self) -> io::Result<()> {
        self.out.flush()?;
        self.part.persist(&self.target)
    }

    /// Like [`Staged::commit`]; when it returns, the bytes are on the disk.
    ///
    /// # Errors
    /// As for [`Staged::commit`], or the bytes do not reach the disk.
    pub fn commit_durably(mut self) -> io::Result<()> {
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        self.part.persist(&self.target)?;
        super::sync_folder(&self.target)
    }
}

/// Refuses a target that is to stay as it is. To rename over a read-only file the system asks only whether its folder
/// may be written.
fn check_replaceable(target: &Path, old: &fs::Metadata) -> io::Result<()> {
    if !old.is_file() {
        let message = format!("it is {}; name a file", plain::kind(old));
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let denied = |why: &io::Error| {
        matches!(why.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
    };
    let is_read_only = old.permissions().readonly()
        || OpenOptions::new().append(true).open(target).is_err_and(|why| denied(&why));
    if is_read_only {
        let message = "it is read-only, and stays as it is; make it writable, or name another file";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    Ok(())
}

impl Write for Staged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_only_file_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept.txt");
        fs::write(&path, "old").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let why = Staged::open(&path).err().unwrap();
        assert_eq!(why.kind(), io::ErrorKind::PermissionDenied);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn many_writers_in_one_folder_do_not_take_each_others_files() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let path = folder.path().join(format!("{thread}.txt"));
                scope.spawn(move || {
                    for round in 0..50 {
                        let mut staged = Staged::open(&path).unwrap();
                        write!(staged, "{round}").unwrap();
                        staged.commit().unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
        assert_eq!(fs::read_to_string(folder.path().join("3.txt")).unwrap(), "49");
    }
}
