//! From a candidate to an event's attributes: what the rule left open is looked up in the text.

use super::Coder;
use super::candidate::Candidate;
use super::filler::Filler;
use super::stance::overlap;
use crate::event::{
    Claimant, Codes, Count, Counted, DateBasis, EventDate, Evidence, Party, Place, PlaceBasis,
    PlacePrecision, QuotedText, Realis, Stance,
};
use crate::frame::place::PlaceScope;
use crate::gazetteer::EntryKind;
use crate::script::{Civilians, Draft, NameRef, View};
use crate::text::Span;
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// A toll of at least this many dead or wounded is not that of a single event.
const LONG_TOLL: u64 = 5_000;

/// The attributes found for one event by itself, without what other events of its article add to it.
#[derive(Clone, Debug)]
pub struct Attributes {
    /// The passage.
    pub evidence: Evidence,
    /// The trigger: the words that most clearly say the event.
    pub trigger: QuotedText,
    /// Its stance: asserted, attributed, alleged, ...
    pub stance: Stance,
    /// The words that show the stance.
    pub stance_cue: Option<String>,
    /// Who says so.
    pub claimant: Option<Claimant>,
    /// Whether it happened.
    pub realis: Realis,
    /// Who did it.
    pub actor: Vec<Party>,
    /// To whom.
    pub recipient: Vec<Party>,
    /// Where.
    pub place: Option<Place>,
    /// When.
    pub date: EventDate,
    /// How many.
    pub counts: Vec<Count>,
    /// Codes of other ontologies.
    pub codes: Codes,
    /// The rule's own attributes.
    pub extra: BTreeMap<String, Value>,
}

/// Looks up what the rule left open.
pub fn fill(coder: &Coder, view: &Rc<View>, one: &Candidate<'_>) -> Attributes {
    let view = coder.compiled.named(view, one.rule);
    let kind = coder.compiled.kind(one.rule, one.kind);
    let trigger = &one.trigger;
    Filler { coder: &coder.compiled, view, kind, sentence: one.sentence, trigger }.fill(one)
}

impl Filler<'_> {
    fn fill(&self, one: &Candidate<'_>) -> Attributes {
        let (draft, kind) = (one.draft, self.kind);
        let speech = kind.is_speech(one.mode);
        let (mut actor, mut recipient) = self.parties(draft);
        let attribution = self.view.notes.attribution(self.sentence, self.trigger);
        let (stance, claimant) = self.stance(draft, &attribution, &mut actor, speech);
        if draft.actor.is_none() && kind.violent {
            actor.retain(|party| {
                !party.code.as_deref().is_some_and(is_unarmed) || self.is_armed(party)
            });
        }
        if let Some(claimant) = claimant.as_ref().filter(|_| draft.recipient.is_none()) {
            recipient.retain(|party| !overlap(claimant, party)); // the claimant is not the victim
        }
        let stance_cue = self.stance_cue(stance, &attribution);
        let (realis, date) = self.realis_and_date(draft, speech);
        let stance = self.own_account(draft, stance, realis, &actor, claimant.as_ref());
        let mut counts = draft.counts.clone().unwrap_or_else(|| self.counts());
        let realis = sums_up_long_period(draft, realis, &counts);
        for count in &mut counts {
            if count.source.is_none() {
                count.source = claimant.as_ref().map(|claimant| claimant.text.clone());
            }
        }
        let (actor, recipient) = (self.with_full_names(actor), self.with_full_names(recipient));
        let claimant = claimant.map(|claimant| self.claimant_with_full_name(claimant));
        Attributes {
            evidence: self.evidence(),
            trigger: self.quoted(),
            stance,
            stance_cue,
            claimant,
            realis,
            actor,
            recipient,
            place: self.place(draft, realis),
            date,
            counts,
            codes: self.coder.codes(one.rule, kind, one.mode, &draft.codes),
            extra: draft.extra.clone(),
        }
    }

    fn evidence(&self) -> Evidence {
        let sentence = self.sentence;
        let document = self.view.document();
        let span = document.sentences()[sentence].span;
        let raw = document.article.origin.offsets.raw(span);
        Evidence {
            text: span.cut(document.text()).to_owned(),
            start: span.start,
            end: span.end,
            raw_start: raw.start,
            raw_end: raw.end,
            sentence: sentence as u32 + 1,
            page: document.article.origin.page_at(raw.start),
        }
    }

    fn quoted(&self) -> QuotedText {
        let document = self.view.document();
        let span = document.tokens_span(self.trigger.clone());
        QuotedText { text: span.cut(document.text()).to_owned(), start: span.start, end: span.end }
    }

    fn parties(&self, draft: &Draft) -> (Vec<Party>, Vec<Party>) {
        let (mut actor, mut recipient) = match (&draft.actor, &draft.recipient) {
            (Some(_), Some(_)) => Default::default(),
            _ => self.view.notes.actor_of(self.sentence, self.trigger),
        };
        self.correct_roles(&mut actor, &mut recipient);
        let given = |given: &Option<Vec<NameRef>>, found: Vec<Range<usize>>| match given {
            Some(named) => named.iter().map(|named| self.party(named)).collect(),
            None => found.into_iter().map(|tokens| self.party(&NameRef::Tokens(tokens))).collect(),
        };
        (given(&draft.actor, actor), given(&draft.recipient, recipient))
    }

    /// Whether a party is armed by its own noun, whatever name is in its phrase: "UN troops".
    fn is_armed(&self, party: &Party) -> bool {
        let (Some(start), Some(end)) = (party.start, party.end) else { return false };
        let tokens = self.view.document().tokens_in(Span { start, end });
        let kind = self.view.notes.kind_of(&tokens);
        matches!(
            kind,
            Some(
                EntryKind::Military
                    | EntryKind::Police
                    | EntryKind::Rebel
                    | EntryKind::Militia
                    | EntryKind::Jihadist
            )
        )
    }

    /// Corrects roles that grammar gets wrong, by the kind: civilians are not the actors of what happens to them, those
    /// whom a strike killed are its recipients, and a place that is captured is not a party.
    fn correct_roles(&self, actor: &mut Vec<Range<usize>>, recipient: &mut Vec<Range<usize>>) {
        let (notes, kind) = (&self.view.notes, self.kind);
        let civil = |tokens: &Range<usize>| notes.kind_of(tokens) == Some(EntryKind::Civilian);
        match kind.civilians {
            Civilians::Actors => {}
            Civilians::NotActors => actor.retain(|tokens| !civil(tokens)),
            Civilians::Recipients => {
                recipient.extend(actor.extract_if(.., |tokens| civil(tokens)));
                recipient.sort_by_key(|tokens| (tokens.start, tokens.end));
                recipient.dedup();
                let document = self.view.document();
                let counted =
                    |at: usize| matches!(document.folded(at).as_ref(), "casualties" | "fatalities");
                recipient.retain(|tokens| !tokens.end.checked_sub(1).is_some_and(counted));
            }
        }
        if !kind.things_are_recipients {
            recipient.retain(|tokens| notes.kind_of(tokens) != Some(EntryKind::Object));
        }
        if kind.violent || kind.toll {
            let reports = |kind| {
                matches!(
                    kind,
                    EntryKind::Monitor | EntryKind::Media | EntryKind::Medical | EntryKind::Ngo
                )
            };
            actor.retain(|tokens| !notes.kind_of(tokens).is_some_and(reports));
        }
        if kind.victims_are_recipients && recipient.is_empty() {
            *recipient = notes.victims(self.sentence);
            recipient.retain(|tokens| !actor.contains(tokens));
        }
    }

    /// Gives parties that no gazetteer knows as written the full name used earlier. Done last: actors and claimants are
    /// judged by the names used where they are mentioned.
    fn with_full_names(&self, mut parties: Vec<Party>) -> Vec<Party> {
        for party in parties.iter_mut().filter(|party| party.name.is_none()) {
            let (Some(start), Some(end)) = (party.start, party.end) else { continue };
            if let Some((name, code)) = self.view.notes.full_name_of(Span { start, end }, false) {
                (party.name, party.code) = (Some(name), party.code.take().or(code));
            }
        }
        parties
    }

    fn claimant_with_full_name(&self, mut claimant: Claimant) -> Claimant {
        let span = Span { start: claimant.start, end: claimant.end };
        if claimant.name.is_none()
            && !span.is_empty()
            && let Some((name, code)) = self.view.notes.full_name_of(span, true)
        {
            (claimant.name, claimant.code) = (Some(name), claimant.code.take().or(code));
        }
        claimant
    }

    /// Whether it happened, and when. The two depend on each other: realis by the words alone decides whether a weekday
    /// is read as future or past, and the date then decides whether the event is background.
    fn realis_and_date(&self, draft: &Draft, speech: bool) -> (Realis, EventDate) {
        let (notes, sentence, trigger) = (&self.view.notes, self.sentence, self.trigger);
        let by_words = match draft.realis {
            Some(realis) => Some(realis),
            None => notes.realis_of_words(sentence, trigger),
        };
        let future = by_words == Some(Realis::Future);
        let date = match &draft.date {
            Some(None) => EventDate::unknown(DateBasis::None),
            Some(Some(named)) => notes.date_of_words(sentence, &self.written(named).0, future),
            None => notes.date_of(sentence, trigger, future),
        };
        if let Some(realis) = draft.realis {
            return (realis, date);
        }
        let realis = by_words.unwrap_or_else(|| {
            // A speech act is not older than the report, unless its own words say so.
            let start = date.start.map(|start| start.date).filter(|_| !speech);
            notes.realis_of_time(sentence, trigger, start)
        });
        (if speech { self.speech_realis(realis) } else { realis }, date)
    }

    /// What a speech act asks for is in the future; the speech act itself has happened.
    fn speech_realis(&self, realis: Realis) -> Realis {
        let own_no = || {
            let words = self.trigger.clone().map(|at| self.view.document().folded(at));
            words.into_iter().any(|word| word == "not" || word == "never" || word.ends_with("n't"))
        };
        match realis {
            Realis::Future | Realis::Hypothetical | Realis::Attempted | Realis::Ongoing => {
                Realis::Actual
            }
            Realis::Negated if own_no() => Realis::Actual,
            realis => realis,
        }
    }

    /// The counts of the sort that the kind counts.
    fn counts(&self) -> Vec<Count> {
        let Some(wanted) = self.kind.counts else { return Vec::new() };
        let mut counts = self.view.notes.counts_of(self.sentence, self.trigger, Some(wanted));
        if wanted != Counted::Casualties {
            counts.retain(|count| count.what == wanted);
        }
        counts
    }

    fn place(&self, draft: &Draft, realis: Realis) -> Option<Place> {
        let sentence = self.sentence;
        let named = match &draft.place {
            Some(named) => named.as_ref()?,
            None => {
                let reach = match (self.kind.reach(), realis) {
                    // Old or hypothetical events are not at the place that the story is at.
                    (PlaceScope::Act, Realis::Historical | Realis::Hypothetical) => {
                        PlaceScope::Here
                    }
                    (PlaceScope::Act, Realis::Negated) if !self.kind.toll => PlaceScope::Here,
                    (reach, _) => reach,
                };
                return self.view.notes.place_of(sentence, self.trigger, reach);
            }
        };
        let text = self.written(named).0;
        let document = self.view.document();
        let here = document.sentences()[sentence].span.cut(document.text());
        let basis = if here.contains(&text) { PlaceBasis::Sentence } else { PlaceBasis::Article };
        Some(self.view.notes.place_named(&text, basis).unwrap_or(Place {
            text,
            name: None,
            admin1: None,
            country: None,
            lat: None,
            lon: None,
            geonames_id: None,
            precision: PlacePrecision::Unknown,
            basis,
        }))
    }
}

/// Whether an actor's code is that of a body that bears no arms: the United Nations, NGOs and their staff, media,
/// courts. NATO's own code stands for its forces.
fn is_unarmed(code: &str) -> bool {
    let role = code.strip_prefix("IGO").map_or_else(|| code.get(3..).unwrap_or(code), |_| "IGO");
    let idle = |part: &str| {
        matches!(part, "NGO" | "MED" | "HLH" | "HRI" | "JRN" | "CVL" | "EDU" | "JUD" | "REF")
    };
    let parts =
        |text: &str| (0..text.len() / 3).any(|n| text.get(3 * n..3 * n + 3).is_some_and(idle));
    role == "IGO" && !code.ends_with("MIL") && !code.ends_with("NAT") || parts(role) || parts(code)
}

/// A toll too high for a day is a total over a war or a long period: background, whatever the tense.
fn sums_up_long_period(draft: &Draft, realis: Realis, counts: &[Count]) -> Realis {
    let is_open = draft.realis.is_none() && matches!(realis, Realis::Actual | Realis::Ongoing);
    let summed = counts.iter().any(|count| count.what.is_harm() && count.low >= LONG_TOLL);
    if is_open && summed { Realis::Historical } else { realis }
}

#[cfg(test)]
mod tests {
    use super::is_unarmed;

    #[test]
    fn unarmed_bodies_are_recognised_by_code() {
        for code in ["IGOUNO", "SYRNGOHRI", "SYRGOVMED", "NGO", "IGOUNOHLH", "CVL"] {
            assert!(is_unarmed(code), "{code}");
        }
        for code in ["SYRMIL", "RUS", "IMGMIL", "SYRREB", "MIL", "USAGOVMIL", "IGONAT"] {
            assert!(!is_unarmed(code), "{code}");
        }
    }
}
