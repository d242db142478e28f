//! Cuts a file of many articles into blocks of whole records; never holds more of it in memory than a block or one
//! record.

mod between;

use super::array;
use super::assemble::{Container, Place};
use super::cells::{RecordEnd, after_line};
use super::column_order::ColumnOrder;
use super::compression::Compression;
use super::csv::CsvHeader;
use super::event_table::{self, EventTable};
use super::format::FileKind;
use super::json_walk::Walk;
use super::record_format::RecordFormat;
use super::records::Block;
use super::wrapped::{self, Arrangement, Value};
use super::{CorpusError, ReadOptions, separator, undated};
use crate::text::encoding::decode::{guess, unmarked_utf16};
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
    /// The encoding of the whole file, guessed from its first block that is not ASCII; `None` before.
    charset: Option<&'static str>,
    /// The order of day and month in its dates.
    order: ColumnOrder,
    /// What is odd in the file as a whole; its first chunk tells it.
    remarks: Vec<String>,
    /// Bytes read but not returned yet.
    rest: Vec<u8>,
    /// It is not looked at again before it has so many bytes: each time twice as many as were left over, so that the
    /// beginning of a long record is not read anew with each block.
    wanted: usize,
    /// Where `rest` begins in the container.
    offset: u64,
    /// The number of its first line, from 1.
    line: u64,
    /// How many elements of a JSON list came before `rest`, and how many are in the part of it that was found last.
    number: u64,
    elements: u64,
    /// Whether its lines end with a carriage return alone; these are replaced as they are read.
    has_returns: bool,
    /// What it is a table of, if it is one of events in JSON.
    events: Option<&'static EventTable>,
    /// Whether a block of it was returned.
    is_begun: bool,
    /// Inside a line larger than the limit, whose end is still to come.
    skipping: bool,
    ended: bool,
    /// Whether the end of a JSON list was read.
    list_over: bool,
    /// The way through a JSON text that wraps its records.
    walk: Option<Walk>,
    /// Whether that way is to be gone on, to the next records.
    is_between: bool,
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
            charset: None,
            order: ColumnOrder::default(),
            remarks: Vec::new(),
            rest: Vec::new(),
            wanted: 0,
            offset: 0,
            line: 1,
            number: 0,
            elements: 0,
            has_returns: false,
            events: None,
            is_begun: false,
            skipping: false,
            ended: false,
            list_over: false,
            walk: None,
            is_between: false,
            broken: None,
            taken,
            reported: 0,
        }
    }

    /// The next block, or the error in its place; `None` at the end.
    pub fn next_block(&mut self) -> Option<Result<Block, CorpusError>> {
        loop {
            if self.ended && self.rest.is_empty() && !self.is_between {
                return self.broken.take().map(Err);
            }
            self.fill();
            if self.skipping && !self.skip_line() {
                continue;
            }
            if self.records.is_none() && !self.is_between {
                match self.begin() {
                    Ok(true) => {}
                    Ok(false) => continue,
                    Err(error) => {
                        self.stop();
                        return Some(Err(error));
                    }
                }
            }
            if self.list_over && self.walk.is_some() {
                (self.list_over, self.is_between) = (false, true);
            }
            if self.is_between {
                match self.go_on() {
                    Some(found) => return Some(found),
                    None => continue,
                }
            }
            if self.list_over {
                if let Some(done) = self.behind_list() {
                    return done;
                }
                continue;
            }
            if !self.ended && self.rest.len() < self.wanted.min(self.options.limit() + 1) {
                continue;
            }
            let cut = self.boundary();
            self.wanted = 2 * (self.rest.len() - cut);
            if cut > 0 {
                return Some(Ok(self.take_block(cut)));
            }
            if self.ended {
                // The file broke off inside this record: left out, since the read error is returned instead.
                self.rest.clear();
            } else if self.rest.len() > self.options.limit() {
                return Some(self.reject_record());
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
            Ok(read) => {
                self.ended = read < BLOCK;
                if self.has_returns {
                    let before = self.rest.len() - read;
                    replace_returns(&mut self.rest[before..]);
                }
            }
            Err(error) => {
                self.ended = true;
                self.broken = Some(CorpusError::io(Path::new(&self.container.path), &error));
            }
        }
    }

    /// Detects the record format from the first bytes; false if more of them are needed.
    fn begin(&mut self) -> Result<bool, CorpusError> {
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
        self.records = match self.kind {
            FileKind::Csv | FileKind::Tsv => Some(self.begin_csv()?),
            _ if !self.ended && self.rest.len() < self.wanted.min(self.options.limit() + 1) => None,
            _ => self.begin_json()?,
        };
        Ok(self.records.is_some() || self.is_between)
    }

    /// Lines, or objects, or a list, whose bracket is dropped; `None` if they are wrapped, or if more has to be read to
    /// know.
    fn begin_json(&mut self) -> Result<Option<RecordFormat>, CorpusError> {
        let blank = self.rest.len() - self.rest.trim_ascii_start().len();
        if blank == self.rest.len() && !self.ended {
            self.pass(blank);
            return Ok(None);
        }
        let first = self.rest.get(blank).copied();
        if !matches!(first, Some(b'[' | b'{')) || self.is_line_of_lines(blank) {
            return Ok(Some(RecordFormat::Lines));
        }
        // Once they are known, their fields are read by the table's names.
        if self.events.is_none() {
            self.events = event_table::in_json(&self.rest);
            if let Some(table) = self.events {
                self.options.fields = table.fields(&self.options.fields);
            }
        }
        match wrapped::value(&self.rest, blank, &self.options.fields) {
            Value::Wrapper => {
                (self.walk, self.is_between) = (Some(Walk::default()), true);
                return Ok(None);
            }
            Value::Unknown if !self.ended && self.rest.len() <= self.options.limit() => {
                self.wanted = 2 * self.rest.len();
                return Ok(None);
            }
            _ => self.wanted = 0,
        }
        self.tell(wrapped::told(&self.rest, blank, &self.options.fields));
        if first == Some(b'{') {
            return Ok(Some(match wrapped::arrangement(&self.rest, blank) {
                Arrangement::Lines if !self.is_one_object(blank) => RecordFormat::Lines,
                _ => RecordFormat::Objects { is_single: false },
            }));
        }
        self.begin_list(blank).map(Some)
    }

    /// Whether the file is one object in a line; under a name that does not say that it is one of lines.
    fn is_one_object(&self, start: usize) -> bool {
        let is_stdin = self.container.path == "-";
        let end = array::end(&self.rest, start);
        let is_alone =
            matches!(end, array::End::At(end) if self.rest[end..].trim_ascii().is_empty());
        !self.says_lines() && !is_stdin && self.ended && is_alone
    }

    fn begin_list(&mut self, blank: usize) -> Result<RecordFormat, CorpusError> {
        self.line += lines(&self.rest[..blank]);
        self.drop_front(blank + 1);
        if self.rest.trim_ascii_start().first() == Some(&b']') {
            return Err(CorpusError::Empty { path: self.container.path.clone(), line: None });
        }
        Ok(RecordFormat::Array)
    }

    /// Whether the bracket at `start` begins a line that is no list of articles: it holds a whole list that has no object,
    /// such as `[]`, and other lines follow.
    fn is_line_of_lines(&self, start: usize) -> bool {
        if self.rest.get(start) != Some(&b'[') {
            return false;
        }
        let end = after_line(&self.rest, start);
        let (line, behind) = (&self.rest[start + 1..end], &self.rest[end..]);
        let (cut, is_over, _) = array::boundary(line);
        let is_whole = is_over && line[cut..].trim_ascii().is_empty();
        is_whole && !line.trim_ascii_start().starts_with(b"{") && !behind.trim_ascii().is_empty()
    }

    fn begin_csv(&mut self) -> Result<RecordFormat, CorpusError> {
        self.has_returns = separator::ends_with_returns(&self.rest);
        if self.has_returns {
            replace_returns(&mut self.rest);
        }
        let (mut head, end) =
            CsvHeader::read(&self.rest, self.kind, &self.container, &self.options)?;
        self.remarks.extend(head.remark.take());
        head.has_returns = self.has_returns;
        match end {
            RecordEnd::Line(next) if !self.ended || !self.rest[next..].trim_ascii().is_empty() => {
                self.tell_undated(undated::told_of_row(&self.rest[next..], &head, &self.options));
                self.line += lines(&self.rest[..next]);
                self.drop_front(next);
                Ok(RecordFormat::Csv(Arc::new(head)))
            }
            _ => Err(CorpusError::Empty { path: self.container.path.clone(), line: None }),
        }
    }

    /// Where the last whole record of `rest` ends.
    fn boundary(&mut self) -> usize {
        if let Some(
            RecordFormat::Array | RecordFormat::Messages(_) | RecordFormat::Objects { .. },
        ) = self.records
        {
            return self.list_boundary();
        }
        if self.ended && self.broken.is_none() {
            return self.rest.len();
        }
        match &self.records {
            Some(RecordFormat::Csv(head)) => head.boundary(&self.rest, false),
            _ => memrchr(b'\n', &self.rest).map_or(0, |at| at + 1),
        }
    }

    fn list_boundary(&mut self) -> usize {
        let (cut, is_over, elements) = array::boundary(&self.rest);
        let is_list = !matches!(self.records, Some(RecordFormat::Objects { .. }));
        // Whether an object is all of the file shows only at its end.
        let is_first = !is_list && self.number == 0 && elements == 1;
        if is_first && !self.ended && self.rest.len() <= self.options.limit() {
            return 0;
        }
        self.elements = elements;
        self.list_over = is_over;
        if is_over || !self.ended || self.broken.is_some() {
            return cut;
        }
        // What is left is reported by the reader of the records; an end between two elements only here.
        let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == b',';
        if self.rest[cut..].iter().all(is_blank) && is_list {
            let reason = "the file ends before its list does".to_owned();
            let (path, line) = (self.container.path.clone(), self.line + lines(&self.rest));
            self.broken = Some(CorpusError::BrokenList { path, line, reason });
        }
        self.rest.len()
    }

    fn take_block(&mut self, cut: usize) -> Block {
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
        let records = match self.records.clone().unwrap_or(RecordFormat::Lines) {
            RecordFormat::Objects { .. } => {
                let is_alone = self.number == 0 && self.elements == 1 && self.rest.is_empty();
                RecordFormat::Objects { is_single: is_alone && self.ended && !self.says_lines() }
            }
            other => other,
        };
        // A single record is too short for a guess, and another guess in each block would read a line by where it lies.
        if self.charset.is_none() && !bytes.is_ascii() {
            self.charset = Some(guess(&bytes));
        }
        let charset = self.charset.unwrap_or("utf-8");
        let place = Place { offset, line, number: self.number };
        self.number += std::mem::take(&mut self.elements);
        let (container, remarks) = (Arc::clone(&self.container), std::mem::take(&mut self.remarks));
        let order = None;
        let events = self.events;
        let mut block =
            Block { container, records, charset, order, bytes, place, weight, events, remarks };
        if !std::mem::replace(&mut self.is_begun, true) {
            self.tell_undated(undated::told_of_block(&block, &self.options));
            block.remarks.append(&mut self.remarks);
        }
        self.order.look(&mut block, &self.options);
        block
    }

    /// Keeps what is to be said of a file without dates; a manifest may give them.
    fn tell_undated(&mut self, told: Option<String>) {
        let told = told.filter(|_| self.container.manifest.is_none());
        let path = &self.container.path;
        self.remarks.extend(told.map(|told| format!("{path}: {told}")));
    }

    /// Whether the file's name says that it has an object a line.
    fn says_lines(&self) -> bool {
        let name = Compression::of(&self.container.path).1.to_ascii_lowercase();
        [".jsonl", ".ndjson", ".json-lines"].into_iter().any(|ending| name.ends_with(ending))
    }

    /// Rejects the record at the front of `rest`, which is larger than the limit.
    fn reject_record(&mut self) -> Result<Block, CorpusError> {
        self.wanted = 0;
        let (path, line) = (self.container.path.clone(), self.line);
        let limit = self.options.limit() as u64;
        match &self.records {
            // Where the next element begins cannot be known.
            Some(
                RecordFormat::Array | RecordFormat::Messages(_) | RecordFormat::Objects { .. },
            ) => {
                self.stop();
                return Err(CorpusError::TooLarge { path, line: Some(line.into()), limit });
            }
            // Many lines and no record: a quote was never closed. The reader of the records leaves its line out.
            Some(RecordFormat::Csv(head)) => {
                let cut = head.boundary(&self.rest, true);
                if cut > 0 {
                    return Ok(self.take_block(cut));
                }
            }
            Some(RecordFormat::Lines) | None => {}
        }
        self.skipping = true;
        self.skip_line();
        Err(CorpusError::TooLarge { path, line: Some(line.into()), limit })
    }

    /// Removes the front of `rest` up to and including the first line end; false if there is none yet.
    fn skip_line(&mut self) -> bool {
        let end = memchr(b'\n', &self.rest);
        self.drop_front(end.map_or(self.rest.len(), |at| at + 1));
        self.line += u64::from(end.is_some());
        self.skipping = end.is_none();
        end.is_some()
    }

    /// Drops what lies before the next records, with its lines.
    fn pass(&mut self, len: usize) {
        self.line += lines(&self.rest[..len]);
        self.drop_front(len);
    }

    fn drop_front(&mut self, len: usize) {
        self.rest.drain(..len);
        self.offset += len as u64;
    }

    fn stop(&mut self) {
        self.ended = true;
        self.broken = None;
        self.is_between = false;
        self.rest.clear();
    }
}

/// Makes line ends of carriage returns; all offsets stay as they are.
fn replace_returns(bytes: &mut [u8]) {
    bytes.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
}

fn lines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}
