//! Whether two mentions report one occurrence, and why. Symmetric in the two mentions.
//!
//! Evidence for joining is weighted: place, date, parties, figures, wording. Evidence against it forbids it: another
//! town, a day outside the window, another party, a toll of another order of magnitude with nothing else in common.

use super::mention::IncidentMention;
use super::party::{ComparableParty, PartyFit};
use super::place::{ComparablePlace, PlaceFit};
use super::time::{DateFit, DayRange};
use super::toll::{self, TollFit};
use crate::event::{CivilTime, PlacePrecision};
use crate::script::{IncidentSpec, SharedAttribute};

/// The score of a pair that reports one occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairScore {
    /// The weight of the evidence; never below [`ENOUGH`].
    pub weight: i32,
    place: PlaceFit,
    date: DateFit,
    party: PartyFit,
    toll: TollFit,
    copy: bool,
    link: Option<u32>,
}

/// A pair of at least this weight is joined: a town and a day in common, and no evidence against it.
pub const ENOUGH: i32 = 7;
/// A pair of at least this weight is joined even if the tolls differ by an order of magnitude.
pub const SURE: i32 = 9;

/// Judges a pair; `link` is the number of sentences between them where they are near each other in one article.
pub fn judge(
    a: &IncidentMention,
    b: &IncidentMention,
    link: Option<u32>,
    rule: &IncidentSpec,
) -> Option<PairScore> {
    if a.class != b.class || modes_differ(a, b, rule) {
        return None;
    }
    let same = |shared| rule.same.contains(&shared);
    let place = ComparablePlace::fit(a.spot.as_ref(), b.spot.as_ref());
    let date = DayRange::fit(a.when, b.when, rule.days);
    if (same(SharedAttribute::Place) && place == PlaceFit::Different) || date == DateFit::Apart {
        return None;
    }
    let party = parties(a, b, rule);
    let toll = toll::fit(&a.tolls, &b.tolls);
    let copy = a.wording.is_copy(&b.wording);
    let verdict = PairScore { weight: 0, place, date, party, toll, copy, link };
    let weight = match link {
        Some(apart) => verdict.adjacent_weight(apart)?,
        None => verdict.weight(a, b, rule)?,
    };
    (weight >= ENOUGH).then_some(PairScore { weight, ..verdict })
}

/// Whether both name a mode, the modes differ, and the rule wants the same mode.
pub fn modes_differ(a: &IncidentMention, b: &IncidentMention, rule: &IncidentSpec) -> bool {
    rule.same.contains(&SharedAttribute::Mode)
        && a.event.kind == b.event.kind
        && matches!((&a.event.mode, &b.event.mode), (Some(a), Some(b)) if a != b)
}

fn parties(a: &IncidentMention, b: &IncidentMention, rule: &IncidentSpec) -> PartyFit {
    if !rule.same.contains(&SharedAttribute::Actor) {
        let acts = [a, b].iter().all(|m| rule.acts.contains(&m.event.kind));
        // The actor beside a toll is as often a victim as the killer.
        return if acts { ComparableParty::fit(&a.actors, &b.actors) } else { PartyFit::Open };
    }
    let all = |m: &IncidentMention| -> Vec<ComparableParty> {
        m.actors.iter().chain(&m.recipients).cloned().collect()
    };
    ComparableParty::fit(&all(a), &all(b))
}

impl PairScore {
    /// The weight of two mentions that are near each other: that alone joins them, as long as nothing forbids it.
    fn adjacent_weight(&self, apart: u32) -> Option<i32> {
        if self.party == PartyFit::Contrary || (apart > 0 && matches!(self.toll, TollFit::Far(_))) {
            return None;
        }
        let day = i32::from(self.date == DateFit::Same);
        Some(SURE - apart.min(3) as i32 + day)
    }

    fn weight(&self, a: &IncidentMention, b: &IncidentMention, rule: &IncidentSpec) -> Option<i32> {
        let wants = |shared| rule.same.contains(&shared);
        let place = match self.place {
            PlaceFit::SameSite => 5,
            PlaceFit::Same => 4,
            // Two mentions of one article, one in the town and one near it, hardly mean two places.
            PlaceFit::Inside if a.article == b.article => 4,
            PlaceFit::Inside => 3,
            PlaceFit::SameRegion => 2,
            PlaceFit::Region => 1,
            PlaceFit::Country | PlaceFit::Unclear | PlaceFit::Different => 0,
        };
        let date = match self.date {
            DateFit::Same => 3,
            DateFit::Possible => 1,
            DateFit::Vague | DateFit::Unknown | DateFit::Apart => 0,
            // A strike on the same town on the next day is usually another one.
            DateFit::Near(_) => -1,
        };
        let party = match &self.party {
            PartyFit::Shared(1, _) => 2,
            PartyFit::Shared(..) => 4,
            PartyFit::Open => 0,
            // The same toll in one town on one day: two outlets disagree on the actor, which is reported as a
            // contradiction.
            PartyFit::Contrary if self.toll_is_equal() && place >= 4 && date == 3 => -1,
            PartyFit::Contrary if wants(SharedAttribute::Actor) => 0,
            PartyFit::Contrary => return None,
        };
        let sure_of_it = party > 0 || self.place == PlaceFit::SameSite || self.copy;
        let toll = match &self.toll {
            TollFit::Distinctive(_) => 4,
            TollFit::Equal(_) => 3,
            TollFit::Near(_) => 1,
            TollFit::Open => 0,
            TollFit::Unlike(_) | TollFit::Far(_) if sure_of_it => 0,
            TollFit::Unlike(_) => -1,
            TollFit::Far(_) => return None,
        };
        let recipients = wants(SharedAttribute::Recipient)
            .then(|| ComparableParty::fit(&a.recipients, &b.recipients));
        let recipient = match recipients {
            None => 0,
            Some(PartyFit::Shared(..)) => 2,
            Some(_) => return None,
        };
        // An article gives the toll of one occurrence more than once, and not always with its place.
        let again = a.article == b.article && (self.toll_is_equal() || self.copy);
        // A country alone is not enough of a place; with a distinctive toll on one day it is.
        let country_suffices =
            self.place == PlaceFit::Country && matches!(self.toll, TollFit::Distinctive(_));
        let lacks_place =
            wants(SharedAttribute::Place) && place == 0 && !again && !country_suffices;
        if !again && a.article == b.article && (a.turns_from(b) || b.turns_from(a)) {
            return None;
        }
        let lacks_actor = wants(SharedAttribute::Actor) && party <= 0;
        if lacks_place || lacks_actor {
            return None;
        }
        let copy = if self.copy { 3 } else { 0 };
        Some(place + date + party + toll + recipient + copy + 2 * i32::from(again))
    }

    fn toll_is_equal(&self) -> bool {
        matches!(self.toll, TollFit::Equal(_) | TollFit::Distinctive(_))
    }

    /// Whether the two name different parties.
    pub fn is_contrary(&self) -> bool {
        self.party == PartyFit::Contrary
    }

    /// Why the two were joined, in words; symmetric.
    pub fn reasons(&self, a: &IncidentMention, b: &IncidentMention) -> Vec<String> {
        let mut why = Vec::new();
        match self.link {
            Some(0) => why.push("told in one sentence".to_owned()),
            Some(1) => why.push("told in the next sentence".to_owned()),
            Some(apart) => why.push(format!("told {apart} sentences apart")),
            None => {}
        }
        why.extend(self.place_reason(a, b));
        why.extend(self.date_reason(a, b));
        match &self.party {
            PartyFit::Shared(_, name) => why.push(format!("same party: {name}")),
            PartyFit::Contrary => why.push("though they name different parties".into()),
            PartyFit::Open => {}
        }
        match &self.toll {
            TollFit::Equal(figures) | TollFit::Distinctive(figures) => {
                why.push(format!("same figure: {figures}"))
            }
            TollFit::Near(figures) => why.push(format!("figures agree roughly: {figures}")),
            TollFit::Unlike(figures) | TollFit::Far(figures) => {
                why.push(format!("though figures differ: {figures}"));
            }
            TollFit::Open => {}
        }
        // Two mentions of the same passage are trivially copies: no reason to give.
        let passage =
            |m: &IncidentMention| (m.article, m.event.evidence.start, m.event.evidence.end);
        if self.copy && passage(a) != passage(b) {
            why.push("one passage repeats the other".into());
        }
        why
    }

    fn place_reason(&self, a: &IncidentMention, b: &IncidentMention) -> Option<String> {
        let is_region = |m: &IncidentMention| {
            m.event.place.as_ref().is_some_and(|place| place.precision == PlacePrecision::Region)
        };
        let precise = !is_region(a) && !is_region(b);
        let (a, b) = (a.spot.as_ref(), b.spot.as_ref());
        let (Some(a), Some(b)) = (a, b) else {
            return a.or(b).map(|spot| format!("one names {}, the other no place", spot.label));
        };
        let (fine, wide) = if (a.level, &a.label) <= (b.level, &b.label) { (a, b) } else { (b, a) };
        let (fine, wide) = (&fine.label, &wide.label);
        match self.place {
            PlaceFit::SameSite | PlaceFit::Same => Some(format!("same place: {fine}")),
            PlaceFit::SameRegion if precise => Some(format!("both in the country round {fine}")),
            PlaceFit::SameRegion => Some(format!("same region: {fine}")),
            PlaceFit::Inside | PlaceFit::Region if fine == wide => {
                Some(format!("in or near {fine}"))
            }
            PlaceFit::Inside => Some(format!("{fine} is part of {wide}")),
            PlaceFit::Region => Some(format!("{fine} lies in the region {wide}")),
            PlaceFit::Country if fine == wide => Some(format!("same country: {fine}")),
            PlaceFit::Country => Some(format!("{fine} lies in {wide}")),
            PlaceFit::Unclear | PlaceFit::Different => None,
        }
    }

    fn date_reason(&self, a: &IncidentMention, b: &IncidentMention) -> Option<String> {
        let start = |m: &IncidentMention| m.event.date.start;
        let (a, b) = (start(a), start(b));
        let (first, last) = if a <= b { (a, b) } else { (b, a) };
        let day =
            |time: Option<CivilTime>| time.map_or(String::new(), |time| time.date.to_string());
        match self.date {
            DateFit::Same => Some(format!("same day: {}", day(last))),
            DateFit::Possible if first == last => {
                Some(format!("one date fits both: {}", day(first)))
            }
            DateFit::Possible | DateFit::Vague => {
                Some(format!("dates that may be one: {} and {}", day(first), day(last)))
            }
            DateFit::Near(1) => Some(format!("a day apart: {} and {}", day(first), day(last))),
            DateFit::Near(days) => {
                Some(format!("{days} days apart: {} and {}", day(first), day(last)))
            }
            DateFit::Unknown | DateFit::Apart => None,
        }
    }
}
