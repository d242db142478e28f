//! What rules said of one article, kept between edits: half-made events, which become events when somebody looks.

use super::roster::Positions;
use crate::coder::Coder;
use crate::coder::fill::{self, Filled};
use crate::coder::find::Made;
use crate::coder::settle::{self, Rival};
use crate::event::Event;
use crate::script::{Draft, View};
use crate::text::Document;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

/// One half-made event. Small, since a corpus has many of them.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The rule's number, which it keeps whatever is loaded.
    pub number: u32,
    /// The moment's sentence.
    pub moment: u32,
    /// The sentence of the event: the moment's, unless the rule found its trigger in another.
    pub sentence: u32,
    /// The moment's trigger, as tokens of the article.
    pub trigger: Range<u32>,
    /// What the rule said; `None` where it left all to the host.
    pub draft: Option<Arc<Draft>>,
    /// The event without its id, once made.
    event: OnceCell<Arc<Filled>>,
}

/// What each rule said last, by number: most say the same of all sentences, and then it is kept once.
#[derive(Default)]
pub struct Sayings(FxHashMap<u32, Arc<Draft>>);

impl Sayings {
    fn keep(&mut self, number: u32, draft: Draft) -> Arc<Draft> {
        match self.0.get(&number).filter(|last| ***last == draft) {
            Some(last) => last.clone(),
            None => {
                let draft = Arc::new(draft);
                self.0.insert(number, draft.clone());
                draft
            }
        }
    }
}

impl Kept {
    /// Keeps what the rule of that number said of `document`.
    pub fn new(number: u32, made: Made, document: &Document, sayings: &mut Sayings) -> Kept {
        let trigger = made.draft.trigger.as_ref().map(|trigger| trigger.start);
        let moved = trigger.and_then(|token| document.sentence_of(token));
        let says = made.draft != Draft::default();
        let draft = says.then(|| sayings.keep(number, made.draft));
        Kept {
            number,
            moment: made.sentence as u32,
            sentence: moved.unwrap_or(made.sentence) as u32,
            trigger: made.trigger.start as u32..made.trigger.end as u32,
            draft,
            event: OnceCell::new(),
        }
    }

    /// Whether the rule said the same.
    pub fn says_as(&self, other: &Kept) -> bool {
        self.number == other.number
            && self.moment == other.moment
            && self.trigger == other.trigger
            && said_alike(self.draft.as_ref(), other.draft.as_ref())
    }

    /// Forgets the event: what fills it in has changed.
    pub fn forget(&mut self) {
        self.event = OnceCell::new();
    }

    /// The event, without its id. `view` is its article; `rule` its rule, as an index into the coder's.
    pub fn fill(&self, coder: &Coder, view: &View, rule: usize) -> Arc<Filled> {
        let make = || {
            let made = Made {
                rule,
                sentence: self.moment as usize,
                trigger: self.trigger.start as usize..self.trigger.end as usize,
                draft: self.draft.as_deref().cloned().unwrap_or_default(),
            };
            Arc::new(fill::fill(coder, view, made))
        };
        self.event.get_or_init(make).clone()
    }
}

fn said_alike(one: Option<&Arc<Draft>>, other: Option<&Arc<Draft>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// A half-made event among its rivals: which of several for one sentence stand is settled before any is filled in.
pub struct Standing<'a> {
    /// What the rule said.
    pub kept: &'a Kept,
    /// The rule, as an index into the coder's.
    pub rule: usize,
    sentence: usize,
    kind: &'a str,
    mode: Option<&'a str>,
}

impl Rival for Standing<'_> {
    fn sentence(&self) -> usize {
        self.sentence
    }

    fn rule(&self) -> usize {
        self.rule
    }

    fn kind(&self) -> &str {
        self.kind
    }

    fn mode(&self) -> Option<&str> {
        self.mode
    }
}

/// Which of `kept` stand, in the order of the article's events.
pub fn standing<'a>(
    kept: impl Iterator<Item = &'a Kept>,
    coder: &'a Coder,
    positions: &Positions,
) -> Vec<Standing<'a>> {
    let place = |kept: &'a Kept| {
        let rule = positions.of(kept.number)?;
        let spec = &coder.rules()[rule];
        let draft = kept.draft.as_deref();
        let kind = draft.and_then(|draft| draft.kind.as_deref()).unwrap_or(&spec.kind);
        let own = || spec.mode.as_deref().filter(|_| spec.kind == kind);
        let mode = draft.and_then(|draft| draft.mode.as_deref()).or_else(own);
        Some(Standing { kept, rule, sentence: kept.sentence as usize, kind, mode })
    };
    settle::settle(kept.filter_map(place).collect())
}

/// The ids of the events that stand, in order, before any is filled in.
pub fn ids(standing: &[Standing<'_>], coder: &Coder, document: &Document) -> Vec<String> {
    let mut ids = settle::Ids::default();
    let id = |one: &Standing<'_>| {
        let text = document.sentences()[one.sentence].span.cut(document.text());
        ids.next(&document.article.id, &coder.rules()[one.rule].id, text)
    };
    standing.iter().map(id).collect()
}

/// The article's events, complete.
pub fn events(standing: &[Standing<'_>], coder: &Coder, view: &View) -> Vec<Event> {
    coder.complete(standing.iter().map(|one| filled(one, coder, view)).collect())
}

/// One event without its id, from the pack of the moment: it may have been made when that was another.
pub fn filled(one: &Standing<'_>, coder: &Coder, view: &View) -> Filled {
    let mut filled = one.kept.fill(coder, view, one.rule).as_ref().clone();
    let rule = &coder.rules()[one.rule];
    filled.rule = one.rule;
    filled.event.pack.clone_from(&rule.pack);
    filled.event.pack_version.clone_from(&rule.pack_version);
    filled.event.pack_hash.clone_from(&rule.pack_hash);
    filled
}
