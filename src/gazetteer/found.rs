//! What a scan hands to those that judge a name: the tokens it scans, and the names that some of them may be.

use super::entry::{EntryId, NameForm};
use crate::text::Document;
use std::cell::OnceCell;
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
    /// Kept for all names of the stretch: without it each name would read the whole stretch.
    titled: OnceCell<bool>,
}

impl<'a> Stretch<'a> {
    pub fn new(document: &'a Document, tokens: Range<usize>, all_capitals: bool) -> Stretch<'a> {
        Stretch { document, tokens, all_capitals, titled: OnceCell::new() }
    }

    /// Whether the word begins with a capital and is not all in capitals.
    pub fn is_capital(&self, token: usize) -> bool {
        let surface = self.document.surface(token);
        surface.starts_with(char::is_uppercase) && surface.contains(char::is_lowercase)
    }

    /// Whether most words of the stretch begin with a capital, as in headlines.
    pub fn is_titled(&self) -> bool {
        *self.titled.get_or_init(|| {
            let tokens = self.tokens.clone();
            let capital = tokens.clone().filter(|&at| self.is_capital(at)).count();
            tokens.len() >= 4 && capital * 10 >= tokens.len() * 7
        })
    }
}
