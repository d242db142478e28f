//! All rules' patterns compiled together: equal parts are shared, phrases are in one trie, and each rule is evaluated
//! only where one of its required words was found.

use super::condition::Test;
use super::expr::{Op, Pattern, Phrases, Scope};
use super::phrase::{Phrase, PhraseText, WordTest};
use super::regex_size;
use super::trie::{Hit, Trie};
use super::word_cache::WordCache;
use super::word_index::{self, MatchingWords, WordIndex};
use super::words::{ClassId, LeafId, WordTests};
use crate::text::{Document, Vocabulary};
use regex::Regex;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

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
    /// A word that is a verb or noun, and what must be found in the phrases that have a part in it.
    Syntax(Vec<NodeId>, Vec<Test>),
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
    #[error(
        "a negated part cannot be used in seq(), near() or a condition by grammar; move it out: seq(...) & !..."
    )]
    NegatedPart,
}

/// Collects the rules' conditions; [`MatcherBuilder::build`] makes the matcher.
#[derive(Default)]
pub struct MatcherBuilder {
    tests: WordTests,
    trie: Trie,
    /// Leaves by a hash of their phrases.
    leaves: FxHashMap<u64, Vec<LeafId>>,
    /// The leaf of each list of phrases, by the list's address: one list is in many patterns, under several names. The
    /// patterns in `nodes` keep the lists alive.
    known_lists: FxHashMap<*const Phrase, LeafId>,
    /// Where each phrase ends in the trie, and whether it needs small letters around it, by the phrase's address.
    paths: FxHashMap<*const PhraseText, Option<(u32, bool)>>,
    /// By leaf: its phrases.
    phrases: Vec<Phrases>,
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
            Op::Syntax(parts, tests) => NodeKind::Syntax(self.placed(parts)?, tests.clone()),
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

    fn gated(&mut self, regex: &str, required: &Phrases) -> NodeKind {
        let leaf = self.leaf(required);
        match regex_size::compile(&regex_size::whole(regex)) {
            Ok(regex) => NodeKind::Gated(leaf, regex),
            Err(_) => NodeKind::Leaf(leaf),
        }
    }

    fn leaf(&mut self, phrases: &Phrases) -> LeafId {
        let list = phrases.as_ptr();
        match self.known_lists.get(&list) {
            Some(&leaf) => leaf,
            None => {
                let leaf = self.new_leaf(phrases);
                self.known_lists.insert(list, leaf);
                leaf
            }
        }
    }

    fn new_leaf(&mut self, phrases: &Phrases) -> LeafId {
        // A sum does not depend on the order of the list, so that lists need not be sorted to be compared.
        let hash = phrases.iter().fold(0_u64, |sum, phrase| {
            let mut hasher = FxHasher::default();
            phrase.hash(&mut hasher);
            sum.wrapping_add(hasher.finish())
        });
        let alike = self.leaves.entry(hash).or_default();
        let same = |leaf: &&LeafId| have_same(&self.phrases[**leaf as usize], phrases);
        if let Some(&leaf) = alike.iter().find(same) {
            return leaf;
        }
        let leaf = self.anchored.len() as LeafId;
        alike.push(leaf);
        for phrase in phrases.iter() {
            let known = self.paths.entry(phrase.address());
            let path = || {
                let node = self.trie.path(phrase, &mut self.tests)?;
                Some((node, phrase.needs_capitals()))
            };
            if let Some((node, guarded)) = *known.or_insert_with(path) {
                self.trie.end(node, leaf, guarded);
            }
        }
        self.phrases.push(phrases.clone());
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
            NodeKind::Syntax(parts, _) => self.anchors(*parts.first()?, within),
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
        leaves.iter().map(|&leaf| self.phrases[leaf as usize].len()).sum()
    }

    /// The matcher of everything added.
    pub fn build(self) -> Matcher {
        Matcher {
            phrases: self.phrases,
            tests: self.tests,
            trie: self.trie,
            nodes: self.nodes,
            index: self.index,
            plans: self.plans,
            anchored: self.anchored,
        }
    }
}

/// Whether two lists have the same phrases, in any order.
fn have_same(one: &[Phrase], other: &[Phrase]) -> bool {
    fn sorted(list: &[Phrase]) -> Vec<&Phrase> {
        let mut list: Vec<&Phrase> = list.iter().collect();
        list.sort_unstable();
        list
    }
    one == other || one.len() == other.len() && sorted(one) == sorted(other)
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
    phrases: Vec<Phrases>,
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
        (0..self.anchored.len()).filter(hangs).flat_map(|leaf| self.phrases[leaf].iter())
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
