//! Standard input where no corpus is named: whether something is piped in.
//!
//! The type of standard input decides, so that a command never waits for a person or for an idle parent. A file or a
//! pipe may hold articles and is looked at; a terminal, `/dev/null` or another device is not. A pipe that stays open
//! and silent (`ssh`, some CI systems) is waited for only for [`PATIENCE`].

use super::note;
use anyhow::Context;
use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long an open pipe may be silent before it counts as empty.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is on standard input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandardInput {
    /// A terminal.
    Terminal,
    /// Nothing: a device such as `/dev/null`, an empty file, or a pipe that was closed without a byte.
    Empty,
    /// A pipe that is open, from which nothing came within [`PATIENCE`].
    Silent,
    /// At least one byte, which is still unread.
    Text,
}

/// What standard input is, as far as its type can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InputType {
    Device,
    /// A file, or a pipe or socket.
    Stream,
}

/// Looks at standard input without reading it. The bytes that were looked at stay in the buffer of [`io::stdin`].
pub fn look() -> io::Result<StandardInput> {
    if io::stdin().is_terminal() {
        return Ok(StandardInput::Terminal);
    }
    if input_type()? == InputType::Device {
        return Ok(StandardInput::Empty);
    }
    let (sender, receiver) = mpsc::channel();
    // The thread is left to itself if nothing arrives: it ends with the process.
    thread::Builder::new().name("standard input".to_owned()).spawn(move || {
        let found = io::stdin().lock().fill_buf().map(|bytes| !bytes.is_empty());
        let _ = sender.send(found); // fails only if nobody waits any more
    })?;
    match receiver.recv_timeout(PATIENCE) {
        Ok(Ok(true)) => Ok(StandardInput::Text),
        Ok(Ok(false)) => Ok(StandardInput::Empty),
        Ok(Err(error)) => Err(error),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
            Ok(StandardInput::Silent)
        }
    }
}

#[cfg(unix)]
fn input_type() -> io::Result<InputType> {
    use std::os::fd::AsFd;
    use std::os::unix::fs::FileTypeExt;
    let input = std::fs::File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let found = input.metadata()?.file_type();
    Ok(match found.is_file() || found.is_fifo() || found.is_socket() {
        true => InputType::Stream,
        false => InputType::Device,
    })
}

/// Elsewhere the type is not known; the empty device `NUL` ends at once.
#[cfg(not(unix))]
fn input_type() -> io::Result<InputType> {
    Ok(InputType::Stream)
}

/// The corpus to read: the paths named; else standard input where something is piped in; else none, for the shipped
/// corpus. Says which of the last two, unless `quiet`.
pub fn corpus(named: &[PathBuf], quiet: bool) -> anyhow::Result<Vec<PathBuf>> {
    if !named.is_empty() {
        return Ok(named.to_vec());
    }
    let (paths, message) = match look().context("cannot read standard input")? {
        StandardInput::Terminal => return Ok(Vec::new()),
        StandardInput::Text => {
            (vec![PathBuf::from("-")], "coding standard input; name - to say so".to_owned())
        }
        StandardInput::Empty => {
            (Vec::new(), "standard input is empty: coding the shipped corpus".to_owned())
        }
        StandardInput::Silent => (Vec::new(), silent("coding the shipped corpus")),
    };
    if !quiet {
        note(&message);
    }
    Ok(paths)
}

/// The message for a pipe that stays silent, and what is done instead of reading it.
pub fn silent(instead: &str) -> String {
    let seconds = PATIENCE.as_secs();
    format!(
        "nothing came through standard input in {seconds} seconds: {instead}; name - to wait for it"
    )
}
