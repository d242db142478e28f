//! Why gold could not be read or written, told so that a person can correct it.

use std::io;
use std::path::PathBuf;

/// Why gold could not be read or written. A score over half the gold would mislead, so that one bad line is one error.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// The file could not be opened or read.
    #[error("cannot read {path}: {why}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// A line is no gold mention.
    #[error(
        "{path}:{line}: this line is not a gold mention ({why}); each line is a JSON object with at least \
         \"article\", \"kind\" and \"evidence\"; nothing is scored until all lines can be read",
        path = path.display()
    )]
    Line {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// What is wrong with it.
        why: serde_json::Error,
    },
    /// A line is no toll.
    #[error(
        "{path}:{line}: this line is not a toll ({why}); each line is a JSON object with \"article\" and \"killed\", a number \
         or a list of numbers; nothing is scored until all lines can be read",
        path = path.display()
    )]
    Toll {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// What is wrong with it.
        why: serde_json::Error,
    },
    /// What the path names is no file that lines can be added to.
    #[error("{path} is not a regular file; name a file for the gold, such as gold.jsonl", path = path.display())]
    NoFile {
        /// The path.
        path: PathBuf,
    },
    /// Another session holds the file.
    #[error(
        "another session is writing {path}; nothing was written: try again in a moment",
        path = path.display()
    )]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The file existed and was removed.
    #[error(
        "the gold file {path} no longer exists: it was moved or deleted; nothing was written: put it back, or name \
         another file",
        path = path.display()
    )]
    Vanished {
        /// The file.
        path: PathBuf,
    },
    /// The line could not be written, and none of it was kept.
    #[error("cannot write {path}: {why}; nothing was written", path = path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// The line was written in part, or may not be on the disk.
    #[error(
        "cannot be sure of line {line} of {path}: {why}; look at the end of the file before you go on",
        path = path.display()
    )]
    Unsure {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// What the system said.
        why: io::Error,
    },
}
