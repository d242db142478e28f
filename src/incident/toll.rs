//! How many: whether the figures of two mentions are evidence for or against the same occurrence.

use crate::event::{Bound, Count, Counted, Event};

/// The greatest figure of one kind in a mention; smaller ones of that kind beside it are parts of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentionToll {
    /// What it counts.
    pub what: Counted,
    /// The figure as reported.
    pub value: u64,
    /// The least it can mean.
    low: u64,
    /// The most it can mean; `None` where open.
    high: Option<u64>,
}

/// How the figures of two mentions relate; the text names the figures.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TollFit {
    /// Probably different occurrences: 20 and 200.
    Far(String),
    /// Unlike: 4 and 14.
    Unlike(String),
    /// They share no kind of figure, or the figures are too small to tell.
    Open,
    /// Figures that two sources of one occurrence may give: 20 and 24, or "at least 20" and 31.
    Near(String),
    /// The same figure, too large to be a likely coincidence.
    Equal(String),
    /// The same figure, so large that two occurrences of a day hardly share it.
    Distinctive(String),
}

/// An equal figure of at least this size is strong evidence.
const GREAT: u64 = 10;
/// The lower bounds that vague words mean ("several", "tens", "dozens", "scores", "two dozen", "hundreds"). That two
/// passages both say "dozens" is no evidence.
const VAGUE: &[u64] = &[3, 10, 12, 20, 24, 100];
/// An equal figure below this is no evidence: many strikes kill two.
const MIN_FIGURE: u64 = 4;

/// The tolls of a mention, one for each kind of figure.
pub fn tolls(event: &Event) -> Vec<MentionToll> {
    let mut tolls: Vec<MentionToll> = Vec::new();
    for count in &event.counts {
        let (low, high) = meant(count);
        let total = MentionToll { what: count.what, value: count.value, low, high };
        match tolls.iter_mut().find(|known| known.what == count.what) {
            Some(known) if known.value >= count.value => {}
            Some(known) => *known = total,
            None => tolls.push(total),
        }
    }
    tolls
}

/// The least and the most that a figure can mean.
pub fn meant(count: &Count) -> (u64, Option<u64>) {
    let value = count.value;
    match count.bound {
        Bound::Exact => (count.low.min(value), Some(count.high.unwrap_or(value).max(value))),
        Bound::AtLeast => (value, None),
        Bound::UpTo => (0, Some(value)),
        Bound::About => (value - value / 5, Some(value.saturating_add(value / 5))),
    }
}

/// How the tolls of two mentions relate; symmetric.
pub fn fit(a: &[MentionToll], b: &[MentionToll]) -> TollFit {
    let pairs = a.iter().filter_map(|a| Some((a, b.iter().find(|b| b.what == a.what)?)));
    let (mut best, mut worst) = (TollFit::Open, TollFit::Open);
    for (a, b) in pairs {
        let fit = fit_one(a, b);
        best = best.max(fit.clone());
        worst = worst.min(fit);
    }
    // One equal toll outweighs an unlike one: killed tolls grow while wounded ones are guessed.
    if best >= TollFit::Equal(String::new()) || worst == TollFit::Open { best } else { worst }
}

fn fit_one(a: &MentionToll, b: &MentionToll) -> TollFit {
    let (less, more) = if a.value <= b.value { (a, b) } else { (b, a) };
    let both = || format!("{} {} and {}", a.what, less.value, more.value);
    let difference = more.value - less.value;
    if less.value == 0 {
        return TollFit::Open; // "no casualties" beside a toll is a dispute and no sign of two occurrences
    }
    let vague = |total: &MentionToll| total.high.is_none() && VAGUE.contains(&total.value);
    if difference == 0 {
        let same = format!("{} {}", a.what, a.value);
        return match less.value {
            _ if vague(less) && vague(more) => TollFit::Open,
            // Round figures are guesses, which meet more often.
            GREAT.. if less.value % 10 != 0 => TollFit::Distinctive(same),
            MIN_FIGURE.. => TollFit::Equal(same),
            _ => TollFit::Open,
        };
    }
    let within =
        more.low <= less.high.unwrap_or(u64::MAX) && less.low <= more.high.unwrap_or(u64::MAX);
    let like = less.value >= MIN_FIGURE && (within || difference <= less.value / 2);
    match less.against(more.value) {
        TollMismatch::Far => TollFit::Far(both()),
        TollMismatch::Unlike => TollFit::Unlike(both()),
        TollMismatch::Nothing if like && !vague(less) && !vague(more) => TollFit::Near(both()),
        TollMismatch::Nothing => TollFit::Open,
    }
}

/// How strongly a greater figure is evidence against the same occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TollMismatch {
    /// Not at all.
    Nothing,
    /// It is more than twice as large, and the smaller one is not a lower bound.
    Unlike,
    /// It is more than five times as large.
    Far,
}

impl MentionToll {
    /// How strongly `greater`, a figure of the same kind, is evidence against this one.
    pub fn against(&self, greater: u64) -> TollMismatch {
        let difference = greater.saturating_sub(self.value);
        let ratio = |times: u64| greater > self.value.saturating_mul(times);
        if ratio(5) && difference > 10 {
            TollMismatch::Far
        } else if ratio(2) && difference >= 5 && self.high.is_some() {
            TollMismatch::Unlike
        } else {
            TollMismatch::Nothing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::testing::killed;

    fn both(a: u64, b: u64) -> TollFit {
        let (mut one, mut other) = (crate::event::sample(), crate::event::sample());
        (one.counts, other.counts) = (vec![killed(a)], vec![killed(b)]);
        let fit = fit(&tolls(&one), &tolls(&other));
        assert_eq!(fit, super::fit(&tolls(&other), &tolls(&one)));
        fit
    }

    #[test]
    fn tolls_are_compared() {
        assert_eq!(both(31, 31), TollFit::Distinctive("killed 31".into()));
        assert_eq!(both(50, 50), TollFit::Equal("killed 50".into()));
        assert_eq!(both(7, 7), TollFit::Equal("killed 7".into()));
        assert_eq!(both(24, 20), TollFit::Near("killed 20 and 24".into()));
        assert_eq!(both(4, 14), TollFit::Unlike("killed 4 and 14".into()));
        assert_eq!(both(200, 20), TollFit::Far("killed 20 and 200".into()));
        assert_eq!(both(2, 2), TollFit::Open);
        assert_eq!(both(0, 30), TollFit::Open);
        let dozens = |value| Count { bound: Bound::AtLeast, high: None, ..killed(value) };
        let vague = |value| {
            let event = Event { counts: vec![dozens(value)], ..crate::event::sample() };
            tolls(&event)
        };
        assert_eq!(super::fit(&vague(12), &vague(12)), TollFit::Open);
        assert_eq!(super::fit(&vague(11), &vague(40)), TollFit::Near("killed 11 and 40".into()));
        assert_eq!(both(u64::MAX, 1), TollFit::Far(format!("killed 1 and {}", u64::MAX)));
    }
}
