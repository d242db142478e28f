//! A name found in a document: what `scan` finds and `reading` judges.

use super::entry::{EntryId, Form, Reading};
use std::ops::Range;

/// A name found in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameHit {
    /// Its tokens, half-open.
    pub tokens: Range<usize>,
    /// What it may denote, the best reading first; never empty.
    pub entries: Vec<EntryId>,
    /// How it is read here; the reading of the first entry.
    pub reading: Reading,
    /// In what form the first entry is named.
    pub form: Form,
}

impl NameHit {
    /// The best entry.
    pub fn entry(&self) -> EntryId {
        self.entries[0]
    }
}
