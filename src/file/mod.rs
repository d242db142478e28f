//! Files as such: opened to read only if they are plain (`plain`), replaced atomically (`staged`), locked (`lock`), known
//! under all their names (`identity`). Knows nothing of the contents.

pub mod identity;
mod leftover;
pub mod lock;
pub mod plain;
pub mod staged;

use std::fs::File;
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
