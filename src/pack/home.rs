//! Finds the pack that a file belongs to.

use std::path::{Path, PathBuf};

/// The folder of the pack that `file` is or would be in: the nearest folder above it with a `pack.toml`.
pub fn home(file: &Path) -> Option<PathBuf> {
    let file = std::path::absolute(file).ok()?;
    let above = file.ancestors().skip(1);
    above.into_iter().find(|folder| folder.join("pack.toml").is_file()).map(Path::to_owned)
}
