//! The counts of a comparison: in total, by kind, by rule, by attribute.

use super::difference::{ArticleComparison, Difference, Way};
use serde::Serialize;
use std::collections::BTreeMap;

/// How many events came, went, changed and stayed the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Only the new side has them.
    pub came: u64,
    /// Only the old side has them.
    pub went: u64,
    /// Both have them, with other attributes.
    pub changed: u64,
    /// Both have them alike.
    pub same: u64,
}

impl Tally {
    /// How many events differ.
    pub fn different(&self) -> u64 {
        self.came + self.went + self.changed
    }

    /// How many events the old and the new side have.
    pub fn events(&self) -> (u64, u64) {
        let both = self.changed + self.same;
        (both + self.went, both + self.came)
    }

    fn count(&mut self, way: Way) {
        match way {
            Way::Came => self.came += 1,
            Way::Went => self.went += 1,
            Way::Changed => self.changed += 1,
        }
    }
}

/// How often an attribute changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributeTally {
    /// In how many events.
    pub events: u64,
    /// From which value to which, each with the number of events; an empty text is no value.
    pub values: BTreeMap<(String, String), u64>,
}

impl AttributeTally {
    /// The changes of value, the most frequent first.
    pub fn by_frequency(&self) -> Vec<(&str, &str, u64)> {
        let each =
            self.values.iter().map(|((from, to), count)| (from.as_str(), to.as_str(), *count));
        let mut all: Vec<_> = each.collect();
        all.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
        all
    }
}

/// The counts over all articles compared. A changed event counts under its new kind and rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many articles were compared.
    pub articles: u64,
    /// All events.
    pub total: Tally,
    /// By kind.
    pub kinds: BTreeMap<String, Tally>,
    /// By rule.
    pub rules: BTreeMap<String, Tally>,
    /// By attribute that changed.
    pub attributes: BTreeMap<&'static str, AttributeTally>,
}

impl Summary {
    /// Counts one more article.
    pub fn add(&mut self, article: &ArticleComparison) {
        self.articles += 1;
        for ((kind, rule), count) in &article.same {
            self.total.same += count;
            self.kinds.entry(kind.clone()).or_default().same += count;
            self.rules.entry(rule.clone()).or_default().same += count;
        }
        article.differences.iter().for_each(|difference| self.count(difference));
    }

    fn count(&mut self, difference: &Difference) {
        let (Some(event), way) = (difference.event(), difference.way()) else { return };
        self.total.count(way);
        self.kinds.entry(event.kind.clone()).or_default().count(way);
        self.rules.entry(event.rule.clone()).or_default().count(way);
        for change in &difference.changes {
            let tally = self.attributes.entry(change.attribute).or_default();
            tally.events += 1;
            let values = (change.from.clone(), change.to.clone());
            *tally.values.entry(values).or_default() += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Renamed, compare};
    use crate::event::{Event, Realis, sample};
    use proptest::prelude::*;

    fn event(rule: &str, kind: &str, realis: Realis) -> Event {
        let mut event = sample();
        (event.rule, event.kind, event.realis) = (rule.into(), kind.into(), realis);
        event
    }

    #[test]
    fn changes_are_counted_by_value() {
        let before = [event("a", "aid", Realis::Actual), event("b", "aid", Realis::Actual)];
        let after = [event("a", "aid", Realis::Future), event("b", "aid", Realis::Future)];
        let mut summary = Summary::default();
        summary.add(&compare(&before, &after, &Renamed::new(), None, None));
        let tally = &summary.attributes["realis"];
        assert_eq!((tally.events, tally.by_frequency()), (2, vec![("actual", "future", 2)]));
        assert_eq!(summary.rules["a"], Tally { changed: 1, ..Tally::default() });
    }

    proptest! {
        #[test]
        fn the_counts_add_up(
            before in prop::collection::vec(("[ab]", "[xy]", 0usize..2), 0..9),
            after in prop::collection::vec(("[ab]", "[xy]", 0usize..2), 0..9),
        ) {
            let events = |side: &[(String, String, usize)]| -> Vec<Event> {
                side.iter().map(|(r, k, at)| event(r, k, Realis::NAMES[*at].1)).collect()
            };
            let (before, after) = (events(&before), events(&after));
            let mut summary = Summary::default();
            summary.add(&compare(&before, &after, &Renamed::new(), None, None));
            prop_assert_eq!(summary.total.events(), (before.len() as u64, after.len() as u64));
            for part in [&summary.kinds, &summary.rules] {
                let sum = part.values().map(|tally| tally.different() + tally.same).sum::<u64>();
                prop_assert_eq!(sum, summary.total.different() + summary.total.same);
            }
        }
    }
}
