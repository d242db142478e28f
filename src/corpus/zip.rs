//! Archives of the form ZIP: the list of their members, and each member unpacked as it is read, within limits. An
//! archive is never unpacked to disk. Documents of Word are such archives too (`docx`).

use super::CorpusError;
use crate::file::plain as files;
use flate2::read::DeflateDecoder;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use zip::{CompressionMethod, ZipArchive};

/// The list of an archive's members, and where their bytes are.
#[derive(Clone, Debug)]
pub(super) struct Archive {
    store: Store,
    /// By name, folder by folder, as a folder is walked.
    pub members: Arc<[Member]>,
    /// How many files are in it that have the name of another: only the last of each name is among the members.
    pub shadowed: u64,
    /// How many archives this one is inside of.
    pub depth: usize,
}

#[derive(Clone, Debug)]
enum Store {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

/// A file in an archive.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Its path in the archive, `/` between folders.
    pub name: String,
    /// Where its packed bytes begin.
    start: u64,
    /// The number of its packed bytes.
    packed: u64,
    /// The number of its bytes.
    pub size: u64,
    crc: u32,
    method: Method,
    is_encrypted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Stored,
    Deflated,
    Other,
}

/// So many members may an archive have.
const MOST_MEMBERS: usize = 200_000;

/// A member may be so many times as large as its packed bytes, once it is larger than [`SMALL`]. What text is packed
/// to is rarely less than a fiftieth.
const MOST_RATIO: u64 = 200;
const SMALL: u64 = 16 << 20;

/// So many archives may be inside each other.
pub(super) const MOST_DEPTH: usize = 1;

impl Archive {
    /// That of a file.
    pub fn of_file(path: PathBuf, shown: &str) -> Result<Self, CorpusError> {
        let file = files::open_named(&path).map_err(|error| CorpusError::io(&path, &error))?;
        let (members, shadowed) = members(io::BufReader::new(file), shown)?;
        Ok(Archive { store: Store::File(path), members, shadowed, depth: 0 })
    }

    /// That of bytes in memory, inside of `depth` other archives.
    pub fn of_bytes(bytes: Arc<[u8]>, shown: &str, depth: usize) -> Result<Self, CorpusError> {
        let (members, shadowed) = members(Cursor::new(Arc::clone(&bytes)), shown)?;
        Ok(Archive { store: Store::Memory(bytes), members, shadowed, depth })
    }

    /// Whether it is a document of an office program: those are archives with this member.
    pub fn is_document(&self) -> bool {
        self.member("[Content_Types].xml").is_some()
    }

    /// The member of this name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// The packed bytes of a member.
    pub fn packed(&self, member: &Member) -> io::Result<Box<dyn Read + Send>> {
        match &self.store {
            Store::File(path) => {
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(member.start))?;
                Ok(Box::new(file.take(member.packed)))
            }
            Store::Memory(bytes) => {
                let mut bytes = Cursor::new(Arc::clone(bytes));
                bytes.set_position(member.start);
                Ok(Box::new(bytes.take(member.packed)))
            }
        }
    }
}

impl Member {
    /// Its content, from its packed bytes.
    ///
    /// # Errors
    /// If it is encrypted or packed in a way that is not read. `path` is where it is, for messages.
    pub fn unpack(
        &self,
        packed: impl Read + Send + 'static,
        path: &str,
    ) -> Result<Unpacked, CorpusError> {
        if self.is_encrypted {
            return Err(CorpusError::Password { path: path.to_owned() });
        }
        let inner: Box<dyn Read + Send> = match self.method {
            Method::Stored => Box::new(packed),
            Method::Deflated => Box::new(DeflateDecoder::new(packed)),
            Method::Other => {
                let reason = "it is packed in another way than deflate; pack it anew".to_owned();
                return Err(CorpusError::Packed { path: path.to_owned(), reason });
            }
        };
        let most = SMALL.max(self.packed.saturating_mul(MOST_RATIO));
        Ok(Unpacked {
            inner,
            done: 0,
            size: self.size,
            most,
            crc: flate2::Crc::new(),
            wanted: self.crc,
        })
    }
}

/// The content of a member as it is unpacked. It fails where there is more of it than is good, and at its end if it is
/// not what was packed.
pub(super) struct Unpacked {
    inner: Box<dyn Read + Send>,
    done: u64,
    /// How many bytes its archive says that there are.
    size: u64,
    most: u64,
    crc: flate2::Crc,
    wanted: u32,
}

impl Read for Unpacked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let broken = |reason: &str| io::Error::new(io::ErrorKind::InvalidData, reason.to_owned());
        let read = self.inner.read(into)?;
        self.done += read as u64;
        self.crc.update(&into[..read]);
        if self.done > self.most {
            return Err(broken(
                "it unpacks to more than 200 times its packed size, as archives do that are made to fill a disk",
            ));
        }
        if self.done > self.size {
            return Err(broken("it unpacks to more than its archive says"));
        }
        if read == 0 && !into.is_empty() && self.done < self.size {
            return Err(broken("it ends before its archive says"));
        }
        if read == 0 && !into.is_empty() && self.crc.sum() != self.wanted {
            return Err(broken("its content is not what was packed: its checksum differs"));
        }
        Ok(read)
    }
}

/// The members of an archive, and how many more entries its list has.
fn members(mut reader: impl Read + Seek, shown: &str) -> Result<(Arc<[Member]>, u64), CorpusError> {
    let listed = listed(&mut reader).unwrap_or(0);
    let failed = |reason: String| CorpusError::Packed { path: shown.to_owned(), reason };
    let broken =
        |error: zip::result::ZipError| failed(format!("{error}; check that the file is complete"));
    let mut archive = ZipArchive::new(reader).map_err(broken)?;
    if archive.len() > MOST_MEMBERS {
        let count = archive.len();
        return Err(failed(format!(
            "{count} files, more than {MOST_MEMBERS}; pack fewer into one"
        )));
    }
    let shadowed = listed.saturating_sub(archive.len() as u64);
    let mut found = Vec::with_capacity(archive.len());
    for at in 0..archive.len() {
        let member = archive.by_index_raw(at).map_err(broken)?;
        if member.is_dir() || member.is_symlink() {
            continue;
        }
        let name = match member.name() {
            Ok(name) => name.replace('\\', "/"),
            Err(_) => String::from_utf8_lossy(member.name_raw()).replace('\\', "/"),
        };
        found.push(Member {
            name: inner_path(&name),
            start: member.data_start().unwrap_or(u64::MAX),
            packed: member.compressed_size(),
            size: member.size(),
            crc: member.crc32(),
            method: match member.compression() {
                CompressionMethod::Stored => Method::Stored,
                CompressionMethod::DEFLATE => Method::Deflated,
                _ => Method::Other,
            },
            is_encrypted: member.encrypted(),
        });
    }
    if overlap(&found) {
        return Err(failed(
            "its files overlap, as in archives that are made to fill a disk".to_owned(),
        ));
    }
    found.sort_by(|a, b| a.name.split('/').cmp(b.name.split('/')));
    Ok((found.into(), shadowed))
}

/// A path in an archive without the steps that lead out of it: it is only shown, and no file is ever written under it.
fn inner_path(name: &str) -> String {
    let parts = name.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
    parts.collect::<Vec<_>>().join("/")
}

/// How many entries an archive says that its list has; `None` if there are so many that it says so elsewhere.
fn listed(reader: &mut (impl Read + Seek)) -> Option<u64> {
    // The record at the end has 22 bytes, and a comment follows it.
    const MOST: u64 = 22 + 0xffff;
    let len = reader.seek(SeekFrom::End(0)).ok()?;
    reader.seek(SeekFrom::Start(len.saturating_sub(MOST))).ok()?;
    let mut end = Vec::new();
    reader.take(MOST).read_to_end(&mut end).ok()?;
    reader.rewind().ok()?;
    let at = memchr::memmem::rfind(&end, b"PK\x05\x06")?;
    let count = end.get(at + 10..at + 12)?;
    Some(u64::from(u16::from_le_bytes([count[0], count[1]]))).filter(|count| *count < 0xffff)
}

/// Whether some bytes belong to two members.
fn overlap(members: &[Member]) -> bool {
    let mut spans: Vec<(u64, u64)> =
        members.iter().map(|member| (member.start, member.packed)).collect();
    spans.sort_unstable();
    spans.windows(2).any(|pair| pair[0].0.saturating_add(pair[0].1) > pair[1].0)
}
