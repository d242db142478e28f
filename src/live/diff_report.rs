//! Differences in words: each event that came, went or changed, as it was and as it is, with its sentence.

use super::corpus::{Live, Located};
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

/// What became of one event.
#[derive(Clone, Debug)]
pub struct EventDiff {
    /// The article, an index into the corpus.
    pub article: usize,
    /// The article's id.
    pub id: String,
    /// The event's sentence, from 1.
    pub sentence: usize,
    /// That sentence.
    pub text: String,
    /// The rule, by id.
    pub rule: String,
    /// The event as it was; `None` for one that came.
    pub before: Option<Event>,
    /// The event as it is; `None` for one that went.
    pub after: Option<Event>,
    /// The attributes that differ, for an event that was and is.
    pub changes: Vec<Change>,
}

impl EventDiff {
    /// Whether there is nothing to tell: the rule said something else, and the event is the same.
    pub fn is_no_change(&self) -> bool {
        self.before.is_some() && self.after.is_some() && self.changes.is_empty()
    }
}

impl Live {
    /// The differences of the last [`Live::update`] in words, in the order given. The events are complete: with their ids,
    /// and with what they take from others of their article. Those of an earlier take cannot be told any more.
    pub fn diff_report(&mut self, deltas: &[Located]) -> Result<Vec<EventDiff>, Stopped> {
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
            for (order, told) in self.shards.wait(pending) {
                all[order] = Some(EventDiff { article: deltas[order].article, ..told });
            }
        }
        match self.is_stopped() {
            true => Err(Stopped),
            false => Ok(all.into_iter().flatten().collect()),
        }
    }
}

impl Shard {
    /// Tells differences that are sorted by document; the articles' indices are left to the caller.
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
                let view = match before.coder.gazetteers().is_as(self.coder.gazetteers()) {
                    true => now.view.clone(), // names found once serve for both
                    false => self.view_of(&before.coder, number),
                };
                Some(EventSide::new(&before.coder, &before.positions, cached, view))
            });
            for (order, delta) in deltas {
                let before = delta.before.as_ref();
                let before = before.and_then(|cached| match &mut then {
                    Some(then) => then.event(cached, delta.twins.0),
                    None => self.event_of_past(number, cached),
                });
                let after =
                    delta.after.as_ref().and_then(|cached| now.event(cached, delta.twins.1));
                all.push((*order, told(&now.view, delta, before, after)));
            }
        }
        all
    }
}

impl Shard {
    /// What an event was before the last update that stands, where a later one was reverted: complete but for what it
    /// took from others.
    fn event_of_past(&self, number: u32, cached: &CachedDraft) -> Option<Event> {
        let (coder, positions) = self.past.as_ref().filter(|_| self.before.is_none())?;
        let view = self.view_of(coder, number);
        let document = view.document();
        let standing = draft_cache::standing(std::iter::once(cached), coder, document, positions);
        draft_cache::events(&standing, coder, &view).pop()
    }
}

fn told(view: &View, delta: &Delta, before: Option<Event>, after: Option<Event>) -> EventDiff {
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

/// An article under the rules of then, or of now.
struct EventSide<'a> {
    coder: &'a Coder,
    standing: Vec<ResolvedDraft<'a>>,
    ids: Vec<String>,
    view: Rc<View>,
    /// All events, where one of them leans on the others.
    complete: Option<Vec<Event>>,
}

impl<'a> EventSide<'a> {
    fn new(
        coder: &'a Coder,
        positions: &Positions,
        cached: impl Iterator<Item = &'a CachedDraft>,
        view: Rc<View>,
    ) -> EventSide<'a> {
        let standing = draft_cache::standing(cached, coder, view.document(), positions);
        let ids = draft_cache::ids(&standing, coder, view.document());
        EventSide { coder, standing, ids, view, complete: None }
    }

    /// The event that `cached` is, behind so many of which the rule says the same; `None` where it does not stand (any
    /// more).
    fn event(&mut self, cached: &CachedDraft, twins: usize) -> Option<Event> {
        let same = |at: &usize| self.standing[*at].cached.says_as(cached);
        let at = (0..self.standing.len()).filter(same).nth(twins)?;
        let one = &self.standing[at];
        let attributes = one.attributes(self.coder, &self.view);
        let lone = self.coder.lone_event(&self.view, &one.candidate, &self.ids[at], attributes);
        if lone.is_some() {
            return lone;
        }
        let complete = || draft_cache::events(&self.standing, self.coder, &self.view);
        self.complete.get_or_insert_with(complete).get(at).cloned()
    }
}
