//! Joins pairs to groups, the strongest pair first, as long as the whole group can still be one occurrence. A group
//! never holds two towns, two contradictory parties, or days further apart than the rule allows. So a vague mention,
//! which fits many groups, goes to the one it fits best and does not connect two groups.

use super::judge::{ENOUGH, SURE, judge, modes_differ};
use super::links::{MentionLinks, MentionRole};
use super::mention::{IncidentMention, RealisClass};
use super::party::{ComparableParty, PartyFit};
use super::place::{ComparablePlace, PlaceFit, PlaceLevel};
use super::toll::{MentionToll, TollMismatch};
use crate::event::Counted;
use crate::script::{IncidentSpec, SharedAttribute};

/// Two mentions that may be joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MentionPair {
    /// How strongly they seem to report one occurrence.
    pub weight: i32,
    /// The two mentions (indices), the earlier first.
    pub ends: (u32, u32),
    /// The number of sentences between them, where they are a pair because they are near each other in one article.
    pub link: Option<u32>,
    contrary: bool,
    /// Whether the article of one repeats that of the other, and both say the same: they are joined whatever else.
    pub is_repeat: bool,
}

impl MentionPair {
    /// The pair of two mentions, if they may report one occurrence.
    pub fn of(
        mentions: &[IncidentMention],
        a: u32,
        b: u32,
        link: Option<u32>,
        rule: &IncidentSpec,
    ) -> Option<MentionPair> {
        let (a, b) = (a.min(b), a.max(b));
        let verdict = judge(&mentions[a as usize], &mentions[b as usize], link, rule)?;
        Some(MentionPair {
            weight: verdict.weight,
            ends: (a, b),
            link,
            contrary: verdict.is_contrary(),
            is_repeat: false,
        })
    }

    /// The pair of a mention and the same mention in an article that repeats its own.
    pub fn of_repeat(a: u32, b: u32) -> MentionPair {
        let ends = (a.min(b), a.max(b));
        MentionPair { weight: i32::MAX, ends, link: None, contrary: false, is_repeat: true }
    }
}

/// The mentions of one occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentionGroup {
    /// Its mentions (indices), in order.
    pub members: Vec<u32>,
    /// By member: its strongest pair with another member; `None` for a mention that is alone.
    pub pairs: Vec<Option<MentionPair>>,
}

/// Joins the mentions that `pairs` allow. Groups without an act are left out. Groups are sorted by their first mention.
pub fn group(
    mentions: &[IncidentMention],
    links: &MentionLinks,
    pairs: &mut [MentionPair],
    rule: &IncidentSpec,
) -> Vec<MentionGroup> {
    // A toll is first joined to the act of its own sentence, whatever it resembles elsewhere.
    let is_own = |pair: &MentionPair| {
        let is_detail = |at: u32| links.roles[at as usize] == MentionRole::Detail;
        pair.link == Some(0) && (is_detail(pair.ends.0) || is_detail(pair.ends.1))
    };
    pairs.sort_unstable_by_key(|pair| {
        (!pair.is_repeat, !is_own(pair), -pair.weight, pair.ends, pair.link)
    });
    let mut forest = Forest::new(mentions, links, rule);
    pairs.iter().for_each(|pair| forest.join(pair));
    let mut best: Vec<Option<MentionPair>> = vec![None; mentions.len()];
    for pair in pairs.iter() {
        let (a, b) = pair.ends;
        if forest.root(a) == forest.root(b) {
            for at in [a, b] {
                // The mention that is repeated is not there because of its repeats.
                if !pair.is_repeat || mentions[at as usize].is_of_repeat() {
                    best[at as usize].get_or_insert(*pair);
                }
            }
        }
    }
    let mut numbered: Vec<(u32, u32)> = (0..mentions.len() as u32)
        .filter(|&at| links.roles[at as usize] != MentionRole::Unrelated)
        .map(|at| (forest.root(at), at))
        .collect();
    numbered.sort_unstable();
    let mut groups: Vec<MentionGroup> = numbered
        .chunk_by(|a, b| a.0 == b.0)
        .map(|chunk| chunk.iter().map(|&(_, at)| at).collect::<Vec<u32>>())
        .filter(|members| members.iter().any(|&at| links.roles[at as usize] == MentionRole::Act))
        .map(|members| MentionGroup {
            pairs: members.iter().map(|&at| best[at as usize]).collect(),
            members,
        })
        .collect();
    groups.sort_by_key(|group| group.members[0]);
    groups
}

/// A disjoint-set forest of mentions, with a summary of each set.
struct Forest<'a, 'e> {
    mentions: &'a [IncidentMention<'e>],
    rule: &'a IncidentSpec,
    parents: Vec<u32>,
    sums: Vec<GroupSummary>,
}

/// What a group holds, as far as another group may contradict it.
#[derive(Clone, Debug)]
struct GroupSummary {
    size: u32,
    class: RealisClass,
    /// By level of place that the group names: one mention (index) that names such a place.
    spots: [Option<u32>; 4],
    /// The latest first day and the earliest last day.
    days: Option<(i32, i32)>,
    /// Acts (indices) that name parties; at most [`READINGS`].
    parties: Vec<u32>,
    /// The mention with the greatest toll of dead.
    killed: Option<u32>,
    moded: Option<u32>,
}

/// At most this many acts with parties are kept of a group.
const READINGS: usize = 4;

impl<'a, 'e> Forest<'a, 'e> {
    fn new(
        mentions: &'a [IncidentMention<'e>],
        links: &MentionLinks,
        rule: &'a IncidentSpec,
    ) -> Self {
        let sums = mentions
            .iter()
            .enumerate()
            .map(|(at, m)| GroupSummary::of(m, at as u32, links))
            .collect();
        Forest { mentions, rule, parents: (0..mentions.len() as u32).collect(), sums }
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.parents[at as usize] != at {
            // Path halving keeps the trees flat.
            let above = self.parents[self.parents[at as usize] as usize];
            self.parents[at as usize] = above;
            at = above;
        }
        at
    }

    fn join(&mut self, pair: &MentionPair) {
        let (a, b) = (self.root(pair.ends.0), self.root(pair.ends.1));
        if pair.is_repeat && a != b {
            let is_other = self.mentions[pair.ends.0 as usize].is_of_repeat();
            let (into, from) = if is_other { (b, a) } else { (a, b) };
            // What it says is known: it does not decide what else may be joined.
            self.sums[into as usize].size += self.sums[from as usize].size;
            self.parents[from as usize] = into;
            return;
        }
        if a == b || pair.weight < ENOUGH || !self.fit(a, b, pair) {
            return;
        }
        let (into, from) =
            if self.sums[a as usize].size >= self.sums[b as usize].size { (a, b) } else { (b, a) };
        let taken = self.sums[from as usize].clone();
        self.sums[into as usize].absorb(taken, self.mentions);
        self.parents[from as usize] = into;
    }

    /// Whether the two groups can be one occurrence.
    fn fit(&self, a: u32, b: u32, pair: &MentionPair) -> bool {
        let (a, b) = (&self.sums[a as usize], &self.sums[b as usize]);
        a.class == b.class
            && self.places_fit(a, b)
            && days_fit(a, b, self.rule.days)
            && (pair.contrary || self.parties_fit(a, b))
            && self.tolls_fit(a, b, pair)
            && self.modes_fit(a, b)
    }

    fn places_fit(&self, a: &GroupSummary, b: &GroupSummary) -> bool {
        if !self.rule.same.contains(&SharedAttribute::Place) {
            return true;
        }
        let spot = |at: &u32| self.mentions[*at as usize].spot.as_ref();
        a.spots.iter().flatten().all(|one| {
            b.spots
                .iter()
                .flatten()
                .all(|other| ComparablePlace::fit(spot(one), spot(other)) != PlaceFit::Different)
        })
    }

    fn parties_fit(&self, a: &GroupSummary, b: &GroupSummary) -> bool {
        if self.rule.same.contains(&SharedAttribute::Actor) {
            return true;
        }
        let actors = |at: &u32| &self.mentions[*at as usize].actors;
        a.parties.iter().all(|one| {
            b.parties
                .iter()
                .all(|other| ComparableParty::fit(actors(one), actors(other)) != PartyFit::Contrary)
        })
    }

    /// Tolls that differ by an order of magnitude prevent the join, unless the pair weighs at least [`SURE`]. Where the
    /// pair shares only a town and a day, tolls that are merely unlike prevent it too.
    fn tolls_fit(&self, a: &GroupSummary, b: &GroupSummary, pair: &MentionPair) -> bool {
        let total = |at: u32| killed(&self.mentions[at as usize]);
        let (Some(a), Some(b)) = (a.killed.and_then(total), b.killed.and_then(total)) else {
            return true;
        };
        let (less, more) = if a.value <= b.value { (a, b) } else { (b, a) };
        match less.against(more.value) {
            TollMismatch::Nothing => true,
            TollMismatch::Unlike => pair.weight > ENOUGH,
            TollMismatch::Far => pair.weight >= SURE,
        }
    }

    fn modes_fit(&self, a: &GroupSummary, b: &GroupSummary) -> bool {
        let (Some(one), Some(other)) = (a.moded, b.moded) else { return true };
        !modes_differ(&self.mentions[one as usize], &self.mentions[other as usize], self.rule)
    }
}

fn days_fit(a: &GroupSummary, b: &GroupSummary, days: u32) -> bool {
    let (Some((a_first, a_last)), Some((b_first, b_last))) = (a.days, b.days) else { return true };
    i64::from(a_first.max(b_first)) - i64::from(a_last.min(b_last)) <= i64::from(days)
}

impl GroupSummary {
    fn of(mention: &IncidentMention, at: u32, links: &MentionLinks) -> GroupSummary {
        let mut spots = [None; 4];
        if let Some(spot) = &mention.spot {
            match spot.level {
                PlaceLevel::Site => spots[0] = Some(at),
                PlaceLevel::Area => spots[1] = Some(at),
                PlaceLevel::Town => spots[2] = Some(at),
                PlaceLevel::Region => spots[3] = Some(at),
                PlaceLevel::Country => {}
            }
        }
        let act = links.roles[at as usize] == MentionRole::Act;
        GroupSummary {
            size: 1,
            class: mention.class,
            spots,
            days: mention.when.map(|when| (when.first, when.last)),
            parties: if act && ComparableParty::are_known(&mention.actors) {
                vec![at]
            } else {
                Vec::new()
            },
            killed: killed(mention).map(|_| at),
            moded: mention.event.mode.as_ref().filter(|_| act).map(|_| at),
        }
    }

    fn absorb(&mut self, other: GroupSummary, mentions: &[IncidentMention]) {
        self.size += other.size;
        for (mine, theirs) in self.spots.iter_mut().zip(other.spots) {
            *mine = mine.or(theirs);
        }
        self.days = match (self.days, other.days) {
            (Some((first, last)), Some((first_too, last_too))) => {
                Some((first.max(first_too), last.min(last_too)))
            }
            (mine, theirs) => mine.or(theirs),
        };
        self.parties.extend(other.parties);
        self.parties.sort_unstable();
        self.parties.truncate(READINGS);
        let key = |at: &u32| {
            let total = killed(&mentions[*at as usize]);
            (total.map(|total| total.value), std::cmp::Reverse(*at))
        };
        self.killed = self.killed.into_iter().chain(other.killed).max_by_key(key);
        self.moded = self.moded.or(other.moded);
    }
}

/// The number of people killed that the mention reports, if any.
fn killed<'m>(mention: &'m IncidentMention<'_>) -> Option<&'m MentionToll> {
    mention.tolls.iter().find(|total| total.what == Counted::Killed && total.value > 0)
}
