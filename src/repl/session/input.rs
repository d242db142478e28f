//! The state of the prompt: Rhai's variables, the previous entry, the history.

use super::corpus::SessionCorpus;
use crate::repl::history::History;
use crate::script::console::{Console, SharedCorpusAccess, Syntax};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

/// The state of the prompt.
pub struct InputState {
    /// Evaluates Rhai and keeps the variables.
    pub console: Console,
    /// Decides whether a text is one complete entry.
    pub syntax: Syntax,
    /// The Rhai entered last.
    last: String,
    /// The entries of this and earlier sessions.
    pub history: Arc<Mutex<History>>,
    /// Whether a person can answer questions.
    pub attended: bool,
}

impl InputState {
    /// A console that queries `corpus` and stops when `interrupt` is set.
    pub fn new(
        corpus: &SessionCorpus,
        interrupt: &Arc<AtomicBool>,
        history: Arc<Mutex<History>>,
        attended: bool,
    ) -> InputState {
        let desk: SharedCorpusAccess = corpus.queries.clone();
        let console = Console::new(&[], &desk, interrupt.clone());
        InputState { console, syntax: Syntax::new(), last: String::new(), history, attended }
    }

    /// The entry to evaluate. A chain of calls may be typed one call a line: a line that begins with a dot continues
    /// the previous entry.
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
