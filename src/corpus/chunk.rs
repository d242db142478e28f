//! A unit of work: about a megabyte of a corpus, cut on one thread, read on any thread.

use super::assemble::{Container, Place};
use super::compression::Compression;
use super::csv::{CsvHeader, CsvRecords};
use super::error::PathAndLine;
use super::jsonl::JsonRecords;
use super::reading::{Omission, Reading};
use super::warc::{self, PassedOver};
use super::{CorpusError, Format, ReadOptions, document};
use crate::text::Article;
use crate::text::encoding::decode::{decode_as, guess};
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
    /// Whole records, and where the first begins.
    Block {
        container: Arc<Container>,
        records: RecordFormat,
        /// The encoding of the file.
        charset: &'static str,
        bytes: Vec<u8>,
        place: Place,
    },
    /// Records of a WARC file that hold web pages, and what was passed over before them.
    Pages { container: Arc<Container>, records: Vec<u8>, passed_over: PassedOver },
}

#[derive(Debug)]
pub(super) struct TextFile {
    pub path: PathBuf,
    pub compression: Compression,
    pub container: Arc<Container>,
}

/// The format of a block's records.
#[derive(Clone, Debug)]
pub(super) enum RecordFormat {
    Lines,
    /// Elements of a JSON list.
    Array,
    Csv(Arc<CsvHeader>),
}

impl RecordFormat {
    fn format(&self) -> Format {
        match self {
            RecordFormat::Lines => Format::Jsonl,
            RecordFormat::Array => Format::Json,
            RecordFormat::Csv(head) => head.format(),
        }
    }
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

    pub(super) fn of_block(
        container: Arc<Container>,
        records: RecordFormat,
        charset: &'static str,
        bytes: Vec<u8>,
        place: Place,
        weight: u64,
    ) -> Self {
        let work = ChunkContent::Block { container, records, charset, bytes, place };
        Chunk { work, weight, remarks: Vec::new() }
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
                document::read_file(&file.path, file.compression, &file.container, options)
            })),
            ChunkContent::Text(container, bytes) => Box::new(
                std::iter::once_with(|| document::read(bytes, container, options)).flatten(),
            ),
            ChunkContent::Pages { container, records, passed_over } => {
                Box::new(warc::pages(container, options, records, passed_over))
            }
            ChunkContent::Block { container, records, charset, bytes, place } => {
                let place = *place;
                let read: Box<dyn Iterator<Item = _>> = match records {
                    RecordFormat::Lines => {
                        Box::new(JsonRecords::lines(container, options, bytes, charset, place))
                    }
                    RecordFormat::Array => {
                        Box::new(JsonRecords::elements(container, options, bytes, charset, place))
                    }
                    RecordFormat::Csv(head) => {
                        let head = Arc::clone(head);
                        Box::new(CsvRecords::new(container, options, head, bytes, charset, place))
                    }
                };
                let format = records.format();
                let read = Box::new(read.map(move |read| Reading::of(format, read)));
                told(read, misfit(container, bytes, charset, place.line).into_iter().collect())
            }
        };
        if self.remarks.is_empty() { readings } else { told(readings, self.remarks.clone()) }
    }
}

/// What to say where a block is not in the encoding that the file's first blocks are in.
fn misfit(container: &Container, bytes: &[u8], charset: &'static str, line: u64) -> Option<String> {
    let own = guess(bytes);
    // Where both read the same characters, it does not matter which of them it is.
    if own == charset || decode_as(bytes, own).text == decode_as(bytes, charset).text {
        return None;
    }
    let place = PathAndLine(&container.path, Some(line));
    Some(format!(
        "{place}: from here on the file looks like {own}, but is read as {charset}, as it began; save it in one encoding"
    ))
}

/// The readings, the first article of which has these remarks too.
fn told<'a>(
    readings: Box<dyn Iterator<Item = Reading> + 'a>,
    mut remarks: Vec<String>,
) -> Box<dyn Iterator<Item = Reading> + 'a> {
    Box::new(readings.map(move |mut reading| {
        if let Ok(article) = &mut reading.outcome {
            article.remarks.append(&mut remarks);
        }
        reading
    }))
}
