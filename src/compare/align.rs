//! Which event of one side is which of the other. An id is a hash of article, rule, evidence and ordinal, so within an
//! article two events are the same mention if rule and evidence are equal. Ids themselves are not compared: a renamed
//! rule changes all of its ids, and an event that goes changes the ordinal of its equals.

use crate::event::Event;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// Rules that have another id on the new side: old id to new id.
pub type Renamed = BTreeMap<String, String>;

/// A pair of indices into the old and the new events; one of them is `None` for an event that only one side has.
pub type Pair = (Option<usize>, Option<usize>);

/// Pairs the events of one article; each event is in one pair. Of several events with one rule and evidence, those
/// with the same trigger are paired first, then the others in their order. Sorted by position in the text.
pub fn align(before: &[Event], after: &[Event], renamed: &Renamed) -> Vec<Pair> {
    let rules: Vec<&str> = before.iter().map(|event| current(&event.rule, renamed)).collect();
    let mut partner: Vec<Option<usize>> = vec![None; after.len()];
    let mut is_free = vec![true; before.len()];
    for exact in [true, false] {
        let trigger = |event: &Event| exact.then_some((event.trigger.start, event.trigger.end));
        let mut waiting: HashMap<_, VecDeque<usize>> = HashMap::new();
        for (at, event) in before.iter().enumerate().filter(|(at, _)| is_free[*at]) {
            let name = (rules[at], event.evidence.text.as_str(), trigger(event));
            waiting.entry(name).or_default().push_back(at);
        }
        for (at, event) in after.iter().enumerate() {
            let name = (event.rule.as_str(), event.evidence.text.as_str(), trigger(event));
            if partner[at].is_none() {
                partner[at] = waiting.get_mut(&name).and_then(VecDeque::pop_front);
            }
        }
        partner.iter().flatten().for_each(|&at| is_free[at] = false);
    }
    let gone = (0..before.len()).filter(|&at| is_free[at]).map(|at| (Some(at), None));
    let there = partner.iter().enumerate().map(|(at, old)| (*old, Some(at)));
    let mut pairs: Vec<Pair> = gone.chain(there).collect();
    pairs.sort_by_key(|&(old, new)| {
        let start = new.map(|at| after[at].evidence.start);
        let start = start.or_else(|| old.map(|at| before[at].evidence.start));
        (start, old.is_some(), new, old)
    });
    pairs
}

/// The id that the rule has now; a rule may have been renamed several times.
fn current<'a>(rule: &'a str, renamed: &'a Renamed) -> &'a str {
    let mut now = rule;
    // Names that replace each other in a circle are followed once round.
    for _ in 0..renamed.len() {
        match renamed.get(now) {
            Some(next) => now = next,
            None => break,
        }
    }
    now
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn event(rule: &str, evidence: &str, trigger: u32) -> Event {
        let mut event = sample();
        event.rule = rule.into();
        event.evidence.text = evidence.into();
        event.trigger.start = trigger;
        event
    }

    #[test]
    fn an_event_that_goes_does_not_change_its_equals() {
        let before = [event("a", "x", 1), event("a", "x", 5)];
        let after = [event("a", "x", 5)];
        assert_eq!(align(&before, &after, &Renamed::new()), [(Some(0), None), (Some(1), Some(0))]);
        let moved = [event("a", "x", 7)];
        assert_eq!(align(&before, &moved, &Renamed::new()), [(Some(1), None), (Some(0), Some(0))]);
    }

    #[test]
    fn renamed_rules_are_the_same_rules() {
        let before = [event("a", "x", 1), event("b", "x", 1), event("d", "x", 1)];
        let after = [event("c", "x", 1), event("c", "x", 1), event("d", "y", 1)];
        let renamed = [("a", "b"), ("b", "c"), ("d", "e"), ("e", "d")];
        let renamed = renamed.map(|(old, new)| (old.to_owned(), new.to_owned())).into();
        assert_eq!(
            align(&before, &after, &renamed),
            [(None, Some(2)), (Some(2), None), (Some(0), Some(0)), (Some(1), Some(1))]
        );
    }

    proptest! {
        #[test]
        fn every_event_is_in_one_pair_and_equal_sides_pair_wholly(
            names in prop::collection::vec(("[ab]", "[xy]", 0u32..3), 0..12),
            others in prop::collection::vec(("[ab]", "[xy]", 0u32..3), 0..12),
        ) {
            let events = |names: &[(String, String, u32)]| -> Vec<Event> {
                names.iter().map(|(rule, text, at)| event(rule, text, *at)).collect()
            };
            let (before, after) = (events(&names), events(&others));
            let pairs = align(&before, &after, &Renamed::new());
            let old: Vec<usize> = pairs.iter().filter_map(|pair| pair.0).collect();
            let new: Vec<usize> = pairs.iter().filter_map(|pair| pair.1).collect();
            prop_assert_eq!((old.len(), new.len()), (before.len(), after.len()));
            prop_assert_eq!(old.iter().collect::<BTreeSet<_>>().len(), before.len());
            prop_assert_eq!(new.iter().collect::<BTreeSet<_>>().len(), after.len());
            for (old, new) in &pairs {
                if let (Some(old), Some(new)) = (old, new) {
                    prop_assert_eq!(&before[*old].rule, &after[*new].rule);
                }
            }
            for (old, new) in align(&before, &before, &Renamed::new()) {
                prop_assert_eq!(old, new);
            }
        }
    }
}
