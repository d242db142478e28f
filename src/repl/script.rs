//! A session without a person: entries from a text, one after the other, until one is at fault.

use super::reply::End;
use super::session::Session;
use crate::script::console::Syntax;

/// How a script ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
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

/// The entries of `text`, each with the line it begins on (from 1): one a line, and more lines where something is open.
pub fn entries(text: &str, syntax: &Syntax) -> Vec<(usize, String)> {
    let mut entries = Vec::new();
    let mut open = String::new();
    let mut begun = 0;
    for (at, line) in text.lines().enumerate() {
        if open.is_empty() {
            begun = at + 1;
        } else {
            open.push('\n');
        }
        open.push_str(line);
        let command = open.trim_start().starts_with(':');
        if command || !syntax.is_open(&open) {
            let entry = std::mem::take(&mut open);
            if !entry.trim().is_empty() {
                entries.push((begun, entry));
            }
        }
    }
    if !open.trim().is_empty() {
        entries.push((begun, open)); // what is missing will be told
    }
    entries
}

/// Does the entries of `text`; `show` is given each entry and its reply.
pub fn run(
    session: &mut Session,
    text: &str,
    syntax: &Syntax,
    mut show: impl FnMut(&str, &str, End),
) -> Ended {
    let entries = entries(text, syntax);
    let lines = text.lines().count();
    for (line, entry) in &entries {
        let reply = session.eval(entry);
        show(entry, &reply.text, reply.end);
        match reply.end {
            End::Fine | End::Ask => {}
            End::Leave => return Ended::Fine,
            End::Fault => {
                let left = lines + 1 - line - entry.lines().count();
                return Ended::Fault { line: *line, left };
            }
        }
    }
    Ended::Fine
}
