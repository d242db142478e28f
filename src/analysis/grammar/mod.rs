//! One analysis of a sentence: what each word is (`readings`, `context`, `closed`, `verbal`,
//! `tagger`), its noun phrases and verb groups (`chunk`), and
//! which phrase is subject, object, agent or complement of which verb (`attach`, `predicate`, over the open clauses in `clause`). Rules over closed classes
//! and verb forms, in one pass from left to right; no statistics. A parse by a model could give the same [`Sentence`]
//! in their place: what reads it does not know how it was made.

mod attach;
mod chunk;
mod clause;
mod closed;
mod context;
#[cfg(test)]
mod measured;
mod predicate;
mod readings;
mod role;
mod sentence;
mod tag;
mod tagger;
#[cfg(test)]
mod tests;
mod verbal;

pub use role::{Act, Role};
pub use sentence::{Governor, Sentence, VerbGroup, Voice};
pub use tag::Tag;

use crate::text::Document;
use crate::text::tokens::sentence_words::SentenceWords;
use std::ops::Range;

/// Analyses the sentence with the tokens `tokens` of the document.
pub fn analyse(document: &Document, tokens: Range<usize>) -> Sentence {
    let words = SentenceWords::new(document, tokens.start..tokens.end.min(document.len()));
    let tags = tagger::tags(&words);
    let mut sentence = chunk::chunks(&words, tags);
    attach::attach(&words, &mut sentence);
    sentence
}
