//! Index of a vocabulary's words by folded form and by stem, so that the few words a new pattern needs are found
//! without testing all others. For corpora that stay in memory; a batch run tests words as they come.

use super::phrase::WordTest;
use super::stem::stem;
use super::word_cache::WordCache;
use super::words::{ClassId, WordTests};
use crate::text::tokens::fold;
use crate::text::{Vocabulary, WordId};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// The words of one vocabulary at the time this was made, by folded spelling and by stem.
pub struct WordIndex {
    by_fold: Vec<WordId>,
    /// Hash of the stem, word; sorted. Several stems may share a hash: words found by it are tested again.
    by_stem: Vec<(u32, WordId)>,
}

/// The words of a vocabulary that match each word test of a matcher.
#[derive(Default)]
pub struct MatchingWords(FxHashMap<ClassId, Vec<WordId>>);

impl MatchingWords {
    /// The words that pass the test of that class.
    pub fn to(&self, class: ClassId) -> &[WordId] {
        self.0.get(&class).map_or(&[], Vec::as_slice)
    }
}

impl WordIndex {
    /// Sorts the words of `vocabulary`.
    pub fn new(vocabulary: &Vocabulary) -> WordIndex {
        let ids = 0..vocabulary.len() as WordId;
        let mut folded: Vec<_> =
            ids.clone().map(|id| (fold::fold(vocabulary.spelling(id)), id)).collect();
        let mut by_stem: Vec<(u32, WordId)> =
            folded.iter().map(|(form, id)| (stem_hash(&stem(form)), *id)).collect();
        folded.sort_unstable();
        by_stem.sort_unstable();
        WordIndex { by_fold: folded.into_iter().map(|(_, id)| id).collect(), by_stem }
    }

    /// Tests only the words that may match one of `tests`.
    pub fn judge(
        &self,
        vocabulary: &Vocabulary,
        tests: &WordTests,
    ) -> (Vec<WordId>, MatchingWords) {
        let mut tested = Vec::new();
        for test in tests.tests() {
            self.candidates(test, vocabulary, &mut tested);
        }
        tested.sort_unstable();
        tested.dedup();
        let mut answers = MatchingWords::default();
        let mut classes = Vec::new();
        for &id in &tested {
            classes.clear();
            tests.judge(vocabulary.spelling(id), &mut classes);
            for &class in &classes {
                answers.0.entry(class).or_default().push(id);
            }
        }
        (tested, answers)
    }

    /// Adds to `found` every word that passes `test`, and possibly some that do not.
    fn candidates(&self, test: &WordTest, vocabulary: &Vocabulary, found: &mut Vec<WordId>) {
        match test {
            WordTest::Any => {}
            WordTest::Folded(word) => found.extend(self.alike(vocabulary, word, false)),
            WordTest::Cased(word) => {
                found.extend(self.alike(vocabulary, &fold::fold(word), false));
                found.extend(self.alike(vocabulary, &fold::fold(&word.to_uppercase()), false));
            }
            WordTest::Stem(stem) => {
                let hash = stem_hash(stem);
                let from = self.by_stem.partition_point(|&(known, _)| known < hash);
                let same = self.by_stem[from..].iter().take_while(|&&(known, _)| known == hash);
                found.extend(same.map(|&(_, id)| id));
            }
            WordTest::Glob(glob, _) => {
                let prefix = glob.split('*').next().unwrap_or_default();
                found.extend(self.alike(vocabulary, &prefix.to_lowercase(), true));
            }
            WordTest::Regex(_) => found.extend(&self.by_fold),
        }
    }

    /// The words whose folded form is `form`, or begins with it.
    fn alike(&self, vocabulary: &Vocabulary, form: &str, prefix: bool) -> &[WordId] {
        let folded = |id: WordId| fold::fold(vocabulary.spelling(id));
        let from = self.by_fold.partition_point(|&id| folded(id).as_ref() < form);
        let rest = &self.by_fold[from..];
        let len = rest.partition_point(|&id| match prefix {
            true => folded(id).starts_with(form),
            false => folded(id) == form,
        });
        &rest[..len]
    }
}

fn stem_hash(stem: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(stem.as_bytes());
    hasher.finish() as u32
}

/// The cache of a matcher over a vocabulary that no longer grows, with only the relevant words tested.
pub(super) fn cache(
    word_index: &WordIndex,
    vocabulary: &Vocabulary,
    tests: &WordTests,
    trie: &super::trie::Trie,
) -> (WordCache, MatchingWords) {
    let (tested, answers) = word_index.judge(vocabulary, tests);
    (WordCache::of(vocabulary, &tested, tests, trie), answers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{MatcherBuilder, Pattern, Scope};
    use proptest::prelude::*;

    fn vocabulary(text: &str) -> Vocabulary {
        let mut vocabulary = Vocabulary::new();
        let mut ids = Vec::new();
        let (mut starts, mut lens) = (Vec::new(), Vec::new());
        crate::text::tokens::tokenise::tokenise(text, |start, len| {
            starts.push(start as u32);
            lens.push(len as u8);
        });
        vocabulary.intern_all(text, &starts, &lens, &mut ids);
        vocabulary
    }

    const WORDS: &str = "Ceasefire ceasefire CEASEFIRE cease fires fired firing U.N. UN un is IS Is struck strikes \
        strike Strike bombs bomber bombed barrel Barrels İdlib idlib 275,000 000 275000 Ja’afari Ja'afari x";

    proptest! {
        #[test]
        fn testing_selected_words_gives_the_same_as_testing_all(
            picks in proptest::collection::vec((0usize..6, "[a-zA-Z']{1,4}|UN|Is|strike|İ|fir|0+"), 1..8)
        ) {
            let vocabulary = vocabulary(WORDS);
            let mut builder = MatcherBuilder::default();
            for (sort, word) in &picks {
                let pattern = match sort {
                    0 => Pattern::words(&[word.as_str()]),
                    1 => Pattern::stems(&[word.as_str()]),
                    2 => Pattern::words(&[format!("{word}*").as_str()]),
                    3 => Pattern::words(&[format!("{word}*s").as_str()]),
                    4 => Pattern::words(&[format!("{word} barrel").as_str()]),
                    _ => Pattern::regex(&format!("{word}[a-z]?")),
                };
                if let Ok(pattern) = pattern {
                    let _ = builder.rule(&pattern, &[], None, Scope::Sentence, Scope::Sentence);
                }
            }
            let matcher = builder.build();
            let mut all = WordCache::default();
            matcher.learn(&vocabulary, &mut all);
            let (few, _) = matcher.cache(&vocabulary, &WordIndex::new(&vocabulary));
            for id in 0..vocabulary.len() as WordId {
                let (all, few) = (all.set(all.set_of(id)), few.set(few.set_of(id)));
                prop_assert_eq!(&all.classes, &few.classes, "{}", vocabulary.spelling(id));
                prop_assert_eq!(&all.ends, &few.ends);
            }
        }
    }
}
