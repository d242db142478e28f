//! What rules said of one article, cached between edits: half-made events, which become events when somebody looks.

use super::rule_table::Positions;
use crate::coder::Coder;
use crate::coder::candidate::{Candidate, resolve};
use crate::coder::fill::{Attributes, fill};
use crate::coder::find::MomentDraft;
use crate::event::Event;
use crate::script::{Draft, View};
use crate::text::Document;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

/// One half-made event. Small, since a corpus has many of them.
#[derive(Clone, Debug)]
pub struct CachedDraft {
    /// The rule's number, which it keeps whatever is loaded.
    pub number: u32,
    /// The match's sentence.
    pub moment: u32,
    /// The sentence of the event: the match's, unless the rule found its trigger in another.
    pub sentence: u32,
    /// The match's trigger, as tokens of the article.
    pub trigger: Range<u32>,
    /// What the rule said; `None` where it left all to the host.
    pub draft: Option<Arc<Draft>>,
    /// What was looked up for the event by itself, once it was wanted.
    attributes: OnceCell<Arc<Attributes>>,
}

/// What each rule said last, by number: most say the same of all sentences, and then it is cached once.
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

impl CachedDraft {
    /// Keeps what the rule of that number said of `document`.
    pub fn new(
        number: u32,
        made: MomentDraft,
        document: &Document,
        sayings: &mut Sayings,
    ) -> CachedDraft {
        let trigger = made.draft.trigger.as_ref().map(|trigger| trigger.start);
        let moved = trigger.and_then(|token| document.sentence_of(token));
        let says = made.draft != Draft::default();
        let draft = says.then(|| sayings.keep(number, made.draft));
        CachedDraft {
            number,
            moment: made.sentence as u32,
            sentence: moved.unwrap_or(made.sentence) as u32,
            trigger: made.trigger.start as u32..made.trigger.end as u32,
            draft,
            attributes: OnceCell::new(),
        }
    }

    /// Whether the rule said the same.
    pub fn says_as(&self, other: &CachedDraft) -> bool {
        self.number == other.number
            && self.moment == other.moment
            && self.trigger == other.trigger
            && said_alike(self.draft.as_ref(), other.draft.as_ref())
    }

    /// Forgets what was looked up: what that rests on has changed.
    pub fn forget(&mut self) {
        self.attributes = OnceCell::new();
    }

    /// What the rule said, resolved; `rule` is its rule, as an index into the coder's.
    fn candidate<'a>(
        &'a self,
        coder: &'a Coder,
        document: &Document,
        rule: usize,
    ) -> Candidate<'a> {
        static SILENT: LazyLock<Draft> = LazyLock::new(Draft::default);
        let draft = self.draft.as_deref().unwrap_or(&SILENT);
        let trigger = self.trigger.start as usize..self.trigger.end as usize;
        resolve(coder, document, (rule, self.moment as usize, trigger), draft)
    }
}

fn said_alike(one: Option<&Arc<Draft>>, other: Option<&Arc<Draft>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// A half-made event that stays: which of several for one sentence do is settled before any is filled in.
pub struct ResolvedDraft<'a> {
    /// What the rule said.
    pub cached: &'a CachedDraft,
    /// The same, resolved.
    pub candidate: Candidate<'a>,
}

/// Which of `cached` stay, in the order of the article's events.
pub fn standing<'a>(
    cached: impl Iterator<Item = &'a CachedDraft>,
    coder: &'a Coder,
    document: &Document,
    positions: &Positions,
) -> Vec<ResolvedDraft<'a>> {
    let loaded = cached.filter_map(|cached| Some((cached, positions.of(cached.number)?)));
    let (all, candidates): (Vec<&CachedDraft>, Vec<Candidate<'a>>) =
        loaded.map(|(cached, rule)| (cached, cached.candidate(coder, document, rule))).unzip();
    let stay = coder.dedup(&candidates).into_iter();
    stay.map(|at| ResolvedDraft { cached: all[at], candidate: candidates[at].clone() }).collect()
}

/// The ids of the events that stay, in order, before any is filled in.
pub fn ids(standing: &[ResolvedDraft<'_>], coder: &Coder, document: &Document) -> Vec<String> {
    coder.ids(document, standing.iter().map(|one| &one.candidate))
}

/// The article's events, complete.
pub fn events(standing: &[ResolvedDraft<'_>], coder: &Coder, view: &Rc<View>) -> Vec<Event> {
    let candidates: Vec<Candidate<'_>> = standing.iter().map(|one| one.candidate.clone()).collect();
    coder.events(view, &candidates, |(at, _)| standing[at].attributes(coder, view))
}

impl ResolvedDraft<'_> {
    /// What is looked up for the event by itself; cached for the next time.
    pub fn attributes(&self, coder: &Coder, view: &Rc<View>) -> Attributes {
        let make = || Arc::new(fill(coder, view, &self.candidate));
        self.cached.attributes.get_or_init(make).as_ref().clone()
    }
}
