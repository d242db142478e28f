//! How many: what a mention's figures say for or against its telling of the same occurrence as another's.

use crate::event::{Bound, Count, Counted, Event};

/// The greatest figure of one sort in a mention; smaller ones beside it are parts of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// What it counts.
    pub what: Counted,
    /// The figure as reported.
    pub value: u64,
    /// The least it means.
    low: u64,
    /// The most it means; `None` where open.
    high: Option<u64>,
}

/// What the figures of two mentions say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TollFit {
    /// Hardly of one occurrence: 20 and 200.
    Far(String),
    /// Unlike: 4 and 14.
    Unlike(String),
    /// They share no sort of figure, or the figures are small.
    Open,
    /// Such as two sources of one occurrence give: 20 and 24, or "at least 20" and 31.
    Near(String),
    /// The same figure, too great for many chances.
    Equal(String),
    /// The same figure, so great that two occurrences of a day hardly share it.
    Telling(String),
}

/// An equal figure from this on is a strong one.
const GREAT: u64 = 10;
/// What vague words come to as lower bounds ("several", "tens", "dozens", "scores", "two dozen", "hundreds"): that two
/// passages say "dozens" is no sign.
const VAGUE: &[u64] = &[3, 10, 12, 20, 24, 100];
/// An equal figure below this is no sign: many strikes kill two.
const TELLING: u64 = 4;

/// The totals of a mention, one a sort of figure.
pub fn totals(event: &Event) -> Vec<Total> {
    let mut totals: Vec<Total> = Vec::new();
    for count in &event.counts {
        let (low, high) = meant(count);
        let total = Total { what: count.what, value: count.value, low, high };
        match totals.iter_mut().find(|known| known.what == count.what) {
            Some(known) if known.value >= count.value => {}
            Some(known) => *known = total,
            None => totals.push(total),
        }
    }
    totals
}

/// What a figure means at the least and at the most.
pub fn meant(count: &Count) -> (u64, Option<u64>) {
    let value = count.value;
    match count.bound {
        Bound::Exact => (count.low.min(value), Some(count.high.unwrap_or(value).max(value))),
        Bound::AtLeast => (value, None),
        Bound::UpTo => (0, Some(value)),
        Bound::About => (value - value / 5, Some(value.saturating_add(value / 5))),
    }
}

/// What two mentions' totals say together; the same whichever comes first.
pub fn fit(a: &[Total], b: &[Total]) -> TollFit {
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

fn fit_one(a: &Total, b: &Total) -> TollFit {
    let (less, more) = if a.value <= b.value { (a, b) } else { (b, a) };
    let told = || format!("{} {} and {}", a.what, less.value, more.value);
    let difference = more.value - less.value;
    if less.value == 0 {
        return TollFit::Open; // "no casualties" beside a toll is a dispute and no sign of two occurrences
    }
    let vague = |total: &Total| total.high.is_none() && VAGUE.contains(&total.value);
    if difference == 0 {
        let same = format!("{} {}", a.what, a.value);
        return match less.value {
            _ if vague(less) && vague(more) => TollFit::Open,
            // Round figures are guesses, which meet more often.
            GREAT.. if less.value % 10 != 0 => TollFit::Telling(same),
            TELLING.. => TollFit::Equal(same),
            _ => TollFit::Open,
        };
    }
    let within =
        more.low <= less.high.unwrap_or(u64::MAX) && less.low <= more.high.unwrap_or(u64::MAX);
    let like = less.value >= TELLING && (within || difference <= less.value / 2);
    match less.against(more.value) {
        Against::Far => TollFit::Far(told()),
        Against::Unlike => TollFit::Unlike(told()),
        Against::Nothing if like && !vague(less) && !vague(more) => TollFit::Near(told()),
        Against::Nothing => TollFit::Open,
    }
}

/// How much a greater figure says against being of the same occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Against {
    /// Nothing.
    Nothing,
    /// It is more than twice as great, and the lesser one is no lower bound.
    Unlike,
    /// It is more than five times as great.
    Far,
}

impl Total {
    /// What `greater`, a figure of the same sort, says against this one.
    pub fn against(&self, greater: u64) -> Against {
        let difference = greater.saturating_sub(self.value);
        let ratio = |times: u64| greater > self.value.saturating_mul(times);
        if ratio(5) && difference > 10 {
            Against::Far
        } else if ratio(2) && difference >= 5 && self.high.is_some() {
            Against::Unlike
        } else {
            Against::Nothing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::testing::killed;

    fn told(a: u64, b: u64) -> TollFit {
        let (mut one, mut other) = (crate::event::sample(), crate::event::sample());
        (one.counts, other.counts) = (vec![killed(a)], vec![killed(b)]);
        let fit = fit(&totals(&one), &totals(&other));
        assert_eq!(fit, super::fit(&totals(&other), &totals(&one)));
        fit
    }

    #[test]
    fn figures_speak_for_and_against() {
        assert_eq!(told(31, 31), TollFit::Telling("killed 31".into()));
        assert_eq!(told(50, 50), TollFit::Equal("killed 50".into()));
        assert_eq!(told(7, 7), TollFit::Equal("killed 7".into()));
        assert_eq!(told(24, 20), TollFit::Near("killed 20 and 24".into()));
        assert_eq!(told(4, 14), TollFit::Unlike("killed 4 and 14".into()));
        assert_eq!(told(200, 20), TollFit::Far("killed 20 and 200".into()));
        assert_eq!(told(2, 2), TollFit::Open);
        assert_eq!(told(0, 30), TollFit::Open);
        let dozens = |value| Count { bound: Bound::AtLeast, high: None, ..killed(value) };
        let vague = |value| {
            let event = Event { counts: vec![dozens(value)], ..crate::event::sample() };
            totals(&event)
        };
        assert_eq!(super::fit(&vague(12), &vague(12)), TollFit::Open);
        assert_eq!(super::fit(&vague(11), &vague(40)), TollFit::Near("killed 11 and 40".into()));
        assert_eq!(told(u64::MAX, 1), TollFit::Far(format!("killed 1 and {}", u64::MAX)));
    }
}
