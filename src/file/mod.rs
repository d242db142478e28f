//! Files as such: opened to read only if they are plain (`plain`), replaced atomically (`staged`), locked (`lock`), known
//! under all their names (`identity`), several in one (`zipped`). Knows nothing of the contents.

pub mod identity;
mod leftover;
pub mod lock;
pub mod plain;
pub mod staged;
pub mod zipped;

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// The folder of `path`: `.` for a bare file name.
pub fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes sure that a new or renamed file is still in its folder after a power failure.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    // Other systems cannot open a folder as a file, and write its entries themselves.
    if cfg!(unix) { File::open(folder(path))?.sync_all() } else { Ok(()) }
}

/// Refuses a path that leads through a link below the folder `root`: what is written there would change a file that is
/// elsewhere. `root` itself may be a link.
///
/// # Errors
/// Of kind `InvalidInput` if a part of `inner`, the path in that folder, is a link.
pub fn refuse_links(root: &Path, inner: &Path) -> io::Result<()> {
    let mut path = root.to_owned();
    for part in inner.components() {
        path.push(part);
        // What is not there yet is no link, and what cannot be looked at cannot be written either.
        if fs::symlink_metadata(&path).is_ok_and(|known| known.is_symlink()) {
            let message = format!(
                "{} is a link, and no file of a pack is written through a link; put a file or folder in its place",
                path.display()
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
    }
    Ok(())
}
