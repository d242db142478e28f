//! What both line readers (rustyline and plain) use: sends entries to the session and prints the answers.

use super::page;
use crate::legible;
use crate::repl::history::History;
use crate::repl::reply::ReplyEnd;
use crate::repl::session_thread::{Answer, SessionShared, SessionThread};
use crate::repl::surface::{Surface, Tone};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// A session at a terminal.
pub struct Terminal {
    /// The session, on its thread.
    pub session: SessionThread,
    /// What the session shares.
    pub shared: SessionShared,
    /// What was entered.
    pub history: Arc<Mutex<History>>,
    /// Width and colours of the terminal.
    pub surface: Surface,
    /// Whether the terminal can only take characters.
    pub plain: bool,
}

impl Terminal {
    /// Sends an entry to the session, prints the answer and returns it.
    pub fn answer(&self, entry: &str, asked: bool) -> io::Result<Answer> {
        if !asked {
            self.history.lock().unwrap_or_else(PoisonError::into_inner).add(entry);
            self.show_history_error();
        }
        self.shared.activity.begin_entry();
        let answer = self.session.eval(entry.to_owned());
        self.shared.activity.end_entry();
        let answer = answer?;
        self.show(&answer)?;
        Ok(answer)
    }

    /// Asks to leave, and prints the answer.
    pub fn leave(&self) -> io::Result<Answer> {
        let answer = self.session.leave()?;
        self.show(&answer)?;
        Ok(answer)
    }

    /// Prints an answer, a long one through the pager.
    pub fn show(&self, answer: &Answer) -> io::Result<()> {
        let text = &answer.reply.text;
        let paged = answer.pager && !self.plain && answer.reply.end == ReplyEnd::Fine;
        if paged && page::is_long(text) && page::page(&legible::block(text, true)) {
            return Ok(());
        }
        write(text)
    }

    /// Prints what is wrong with the history file, once in a session.
    pub fn show_history_error(&self) {
        let error = self.history.lock().unwrap_or_else(PoisonError::into_inner).take_error();
        if let Some(error) = error {
            let note = format!("note: {error}");
            say(&self.surface.paint(Tone::Changed, legible::brief(&note)));
        }
    }
}

/// Writes whole lines to standard output. Replies are harmless already; this is the last place to see to it.
pub fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(legible::block(text, true).as_bytes())?;
    out.flush()
}

/// Prints a line to standard error.
pub fn say(text: &str) {
    eprintln!("{}", legible::block(text, true));
}
