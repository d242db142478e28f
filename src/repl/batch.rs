//! A session without a person: entries from a text, one after the other, until one is at fault.

use super::entries::PendingEntry;
use super::reply::{End, Reply};
use super::session::Session;
use crate::script::console::Syntax;
use std::io::{self, BufRead};

/// How a script ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchEnd {
    /// All was done, or the script left.
    Fine,
    /// An entry was at fault; the rest was not done.
    Fault {
        /// The line on which the entry begins, from 1.
        line: usize,
        /// How many lines follow it.
        left: usize,
    },
}

/// Does the entries of `input` as they come; `show` is given each entry and its reply, and may fail.
///
/// # Errors
/// `input` cannot be read or is no UTF-8; what `show` fails with.
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
            None => open.whole(),
        };
        if let Some((begun, entry)) = entry {
            let reply = session.eval(&entry);
            show(&entry, &reply)?;
            match reply.end {
                End::Fine | End::Ask => {}
                End::Leave => return Ok(BatchEnd::Fine),
                End::Fault => return Ok(BatchEnd::Fault { line: begun, left: lines.count() }),
            }
        }
        if last {
            return Ok(BatchEnd::Fine);
        }
    }
}
