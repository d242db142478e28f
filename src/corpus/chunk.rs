//! A unit of work: about a megabyte of a corpus, cut on one thread, read on any thread.

use super::assemble::Container;
use super::compression::Compression;
use super::format::FileKind;
use super::reading::{Omission, Reading};
use super::records::{Block, told};
use super::warc::{self, PassedOver};
use super::{CorpusError, ReadOptions, document, opened};
use crate::text::Article;
use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

/// A part of a corpus, about a megabyte, not yet parsed.
#[derive(Debug)]
pub struct Chunk {
    work: ChunkContent,
    weight: u64,
    /// What is odd in its file or folder as a whole; told with the first article.
    remarks: Vec<String>,
}

#[derive(Debug)]
enum ChunkContent {
    /// Small text files, to be read by the worker.
    Files(Vec<TextFile>),
    /// One text that is in memory.
    Text(Arc<Container>, Cow<'static, [u8]>),
    /// A block of a file of many articles.
    Block(Block),
    /// Records of a WARC file that hold web pages, and what was passed over before them.
    Pages { container: Arc<Container>, records: Vec<u8>, passed_over: PassedOver },
    /// Rows of a table.
    #[cfg(feature = "parquet")]
    Rows(Arc<Container>, super::columnar::Rows),
}

#[derive(Debug)]
pub(super) struct TextFile {
    pub path: PathBuf,
    /// What its name says.
    pub kind: FileKind,
    pub compression: Compression,
    pub container: Arc<Container>,
}

impl Chunk {
    /// Small text files, to be read by the worker.
    pub(super) fn of_files(files: Vec<TextFile>, weight: u64) -> Self {
        Chunk { work: ChunkContent::Files(files), weight, remarks: Vec::new() }
    }

    /// One text that is in memory.
    pub(super) fn of_text(
        container: Arc<Container>,
        bytes: Cow<'static, [u8]>,
        weight: u64,
    ) -> Self {
        Chunk { work: ChunkContent::Text(container, bytes), weight, remarks: Vec::new() }
    }

    pub(super) fn of_block(block: Block) -> Self {
        let weight = block.weight;
        Chunk { work: ChunkContent::Block(block), weight, remarks: Vec::new() }
    }

    pub(super) fn of_pages(
        container: Arc<Container>,
        records: Vec<u8>,
        passed_over: PassedOver,
        weight: u64,
    ) -> Self {
        let work = ChunkContent::Pages { container, records, passed_over };
        Chunk { work, weight, remarks: Vec::new() }
    }

    #[cfg(feature = "parquet")]
    pub(super) fn of_rows(container: Arc<Container>, read: super::columnar::RowBlock) -> Self {
        let super::columnar::RowBlock { rows, weight, told } = read;
        Chunk { work: ChunkContent::Rows(container, rows), weight, remarks: told }
    }

    /// The chunk, with these remarks too.
    pub(super) fn remarked(mut self, remarks: Vec<String>) -> Self {
        self.remarks.extend(remarks);
        self
    }

    /// Bytes on disk that this chunk represents: the unit in which progress is reported.
    pub fn bytes(&self) -> u64 {
        self.weight
    }

    /// Reads the articles, in order; an article that could not be read is replaced by an error.
    pub fn articles<'a>(
        &'a self,
        options: &'a ReadOptions,
    ) -> impl Iterator<Item = Result<Article, CorpusError>> + 'a {
        self.readings(options).filter_map(|reading| match reading.outcome {
            Ok(article) => Some(Ok(article)),
            Err(Omission::Error(error)) => Some(Err(error)),
            Err(Omission::PassedOver { .. }) => None,
        })
    }

    /// Reads the articles, in order, with the format that each is in, and what is passed over.
    pub fn readings<'a>(&'a self, options: &'a ReadOptions) -> impl Iterator<Item = Reading> + 'a {
        let readings: Box<dyn Iterator<Item = _>> = match &self.work {
            ChunkContent::Files(files) => Box::new(files.iter().flat_map(|file| {
                opened::readings(
                    &file.path,
                    (file.kind, file.compression),
                    &file.container,
                    options,
                )
            })),
            ChunkContent::Text(container, bytes) => Box::new(
                std::iter::once_with(|| document::read(bytes, container, options)).flatten(),
            ),
            ChunkContent::Block(block) => block.readings(options),
            ChunkContent::Pages { container, records, passed_over } => {
                Box::new(warc::pages(container, options, records, passed_over))
            }
            #[cfg(feature = "parquet")]
            ChunkContent::Rows(container, rows) => Box::new(rows.readings(container, options)),
        };
        if self.remarks.is_empty() { readings } else { told(readings, self.remarks.clone()) }
    }
}
