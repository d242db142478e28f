//! From a draft to an event: what the rule left open the host fills in, and stamps.

use super::find::Made;
use super::{Coder, Ready};
use crate::event::{
    ArticleRef, Count, DatePrecision, Event, EventDate, Evidence, Party, Place, PlacePrecision,
    Quoted, Realis,
};
use crate::script::{Draft, Named, RuleSpec, View};
use crate::text::{Article, Escape, Span};
use std::ops::Range;

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
        let (mut actor, recipient) = self.parties(&draft, sentence, &trigger);
        let (stance, claimant) = self.vouch(&draft, sentence, &trigger, &mut actor, speech);
        let (realis, date) = self.happening(&draft, sentence, &trigger, speech);
        let stance = self.own_account(&draft, stance, realis, &actor, claimant.as_ref());
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
            mode,
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
    ) -> (Vec<Party>, Vec<Party>) {
        let (found_actor, found_recipient) = match (&draft.actor, &draft.recipient) {
            (Some(_), Some(_)) => Default::default(),
            _ => self.view.notes.actor_of(sentence, trigger),
        };
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
