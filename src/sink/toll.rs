//! Tolls for formats that have no row for a toll alone: "jets struck Raqqa, killing 20" is two mentions here, an act
//! and a toll, and one record there. A toll is lent to the act in its sentence where that is the only one. For
//! `acled` and `plover`.

use crate::event::{Count, Event, Realis, Stance};

/// Whether what the event reports came about, in the eyes of those who report it.
pub(super) fn happened(event: &Event) -> bool {
    let real = matches!(event.realis, Realis::Actual | Realis::Ongoing | Realis::Historical);
    real && event.stance != Stance::Denied
}

/// For each of an article's events the index of the toll whose counts it may borrow. `is_act` says which events get a
/// record, `is_toll` which get none but have counts worth lending.
pub(super) fn lent(
    events: &[Event],
    is_act: impl Fn(&Event) -> bool,
    is_toll: impl Fn(&Event) -> bool,
) -> Vec<Option<usize>> {
    let mut lent = vec![None; events.len()];
    for (at, toll) in events.iter().enumerate() {
        if !is_toll(toll) || !happened(toll) || toll.counts.is_empty() {
            continue;
        }
        let here = |event: &&Event| event.evidence.start == toll.evidence.start;
        let one_toll = events.iter().filter(here).filter(|event| is_toll(event)).count() == 1;
        let mut acts = (0..events.len()).filter(|&n| here(&&events[n]) && is_act(&events[n]));
        if let (Some(act), None, true) = (acts.next(), acts.next(), one_toll)
            && events[act].counts.is_empty()
        {
            lent[act] = Some(at);
        }
    }
    lent
}

/// The counts of an event: its own, else those lent to it.
pub(super) fn counts(events: &[Event], at: usize, lent: Option<usize>) -> &[Count] {
    let from = lent.unwrap_or(at);
    events.get(from).map_or(&[], |event| &event.counts)
}

/// The first count of `what`: of several the total stands first in news.
pub(super) fn first<'a>(counts: &'a [Count], what: &str) -> Option<&'a Count> {
    counts.iter().find(|count| count.what == what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;

    #[test]
    fn a_toll_goes_to_the_only_act_of_its_sentence() {
        let mut act = sample();
        act.counts.clear();
        let toll = Event { kind: "casualties".into(), ..sample() };
        let is_act = |event: &Event| event.kind == "air_strike";
        let is_toll = |event: &Event| event.kind == "casualties";
        let events = [act.clone(), toll.clone()];
        assert_eq!(lent(&events, is_act, is_toll), [Some(1), None]);
        assert_eq!(counts(&events, 0, Some(1)).len(), 2);

        let two_acts = [act.clone(), toll.clone(), act.clone()];
        assert_eq!(lent(&two_acts, is_act, is_toll), [None, None, None]);
        let two_tolls = [act.clone(), toll.clone(), toll.clone()];
        assert_eq!(lent(&two_tolls, is_act, is_toll), [None, None, None]);
        let denied = Event { stance: Stance::Denied, ..toll.clone() };
        assert_eq!(lent(&[act.clone(), denied], is_act, is_toll), [None, None]);
        let mut elsewhere = toll;
        elsewhere.evidence.start += 500;
        assert_eq!(lent(&[act, elsewhere], is_act, is_toll), [None, None]);
    }
}
