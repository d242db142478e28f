//! Resolves what a rule returned: the kind, mode, sentence and trigger of the event it would make. This decides which
//! of several duplicates is kept, before anything else is looked up. Used by batch and live work alike.

use super::Coder;
use super::find::MomentDraft;
use crate::script::Draft;
use crate::text::Document;
use std::ops::Range;

/// What a rule returned for a moment, with kind and mode resolved (the rule's own where the draft gives none).
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// The rule, an index into `Coder::rules`.
    pub rule: usize,
    /// The event's sentence, an index into the document's: that of the match, unless the rule set a trigger in another
    /// one.
    pub sentence: usize,
    /// The event's trigger, as a range of the article's tokens.
    pub trigger: Range<usize>,
    /// Its kind.
    pub kind: &'a str,
    /// Its mode.
    pub mode: Option<&'a str>,
    /// What the rule returned.
    pub draft: &'a Draft,
}

/// Resolves `draft`, which rule `rule` returned for the moment at `sentence` and `trigger` of `document`. The rule's
/// mode belongs to the rule's kind: a draft of another kind has only the mode it sets itself.
pub fn resolve<'a>(
    coder: &'a Coder,
    document: &Document,
    (rule, sentence, trigger): (usize, usize, Range<usize>),
    draft: &'a Draft,
) -> Candidate<'a> {
    let spec = &coder.rules()[rule];
    let named = draft.trigger.clone().and_then(|trigger| {
        let sentence = document.sentence_of(trigger.start)?;
        Some((sentence, trigger))
    });
    let (sentence, mut trigger) = named.unwrap_or((sentence, trigger));
    // The sentence is the evidence: words of the trigger beyond its end are not quoted.
    let end = document.sentences().get(sentence).map_or(trigger.end, |one| one.tokens.end);
    trigger.end = trigger.end.min(end);
    let kind = draft.kind.as_deref().unwrap_or(&spec.kind);
    let own = || spec.mode.as_deref().filter(|_| spec.kind == kind);
    Candidate { rule, sentence, trigger, kind, mode: draft.mode.as_deref().or_else(own), draft }
}

impl<'a> Candidate<'a> {
    /// Resolves what a rule of `coder` returned.
    pub fn of(coder: &'a Coder, document: &Document, draft: &'a MomentDraft) -> Candidate<'a> {
        let moment = (draft.rule, draft.sentence, draft.trigger.clone());
        resolve(coder, document, moment, &draft.draft)
    }
}
