//! What an edit did to an article's events, told before any event is filled in.

use super::kept::{Kept, Standing};
use crate::coder::settle::Rival;
use crate::script::View;
use rustc_hash::FxHashMap;

/// One event that came, went, or may have changed.
#[derive(Clone, Debug)]
pub struct Delta {
    /// The document's place on its shelf.
    pub document: u32,
    /// The event's sentence, from 0.
    pub sentence: usize,
    /// What the rule said before; `None` for an event that came.
    pub before: Option<Kept>,
    /// What it says now; `None` for an event that went.
    pub after: Option<Kept>,
}

/// An article's events before and after.
pub struct Difference<'a> {
    /// The document's place on its shelf.
    pub number: u32,
    /// The article.
    pub view: &'a View,
    /// What stood in the sentences that the update touched.
    pub before: Vec<Standing<'a>>,
    /// What stands in them.
    pub after: Vec<Standing<'a>>,
    /// Rules whose events are filled in otherwise, by number.
    pub refill: &'a [u32],
}

/// An event's name within its article: rule, the sentence's text, and the ordinal among equals, as its id is made.
type Name<'a> = (u32, &'a str, usize);

impl Difference<'_> {
    /// The events that came, went or changed, in order of sentence.
    pub fn deltas(&self) -> Vec<Delta> {
        let alike = |(old, new): (&Standing<'_>, &Standing<'_>)| self.is_same(old, new);
        let paired = self.before.iter().zip(&self.after);
        if self.before.len() == self.after.len() && paired.into_iter().all(alike) {
            return Vec::new(); // in most articles an edit changes nothing, and no name need be made
        }
        let mut before: FxHashMap<Name<'_>, &Standing<'_>> = self.named(&self.before).collect();
        let mut deltas = Vec::new();
        for (name, after) in self.named(&self.after) {
            let old = before.remove(&name);
            if !old.is_some_and(|old| self.is_same(old, after)) {
                deltas.push(self.delta(old, Some(after)));
            }
        }
        deltas.extend(before.into_values().map(|old| self.delta(Some(old), None)));
        let rule = |delta: &Delta| delta.after.as_ref().or(delta.before.as_ref()).map(|k| k.number);
        deltas.sort_by_key(|delta| (delta.sentence, rule(delta), delta.after.is_some()));
        deltas
    }

    /// Whether two events of one name say the same.
    fn is_same(&self, old: &Standing<'_>, new: &Standing<'_>) -> bool {
        old.kept.says_as(new.kept)
            && (old.kind(), old.mode()) == (new.kind(), new.mode())
            && !self.refill.contains(&new.kept.number)
    }

    fn delta(&self, before: Option<&Standing<'_>>, after: Option<&Standing<'_>>) -> Delta {
        let either = after.or(before);
        Delta {
            document: self.number,
            sentence: either.map_or(0, Rival::sentence),
            before: before.map(|one| one.kept.clone()),
            after: after.map(|one| one.kept.clone()),
        }
    }

    fn named<'s>(
        &'s self,
        standing: &'s [Standing<'s>],
    ) -> impl Iterator<Item = (Name<'s>, &'s Standing<'s>)> {
        let document = self.view.document();
        let mut ordinals: FxHashMap<(u32, &str), usize> = FxHashMap::default();
        standing.iter().map(move |one| {
            let text = document.sentences()[one.sentence()].span.cut(document.text());
            let ordinal = ordinals.entry((one.kept.number, text)).or_insert(0);
            *ordinal += 1;
            ((one.kept.number, text, *ordinal), one)
        })
    }
}
