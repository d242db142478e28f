//! Lines gathered into entries: one line each, or several where something is open.

use crate::script::console::Syntax;

/// The lines of an entry while it is gathered: one, and more where something is open.
#[derive(Default)]
pub struct PendingEntry {
    text: String,
    begun: usize,
}

impl PendingEntry {
    /// Takes line `number` (from 1) in; the entry and the line it begins on, once it is whole.
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
        self.whole()
    }

    /// What there is, whole or not: what is missing will be told.
    pub fn whole(&mut self) -> Option<(usize, String)> {
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
