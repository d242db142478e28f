//! Pairs to groups, the surest pair first, as long as the whole group can still be one occurrence. A group never holds
//! two towns, two parties that cannot be one, or days further apart than the rule allows; so a vague mention, which
//! fits many, goes to the group it fits best and draws no second one after it.

use super::judge::{ENOUGH, SURE, judge, modes_differ};
use super::mention::{Class, Mention};
use super::near::{Part, Ties};
use super::party::{PartyFit, Side};
use super::place::{Level, PlaceFit, Spot};
use super::toll::{Against, Total};
use crate::event::Counted;
use crate::script::{IncidentSpec, SharedAttribute};

/// A pair that may be joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bond {
    /// How surely they tell one.
    pub weight: i32,
    /// The two mentions, the earlier first.
    pub ends: (u32, u32),
    /// Sentences between them, where that is why they are looked at.
    pub link: Option<u32>,
    contrary: bool,
}

impl Bond {
    /// The bond of two mentions, if they may report one occurrence.
    pub fn of(
        mentions: &[Mention],
        a: u32,
        b: u32,
        link: Option<u32>,
        rule: &IncidentSpec,
    ) -> Option<Bond> {
        let (a, b) = (a.min(b), a.max(b));
        let verdict = judge(&mentions[a as usize], &mentions[b as usize], link, rule)?;
        Some(Bond { weight: verdict.weight, ends: (a, b), link, contrary: verdict.is_contrary() })
    }
}

/// Mentions of one occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its mentions, in order.
    pub members: Vec<u32>,
    /// By member: the surest bond to another member; none for a mention that stands alone.
    pub bonds: Vec<Option<Bond>>,
}

/// Joins what `bonds` allow; groups without an act are left out. Groups come in the order of their first mentions.
pub fn group(
    mentions: &[Mention],
    ties: &Ties,
    bonds: &mut [Bond],
    rule: &IncidentSpec,
) -> Vec<Group> {
    // A toll goes to the act of its own sentence first, whatever it resembles elsewhere.
    let is_own = |bond: &Bond| {
        let is_detail = |at: u32| ties.parts[at as usize] == Part::Detail;
        bond.link == Some(0) && (is_detail(bond.ends.0) || is_detail(bond.ends.1))
    };
    bonds.sort_unstable_by_key(|bond| (!is_own(bond), -bond.weight, bond.ends, bond.link));
    let mut forest = Forest::new(mentions, ties, rule);
    bonds.iter().for_each(|bond| forest.join(bond));
    let mut best: Vec<Option<Bond>> = vec![None; mentions.len()];
    for bond in bonds.iter() {
        let (a, b) = bond.ends;
        if forest.root(a) == forest.root(b) {
            best[a as usize].get_or_insert(*bond);
            best[b as usize].get_or_insert(*bond);
        }
    }
    let mut numbered: Vec<(u32, u32)> = (0..mentions.len() as u32)
        .filter(|&at| ties.parts[at as usize] != Part::Out)
        .map(|at| (forest.root(at), at))
        .collect();
    numbered.sort_unstable();
    let mut groups: Vec<Group> = numbered
        .chunk_by(|a, b| a.0 == b.0)
        .map(|chunk| chunk.iter().map(|&(_, at)| at).collect::<Vec<u32>>())
        .filter(|members| members.iter().any(|&at| ties.parts[at as usize] == Part::Act))
        .map(|members| Group {
            bonds: members.iter().map(|&at| best[at as usize]).collect(),
            members,
        })
        .collect();
    groups.sort_by_key(|group| group.members[0]);
    groups
}

/// Groups in the making.
struct Forest<'a, 'e> {
    mentions: &'a [Mention<'e>],
    rule: &'a IncidentSpec,
    parents: Vec<u32>,
    sums: Vec<Sum>,
}

/// What a group holds, as far as another group may contradict it.
#[derive(Clone, Debug)]
struct Sum {
    size: u32,
    class: Class,
    /// A mention for each level of place the group names.
    spots: [Option<u32>; 4],
    /// The last of first days and the first of last days.
    days: Option<(i32, i32)>,
    /// Acts that name parties, a few that differ.
    parties: Vec<u32>,
    /// A mention with the greatest toll.
    killed: Option<u32>,
    moded: Option<u32>,
}

/// So many different readings of who did it are kept of a group.
const READINGS: usize = 4;

impl<'a, 'e> Forest<'a, 'e> {
    fn new(mentions: &'a [Mention<'e>], ties: &Ties, rule: &'a IncidentSpec) -> Self {
        let sums = mentions.iter().enumerate().map(|(at, m)| Sum::of(m, at as u32, ties)).collect();
        Forest { mentions, rule, parents: (0..mentions.len() as u32).collect(), sums }
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.parents[at as usize] != at {
            // Halving the way keeps trees flat.
            let above = self.parents[self.parents[at as usize] as usize];
            self.parents[at as usize] = above;
            at = above;
        }
        at
    }

    fn join(&mut self, bond: &Bond) {
        let (a, b) = (self.root(bond.ends.0), self.root(bond.ends.1));
        if a == b || bond.weight < ENOUGH || !self.fit(a, b, bond) {
            return;
        }
        let (into, from) =
            if self.sums[a as usize].size >= self.sums[b as usize].size { (a, b) } else { (b, a) };
        let taken = self.sums[from as usize].clone();
        self.sums[into as usize].absorb(taken, self.mentions);
        self.parents[from as usize] = into;
    }

    /// Whether the two groups can be one.
    fn fit(&self, a: u32, b: u32, bond: &Bond) -> bool {
        let (a, b) = (&self.sums[a as usize], &self.sums[b as usize]);
        a.class == b.class
            && self.places_fit(a, b)
            && days_fit(a, b, self.rule.days)
            && (bond.contrary || self.parties_fit(a, b))
            && self.tolls_fit(a, b, bond)
            && self.modes_fit(a, b)
    }

    fn places_fit(&self, a: &Sum, b: &Sum) -> bool {
        if !self.rule.same.contains(&SharedAttribute::Place) {
            return true;
        }
        let spot = |at: &u32| self.mentions[*at as usize].spot.as_ref();
        a.spots.iter().flatten().all(|one| {
            b.spots
                .iter()
                .flatten()
                .all(|other| Spot::fit(spot(one), spot(other)) != PlaceFit::Different)
        })
    }

    fn parties_fit(&self, a: &Sum, b: &Sum) -> bool {
        if self.rule.same.contains(&SharedAttribute::Actor) {
            return true;
        }
        let actors = |at: &u32| &self.mentions[*at as usize].actors;
        a.parties.iter().all(|one| {
            b.parties
                .iter()
                .all(|other| Side::fit(actors(one), actors(other)) != PartyFit::Contrary)
        })
    }

    /// Tolls of another order are no one occurrence's, however the groups hang together; where a town and a day are all
    /// they have in common, nor are tolls that are merely unlike.
    fn tolls_fit(&self, a: &Sum, b: &Sum, bond: &Bond) -> bool {
        let total = |at: u32| killed(&self.mentions[at as usize]);
        let (Some(a), Some(b)) = (a.killed.and_then(total), b.killed.and_then(total)) else {
            return true;
        };
        let (less, more) = if a.value <= b.value { (a, b) } else { (b, a) };
        match less.against(more.value) {
            Against::Nothing => true,
            Against::Unlike => bond.weight > ENOUGH,
            Against::Far => bond.weight >= SURE,
        }
    }

    fn modes_fit(&self, a: &Sum, b: &Sum) -> bool {
        let (Some(one), Some(other)) = (a.moded, b.moded) else { return true };
        !modes_differ(&self.mentions[one as usize], &self.mentions[other as usize], self.rule)
    }
}

fn days_fit(a: &Sum, b: &Sum, days: u32) -> bool {
    let (Some((a_first, a_last)), Some((b_first, b_last))) = (a.days, b.days) else { return true };
    i64::from(a_first.max(b_first)) - i64::from(a_last.min(b_last)) <= i64::from(days)
}

impl Sum {
    fn of(mention: &Mention, at: u32, ties: &Ties) -> Sum {
        let mut spots = [None; 4];
        if let Some(spot) = &mention.spot {
            match spot.level {
                Level::Site => spots[0] = Some(at),
                Level::Area => spots[1] = Some(at),
                Level::Town => spots[2] = Some(at),
                Level::Region => spots[3] = Some(at),
                Level::Country => {}
            }
        }
        let act = ties.parts[at as usize] == Part::Act;
        Sum {
            size: 1,
            class: mention.class,
            spots,
            days: mention.when.map(|when| (when.first, when.last)),
            parties: if act && Side::are_known(&mention.actors) { vec![at] } else { Vec::new() },
            killed: killed(mention).map(|_| at),
            moded: mention.event.mode.as_ref().filter(|_| act).map(|_| at),
        }
    }

    fn absorb(&mut self, other: Sum, mentions: &[Mention]) {
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

/// How many a mention says were killed, if any.
fn killed<'m>(mention: &'m Mention<'_>) -> Option<&'m Total> {
    mention.totals.iter().find(|total| total.what == Counted::Killed && total.value > 0)
}
