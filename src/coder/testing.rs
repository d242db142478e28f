//! Unfinished events for the tests of links between events.

use super::fill::Attributes;
use super::mention::Mention;
use crate::event::{Party, Stance, sample};
use crate::script::EventKind;

/// An event of this kind without parties.
pub fn act(kind: &EventKind, sentence: u32, trigger: u32, stance: Stance) -> Mention<'_> {
    let mut event = sample();
    (event.evidence.sentence, event.trigger.start) = (sentence, trigger);
    let attributes = Attributes {
        evidence: event.evidence,
        trigger: event.trigger,
        stance,
        stance_cue: event.stance_cue,
        claimant: event.claimant,
        realis: event.realis,
        actor: Vec::new(),
        recipient: Vec::new(),
        place: event.place,
        date: event.date,
        counts: event.counts,
        codes: event.codes,
        extra: event.extra,
    };
    Mention { kind, kind_name: "act", set: 0, speech: kind.speech, attributes }
}

/// A party of that name.
pub fn party(text: &str) -> Vec<Party> {
    vec![Party { text: text.into(), name: None, code: None, start: None, end: None }]
}
