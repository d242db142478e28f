//! The types that all files of `place` share: a place phrase, and a range of tokens with the place phrases in it. `phrase`
//! and `unknown` find the phrases, `choice` picks one, `cache` keeps them.

use super::countries::ArticleCountries;
use crate::event::PlacePrecision;
use crate::frame::word_class::PhraseWords;
use crate::gazetteer::{Entry, EntryId, Gazetteer};
use std::ops::Range;
use std::rc::Rc;

/// A place phrase as written.
#[derive(Clone, Debug)]
pub(super) struct PlacePhrase {
    pub tokens: Range<usize>,
    /// The head: the token that says best what it is.
    pub head: usize,
    pub entry: Option<EntryId>,
    pub precision: PlacePrecision,
    /// Whether it is a name, known to a gazetteer or not.
    pub is_name: bool,
    /// The place around a name that no gazetteer knows ("Kafr Basin in Idlib"); never the entry of the name itself.
    pub around: Option<EntryId>,
    /// Lower priority: a place of which something else is said, an adjective, an actor's country.
    pub weak: bool,
}

/// A range of tokens with its words and the place phrases found in it.
pub(super) struct PlaceView<'a> {
    pub words: PhraseWords<'a>,
    pub gazetteer: &'a Gazetteer,
    pub phrases: Rc<Vec<PlacePhrase>>,
    /// The country that most places of the article are in.
    pub main_country: Option<String>,
    /// How often the article names each country.
    pub countries: ArticleCountries<'a>,
}

impl<'a> PlaceView<'a> {
    /// The gazetteer entry of the phrase, where it has one.
    pub fn entry(&self, phrase: &PlacePhrase) -> Option<&'a Entry> {
        phrase.entry.map(|id| self.gazetteer.entry(id))
    }
}

/// Prepositions that come before a place.
pub(super) fn is_local(word: &str) -> bool {
    matches!(
        word,
        "in" | "on"
            | "at"
            | "near"
            | "over"
            | "around"
            | "inside"
            | "outside"
            | "across"
            | "throughout"
            | "into"
            | "of"
            | "within"
            | "against"
            | "through"
            | "along"
    )
}
