//! Joins mentions of the whole corpus to the occurrences they report. Input: events and incident rules. Output:
//! incidents. Pure: no files, no scripts, no clock, and the same incidents for any order of the events. Called by
//! `cmd::incidents`.
//!
//! `mention` makes a mention's attributes comparable (`place`, `time`, `party`, `toll`, `wording`). `links` says which
//! act a toll of the same article belongs to. `block` (blocking, as in record linkage) finds candidate pairs without
//! comparing all pairs. `judge` says whether a pair reports one occurrence, and why. `group` joins pairs, the best
//! first, as long as the whole group can be one occurrence. `repeat` says which articles are one story. `record` builds the incident of each group, with `figures`,
//! `partial_figures`, `source` and `voice`.

mod block;
mod figure;
mod figures;
mod group;
mod judge;
mod links;
mod mention;
mod partial_figures;
mod party;
mod place;
mod record;
mod repeat;
mod source;
#[cfg(test)]
mod source_tests;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod time;
mod toll;
mod voice;
mod wording;

pub use figure::Figure;
pub use figures::Toll;
pub use record::{Incident, IncidentParty, IncidentRealis, Member};
pub use voice::{Contradiction, Corroboration, Statement};

use crate::event::Event;
use crate::script::IncidentSpec;
use group::{MentionGroup, MentionPair};
use links::{MentionLinks, MentionRole};
use mention::IncidentMention;
use std::collections::{BTreeMap, BTreeSet};

/// The result of joining.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JoinedIncidents {
    /// The incidents, sorted by first day, place, rule and id.
    pub incidents: Vec<Incident>,
    /// How many events were dropped because an earlier event has the same id: the same mention, read twice.
    pub duplicates: u64,
}

/// Joins `events` by `rules`. Each rule joins separately, so an act may be in incidents of several rules. Within one
/// rule each act is in exactly one incident, and a detail (a toll) is in at most one incident of all rules. The order
/// of `events` does not matter; of events with one id, one is kept.
pub fn join(events: &[Event], rules: &[IncidentSpec]) -> JoinedIncidents {
    let (events, duplicates) = mention::in_order(events);
    let denials = rules.iter().flat_map(|rule| &rule.denials).map(String::as_str).collect();
    let mut mentions = mention::mentions(&events, &denials);
    repeat::set_stories(&mut mentions);
    let mut joins: Vec<RuleJoin> = rules
        .iter()
        .map(|rule| RuleJoin::of(&mentions, links::links(&mentions, rules, rule), rule))
        .collect();
    assign_details(&mentions, &mut joins);
    let record = |joined: &RuleJoin| -> Vec<Incident> {
        let write = |group| record::record(&mentions, &joined.links, group, joined.rule);
        joined.groups.iter().map(write).collect()
    };
    let mut incidents: Vec<Incident> = joins.iter().flat_map(record).collect();
    record::link_related(&mut incidents);
    incidents.sort_by_cached_key(Incident::sort_key);
    JoinedIncidents { incidents, duplicates }
}

/// One rule's links and groups.
struct RuleJoin<'r> {
    rule: &'r IncidentSpec,
    links: MentionLinks,
    groups: Vec<MentionGroup>,
}

impl<'r> RuleJoin<'r> {
    fn of(
        mentions: &[IncidentMention],
        links: MentionLinks,
        rule: &'r IncidentSpec,
    ) -> RuleJoin<'r> {
        let mut joined = RuleJoin { rule, links, groups: Vec::new() };
        joined.group(mentions);
        joined
    }

    fn group(&mut self, mentions: &[IncidentMention]) {
        let (links, rule) = (&self.links, self.rule);
        let blocked = block::pairs(mentions, links, rule);
        let linked = links.links.iter().filter(|&&(a, b, _)| links.has(a) && links.has(b));
        let mut pairs: Vec<MentionPair> = linked
            .filter_map(|&(a, b, apart)| MentionPair::of(mentions, a, b, Some(apart), rule))
            .chain(repeat::pairs(mentions, links))
            .chain(blocked.iter().filter_map(|&(a, b)| MentionPair::of(mentions, a, b, None, rule)))
            .collect();
        self.groups = group::group(mentions, links, &mut pairs, rule);
    }

    /// The details in its groups, each with the weight of its strongest pair.
    fn details(&self) -> impl Iterator<Item = (u32, i32)> {
        let members = self.groups.iter().flat_map(|group| group.members.iter().zip(&group.pairs));
        members
            .filter(|(at, _)| self.links.roles[**at as usize] == MentionRole::Detail)
            .map(|(&at, pair)| (at, pair.map_or(0, |pair| pair.weight)))
    }
}

/// A detail that incidents of several rules hold is kept in the one it fits best; the first rule wins a tie.
fn assign_details(mentions: &[IncidentMention], joins: &mut [RuleJoin]) {
    let acts: BTreeSet<&str> =
        joins.iter().flat_map(|joined| &joined.rule.acts).map(String::as_str).collect();
    let is_detail = |at: u32| !acts.contains(mentions[at as usize].event.kind.as_str());
    let mut owners: BTreeMap<u32, (i32, usize)> = BTreeMap::new();
    for (number, joined) in joins.iter().enumerate() {
        for (at, weight) in joined.details().filter(|&(at, _)| is_detail(at)) {
            let best = owners.entry(at).or_insert((weight, number));
            if weight > best.0 {
                *best = (weight, number);
            }
        }
    }
    for (number, joined) in joins.iter_mut().enumerate() {
        let own: Vec<u32> = joined.details().map(|(at, _)| at).collect();
        let given_away = |at: &u32| owners.get(at).is_some_and(|(_, owner)| *owner != number);
        if !own.iter().any(given_away) {
            continue;
        }
        // Nothing is joined in its place: a detail that no rule held stays unjoined.
        for at in 0..mentions.len() as u32 {
            let kept = owners.get(&at).is_some_and(|(_, owner)| *owner == number);
            if joined.links.roles[at as usize] == MentionRole::Detail && is_detail(at) && !kept {
                joined.links.roles[at as usize] = MentionRole::Unrelated;
            }
        }
        joined.group(mentions);
    }
}
