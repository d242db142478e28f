//! Files that are read whole: their content says which format they are in, and that format's reader takes them apart.

use super::assemble::Container;
#[cfg(feature = "parquet")]
use super::columnar;
use super::compression::Compression;
use super::format::{FileKind, kind_of};
#[cfg(feature = "pdf")]
use super::pdf;
use super::reading::{Omission, Reading};
use super::source::{COLLECTION, Source};
use super::{
    CorpusError, Format, ReadOptions, docx, foreign, html, mail, plain, press, rtf, sheet, xml,
};
use crate::text::Article;
use std::io::Read;
use std::path::Path;

/// A format of files that are read whole.
struct Reader {
    /// Whether a file holds many articles, so that it may be larger than one article may.
    is_collection: bool,
    /// Whether a file is of this format, by its first bytes, at most [`SAMPLE`].
    is: fn(&[u8]) -> bool,
    /// Its articles, in order.
    read: fn(&Source<'_>) -> Vec<Reading>,
}

/// The formats, in the order in which they are tried.
#[rustfmt::skip]
const READERS: &[Reader] = &[
    #[cfg(feature = "pdf")]
    Reader { is_collection: true, is: pdf::is, read: pdf::read },
    #[cfg(feature = "parquet")]
    Reader { is_collection: true, is: columnar::is, read: columnar::read },
    Reader { is_collection: true, is: xml::is_xml, read: xml::read },
    Reader { is_collection: true, is: rtf::is, read: rtf::read },
    Reader { is_collection: true, is: sheet::is_workbook, read: sheet::read },
    Reader { is_collection: true, is: docx::is, read: docx::read },
    Reader { is_collection: false, is: docx::is_compound, read: docx::read_compound },
    Reader { is_collection: false, is: mail::is_mail, read: mail::read },
    Reader { is_collection: true, is: press::is_page, read: press::read_page },
    Reader { is_collection: false, is: html::is_page, read: html::read },
    Reader { is_collection: true, is: press::is_text, read: press::read_text },
];

/// So many bytes of a file are looked at to decide its format.
pub(super) const SAMPLE: usize = 64 << 10;

fn reader_of(bytes: &[u8]) -> Option<&'static Reader> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    READERS.iter().find(|reader| (reader.is)(sample))
}

/// Whether a file that begins so is in one of the formats that are read whole.
pub(super) fn is_known(first: &[u8]) -> bool {
    reader_of(first).is_some()
}

/// Reads all of `inside`, up to the limit of its format.
pub(super) fn bytes_of(
    mut inside: impl Read,
    container: &Container,
    options: &ReadOptions,
) -> Result<Vec<u8>, CorpusError> {
    let failed = |error: std::io::Error| CorpusError::io(Path::new(&container.path), &error);
    let mut bytes = Vec::new();
    (&mut inside).take(SAMPLE as u64).read_to_end(&mut bytes).map_err(failed)?;
    let is_collection = reader_of(&bytes).is_some_and(|reader| reader.is_collection);
    let limit = options.limit().saturating_mul(if is_collection { COLLECTION } else { 1 });
    let rest = (limit as u64 + 1).saturating_sub(bytes.len() as u64);
    inside.take(rest).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > limit {
        return Err(plain::too_large(container, limit));
    }
    Ok(bytes)
}

/// Reads all of an archive that cannot be read piece by piece; it may be as large as a file of many articles.
pub(super) fn archive_bytes(
    inside: impl Read,
    path: &str,
    options: &ReadOptions,
) -> Result<Vec<u8>, CorpusError> {
    let limit = options.limit().saturating_mul(COLLECTION) as u64;
    let mut bytes = Vec::new();
    let failed = |error: std::io::Error| CorpusError::io(Path::new(path), &error);
    inside.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    match bytes.len() as u64 > limit {
        true => Err(CorpusError::TooLarge { path: path.to_owned(), line: None, limit }),
        false => Ok(bytes),
    }
}

/// Reads a file whose content is in memory.
pub(super) fn read(bytes: &[u8], container: &Container, options: &ReadOptions) -> Vec<Reading> {
    read_as(bytes, container, options, None)
}

/// The same, of a file for which a server named an encoding.
pub(super) fn read_as(
    bytes: &[u8],
    container: &Container,
    options: &ReadOptions,
    charset: Option<&'static str>,
) -> Vec<Reading> {
    if let Some(what) = foreign::by_page(&bytes[..bytes.len().min(SAMPLE)]) {
        let refused = CorpusError::Foreign { path: container.path.clone(), what };
        return vec![Reading { format: None, outcome: Err(Omission::Error(refused)) }];
    }
    match reader_of(bytes) {
        Some(reader) => (reader.read)(&Source { container, options, bytes, charset }),
        None => {
            let read = other(bytes, container, options);
            let is_text =
                !matches!(read, Err(CorpusError::Foreign { .. } | CorpusError::Misnamed { .. }));
            let format = is_text.then_some(Format::Text);
            vec![Reading { format, outcome: read.map_err(Omission::Error) }]
        }
    }
}

/// A file of no format that its content shows: a plain text, unless its name says that it is none.
fn other(
    bytes: &[u8],
    container: &Container,
    options: &ReadOptions,
) -> Result<Article, CorpusError> {
    let name = Compression::of(&container.path).1;
    let article = plain::article(bytes, container, options);
    match kind_of(name) {
        Some(FileKind::Document | FileKind::Zip | FileKind::Warc) if article.is_ok() => {
            Err(CorpusError::Misnamed { path: container.path.clone() })
        }
        _ => article,
    }
}
