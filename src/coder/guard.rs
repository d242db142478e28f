//! Puts aside a rule whose closure uses up what a call may use, again and again: else it would take seconds for each
//! sentence of a corpus. What is counted are operations and failed calls, in the order of the text, and never time, so
//! that the same articles give the same events on any number of threads.

use crate::script::CallUse;
use std::collections::{BTreeMap, BTreeSet};

/// After so many calls that exceed the limits of a call, a rule is put aside for the rest of the article.
const IN_ARTICLE: u64 = 3;
/// After so many in articles that were coded one after the other, for the rest of them.
const IN_CHUNK: u64 = 20;
/// Operations that the calls of a rule may use on an article together.
const OPERATIONS: u64 = 1_000_000;
/// Further operations that they may use for each word of the article.
const FOR_EACH_WORD: u64 = 50;

/// What the calls of a rule have used.
#[derive(Clone, Copy, Debug, Default)]
struct RuleUse {
    operations: u64,
    exceeded: u64,
}

/// Which rules are put aside, and what the calls of each have used.
#[derive(Debug, Default)]
pub struct Guard {
    /// The operations that a rule may use on this article.
    allowed: u64,
    article: BTreeMap<usize, RuleUse>,
    chunk: Option<Chunk>,
}

/// Articles that are coded one after the other.
#[derive(Debug, Default)]
struct Chunk {
    exceeded: BTreeMap<usize, u64>,
    aside: BTreeSet<usize>,
}

impl Guard {
    /// Begins a chunk: articles that are coded one after the other, whichever thread codes them. The rules in `aside` are
    /// put aside from the start.
    pub fn begin_chunk(&mut self, aside: &BTreeSet<usize>) {
        self.chunk = Some(Chunk { aside: aside.clone(), ..Chunk::default() });
    }

    /// Begins an article of so many words.
    pub fn begin_article(&mut self, words: usize) {
        self.article.clear();
        self.allowed = OPERATIONS + FOR_EACH_WORD * words as u64;
    }

    /// Whether `rule` is put aside.
    pub fn is_aside(&self, rule: usize) -> bool {
        let here = self.article.get(&rule);
        here.is_some_and(|used| used.exceeded >= IN_ARTICLE || used.operations > self.allowed)
            || self.chunk.as_ref().is_some_and(|chunk| chunk.aside.contains(&rule))
    }

    /// Counts a call of `rule`.
    pub fn count(&mut self, rule: usize, call: CallUse) {
        let used = self.article.entry(rule).or_default();
        used.operations += call.operations;
        used.exceeded += u64::from(call.exceeded);
        let spent = used.operations > self.allowed;
        if let Some(chunk) = self.chunk.as_mut()
            && (call.exceeded || spent)
        {
            let exceeded = chunk.exceeded.entry(rule).or_default();
            *exceeded += if spent { IN_ARTICLE } else { 1 };
            if *exceeded >= IN_CHUNK {
                chunk.aside.insert(rule);
            }
        }
    }

    /// How often each rule has exceeded its limits in this chunk.
    pub fn exceeded(&self) -> BTreeMap<usize, u64> {
        self.chunk.as_ref().map(|chunk| chunk.exceeded.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_put_aside_for_an_article_and_then_for_the_chunk() {
        let over = CallUse { operations: 50_000, exceeded: true };
        let mut guard = Guard::default();
        guard.begin_chunk(&BTreeSet::from([9]));
        for article in 0..7 {
            guard.begin_article(100);
            assert!(guard.is_aside(9) && !guard.is_aside(2) && !guard.is_aside(1), "{article}");
            for call in 0..3 {
                assert!(!guard.is_aside(1) || article == 6, "{article} {call}");
                guard.count(1, over);
                guard.count(2, CallUse { operations: 100, exceeded: false });
            }
            assert!(guard.is_aside(1));
        }
        guard.begin_article(100);
        assert!(guard.is_aside(1) && !guard.is_aside(2));
        assert_eq!(guard.exceeded(), BTreeMap::from([(1, 21)]));
        guard.begin_chunk(&BTreeSet::new());
        guard.begin_article(100);
        assert!(!guard.is_aside(1) && !guard.is_aside(9));
    }

    #[test]
    fn operations_are_limited_by_the_length_of_the_article() {
        let mut guard = Guard::default();
        let call = CallUse { operations: 49_000, exceeded: false };
        let calls = |guard: &mut Guard| {
            (0..1_000)
                .take_while(|_| {
                    guard.count(1, call);
                    !guard.is_aside(1)
                })
                .count()
        };
        guard.begin_article(20);
        assert_eq!(calls(&mut guard), 20);
        guard.begin_article(100_000);
        assert_eq!(calls(&mut guard), 122);
    }
}
