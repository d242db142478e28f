//! Floor 5: mentions of the whole corpus joined to the occurrences they tell. Events and incident rules in, incidents
//! out; pure: no files, no scripts, no clock, and the same incidents for any order of the events. Called by
//! `cmd::incidents`.
//!
//! `mention` makes a mention's attributes comparable (`place`, `time`, `party`, `toll`, `wording`); `near` says which
//! act a toll of the same article belongs to; `block` finds pairs worth a look without looking at all pairs; `judge`
//! says whether a pair tells one occurrence, and why; `group` joins pairs, the best first, as long as a whole group can
//! be one occurrence; `record` writes down what came of it, with `figures` and `voice`.

mod block;
mod figures;
mod group;
mod judge;
mod mention;
mod near;
mod party;
mod place;
mod record;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod time;
mod toll;
mod voice;
mod wording;

pub use figures::{Figure, Toll};
pub use record::{Incident, Member, Taker, Told};
pub use voice::{Agreement, Dispute, Say};

use crate::event::Event;
use crate::script::IncidentSpec;
use mention::Mention;
use std::collections::BTreeSet;

/// What joining came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Joined {
    /// The incidents, by first day, place, rule and id.
    pub incidents: Vec<Incident>,
    /// Events whose id another had already: they are the same mention read twice.
    pub twins: u64,
}

/// Joins `events` by `rules`. Every rule joins by itself, so that a mention may stand in incidents of several rules; in
/// those of one rule it stands once. The order of `events` does not matter, and of events with one id one counts.
pub fn join(events: &[Event], rules: &[IncidentSpec]) -> Joined {
    let (events, twins) = mention::in_order(events);
    let mentions = mention::mentions(&events);
    // What is an act to any rule has tolls of its own, which no other rule shall take.
    let acts: BTreeSet<&str> =
        rules.iter().flat_map(|rule| &rule.acts).map(String::as_str).collect();
    let mut incidents = Vec::new();
    for rule in rules {
        incidents.extend(of_rule(&mentions, &acts, rule));
    }
    record::note_shared(&mut incidents);
    incidents.sort_by_cached_key(Incident::sort_key);
    Joined { incidents, twins }
}

fn of_rule(mentions: &[Mention], acts: &BTreeSet<&str>, rule: &IncidentSpec) -> Vec<Incident> {
    let ties = near::ties(mentions, acts, rule);
    let pairs = block::pairs(mentions, &ties, rule);
    let mut bonds: Vec<group::Bond> = ties
        .links
        .iter()
        .filter_map(|&(a, b, apart)| group::Bond::of(mentions, a, b, Some(apart), rule))
        .chain(pairs.iter().filter_map(|&(a, b)| group::Bond::of(mentions, a, b, None, rule)))
        .collect();
    let groups = group::group(mentions, &ties, &mut bonds, rule);
    groups.iter().map(|group| record::record(mentions, &ties, group, rule)).collect()
}
