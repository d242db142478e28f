//! What both ways to read lines use: entries sent to the session, answers shown.

use super::page;
use crate::repl::history::History;
use crate::repl::reply::End;
use crate::repl::session_thread::{Answer, SessionThread, Shared};
use crate::repl::surface::{Surface, Tone};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// A session at a terminal.
pub struct Terminal {
    /// The session, on its thread.
    pub session: SessionThread,
    /// What the session shares.
    pub shared: Shared,
    /// What was entered.
    pub history: Arc<Mutex<History>>,
    /// Where replies are read.
    pub surface: Surface,
    /// Whether the terminal can only take characters.
    pub plain: bool,
}

impl Terminal {
    /// Has an entry answered, and shows the answer. `Ask` and the like are in what comes back.
    pub fn answer(&self, entry: &str, asked: bool) -> io::Result<Answer> {
        if !asked {
            self.history.lock().unwrap_or_else(PoisonError::into_inner).add(entry);
            self.tell_trouble();
        }
        self.shared.activity.begin_entry();
        let answer = self.session.eval(entry.to_owned());
        self.shared.activity.end_entry();
        let answer = answer?;
        self.show(&answer)?;
        Ok(answer)
    }

    /// Asks to leave, and shows what is said to that.
    pub fn leave(&self) -> io::Result<Answer> {
        let answer = self.session.leave()?;
        self.show(&answer)?;
        Ok(answer)
    }

    /// Shows an answer, a long one through the pager.
    pub fn show(&self, answer: &Answer) -> io::Result<()> {
        let text = &answer.reply.text;
        let paged = answer.pager && !self.plain && answer.reply.end == End::Fine;
        if paged && page::is_long(text) && page::page(text) {
            return Ok(());
        }
        write(text)
    }

    /// Says what is wrong with the history, once.
    pub fn tell_trouble(&self) {
        let trouble = self.history.lock().unwrap_or_else(PoisonError::into_inner).trouble();
        if let Some(trouble) = trouble {
            say(&self.surface.paint(Tone::Changed, format!("note: {trouble}")));
        }
    }
}

/// Writes whole lines to standard output.
pub fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Says a line beside what is shown.
pub fn say(text: &str) {
    eprintln!("{text}");
}
