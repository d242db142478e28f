//! What a rule said, resolved: the kind, mode, sentence and trigger of the event it would make. This is what decides
//! which of several duplicates stays, before anything else is looked up for an event. Batch and live work resolve here.

use super::Coder;
use super::find::Made;
use crate::script::Draft;
use crate::text::Document;
use std::ops::Range;

/// What a rule said of a moment, with what it left to the rule's own kind and mode resolved.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// The rule, an index into `Coder::rules`.
    pub rule: usize,
    /// The event's sentence, an index into the document's: the match's, unless the rule named a trigger in another.
    pub sentence: usize,
    /// The event's trigger, as tokens of the article.
    pub trigger: Range<usize>,
    /// Its kind.
    pub kind: &'a str,
    /// Its mode.
    pub mode: Option<&'a str>,
    /// What the rule said.
    pub draft: &'a Draft,
}

/// Resolves what `draft` says, which rule `rule` returned for the moment at `sentence` and `trigger` of `document`. The
/// rule's mode belongs to the rule's kind: a draft of another kind has the mode it gives itself.
pub fn resolve<'a>(
    coder: &'a Coder,
    document: &Document,
    (rule, sentence, trigger): (usize, usize, Range<usize>),
    draft: &'a Draft,
) -> Candidate<'a> {
    let spec = &coder.rules()[rule];
    let named = draft.trigger.clone();
    let moved = named.as_ref().and_then(|trigger| document.sentence_of(trigger.start));
    let kind = draft.kind.as_deref().unwrap_or(&spec.kind);
    let own = || spec.mode.as_deref().filter(|_| spec.kind == kind);
    Candidate {
        rule,
        sentence: moved.unwrap_or(sentence),
        trigger: named.unwrap_or(trigger),
        kind,
        mode: draft.mode.as_deref().or_else(own),
        draft,
    }
}

impl<'a> Candidate<'a> {
    /// Resolves what a rule of `coder` said.
    pub fn of(coder: &'a Coder, document: &Document, made: &'a Made) -> Candidate<'a> {
        let moment = (made.rule, made.sentence, made.trigger.clone());
        resolve(coder, document, moment, &made.draft)
    }
}
