//! The bytes of a WARC file, unpacked. In a packed one each record is a member of its own, so that what follows a broken
//! member can be found again.

use crate::corpus::compression::Compression;
use flate2::bufread::GzDecoder;
use memchr::memmem;
use std::io::{self, BufRead, Read};

/// The bytes of a WARC file.
pub(super) enum Unpacked {
    /// As they are, or unpacked elsewhere.
    Plain(Box<dyn Read + Send>),
    /// The members of a gzip file.
    Members {
        /// The current one; `None` at the end.
        member: Option<Box<GzDecoder<Kept>>>,
        /// How many bytes it has given.
        given: usize,
    },
}

impl Unpacked {
    /// Those of `packed`.
    pub fn new(packed: Box<dyn Read + Send>, compression: Compression) -> io::Result<Self> {
        Ok(match compression {
            Compression::Gzip => {
                let member = Some(Box::new(GzDecoder::new(Kept::new(packed))));
                Unpacked::Members { member, given: 0 }
            }
            other => Unpacked::Plain(other.unpack(packed)?),
        })
    }

    /// Adds up to `len` bytes to `to`; false at the end.
    ///
    /// # Errors
    /// If the file cannot be read or unpacked; what came before the error is in `to`, but not what a member gave whose bytes
    /// were changed, since it may be wrong, as long as all of it still is in `to`.
    pub fn read(&mut self, to: &mut Vec<u8>, len: usize) -> io::Result<bool> {
        let wanted = to.len() + len;
        match self {
            Unpacked::Plain(plain) => {
                plain.take(len as u64).read_to_end(to)?;
            }
            Unpacked::Members { member, given } => {
                while to.len() < wanted {
                    let Some(decoder) = member else { return Ok(false) };
                    let before = to.len();
                    let read = decoder.take((wanted - before) as u64).read_to_end(to);
                    *given += to.len() - before;
                    if let Err(error) = read {
                        if error.kind() != io::ErrorKind::UnexpectedEof && *given <= to.len() {
                            to.truncate(to.len() - *given);
                        }
                        return Err(error);
                    }
                    if to.len() == wanted {
                        return Ok(true);
                    }
                    *given = 0;
                    let mut kept = match member.take() {
                        Some(ended) => ended.into_inner(),
                        None => return Ok(false),
                    };
                    kept.mark();
                    if kept.fill_buf()?.is_empty() {
                        return Ok(false);
                    }
                    *member = Some(Box::new(GzDecoder::new(kept)));
                }
            }
        }
        Ok(to.len() == wanted)
    }

    /// Goes on behind a broken member, with the next that holds a record; false if there is none.
    pub fn recover(&mut self) -> bool {
        let Unpacked::Members { member, given } = self else { return false };
        *given = 0;
        let Some(broken) = member.take() else { return false };
        let mut kept = broken.into_inner();
        let is_found = kept.find_next();
        if is_found {
            *member = Some(Box::new(GzDecoder::new(kept)));
        }
        is_found
    }
}

/// Packed bytes, of which those since the beginning of the current member are kept, as long as they are not too many.
pub(super) struct Kept {
    inner: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    /// Up to where the buffer was taken.
    at: usize,
    /// Where the current member begins in it.
    member: usize,
    ended: bool,
}

/// So much is read at once.
const STEP: usize = 1 << 16;

/// So much of a member is kept.
const MOST: usize = 8 << 20;

/// How a member begins.
const GZIP: &[u8] = b"\x1f\x8b\x08";

impl Kept {
    fn new(inner: Box<dyn Read + Send>) -> Self {
        Kept { inner, buffer: Vec::new(), at: 0, member: 0, ended: false }
    }

    /// Notes that a member begins here.
    fn mark(&mut self) {
        self.member = self.at;
    }

    /// Reads one more step; false at the end.
    fn more(&mut self) -> io::Result<bool> {
        if self.at - self.member > MOST {
            self.member = self.at;
        }
        // What is dropped is at least as much as what is moved.
        if self.member > self.buffer.len() / 2 {
            self.buffer.drain(..self.member);
            self.at -= self.member;
            self.member = 0;
        }
        if !self.ended {
            let read = (&mut self.inner).take(STEP as u64).read_to_end(&mut self.buffer)?;
            self.ended = read < STEP;
        }
        Ok(self.at < self.buffer.len())
    }

    /// Moves to the next place where a member begins that unpacks to a record; false if there is none.
    fn find_next(&mut self) -> bool {
        let mut from = self.member + 1;
        loop {
            match memmem::find(self.buffer.get(from..).unwrap_or_default(), GZIP) {
                Some(found) => {
                    from += found;
                    (self.at, self.member) = (from, from);
                    // A member may begin in its last bytes, so that there is too little of it to try.
                    while self.buffer.len() - self.at < STEP && !self.ended {
                        if self.more().is_err() {
                            return false;
                        }
                        from = self.at;
                    }
                    if begins_record(&self.buffer[from..]) {
                        return true;
                    }
                    from += 1;
                }
                None if self.ended => return false,
                None => {
                    let end = self.buffer.len().saturating_sub(GZIP.len() - 1);
                    (self.at, self.member) = (end, end);
                    if self.more().is_err() {
                        return false;
                    }
                    from = self.at;
                }
            }
        }
    }
}

/// Whether packed bytes begin with a record.
fn begins_record(packed: &[u8]) -> bool {
    let mut begin = [0; super::head::MARK.len()];
    GzDecoder::new(packed).read_exact(&mut begin).is_ok() && begin == *super::head::MARK
}

impl Read for Kept {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let len = bytes.len().min(to.len());
        to[..len].copy_from_slice(&bytes[..len]);
        self.consume(len);
        Ok(len)
    }
}

impl BufRead for Kept {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buffer.len() {
            self.more()?;
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, len: usize) {
        self.at += len;
    }
}
