//! Which event a denial denies, once all of an article's events are known: one told in the same sentence, else the
//! nearest earlier one that fits. A pure function of the events; `worker` calls it last.

use super::vouch::{head, state};
use crate::event::{Event, Party, Stance};
use std::cmp::Reverse;

/// The kind whose events deny others.
const DENIAL: &str = "denial";

/// How many sentences back a denied act is looked for.
const REACH: u32 = 12;

/// Words by which a denial means a deed told before.
const DEFINITE: &[&str] = &[
    "the attack",
    "the strike",
    "the incident",
    "the raid",
    "the bombing",
    "the shelling",
    "the massacre",
    "the airstrike",
    "the air strike",
    "the killing",
    "the assault",
];

/// Kinds whose doers bear arms.
pub(super) fn is_violent(kind: &str) -> bool {
    matches!(
        kind,
        "air_strike"
            | "shelling"
            | "bombing"
            | "chemical_attack"
            | "protected_object_attack"
            | "targeted_killing"
            | "clash"
            | "prohibited_weapon"
    )
}

/// Whether [`link`] may say of this event what it denies.
pub(super) fn is_denial(event: &Event) -> bool {
    event.kind == DENIAL
}

/// Fills [`Event::denies`] of the denials among one article's events. `speech` tells acts of speech, which are denied
/// only where no act is found.
///
/// In the sentence of the denial the act with stance denied comes first, then the nearest to the denial's trigger. Of
/// earlier sentences the nearest act whose doer is the one who denies, then the nearest alleged act, then the nearest
/// charge, then, where the denial speaks of "the attack" or the like, the nearest act of violence. Stances stay as they are: that an act told in the denial's passage is denied there is attribution's finding.
pub fn link(events: &mut [Event], speech: impl Fn(&Event) -> bool) {
    for at in 0..events.len() {
        if !is_denial(&events[at]) {
            continue;
        }
        let found = beside(events, at, &speech).or_else(|| earlier(events, at, &speech));
        events[at].denies = found.map(|found| events[found].id.clone());
    }
}

/// The act told in the denial's own sentence.
fn beside(events: &[Event], at: usize, speech: &impl Fn(&Event) -> bool) -> Option<usize> {
    let denial = &events[at];
    let acts = (0..events.len()).filter(|&other| {
        let event = &events[other];
        other != at
            && event.evidence.sentence == denial.evidence.sentence
            && !speech(event)
            && matches!(event.stance, Stance::Denied | Stance::Alleged)
    });
    acts.min_by_key(|&other| {
        let event = &events[other];
        let far = event.trigger.start.abs_diff(denial.trigger.start);
        (event.stance != Stance::Denied, far, other)
    })
}

/// The act or charge told before the denial's sentence.
fn earlier(events: &[Event], at: usize, speech: &impl Fn(&Event) -> bool) -> Option<usize> {
    let denial = &events[at];
    let before = |other: &usize| {
        let back = denial.evidence.sentence.checked_sub(events[*other].evidence.sentence);
        back.is_some_and(|back| (1..=REACH).contains(&back)) && events[*other].kind != DENIAL
    };
    let passage = denial.evidence.text.to_lowercase();
    let names_it = DEFINITE.iter().any(|words| passage.contains(words));
    let rank = |other: usize| {
        let event = &events[other];
        let own = event.actor.iter().any(|doer| denial.actor.iter().any(|who| same(doer, who)));
        let charged = event.kind == "accusation"
            && (denial.actor.is_empty()
                || event.recipient.iter().any(|to| denial.actor.iter().any(|who| same(to, who))));
        match speech(event) {
            false if own => Some(0),
            false if event.stance == Stance::Alleged => Some(1),
            true if charged => Some(2),
            false if names_it && is_violent(&event.kind) => Some(3),
            _ => None,
        }
    };
    let fitting = (0..events.len()).filter(before).filter_map(|other| Some((rank(other)?, other)));
    let nearest = fitting.min_by_key(|&(rank, other)| {
        (rank, Reverse(events[other].evidence.sentence), Reverse(other))
    });
    nearest.map(|(_, other)| other)
}

/// Whether two parties are one: by canonical name, by the state they serve, else by the last word.
fn same(one: &Party, other: &Party) -> bool {
    if one.name.is_some() && one.name == other.name {
        return true;
    }
    match (one.code.as_deref(), other.code.as_deref()) {
        (Some(one), Some(other)) => {
            one == other || state(one).is_some() && state(one) == state(other)
        }
        _ => head(&one.text) == head(&other.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;

    fn event(id: &str, kind: &str, sentence: u32, trigger: u32, stance: Stance) -> Event {
        let mut event = sample();
        (event.id, event.kind) = (id.into(), kind.into());
        (event.evidence.sentence, event.trigger.start, event.stance) = (sentence, trigger, stance);
        (event.actor, event.recipient) = (Vec::new(), Vec::new());
        event
    }

    fn party(text: &str) -> Vec<Party> {
        vec![Party { text: text.into(), name: None, code: None, start: None, end: None }]
    }

    fn denied(events: &mut [Event]) -> Option<&str> {
        link(events, |event| matches!(event.kind.as_str(), "denial" | "accusation"));
        events.iter().find(|event| event.kind == DENIAL).and_then(|event| event.denies.as_deref())
    }

    #[test]
    fn the_denied_act_of_the_same_sentence_comes_first() {
        let mut events = [
            event("far", "shelling", 4, 10, Stance::Denied),
            event("said", "clash", 4, 55, Stance::Attributed),
            event("near", "air_strike", 4, 80, Stance::Denied),
            event("no", "denial", 4, 60, Stance::Asserted),
        ];
        assert_eq!(denied(&mut events), Some("near"));
    }

    #[test]
    fn else_the_nearest_earlier_act_of_the_one_who_denies() {
        let mut own = event("own", "shelling", 2, 10, Stance::Attributed);
        own.actor = party("the army");
        let mut other = event("other", "shelling", 3, 40, Stance::Alleged);
        other.actor = party("rebels");
        let mut denial = event("no", "denial", 5, 90, Stance::Asserted);
        denial.actor = party("The army");
        assert_eq!(denied(&mut [own.clone(), other.clone(), denial.clone()]), Some("own"));
        own.evidence.sentence = 6;
        assert_eq!(denied(&mut [other, denial, own]), Some("other"));
    }

    #[test]
    fn a_charge_is_denied_where_no_act_is_told_and_nothing_is_guessed() {
        let mut charge = event("charge", "accusation", 3, 40, Stance::Asserted);
        charge.recipient = party("the army");
        let mut denial = event("no", "denial", 4, 90, Stance::Asserted);
        denial.actor = party("The army");
        let plain = event("plain", "clash", 3, 50, Stance::Asserted);
        assert_eq!(denied(&mut [charge.clone(), plain.clone(), denial.clone()]), Some("charge"));
        denial.actor = party("Rebels");
        assert_eq!(denied(&mut [charge, plain, denial]), None);
    }
}
