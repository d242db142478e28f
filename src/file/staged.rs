//! Atomic writes: a file appears complete or not at all. It is written beside its target and renamed to it.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file being written. If dropped without [`Staged::commit`], the old file stays unchanged.
pub struct Staged {
    out: BufWriter<NamedTempFile>,
    target: PathBuf,
}

impl Staged {
    /// Starts a file that will replace `path`. If `path` is a symbolic link, the file it points to is replaced; the
    /// permissions of an old file are kept. An error of kind `NotFound` says which folder is missing.
    pub fn open(path: &Path) -> io::Result<Staged> {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = super::folder(&target);
        if !folder.is_dir() {
            let message = format!("there is no folder {}; make it first", folder.display());
            return Err(io::Error::new(io::ErrorKind::NotFound, message));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".dateline-").suffix(".part");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder)?;
        if let Ok(old) = fs::metadata(&target) {
            file.as_file().set_permissions(old.permissions())?;
        }
        Ok(Staged { out: BufWriter::with_capacity(1 << 16, file), target })
    }

    /// The path that it will replace.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Removes the temporary file at once: for a process that is about to end without running destructors.
    pub fn discard(&mut self) {
        // If it cannot be removed, nothing more can be done.
        let _ = fs::remove_file(self.out.get_ref().path());
    }

    /// Makes the file visible under its name.
    pub fn commit(self) -> io::Result<()> {
        let file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.persist(&self.target).map_err(|error| error.error)?;
        Ok(())
    }

    /// Like [`Staged::commit`]; when it returns, the bytes are on the disk.
    pub fn commit_durably(self) -> io::Result<()> {
        let file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        file.persist(&self.target).map_err(|error| error.error)?;
        super::sync_folder(&self.target)
    }
}

impl Write for Staged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
