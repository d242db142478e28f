//! A pack as one file: `NAME-VERSION.pack`, a tar of plain files, compressed by zstd. The same files give the same
//! bytes: sorted, without times and owners, texts with LF. It is read into a store in memory and never unpacked to the
//! disk, so that no path in it can reach a file; what no honest archive holds is refused all the same.
//! `tar --zstd -t` lists it.

use super::Store;
use super::tree::{is_packed, with_line_feeds};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read};
use tar::{Archive, Builder, EntryType, Header};
use unicode_normalization::is_nfc;

/// The most bytes that the files of an archive may have together.
pub const MOST_BYTES: u64 = 64 << 20;
/// The most files.
pub const MOST_FILES: usize = 10_000;
/// The most bytes of a path.
pub const LONGEST_PATH: usize = 240;
/// The first bytes of an archive: those of zstd.
pub const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The name of a signature inside an archive. It signs the tree, and is not a part of it.
pub const SIGNATURE: &str = "pack.minisig";

/// Bytes of the tar format for each file: a header, and what fills the last block; and those at the end.
const TAR_BYTES: u64 = (MOST_FILES as u64) * 1024 + (1 << 20);
/// How hard zstd tries; with its version it decides the bytes.
const LEVEL: i32 = 19;
/// The decoder's window is at most 2 to the power of this, so that a crafted archive cannot take more memory.
const WINDOW_LOG: u32 = 26;

/// Why bytes are no archive of a pack.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ArchiveError {
    /// Not zstd, or not tar in it, or it ends early.
    #[error(
        "it is damaged, or no pack archive ({0}): get it again, or build it with `dateline pack build`"
    )]
    Broken(String),
    /// More bytes than a pack may have.
    #[error("it holds more than {} MiB: a pack may not be larger", MOST_BYTES >> 20)]
    TooLarge,
    /// More files than a pack may have.
    #[error("it holds more than {MOST_FILES} files: a pack may not have more")]
    TooMany,
    /// A path that no pack has.
    #[error("its file {0:?} is refused: {1}")]
    Path(String, &'static str),
    /// Something else than a plain file.
    #[error(
        "its entry {0:?} is {1}: an archive of a pack holds plain files only; build it with `dateline pack build`"
    )]
    NoFile(String, &'static str),
    /// A path twice.
    #[error("it holds {0:?} twice")]
    Twice(String),
    /// Two paths that some systems cannot keep apart.
    #[error(
        "it holds {0:?} and {1:?}, which are one name where capitals do not count: rename one of them"
    )]
    Case(String, String),
}

/// Why `path` cannot be a path of a pack's archive; `None` if it can.
pub fn path_problem(path: &str) -> Option<&'static str> {
    let parts = || path.split('/');
    match () {
        () if path.is_empty() => Some("a path is empty"),
        () if path.len() > LONGEST_PATH => Some("a path may have 240 bytes"),
        () if path.starts_with('/') => Some("a path is relative to the pack, not absolute"),
        () if path.contains(['\\', ':']) => Some("`\\` and `:` are not allowed in paths"),
        () if path.chars().any(char::is_control) => Some("it has control characters"),
        () if path.chars().any(is_invisible) => {
            Some("it has invisible characters or ones that turn the direction of writing")
        }
        () if parts().any(|part| part == "..") => Some("`..` leads out of the pack"),
        () if parts().any(|part| part.is_empty() || part == ".") => Some("a part of it is empty"),
        () if parts().any(|part| part.ends_with(['.', ' '])) => {
            Some("a part ends in a dot or blank, which some systems drop")
        }
        () if !is_nfc(path) => Some("it is not in the Unicode form NFC: rename the file"),
        () if path != SIGNATURE && !is_packed(path) => {
            Some("an archive holds no hidden files, archives, locks, or other packs")
        }
        () => None,
    }
}

/// Whether a character is not seen, or changes how others are shown: a name with it can pass for another.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

/// The names seen so far, to find those that clash.
#[derive(Default)]
struct Names {
    /// By small letters: the spelling, and whether it is a file.
    seen: HashMap<String, (String, bool)>,
}

impl Names {
    /// Adds a file and the folders above it.
    fn add(&mut self, path: &str) -> Result<(), ArchiveError> {
        if let Some(problem) = path_problem(path) {
            return Err(ArchiveError::Path(path.to_owned(), problem));
        }
        for (at, _) in path.match_indices('/') {
            self.one(&path[..at], false)?;
        }
        self.one(path, true)
    }

    fn one(&mut self, name: &str, is_file: bool) -> Result<(), ArchiveError> {
        let small = name.to_lowercase();
        match self.seen.get(&small) {
            None => drop(self.seen.insert(small, (name.to_owned(), is_file))),
            Some((known, _)) if known != name => {
                return Err(ArchiveError::Case(known.clone(), name.to_owned()));
            }
            Some((_, false)) if !is_file => {}
            Some(_) => return Err(ArchiveError::Twice(name.to_owned())),
        }
        Ok(())
    }
}

/// The bytes of an archive of these files, by path; the same for the same files. The caller chooses the files
/// ([`is_packed`]).
///
/// # Errors
/// Paths that no archive may hold, too many or too large files.
pub fn write(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, ArchiveError> {
    let mut names = Names::default();
    let mut builder = Builder::new(Vec::new());
    let mut bytes = 0;
    if files.len() > MOST_FILES {
        return Err(ArchiveError::TooMany);
    }
    for (path, content) in files {
        names.add(path)?;
        let content = with_line_feeds(content);
        bytes += content.len() as u64;
        if bytes > MOST_BYTES {
            return Err(ArchiveError::TooLarge);
        }
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        builder.append_data(&mut header, path, content.as_ref()).map_err(broken)?;
    }
    let tar = builder.into_inner().map_err(broken)?;
    let mut encoder = zstd::Encoder::new(Vec::new(), LEVEL).map_err(broken)?;
    encoder.include_checksum(true).map_err(broken)?;
    encoder.set_pledged_src_size(Some(tar.len() as u64)).map_err(broken)?;
    std::io::copy(&mut tar.as_slice(), &mut encoder).map_err(broken)?;
    encoder.finish().map_err(broken)
}

/// The files of an archive, as a store with the pack at its top.
///
/// # Errors
/// Anything but an archive that [`write`] could have written, in its files; the limits are checked while it is
/// unpacked.
pub fn read(bytes: &[u8]) -> Result<Store, ArchiveError> {
    let mut decoder = zstd::Decoder::with_buffer(bytes).map_err(broken)?.single_frame();
    decoder.window_log_max(WINDOW_LOG).map_err(broken)?;
    let most = MOST_BYTES + TAR_BYTES;
    let mut tar = Vec::new();
    decoder.by_ref().take(most + 1).read_to_end(&mut tar).map_err(broken)?;
    if tar.len() as u64 > most {
        return Err(ArchiveError::TooLarge);
    }
    // What follows would be neither hashed nor signed.
    if !decoder.finish().is_empty() {
        return Err(ArchiveError::Broken("something follows its end".to_owned()));
    }
    let tar = tar.as_slice();
    let mut end = 0;
    let (mut names, mut files) = (Names::default(), BTreeMap::new());
    let mut total = 0;
    for entry in Archive::new(Cursor::new(tar)).entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let path = String::from_utf8(entry.path_bytes().into_owned()).map_err(|error| {
            let path = String::from_utf8_lossy(error.as_bytes()).into_owned();
            ArchiveError::Path(path, "it is not UTF-8")
        })?;
        if let Some(other) = other_than_file(entry.header().entry_type()) {
            return Err(ArchiveError::NoFile(path, other));
        }
        names.add(&path)?;
        if files.len() == MOST_FILES {
            return Err(ArchiveError::TooMany);
        }
        let size = entry.size();
        total += size;
        end = entry.raw_file_position() + size;
        if total > MOST_BYTES {
            return Err(ArchiveError::TooLarge);
        }
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(broken)?;
        if content.len() as u64 != size {
            return Err(ArchiveError::Broken(format!("{path} ends early")));
        }
        files.insert(path, Cow::Owned(content));
    }
    if tar.iter().skip(end as usize).any(|byte| *byte != 0) {
        return Err(ArchiveError::Broken("something follows its last file".to_owned()));
    }
    match files.is_empty() {
        true => Err(ArchiveError::Broken("there is no file in it".to_owned())),
        false => Ok(Store::Memory(files)),
    }
}

/// What an entry is that is no plain file.
fn other_than_file(kind: EntryType) -> Option<&'static str> {
    match kind {
        EntryType::Regular => None,
        EntryType::Directory => Some("a folder"),
        EntryType::Symlink | EntryType::Link => Some("a link"),
        EntryType::Block | EntryType::Char | EntryType::Fifo => Some("a device or pipe"),
        _ => Some("of an unknown kind"),
    }
}

fn broken(error: std::io::Error) -> ArchiveError {
    ArchiveError::Broken(error.to_string())
}

#[cfg(test)]
mod tests;
