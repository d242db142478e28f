//! Compression: recognised by a file's extension, or for standard input by its first bytes.

use flate2::read::MultiGzDecoder;
use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The compression of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    Plain,
    Gzip,
    Zstd,
}

impl Compression {
    /// The compression that a file's name indicates, and the name without that extension.
    pub fn of(name: &str) -> (Compression, &str) {
        let cut = |ending: &str| {
            let at = name.len().checked_sub(ending.len())?;
            name.get(at..)?.eq_ignore_ascii_case(ending).then(|| name.get(..at)).flatten()
        };
        match (cut(".gz"), cut(".zst")) {
            (Some(rest), _) => (Compression::Gzip, rest),
            (_, Some(rest)) => (Compression::Zstd, rest),
            _ => (Compression::Plain, name),
        }
    }

    /// The compression that the first bytes indicate.
    pub fn sniff(bytes: &[u8]) -> Compression {
        match bytes {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstd,
            _ => Compression::Plain,
        }
    }

    /// The decompressed content of `packed`.
    pub fn unpack(self, packed: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Compression::Plain => packed,
            Compression::Gzip => Box::new(MultiGzDecoder::new(io::BufReader::new(packed))),
            Compression::Zstd => Box::new(zstd::stream::read::Decoder::new(packed)?),
        })
    }
}

/// The first bytes of `whole`, at most `len`, and a reader over all of it; an error in them is met by that reader, so that
/// what came before is not lost.
pub(super) fn peeked(
    mut whole: Box<dyn Read + Send>,
    len: usize,
) -> (Vec<u8>, Box<dyn Read + Send>) {
    let mut first = Vec::new();
    let error = (&mut whole).take(len as u64).read_to_end(&mut first).err();
    let all = Cursor::new(first.clone()).chain(FailsOnce(error)).chain(whole);
    (first, Box::new(all))
}

/// Reports an error, if there is one, and ends.
struct FailsOnce(Option<io::Error>);

impl Read for FailsOnce {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The content of `packed`, decompressed as its file's name says; where that says nothing, as its first bytes say.
pub(super) fn content(
    packed: Box<dyn Read + Send>,
    named: Compression,
) -> io::Result<Box<dyn Read + Send>> {
    match named {
        Compression::Plain => {
            let (first, whole) = peeked(packed, 4);
            Compression::sniff(&first).unpack(whole)
        }
        known => known.unpack(packed),
    }
}

/// The content of a file of this name, decompressed as its extension indicates.
pub fn unpacked(name: &str, packed: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    Compression::of(name).0.unpack(packed)
}

/// Counts the bytes read from the inner reader, so that progress is reported in bytes on disk.
pub(super) struct CountingReader<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R> CountingReader<R> {
    pub fn new(inner: R) -> (Self, Arc<AtomicU64>) {
        let taken = Arc::new(AtomicU64::new(0));
        (CountingReader { inner, taken: Arc::clone(&taken) }, taken)
    }
}

impl<R: Read> Read for CountingReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
