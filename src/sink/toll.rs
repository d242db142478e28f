//! Tolls for formats that have no row for a toll by itself: "jets struck Raqqa, killing 20" is two mentions here, an
//! act and a toll, and one record there. A toll is assigned to the act in its sentence if that is the only one. Used by
//! `acled` and `plover`.

use crate::event::{Count, Counted, DatePrecision, Event, Realis, Stance};
use std::collections::HashMap;

/// Whether the event happened according to whoever reports it.
pub(super) fn happened(event: &Event) -> bool {
    let real = matches!(event.realis, Realis::Actual | Realis::Ongoing | Realis::Historical);
    real && event.stance != Stance::Denied
}

/// Which of an article's tolls are assigned to which acts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TollAssignment {
    /// For each event, the index of the toll whose counts it uses.
    pub from: Vec<Option<usize>>,
    /// For each event, whether it is a toll that was assigned to an act.
    pub given: Vec<bool>,
}

/// Assigns tolls to acts. `is_act` says which events get a record, `is_toll` which get none but have counts to assign.
pub(super) fn assign(
    events: &[Event],
    is_act: impl Fn(&Event) -> bool,
    is_toll: impl Fn(&Event) -> bool,
) -> TollAssignment {
    let mut sentences: HashMap<(u32, u64), (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (at, event) in events.iter().enumerate() {
        // Events read from a file may be of two articles with one id: their offsets in the container distinguish them.
        let sentence = (event.evidence.start, event.evidence.raw_start);
        let (acts, tolls) = sentences.entry(sentence).or_default();
        if is_toll(event) {
            tolls.push(at);
        } else if is_act(event) {
            acts.push(at);
        }
    }
    let mut assigned =
        TollAssignment { from: vec![None; events.len()], given: vec![false; events.len()] };
    for (acts, tolls) in sentences.into_values() {
        if let ([act], [toll]) = (&acts[..], &tolls[..])
            && happened(&events[*toll])
            && is_of_its_day(&events[*act], &events[*toll])
            && !events[*toll].counts.is_empty()
            && events[*act].counts.is_empty()
        {
            assigned.from[*act] = Some(*toll);
            assigned.given[*toll] = true;
        }
    }
    assigned
}

/// A background toll, or one over two months or more, sums up more than the act beside it; an act on one past day has
/// the toll of that day.
fn is_of_its_day(act: &Event, toll: &Event) -> bool {
    const LONG: i32 = 60;
    let days = |event: &Event| {
        let (start, end) = (event.date.start?.date, event.date.end?.date);
        Some(start.until(end).ok()?.get_days())
    };
    let one_day =
        |event: &Event| event.date.precision != DatePrecision::Unknown && days(event) == Some(0);
    match toll.realis {
        Realis::Historical => act.realis == Realis::Historical && one_day(act) && one_day(toll),
        _ => days(toll).is_none_or(|days| days < LONG),
    }
}

/// The counts of an event: its own, else those assigned to it.
pub(super) fn counts(events: &[Event], at: usize, assigned: Option<usize>) -> &[Count] {
    let from = assigned.unwrap_or(at);
    events.get(from).map_or(&[], |event| &event.counts)
}

/// The first count of `what`: if there are several, the total comes first in news.
pub(super) fn first(counts: &[Count], what: Counted) -> Option<&Count> {
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
        let from = |events: &[Event]| assign(events, is_act, is_toll).from;
        let events = [act.clone(), toll.clone()];
        assert_eq!(from(&events), [Some(1), None]);
        assert_eq!(assign(&events, is_act, is_toll).given, [false, true]);
        assert_eq!(counts(&events, 0, Some(1)).len(), 2);

        let two_acts = [act.clone(), toll.clone(), act.clone()];
        assert_eq!(from(&two_acts), [None, None, None]);
        let two_tolls = [act.clone(), toll.clone(), toll.clone()];
        assert_eq!(from(&two_tolls), [None, None, None]);
        let denied = Event { stance: Stance::Denied, ..toll.clone() };
        assert_eq!(from(&[act.clone(), denied]), [None, None]);
        let summed = Event { realis: Realis::Historical, ..toll.clone() };
        assert_eq!(from(&[act.clone(), summed]), [None, None]);
        let mut since = toll.clone();
        since.date.start = "2016-01-01".parse().ok();
        assert_eq!(from(&[act.clone(), since]), [None, None]);
        let mut elsewhere = toll;
        elsewhere.evidence.start += 500;
        assert_eq!(from(&[act, elsewhere]), [None, None]);
    }
}
