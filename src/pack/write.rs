//! Writes to packs: replaces a rule file, creates a pack. Knows nothing of the contents of rule files.

use super::{archive, home};
use crate::file::staged::Staged;
use crate::file::{plain, refuse_links};
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// The text of a rule file; empty if the file does not exist.
pub fn read(file: &Path) -> io::Result<String> {
    match plain::read(file, archive::MOST_BYTES) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the file is not UTF-8")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error),
    }
}

/// Replaces or creates a rule file, with the folders above it; its bytes are on the disk when this returns. In a pack no
/// link is followed.
///
/// # Errors
/// The file cannot be written, or the way to it in its pack leads through a link.
pub fn replace(file: &Path, text: &str) -> io::Result<()> {
    let full = std::path::absolute(file)?;
    let inner = home::home(file).and_then(|root| {
        let inner = full.strip_prefix(&root).ok()?.to_owned();
        Some((root, inner))
    });
    if let Some((root, inner)) = &inner {
        refuse_links(root, inner)?;
    }
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut staged = match &inner {
        Some((root, inner)) => Staged::open_in(root, inner)?,
        None => Staged::open(file)?,
    };
    staged.write_all(text.as_bytes())?;
    staged.commit_durably()
}

/// Creates a pack in `folder`, which is created if needed: a manifest with its name and its dependencies, as paths
/// relative to it.
pub fn create(folder: &Path, name: &str, depends: &[String]) -> io::Result<()> {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut text = format!("name = {}\nversion = \"0.1.0\"\nsummary = \"\"\n", quoted(name));
    if !depends.is_empty() {
        let depends: Vec<String> = depends.iter().map(|path| quoted(path)).collect();
        text.push_str(&format!("depends = [{}]\n", depends.join(", ")));
    }
    replace(&folder.join("pack.toml"), &text)
}
