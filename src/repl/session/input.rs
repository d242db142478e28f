//! What a session knows of its entries: Rhai's variables, the entry before, the history.

use super::corpus::SessionCorpus;
use crate::repl::history::History;
use crate::script::console::{Console, SharedCorpusAccess, Syntax};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

/// The prompt's state.
pub struct Input {
    /// Evaluates Rhai and keeps the variables.
    pub console: Console,
    /// Judges whether a text is one entry.
    pub syntax: Syntax,
    /// The Rhai entered last.
    last: String,
    /// What was entered, now and in earlier sessions.
    pub history: Arc<Mutex<History>>,
    /// Whether somebody can answer questions.
    pub attended: bool,
}

impl Input {
    /// A console that asks `corpus` and stops at `interrupt`.
    pub fn new(
        corpus: &SessionCorpus,
        interrupt: &Arc<AtomicBool>,
        history: Arc<Mutex<History>>,
        attended: bool,
    ) -> Input {
        let desk: SharedCorpusAccess = corpus.queries.clone();
        let console = Console::new(&[], &desk, interrupt.clone());
        Input { console, syntax: Syntax::new(), last: String::new(), history, attended }
    }

    /// The entry to evaluate. A chain of calls is typed one call a line: a line that begins with a dot continues the entry
    /// before it.
    pub fn continued(&mut self, entry: &str) -> String {
        let entry = match entry.starts_with('.') && !self.last.is_empty() {
            true => format!("{}\n{entry}", self.last.trim_end().trim_end_matches(';')),
            false => entry.to_owned(),
        };
        if !entry.starts_with("//") {
            self.last.clone_from(&entry);
        }
        entry
    }
}
