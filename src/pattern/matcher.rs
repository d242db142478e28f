//! All rules' patterns compiled together: equal parts are shared, phrases are in one trie, and each rule is evaluated
//! only where one of its required words was found.

use super::expr::{Op, Pattern, Scope};
use super::phrase::{Phrase, WordTest};
use super::regex_size;
use super::trie::{Hit, Trie};
use super::word_cache::WordCache;
use super::word_index::{self, MatchingWords, WordIndex};
use super::words::{ClassId, LeafId, WordTests};
use crate::text::{Document, Vocabulary};
use regex::Regex;
use rustc_hash::FxHashMap;

/// A compiled pattern's number in one matcher.
pub type NodeId = u32;

/// What a compiled pattern is made of.
#[derive(Debug)]
pub enum NodeKind {
    /// Phrases in the trie.
    Leaf(LeafId),
    /// A regex over the unit's text, run only if the leaf was found.
    Gated(LeafId, Regex),
    /// An actor's name.
    Actor,
    /// A place's name.
    Place,
    /// A number.
    Number,
    /// A date.
    Date,
    /// Inside a quotation.
    Quoted(NodeId),
    /// Any of these.
    Any(Vec<NodeId>),
    /// All of these.
    All(Vec<NodeId>),
    /// Not this.
    Not(NodeId),
    /// In order, with a maximum gap in tokens.
    Seq(Vec<NodeId>, usize),
    /// In either order, with a maximum gap in tokens.
    Near(NodeId, NodeId, usize),
}

/// A compiled pattern.
#[derive(Debug)]
pub struct PlanNode {
    /// What it is made of.
    pub kind: NodeKind,
    /// The pattern it was compiled from.
    pub pattern: Pattern,
}

/// One rule's conditions.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The pattern that must hold.
    pub when: NodeId,
    /// The contexts that must hold around the unit: in the scope of the pattern itself, else in the article.
    pub given: Vec<NodeId>,
    /// The pattern that must not hold.
    pub unless: Option<NodeId>,
    /// The unit that `when` and `unless` are evaluated over.
    pub within: Scope,
    /// The unit for which the closure is called once.
    pub per: Scope,
}

/// Why a rule's conditions cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// No part of `when` requires a word.
    #[error(
        "`when` has no required word: actor(), place(), date(), number(), negations and parts with a wider \
         .within() can restrict a match but not trigger it; join each by `&` with a phrase, stem or lexicon"
    )]
    NoRequiredWord,
    /// A negation inside a sequence.
    #[error("a negated part cannot be used in seq() or near(); move it out: seq(...) & !...")]
    NegatedPart,
}

/// Collects the rules' conditions; [`MatcherBuilder::build`] makes the matcher.
#[derive(Default)]
pub struct MatcherBuilder {
    tests: WordTests,
    trie: Trie,
    leaves: FxHashMap<Vec<Phrase>, LeafId>,
    /// By leaf: how many phrases it has.
    phrase_counts: Vec<usize>,
    nodes: Vec<PlanNode>,
    index: FxHashMap<Pattern, NodeId>,
    plans: Vec<Plan>,
    anchored: Vec<Vec<u32>>,
}

impl MatcherBuilder {
    /// Adds a rule's conditions as the next plan; the first added is plan 0.
    pub fn rule(
        &mut self,
        when: &Pattern,
        given: &[Pattern],
        unless: Option<&Pattern>,
        within: Scope,
        per: Scope,
    ) -> Result<(), PlanError> {
        let when_node = self.pattern(when)?;
        let given = self.patterns(given)?;
        let unless = unless.map(|unless| self.pattern(unless)).transpose()?;
        let anchors = self.anchors(when_node, within).ok_or(PlanError::NoRequiredWord)?;
        let plan = self.plans.len() as u32;
        self.plans.push(Plan { when: when_node, given, unless, within, per: per.max(within) });
        for leaf in anchors {
            let rules = &mut self.anchored[leaf as usize];
            if rules.last() != Some(&plan) {
                rules.push(plan);
            }
        }
        Ok(())
    }

    /// Compiles a pattern that belongs to no rule's conditions, such as one captured by a closure.
    pub fn pattern(&mut self, pattern: &Pattern) -> Result<NodeId, PlanError> {
        if let Some(&node) = self.index.get(pattern) {
            return Ok(node);
        }
        let kind = match pattern.op() {
            Op::Words(phrases) | Op::Lexicon(_, phrases) => NodeKind::Leaf(self.leaf(phrases)),
            Op::Regex(regex, required) => self.gated(regex, required),
            Op::Actor => NodeKind::Actor,
            Op::Place => NodeKind::Place,
            Op::Number => NodeKind::Number,
            Op::Date => NodeKind::Date,
            Op::Quoted(inner) => NodeKind::Quoted(self.pattern(inner)?),
            Op::Any(parts) => NodeKind::Any(self.patterns(parts)?),
            Op::All(parts) => NodeKind::All(self.patterns(parts)?),
            Op::Not(inner) => NodeKind::Not(self.pattern(inner)?),
            Op::Seq(parts, gap) => NodeKind::Seq(self.placed(parts)?, *gap),
            Op::Near(left, right, gap) => {
                let parts = self.placed(&[left.clone(), right.clone()])?;
                NodeKind::Near(parts[0], parts[1], *gap)
            }
        };
        let node = self.nodes.len() as NodeId;
        self.nodes.push(PlanNode { kind, pattern: pattern.clone() });
        self.index.insert(pattern.clone(), node);
        Ok(node)
    }

    fn patterns(&mut self, parts: &[Pattern]) -> Result<Vec<NodeId>, PlanError> {
        parts.iter().map(|part| self.pattern(part)).collect()
    }

    fn placed(&mut self, parts: &[Pattern]) -> Result<Vec<NodeId>, PlanError> {
        if parts.iter().any(|part| matches!(part.op(), Op::Not(_))) {
            return Err(PlanError::NegatedPart);
        }
        self.patterns(parts)
    }

    fn gated(&mut self, regex: &str, required: &[Phrase]) -> NodeKind {
        let leaf = self.leaf(required);
        match regex_size::compile(&regex_size::whole(regex)) {
            Ok(regex) => NodeKind::Gated(leaf, regex),
            Err(_) => NodeKind::Leaf(leaf),
        }
    }

    fn leaf(&mut self, phrases: &[Phrase]) -> LeafId {
        let mut key = phrases.to_vec();
        key.sort_unstable();
        key.dedup();
        if let Some(&leaf) = self.leaves.get(&key) {
            return leaf;
        }
        let leaf = self.anchored.len() as LeafId;
        for phrase in &key {
            self.trie.add(phrase, leaf, &mut self.tests);
        }
        self.phrase_counts.push(key.len());
        self.leaves.insert(key, leaf);
        self.anchored.push(Vec::new());
        leaf
    }

    /// Leaves one of which every match must contain inside a unit of `within`; `None` if there are none.
    fn anchors(&self, node: NodeId, within: Scope) -> Option<Vec<LeafId>> {
        let node = &self.nodes[node as usize];
        if node.pattern.scope().is_some_and(|scope| scope > within) {
            return None;
        }
        let all = |parts: &[NodeId]| {
            parts
                .iter()
                .filter_map(|&part| self.anchors(part, within))
                .min_by_key(|leaves| self.estimated_hits(leaves))
        };
        match &node.kind {
            NodeKind::Leaf(leaf) | NodeKind::Gated(leaf, _) => Some(vec![*leaf]),
            NodeKind::Quoted(inner) => self.anchors(*inner, within),
            NodeKind::Any(parts) => {
                let parts: Option<Vec<_>> =
                    parts.iter().map(|&p| self.anchors(p, within)).collect();
                parts.map(|parts| parts.concat())
            }
            NodeKind::All(parts) | NodeKind::Seq(parts, _) => all(parts),
            NodeKind::Near(left, right, _) => all(&[*left, *right]),
            NodeKind::Not(_)
            | NodeKind::Actor
            | NodeKind::Place
            | NodeKind::Number
            | NodeKind::Date => None,
        }
    }

    /// An estimate of how often leaves are hit: the number of phrases they have.
    fn estimated_hits(&self, leaves: &[LeafId]) -> usize {
        let mut leaves = leaves.to_vec();
        leaves.sort_unstable();
        leaves.dedup();
        leaves.iter().map(|&leaf| self.phrase_counts[leaf as usize]).sum()
    }

    /// The matcher of everything added.
    pub fn build(self) -> Matcher {
        let mut phrases = vec![Vec::new(); self.anchored.len()];
        for (key, leaf) in self.leaves {
            phrases[leaf as usize] = key;
        }
        Matcher {
            phrases,
            tests: self.tests,
            trie: self.trie,
            nodes: self.nodes,
            index: self.index,
            plans: self.plans,
            anchored: self.anchored,
        }
    }
}

/// All rules' patterns, ready to run over documents. Immutable; shared by worker threads.
pub struct Matcher {
    tests: WordTests,
    trie: Trie,
    nodes: Vec<PlanNode>,
    index: FxHashMap<Pattern, NodeId>,
    plans: Vec<Plan>,
    anchored: Vec<Vec<u32>>,
    /// The phrases of each leaf.
    phrases: Vec<Vec<Phrase>>,
}

impl Matcher {
    /// All hits of all leaves in `document`, sorted by start; furniture included.
    pub fn scan(
        &self,
        document: &Document,
        vocabulary: &Vocabulary,
        cache: &mut WordCache,
        hits: &mut Vec<Hit>,
    ) {
        self.learn(vocabulary, cache);
        self.trie.scan(document.words(), cache, hits);
    }

    /// Judges the words added to `vocabulary` since `cache` was last updated.
    pub fn learn(&self, vocabulary: &Vocabulary, cache: &mut WordCache) {
        cache.update(vocabulary, &self.tests, &self.trie);
    }

    /// The cache of a vocabulary that no longer grows, with only the relevant words judged, and those words.
    pub fn cache(
        &self,
        vocabulary: &Vocabulary,
        word_index: &WordIndex,
    ) -> (WordCache, MatchingWords) {
        word_index::cache(word_index, vocabulary, &self.tests, &self.trie)
    }

    /// The phrases of the leaves that `plan` requires: in a unit where it holds, one of them is found.
    pub fn required(&self, plan: usize) -> impl Iterator<Item = &Phrase> {
        let hangs = move |leaf: &usize| self.anchored[*leaf].contains(&(plan as u32));
        (0..self.anchored.len()).filter(hangs).flat_map(|leaf| &self.phrases[leaf])
    }

    /// The class of a word test of these patterns.
    pub fn class(&self, test: &WordTest) -> Option<ClassId> {
        self.tests.class(test)
    }

    /// The compiled pattern of that number.
    pub fn node(&self, node: NodeId) -> &PlanNode {
        &self.nodes[node as usize]
    }

    /// The number of a compiled pattern; `None` for one that was not compiled, such as one built too late.
    pub fn find(&self, pattern: &Pattern) -> Option<NodeId> {
        self.index.get(pattern).copied()
    }

    /// All rules' conditions, in the order they were added.
    pub fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// How many leaves there are.
    pub fn leaves(&self) -> usize {
        self.anchored.len()
    }

    /// The plans that may hold where `leaf` was hit.
    pub fn anchored(&self, leaf: LeafId) -> &[u32] {
        &self.anchored[leaf as usize]
    }
}
