//! Whether two mentions report one occurrence, and why. Symmetric: whatever is asked of a pair is asked of both alike.
//!
//! What speaks for a join is weighed: place, date, parties, figures, wording. What speaks against it forbids it: another
//! town, a day outside the window, another party, a toll of another order with nothing else in common.

use super::mention::Mention;
use super::party::{PartyFit, Side};
use super::place::{PlaceFit, Spot};
use super::time::{DateFit, When};
use super::toll::{self, TollFit};
use crate::event::{CivilTime, PlacePrecision};
use crate::script::{IncidentSpec, SharedAttribute};

/// A pair that reports one occurrence, with how surely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The weight of what speaks for it; never below [`ENOUGH`].
    pub weight: i32,
    place: PlaceFit,
    date: DateFit,
    party: PartyFit,
    toll: TollFit,
    copy: bool,
    link: Option<u32>,
}

/// A pair of at least this weight is joined: a town and a day in common, and nothing against it.
pub const ENOUGH: i32 = 7;
/// A pair of at least this weight withstands a toll of another order.
pub const SURE: i32 = 9;

/// Judges a pair; `link` is the number of sentences between them where they are near each other in one article.
pub fn judge(a: &Mention, b: &Mention, link: Option<u32>, rule: &IncidentSpec) -> Option<Verdict> {
    if a.class != b.class || modes_differ(a, b, rule) {
        return None;
    }
    let same = |shared| rule.same.contains(&shared);
    let place = Spot::fit(a.spot.as_ref(), b.spot.as_ref());
    let date = When::fit(a.when, b.when, rule.days);
    if (same(SharedAttribute::Place) && place == PlaceFit::Different) || date == DateFit::Apart {
        return None;
    }
    let party = parties(a, b, rule);
    let toll = toll::fit(&a.totals, &b.totals);
    let copy = a.wording.is_copy(&b.wording);
    let verdict = Verdict { weight: 0, place, date, party, toll, copy, link };
    let weight = match link {
        Some(apart) => verdict.near_weight(apart)?,
        None => verdict.weight(a, b, rule)?,
    };
    (weight >= ENOUGH).then_some(Verdict { weight, ..verdict })
}

/// Whether both name a mode, and the rule wants one.
pub fn modes_differ(a: &Mention, b: &Mention, rule: &IncidentSpec) -> bool {
    rule.same.contains(&SharedAttribute::Mode)
        && a.event.kind == b.event.kind
        && matches!((&a.event.mode, &b.event.mode), (Some(a), Some(b)) if a != b)
}

fn parties(a: &Mention, b: &Mention, rule: &IncidentSpec) -> PartyFit {
    if !rule.same.contains(&SharedAttribute::Actor) {
        let acts = [a, b].iter().all(|m| rule.acts.contains(&m.event.kind));
        // Beside a toll stand the dead as often as those who killed them.
        return if acts { Side::fit(&a.actors, &b.actors) } else { PartyFit::Open };
    }
    let all =
        |m: &Mention| -> Vec<Side> { m.actors.iter().chain(&m.recipients).cloned().collect() };
    Side::fit(&all(a), &all(b))
}

impl Verdict {
    /// Two mentions that stand near each other: that is what joins them, as long as nothing forbids it.
    fn near_weight(&self, apart: u32) -> Option<i32> {
        if self.party == PartyFit::Contrary || (apart > 0 && matches!(self.toll, TollFit::Far(_))) {
            return None;
        }
        let day = i32::from(self.date == DateFit::Same);
        Some(SURE - apart.min(3) as i32 + day)
    }

    fn weight(&self, a: &Mention, b: &Mention, rule: &IncidentSpec) -> Option<i32> {
        let wants = |shared| rule.same.contains(&shared);
        let place = match self.place {
            PlaceFit::SameSite => 5,
            PlaceFit::Same => 4,
            // Two of one article, one in the town and one near it, hardly mean two places.
            PlaceFit::Inside if a.article == b.article => 4,
            PlaceFit::Inside => 3,
            PlaceFit::SameRegion => 2,
            PlaceFit::Region => 1,
            PlaceFit::Country | PlaceFit::Unclear | PlaceFit::Different => 0,
        };
        let date = match self.date {
            DateFit::Same => 3,
            DateFit::Could => 1,
            DateFit::Vague | DateFit::Unknown | DateFit::Apart => 0,
            // The next day's strike on the same town is usually another.
            DateFit::Near(_) => -1,
        };
        let party = match &self.party {
            PartyFit::Shared(1, _) => 2,
            PartyFit::Shared(..) => 4,
            PartyFit::Open => 0,
            // The same toll of one town on one day: two outlets differ on who did it, and that is a dispute to be shown.
            PartyFit::Contrary if self.toll_is_equal() && place >= 4 && date == 3 => -1,
            PartyFit::Contrary if wants(SharedAttribute::Actor) => 0,
            PartyFit::Contrary => return None,
        };
        let sure_of_it = party > 0 || self.place == PlaceFit::SameSite || self.copy;
        let toll = match &self.toll {
            TollFit::Telling(_) => 4,
            TollFit::Equal(_) => 3,
            TollFit::Near(_) => 1,
            TollFit::Open => 0,
            TollFit::Unlike(_) | TollFit::Far(_) if sure_of_it => 0,
            TollFit::Unlike(_) => -1,
            TollFit::Far(_) => return None,
        };
        let recipients =
            wants(SharedAttribute::Recipient).then(|| Side::fit(&a.recipients, &b.recipients));
        let recipient = match recipients {
            None => 0,
            Some(PartyFit::Shared(..)) => 2,
            Some(_) => return None,
        };
        // An article gives the toll of one occurrence more than once, and not always where it was.
        let again = a.article == b.article && (self.toll_is_equal() || self.copy);
        // "In the east of Syria" is no place to join by; a great toll of that country on one day is.
        let told_coarsely =
            self.place == PlaceFit::Country && matches!(self.toll, TollFit::Telling(_));
        let lacks_place = wants(SharedAttribute::Place) && place == 0 && !again && !told_coarsely;
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
        matches!(self.toll, TollFit::Equal(_) | TollFit::Telling(_))
    }

    /// Whether the two name different parties.
    pub fn is_contrary(&self) -> bool {
        self.party == PartyFit::Contrary
    }

    /// Why the two were joined, in words, the same for both.
    pub fn reasons(&self, a: &Mention, b: &Mention) -> Vec<String> {
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
            TollFit::Equal(told) | TollFit::Telling(told) => {
                why.push(format!("same figure: {told}"))
            }
            TollFit::Near(told) => why.push(format!("figures agree roughly: {told}")),
            TollFit::Unlike(told) | TollFit::Far(told) => {
                why.push(format!("though figures differ: {told}"));
            }
            TollFit::Open => {}
        }
        // Of two mentions of one passage that says nothing.
        let passage = |m: &Mention| (m.article, m.event.evidence.start, m.event.evidence.end);
        if self.copy && passage(a) != passage(b) {
            why.push("one passage repeats the other".into());
        }
        why
    }

    fn place_reason(&self, a: &Mention, b: &Mention) -> Option<String> {
        let is_region = |m: &Mention| {
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

    fn date_reason(&self, a: &Mention, b: &Mention) -> Option<String> {
        let told = |m: &Mention| m.event.date.start;
        let (a, b) = (told(a), told(b));
        let (first, last) = if a <= b { (a, b) } else { (b, a) };
        let day =
            |time: Option<CivilTime>| time.map_or(String::new(), |time| time.date.to_string());
        match self.date {
            DateFit::Same => Some(format!("same day: {}", day(last))),
            DateFit::Could if first == last => Some(format!("one date fits both: {}", day(first))),
            DateFit::Could | DateFit::Vague => {
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
