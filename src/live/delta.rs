//! What an edit did to an article's events, told before any event is filled in.

use super::draft_cache::{CachedDraft, ResolvedDraft};
use crate::script::View;
use rustc_hash::FxHashMap;

/// One event that came, went, or may have changed.
#[derive(Clone, Debug)]
pub struct Delta {
    /// The document's place in its store.
    pub document: u32,
    /// The event's sentence, from 0.
    pub sentence: usize,
    /// What the rule said before; `None` for an event that came.
    pub before: Option<CachedDraft>,
    /// What it says now; `None` for an event that went.
    pub after: Option<CachedDraft>,
    /// How many events come before it, then and now, of which the rule says the very same.
    pub twins: (usize, usize),
}

/// An article's events before and after.
pub struct Difference<'a> {
    /// The document's place in its store.
    pub number: u32,
    /// The article.
    pub view: &'a View,
    /// What stood in the sentences that the update touched.
    pub before: Vec<ResolvedDraft<'a>>,
    /// What is in them.
    pub after: Vec<ResolvedDraft<'a>>,
    /// Rules whose events are filled in otherwise, by number.
    pub refill: &'a [u32],
}

/// An event's name within its article: rule, the sentence's text, and the ordinal among equals, as its id is made.
type EventName<'a> = (u32, &'a str, usize);

/// An event that stands, with its place among those that do.
type PlacedDraft<'a> = (usize, &'a ResolvedDraft<'a>);

impl Difference<'_> {
    /// The events that came, went or changed, in order of sentence.
    pub fn deltas(&self) -> Vec<Delta> {
        let alike = |(old, new): (&ResolvedDraft<'_>, &ResolvedDraft<'_>)| self.is_same(old, new);
        let paired = self.before.iter().zip(&self.after);
        if self.before.len() == self.after.len() && paired.into_iter().all(alike) {
            return Vec::new(); // in most articles an edit changes nothing, and no name need be made
        }
        let mut before: FxHashMap<EventName<'_>, PlacedDraft<'_>> =
            self.named(&self.before).collect();
        let mut deltas = Vec::new();
        for (name, after) in self.named(&self.after) {
            let old = before.remove(&name);
            if !old.is_some_and(|(_, old)| self.is_same(old, after.1)) {
                deltas.push(self.delta(old, Some(after)));
            }
        }
        deltas.extend(before.into_values().map(|old| self.delta(Some(old), None)));
        let rule = |delta: &Delta| delta.after.as_ref().or(delta.before.as_ref()).map(|k| k.number);
        deltas.sort_by_key(|delta| (delta.sentence, rule(delta), delta.after.is_some()));
        deltas
    }

    /// Whether two events of one name say the same.
    fn is_same(&self, old: &ResolvedDraft<'_>, new: &ResolvedDraft<'_>) -> bool {
        old.cached.says_as(new.cached)
            && (old.candidate.kind, old.candidate.mode) == (new.candidate.kind, new.candidate.mode)
            && !self.refill.contains(&new.cached.number)
    }

    fn delta(&self, before: Option<PlacedDraft<'_>>, after: Option<PlacedDraft<'_>>) -> Delta {
        let either = after.or(before);
        let twins = |standing: &[ResolvedDraft<'_>], placed: Option<PlacedDraft<'_>>| {
            placed.map_or(0, |(at, one)| {
                let beside = standing[..at].iter().rev();
                let beside =
                    beside.take_while(|other| other.candidate.sentence == one.candidate.sentence);
                beside.filter(|other| other.cached.says_as(one.cached)).count()
            })
        };
        Delta {
            document: self.number,
            sentence: either.map_or(0, |(_, one)| one.candidate.sentence),
            twins: (twins(&self.before, before), twins(&self.after, after)),
            before: before.map(|(_, one)| one.cached.clone()),
            after: after.map(|(_, one)| one.cached.clone()),
        }
    }

    fn named<'s>(
        &'s self,
        standing: &'s [ResolvedDraft<'s>],
    ) -> impl Iterator<Item = (EventName<'s>, PlacedDraft<'s>)> {
        let document = self.view.document();
        let mut ordinals: FxHashMap<(u32, &str), usize> = FxHashMap::default();
        standing.iter().enumerate().map(move |(at, one)| {
            let text = document.sentences()[one.candidate.sentence].span.cut(document.text());
            let ordinal = ordinals.entry((one.cached.number, text)).or_insert(0);
            *ordinal += 1;
            ((one.cached.number, text, *ordinal), (at, one))
        })
    }
}
