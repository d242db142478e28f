//! All phrases of all rules as one trie over word classes. `word_cache` walks it over the words of a text.

use super::phrase::Phrase;
use super::words::{ClassId, LeafId, WordSet, WordTests};
use rustc_hash::FxHashMap;

/// A leaf found in the text. Sorted by start, then length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// First token.
    pub start: u32,
    /// How many tokens.
    pub len: u16,
    /// True if the phrase is all capitals and means nothing in an all-capitals sentence.
    pub guarded: bool,
    /// Which leaf.
    pub leaf: LeafId,
}

/// Phrases, sharing common beginnings.
#[derive(Default)]
pub struct Trie {
    nodes: Vec<TrieNode>,
    roots: FxHashMap<ClassId, u32>,
}

#[derive(Default)]
struct TrieNode {
    ends: Vec<(LeafId, bool)>,
    edges: Vec<(ClassId, u32)>,
}

impl Trie {
    /// The node at which `phrase` ends; its words are added where they are new. `None` for a phrase without words.
    pub fn path(&mut self, phrase: &Phrase, tests: &mut WordTests) -> Option<u32> {
        let mut at = None;
        for word in &phrase.words {
            let class = tests.intern(word);
            let known = match at {
                None => self.roots.get(&class).copied(),
                Some(node) => {
                    self.edges(node).iter().find(|edge| edge.0 == class).map(|edge| edge.1)
                }
            };
            let next = known.unwrap_or_else(|| {
                self.nodes.push(TrieNode::default());
                let next = self.nodes.len() as u32 - 1;
                match at {
                    None => {
                        self.roots.insert(class, next);
                    }
                    Some(node) => self.nodes[node as usize].edges.push((class, next)),
                }
                next
            });
            at = Some(next);
        }
        at
    }

    /// Makes a phrase that ends at `node` one way to hit `leaf`; `guarded` if it means nothing where all is in capitals.
    pub fn end(&mut self, node: u32, leaf: LeafId, guarded: bool) {
        let ends = &mut self.nodes[node as usize].ends;
        match ends.iter_mut().find(|end| end.0 == leaf) {
            Some(end) => end.1 &= guarded,
            None => ends.push((leaf, guarded)),
        }
    }

    /// The classes that continue from `node`, and the nodes they lead to.
    pub fn edges(&self, node: u32) -> &[(ClassId, u32)] {
        &self.nodes[node as usize].edges
    }

    /// The leaves that end at `node`, with the all-capitals flag.
    pub fn ends(&self, node: u32) -> &[(LeafId, bool)] {
        &self.nodes[node as usize].ends
    }

    /// The phrases that a word of these classes starts or is.
    pub fn word_set(&self, classes: &[ClassId]) -> WordSet {
        let mut set = WordSet { classes: classes.to_vec(), ..WordSet::default() };
        for class in classes {
            if let Some(&node) = self.roots.get(class) {
                for &(leaf, guard) in &self.nodes[node as usize].ends {
                    match set.ends.iter_mut().find(|end| end.0 == leaf) {
                        Some(end) => end.1 &= guard,
                        None => set.ends.push((leaf, guard)),
                    }
                }
                if !self.edges(node).is_empty() {
                    set.nexts.push(node);
                }
            }
        }
        set
    }
}
