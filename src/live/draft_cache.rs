//! Cache of the drafts that rules returned for one article; they become events on demand.

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

/// A cached draft. Small, since a corpus has many of them.
#[derive(Clone, Debug)]
pub struct CachedDraft {
    /// The rule's number, which stays the same across reloads.
    pub number: u32,
    /// The index of the match's sentence.
    pub moment: u32,
    /// The index of the event's sentence: the match's, unless the rule found its trigger in another.
    pub sentence: u32,
    /// The match's trigger, as tokens of the article.
    pub trigger: Range<u32>,
    /// The draft that the rule returned; `None` if it is the default draft.
    pub draft: Option<Arc<Draft>>,
    /// Attributes looked up for this event by itself; filled on first use.
    attributes: OnceCell<Arc<Attributes>>,
}

/// The last draft of each rule, by number: most rules return the same draft for all sentences, which is then stored
/// once.
#[derive(Default)]
pub struct DraftInterner(FxHashMap<u32, Arc<Draft>>);

impl DraftInterner {
    fn intern(&mut self, number: u32, draft: Draft) -> Arc<Draft> {
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
    /// Caches the draft that rule `number` returned for `document`.
    pub fn new(
        number: u32,
        made: MomentDraft,
        document: &Document,
        interner: &mut DraftInterner,
    ) -> CachedDraft {
        let trigger = made.draft.trigger.as_ref().map(|trigger| trigger.start);
        let moved = trigger.and_then(|token| document.sentence_of(token));
        let says = made.draft != Draft::default();
        let draft = says.then(|| interner.intern(number, made.draft));
        CachedDraft {
            number,
            moment: made.sentence as u32,
            sentence: moved.unwrap_or(made.sentence) as u32,
            trigger: made.trigger.start as u32..made.trigger.end as u32,
            draft,
            attributes: OnceCell::new(),
        }
    }

    /// Whether the other draft has the same rule, position and content.
    pub fn equals(&self, other: &CachedDraft) -> bool {
        self.number == other.number
            && self.moment == other.moment
            && self.trigger == other.trigger
            && same_draft(self.draft.as_ref(), other.draft.as_ref())
    }

    /// Clears the attributes, after something they depend on has changed.
    pub fn forget(&mut self) {
        self.attributes = OnceCell::new();
    }

    /// The draft, resolved; `rule` is its rule, as an index into the coder's.
    fn candidate<'a>(
        &'a self,
        coder: &'a Coder,
        document: &Document,
        rule: usize,
    ) -> Candidate<'a> {
        static DEFAULT: LazyLock<Draft> = LazyLock::new(Draft::default);
        let draft = self.draft.as_deref().unwrap_or(&DEFAULT);
        let trigger = self.trigger.start as usize..self.trigger.end as usize;
        resolve(coder, document, (rule, self.moment as usize, trigger), draft)
    }
}

fn same_draft(one: Option<&Arc<Draft>>, other: Option<&Arc<Draft>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// A draft that survives deduplication, which is decided before any event is filled in.
pub struct ResolvedDraft<'a> {
    /// The cached draft.
    pub cached: &'a CachedDraft,
    /// The draft, resolved.
    pub candidate: Candidate<'a>,
}

/// The drafts of `cached` that survive deduplication, in the order of the article's events.
pub fn surviving<'a>(
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

/// The ids of the events of `surviving`, in order, without filling them in.
pub fn ids(surviving: &[ResolvedDraft<'_>], coder: &Coder, document: &Document) -> Vec<String> {
    coder.ids(document, surviving.iter().map(|one| &one.candidate))
}

/// The article's events, complete.
pub fn events(surviving: &[ResolvedDraft<'_>], coder: &Coder, view: &Rc<View>) -> Vec<Event> {
    let candidates: Vec<Candidate<'_>> =
        surviving.iter().map(|one| one.candidate.clone()).collect();
    coder.events(view, &candidates, |(at, _)| surviving[at].attributes(coder, view))
}

impl ResolvedDraft<'_> {
    /// The attributes looked up for the event by itself; cached.
    pub fn attributes(&self, coder: &Coder, view: &Rc<View>) -> Attributes {
        let make = || Arc::new(fill(coder, view, &self.candidate));
        self.cached.attributes.get_or_init(make).as_ref().clone()
    }
}
