//! Runs a session from a script: the entries of a text, one after the other, until one fails.

use super::entries::PendingEntry;
use super::reply::{Reply, ReplyEnd};
use super::session::Session;
use crate::script::console::Syntax;
use std::io::{self, BufRead};

/// How a script ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchEnd {
    /// All entries ran, or the script left the session.
    Fine,
    /// An entry failed; the rest was not run.
    Fault {
        /// The line on which the entry begins, from 1.
        line: usize,
        /// How many lines follow it.
        left: usize,
    },
}

/// Runs the entries of `input` as they are read; `show` is called with each entry and its reply, and may fail.
///
/// # Errors
/// `input` cannot be read or is not UTF-8; the errors of `show`.
pub fn run(
    session: &mut Session,
    input: impl BufRead,
    syntax: &Syntax,
    mut show: impl FnMut(&str, &Reply) -> io::Result<()>,
) -> io::Result<BatchEnd> {
    let mut lines = input.lines();
    let mut open = PendingEntry::default();
    let mut number = 0;
    loop {
        let line = lines.next().transpose()?;
        let last = line.is_none();
        number += usize::from(!last);
        let entry = match &line {
            Some(line) => open.line(number, line, syntax),
            None => open.take(),
        };
        if let Some((begun, entry)) = entry {
            let reply = session.eval(&entry);
            show(&entry, &reply)?;
            match reply.end {
                ReplyEnd::Fine | ReplyEnd::Ask => {}
                ReplyEnd::Leave => return Ok(BatchEnd::Fine),
                ReplyEnd::Fault => return Ok(BatchEnd::Fault { line: begun, left: lines.count() }),
            }
        }
        if last {
            return Ok(BatchEnd::Fine);
        }
    }
}
