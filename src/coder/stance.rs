//! Who an event is attributed to, once its actors are known. Follows the codebook's rulings on speech acts (5), on
//! alleged and denied events as one record (14) and on an actor's own account (15, 19). What the words of the passage
//! say is found by `frame::attribution`.

use super::filler::Filler;
use crate::analysis::quote;
use crate::event::{Claimant, Party, Realis, Stance};
use crate::frame::attribution::Attribution;
use crate::gazetteer::EntryKind;
use crate::script::{Draft, NameRef};
use crate::text::Span;

/// Stems of words by which a speech act names itself and its speaker: in "Churkin said the envoy accused Moscow" the
/// envoy is the actor, in "Churkin said it was barbarism" Churkin is.
const SPEECH: &[&str] = &[
    "accus", "alleg", "appeal", "ask", "blam", "call", "charg", "condemn", "critici", "demand",
    "denie", "denounc", "deny", "hit back", "insist", "reject", "request", "slam", "threat",
    "urge", "urging", "warn",
];

impl Filler<'_> {
    /// Stance and claimant of an event with these actors. A speech act without an actor gets its speaker as actor.
    pub fn stance(
        &self,
        draft: &Draft,
        attribution: &Attribution,
        actor: &mut Vec<Party>,
        speech: bool,
    ) -> (Stance, Option<Claimant>) {
        let text = self.view.document().text();
        let mut claimant = match &draft.claimant {
            Some(None) => None,
            Some(Some(named)) => {
                let (text, span) = self.written(named);
                Some(self.claimant(text, span))
            }
            None => attribution.claimant.map(|span| {
                let span = self.in_person(span);
                self.claimant(span.cut(text).to_owned(), Some(span))
            }),
        };
        if let Some(claimant) = &mut claimant {
            claimant.cue = attribution.cue.map(|cue| cue.cut(text).to_owned());
            claimant.via = attribution.via.iter().map(|via| via.cut(text).to_owned()).collect();
        }
        let mut stance = attribution.stance;
        if draft.claimant.as_ref().is_some_and(Option::is_some) && stance == Stance::Asserted {
            stance = Stance::Attributed;
        }
        if speech {
            (stance, claimant) = self.speech(draft, actor, claimant);
        } else if draft.actor.is_none()
            && let Some(claimant) = &claimant
        {
            self.separate_reporter(claimant, stance, actor);
        }
        (draft.stance.unwrap_or(stance), claimant)
    }

    /// The words that show a stance: the hedge, else the cue of saying, else the hearsay.
    pub fn stance_cue(&self, stance: Stance, found: &Attribution) -> Option<String> {
        let span = match stance {
            Stance::Asserted => None,
            Stance::Alleged => found.hedge.or(found.cue),
            _ => found.cue.or(found.hedge),
        };
        span.map(|span| span.cut(self.view.document().text()).to_owned())
    }

    /// A speech act is reported as said: its speaker is the actor, and only someone else can be a claimant.
    fn speech(
        &self,
        draft: &Draft,
        actor: &mut Vec<Party>,
        claimant: Option<Claimant>,
    ) -> (Stance, Option<Claimant>) {
        let Some(claimant) = claimant else { return (Stance::Asserted, None) };
        let document = self.view.document();
        let words = document.tokens_span(self.trigger.clone()).cut(document.text()).to_lowercase();
        let names_itself = SPEECH.iter().any(|stem| words.contains(stem));
        let other = names_itself && !actor.is_empty() && !is_among(&claimant, actor);
        if other {
            return (Stance::Attributed, Some(claimant));
        }
        if draft.actor.is_none() && !is_among(&claimant, actor) {
            *actor = vec![Party {
                text: claimant.text,
                name: claimant.name,
                code: claimant.code,
                start: Some(claimant.start),
                end: Some(claimant.end),
            }];
        }
        (Stance::Asserted, None)
    }

    /// Removes a mere reporter from the actors: a witness who "saw two air strikes" is the subject of the sentence but
    /// not the attacker, and a party that accuses another of an act is not its actor.
    fn separate_reporter(&self, claimant: &Claimant, stance: Stance, actor: &mut Vec<Party>) {
        let accuses = stance == Stance::Alleged
            && claimant.cue.as_deref().is_some_and(|cue| {
                let cue = cue.to_lowercase();
                cue.starts_with("accus") || cue.starts_with("blam")
            });
        if !accuses && !self.is_mere_reporter(claimant) {
            return;
        }
        actor.retain(|party| !overlap(claimant, party));
        if accuses && actor.is_empty() {
            let end = Span { start: claimant.start, end: claimant.end };
            let after = self.view.document().tokens_in(end).end;
            let accused = self.view.notes.party_after(self.sentence, after);
            actor.extend(accused.map(|tokens| self.party(&NameRef::Tokens(tokens))));
        }
    }

    /// Whether a claimant only reports, as witnesses do: one that no gazetteer knows or that never does such acts, and
    /// not an army, state or armed group.
    fn is_mere_reporter(&self, claimant: &Claimant) -> bool {
        let span = Span { start: claimant.start, end: claimant.end };
        let tokens = self.view.document().tokens_in(span);
        match self.view.notes.kind_of(&tokens) {
            Some(
                EntryKind::State
                | EntryKind::Government
                | EntryKind::Military
                | EntryKind::Police
                | EntryKind::Coalition
                | EntryKind::Rebel
                | EntryKind::Militia
                | EntryKind::Jihadist,
            ) => false,
            Some(EntryKind::Monitor | EntryKind::Media | EntryKind::Civilian) => true,
            _ => claimant.name.is_none(),
        }
    }

    /// An actor's own account of what it did is confirmed; an account of what it promises is attributed.
    pub fn own_account(
        &self,
        draft: &Draft,
        stance: Stance,
        realis: Realis,
        actor: &[Party],
        claimant: Option<&Claimant>,
    ) -> Stance {
        let own = claimant.is_some_and(|claimant| {
            actor.iter().any(|party| same(claimant, party) || self.is_of_speaker(claimant, party))
        });
        let done = matches!(realis, Realis::Actual | Realis::Ongoing | Realis::Historical);
        if draft.stance.is_none() && stance == Stance::Attributed && own && done {
            return Stance::Confirmed;
        }
        stance
    }

    /// "Our units withdrew, the brigade wrote", "she told us her side had seized it": what the speaker calls its own.
    fn is_of_speaker(&self, claimant: &Claimant, party: &Party) -> bool {
        let first = party.text.split_whitespace().next().unwrap_or_default().to_lowercase();
        match first.as_str() {
            "our" | "we" => true,
            // Of others, only what comes right after the verb of saying: else it may be somebody else's.
            "its" | "their" | "his" | "her" => party.start.is_some_and(|start| {
                let text = self.view.document().text();
                let between = text.get(claimant.end as usize..start as usize);
                between.is_some_and(|words| words.split_whitespace().count() <= 3)
            }),
            _ => false,
        }
    }

    /// For "we" and "I" inside a quotation: its speaker, where known.
    fn in_person(&self, span: Span) -> Span {
        let document = self.view.document();
        if !["we", "i"].contains(&span.cut(document.text()).to_lowercase().as_str()) {
            return span;
        }
        let quote =
            quote::quotes_near(document, span).iter().find(|quote| quote.inner.contains(span));
        quote.and_then(|quote| quote.speaker).unwrap_or(span)
    }

    fn claimant(&self, text: String, span: Option<Span>) -> Claimant {
        let (name, code) = self.canonical(span, &text);
        Claimant {
            text,
            name,
            code,
            start: span.map_or(0, |span| span.start),
            end: span.map_or(0, |span| span.end),
            cue: None,
            via: Vec::new(),
        }
    }
}

fn is_among(claimant: &Claimant, actor: &[Party]) -> bool {
    actor.iter().any(|party| overlap(claimant, party) || same(claimant, party))
}

pub(super) fn overlap(claimant: &Claimant, party: &Party) -> bool {
    match (party.start, party.end) {
        (Some(start), Some(end)) => start < claimant.end && claimant.start < end,
        _ => false,
    }
}

/// Whether a claimant and an actor are the same party: by canonical name, by bodies of one state, else by the last
/// word.
fn same(claimant: &Claimant, party: &Party) -> bool {
    if claimant.name.is_some() && claimant.name == party.name {
        return true;
    }
    match (&claimant.code, &party.code) {
        (Some(left), Some(right)) => {
            left == right || state(left).is_some() && state(left) == state(right)
        }
        _ => {
            claimant.name.is_none()
                && party.name.is_none()
                && head(&claimant.text) == head(&party.text)
                && (!is_vague(&head(&party.text)) || bare(&claimant.text) == bare(&party.text))
        }
    }
}

/// Nouns that two different parties may well share: "a monitoring group", "the militant group".
fn is_vague(head: &str) -> bool {
    matches!(
        head,
        "group"
            | "groups"
            | "forces"
            | "force"
            | "people"
            | "men"
            | "members"
            | "officials"
            | "sources"
            | "one"
    )
}

/// A name without its article.
fn bare(text: &str) -> String {
    let text = text.to_lowercase();
    ["the ", "a ", "an "]
        .iter()
        .find_map(|article| text.strip_prefix(article))
        .unwrap_or(&text)
        .to_owned()
}

/// The state for which the bearer of an actor code speaks and acts.
pub(super) fn state(code: &str) -> Option<&str> {
    let (country, organs) = (code.get(..3)?, code.get(3..)?);
    let of_state = |organ: &[u8]| [&b"GOV"[..], b"MIL", b"SPY", b"LEG"].contains(&organ);
    organs.as_bytes().chunks(3).all(of_state).then_some(country)
}

pub(super) fn head(text: &str) -> String {
    text.rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claimant(text: &str, code: Option<&str>) -> Claimant {
        let code = code.map(str::to_owned);
        Claimant {
            text: text.into(),
            name: None,
            code,
            start: 0,
            end: 9,
            cue: None,
            via: Vec::new(),
        }
    }

    fn party(text: &str, code: Option<&str>) -> Party {
        Party {
            text: text.into(),
            name: None,
            code: code.map(str::to_owned),
            start: None,
            end: None,
        }
    }

    #[test]
    fn bodies_of_one_state_are_one_party_but_rebels_are_not() {
        let ministry = claimant("the Defence Ministry", Some("RUSGOV"));
        assert!(same(&ministry, &party("Russian jets", Some("RUSMIL"))));
        assert!(!same(&ministry, &party("jets", Some("SYRMIL"))));
        let ministry = claimant("the Defence Ministry", Some("RUSGOVMIL"));
        assert!(same(&ministry, &party("Russian jets", Some("RUSMIL"))));
        assert!(!same(&claimant("Damascus", Some("SYR")), &party("rebels", Some("SYRREB"))));
        assert!(same(&claimant("the local police", None), &party("police", None)));
    }
}
