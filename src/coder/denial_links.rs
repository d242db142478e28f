//! Which event a denial denies, once all events of an article are known: one in the same sentence, else the nearest
//! earlier one that fits. A pure function of the events.

use super::mention::{Mention, in_sentences};
use super::names::PackGroups;
use super::stance::{head, state};
use crate::event::{Party, Stance};
use std::cmp::Reverse;

/// A denied act is searched at most this many sentences back.
const REACH: u32 = 12;

/// Words by which a denial refers to an act mentioned before.
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

/// By event: the event it denies, as an index into `mentions`. `None` for events that are not denials, and where
/// nothing fits.
///
/// In the denial's sentence, an act with stance denied comes first, then the act nearest to the denial's trigger. In
/// earlier sentences: the nearest act whose actor is the one who denies, then the nearest alleged act, then the nearest
/// accusation, then, where the denial refers to "the attack" or the like, the nearest act of violence. Speech acts are
/// denied only where no act is found. Stances are not changed: that an act in the denial's passage is denied is found
/// by `frame::attribution`. Only events of related packs (`groups`) are linked.
pub fn links(mentions: &[Mention<'_>], groups: &PackGroups) -> Vec<Option<usize>> {
    let related =
        |at: usize, other: usize| groups.are_related(mentions[at].set, mentions[other].set);
    let denied = |at: usize| match mentions[at].kind.denies {
        true => beside(mentions, at, related).or_else(|| earlier(mentions, at, related)),
        false => None,
    };
    (0..mentions.len()).map(denied).collect()
}

/// The act in the denial's own sentence.
fn beside(
    mentions: &[Mention<'_>],
    at: usize,
    related: impl Fn(usize, usize) -> bool,
) -> Option<usize> {
    let denial = &mentions[at].attributes;
    let here = denial.evidence.sentence;
    let acts = in_sentences(mentions, here..=here).filter(|&other| {
        let event = &mentions[other].attributes;
        other != at
            && related(at, other)
            && !mentions[other].speech
            && matches!(event.stance, Stance::Denied | Stance::Alleged)
    });
    acts.min_by_key(|&other| {
        let event = &mentions[other].attributes;
        let far = event.trigger.start.abs_diff(denial.trigger.start);
        (event.stance != Stance::Denied, far, other)
    })
}

/// The act or accusation before the denial's sentence.
fn earlier(
    mentions: &[Mention<'_>],
    at: usize,
    related: impl Fn(usize, usize) -> bool,
) -> Option<usize> {
    let denial = &mentions[at].attributes;
    let sentence = |other: usize| mentions[other].attributes.evidence.sentence;
    let before = |other: &usize| {
        let back = denial.evidence.sentence.checked_sub(sentence(*other));
        back.is_some_and(|back| (1..=REACH).contains(&back))
            && !mentions[*other].kind.denies
            && related(at, *other)
    };
    let passage = denial.evidence.text.to_lowercase();
    let names_it = DEFINITE.iter().any(|words| passage.contains(words));
    let rank = |other: usize| {
        let (kind, event) = (mentions[other].kind, &mentions[other].attributes);
        let own = event.actor.iter().any(|actor| denial.actor.iter().any(|who| same(actor, who)));
        let charged = kind.charges
            && (denial.actor.is_empty()
                || event.recipient.iter().any(|to| denial.actor.iter().any(|who| same(to, who))));
        match mentions[other].speech {
            false if own => Some(0),
            false if event.stance == Stance::Alleged => Some(1),
            true if charged => Some(2),
            false if names_it && kind.violent => Some(3),
            _ => None,
        }
    };
    let here = denial.evidence.sentence;
    let near = in_sentences(mentions, here.saturating_sub(REACH)..=here);
    let fitting = near.filter(before).filter_map(|other| Some((rank(other)?, other)));
    let nearest =
        fitting.min_by_key(|&(rank, other)| (rank, Reverse(sentence(other)), Reverse(other)));
    nearest.map(|(_, other)| other)
}

/// Whether two parties are the same: by canonical name, by the state they serve, else by the last word.
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
    use super::super::testing::{act, party};
    use super::*;
    use crate::script::EventKind;

    fn all(mentions: &[Mention<'_>]) -> Vec<Option<usize>> {
        links(mentions, &PackGroups::of(&[Default::default()]))
    }

    fn denial() -> EventKind {
        EventKind { speech: true, denies: true, ..EventKind::default() }
    }

    #[test]
    fn the_denied_act_of_the_same_sentence_comes_first() {
        let (plain_kind, denial) = (EventKind::default(), denial());
        let events = [
            act(&plain_kind, 4, 10, Stance::Denied),
            act(&plain_kind, 4, 55, Stance::Attributed),
            act(&plain_kind, 4, 80, Stance::Denied),
            act(&denial, 4, 60, Stance::Asserted),
        ];
        assert_eq!(all(&events), [None, None, None, Some(2)]);
    }

    #[test]
    fn then_the_nearest_earlier_act_of_the_denying_party() {
        let (plain_kind, denial) = (EventKind::default(), denial());
        let own = |sentence| {
            let mut own = act(&plain_kind, sentence, 10, Stance::Attributed);
            own.attributes.actor = party("the army");
            own
        };
        let other = || {
            let mut other = act(&plain_kind, 3, 40, Stance::Alleged);
            other.attributes.actor = party("rebels");
            other
        };
        let no = || {
            let mut no = act(&denial, 5, 90, Stance::Asserted);
            no.attributes.actor = party("The army");
            no
        };
        assert_eq!(all(&[own(2), other(), no()])[2], Some(0));
        assert_eq!(all(&[other(), no(), own(6)])[1], Some(0));
    }

    #[test]
    fn an_accusation_is_denied_where_no_act_is_found() {
        let (plain_kind, denial) = (EventKind::default(), denial());
        let charge_kind = EventKind { speech: true, charges: true, ..EventKind::default() };
        let events = |who: &str| {
            let mut charge = act(&charge_kind, 3, 40, Stance::Asserted);
            charge.attributes.recipient = party("the army");
            let mut no = act(&denial, 4, 90, Stance::Asserted);
            no.attributes.actor = party(who);
            [charge, act(&plain_kind, 3, 50, Stance::Asserted), no]
        };
        assert_eq!(all(&events("The army"))[2], Some(0));
        assert_eq!(all(&events("Rebels"))[2], None);
    }

    #[test]
    fn the_attack_refers_to_acts_of_violence_only() {
        let denial = denial();
        for violent in [true, false] {
            let plain_kind = EventKind { violent, ..EventKind::default() };
            let mut no = act(&denial, 4, 90, Stance::Asserted);
            no.attributes.evidence.text = "The army denied the attack.".into();
            let events = [act(&plain_kind, 3, 50, Stance::Asserted), no];
            assert_eq!(all(&events)[1], violent.then_some(0));
        }
    }
}
