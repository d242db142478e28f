//! Removing duplicates: of the drafts for one sentence that say the same kind and mode, one stays. A pure function of
//! one article's candidates, run before anything else is looked up for their events.

use super::candidate::Candidate;

/// The candidates that stay, as indices into `candidates`, in the order of the article's events: by sentence, then by
/// rule in the order loaded.
///
/// Of each sentence's candidates of one kind and mode those of the first rule that made one stay; one without a mode
/// gives way to one with. A rule that returns several events for a sentence keeps them all: it says that they are truly
/// different.
pub fn dedup(candidates: &[Candidate<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|&at| (candidates[at].sentence, candidates[at].rule));
    let mut kept: Vec<usize> = Vec::with_capacity(order.len());
    for at in order {
        let one = &candidates[at];
        let same_sentence = |&&other: &&usize| candidates[other].sentence == one.sentence;
        let rivals = kept.iter().rev().take_while(same_sentence).map(|&other| &candidates[other]);
        let twin = rivals
            .filter(|other| other.rule != one.rule)
            .any(|other| other.kind == one.kind && (other.mode == one.mode || one.mode.is_none()));
        if twin {
            continue;
        }
        if one.mode.is_some() {
            let beaten = |other: &Candidate<'_>| {
                other.sentence == one.sentence && other.kind == one.kind && other.mode.is_none()
            };
            if kept.iter().rev().take_while(same_sentence).any(|&other| beaten(&candidates[other]))
            {
                kept.retain(|&other| !beaten(&candidates[other]));
            }
        }
        kept.push(at);
    }
    kept
}
