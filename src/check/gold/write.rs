//! Writes gold: several sessions may add lines to a file at the same time, and no line is lost. Each line is one write
//! under the file's lock, and is on the disk before the call returns.

use super::read::{GoldLines, all};
use super::{Gold, GoldError, GoldMention};
use crate::file::lock::{LockMode, acquire};
use crate::file::{folder, plain, sync_folder};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long to wait for the lock of another session.
const LOCK_TIMEOUT: Duration = Duration::from_secs(2);

/// A gold file, as last read. It is created when the first line is added.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    seen: Option<ReadState>,
    lines: GoldLines,
    gold: Gold,
}

/// The part of the file that was read: its length, and its hash, to notice when another file replaced it.
#[derive(Clone, Debug)]
struct ReadState {
    len: usize,
    hash: blake3::Hash,
    /// The number of line feeds in it.
    feeds: usize,
}

/// The result of adding a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddOutcome {
    /// The line's number, from 1; for a duplicate, that of the existing line.
    pub line: usize,
    /// How many lines others had added since the file was last read; they are now among the mentions.
    pub others: usize,
    /// Whether the file already had the same verdict, so that nothing was written.
    pub duplicate: bool,
    /// Whether the file had been replaced or truncated by others, so that it was read again from the start.
    pub reread: bool,
}

/// What others changed in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RefreshOutcome {
    /// How many lines they added; where the file was read again, how many lines it has.
    pub others: usize,
    /// Whether it was replaced or truncated, and so read again.
    pub reread: bool,
}

impl Ledger {
    /// Reads `path`. A file that does not exist counts as empty if its folder exists.
    pub fn open(path: &Path) -> Result<Ledger, GoldError> {
        let mut ledger = Ledger {
            path: path.to_owned(),
            seen: None,
            lines: GoldLines::default(),
            gold: Gold::default(),
        };
        match fs::metadata(path) {
            Ok(_) => {
                ledger.refresh()?;
            }
            Err(why) if why.kind() == io::ErrorKind::NotFound => {
                fs::metadata(folder(path)).map_err(|why| ledger.unreadable(why))?;
            }
            Err(why) => return Err(ledger.unreadable(why)),
        }
        Ok(ledger)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The current mentions and rejections.
    pub fn gold(&self) -> &Gold {
        &self.gold
    }

    /// The mentions that should be found, in the order of the file.
    pub fn mentions(&self) -> &[GoldMention] {
        &self.gold.mentions
    }

    /// The events judged to be wrong, in the order of the file.
    pub fn rejected(&self) -> &[GoldMention] {
        &self.gold.rejected
    }

    /// Reads the lines that others added.
    ///
    /// # Errors
    /// Where the file was removed, held by another for two seconds, or cannot be read. What was read before is kept
    /// then.
    pub fn refresh(&mut self) -> Result<RefreshOutcome, GoldError> {
        let deadline = Instant::now() + LOCK_TIMEOUT;
        let mut file = match plain::open(&self.path) {
            Ok(file) => file,
            Err(why) if why.kind() == io::ErrorKind::NotFound => {
                // A file that never existed has not been removed.
                return match self.seen {
                    None => Ok(RefreshOutcome::default()),
                    Some(_) => Err(GoldError::Vanished { path: self.path.clone() }),
                };
            }
            Err(why) if why.kind() == io::ErrorKind::InvalidInput => {
                return Err(GoldError::NoFile { path: self.path.clone() });
            }
            Err(why) => return Err(self.unreadable(why)),
        };
        self.regular(&file)?;
        self.lock(&file, LockMode::Shared, deadline)?;
        let bytes = all(&mut file).map_err(|why| self.unreadable(why))?;
        self.catch_up(&bytes)
    }

    /// Adds a line, and reads what others have added. A verdict that already applies, whoever gave it, is not written
    /// again.
    ///
    /// # Errors
    /// Where the file was removed, held by another for two seconds, cannot be read or written. Nothing was written
    /// then, except with [`GoldError::Unsure`].
    pub fn add(&mut self, mention: &GoldMention) -> Result<AddOutcome, GoldError> {
        let (mut file, created) = self.locked()?;
        let bytes = all(&mut file).map_err(|why| self.unreadable(why))?;
        let RefreshOutcome { others, reread } = self.catch_up(&bytes)?;
        if let Some(line) = self.known(mention) {
            return Ok(AddOutcome { line, others, duplicate: true, reread });
        }
        // A last line without a line feed, left by a stopped writer or a person, is ended first.
        let mend = bytes.last().is_some_and(|last| *last != b'\n');
        let line = bytes.iter().filter(|byte| **byte == b'\n').count() + usize::from(mend) + 1;
        let mut text = if mend { b"\n".to_vec() } else { Vec::new() };
        serde_json::to_writer(&mut text, mention).map_err(|why| self.unwritable(why.into()))?;
        text.push(b'\n');
        self.append(&mut file, &text, bytes.len() as u64, line)?;
        if created {
            let sure = |why| GoldError::Unsure { path: self.path.clone(), line, why };
            sync_folder(&self.path).map_err(sure)?;
        }
        self.seen = Some(ReadState::of(&[bytes, text].concat()));
        self.lines.mentions.push((line, mention.clone()));
        self.gold = self.lines.gold();
        Ok(AddOutcome { line, others, duplicate: false, reread })
    }

    /// Opens the file for appending and locks it, and makes sure that the path still names this file. Also returns
    /// whether the file is new.
    fn locked(&self) -> Result<(File, bool), GoldError> {
        let deadline = Instant::now() + LOCK_TIMEOUT;
        loop {
            let there = fs::exists(&self.path).unwrap_or(false);
            if !there && self.seen.is_some() {
                return Err(GoldError::Vanished { path: self.path.clone() });
            }
            if there && !fs::metadata(&self.path).is_ok_and(|known| known.is_file()) {
                return Err(GoldError::NoFile { path: self.path.clone() });
            }
            let options = OpenOptions::new().read(true).append(true).create(!there).to_owned();
            let file = match options.open(&self.path) {
                Ok(file) => file,
                Err(why) if why.kind() == io::ErrorKind::NotFound && there => continue,
                Err(why) => return Err(self.unwritable(why)),
            };
            self.lock(&file, LockMode::Exclusive, deadline)?;
            if is_at(&file, &self.path) {
                return Ok((file, !there));
            }
            if Instant::now() > deadline {
                return Err(GoldError::Busy { path: self.path.clone() });
            }
        }
    }

    /// Acquires the lock of `file`, for as long as `file` is open.
    fn lock(&self, file: &File, hold: LockMode, deadline: Instant) -> Result<(), GoldError> {
        match acquire(file, hold, deadline.saturating_duration_since(Instant::now())) {
            Ok(true) => Ok(()),
            Ok(false) => Err(GoldError::Busy { path: self.path.clone() }),
            Err(why) => Err(self.unwritable(why)),
        }
    }

    /// Updates the state from `bytes`, the whole content of the file. On an unreadable line the state is unchanged.
    fn catch_up(&mut self, bytes: &[u8]) -> Result<RefreshOutcome, GoldError> {
        let bad = |bad: super::read::InvalidLine| bad.gold(&self.path);
        let refreshed = match self.seen.as_ref().filter(|seen| seen.begins(bytes)) {
            Some(seen) if seen.len == bytes.len() => return Ok(RefreshOutcome::default()),
            Some(seen) => {
                let more = GoldLines::read(&bytes[seen.len..], seen.feeds + 1).map_err(bad)?;
                let others = more.mentions.len();
                self.lines.mentions.extend(more.mentions);
                self.lines.torn.extend(more.torn);
                RefreshOutcome { others, reread: false }
            }
            None => {
                let reread = self.seen.is_some();
                self.lines = GoldLines::read(bytes, 1).map_err(bad)?;
                RefreshOutcome { others: self.lines.mentions.len(), reread }
            }
        };
        self.seen = Some(ReadState::of(bytes));
        self.gold = self.lines.gold();
        Ok(refreshed)
    }

    /// The line number of a current verdict equal to `mention` except for who gave it and when.
    fn known(&self, mention: &GoldMention) -> Option<usize> {
        let bare = |mention: &GoldMention| GoldMention { by: None, at: None, ..mention.clone() };
        let wanted = bare(mention);
        let current = super::settle::settled(&self.lines.mentions);
        let mut current = current.into_iter().map(|at| &self.lines.mentions[at]);
        current.find(|(_, known)| bare(known) == wanted).map(|(line, _)| *line)
    }

    /// Writes `text` at the end of the file, which has `len` bytes; truncates to `len` again if that fails.
    fn append(&self, file: &mut File, text: &[u8], len: u64, line: usize) -> Result<(), GoldError> {
        let written = file.write_all(text).and_then(|()| file.sync_data());
        let Err(why) = written else { return Ok(()) };
        match file.set_len(len).and_then(|()| file.sync_data()) {
            Ok(()) => Err(self.unwritable(why)),
            Err(_) => Err(GoldError::Unsure { path: self.path.clone(), line, why }),
        }
    }

    fn regular(&self, file: &File) -> Result<(), GoldError> {
        match file.metadata() {
            Ok(known) if known.is_file() => Ok(()),
            Ok(_) => Err(GoldError::NoFile { path: self.path.clone() }),
            Err(why) => Err(self.unreadable(why)),
        }
    }

    fn unreadable(&self, why: io::Error) -> GoldError {
        GoldError::Unreadable { path: self.path.clone(), why }
    }

    fn unwritable(&self, why: io::Error) -> GoldError {
        GoldError::Unwritable { path: self.path.clone(), why }
    }
}

impl ReadState {
    fn of(bytes: &[u8]) -> ReadState {
        let feeds = bytes.iter().filter(|byte| **byte == b'\n').count();
        ReadState { len: bytes.len(), hash: blake3::hash(bytes), feeds }
    }

    /// Whether `bytes` start with the part that was read, followed by whole lines or nothing. If the last line read had
    /// no line feed and continues now, it is a different line.
    fn begins(&self, bytes: &[u8]) -> bool {
        let Some((seen, rest)) = bytes.split_at_checked(self.len) else { return false };
        let whole = seen.last().is_none_or(|last| *last == b'\n');
        let ends_line = whole || rest.first().is_none_or(|next| *next == b'\n');
        ends_line && blake3::hash(seen) == self.hash
    }
}

/// Whether the open `file` is the one that `path` names now; another process may have replaced it.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |known: io::Result<fs::Metadata>| known.ok().map(|at| (at.dev(), at.ino()));
    let here = number(file.metadata());
    here.is_some() && here == number(fs::metadata(path))
}

/// On this system, an open file cannot be replaced.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    fs::exists(path).unwrap_or(false)
}

#[cfg(test)]
mod tests;
