//! An unfinished event, as needed for links between an article's events (`antecedent`, `denial_links`).

use super::Coder;
use super::candidate::Candidate;
use super::fill::Attributes;
use crate::script::EventKind;
use std::ops::{Range, RangeInclusive};

/// An unfinished event.
pub struct Mention<'a> {
    /// Its kind.
    pub kind: &'a EventKind,
    /// The name of its kind.
    pub kind_name: &'a str,
    /// The pack of its rule (an index).
    pub set: usize,
    /// Whether it is an act of speech.
    pub speech: bool,
    /// The attributes found for it.
    pub attributes: Attributes,
}

impl<'a> Mention<'a> {
    /// The unfinished event of a candidate and its attributes.
    pub fn of(coder: &'a Coder, one: &Candidate<'a>, attributes: Attributes) -> Mention<'a> {
        let kind = coder.compiled.kind(one.rule, one.kind);
        let set = coder.compiled.rules[one.rule].home_set;
        Mention { kind, kind_name: one.kind, set, speech: kind.is_speech(one.mode), attributes }
    }
}

/// Which of `mentions`, which are in order of their sentences, have a sentence number in `sentences`. Without this each
/// link would look at all events of the article.
pub fn in_sentences(mentions: &[Mention<'_>], sentences: RangeInclusive<u32>) -> Range<usize> {
    let number = |mention: &Mention<'_>| mention.attributes.evidence.sentence;
    let start = mentions.partition_point(|mention| number(mention) < *sentences.start());
    let end = mentions.partition_point(|mention| number(mention) <= *sentences.end());
    start..end.max(start)
}
