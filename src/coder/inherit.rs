//! Who did it, where a sentence leaves it to what the article told before: "The raid killed ten" after "Jets bombed the
//! town". A pure function of one article's events; `worker` calls it once they are settled.

use super::refute::is_violent;
use crate::event::{Event, Party};

/// How many sentences back "the raid" may point.
const REACH: u32 = 3;

/// Fills the actors of events that name none, in order of the text: of casualties from the act of violence told in the
/// same sentence, else of what a definite noun points back to ("the attack", "these violations") from the nearest
/// earlier event of its kind that has an actor, for casualties of any act of violence.
pub fn actors(events: &mut [Event]) {
    for at in 0..events.len() {
        let event = &events[at];
        if !may_inherit(event) {
            continue;
        }
        let found = if is_toll(event) { beside(events, at) } else { None };
        let found = found.or_else(|| if points_back(event) { before(events, at) } else { None });
        if let Some(actor) = found {
            let recipients = &events[at].recipient;
            let fresh = |party: &Party| recipients.iter().all(|other| other.text != party.text);
            events[at].actor = actor.into_iter().filter(fresh).collect();
        }
    }
}

/// Whether [`actors`] may give this event an actor: it names none, and tells casualties or a strike.
pub(super) fn may_inherit(event: &Event) -> bool {
    let strike = is_violent(&event.kind) && event.kind != "clash"; // a clash has two sides
    event.actor.is_empty() && (is_toll(event) || strike)
}

fn is_toll(event: &Event) -> bool {
    event.kind == "casualties"
}

/// Whose act of violence the sentence tells beside its casualties: the nearest.
fn beside(events: &[Event], at: usize) -> Option<Vec<Party>> {
    let event = &events[at];
    let acts = events.iter().filter(|other| {
        other.evidence.sentence == event.evidence.sentence
            && is_violent(&other.kind)
            && other.kind != "clash"
            && !other.actor.is_empty()
    });
    acts.min_by_key(|other| other.trigger.start.abs_diff(event.trigger.start))
        .map(|other| other.actor.clone())
}

fn before(events: &[Event], at: usize) -> Option<Vec<Party>> {
    let event = &events[at];
    let fits = |other: &&Event| {
        let back = event.evidence.sentence.checked_sub(other.evidence.sentence);
        let kind = match event.kind.as_str() {
            "casualties" => is_violent(&other.kind) && other.kind != "clash",
            kind => other.kind == kind,
        };
        back.is_some_and(|back| (1..=REACH).contains(&back)) && kind && !other.actor.is_empty()
    };
    events[..at].iter().rev().find(fits).map(|other| other.actor.clone())
}

/// Whether the event speaks of a deed as known, "the raid", "these attacks": casualties anywhere in their passage,
/// other deeds in their trigger and right before it.
fn points_back(event: &Event) -> bool {
    #[rustfmt::skip]
    const DEEDS: &[&str] = &[
        "airstrike", "airstrikes", "assault", "attack", "attacks", "blast", "bombardment", "bombing", "bombings",
        "explosion", "massacre", "raid", "raids", "shelling", "strike", "strikes", "violations",
    ];
    let (start, end) = (event.trigger.start as usize, event.trigger.end as usize);
    let from = (start.saturating_sub(8)).max(event.evidence.start as usize)
        - event.evidence.start as usize;
    let to = end.saturating_sub(event.evidence.start as usize);
    let near = event.evidence.text.get(from..to).filter(|_| event.kind != "casualties");
    let text = near.unwrap_or(&event.evidence.text).to_lowercase();
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words().zip(words().skip(1)).any(|(article, noun)| {
        matches!(article, "the" | "these" | "this" | "those") && DEEDS.binary_search(&noun).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;

    fn event(kind: &str, sentence: u32, actor: &[&str], text: &str) -> Event {
        let mut event = sample();
        event.kind = kind.into();
        event.evidence.sentence = sentence;
        event.evidence.text = text.into();
        event.recipient = Vec::new();
        let party = |text: &&str| Party {
            text: (*text).into(),
            name: None,
            code: None,
            start: None,
            end: None,
        };
        event.actor = actor.iter().map(party).collect();
        event
    }

    fn filled(mut events: Vec<Event>) -> Vec<String> {
        actors(&mut events);
        let last = events.pop().expect("an event");
        last.actor.into_iter().map(|party| party.text).collect()
    }

    #[test]
    fn casualties_have_the_actor_of_the_strike_beside_them() {
        let raid = event("air_strike", 4, &["jets"], "Jets bombed a market, ten died.");
        let dead = event("casualties", 4, &[], "Jets bombed a market, ten died.");
        assert_eq!(filled(vec![raid, dead]), ["jets"]);
    }

    #[test]
    fn the_raid_points_back_and_a_raid_does_not() {
        let raid = event("air_strike", 4, &["jets"], "Jets bombed a market.");
        let back = event("air_strike", 6, &[], "The raid lasted an hour.");
        assert_eq!(filled(vec![raid.clone(), back]), ["jets"]);
        let dead = event("casualties", 5, &[], "The attack left ten dead.");
        assert_eq!(filled(vec![raid.clone(), dead]), ["jets"]);
        let other = event("air_strike", 6, &[], "A raid lasted an hour.");
        assert_eq!(filled(vec![raid.clone(), other]), Vec::<String>::new());
        let far = event("air_strike", 9, &[], "The raid lasted an hour.");
        assert_eq!(filled(vec![raid, far]), Vec::<String>::new());
    }
}
