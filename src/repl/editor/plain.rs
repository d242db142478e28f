//! Input on a terminal that can only print characters (`TERM=dumb`): the system edits the lines; no colours, no
//! special keys, no pager. Notices about saved files are printed between two lines.

use super::terminal::{Terminal, write};
use crate::repl::is_incomplete::IncompleteCheck;
use crate::repl::reply::ReplyEnd;
use crate::repl::session_thread::Answer;
use std::io::{self, BufRead};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use unicode_width::UnicodeWidthStr;

/// Whether the terminal can only print characters.
pub fn is_plain() -> bool {
    std::env::var("TERM").is_ok_and(|term| matches!(term.as_str(), "dumb" | "cons25" | "emacs"))
}

/// The line being typed, shared with the thread that receives Ctrl-C.
#[derive(Default)]
pub struct TypedLine {
    dropped: AtomicBool,
    prompt: Mutex<String>,
}

impl TypedLine {
    /// Drops the entry typed so far; the system drops the current line itself.
    pub fn give_up(&self) {
        self.dropped.store(true, Ordering::SeqCst);
        let prompt = self.prompt.lock().unwrap_or_else(PoisonError::into_inner);
        // A failure means that the terminal is closed or closing.
        let _ = write(&format!("\n{prompt}"));
    }

    fn begin(&self, prompt: &str) {
        prompt.clone_into(&mut self.prompt.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Reads lines until the user leaves.
pub fn lines(terminal: &Terminal, first: Answer, typed: &TypedLine) -> io::Result<()> {
    let mut now = first;
    let mut leaving = false;
    while now.reply.end != ReplyEnd::Leave {
        let asked = now.reply.end == ReplyEnd::Ask;
        let entry = entry(terminal, &now.prompt, asked, typed)?;
        let was_leaving = std::mem::take(&mut leaving);
        now = match entry {
            Some(entry) if !asked && entry.trim().is_empty() => continue,
            Some(entry) => terminal.answer(&entry, asked)?,
            // The end of input answers a question: yes to the question whether to leave, else no.
            None if asked => terminal.answer(if was_leaving { "yes" } else { "" }, true)?,
            None => {
                leaving = true;
                write("\n")?;
                terminal.leave()?
            }
        };
    }
    Ok(())
}

/// An entry of one or more lines; `None` at the end of input.
fn entry(
    terminal: &Terminal,
    prompt: &str,
    asked: bool,
    typed: &TypedLine,
) -> io::Result<Option<String>> {
    let incomplete = IncompleteCheck::default();
    incomplete.ask(asked);
    let mut entry = String::new();
    typed.begin(prompt);
    loop {
        write(&terminal.shared.notices.take())?;
        let shown = if entry.is_empty() { prompt.to_owned() } else { more(prompt) };
        write(&shown)?;
        let mut line = Vec::new();
        let read = io::stdin().lock().read_until(b'\n', &mut line)?;
        if typed.dropped.swap(false, Ordering::SeqCst) {
            entry.clear();
        }
        if read == 0 {
            return Ok((!entry.is_empty()).then_some(entry));
        }
        entry.push_str(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']));
        if !incomplete.check(&entry, &terminal.shared.symbols()) {
            return Ok(Some(entry));
        }
        entry.push('\n');
    }
}

/// The prompt of the second and later lines of an entry, as wide as its first prompt.
fn more(prompt: &str) -> String {
    format!("{}> ", ".".repeat(prompt.width().saturating_sub(2)))
}
