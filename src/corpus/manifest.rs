//! `manifest.toml` beside articles: metadata that the files themselves lack.

use super::CorpusError;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The file name of a manifest.
pub(super) const NAME: &str = "manifest.toml";

/// The largest manifest that is read, in bytes.
pub(super) const MOST_BYTES: u64 = 64 << 20;

/// A folder's manifest.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CorpusManifest {
    #[serde(default)]
    defaults: ManifestEntry,
    #[serde(default)]
    articles: BTreeMap<String, ManifestEntry>,
}

/// The metadata of one article, or the defaults for all articles without an entry.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestEntry {
    outlet: Option<String>,
    published: Option<toml::Value>,
    /// Not used; accepted so that people may note it.
    #[serde(rename = "licence")]
    _licence: Option<String>,
    /// Not used; accepted so that people may note it.
    #[serde(rename = "note")]
    _note: Option<String>,
}

impl CorpusManifest {
    /// Reads a manifest; `path` is used in the error message.
    pub fn parse(path: &str, bytes: &[u8]) -> Result<Self, CorpusError> {
        let bad = |reason: String| CorpusError::Manifest { path: path.to_owned(), reason };
        let text = std::str::from_utf8(bytes).map_err(|error| bad(error.to_string()))?;
        toml::from_str(text).map_err(|error| bad(error.to_string().trim_end().replace('\n', " ")))
    }

    /// The same, with a day for articles of which it gives none.
    pub fn with_day(&self, day: &str) -> Self {
        let mut with = self.clone();
        with.defaults.published.get_or_insert_with(|| toml::Value::String(day.to_owned()));
        with
    }

    pub fn outlet(&self, id: &str) -> Option<&str> {
        let own = self.articles.get(id).and_then(|entry| entry.outlet.as_deref());
        own.or(self.defaults.outlet.as_deref())
    }

    /// The date as written, a TOML date or a string.
    pub fn published(&self, id: &str) -> Option<String> {
        let own = self.articles.get(id).and_then(|entry| entry.published.as_ref());
        match own.or(self.defaults.published.as_ref())? {
            toml::Value::String(date) => Some(date.clone()),
            toml::Value::Datetime(date) => Some(date.to_string()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_articles_own_entry_overrides_the_defaults() {
        let text = "[defaults]\noutlet = 'Wire'\nlicence = 'ours'\n[articles.'a']\noutlet = 'Post'\npublished = 2016-09-28";
        let manifest = CorpusManifest::parse("manifest.toml", text.as_bytes()).unwrap();
        assert_eq!((manifest.outlet("a"), manifest.outlet("b")), (Some("Post"), Some("Wire")));
        assert_eq!(manifest.published("a").as_deref(), Some("2016-09-28"));
    }

    #[test]
    fn an_unknown_key_is_reported() {
        let error =
            CorpusManifest::parse("c/manifest.toml", b"[defaults]\noutlett = 'Wire'").unwrap_err();
        assert!(
            error.to_string().starts_with("c/manifest.toml: ")
                && error.to_string().contains("outlett")
        );
    }
}
