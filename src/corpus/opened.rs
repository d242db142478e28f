//! A file that a worker opens: a page, a document, a text, or records under the name of one of these.

use super::assemble::Container;
use super::block::Blocks;
use super::compression::{self, Compression, CountingReader};
use super::format::FileKind;
use super::reading::{Omission, Reading};
use super::{CorpusError, ReadOptions, document, sniff};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Reads the file at `path`, of which its name says what it is and how it is compressed.
pub(super) fn readings<'a>(
    path: &Path,
    (named, compression): (FileKind, Compression),
    container: &Arc<Container>,
    options: &'a ReadOptions,
) -> Box<dyn Iterator<Item = Reading> + 'a> {
    let file = File::open(path)
        .and_then(|file| compression::content(Box::new(file), compression))
        .map_err(|error| CorpusError::io(path, &error));
    let (first, inside) = match file {
        Ok(inside) => compression::peeked(inside, document::SAMPLE),
        Err(error) => return Box::new(std::iter::once(failed(error))),
    };
    match sniff::kind(&first, Some(named), options) {
        kind @ (FileKind::Jsonl | FileKind::Csv | FileKind::Tsv) => {
            records(inside, Arc::clone(container), kind, options)
        }
        _ => match document::bytes_of(inside, container, options) {
            Ok(bytes) => Box::new(document::read(&bytes, container, options).into_iter()),
            Err(error) => Box::new(std::iter::once(failed(error))),
        },
    }
}

/// The records of a file, block by block.
fn records(
    inside: Box<dyn Read + Send>,
    container: Arc<Container>,
    kind: FileKind,
    options: &ReadOptions,
) -> Box<dyn Iterator<Item = Reading> + '_> {
    let (counted, taken) = CountingReader::new(inside);
    let mut blocks = Blocks::new(Box::new(counted), taken, container, kind, options);
    let each = std::iter::from_fn(move || {
        Some(match blocks.next_block()? {
            Ok(block) => block.readings(options).collect::<Vec<_>>(),
            Err(error) => vec![failed(error)],
        })
    });
    Box::new(each.flatten())
}

fn failed(error: CorpusError) -> Reading {
    Reading { format: None, outcome: Err(Omission::Error(error)) }
}
