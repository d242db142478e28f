//! A name found in a document: found by `scan`, ranked by `reading`.

use super::entry::{EntryId, NameForm, Reading};
use std::ops::Range;

/// A name found in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameHit {
    /// Its tokens, half-open.
    pub tokens: Range<usize>,
    /// The entries it may denote, the best first; never empty.
    pub entries: Vec<EntryId>,
    /// Its reading here: that of the first entry.
    pub reading: Reading,
    /// The form in which it names the first entry.
    pub form: NameForm,
}

impl NameHit {
    /// The best entry.
    pub fn entry(&self) -> EntryId {
        self.entries[0]
    }
}
