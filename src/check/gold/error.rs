//! Errors of reading and writing gold, with messages that say how to correct them.

use std::io;
use std::path::PathBuf;

/// Why gold could not be read or written. One bad line is an error, since a score over part of the gold would mislead.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// The file could not be opened or read.
    #[error("cannot read {path}: {why}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        why: io::Error,
    },
    /// A line is not a gold mention.
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
        /// The error of the JSON parser.
        why: serde_json::Error,
    },
    /// A line is not a toll.
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
        /// The error of the JSON parser.
        why: serde_json::Error,
    },
    /// The path does not name a regular file, so no lines can be added to it.
    #[error("{path} is not a regular file; name a file for the gold, such as gold.jsonl", path = path.display())]
    NoFile {
        /// The path.
        path: PathBuf,
    },
    /// Another session holds the file's lock.
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
        /// The error of the system.
        why: io::Error,
    },
    /// The line was written in part, or may not have reached the disk.
    #[error(
        "line {line} of {path} may be incomplete: {why}; check the end of the file before you continue",
        path = path.display()
    )]
    Unsure {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// The error of the system.
        why: io::Error,
    },
}
