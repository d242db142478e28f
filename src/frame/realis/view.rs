//! The trigger of a mention in its sentence, and the words around it that `realis` and `background` look at.

use crate::text::tokens::sentence_words::SentenceWords;
use std::ops::Range;

/// A trigger in its sentence, with the words around it.
pub(crate) struct TriggerView<'a> {
    pub words: &'a SentenceWords<'a>,
    pub trigger: &'a Range<usize>,
}

const CLAUSES: &[&str] =
    &["that", "which", "who", "where", "said", "says", "but", "while", "because", "after"];

impl TriggerView<'_> {
    pub fn word(&self, at: usize) -> &str {
        self.words.at(at)
    }

    pub fn is(&self, at: usize, list: &[&str]) -> bool {
        list.contains(&self.words.at(at))
    }

    /// Up to `reach` tokens before the trigger, in its clause, nearest first.
    pub fn before(&self, reach: usize) -> impl Iterator<Item = usize> + '_ {
        let floor = self.words.range.start.max(self.trigger.start.saturating_sub(reach));
        (floor..self.trigger.start).rev().take_while(|&at| {
            !self.words.gap(at).contains([',', ';', ':', '"', '“', '”', '—'])
                && !self.is(at, CLAUSES)
        })
    }

    pub fn inside(&self) -> impl Iterator<Item = usize> + '_ {
        self.trigger.clone()
    }

    /// The trigger's tokens and up to `reach` before it.
    pub fn around(&self, reach: usize) -> impl Iterator<Item = usize> + '_ {
        self.inside().chain(self.before(reach))
    }

    /// Up to `reach` tokens after the trigger, in its clause.
    pub fn after(&self, reach: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.words.range.end.min(self.trigger.end + reach);
        (self.trigger.end..end).take_while(|&at| {
            !self.words.before_has(at, &[';', ':', ',', '—'])
                && !self.is(at, &["as", "while", "when", "after", "before", "but"])
        })
    }

    /// "Has since retaken": what happened afterwards, not the start of the period ("since the talks broke off").
    pub fn has_since(&self) -> bool {
        self.before(2).any(|at| {
            let after = |at: usize| self.is(at, &["has", "have", "had", "long", "ever", "and"]);
            self.word(at) == "since"
                && (at.checked_sub(1).is_some_and(after) || self.trigger.start <= at)
        })
    }
}
