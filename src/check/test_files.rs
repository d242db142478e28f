//! The files of a pack that only its tests read: `fixtures/`, `quiet/` and `gold/`. A pack is loaded without them.

use crate::corpus::{Chunks, CorpusError, ReadOptions, embedded};
use crate::pack::{PackError, Store};
use crate::text::Article;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The folders of a pack that its tests read.
pub const FOLDERS: &[&str] = &["fixtures", "quiet", "gold"];

/// The endings of files of articles, without that of a compression.
const ARTICLES: &[&str] = &["txt", "jsonl", "ndjson", "json-lines", "csv"];

/// The test files of a pack, by path inside the pack.
#[derive(Debug, Default)]
pub struct TestFiles {
    files: BTreeMap<String, Cow<'static, [u8]>>,
    folders: Vec<&'static str>,
}

impl TestFiles {
    /// Those of the pack in the folder `root` of `store`; hidden files are left out.
    ///
    /// # Errors
    /// A folder or file cannot be read.
    pub fn of(store: &Store, root: &str) -> Result<TestFiles, PackError> {
        let mut found = TestFiles::default();
        for &folder in FOLDERS {
            let inside = store.join(root, folder);
            if !store.is_folder(&inside) {
                continue;
            }
            found.folders.push(folder);
            for path in store.list(&inside)? {
                if path.split('/').any(|part| part.starts_with('.')) {
                    continue;
                }
                if let Some(bytes) = store.read(&store.join(&inside, &path))? {
                    found.files.insert(format!("{folder}/{path}"), bytes);
                }
            }
        }
        Ok(found)
    }

    /// Whether the pack has that folder.
    pub fn has(&self, folder: &str) -> bool {
        self.folders.contains(&folder)
    }

    /// The bytes of the file at `path`.
    pub fn read(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(|bytes| &**bytes)
    }

    /// The paths of the files of `folder`, sorted.
    pub fn paths<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        let paths = self.files.keys().map(String::as_str);
        paths.filter(move |path| path.split('/').next() == Some(folder))
    }

    /// The articles in the files at `paths`, and the errors in place of those that cannot be read. A `manifest.toml`
    /// beside a file applies to it, as in any corpus.
    pub fn articles(&self, paths: &[&str]) -> Vec<Result<Article, CorpusError>> {
        let options = ReadOptions::default();
        let is_wanted =
            |path: &str| paths.contains(&path) || path.rsplit('/').next() == Some("manifest.toml");
        let wanted = self.files.iter().filter(|(path, _)| is_wanted(path));
        let files = wanted.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        let chunks: Chunks = embedded(files, &options);
        let mut found = Vec::new();
        for chunk in chunks {
            match chunk {
                Ok(chunk) => found.extend(chunk.articles(&options)),
                Err(error) => found.push(Err(error)),
            }
        }
        found
    }
}

/// The path without the endings of compression and kind, if it is that of a file of articles.
pub fn article_stem(path: &str) -> Option<&str> {
    let plain = path.strip_suffix(".gz").or_else(|| path.strip_suffix(".zst")).unwrap_or(path);
    let (stem, ending) = plain.rsplit_once('.')?;
    ARTICLES.contains(&ending.to_lowercase().as_str()).then_some(stem)
}
