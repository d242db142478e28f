//! Evaluates compiled patterns on a range of text: whether they hold, and where.

use super::expr::Scope;
use super::matcher::{Matcher, NodeId, NodeKind, Plan};
use super::trie::Hit;
use super::words::LeafId;
use crate::analysis::grammar::Sentence;
use crate::text::Document;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

/// What patterns need to know about a document besides its words. All ranges are token ranges, sorted, inside the given
/// range.
pub trait Entities {
    /// Names and phrases that denote actors.
    fn actors(&self, tokens: &Range<usize>) -> Vec<Range<usize>>;
    /// Names that denote places.
    fn places(&self, tokens: &Range<usize>) -> Vec<Range<usize>>;
    /// Numbers.
    fn numbers(&self, tokens: &Range<usize>) -> Vec<Range<usize>>;
    /// Dates and time expressions.
    fn dates(&self, tokens: &Range<usize>) -> Vec<Range<usize>>;
    /// Quotations.
    fn quotes(&self, tokens: &Range<usize>) -> Vec<Range<usize>>;
    /// The analysis of a sentence (an index), where it is kept; `None` if it is to be made anew.
    fn grammar(&self, _sentence: usize) -> Option<Rc<Sentence>> {
        None
    }
    /// Whether the words are inside a longer proper name of an actor; implementations without names return false.
    fn is_named(&self, _tokens: &Range<usize>) -> bool {
        false
    }
}

/// A document with its hits: what plans are evaluated on.
pub struct MatchContext<'a> {
    /// The compiled patterns.
    pub matcher: &'a Matcher,
    /// The document.
    pub document: &'a Document,
    /// The document's hits, sorted by start, without those in furniture.
    pub hits: &'a [Hit],
    /// Names, numbers, dates and quotations of the document.
    pub entities: &'a dyn Entities,
    /// Cached results.
    pub memo: &'a EvalMemo,
}

/// Where a pattern holds: token ranges, sorted.
type Spans = Rc<[Range<usize>]>;

/// Cached results of parts that are evaluated over a paragraph or the whole article: the same for each of its sentences.
/// Belongs to one document and its hits.
#[derive(Debug, Default)]
pub struct EvalMemo {
    /// By part and range of sentences.
    held: RefCell<FxHashMap<(NodeId, Range<usize>), bool>>,
    /// By part and range of sentences: where it holds.
    spans: RefCell<FxHashMap<(NodeId, Range<usize>), Spans>>,
    present: RefCell<Vec<Present>>,
}

/// Which leaves were found in a token range, one bit each.
#[derive(Debug)]
struct Present {
    tokens: Range<usize>,
    leaves: Box<[u64]>,
}

/// How many ranges are cached: a sentence, its paragraph and the article are asked about in turn.
const REMEMBERED: usize = 4;

/// The unit that conditions are evaluated over: sentences, and the tokens they span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Indices of sentences.
    pub sentences: Range<usize>,
    /// Their tokens.
    pub tokens: Range<usize>,
}

impl MatchContext<'_> {
    /// The unit of `scope` around sentence `sentence`.
    pub fn unit(&self, sentence: usize, scope: Scope) -> Unit {
        let all = self.document.sentences();
        let sentences = match scope {
            Scope::Sentence => sentence..sentence + 1,
            Scope::Paragraph => {
                let paragraph = all[sentence].paragraph;
                // Paragraphs are numbered in order.
                all.partition_point(|s| s.paragraph < paragraph)
                    ..all.partition_point(|s| s.paragraph <= paragraph)
            }
            Scope::Article => 0..all.len(),
        };
        let tokens = all[sentences.start].tokens.start..all[sentences.end - 1].tokens.end;
        Unit { sentences, tokens }
    }

    /// Whether `plan`'s conditions hold over `unit`.
    pub fn fires(&self, plan: &Plan, unit: &Unit) -> bool {
        self.may_hold(plan.when, unit)
            && self.holds(plan.when, unit)
            && plan.given.iter().all(|&given| self.context_holds(given, unit))
            && !plan.unless.is_some_and(|unless| self.holds(unless, unit))
    }

    /// Fast check: false if the pattern cannot hold over `unit` because required words are missing; tests one bit per
    /// part.
    fn may_hold(&self, node: NodeId, unit: &Unit) -> bool {
        let compiled = self.matcher.node(node);
        if compiled.pattern.scope().is_some() {
            return true; // it is evaluated over other units
        }
        match &compiled.kind {
            NodeKind::Leaf(leaf) | NodeKind::Gated(leaf, _) => self.is_present(*leaf, &unit.tokens),
            NodeKind::Any(parts) => parts.iter().any(|&part| self.may_hold(part, unit)),
            NodeKind::All(parts) | NodeKind::Seq(parts, _) | NodeKind::Syntax(parts, _) => {
                parts.iter().all(|&part| self.may_hold(part, unit))
            }
            NodeKind::Near(left, right, _) => {
                self.may_hold(*left, unit) && self.may_hold(*right, unit)
            }
            NodeKind::Quoted(inner) => self.may_hold(*inner, unit),
            NodeKind::Not(_)
            | NodeKind::Actor
            | NodeKind::Place
            | NodeKind::Number
            | NodeKind::Date => true,
        }
    }

    /// Whether a hit of `leaf` begins in `tokens`.
    fn is_present(&self, leaf: LeafId, tokens: &Range<usize>) -> bool {
        let bit = |leaves: &[u64]| leaves[leaf as usize / 64] >> (leaf % 64) & 1 == 1;
        let mut present = self.memo.present.borrow_mut();
        if let Some(known) = present.iter().rev().find(|known| known.tokens == *tokens) {
            return bit(&known.leaves);
        }
        let mut leaves = vec![0u64; self.matcher.leaves().div_ceil(64)];
        for hit in self.hits_in(tokens) {
            leaves[hit.leaf as usize / 64] |= 1 << (hit.leaf % 64);
        }
        let found = bit(&leaves);
        if present.len() >= REMEMBERED {
            present.remove(0);
        }
        present.push(Present { tokens: tokens.clone(), leaves: leaves.into() });
        found
    }

    /// Whether the pattern holds over `unit`.
    pub fn holds(&self, node: NodeId, unit: &Unit) -> bool {
        if self.matcher.node(node).pattern.scope() == Some(Scope::Article) {
            return self.holds_in_article(node);
        }
        if let Some(units) = self.other_units(node, unit) {
            return match self.matcher.node(node).pattern.scope() {
                Some(Scope::Paragraph) => units.iter().any(|unit| self.holds_once(node, unit)),
                _ => units.iter().any(|unit| self.holds_here(node, unit)),
            };
        }
        self.holds_here(node, unit)
    }

    /// Whether the context `node` of a rule holds around `unit`: in its own scope, else in the article.
    pub fn context_holds(&self, node: NodeId, unit: &Unit) -> bool {
        match self.matcher.node(node).pattern.scope() {
            Some(_) => self.holds(node, unit),
            None => self.holds_in_article(node),
        }
    }

    /// The unit in which the context `node` of a rule is looked for, where the rule is evaluated over `unit`.
    pub fn context_unit(&self, node: NodeId, unit: &Unit) -> Unit {
        match self.matcher.node(node).pattern.scope() {
            Some(_) => unit.clone(),
            None => self.unit(unit.sentences.start, Scope::Article),
        }
    }

    /// Whether the pattern holds in the article, of whose sentences it is judged once.
    fn holds_in_article(&self, node: NodeId) -> bool {
        self.holds_once(node, &self.unit(0, Scope::Article))
    }

    /// As `holds_here`, judged once for each unit.
    fn holds_once(&self, node: NodeId, unit: &Unit) -> bool {
        let key = (node, unit.sentences.clone());
        if let Some(&held) = self.memo.held.borrow().get(&key) {
            return held;
        }
        let held = self.holds_here(node, unit);
        self.memo.held.borrow_mut().insert(key, held);
        held
    }

    fn holds_here(&self, node: NodeId, unit: &Unit) -> bool {
        match &self.matcher.node(node).kind {
            // A phrase that continues beyond the unit is not in it.
            NodeKind::Leaf(leaf) => {
                self.is_present(*leaf, &unit.tokens)
                    && self.hits_in(&unit.tokens).iter().any(|hit| {
                        let end = hit.start as usize + usize::from(hit.len);
                        hit.leaf == *leaf && end <= unit.tokens.end
                    })
            }
            NodeKind::Any(parts) => parts.iter().any(|&part| self.holds(part, unit)),
            NodeKind::All(parts) => parts.iter().all(|&part| self.holds(part, unit)),
            NodeKind::Not(inner) => !self.holds(*inner, unit),
            _ => !self.spans_here(node, unit).is_empty(),
        }
    }

    /// Where the pattern holds in `unit`: token ranges, sorted, without duplicates; empty for a negation.
    pub fn spans(&self, node: NodeId, unit: &Unit) -> Vec<Range<usize>> {
        match self.other_units(node, unit) {
            // A wider unit is the same for many sentences.
            Some(units) if units.len() == 1 && units[0] != *unit => {
                self.spans_once(node, &units[0]).to_vec()
            }
            Some(units) => tidy(units.iter().flat_map(|u| self.spans_here(node, u)).collect()),
            None => self.spans_here(node, unit),
        }
    }

    /// As `spans_here`, found once for each unit.
    fn spans_once(&self, node: NodeId, unit: &Unit) -> Spans {
        let key = (node, unit.sentences.clone());
        if let Some(known) = self.memo.spans.borrow().get(&key) {
            return known.clone();
        }
        let found: Spans = self.spans_here(node, unit).into();
        self.memo.spans.borrow_mut().insert(key, found.clone());
        found
    }

    fn spans_here(&self, node: NodeId, unit: &Unit) -> Vec<Range<usize>> {
        let tokens = &unit.tokens;
        match &self.matcher.node(node).kind {
            NodeKind::Leaf(leaf) => self.leaf_spans(*leaf, tokens),
            NodeKind::Gated(leaf, regex) => {
                if self.leaf_spans(*leaf, tokens).is_empty() {
                    return Vec::new();
                }
                let span = self.document.tokens_span(tokens.clone());
                let text = span.cut(self.document.text());
                let found = regex.find_iter(text).map(|hit| {
                    let start = span.start as usize;
                    let span = crate::text::Span::new(start + hit.start(), start + hit.end());
                    self.document.tokens_in(span)
                });
                tidy(found.filter(|range| !range.is_empty()).collect())
            }
            NodeKind::Actor => self.entities.actors(tokens),
            NodeKind::Place => self.entities.places(tokens),
            NodeKind::Number => self.entities.numbers(tokens),
            NodeKind::Date => self.entities.dates(tokens),
            NodeKind::Quoted(inner) => {
                inside(self.spans(*inner, unit), &self.entities.quotes(tokens))
            }
            NodeKind::Any(parts) => {
                tidy(parts.iter().flat_map(|&part| self.spans(part, unit)).collect())
            }
            NodeKind::All(parts) => self.all_spans(parts, unit).unwrap_or_default(),
            NodeKind::Not(_) => Vec::new(),
            NodeKind::Seq(..) | NodeKind::Near(..) | NodeKind::Syntax(..)
                if !self.may_hold(node, unit) =>
            {
                Vec::new()
            }
            NodeKind::Syntax(parts, tests) => self.syntax_spans(parts, tests, unit),
            NodeKind::Seq(parts, gap) => self.chain(parts, *gap, unit),
            NodeKind::Near(left, right, gap) => {
                let (left, right) = (self.spans(*left, unit), self.spans(*right, unit));
                let mut both = chained(&left, &right, *gap);
                both.extend(chained(&right, &left, *gap));
                tidy(both)
            }
        }
    }

    /// The spans of all `parts` if all hold over `unit`; else `None`.
    fn all_spans(&self, parts: &[NodeId], unit: &Unit) -> Option<Vec<Range<usize>>> {
        if !parts.iter().all(|&part| self.may_hold(part, unit)) {
            return None;
        }
        let each = parts.iter().map(|&part| self.held_spans(part, unit));
        Some(tidy(each.collect::<Option<Vec<_>>>()?.concat()))
    }

    /// What [`MatchContext::spans`] gives if the pattern holds over `unit`; else `None`. Each part is evaluated once: to
    /// ask `holds` and then `spans` at each level would take twice the time for each level.
    fn held_spans(&self, node: NodeId, unit: &Unit) -> Option<Vec<Range<usize>>> {
        let compiled = self.matcher.node(node);
        // What holds over a whole article is remembered, and asked first.
        let is_known = compiled.pattern.scope() == Some(Scope::Article);
        if let NodeKind::Not(_) = compiled.kind {
            return self.holds(node, unit).then(Vec::new);
        }
        if is_known && !self.holds_in_article(node) {
            return None;
        }
        let units = self.other_units(node, unit).unwrap_or_else(|| vec![unit.clone()]);
        let here = |unit: &Unit| match &compiled.kind {
            NodeKind::Any(parts) => {
                let held = parts.iter().filter_map(|&part| self.held_spans(part, unit));
                held.reduce(|mut all, more| {
                    all.extend(more);
                    all
                })
            }
            NodeKind::All(parts) => self.all_spans(parts, unit),
            _ => Some(self.spans_here(node, unit)).filter(|spans| !spans.is_empty()),
        };
        let mut held = units.iter().filter_map(here).peekable();
        held.peek()?;
        Some(tidy(held.flatten().collect()))
    }

    /// Ranges that cover `parts` one after the other with at most `gap` tokens between two.
    fn chain(&self, parts: &[NodeId], gap: usize, unit: &Unit) -> Vec<Range<usize>> {
        let mut chains: Vec<Range<usize>> = Vec::new();
        for (index, &part) in parts.iter().enumerate() {
            let spans = self.spans(part, unit);
            chains = if index == 0 { spans } else { chained(&chains, &spans, gap) };
            if chains.is_empty() {
                break;
            }
        }
        chains
    }

    /// The words that most clearly say the event: the part named `trigger`, else the first positive part of the pattern
    /// (in the order written) that was found; a sequence counts as one part. Words inside a longer name
    /// ([`Entities::is_named`]) do not count; `None` if the part was found nowhere else.
    pub fn trigger(&self, node: NodeId, unit: &Unit) -> Option<Range<usize>> {
        let named = self.named(node, "trigger", unit);
        if named.is_empty() { self.first_part(node, unit)? } else { self.free(named) }
    }

    /// `None` if no positive part is found; the inner `None` if the part occurs only inside names.
    fn first_part(&self, node: NodeId, unit: &Unit) -> Option<Option<Range<usize>>> {
        match &self.matcher.node(node).kind {
            NodeKind::Any(parts) => {
                let mut found = None;
                for &part in parts.iter().filter(|&&part| self.holds(part, unit)) {
                    found = self.first_part(part, unit).or(found);
                    if matches!(found, Some(Some(_))) {
                        break;
                    }
                }
                found
            }
            NodeKind::All(parts) => parts.iter().find_map(|&part| self.first_part(part, unit)),
            NodeKind::Not(_)
            | NodeKind::Actor
            | NodeKind::Place
            | NodeKind::Number
            | NodeKind::Date => None,
            _ => {
                let inside = |span: &Range<usize>| {
                    unit.tokens.start <= span.start && span.end <= unit.tokens.end
                };
                let mut spans = self.spans(node, unit);
                spans.retain(inside);
                // The longest of those that start first: "chlorine gas attack" is more specific than "chlorine".
                spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
                (!spans.is_empty()).then(|| self.free(spans))
            }
        }
    }

    fn free(&self, spans: Vec<Range<usize>>) -> Option<Range<usize>> {
        spans.into_iter().find(|span| !self.entities.is_named(span))
    }

    /// The spans of all parts of that name in what `plan` looks for: its `when`, over `unit`, and its contexts.
    pub fn named_in(&self, plan: &Plan, name: &str, unit: &Unit) -> Vec<Range<usize>> {
        let mut spans = self.named(plan.when, name, unit);
        for &given in &plan.given {
            spans.extend(self.named(given, name, &self.context_unit(given, unit)));
        }
        tidy(spans)
    }

    /// The spans of all parts of that name below `node`.
    pub fn named(&self, node: NodeId, name: &str, unit: &Unit) -> Vec<Range<usize>> {
        let compiled = self.matcher.node(node);
        if compiled.pattern.name() == Some(name) {
            return self.spans(node, unit);
        }
        let parts: &[NodeId] = match &compiled.kind {
            NodeKind::Any(parts)
            | NodeKind::All(parts)
            | NodeKind::Seq(parts, _)
            | NodeKind::Syntax(parts, _) => parts,
            NodeKind::Quoted(inner) => std::slice::from_ref(inner),
            NodeKind::Near(left, right, _) => &[*left, *right],
            _ => &[],
        };
        tidy(parts.iter().flat_map(|&part| self.named(part, name, unit)).collect())
    }

    /// The units to evaluate `node` over if its own scope differs from `unit`'s.
    fn other_units(&self, node: NodeId, unit: &Unit) -> Option<Vec<Unit>> {
        let scope = self.matcher.node(node).pattern.scope()?;
        let around = self.unit(unit.sentences.start, scope);
        if around.tokens.start <= unit.tokens.start && unit.tokens.end <= around.tokens.end {
            return Some(vec![around]);
        }
        let mut units = Vec::new();
        let mut sentence = unit.sentences.start;
        while sentence < unit.sentences.end {
            let inner = self.unit(sentence, scope);
            sentence = inner.sentences.end.max(sentence + 1);
            units.push(inner);
        }
        Some(units)
    }

    /// The hits whose tokens lie in the range.
    pub fn hits_in(&self, tokens: &Range<usize>) -> &[Hit] {
        let first = self.hits.partition_point(|hit| (hit.start as usize) < tokens.start);
        let last = self.hits.partition_point(|hit| (hit.start as usize) < tokens.end);
        &self.hits[first..last]
    }

    fn leaf_spans(&self, leaf: LeafId, tokens: &Range<usize>) -> Vec<Range<usize>> {
        if !self.is_present(leaf, tokens) {
            return Vec::new();
        }
        let hits = self.hits_in(tokens).iter().filter(|hit| hit.leaf == leaf);
        let spans = hits.map(|hit| hit.start as usize..hit.start as usize + usize::from(hit.len));
        tidy(spans.filter(|span| span.end <= tokens.end).collect())
    }
}

/// Those of `spans` that lie inside one of `quotes`, which are sorted by their start.
fn inside(mut spans: Vec<Range<usize>>, quotes: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut furthest = 0;
    let reach = quotes.iter().map(|quote| {
        furthest = quote.end.max(furthest);
        furthest
    });
    let reach: Vec<usize> = reach.collect();
    // Of the quotations that begin before a span one must reach its end.
    spans.retain(|span| {
        let begun = quotes.partition_point(|quote| quote.start <= span.start);
        begun.checked_sub(1).is_some_and(|last| span.end <= reach[last])
    });
    spans
}

/// The most places of one pattern in one unit that are kept, the first ones. A sequence of common words with a wide gap
/// has as many as pairs of words, and a sequence of two such sequences as many as pairs of those.
const MOST_SPANS: usize = 10_000;

/// Each chain continued by each span that begins at most `gap` tokens after its end. `spans` are sorted.
fn chained(chains: &[Range<usize>], spans: &[Range<usize>], gap: usize) -> Vec<Range<usize>> {
    let mut longer: Vec<Range<usize>> = Vec::new();
    for chain in chains {
        if longer.len() > 8 * MOST_SPANS {
            longer = tidy(longer);
            // Chains are sorted, so that later ones come after those that are kept.
            if longer.len() == MOST_SPANS {
                break;
            }
        }
        let first = spans.partition_point(|span| span.start < chain.end);
        let next = spans[first..].iter().take_while(|span| span.start - chain.end <= gap);
        longer.extend(next.map(|span| chain.start..span.end));
    }
    tidy(longer)
}

/// Sorts spans and removes duplicates; of more than [`MOST_SPANS`] the first remain.
pub(super) fn tidy(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    spans.dedup();
    spans.truncate(MOST_SPANS);
    spans
}
