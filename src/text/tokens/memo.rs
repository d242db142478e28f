//! Quotations and clauses of speech as values, and the caches in which a document keeps what was found in it, so that
//! each thing is found only once. `analysis` finds quotations and clauses.

use crate::text::{Span, WordId};
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

/// How a cue of speech presents its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Reported, with no stance on its truth.
    Say,
    /// Reported with doubt, or as a charge.
    Allege,
    /// Confirmed by someone in a position to know.
    Confirm,
    /// Denied.
    Deny,
}

/// One clause of speech in a sentence; all ranges are token ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speech {
    /// The cue: a verb or "according to".
    pub cue: Range<usize>,
    /// The words that name the speaker; empty if nobody is named.
    pub speaker: Range<usize>,
    /// What is said. One clause may have content on both sides of its cue.
    pub content: Vec<Range<usize>>,
    /// How it is said.
    pub manner: Manner,
    /// Who passed it on, outermost last: the agency in "activists cited by the agency".
    pub via: Vec<Range<usize>>,
}

/// Something said in the speaker's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The whole quotation, including its marks.
    pub span: Span,
    /// What is between the marks.
    pub inner: Span,
    /// The words that name the speaker; `None` for a scare quote, or if nobody is named. A pronoun is resolved to the
    /// name it refers to.
    pub speaker: Option<Span>,
    /// The verb or phrase that introduces it.
    pub cue: Option<Span>,
    /// Whether it ends at the end of a paragraph and not at a closing mark: the next one may continue it.
    pub open: bool,
}

/// The quotations of a document, sorted by their start.
#[derive(Clone, Debug, Default)]
pub(crate) struct QuoteList {
    all: Vec<Quote>,
    /// By quotation: the furthest end of it and those before it. Lets a place be looked up without reading all.
    reach: Vec<u32>,
}

impl QuoteList {
    fn new(all: Vec<Quote>) -> Self {
        let mut furthest = 0;
        let reach = all.iter().map(|quote| {
            furthest = quote.span.end.max(furthest);
            furthest
        });
        QuoteList { reach: reach.collect(), all }
    }

    /// All of them.
    #[cfg(test)]
    pub fn all(&self) -> &[Quote] {
        &self.all
    }

    /// Those that may touch `span`: all that do, and perhaps some beside it.
    pub fn near(&self, span: Span) -> &[Quote] {
        let first = self.reach.partition_point(|&end| end < span.start);
        let last = self.all.partition_point(|quote| quote.span.start <= span.end);
        self.all.get(first..last).unwrap_or_default()
    }
}

/// A question about a word that is answered by its first place in the document that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum WordQuestion {
    /// Where it is written behind a given name in the running text.
    Surname,
    /// Where a given name that does not open a sentence is before it.
    FullName,
    /// Where a capitalised word is before it.
    LongerName,
}

/// The question, the word, and the word after it where two are asked about.
type WordKey = (WordQuestion, WordId, Option<WordId>);

/// The places of words in a document, and answers about them. Without it each question would read the whole text, so
/// that a text with many names would take the square of its length.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordMemo {
    /// Each word with each token that it is at, sorted.
    places: OnceCell<Vec<(WordId, u32)>>,
    first: RefCell<FxHashMap<WordKey, Option<usize>>>,
}

impl WordMemo {
    /// The first token at which `key`'s word is and that `fits`; `fits` is called only once for each key and token.
    pub fn first(
        &self,
        words: &[WordId],
        key: WordKey,
        fits: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        if let Some(known) = self.first.borrow().get(&key) {
            return *known;
        }
        let places = self.places.get_or_init(|| {
            let mut places: Vec<(WordId, u32)> = words.iter().copied().zip(0..).collect();
            places.sort_unstable();
            places
        });
        let start = places.partition_point(|&(word, _)| word < key.1);
        let own = places[start..].iter().take_while(|&&(word, _)| word == key.1);
        let found = own
            .map(|&(_, at)| at as usize)
            .find(|&at| (key.2.is_none() || words.get(at + 1).copied() == key.2) && fits(at));
        self.first.borrow_mut().insert(key, found);
        found
    }
}

/// What was found in a document so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct SpeechMemo {
    quotes: OnceCell<QuoteList>,
    /// Keyed by the sentence's first token: needed for each trigger in it, for its quotations and for pronouns after
    /// it.
    clauses: RefCell<FxHashMap<usize, Rc<[Speech]>>>,
}

impl SpeechMemo {
    /// The quotations, sorted by their start; `find` runs on the first call only.
    pub fn quotes(&self, find: impl FnOnce() -> Vec<Quote>) -> &QuoteList {
        self.quotes.get_or_init(|| QuoteList::new(find()))
    }

    /// The clauses of speech of the sentence whose first token is `first`; `find` runs on the first call for it only.
    pub fn clauses(&self, first: usize, find: impl FnOnce() -> Vec<Speech>) -> Rc<[Speech]> {
        let known = self.clauses.borrow().get(&first).cloned();
        known.unwrap_or_else(|| {
            let found: Rc<[Speech]> = find().into();
            self.clauses.borrow_mut().insert(first, found.clone());
            found
        })
    }
}
