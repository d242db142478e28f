//! A session without a person: entries from a text, one after the other, until one is at fault.

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

/// The lines of an entry while it is gathered: one, and more where something is open.
#[derive(Default)]
struct PendingEntry {
    text: String,
    begun: usize,
}

impl PendingEntry {
    /// Takes line `number` (from 1) in; the entry and the line it begins on, once it is whole.
    fn line(&mut self, number: usize, line: &str, syntax: &Syntax) -> Option<(usize, String)> {
        if self.text.is_empty() {
            self.begun = number;
        } else {
            self.text.push('\n');
        }
        self.text.push_str(line);
        let command = self.text.trim_start().starts_with(':');
        if !command && syntax.is_open(&self.text) {
            return None;
        }
        self.whole()
    }

    /// What there is, whole or not: what is missing will be told.
    fn whole(&mut self) -> Option<(usize, String)> {
        let text = std::mem::take(&mut self.text);
        (!text.trim().is_empty()).then_some((self.begun, text))
    }
}

/// The entries of `text`.
pub fn split(text: &str, syntax: &Syntax) -> Vec<String> {
    let mut open = PendingEntry::default();
    let mut entries: Vec<String> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        entries.extend(open.line(at + 1, line, syntax).map(|(_, entry)| entry));
    }
    entries.extend(open.whole().map(|(_, entry)| entry));
    entries
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
