//! Removes duplicates: of the drafts of one sentence with the same kind and mode, one is kept. A pure function of one
//! article's candidates, run before anything else is looked up for their events.

use super::candidate::Candidate;
use super::names::PackGroups;

/// The candidates that are kept, as indices into `candidates`, in the order of the article's events: by sentence, then
/// by rule in load order.
///
/// Of a sentence's candidates of one kind and mode, those of the first rule are kept. A candidate without a mode is
/// dropped in favour of one with a mode. A rule that returns several events for a sentence keeps them all: it states
/// that they are different events. Packs that are used side by side without depending on each other do not drop each
/// other's events (`groups`). `set_of` gives the pack of a rule.
pub fn dedup(
    candidates: &[Candidate<'_>],
    groups: &PackGroups,
    set_of: impl Fn(usize) -> usize,
) -> Vec<usize> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|&at| (candidates[at].sentence, candidates[at].rule));
    if groups.are_all_related() {
        return in_group(candidates, &order, |_, _| true);
    }
    // A pack may be in several groups, and an event may be a duplicate in one of them only. So the groups in which each
    // is kept are counted; `needed` says how many are required.
    let mut groups_kept = vec![0; candidates.len()];
    for members in groups.members() {
        let of_group = |at: &&usize| members[set_of(candidates[**at].rule)];
        let group: Vec<usize> = order.iter().filter(of_group).copied().collect();
        let related = |one: usize, other: usize| {
            groups.are_related(set_of(candidates[one].rule), set_of(candidates[other].rule))
        };
        for at in in_group(candidates, &group, related) {
            groups_kept[at] += 1;
        }
    }
    order.retain(|&at| groups_kept[at] >= groups.needed(set_of(candidates[at].rule)));
    order
}

/// The candidates of `order` that are kept; only `related` ones are duplicates of each other.
fn in_group(
    candidates: &[Candidate<'_>],
    order: &[usize],
    related: impl Fn(usize, usize) -> bool,
) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::with_capacity(order.len());
    for &at in order {
        let one = &candidates[at];
        let same_sentence = |&&other: &&usize| candidates[other].sentence == one.sentence;
        let earlier = kept.iter().rev().take_while(same_sentence);
        let earlier = earlier.filter(|other| related(at, **other)).map(|&other| &candidates[other]);
        let is_duplicate = earlier
            .filter(|other| other.rule != one.rule)
            .any(|other| other.kind == one.kind && (other.mode == one.mode || one.mode.is_none()));
        if is_duplicate {
            continue;
        }
        if one.mode.is_some() {
            let is_superseded = |&other: &usize| {
                let (without_mode, here) = (&candidates[other], one.sentence);
                let same = without_mode.sentence == here && without_mode.kind == one.kind;
                same && without_mode.mode.is_none() && related(at, other)
            };
            if kept.iter().rev().take_while(same_sentence).any(is_superseded) {
                let here = kept.iter().rev().take_while(same_sentence).count();
                let mut stay = kept.split_off(kept.len() - here);
                stay.retain(|other| !is_superseded(other));
                kept.append(&mut stay);
            }
        }
        kept.push(at);
    }
    kept
}
