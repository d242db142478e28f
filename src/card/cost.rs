//! What a pack's rules ask of the program: how many rules and phrases, and, measured on request, the time and the share
//! of words that any rule looks at.

use crate::coder::{Coder, view_of};
use crate::pack::Pack;
use crate::pattern::phrase::Phrase;
use crate::pattern::{Op, Pattern, WordCache};
use crate::script::RuleSpec;
use crate::text::{Article, Vocabulary};
use serde::Serialize;
use std::collections::HashSet;
use std::time::Instant;

/// What a pack costs.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Cost {
    /// Rules with a closure, which is called where their patterns hold.
    pub closures: usize,
    /// Different phrases that the rules look for, those of lexicons included.
    pub phrases: usize,
    /// Lexicons.
    pub lexicons: usize,
    /// Measured with all packs loaded together; `None` unless asked for.
    pub measured: Option<MeasuredCost>,
}

/// What coding some articles cost, on one thread.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MeasuredCost {
    /// How many articles.
    pub articles: usize,
    /// How many words.
    pub words: usize,
    /// The share of the words that are in a phrase or name of a pattern, from 0 to 1.
    pub looked_at: f64,
    /// How many events.
    pub events: usize,
    /// Milliseconds for 1,000 words.
    pub ms_per_1000_words: f64,
}

impl Cost {
    /// The cost of a pack's rules, without measuring.
    pub fn of(pack: &Pack, rules: &[&RuleSpec]) -> Cost {
        let mut phrases: HashSet<&Phrase> = HashSet::new();
        // Rules share large parts of patterns; each is walked once.
        let mut seen: HashSet<&Pattern> = HashSet::new();
        for rule in rules {
            let conditions = std::iter::once(&rule.when).chain(&rule.given).chain(&rule.unless);
            let mut pending: Vec<&Pattern> = conditions.chain(&rule.captured).collect();
            while let Some(pattern) = pending.pop() {
                if !seen.insert(pattern) {
                    continue;
                }
                match pattern.op() {
                    Op::Words(all) | Op::Lexicon(_, all) | Op::Regex(_, all) => {
                        phrases.extend(all.iter())
                    }
                    Op::Near(left, right, _) => pending.extend([left, right]),
                    _ => pending.extend(pattern.parts()),
                }
            }
        }
        Cost {
            closures: rules.iter().filter(|rule| rule.has_closure).count(),
            phrases: phrases.len(),
            lexicons: pack.scripts.lexicons.len(),
            measured: None,
        }
    }
}

impl MeasuredCost {
    /// Codes the articles and measures; the time does not include reading them. Call it on a thread with a stack as
    /// large as a worker's.
    pub fn of(coder: &Coder, articles: impl IntoIterator<Item = Article>) -> MeasuredCost {
        let mut worker = coder.worker();
        let (mut vocabulary, mut cache) = (Vocabulary::new(), WordCache::default());
        let mut cost = MeasuredCost::default();
        let (mut looked_at, mut seconds) = (0, 0.0);
        let mut articles = articles.into_iter().peekable();
        // The first article is coded once more at the start: names and word lists are read when they are first needed.
        if let Some(first) = articles.peek() {
            worker.code(first.clone());
        }
        for article in articles {
            let start = Instant::now();
            cost.events += worker.code(article.clone()).events.len();
            seconds += start.elapsed().as_secs_f64();
            cost.articles += 1;
            let view = view_of(coder, article, &mut vocabulary, &mut cache);
            let mut is_in_hit = vec![false; view.document().words().len()];
            for hit in &view.hits {
                let tokens = hit.start as usize..hit.start as usize + usize::from(hit.len);
                is_in_hit.iter_mut().take(tokens.end).skip(tokens.start).for_each(|is| *is = true);
            }
            cost.words += is_in_hit.len();
            looked_at += is_in_hit.iter().filter(|is| **is).count();
        }
        if cost.words > 0 {
            cost.looked_at = looked_at as f64 / cost.words as f64;
            cost.ms_per_1000_words = seconds * 1_000_000.0 / cost.words as f64;
        }
        cost
    }
}
