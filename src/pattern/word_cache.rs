//! What the words of a vocabulary mean to a matcher, evaluated once per distinct spelling, and the one pass over a text
//! that finds all hits with it.

use super::trie::{Hit, Trie};
use super::words::{ANY, ClassId, WordSet, WordTests};
use crate::text::{Vocabulary, WordId};
use rustc_hash::FxHashMap;

/// What the words of one vocabulary mean to one matcher. One per worker thread, beside its [`Vocabulary`].
pub struct WordCache {
    /// A word's set, by word id.
    sets_of: Vec<u32>,
    sets: Vec<WordSet>,
    ids: FxHashMap<Vec<ClassId>, u32>,
}

/// The set of words that no pattern uses.
pub const UNUSED: u32 = 0;

impl Default for WordCache {
    fn default() -> Self {
        WordCache {
            sets_of: Vec::new(),
            sets: vec![WordSet::default()],
            ids: FxHashMap::from_iter([(Vec::new(), UNUSED)]),
        }
    }
}

impl WordCache {
    /// Judges the words added to `vocabulary` since the last call.
    pub fn update(&mut self, vocabulary: &Vocabulary, tests: &WordTests, trie: &Trie) {
        let mut classes = Vec::new();
        for id in self.sets_of.len()..vocabulary.len() {
            classes.clear();
            tests.judge(vocabulary.spelling(id as WordId), &mut classes);
            let set = match self.ids.get(&classes) {
                Some(&set) => set,
                None => self.add(&classes, trie),
            };
            self.sets_of.push(set);
        }
    }

    /// The cache of a vocabulary that no longer grows, in which only the words in `tested` are judged; all others get
    /// the set `UNUSED`.
    pub fn of(vocabulary: &Vocabulary, tested: &[WordId], tests: &WordTests, trie: &Trie) -> Self {
        let mut cache =
            WordCache { sets_of: vec![UNUSED; vocabulary.len()], ..WordCache::default() };
        let mut classes = Vec::new();
        for &id in tested {
            classes.clear();
            tests.judge(vocabulary.spelling(id), &mut classes);
            cache.sets_of[id as usize] = match cache.ids.get(&classes) {
                Some(&set) => set,
                None => cache.add(&classes, trie),
            };
        }
        cache
    }

    fn add(&mut self, classes: &[ClassId], trie: &Trie) -> u32 {
        let set = self.sets.len() as u32;
        self.sets.push(trie.word_set(classes));
        self.ids.insert(classes.to_vec(), set);
        set
    }

    /// The number of a word's set; `UNUSED` for most words.
    #[inline]
    pub fn set_of(&self, word: WordId) -> u32 {
        self.sets_of[word as usize]
    }

    /// The set of that number.
    #[inline]
    pub fn set(&self, set: u32) -> &WordSet {
        &self.sets[set as usize]
    }
}

impl Trie {
    /// Appends all hits in `words` to `hits`, sorted by start.
    pub fn scan(&self, words: &[WordId], cache: &WordCache, hits: &mut Vec<Hit>) {
        for (at, &word) in words.iter().enumerate() {
            let set = cache.set_of(word);
            if set == UNUSED {
                continue;
            }
            let set = cache.set(set);
            let start = at as u32;
            for &(leaf, guarded) in &set.ends {
                hits.push(Hit { start, len: 1, guarded, leaf });
            }
            for &node in &set.nexts {
                self.walk(node, words, at + 1, start, cache, hits);
            }
        }
    }

    fn walk(
        &self,
        node: u32,
        words: &[WordId],
        at: usize,
        start: u32,
        cache: &WordCache,
        hits: &mut Vec<Hit>,
    ) {
        let Some(&word) = words.get(at) else { return };
        let set = cache.set(cache.set_of(word));
        for &(class, next) in self.edges(node) {
            if class != ANY && set.classes.binary_search(&class).is_err() {
                continue;
            }
            let len = (at + 1 - start as usize) as u16;
            for &(leaf, guarded) in self.ends(next) {
                let twin = hits.iter().rev().take_while(|hit| hit.start == start);
                if !twin.into_iter().any(|hit| hit.leaf == leaf && hit.len == len) {
                    hits.push(Hit { start, len, guarded, leaf });
                }
            }
            if !self.edges(next).is_empty() {
                self.walk(next, words, at + 1, start, cache, hits);
            }
        }
    }
}
