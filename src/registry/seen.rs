//! What was last seen of each index: its serial, content and key, in the user's store. So an index cannot go back to an
//! old state, or to another key, unnoticed.

use super::{RegistryError, Result, read_file, write_file};
use crate::pack::lock::is_tree;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The last state of an index that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastSeen {
    /// The address of the index.
    pub url: String,
    /// Its serial.
    pub serial: u64,
    /// The hash of its `index.json`.
    pub hash: String,
    /// The key that signed it.
    #[serde(default)]
    pub key: Option<String>,
}

/// The folder in which it is kept.
pub struct Seen {
    folder: PathBuf,
}

impl Seen {
    /// Beside the user's store of archives.
    pub fn beside(store: &Path) -> Seen {
        Seen { folder: store.with_file_name("indexes") }
    }

    fn path(&self, url: &str) -> PathBuf {
        self.folder.join(format!("{}.toml", &blake3::hash(url.as_bytes()).to_hex()[..32]))
    }

    /// What was seen of the index at `url`; `None` if nothing was.
    ///
    /// # Errors
    /// The file is damaged: without it an old state could not be told from a new one.
    pub fn read(&self, url: &str) -> Result<Option<LastSeen>> {
        let path = self.path(url);
        if !path.exists() {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&read_file(&path)?).into_owned();
        let damaged = |why: &str| {
            RegistryError::Index(format!(
                "{} is damaged ({why}): remove it, if you trust what {url} serves now",
                path.display()
            ))
        };
        let seen: LastSeen = toml::from_str(&text).map_err(|why| damaged(why.message()))?;
        match seen.url == url && is_tree(&seen.hash) {
            true => Ok(Some(seen)),
            false => Err(damaged("it is of another index")),
        }
    }

    /// Keeps what was seen.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, url: &str, serial: u64, hash: &str, key: Option<&str>) -> Result<()> {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut text =
            format!("url = {}\nserial = {serial}\nhash = {}\n", quoted(url), quoted(hash));
        if let Some(key) = key {
            text.push_str(&format!("key = {}\n", quoted(key)));
        }
        let path = self.path(url);
        match read_file(&path).is_ok_and(|known| known == text.as_bytes()) {
            true => Ok(()),
            false => write_file(&path, text.as_bytes()),
        }
    }

    /// Forgets what was seen; whether there was anything.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn forget(&self, url: &str) -> Result<bool> {
        let path = self.path(url);
        match std::fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(why) => Err(RegistryError::Write(path, why)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_kept_until_it_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let seen = Seen::beside(&folder.path().join("packs"));
        let (url, hash) = ("https://packs.example.org", "a".repeat(64));
        assert_eq!(seen.read(url).unwrap(), None);
        seen.write(url, 3, &hash, Some("RWQ")).unwrap();
        assert_eq!(seen.read(url).unwrap().unwrap().serial, 3);
        assert_eq!(seen.read("https://other.example.org").unwrap(), None);
        std::fs::write(seen.path(url), "serial = 3\n").unwrap();
        assert!(seen.read(url).unwrap_err().to_string().contains("damaged"));
        assert!(seen.forget(url).unwrap() && !seen.forget(url).unwrap());
    }
}
