//! Files that several processes may write: atomic replacement (`staged`) and locks (`lock`). What the files hold is the
//! callers'.

pub mod lock;
pub mod staged;

use std::fs::File;
use std::io;
use std::path::Path;

/// The folder that holds `path`: `.` for a bare name.
pub fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes sure that a new or renamed file is found in its folder after a power failure.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    // On other systems a folder cannot be opened as a file; there the system itself writes its entries.
    if cfg!(unix) { File::open(folder(path))?.sync_all() } else { Ok(()) }
}
