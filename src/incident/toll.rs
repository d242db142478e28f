//! How many: what a mention's figures say for or against its telling of the same occurrence as another's.

use crate::event::{Bound, Count, Event};

/// The greatest figure of one sort in a mention; smaller ones beside it are parts of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// `killed`, `wounded`, ...
    pub what: String,
    /// The figure as told.
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
    /// The same figure, too great for chance.
    Equal(String),
}

/// An equal figure below this is no sign: many strikes kill two.
const TELLING: u64 = 4;

/// The totals of a mention, one a sort of figure.
pub fn totals(event: &Event) -> Vec<Total> {
    let mut totals: Vec<Total> = Vec::new();
    for count in &event.counts {
        let (low, high) = meant(count);
        let total = Total { what: count.what.clone(), value: count.value, low, high };
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
    if matches!(best, TollFit::Equal(_)) || worst == TollFit::Open { best } else { worst }
}

fn fit_one(a: &Total, b: &Total) -> TollFit {
    let (less, more) = if a.value <= b.value { (a, b) } else { (b, a) };
    let told = || format!("{} {} and {}", a.what, less.value, more.value);
    let difference = more.value - less.value;
    if less.value == 0 {
        return TollFit::Open; // "no casualties" beside a toll is a dispute and no sign of two occurrences
    }
    if difference == 0 {
        return match less.value >= TELLING {
            true => TollFit::Equal(format!("{} {}", a.what, a.value)),
            false => TollFit::Open,
        };
    }
    let within = more.low <= less.high.unwrap_or(u64::MAX) && less.low <= more.high.unwrap_or(u64::MAX);
    let ratio = |times: u64| more.value > less.value.saturating_mul(times);
    if ratio(5) && difference > 10 {
        TollFit::Far(told())
    } else if ratio(2) && difference >= 5 {
        TollFit::Unlike(told())
    } else if less.value >= TELLING && (within || !ratio(1) || difference * 2 <= less.value) {
        TollFit::Near(told())
    } else {
        TollFit::Open
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
        assert_eq!(told(20, 20), TollFit::Equal("killed 20".into()));
        assert_eq!(told(24, 20), TollFit::Near("killed 20 and 24".into()));
        assert_eq!(told(4, 14), TollFit::Unlike("killed 4 and 14".into()));
        assert_eq!(told(200, 20), TollFit::Far("killed 20 and 200".into()));
        assert_eq!(told(2, 2), TollFit::Open);
        assert_eq!(told(0, 30), TollFit::Open);
        assert_eq!(told(u64::MAX, 1), TollFit::Far(format!("killed 1 and {}", u64::MAX)));
    }
}
