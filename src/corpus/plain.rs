//! Plain text files: one article per file, read whole but never beyond the size limit.

use super::assemble::{Container, Fields};
use super::field::clean;
use super::press::several::told_several;
use super::{CorpusError, ReadOptions, foreign};
use crate::text::encoding::decode::decode;
use crate::text::{Article, Decoding, Escape};

/// The error of a file larger than `limit`, in bytes.
pub(super) fn too_large(container: &Container, limit: usize) -> CorpusError {
    CorpusError::TooLarge { path: container.path.clone(), line: None, limit: limit as u64 }
}

/// Makes an article of a text file's bytes, or of bytes that were in memory before; both have the same limit.
pub(super) fn article(
    bytes: &[u8],
    container: &Container,
    options: &ReadOptions,
) -> Result<Article, CorpusError> {
    if bytes.len() > options.limit() {
        return Err(too_large(container, options.limit()));
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
    let decoding = Decoding::of(decoded.charset, Escape::None);
    let guessed = container.guessed.then(|| {
        "read as one plain text, since neither its name nor its content says what it is; end it with .txt, .jsonl, .csv or .tsv".to_owned()
    });
    let several = told_several(&body.text);
    let fields = Fields {
        line: None,
        number: None,
        id: None,
        outlet: None,
        date: None,
        title: None,
        body,
        odd: guessed.into_iter().chain(several).collect(),
        decoding,
    };
    container.article(fields, options.order)
}
