//! A file that appears whole at the end or not at all: written beside its target and moved into its place.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file being written. Dropped without [`Staged::commit`], what was there before is as it was.
pub struct Staged {
    out: BufWriter<NamedTempFile>,
    target: PathBuf,
}

impl Staged {
    /// Begins a file that shall stand at `path`. Where a link stands there, what it leads to is replaced; permissions
    /// of an old file stay. An error of kind `NotFound` says which folder is missing.
    pub fn open(path: &Path) -> io::Result<Staged> {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
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

    /// Where it shall stand.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Removes what was written, at once: for a process about to end without running destructors.
    pub fn discard(&mut self) {
        // Where it cannot be removed there is nothing more to be done.
        let _ = fs::remove_file(self.out.get_ref().path());
    }

    /// Makes the file visible under its name.
    pub fn commit(self) -> io::Result<()> {
        let file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.persist(&self.target).map_err(|error| error.error)?;
        Ok(())
    }

    /// [`Staged::commit`], and the bytes are on the disk when it returns.
    pub fn commit_durably(self) -> io::Result<()> {
        let file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        file.persist(&self.target).map_err(|error| error.error)?;
        #[cfg(unix)]
        if let Some(folder) = self.target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
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
