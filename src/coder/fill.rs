//! From a draft to an event: what the rule left open the host fills in, and stamps.

use super::Ready;
use crate::event::{
    ArticleRef, Claimant, Count, DatePrecision, Event, EventDate, Evidence, Party, Place,
    PlacePrecision, Quoted, Realis, Stance,
};
use crate::script::{Draft, Moment, Named, RuleSpec, View};
use crate::text::{Article, Escape, Span};
use std::ops::Range;

/// Fills drafts of one rule at one moment.
pub struct Filler<'a> {
    /// The coder: kinds, codes, names.
    pub coder: &'a Ready,
    /// The article.
    pub view: &'a View,
    /// The rule, as an index.
    pub rule: usize,
    /// Where its conditions held.
    pub moment: &'a Moment,
}

/// An event complete but for its id.
pub struct Filled {
    /// The event.
    pub event: Event,
    /// The index of its sentence.
    pub sentence: usize,
    /// The index of its rule.
    pub rule: usize,
}

impl Filler<'_> {
    /// Makes an event of `draft`.
    pub fn fill(&self, draft: Draft) -> Filled {
        let rule = &self.coder.rules[self.rule];
        let document = self.view.document();
        let trigger = draft.trigger.clone().unwrap_or_else(|| self.moment.trigger.clone());
        let sentence = document.sentence_of(trigger.start).unwrap_or(self.moment.sentence);
        let kind = draft.kind.clone().unwrap_or_else(|| rule.kind.clone());
        let speech = self.coder.is_speech(&kind);
        let (actor, recipient) = self.parties(&draft, sentence, &trigger, speech);
        let (stance, claimant) = self.vouching(&draft, sentence, &trigger, &actor, speech);
        let (realis, date) = self.happening(&draft, sentence, &trigger, speech);
        let stance = self.settled_stance(&draft, stance, realis, &actor, claimant.as_ref(), speech);
        let mut counts = match &draft.counts {
            Some(counts) => counts.clone(),
            None if kind == "casualties" => self.view.notes.counts_of(sentence, &trigger),
            None => self.other_counts(sentence, &trigger, &kind),
        };
        for count in &mut counts {
            if count.source.is_none() {
                count.source = claimant.as_ref().map(|claimant| claimant.text.clone());
            }
        }
        let event = Event {
            id: String::new(),
            codes: self.coder.codes(rule, &kind, &draft.codes),
            mode: draft.mode.clone().or_else(|| self.own_mode(rule, &kind)),
            kind,
            article: article_ref(&document.article),
            evidence: self.evidence(sentence),
            trigger: self.quoted(&trigger),
            stance,
            claimant,
            realis,
            actor,
            recipient,
            place: self.place(&draft, sentence, &trigger),
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
        sentence: usize,
        trigger: &Range<usize>,
        speech: bool,
    ) -> (Vec<Party>, Vec<Party>) {
        let (mut found_actor, found_recipient) = match (&draft.actor, &draft.recipient) {
            (Some(_), Some(_)) => Default::default(),
            _ => self.view.notes.actor_of(sentence, trigger),
        };
        if speech && found_actor.is_empty() {
            found_actor.extend(self.view.notes.claimant_of(sentence, trigger));
        }
        let given = |given: &Option<Vec<Named>>, found: Vec<Range<usize>>| match given {
            Some(named) => named.iter().map(|named| self.party(named)).collect(),
            None => found.into_iter().map(|tokens| self.party(&Named::Tokens(tokens))).collect(),
        };
        (given(&draft.actor, found_actor), given(&draft.recipient, found_recipient))
    }

    fn party(&self, named: &Named) -> Party {
        let (text, span) = self.written(named);
        let (name, code) = self.canonical(span, &text);
        Party { text, name, code, start: span.map(|s| s.start), end: span.map(|s| s.end) }
    }

    fn written(&self, named: &Named) -> (String, Option<Span>) {
        match named {
            Named::Text(text) => (text.clone(), None),
            Named::Tokens(tokens) => {
                let document = self.view.document();
                let span = document.tokens_span(tokens.clone());
                (span.cut(document.text()).to_owned(), Some(span))
            }
        }
    }

    fn canonical(&self, span: Option<Span>, text: &str) -> (Option<String>, Option<String>) {
        match self.view.notes.canonical(span, text) {
            Some((name, code)) => (Some(name), code),
            None => (None, None),
        }
    }

    fn vouching(
        &self,
        draft: &Draft,
        sentence: usize,
        trigger: &Range<usize>,
        actor: &[Party],
        speech: bool,
    ) -> (Stance, Option<Claimant>) {
        let attribution = self.view.notes.attribution(sentence, trigger);
        let text = self.view.document().text();
        let found =
            attribution.claimant.map(|span| self.claimant(span.cut(text).to_owned(), Some(span)));
        let mut claimant = match &draft.claimant {
            Some(None) => None,
            Some(Some(named)) => {
                let (text, span) = self.written(named);
                Some(self.claimant(text, span))
            }
            None => found,
        };
        let mut stance = attribution.stance;
        if speech && claimant.as_ref().is_some_and(|c| is_among(c, actor)) {
            claimant = None; // who speaks is the actor; the outlet reports that the words were said
            stance = Stance::Asserted;
        }
        if let Some(claimant) = &mut claimant {
            claimant.cue = attribution.cue.map(|cue| cue.cut(text).to_owned());
            claimant.via = attribution.via.iter().map(|via| via.cut(text).to_owned()).collect();
        }
        if draft.claimant.as_ref().is_some_and(Option::is_some) && stance == Stance::Asserted {
            stance = Stance::Attributed;
        }
        (draft.stance.unwrap_or(stance), claimant)
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

    /// An actor's own account of what it did is confirmed; of what it promises, attributed.
    fn settled_stance(
        &self,
        draft: &Draft,
        stance: Stance,
        realis: Realis,
        actor: &[Party],
        claimant: Option<&Claimant>,
        speech: bool,
    ) -> Stance {
        let own = claimant.is_some_and(|claimant| actor.iter().any(|party| same(claimant, party)));
        let done = matches!(realis, Realis::Actual | Realis::Ongoing | Realis::Historical);
        if draft.stance.is_none() && stance == Stance::Attributed && own && done && !speech {
            return Stance::Confirmed;
        }
        stance
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
            Some(None) => EventDate {
                start: None,
                end: None,
                precision: DatePrecision::Unknown,
                basis: "none".to_owned(),
            },
            Some(Some(named)) => {
                notes.date_of_words(sentence, &self.written(named).0, first == Realis::Future)
            }
            None => notes.date_of(sentence, trigger, first == Realis::Future),
        };
        let realis = match draft.realis {
            Some(realis) => realis,
            None => {
                let realis = notes.realis(sentence, trigger, date.start.as_deref());
                // What a speech act asks for lies ahead; that it was voiced does not.
                if speech
                    && matches!(realis, Realis::Future | Realis::Hypothetical | Realis::Attempted)
                {
                    Realis::Actual
                } else {
                    realis
                }
            }
        };
        (realis, date)
    }

    fn other_counts(&self, sentence: usize, trigger: &Range<usize>, kind: &str) -> Vec<Count> {
        let wanted: &[&str] = match kind {
            "displacement" => &["displaced"],
            "siege" => &["besieged"],
            "detention" | "abduction" => &["detained"],
            _ => return Vec::new(),
        };
        let mut counts = self.view.notes.counts_of(sentence, trigger);
        counts.retain(|count| wanted.contains(&count.what.as_str()));
        counts
    }

    fn place(&self, draft: &Draft, sentence: usize, trigger: &Range<usize>) -> Option<Place> {
        match &draft.place {
            Some(None) => None,
            Some(Some(named)) => {
                let text = self.written(named).0;
                Some(self.view.notes.place_named(&text).unwrap_or(Place {
                    text,
                    name: None,
                    admin1: None,
                    country: None,
                    lat: None,
                    lon: None,
                    geonames_id: None,
                    precision: PlacePrecision::Unknown,
                }))
            }
            None => self.view.notes.place_of(sentence, trigger),
        }
    }
}

fn is_among(claimant: &Claimant, actor: &[Party]) -> bool {
    actor.iter().any(|party| {
        let overlap = match (party.start, party.end) {
            (Some(start), Some(end)) => start < claimant.end && claimant.start < end,
            _ => false,
        };
        overlap || same(claimant, party)
    })
}

/// Whether a claimant and an actor are one party: by canonical name, else by the same last word.
fn same(claimant: &Claimant, party: &Party) -> bool {
    if let (Some(left), Some(right)) = (&claimant.name, &party.name) {
        return left == right;
    }
    if let (Some(left), Some(right)) = (&claimant.code, &party.code) {
        return left == right;
    }
    let head =
        |text: &str| text.rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
    head(&claimant.text) == head(&party.text)
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
