//! From a draft to an event: what the rule left open the host fills in, and stamps.

use super::find::Made;
use super::refute::is_violent;
use super::vouch::overlap;
use super::{Coder, Ready};
use crate::event::{
    ArticleRef, Claimant, Count, Counted, DateBasis, DatePrecision, Event, EventDate, Evidence,
    Party, Place, PlaceBasis, PlacePrecision, Quoted, Realis,
};
use crate::frame::place::Reach;
use crate::gazetteer::Kind;
use crate::script::{Draft, Named, RuleSpec, View};
use crate::text::{Article, Escape, Span};
use std::ops::Range;

/// From this many dead or hurt on a toll is no single event's.
const LONG_TOLL: u64 = 5_000;

/// Makes an event of what a rule said.
pub fn fill(coder: &Coder, view: &View, made: Made) -> Filled {
    let Made { rule, sentence, trigger, draft } = made;
    Filler { coder: &coder.ready, view, rule, sentence, trigger }.fill(draft)
}

/// Fills drafts of one rule at one moment.
pub(super) struct Filler<'a> {
    /// The coder: kinds, codes, names.
    pub coder: &'a Ready,
    /// The article.
    pub view: &'a View,
    /// The rule, as an index.
    pub rule: usize,
    /// The sentence where its conditions held.
    pub sentence: usize,
    /// The tokens that say so.
    pub trigger: Range<usize>,
}

/// An event complete but for its id.
#[derive(Clone, Debug)]
pub struct Filled {
    /// The event.
    pub event: Event,
    /// The index of its sentence.
    pub sentence: usize,
    /// The index of its rule.
    pub rule: usize,
}

impl Filler<'_> {
    fn fill(&self, draft: Draft) -> Filled {
        let rule = &self.coder.rules[self.rule];
        let document = self.view.document();
        let trigger = draft.trigger.clone().unwrap_or_else(|| self.trigger.clone());
        let sentence = document.sentence_of(trigger.start).unwrap_or(self.sentence);
        let kind = draft.kind.clone().unwrap_or_else(|| rule.kind.clone());
        let mode = draft.mode.clone().or_else(|| self.own_mode(rule, &kind));
        let speech = self.coder.is_speech(&kind, mode.as_deref());
        let (mut actor, mut recipient) = self.parties(&draft, &kind, sentence, &trigger);
        let (stance, claimant) = self.vouch(&draft, sentence, &trigger, &mut actor, speech);
        if draft.actor.is_none() && is_violent(&kind) {
            actor.retain(|party| {
                !party.code.as_deref().is_some_and(never_fights) || self.is_armed(party)
            });
        }
        if let Some(claimant) = claimant.as_ref().filter(|_| draft.recipient.is_none()) {
            recipient.retain(|party| !overlap(claimant, party)); // who tells of it is not whom it befell
        }
        let stance_cue = self.stance_cue(stance, sentence, &trigger);
        let (realis, date) = self.happening(&draft, sentence, &trigger, speech);
        let stance = self.own_account(&draft, stance, realis, &actor, claimant.as_ref());
        let mut counts = match &draft.counts {
            Some(counts) => counts.clone(),
            None if kind == "casualties" => {
                self.view.notes.counts_of(sentence, &trigger, Some(Counted::Killed))
            }
            None => self.other_counts(sentence, &trigger, &kind),
        };
        let realis = told_for_long(&draft, realis, &counts);
        for count in &mut counts {
            if count.source.is_none() {
                count.source = claimant.as_ref().map(|claimant| claimant.text.clone());
            }
        }
        let (actor, recipient) = (self.in_full(actor), self.in_full(recipient));
        let claimant = claimant.map(|claimant| self.claimant_in_full(claimant));
        let reach = match (self.coder.reach(&kind), realis) {
            // What is old or merely thought of is not where the story is.
            (Reach::Act, Realis::Historical | Realis::Hypothetical) => Reach::Here,
            (Reach::Act, Realis::Negated) if kind != "casualties" => Reach::Here,
            (reach, _) => reach,
        };
        let place = self.place(&draft, sentence, &trigger, reach);
        let event = Event {
            id: String::new(),
            codes: self.coder.codes(rule, &kind, mode.as_deref(), &draft.codes),
            mode,
            kind,
            article: article_ref(&document.article),
            evidence: self.evidence(sentence),
            trigger: self.quoted(&trigger),
            stance,
            stance_cue,
            claimant,
            denies: None,
            realis,
            actor,
            recipient,
            place,
            date,
            counts,
            extra: draft.extra,
            rule: rule.id.clone(),
            pack: rule.pack.clone(),
            pack_version: rule.pack_version.clone(),
            pack_hash: rule.pack_hash.clone(),
        };
        Filled { event, sentence, rule: self.rule }
    }

    /// The rule's mode goes with the rule's kind; a draft of another kind has the mode it gives itself.
    fn own_mode(&self, rule: &RuleSpec, kind: &str) -> Option<String> {
        rule.mode.clone().filter(|_| rule.kind == kind)
    }

    fn evidence(&self, sentence: usize) -> Evidence {
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
        }
    }

    fn quoted(&self, tokens: &Range<usize>) -> Quoted {
        let document = self.view.document();
        let span = document.tokens_span(tokens.clone());
        Quoted { text: span.cut(document.text()).to_owned(), start: span.start, end: span.end }
    }

    fn parties(
        &self,
        draft: &Draft,
        kind: &str,
        sentence: usize,
        trigger: &Range<usize>,
    ) -> (Vec<Party>, Vec<Party>) {
        let (mut actor, mut recipient) = match (&draft.actor, &draft.recipient) {
            (Some(_), Some(_)) => Default::default(),
            _ => self.view.notes.actor_of(sentence, trigger),
        };
        self.suit(kind, sentence, &mut actor, &mut recipient);
        let given = |given: &Option<Vec<Named>>, found: Vec<Range<usize>>| match given {
            Some(named) => named.iter().map(|named| self.party(named)).collect(),
            None => found.into_iter().map(|tokens| self.party(&Named::Tokens(tokens))).collect(),
        };
        (given(&draft.actor, actor), given(&draft.recipient, recipient))
    }

    /// Whether a party is armed by its own noun, whatever name stands in its phrase: "UN troops".
    fn is_armed(&self, party: &Party) -> bool {
        let (Some(start), Some(end)) = (party.start, party.end) else { return false };
        let tokens = self.view.document().tokens_in(Span { start, end });
        let kind = self.view.notes.kind_of(&tokens);
        matches!(
            kind,
            Some(Kind::Military | Kind::Police | Kind::Rebel | Kind::Militia | Kind::Jihadist)
        )
    }

    /// What grammar cannot know of who acts and who is acted upon: civilians do not do what befalls them, those whom a
    /// strike killed are its recipients, and a place that is taken is no party.
    fn suit(
        &self,
        kind: &str,
        sentence: usize,
        actor: &mut Vec<Range<usize>>,
        recipient: &mut Vec<Range<usize>>,
    ) {
        let notes = &self.view.notes;
        if matches!(kind, "casualties" | "displacement" | "siege") {
            let civil = |tokens: &Range<usize>| notes.kind_of(tokens) == Some(Kind::Civilian);
            let moved: Vec<_> = actor.iter().filter(|tokens| civil(tokens)).cloned().collect();
            actor.retain(|tokens| !civil(tokens));
            recipient.extend(moved);
            recipient.sort_by_key(|tokens| (tokens.start, tokens.end));
            recipient.dedup();
            let document = self.view.document();
            let counted =
                |at: usize| matches!(document.folded(at).as_ref(), "casualties" | "fatalities");
            recipient.retain(|tokens| !tokens.end.checked_sub(1).is_some_and(counted));
        }
        if matches!(kind, "territory_change" | "deployment") {
            recipient.retain(|tokens| notes.kind_of(tokens) != Some(Kind::Object));
        }
        let strikes = matches!(
            kind,
            "air_strike"
                | "shelling"
                | "bombing"
                | "chemical_attack"
                | "targeted_killing"
                | "casualties"
        );
        if strikes {
            let idle = |kind| {
                matches!(
                    kind,
                    Kind::Civilian | Kind::Monitor | Kind::Media | Kind::Medical | Kind::Ngo
                )
            };
            actor.retain(|tokens| !notes.kind_of(tokens).is_some_and(idle));
        }
        if is_violent(kind) {
            let tells =
                |kind| matches!(kind, Kind::Monitor | Kind::Media | Kind::Medical | Kind::Ngo);
            actor.retain(|tokens| !notes.kind_of(tokens).is_some_and(tells));
        }
        if strikes && recipient.is_empty() {
            *recipient = notes.victims(sentence);
            recipient.retain(|tokens| !actor.contains(tokens));
        }
    }

    /// Parties whom no table knows as written get the fuller name used earlier. Last of all: what is judged of actors and
    /// claimants is judged by the names that they bear where they stand.
    fn in_full(&self, mut parties: Vec<Party>) -> Vec<Party> {
        for party in parties.iter_mut().filter(|party| party.name.is_none()) {
            let (Some(start), Some(end)) = (party.start, party.end) else { continue };
            if let Some((name, code)) = self.view.notes.fuller(Span { start, end }, false) {
                (party.name, party.code) = (Some(name), party.code.take().or(code));
            }
        }
        parties
    }

    fn claimant_in_full(&self, mut claimant: Claimant) -> Claimant {
        let span = Span { start: claimant.start, end: claimant.end };
        if claimant.name.is_none()
            && !span.is_empty()
            && let Some((name, code)) = self.view.notes.fuller(span, true)
        {
            (claimant.name, claimant.code) = (Some(name), claimant.code.take().or(code));
        }
        claimant
    }

    pub(super) fn party(&self, named: &Named) -> Party {
        let (text, span) = self.written(named);
        let (name, code) = self.canonical(span, &text);
        Party { text, name, code, start: span.map(|s| s.start), end: span.map(|s| s.end) }
    }

    pub(super) fn written(&self, named: &Named) -> (String, Option<Span>) {
        match named {
            Named::Text(text) => (text.clone(), None),
            Named::Tokens(tokens) => {
                let document = self.view.document();
                let span = document.tokens_span(tokens.clone());
                (span.cut(document.text()).to_owned(), Some(span))
            }
        }
    }

    pub(super) fn canonical(
        &self,
        span: Option<Span>,
        text: &str,
    ) -> (Option<String>, Option<String>) {
        match self.view.notes.canonical(span, text) {
            Some((name, code)) => (Some(name), code),
            None => (None, None),
        }
    }

    fn happening(
        &self,
        draft: &Draft,
        sentence: usize,
        trigger: &Range<usize>,
        speech: bool,
    ) -> (Realis, EventDate) {
        let notes = &self.view.notes;
        let first = draft.realis.unwrap_or_else(|| notes.realis(sentence, trigger, None));
        let date = match &draft.date {
            Some(None) => EventDate::unknown(DateBasis::None),
            Some(Some(named)) => {
                notes.date_of_words(sentence, &self.written(named).0, first == Realis::Future)
            }
            None => notes.date_of(sentence, trigger, first == Realis::Future),
        };
        let realis = match draft.realis {
            Some(realis) => realis,
            None => {
                // What was said lies no further back than the report, unless its own words tell so.
                let start = date.start.map(|start| start.date).filter(|_| !speech);
                let realis = notes.realis(sentence, trigger, start);
                // What a speech act asks for lies ahead; that it was voiced does not.
                let of_content = matches!(
                    realis,
                    Realis::Future | Realis::Hypothetical | Realis::Attempted | Realis::Ongoing
                );
                let own_no = || {
                    let words = trigger.clone().map(|at| self.view.document().folded(at));
                    words
                        .into_iter()
                        .any(|word| word == "not" || word == "never" || word.ends_with("n't"))
                };
                if speech && (of_content || realis == Realis::Negated && own_no()) {
                    Realis::Actual
                } else {
                    realis
                }
            }
        };
        (realis, date)
    }

    fn other_counts(&self, sentence: usize, trigger: &Range<usize>, kind: &str) -> Vec<Count> {
        let wanted = match kind {
            "displacement" => Counted::Displaced,
            "siege" => Counted::Besieged,
            "detention" | "abduction" => Counted::Detained,
            _ => return Vec::new(),
        };
        let mut counts = self.view.notes.counts_of(sentence, trigger, Some(wanted));
        counts.retain(|count| count.what == wanted);
        counts
    }

    fn place(
        &self,
        draft: &Draft,
        sentence: usize,
        trigger: &Range<usize>,
        reach: Reach,
    ) -> Option<Place> {
        let named = match &draft.place {
            Some(named) => named.as_ref()?,
            None => return self.view.notes.place_of(sentence, trigger, reach),
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

/// Whether an actor's code is that of one who tells, helps or judges and bears no arms: the United Nations, NGOs and their
/// people, media, courts. NATO's own code is that of its forces.
fn never_fights(code: &str) -> bool {
    let role = code.strip_prefix("IGO").map_or_else(|| code.get(3..).unwrap_or(code), |_| "IGO");
    let idle = |part: &str| {
        matches!(part, "NGO" | "MED" | "HLH" | "HRI" | "JRN" | "CVL" | "EDU" | "JUD" | "REF")
    };
    let parts =
        |text: &str| (0..text.len() / 3).any(|n| text.get(3 * n..3 * n + 3).is_some_and(idle));
    role == "IGO" && !code.ends_with("MIL") && !code.ends_with("NAT") || parts(role) || parts(code)
}

/// A toll too high for a day sums up a war or a long stretch of it: background, whatever its tense.
fn told_for_long(draft: &Draft, realis: Realis, counts: &[Count]) -> Realis {
    let told = draft.realis.is_none() && matches!(realis, Realis::Actual | Realis::Ongoing);
    let summed = counts.iter().any(|count| count.what.is_harm() && count.low >= LONG_TOLL);
    if told && summed { Realis::Historical } else { realis }
}

/// The article as an event names it.
pub fn article_ref(article: &Article) -> ArticleRef {
    let escape = match article.origin.decoding.escape {
        Escape::None => "",
        Escape::Json => "+json",
        Escape::Csv => "+csv",
    };
    let published = article.layout.published;
    ArticleRef {
        id: article.id.clone(),
        path: article.origin.path.clone(),
        decoding: format!("{}{escape}", article.origin.decoding.charset),
        outlet: article.outlet.clone(),
        title: article.layout.title.map(|title| title.cut(&article.text).to_owned()),
        published: published.map(|published| match published.time {
            Some(time) => format!("{}T{:02}:{:02}", published.date, time.hour(), time.minute()),
            None => published.date.to_string(),
        }),
        published_precision: match published {
            Some(published) if published.time.is_some() => DatePrecision::Minute,
            Some(_) => DatePrecision::Day,
            None => DatePrecision::Unknown,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::never_fights;

    #[test]
    fn who_bears_no_arms_does_no_deed_of_arms() {
        for code in ["IGOUNO", "SYRNGOHRI", "SYRGOVMED", "NGO", "IGOUNOHLH", "CVL"] {
            assert!(never_fights(code), "{code}");
        }
        for code in ["SYRMIL", "RUS", "IMGMIL", "SYRREB", "MIL", "USAGOVMIL", "IGONAT"] {
            assert!(!never_fights(code), "{code}");
        }
    }
}
