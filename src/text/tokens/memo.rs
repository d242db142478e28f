//! Quotations and clauses of speech as values, and the cache in which a document keeps them, so that each is found only
//! once. `analysis` finds them.

use crate::text::Span;
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

/// What was found in a document so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct SpeechMemo {
    quotes: OnceCell<Vec<Quote>>,
    /// Keyed by the sentence's first token: needed for each trigger in it, for its quotations and for pronouns after
    /// it.
    clauses: RefCell<FxHashMap<usize, Rc<[Speech]>>>,
}

impl SpeechMemo {
    /// The quotations; `find` runs on the first call only.
    pub fn quotes(&self, find: impl FnOnce() -> Vec<Quote>) -> &[Quote] {
        self.quotes.get_or_init(find)
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
