//! Mentions of the whole corpus joined to the occurrences they tell. Events and incident rules in, incidents
//! out; pure: no files, no scripts, no clock, and the same incidents for any order of the events. Called by
//! `cmd::incidents`.
//!
//! `mention` makes a mention's attributes comparable (`place`, `time`, `party`, `toll`, `wording`); `near` says which
//! act a toll of the same article belongs to; `block` finds pairs worth a look without looking at all pairs; `judge`
//! says whether a pair reports one occurrence, and why; `group` joins pairs, the best first, as long as a whole group can
//! be one occurrence; `record` writes down what came of it, with `figures`, `parts`, `source` and `voice`.

mod block;
mod figure;
mod figures;
mod group;
mod judge;
mod mention;
mod near;
mod parts;
mod party;
mod place;
mod record;
mod source;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod testing_tellers;
#[cfg(test)]
mod tests;
mod time;
mod toll;
mod voice;
mod wording;

pub use figure::Figure;
pub use figures::Toll;
pub use record::{Incident, IncidentRealis, Member, Taker};
pub use voice::{Agreement, Dispute, Say};

use crate::event::Event;
use crate::script::IncidentSpec;
use group::{Bond, Group};
use mention::Mention;
use near::{Part, Ties};
use std::collections::{BTreeMap, BTreeSet};

/// What joining came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Joined {
    /// The incidents, by first day, place, rule and id.
    pub incidents: Vec<Incident>,
    /// Events whose id another had already: they are the same mention read twice.
    pub twins: u64,
}

/// Joins `events` by `rules`. Every rule joins by itself, so that an act may be in incidents of several rules; in
/// those of one rule it is once, and what reports acts and is none (a toll) is in one incident at most. The
/// order of `events` does not matter, and of events with one id one counts.
pub fn join(events: &[Event], rules: &[IncidentSpec]) -> Joined {
    let (events, twins) = mention::in_order(events);
    let denials = rules.iter().flat_map(|rule| &rule.denials).map(String::as_str).collect();
    let mentions = mention::mentions(&events, &denials);
    let mut joinings: Vec<Joining> = rules
        .iter()
        .map(|rule| Joining::of(&mentions, near::ties(&mentions, rules, rule), rule))
        .collect();
    settle(&mentions, &mut joinings);
    let record = |joining: &Joining| -> Vec<Incident> {
        let write = |group| record::record(&mentions, &joining.ties, group, joining.rule);
        joining.groups.iter().map(write).collect()
    };
    let mut incidents: Vec<Incident> = joinings.iter().flat_map(record).collect();
    record::note_shared(&mut incidents);
    incidents.sort_by_cached_key(Incident::sort_key);
    Joined { incidents, twins }
}

/// What one rule makes of the mentions.
struct Joining<'r> {
    rule: &'r IncidentSpec,
    ties: Ties,
    groups: Vec<Group>,
}

impl<'r> Joining<'r> {
    fn of(mentions: &[Mention], ties: Ties, rule: &'r IncidentSpec) -> Joining<'r> {
        let mut joining = Joining { rule, ties, groups: Vec::new() };
        joining.group(mentions);
        joining
    }

    fn group(&mut self, mentions: &[Mention]) {
        let (ties, rule) = (&self.ties, self.rule);
        let pairs = block::pairs(mentions, ties, rule);
        let near = ties.links.iter().filter(|&&(a, b, _)| ties.has(a) && ties.has(b));
        let mut bonds: Vec<Bond> = near
            .filter_map(|&(a, b, apart)| Bond::of(mentions, a, b, Some(apart), rule))
            .chain(pairs.iter().filter_map(|&(a, b)| Bond::of(mentions, a, b, None, rule)))
            .collect();
        self.groups = group::group(mentions, ties, &mut bonds, rule);
    }

    /// The details it holds, each with the weight of its surest bond.
    fn details(&self) -> impl Iterator<Item = (u32, i32)> {
        let members = self.groups.iter().flat_map(|group| group.members.iter().zip(&group.bonds));
        members
            .filter(|(at, _)| self.ties.parts[**at as usize] == Part::Detail)
            .map(|(&at, bond)| (at, bond.map_or(0, |bond| bond.weight)))
    }
}

/// Gives each toll that incidents of several rules hold to the one it fits best, the first rule's of equals.
fn settle(mentions: &[Mention], joinings: &mut [Joining]) {
    let acts: BTreeSet<&str> =
        joinings.iter().flat_map(|joining| &joining.rule.acts).map(String::as_str).collect();
    let tells = |at: u32| !acts.contains(mentions[at as usize].event.kind.as_str());
    let mut holders: BTreeMap<u32, (i32, usize)> = BTreeMap::new();
    for (number, joining) in joinings.iter().enumerate() {
        for (at, weight) in joining.details().filter(|&(at, _)| tells(at)) {
            let best = holders.entry(at).or_insert((weight, number));
            if weight > best.0 {
                *best = (weight, number);
            }
        }
    }
    for (number, joining) in joinings.iter_mut().enumerate() {
        let held: Vec<u32> = joining.details().map(|(at, _)| at).collect();
        let lost = |at: &u32| holders.get(at).is_some_and(|(_, holder)| *holder != number);
        if !held.iter().any(lost) {
            continue;
        }
        // Nothing new is drawn in instead: what no rule held stays alone.
        for at in 0..mentions.len() as u32 {
            let kept = holders.get(&at).is_some_and(|(_, holder)| *holder == number);
            if joining.ties.parts[at as usize] == Part::Detail && tells(at) && !kept {
                joining.ties.parts[at as usize] = Part::Out;
            }
        }
        joining.group(mentions);
    }
}
