//! Who did it, where a sentence leaves it to what the article said before: "The raid killed ten" after "Jets bombed the
//! town". A pure function of one article's events, once duplicates are gone and attributes are filled in.

use super::mention::Mention;
use super::names::Groups;
use crate::event::Party;

/// How many sentences back "the raid" may point.
const REACH: u32 = 3;

/// Fills the actors of events that name none, in order of the text: of a toll from the act of violence in its sentence,
/// else of what a definite noun points back to ("the attack", "these violations") from the nearest earlier event of
/// its kind that has an actor, for a toll of any act of violence. Only events of packs that have to do with each other
/// (`groups`) add to each other.
pub fn actors(mentions: &mut [Mention<'_>], groups: &Groups) {
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

/// Whether [`actors`] may give this event an actor: it names none, and is a toll or an act of violence with one side
/// that acts.
pub fn may_inherit(mention: &Mention<'_>) -> bool {
    mention.attributes.actor.is_empty() && (mention.kind.toll || gives_actor(mention))
}

/// Whether its actor may be another event's.
fn gives_actor(mention: &Mention<'_>) -> bool {
    mention.kind.violent && !mention.kind.two_sided
}

/// Whose act of violence the sentence has beside its toll: the nearest.
fn beside(mentions: &[Mention<'_>], at: usize, groups: &Groups) -> Option<Vec<Party>> {
    let (set, one) = (mentions[at].set, &mentions[at].attributes);
    let acts = mentions.iter().filter(|other| {
        other.attributes.evidence.sentence == one.evidence.sentence
            && gives_actor(other)
            && groups.are_related(set, other.set)
            && !other.attributes.actor.is_empty()
    });
    acts.min_by_key(|other| other.attributes.trigger.start.abs_diff(one.trigger.start))
        .map(|other| other.attributes.actor.clone())
}

fn before(mentions: &[Mention<'_>], at: usize, groups: &Groups) -> Option<Vec<Party>> {
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
    mentions[..at].iter().rev().find(fits).map(|other| other.attributes.actor.clone())
}

/// Whether the event speaks of an act as known, "the raid", "these attacks": a toll anywhere in its passage, other
/// events in their trigger and right before it.
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
    use crate::event::{Quoted, Stance};
    use crate::script::EventKind;

    fn event<'a>(kind: &'a EventKind, sentence: u32, actor: &str, text: &str) -> Mention<'a> {
        let mut event = act(kind, sentence, 0, Stance::Asserted);
        let end = text.len() as u32;
        event.attributes.evidence.text = text.into();
        event.attributes.evidence.start = 0;
        event.attributes.trigger = Quoted { text: text.into(), start: 0, end };
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
        actors(&mut events, &Groups::of(&[Default::default()]));
        let last = events.pop().expect("an event");
        last.attributes.actor.into_iter().map(|party| party.text).collect()
    }

    #[test]
    fn a_toll_has_the_actor_of_the_strike_beside_it() {
        let (strike, toll) = (strike(), toll());
        let raid = event(&strike, 4, "jets", "Jets bombed a market, ten died.");
        let dead = event(&toll, 4, "", "Jets bombed a market, ten died.");
        assert_eq!(filled(vec![raid, dead]), ["jets"]);
    }

    #[test]
    fn neither_a_clash_nor_a_peaceful_act_gives_a_toll_its_actor() {
        let toll = toll();
        let clash = EventKind { two_sided: true, ..strike() };
        for kind in [clash, EventKind::default()] {
            let act = event(&kind, 4, "rebels", "Rebels fought on, ten died.");
            let dead = event(&toll, 4, "", "Rebels fought on, ten died.");
            assert_eq!(filled(vec![act, dead]), Vec::<String>::new());
        }
    }

    #[test]
    fn the_raid_points_back_and_a_raid_does_not() {
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
