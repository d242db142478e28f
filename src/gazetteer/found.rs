//! What a scan hands to those that judge a name: the tokens it scans, and the names that some of them may be.

use super::entry::{EntryId, NameForm};
use crate::text::Document;
use std::ops::Range;

/// A name that some tokens may be, and the form in which it names its entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct FoundName {
    pub entry: EntryId,
    pub form: NameForm,
}

/// The tokens that are scanned.
pub(super) struct Stretch<'a> {
    pub document: &'a Document,
    pub tokens: Range<usize>,
    pub all_capitals: bool,
}
