//! What a rule change did to an article's events, computed before the events are filled in.

use super::draft_cache::{CachedDraft, ResolvedDraft};
use crate::script::View;
use rustc_hash::FxHashMap;

/// An event that was added, removed, or possibly changed.
#[derive(Clone, Debug)]
pub struct Delta {
    /// The document's index in its store.
    pub document: u32,
    /// The event's sentence, from 0.
    pub sentence: usize,
    /// The draft before; `None` for an added event.
    pub before: Option<CachedDraft>,
    /// The draft now; `None` for a removed event.
    pub after: Option<CachedDraft>,
    /// How many events of the same rule with an equal draft come before it, before and after the change.
    pub equal_before: (usize, usize),
}

/// An article's events before and after a rule change.
pub struct ArticleDifference<'a> {
    /// The document's index in its store.
    pub number: u32,
    /// The article.
    pub view: &'a View,
    /// The events before, in the sentences that the update touched.
    pub before: Vec<ResolvedDraft<'a>>,
    /// The events after, in the same sentences.
    pub after: Vec<ResolvedDraft<'a>>,
    /// Rules whose events must be filled in again, by number.
    pub refill: &'a [u32],
}

/// An event's name within its article: rule, the sentence's text, and the ordinal among equals, as in event ids.
type EventName<'a> = (u32, &'a str, usize);

/// A resolved draft with its index among the article's drafts.
type PlacedDraft<'a> = (usize, &'a ResolvedDraft<'a>);

impl ArticleDifference<'_> {
    /// The events added, removed or changed, in order of sentence.
    pub fn deltas(&self) -> Vec<Delta> {
        let alike = |(old, new): (&ResolvedDraft<'_>, &ResolvedDraft<'_>)| self.is_same(old, new);
        let paired = self.before.iter().zip(&self.after);
        if self.before.len() == self.after.len() && paired.into_iter().all(alike) {
            return Vec::new(); // in most articles an edit changes nothing: skip making names
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

    /// Whether two events with one name have the same content.
    fn is_same(&self, old: &ResolvedDraft<'_>, new: &ResolvedDraft<'_>) -> bool {
        old.cached.equals(new.cached)
            && (old.candidate.kind, old.candidate.mode) == (new.candidate.kind, new.candidate.mode)
            && !self.refill.contains(&new.cached.number)
    }

    fn delta(&self, before: Option<PlacedDraft<'_>>, after: Option<PlacedDraft<'_>>) -> Delta {
        let either = after.or(before);
        let equal_before = |surviving: &[ResolvedDraft<'_>], placed: Option<PlacedDraft<'_>>| {
            placed.map_or(0, |(at, one)| {
                let beside = surviving[..at].iter().rev();
                let beside =
                    beside.take_while(|other| other.candidate.sentence == one.candidate.sentence);
                beside.filter(|other| other.cached.equals(one.cached)).count()
            })
        };
        Delta {
            document: self.number,
            sentence: either.map_or(0, |(_, one)| one.candidate.sentence),
            equal_before: (equal_before(&self.before, before), equal_before(&self.after, after)),
            before: before.map(|(_, one)| one.cached.clone()),
            after: after.map(|(_, one)| one.cached.clone()),
        }
    }

    fn named<'s>(
        &'s self,
        surviving: &'s [ResolvedDraft<'s>],
    ) -> impl Iterator<Item = (EventName<'s>, PlacedDraft<'s>)> {
        let document = self.view.document();
        let mut ordinals: FxHashMap<(u32, &str), usize> = FxHashMap::default();
        surviving.iter().enumerate().map(move |(at, one)| {
            let text = document.sentences()[one.candidate.sentence].span.cut(document.text());
            let ordinal = ordinals.entry((one.cached.number, text)).or_insert(0);
            *ordinal += 1;
            ((one.cached.number, text, *ordinal), (at, one))
        })
    }
}
