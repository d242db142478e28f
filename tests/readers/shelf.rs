//! A temporary folder for containers, and the articles read from it. Used by the tests beside it.

use dateline::corpus::{Chunks, CorpusError, ReadOptions, open};
use dateline::text::Article;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder that is removed when the test ends.
pub struct Shelf(pub TempDir);

impl Shelf {
    pub fn new() -> Self {
        Shelf(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, bytes).expect("a file");
        path
    }

    pub fn read(&self, name: &str) -> Vec<Result<Article, CorpusError>> {
        read(&[self.0.path().join(name)], &ReadOptions::default())
    }

    pub fn all(&self) -> Vec<Result<Article, CorpusError>> {
        read(&[self.0.path().to_owned()], &ReadOptions::default())
    }
}

pub fn read(paths: &[PathBuf], options: &ReadOptions) -> Vec<Result<Article, CorpusError>> {
    gather(open(paths, options), options)
}

pub fn gather(chunks: Chunks, options: &ReadOptions) -> Vec<Result<Article, CorpusError>> {
    let mut found = Vec::new();
    for chunk in chunks {
        match chunk {
            Ok(chunk) => found.extend(chunk.articles(options)),
            Err(error) => found.push(Err(error)),
        }
    }
    found
}

pub fn ids(found: &[Result<Article, CorpusError>]) -> Vec<&str> {
    found.iter().flatten().map(|article| article.id.as_str()).collect()
}

/// The one error among `found`, as the user reads it, without the folder.
pub fn complaint(found: &[Result<Article, CorpusError>]) -> String {
    let errors: Vec<String> =
        found.iter().filter_map(|read| read.as_ref().err()).map(ToString::to_string).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    let error = &errors[0];
    let start = error.find(['/', '\\']).map_or(0, |_| {
        let head = error.split(": ").next().unwrap_or(error);
        head.rfind(['/', '\\']).map_or(0, |at| at + 1)
    });
    error[start..].to_owned()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("memory")
}

pub fn seeds() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    (0..5)
        .map(|at| format!("seed-00{at}"))
        .map(|id| {
            let bytes = fs::read(folder.join(format!("{id}.txt"))).expect("a seed");
            (id, bytes)
        })
        .collect()
}
