//! Plain text files: one article per file, read whole but never beyond the size limit.

use super::assemble::{Container, Fields};
use super::compression::Compression;
use super::field::clean;
use super::{CorpusError, ReadOptions, foreign};
use crate::text::encoding::decode::decode;
use crate::text::{Article, Decoding, Escape};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Reads the text file at `path`.
pub(super) fn read_file(
    path: &Path,
    compression: Compression,
    container: &Container,
    options: &ReadOptions,
) -> Result<Article, CorpusError> {
    let failed = |error: std::io::Error| CorpusError::io(path, &error);
    let file = File::open(path).map_err(failed)?;
    let len = file.metadata().map_err(failed)?.len();
    if compression == Compression::Plain && len > options.limit() as u64 {
        return Err(too_large(container, options));
    }
    let inside = compression.unpack(Box::new(file)).map_err(failed)?;
    article(&read_limited(inside, container, options)?, container, options)
}

/// Reads all of `inside`, up to the limit.
pub(super) fn read_limited(
    inside: impl Read,
    container: &Container,
    options: &ReadOptions,
) -> Result<Vec<u8>, CorpusError> {
    let mut bytes = Vec::new();
    let limit = options.limit();
    let read = inside.take(limit as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| CorpusError::io(Path::new(&container.path), &error))?;
    if bytes.len() > limit { Err(too_large(container, options)) } else { Ok(bytes) }
}

fn too_large(container: &Container, options: &ReadOptions) -> CorpusError {
    CorpusError::TooLarge {
        path: container.path.clone(),
        line: None,
        limit: options.limit() as u64,
    }
}

/// Makes an article of a text file's bytes, or of bytes that were in memory before; both have the same limit.
pub(super) fn article(
    bytes: &[u8],
    container: &Container,
    options: &ReadOptions,
) -> Result<Article, CorpusError> {
    if bytes.len() > options.limit() {
        return Err(too_large(container, options));
    }
    let refused = |what| CorpusError::Foreign { path: container.path.clone(), what };
    if let Some(what) = foreign::by_content(bytes) {
        return Err(refused(what));
    }
    let decoded =
        decode(bytes).map_err(|error| CorpusError::undecoded(container.path.clone(), error))?;
    if let Some(what) = foreign::markup(&decoded.text) {
        return Err(refused(what));
    }
    let body = clean(decoded.text, Escape::None, &decoded.offsets);
    let decoding = Decoding { charset: decoded.charset, escape: Escape::None };
    let fields = Fields {
        line: None,
        number: None,
        id: None,
        outlet: None,
        date: None,
        title: None,
        body,
        odd: Vec::new(),
        decoding,
    };
    container.article(fields, options.order)
}
