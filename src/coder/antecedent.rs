//! Actors that a sentence leaves to earlier text: "The raid killed ten" after "Jets bombed the town". A pure function
//! of one article's events, after duplicates are removed and attributes are filled in.

use super::mention::{Mention, in_sentences};
use super::names::PackGroups;
use crate::event::Party;

/// "The raid" may refer at most this many sentences back.
const REACH: u32 = 3;

/// Fills the actors of events that have none, in order of the text. A toll takes the actor of the act of violence in
/// its sentence. Else an event with a definite noun ("the attack", "these violations") takes the actor of the nearest
/// earlier event of its kind that has one; a toll, of any act of violence. Only events of related packs (`groups`) give
/// actors to each other.
pub fn actors(mentions: &mut [Mention<'_>], groups: &PackGroups) {
    for at in 0..mentions.len() {
        let mention = &mentions[at];
        if !may_inherit(mention) {
            continue;
        }
        let found = if mention.kind.toll { beside(mentions, at, groups) } else { None };
        let found = found
            .or_else(|| if points_back(mention) { before(mentions, at, groups) } else { None });
        if let Some(actor) = found {
            let attributes = &mut mentions[at].attributes;
            let recipients = &attributes.recipient;
            let fresh = |party: &Party| recipients.iter().all(|other| other.text != party.text);
            attributes.actor = actor.into_iter().filter(fresh).collect();
        }
    }
}

/// Whether [`actors`] may give this event an actor: it has none, and is a toll or an act of violence with one acting
/// side.
pub fn may_inherit(mention: &Mention<'_>) -> bool {
    mention.attributes.actor.is_empty() && (mention.kind.toll || gives_actor(mention))
}

/// Whether another event may take its actor.
fn gives_actor(mention: &Mention<'_>) -> bool {
    mention.kind.violent && !mention.kind.two_sided
}

/// The actor of the nearest act of violence in the toll's sentence.
fn beside(mentions: &[Mention<'_>], at: usize, groups: &PackGroups) -> Option<Vec<Party>> {
    let (set, one) = (mentions[at].set, &mentions[at].attributes);
    let here = one.evidence.sentence;
    let acts = mentions[in_sentences(mentions, here..=here)].iter().filter(|other| {
        gives_actor(other)
            && groups.are_related(set, other.set)
            && !other.attributes.actor.is_empty()
    });
    acts.min_by_key(|other| other.attributes.trigger.start.abs_diff(one.trigger.start))
        .map(|other| other.attributes.actor.clone())
}

fn before(mentions: &[Mention<'_>], at: usize, groups: &PackGroups) -> Option<Vec<Party>> {
    let one = &mentions[at];
    let fits = |other: &&Mention<'_>| {
        let (here, there) = (&one.attributes.evidence, &other.attributes.evidence);
        let back = here.sentence.checked_sub(there.sentence);
        let kind = match one.kind.toll {
            true => gives_actor(other),
            false => other.kind_name == one.kind_name,
        };
        back.is_some_and(|back| (1..=REACH).contains(&back))
            && kind
            && groups.are_related(one.set, other.set)
            && !other.attributes.actor.is_empty()
    };
    let here = one.attributes.evidence.sentence;
    let near = in_sentences(mentions, here.saturating_sub(REACH)..=here);
    mentions[near.start..at].iter().rev().find(fits).map(|other| other.attributes.actor.clone())
}

/// Whether the event refers to an act already mentioned: "the raid", "these attacks". A toll may do so anywhere in its
/// passage, other events in their trigger and right before it.
fn points_back(mention: &Mention<'_>) -> bool {
    #[rustfmt::skip]
    const DEEDS: &[&str] = &[
        "airstrike", "airstrikes", "assault", "attack", "attacks", "blast", "bombardment", "bombing", "bombings",
        "explosion", "massacre", "raid", "raids", "shelling", "strike", "strikes", "violations",
    ];
    let (trigger, evidence) = (&mention.attributes.trigger, &mention.attributes.evidence);
    let (start, end) = (trigger.start as usize, trigger.end as usize);
    let from = (start.saturating_sub(8)).max(evidence.start as usize) - evidence.start as usize;
    let to = end.saturating_sub(evidence.start as usize);
    let near = evidence.text.get(from..to).filter(|_| !mention.kind.toll);
    let text = near.unwrap_or(&evidence.text).to_lowercase();
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words().zip(words().skip(1)).any(|(article, noun)| {
        matches!(article, "the" | "these" | "this" | "those") && DEEDS.binary_search(&noun).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{act, party};
    use super::*;
    use crate::event::{QuotedText, Stance};
    use crate::script::EventKind;

    fn event<'a>(kind: &'a EventKind, sentence: u32, actor: &str, text: &str) -> Mention<'a> {
        let mut event = act(kind, sentence, 0, Stance::Asserted);
        let end = text.len() as u32;
        event.attributes.evidence.text = text.into();
        event.attributes.evidence.start = 0;
        event.attributes.trigger = QuotedText { text: text.into(), start: 0, end };
        event.attributes.actor = if actor.is_empty() { Vec::new() } else { party(actor) };
        event
    }

    fn strike() -> EventKind {
        EventKind { violent: true, ..EventKind::default() }
    }

    fn toll() -> EventKind {
        EventKind { toll: true, ..EventKind::default() }
    }

    fn filled(mut events: Vec<Mention<'_>>) -> Vec<String> {
        actors(&mut events, &PackGroups::of(&[Default::default()]));
        let last = events.pop().expect("an event");
        last.attributes.actor.into_iter().map(|party| party.text).collect()
    }

    #[test]
    fn a_toll_takes_the_actor_of_the_strike_beside_it() {
        let (strike, toll) = (strike(), toll());
        let raid = event(&strike, 4, "jets", "Jets bombed a market, ten died.");
        let dead = event(&toll, 4, "", "Jets bombed a market, ten died.");
        assert_eq!(filled(vec![raid, dead]), ["jets"]);
    }

    #[test]
    fn clashes_and_peaceful_acts_give_no_actor_to_a_toll() {
        let toll = toll();
        let clash = EventKind { two_sided: true, ..strike() };
        for kind in [clash, EventKind::default()] {
            let act = event(&kind, 4, "rebels", "Rebels fought on, ten died.");
            let dead = event(&toll, 4, "", "Rebels fought on, ten died.");
            assert_eq!(filled(vec![act, dead]), Vec::<String>::new());
        }
    }

    #[test]
    fn only_definite_nouns_refer_back() {
        let (strike, toll) = (strike(), toll());
        let raid = || event(&strike, 4, "jets", "Jets bombed a market.");
        let back = event(&strike, 6, "", "The raid lasted an hour.");
        assert_eq!(filled(vec![raid(), back]), ["jets"]);
        let dead = event(&toll, 5, "", "The attack left ten dead.");
        assert_eq!(filled(vec![raid(), dead]), ["jets"]);
        let other = event(&strike, 6, "", "A raid lasted an hour.");
        assert_eq!(filled(vec![raid(), other]), Vec::<String>::new());
        let far = event(&strike, 9, "", "The raid lasted an hour.");
        assert_eq!(filled(vec![raid(), far]), Vec::<String>::new());
    }
}
