//! Cuts a file of many articles into blocks of whole records; never holds more of it in memory than a block or one
//! record.

use super::assemble::Container;
use super::chunk::{Chunk, RecordFormat};
use super::csv::{CsvHeader, RecordEnd};
use super::options::FileKind;
use super::{CorpusError, ReadOptions};
use crate::text::encoding::decode::unmarked_utf16;
use crate::text::encoding::foreign::foreign_encoding;
use memchr::{memchr, memchr_iter, memrchr};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The size of a block, in bytes.
pub(super) const BLOCK: usize = 1 << 18;

/// A file of many articles that is being cut.
pub(super) struct Blocks {
    reader: Box<dyn Read + Send>,
    container: Arc<Container>,
    options: ReadOptions,
    kind: FileKind,
    records: Option<RecordFormat>,
    /// Bytes read but not returned yet.
    rest: Vec<u8>,
    /// Where `rest` begins in the container.
    offset: u64,
    /// The number of its first line, from 1.
    line: u64,
    /// Inside a line larger than the limit, whose end is still to come.
    skipping: bool,
    ended: bool,
    /// The error that ended the reading; returned after the records before it.
    broken: Option<CorpusError>,
    /// Bytes read from disk so far, and those already reported.
    taken: Arc<AtomicU64>,
    reported: u64,
}

impl Blocks {
    pub fn new(
        reader: Box<dyn Read + Send>,
        taken: Arc<AtomicU64>,
        container: Arc<Container>,
        kind: FileKind,
        options: &ReadOptions,
    ) -> Self {
        Blocks {
            reader,
            container,
            options: options.clone(),
            kind,
            records: None,
            rest: Vec::new(),
            offset: 0,
            line: 1,
            skipping: false,
            ended: false,
            broken: None,
            taken,
            reported: 0,
        }
    }

    /// The next block, or the error in its place; `None` at the end.
    pub fn next_block(&mut self) -> Option<Result<Chunk, CorpusError>> {
        loop {
            if self.ended && self.rest.is_empty() {
                return self.broken.take().map(Err);
            }
            self.fill();
            if self.skipping && !self.skip_line() {
                continue;
            }
            if self.records.is_none()
                && let Err(error) = self.begin()
            {
                self.stop();
                return Some(Err(error));
            }
            let cut = self.boundary();
            if cut > 0 {
                return Some(Ok(self.take_chunk(cut)));
            }
            if self.ended {
                // The file broke off inside this record: left out, since the read error is returned instead.
                self.rest.clear();
            } else if self.rest.len() > self.options.limit() {
                return Some(Err(self.reject_record()));
            }
        }
    }

    /// Reads up to another block.
    fn fill(&mut self) {
        if self.ended {
            return;
        }
        self.rest.reserve(BLOCK);
        let read = (&mut self.reader).take(BLOCK as u64).read_to_end(&mut self.rest);
        match read {
            Ok(read) => self.ended = read < BLOCK,
            Err(error) => {
                self.ended = true;
                self.broken = Some(CorpusError::io(Path::new(&self.container.path), &error));
            }
        }
    }

    /// Detects the record format from the first block.
    fn begin(&mut self) -> Result<(), CorpusError> {
        let container = Arc::clone(&self.container);
        let path = || container.path.clone();
        let sample = &self.rest[..self.rest.len().min(4096)];
        let utf16 = match sample {
            [0xff, 0xfe, ..] => Some("UTF-16LE"),
            [0xfe, 0xff, ..] => Some("UTF-16BE"),
            _ => unmarked_utf16(sample).map(|charset| match charset {
                "utf-16le" => "UTF-16LE",
                _ => "UTF-16BE",
            }),
        };
        if let Some(name) = foreign_encoding(sample).or(utf16) {
            return Err(CorpusError::Encoding { path: path(), name });
        }
        if let Some(at) = memchr(0, sample) {
            let reason = format!("a NUL byte at offset {at}");
            return Err(CorpusError::Binary { path: path(), line: None, reason });
        }
        if sample.starts_with(b"\xef\xbb\xbf") {
            self.drop_front(3);
        }
        if self.ended && self.broken.is_none() && self.rest.trim_ascii().is_empty() {
            return Err(CorpusError::Empty { path: path(), line: None });
        }
        self.records = Some(match self.kind {
            FileKind::Csv => self.begin_csv()?,
            FileKind::Jsonl | FileKind::Text => RecordFormat::Lines,
        });
        Ok(())
    }

    fn begin_csv(&mut self) -> Result<RecordFormat, CorpusError> {
        let (head, end) = CsvHeader::read(&self.rest, &self.container, &self.options)?;
        match end {
            RecordEnd::Line(next) if !self.ended || !self.rest[next..].trim_ascii().is_empty() => {
                self.line += lines(&self.rest[..next]);
                self.drop_front(next);
                Ok(RecordFormat::Csv(Arc::new(head)))
            }
            _ => Err(CorpusError::Empty { path: self.container.path.clone(), line: None }),
        }
    }

    /// Where the last whole record of `rest` ends.
    fn boundary(&self) -> usize {
        if self.ended && self.broken.is_none() {
            return self.rest.len();
        }
        match &self.records {
            Some(RecordFormat::Csv(head)) => head.boundary(&self.rest),
            Some(RecordFormat::Lines) | None => memrchr(b'\n', &self.rest).map_or(0, |at| at + 1),
        }
    }

    fn take_chunk(&mut self, cut: usize) -> Chunk {
        let mut bytes = Vec::with_capacity(self.rest.len() - cut + BLOCK);
        bytes.extend_from_slice(&self.rest[cut..]);
        std::mem::swap(&mut bytes, &mut self.rest);
        bytes.truncate(cut);
        let (offset, line) = (self.offset, self.line);
        self.offset += cut as u64;
        self.line += lines(&bytes);
        let taken = self.taken.load(Ordering::Relaxed);
        let weight = taken - self.reported;
        self.reported = taken;
        let records = self.records.clone().unwrap_or(RecordFormat::Lines);
        Chunk::of_block(Arc::clone(&self.container), records, bytes, offset, line, weight)
    }

    /// Rejects the record at the front of `rest`, which is larger than the limit.
    fn reject_record(&mut self) -> CorpusError {
        let (path, line) = (self.container.path.clone(), self.line);
        if memchr(b'\n', &self.rest).is_some() {
            // Many lines and no record: a quote was never closed. Its line is left out.
            self.skip_line();
            return CorpusError::OpenQuote { path, line };
        }
        self.skipping = true;
        self.skip_line();
        CorpusError::TooLarge { path, line: Some(line), limit: self.options.limit() as u64 }
    }

    /// Removes the front of `rest` up to and including the first line end; false if there is none yet.
    fn skip_line(&mut self) -> bool {
        let end = memchr(b'\n', &self.rest);
        self.drop_front(end.map_or(self.rest.len(), |at| at + 1));
        self.line += u64::from(end.is_some());
        self.skipping = end.is_none();
        end.is_some()
    }

    fn drop_front(&mut self, len: usize) {
        self.rest.drain(..len);
        self.offset += len as u64;
    }

    fn stop(&mut self) {
        self.ended = true;
        self.broken = None;
        self.rest.clear();
    }
}

fn lines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}
