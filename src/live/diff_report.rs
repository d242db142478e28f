//! Difference reports: each event that was added, removed or changed, before and after, with its sentence.

use super::corpus::{ArticleDelta, LiveCorpus};
use super::delta::Delta;
use super::draft_cache::{self, CachedDraft, ResolvedDraft};
use super::rule_table::Positions;
use super::shard::Shard;
use super::shards::Stopped;
use crate::coder::Coder;
use crate::event::Event;
use crate::event::change::{Change, changes};
use crate::script::View;
use std::rc::Rc;

/// The difference of one event.
#[derive(Clone, Debug)]
pub struct EventDiff {
    /// The article, an index into the corpus.
    pub article: usize,
    /// The article's id.
    pub id: String,
    /// The event's sentence, from 1.
    pub sentence: usize,
    /// The sentence's text.
    pub text: String,
    /// The rule, by id.
    pub rule: String,
    /// The event before; `None` for an added one.
    pub before: Option<Event>,
    /// The event after; `None` for a removed one.
    pub after: Option<Event>,
    /// The attributes that differ, for an event that exists before and after.
    pub changes: Vec<Change>,
}

impl EventDiff {
    /// Whether there is nothing to report: the draft differs, but the event is the same.
    pub fn is_no_change(&self) -> bool {
        self.before.is_some() && self.after.is_some() && self.changes.is_empty()
    }
}

impl LiveCorpus {
    /// The full events of the differences of the last [`LiveCorpus::update`], in the order given: with their ids and
    /// with attributes taken from other events of their article. Differences of earlier updates cannot be reported any
    /// more.
    pub fn diff_report(&mut self, deltas: &[ArticleDelta]) -> Result<Vec<EventDiff>, Stopped> {
        let mut by_shard: Vec<Vec<(usize, Delta)>> = vec![Vec::new(); self.shards.count()];
        for (order, at) in deltas.iter().enumerate() {
            by_shard[self.articles[at.article].shard].push((order, at.delta.clone()));
        }
        let send = |(shard, mut deltas): (usize, Vec<(usize, Delta)>)| {
            self.shards.send(shard, move |shard| {
                deltas.sort_by_key(|(_, delta)| delta.document);
                shard.diff_all(&deltas)
            })
        };
        let pending: Vec<_> = by_shard.into_iter().enumerate().map(send).collect();
        let mut all: Vec<Option<EventDiff>> = deltas.iter().map(|_| None).collect();
        for pending in pending {
            for (order, diff) in self.shards.wait(pending) {
                all[order] = Some(EventDiff { article: deltas[order].article, ..diff });
            }
        }
        match self.is_stopped() {
            true => Err(Stopped),
            false => Ok(all.into_iter().flatten().collect()),
        }
    }
}

impl Shard {
    /// Builds the reports of deltas sorted by document; the caller sets the article indices.
    fn diff_all(&self, deltas: &[(usize, Delta)]) -> Vec<(usize, EventDiff)> {
        let mut all = Vec::new();
        for deltas in deltas.chunk_by(|left, right| left.1.document == right.1.document) {
            if self.is_stopped() {
                break;
            }
            let number = deltas[0].1.document;
            let cached = &self.cached[number as usize];
            let view = self.view_of(&self.coder, number);
            let mut now = EventSide::new(&self.coder, &self.positions, cached.iter(), view);
            let mut then = self.before.as_ref().and_then(|before| {
                let cached = before.cached(number, cached)?;
                let view = match before.coder.gazetteers().is_same(self.coder.gazetteers()) {
                    true => now.view.clone(), // the cached names are valid for both
                    false => self.view_of(&before.coder, number),
                };
                Some(EventSide::new(&before.coder, &before.positions, cached, view))
            });
            for (order, delta) in deltas {
                let before = delta.before.as_ref();
                let before = before.and_then(|cached| match &mut then {
                    Some(then) => then.event(cached, delta.equal_before.0),
                    None => self.past_event(number, cached),
                });
                let after =
                    delta.after.as_ref().and_then(|cached| now.event(cached, delta.equal_before.1));
                all.push((*order, event_diff(&now.view, delta, before, after)));
            }
        }
        all
    }
}

impl Shard {
    /// An event from before the last update in effect, after a later one was reverted: complete except for attributes
    /// taken from other events.
    fn past_event(&self, number: u32, cached: &CachedDraft) -> Option<Event> {
        let (coder, positions) = self.past.as_ref().filter(|_| self.before.is_none())?;
        let view = self.view_of(coder, number);
        let document = view.document();
        let surviving = draft_cache::surviving(std::iter::once(cached), coder, document, positions);
        draft_cache::events(&surviving, coder, &view).pop()
    }
}

fn event_diff(
    view: &View,
    delta: &Delta,
    before: Option<Event>,
    after: Option<Event>,
) -> EventDiff {
    let document = view.document();
    let changes = match (&before, &after) {
        (Some(before), Some(after)) => changes(before, after),
        _ => Vec::new(),
    };
    let rule = after.as_ref().or(before.as_ref()).map(|event| event.rule.clone());
    EventDiff {
        article: 0,
        id: document.article.id.clone(),
        sentence: delta.sentence + 1,
        text: document.sentences()[delta.sentence].span.cut(document.text()).to_owned(),
        rule: rule.unwrap_or_default(),
        before,
        after,
        changes,
    }
}

/// One side of a difference: an article with the previous or the current rules.
struct EventSide<'a> {
    coder: &'a Coder,
    surviving: Vec<ResolvedDraft<'a>>,
    ids: Vec<String>,
    view: Rc<View>,
    /// All events, built only if one of them depends on the others.
    complete: Option<Vec<Event>>,
}

impl<'a> EventSide<'a> {
    fn new(
        coder: &'a Coder,
        positions: &Positions,
        cached: impl Iterator<Item = &'a CachedDraft>,
        view: Rc<View>,
    ) -> EventSide<'a> {
        let surviving = draft_cache::surviving(cached, coder, view.document(), positions);
        let ids = draft_cache::ids(&surviving, coder, view.document());
        EventSide { coder, surviving, ids, view, complete: None }
    }

    /// The event of the draft `cached`, after skipping `equal_before` equal ones; `None` if it does not survive
    /// deduplication.
    fn event(&mut self, cached: &CachedDraft, equal_before: usize) -> Option<Event> {
        let same = |at: &usize| self.surviving[*at].cached.equals(cached);
        let at = (0..self.surviving.len()).filter(same).nth(equal_before)?;
        let one = &self.surviving[at];
        let attributes = one.attributes(self.coder, &self.view);
        let lone = self.coder.lone_event(&self.view, &one.candidate, &self.ids[at], attributes);
        if lone.is_some() {
            return lone;
        }
        let complete = || draft_cache::events(&self.surviving, self.coder, &self.view);
        self.complete.get_or_insert_with(complete).get(at).cloned()
    }
}
