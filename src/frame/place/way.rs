//! Places that somebody left or is on the way to, which are not where an act on the way happened. `choice` uses it.

use super::view::{PlacePhrase, PlaceView};
use crate::language::{Class, Lexicon};
use std::ops::Range;

impl PlaceView<'_> {
    /// "A convoy that had left Damascus for Homs": neither where it no longer is nor where it goes says where it was hit.
    /// Where the trigger itself is the leaving, its place is where they left.
    pub(super) fn is_departed(&self, phrase: &PlacePhrase, trigger: &Range<usize>) -> bool {
        let words = &self.words;
        let leaves = |at: usize| {
            let english = Lexicon::english();
            let word = words.get(at);
            english.verb(word).is_some_and(|reading| english.is(reading.lemma, Class::Leaving))
        };
        let Some(before) = phrase.tokens.start.checked_sub(1) else { return false };
        let from = leaves(before) && words.get(phrase.tokens.end) == "for";
        let to = words.get(before) == "for"
            && (words.tokens.start.max(before.saturating_sub(4))..before).any(leaves);
        from && !trigger.contains(&before) || to
    }
}
