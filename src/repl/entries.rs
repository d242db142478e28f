//! Joins lines into entries: one line each, or several while a bracket or quote is open.

use crate::script::console::Syntax;

/// The lines read so far of an entry that is not complete.
#[derive(Default)]
pub struct PendingEntry {
    text: String,
    begun: usize,
}

impl PendingEntry {
    /// Adds line `number` (from 1); returns the number of the entry's first line and its text once it is complete.
    pub fn line(&mut self, number: usize, line: &str, syntax: &Syntax) -> Option<(usize, String)> {
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
        self.take()
    }

    /// Takes the text so far, complete or not; evaluation reports what is missing.
    pub fn take(&mut self) -> Option<(usize, String)> {
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
    entries.extend(open.take().map(|(_, entry)| entry));
    entries
}
