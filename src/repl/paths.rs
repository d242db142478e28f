//! Converts between paths as people type them and canonical paths.

use crate::legible;
use std::path::{Path, PathBuf};

/// The canonical path; the path as given if it does not exist.
pub fn canonical(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Whether two paths name the same file.
pub fn same_file(a: &Path, b: &Path) -> bool {
    a == b || canonical(a) == canonical(b)
}

/// A path as a person would type it: relative to the working folder if it is below it.
pub fn relative_to_cwd(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_default();
    match canonical(path).strip_prefix(&here) {
        Ok(inner) if inner.as_os_str().is_empty() => PathBuf::from("."),
        Ok(inner) => inner.to_owned(),
        Err(_) => path.to_owned(),
    }
}

/// A path as a message shows it, in one line.
pub fn shown_path(path: &Path) -> String {
    legible::brief(&path.to_string_lossy()).into_owned()
}

/// `path` with `~` replaced by the home folder.
pub fn expand_home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}
