//! Cuts a WARC file into blocks of records that hold web pages. Never more than a block or one record is in memory, however
//! large a record that is passed over.

use super::PassedOver;
use super::head::{AROUND, LONGEST, MARK, RecordHead, Verdict, begins_inside};
use super::packed::Unpacked;
use crate::corpus::assemble::Container;
use crate::corpus::block::BLOCK;
use crate::corpus::chunk::Chunk;
use crate::corpus::compression::Compression;
use crate::corpus::{CorpusError, ReadOptions};
use memchr::memmem;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A WARC file that is being cut.
pub(in crate::corpus) struct WarcBlocks {
    source: Unpacked,
    container: Arc<Container>,
    limit: usize,
    /// Bytes read but not taken yet.
    rest: Vec<u8>,
    /// Up to where `rest` is done with.
    at: usize,
    /// How many bytes before `rest` were taken, in the unpacked file.
    before: u64,
    /// So many bytes are still to be passed over.
    skip: u64,
    /// Whether a record has to be looked for: what was read last was none.
    is_lost: bool,
    ended: bool,
    /// Why the file could not be read further; told after the whole records before.
    fault: Option<io::Error>,
    /// The records of the next block, each with its head.
    block: Vec<u8>,
    passed_over: PassedOver,
    /// Chunks and errors to be returned.
    ready: VecDeque<Result<Chunk, CorpusError>>,
    /// Bytes read from disk so far, and those already reported.
    taken: Arc<AtomicU64>,
    reported: u64,
}

/// What the beginning of the rest is.
enum Next {
    /// More has to be read to know.
    More,
    /// Something was taken off it.
    Taken,
    End,
}

impl WarcBlocks {
    /// Cuts `packed`, whose bytes are counted in `taken`.
    ///
    /// # Errors
    /// If the decompressor cannot be started.
    pub fn new(
        packed: Box<dyn Read + Send>,
        taken: Arc<AtomicU64>,
        compression: Compression,
        container: Arc<Container>,
        options: &ReadOptions,
    ) -> io::Result<Self> {
        Ok(WarcBlocks {
            source: Unpacked::new(packed, compression)?,
            container,
            limit: options.limit(),
            rest: Vec::new(),
            at: 0,
            before: 0,
            skip: 0,
            is_lost: false,
            ended: false,
            fault: None,
            block: Vec::new(),
            passed_over: PassedOver::new(),
            ready: VecDeque::new(),
            taken,
            reported: 0,
        })
    }

    /// The next block, or the error in its place; `None` at the end.
    pub fn next_block(&mut self) -> Option<Result<Chunk, CorpusError>> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            match self.step() {
                Next::Taken => {
                    if self.block.len() >= BLOCK {
                        self.flush();
                    }
                }
                Next::More => self.fill(),
                Next::End if self.recovers() => {}
                Next::End => {
                    self.flush();
                    if self.ready.is_empty() {
                        return None;
                    }
                }
            }
        }
    }

    /// Takes one record, or what lies between two.
    fn step(&mut self) -> Next {
        if self.skip > 0 {
            return self.pass_over();
        }
        let rest = &self.rest[self.at..];
        let blank = rest.len() - rest.trim_ascii_start().len();
        if blank > 0 {
            self.at += blank;
            return Next::Taken;
        }
        if rest.is_empty() {
            return if self.ended { Next::End } else { Next::More };
        }
        if self.is_lost || !MARK.starts_with(&rest[..rest.len().min(MARK.len())]) {
            return self.find_record();
        }
        match RecordHead::read(rest).map(|head| (head.len, head.content_len())) {
            Some((len, Some(content))) => self.take_record(len, content),
            None if rest.len() < LONGEST && !self.ended => Next::More,
            None if rest.len() < LONGEST => {
                self.tell_end("the head of the record that begins here has no end");
                self.lose(MARK.len())
            }
            _ => {
                self.tell("the record that begins here does not say how long it is");
                self.lose(MARK.len())
            }
        }
    }

    /// Moves over the content of a record. Where its length is wrong, others begin inside it, and none of them may be lost.
    fn pass_over(&mut self) -> Next {
        let rest = &self.rest[self.at..];
        let len = usize::try_from(self.skip).unwrap_or(usize::MAX).min(rest.len());
        let found = begins_inside(&rest[..len]);
        let is_record = found.and_then(|found| {
            let behind = &rest[found..];
            let is_open = behind.len() < LONGEST && !self.ended;
            match RecordHead::read(behind) {
                None if is_open => None,
                head => Some(head.is_some_and(RecordHead::is_whole)),
            }
        });
        let passed = match (found, is_record) {
            (Some(found), Some(_)) => found,
            // More of it has to be seen.
            (Some(found), None) => found.saturating_sub(AROUND),
            (None, _) if self.ended || self.skip == len as u64 => len,
            (None, _) => len.saturating_sub(AROUND),
        };
        self.at += passed;
        self.skip -= passed as u64;
        if is_record == Some(true) {
            self.skip = 0;
            self.tell(
                "a record begins here, inside of one that is not as long as it says; it is read",
            );
            return Next::Taken;
        }
        if self.skip > 0 && self.ended && self.at == self.rest.len() {
            self.skip = 0;
            self.tell_end("the record that is passed over here has no end");
        }
        if passed == 0 && self.skip > 0 { Next::More } else { Next::Taken }
    }

    /// Takes the record at the front, whose head has `head` bytes.
    fn take_record(&mut self, head: usize, content: u64) -> Next {
        let rest = &self.rest[self.at..];
        let shown = usize::try_from(content).unwrap_or(usize::MAX).min(LONGEST);
        if rest.len() < head.saturating_add(shown) && !self.ended {
            return Next::More;
        }
        let Some(record) = RecordHead::read(rest) else { return Next::More };
        let verdict = record.verdict(&rest[head..rest.len().min(head + shown)]);
        if let Verdict::PassedOver(what) = verdict {
            *self.passed_over.entry(what).or_default() += 1;
            self.at += head;
            self.skip = content;
            return Next::Taken;
        }
        if content > self.limit as u64 {
            let path = super::page::path_of(&self.container, record);
            self.flush();
            let limit = self.limit as u64;
            self.ready.push_back(Err(CorpusError::TooLarge { path, line: None, limit }));
            self.at += head;
            self.skip = content;
            return Next::Taken;
        }
        let len = head + content as usize;
        // A record is followed by two line ends and by the next record, or its length is wrong.
        let behind = rest.get(len..).unwrap_or_default();
        let next = behind.trim_ascii_start();
        if next.len() < MARK.len() && !self.ended {
            return Next::More;
        }
        if rest.len() < len {
            self.tell_end("the record that begins here is longer than what is left of the file");
            return self.lose(head);
        }
        // At the end of the file the mark may be cut.
        if !next.starts_with(MARK) && !MARK.starts_with(next) {
            self.tell("the record that begins here is not as long as it says");
            return self.lose(head);
        }
        self.block.extend_from_slice(&self.rest[self.at..self.at + len]);
        self.at += len;
        Next::Taken
    }

    /// Passes over `len` bytes, behind which a record is looked for.
    fn lose(&mut self, len: usize) -> Next {
        // The file may end within the mark of a record.
        self.at = (self.at + len).min(self.rest.len());
        self.is_lost = true;
        Next::Taken
    }

    /// Moves to the next line that begins a record.
    fn find_record(&mut self) -> Next {
        if !std::mem::replace(&mut self.is_lost, true) {
            self.tell("there is no record here");
        }
        let rest = &self.rest[self.at..];
        let found = memmem::find_iter(rest, MARK).find(|&at| at == 0 || rest[at - 1] == b'\n');
        match found {
            Some(at) => {
                self.at += at;
                self.is_lost = false;
                Next::Taken
            }
            None => {
                let kept = if self.ended { 0 } else { MARK.len().min(rest.len()) };
                self.at = self.rest.len() - kept;
                if self.ended { Next::Taken } else { Next::More }
            }
        }
    }

    /// Reads up to another block.
    fn fill(&mut self) {
        self.before += self.at as u64;
        self.rest.drain(..self.at);
        self.at = 0;
        match self.source.read(&mut self.rest, BLOCK) {
            Ok(goes_on) => self.ended = !goes_on,
            Err(error) => {
                self.ended = true;
                self.fault = Some(error);
            }
        }
    }

    /// Goes on behind what could not be unpacked; false if the file is at its end.
    fn recovers(&mut self) -> bool {
        let Some(fault) = self.fault.take() else { return false };
        let is_found = self.source.recover();
        let then = if is_found {
            "the next record that can be unpacked follows"
        } else {
            "the rest is not read"
        };
        let cause = fault.to_string();
        self.tell(&format!("it cannot be unpacked ({cause}); {then}"));
        (self.ended, self.is_lost) = (!is_found, false);
        is_found
    }

    /// The same, of a record that ends with the file; where the file could not be read further, that is told instead.
    fn tell_end(&mut self, what: &str) {
        if self.fault.is_none() {
            self.tell(what);
        }
    }

    /// Returns an error that says where in the unpacked file it is, after the records before it.
    fn tell(&mut self, what: &str) {
        self.flush();
        let path = self.container.path.clone();
        let (at, reason) = (self.before + self.at as u64, what.to_owned());
        self.ready.push_back(Err(CorpusError::BrokenRecord { path, at, reason }));
    }

    /// Returns the records collected so far as a chunk.
    fn flush(&mut self) {
        if self.block.is_empty() && self.passed_over.is_empty() {
            return;
        }
        let taken = self.taken.load(Ordering::Relaxed);
        let weight = taken - self.reported;
        self.reported = taken;
        let (records, passed_over) =
            (std::mem::take(&mut self.block), std::mem::take(&mut self.passed_over));
        let chunk = Chunk::of_pages(Arc::clone(&self.container), records, passed_over, weight);
        self.ready.push_back(Ok(chunk));
    }
}
