//! Precision, recall and F1 from counts, and a confidence interval of F1 by a bootstrap over articles.

use serde::Serialize;
use std::iter::Sum;

/// The numbers of right, spurious and missed mentions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Found and in gold.
    pub right: u32,
    /// Found and not in gold.
    pub spurious: u32,
    /// In gold and not found.
    pub missed: u32,
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Counts>>(iter: I) -> Counts {
        iter.fold(Counts::default(), |sum, counts| Counts {
            right: sum.right + counts.right,
            spurious: sum.spurious + counts.spurious,
            missed: sum.missed + counts.missed,
        })
    }
}

impl Counts {
    /// Right divided by found; `None` where nothing was found.
    pub fn precision(self) -> Option<f64> {
        ratio(self.right, self.right + self.spurious)
    }

    /// Right divided by gold; `None` where gold has none.
    pub fn recall(self) -> Option<f64> {
        ratio(self.right, self.right + self.missed)
    }

    /// The harmonic mean of precision and recall; `None` where nothing was found and gold has none.
    pub fn f1(self) -> Option<f64> {
        ratio(2 * self.right, 2 * self.right + self.spurious + self.missed)
    }
}

fn ratio(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

/// The 95 % confidence interval of F1, or of a difference of F1, for articles drawn from the same population.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The number of bootstrap samples.
const ROUNDS: usize = 2_000;

/// The percentile bootstrap of F1 over articles: articles are drawn with replacement. The random numbers are fixed, so
/// that equal input gives equal results. `None` for fewer than two articles.
pub fn bootstrap(articles: &[Counts]) -> Option<Interval> {
    resampled(articles.len(), |drawn| {
        drawn.iter().filter_map(|at| articles.get(*at)).copied().sum::<Counts>().f1()
    })
}

/// The same for the difference of F1 between two codings of the same articles. The articles drawn are those of both, so
/// that what is hard for both does not count as a difference. `None` for fewer than two articles.
pub fn bootstrap_difference(before: &[Counts], after: &[Counts]) -> Option<Interval> {
    resampled(before.len().min(after.len()), |drawn| {
        let f1 = |side: &[Counts]| {
            drawn.iter().filter_map(|at| side.get(*at)).copied().sum::<Counts>().f1()
        };
        Some(f1(after)? - f1(before)?)
    })
}

/// The interval of a statistic over samples, each given as the indices of the articles drawn.
fn resampled(articles: usize, statistic: impl Fn(&[usize]) -> Option<f64>) -> Option<Interval> {
    if articles < 2 {
        return None;
    }
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut sample = vec![0; articles];
    let mut drawn: Vec<f64> = (0..ROUNDS)
        .filter_map(|_| {
            sample.iter_mut().for_each(|at| *at = random.below(articles));
            statistic(&sample)
        })
        .collect();
    drawn.sort_by(f64::total_cmp);
    let at =
        |share: f64| drawn.get(((drawn.len().checked_sub(1)?) as f64 * share).round() as usize);
    Some(Interval { low: *at(0.025)?, high: *at(0.975)? })
}

/// Knuth's linear congruential generator (MMIX), with a fixed seed, so that a score is the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_of_zero_are_none() {
        assert_eq!(Counts::default().f1(), None);
        let counts = Counts { right: 3, spurious: 1, missed: 2 };
        assert_eq!(counts.precision(), Some(0.75));
        assert_eq!(counts.recall(), Some(0.6));
        assert!((counts.f1().unwrap() - 2.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn the_interval_contains_the_score_and_is_deterministic() {
        let articles: Vec<Counts> =
            (0..12).map(|n| Counts { right: 5 + n % 4, spurious: n % 3, missed: 2 }).collect();
        let interval = bootstrap(&articles).unwrap();
        let f1 = articles.iter().copied().sum::<Counts>().f1().unwrap();
        assert!(interval.low < f1 && f1 < interval.high, "{interval:?} {f1}");
        assert_eq!(Some(interval), bootstrap(&articles));
        assert_eq!(bootstrap(&articles[..1]), None);
    }

    #[test]
    fn the_interval_of_a_difference_is_that_of_the_same_articles() {
        let before: Vec<Counts> =
            (0..12).map(|n| Counts { right: 2 + n, spurious: n % 3, missed: 9 - n % 9 }).collect();
        let none = bootstrap_difference(&before, &before).unwrap();
        assert_eq!((none.low, none.high), (0.0, 0.0));
        let better = |one: &Counts| Counts { right: one.right + 1, missed: one.missed - 1, ..*one };
        let after: Vec<Counts> =
            before.iter().map(|one| if one.missed > 0 { better(one) } else { *one }).collect();
        let interval = bootstrap_difference(&before, &after).unwrap();
        assert!(0.0 < interval.low && interval.low < interval.high, "{interval:?}");
        let (old, new) = (bootstrap(&before).unwrap(), bootstrap(&after).unwrap());
        assert!(new.low < old.high, "the intervals of the two scores overlap");
    }
}
