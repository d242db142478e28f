//! The articles so far, to be asked which of them a new one repeats.

use super::{EventWords, Signature};
use rustc_hash::FxHashMap;
use std::cell::LazyCell;

/// Each article is found by so many of its sequences: those with the smallest hashes. A repeat of a quarter of its
/// length shares three of them on average, one of the whole length nearly all.
const KEYS: usize = 12;
/// At most so many articles are found by one sequence, the first ones: words that a thousand pages share are no trace of
/// a common story.
const MOST_FOUND: usize = 32;
/// The end of a list.
const NONE: u32 = u32::MAX;

/// The signatures of the articles so far that repeat no other. Takes about a kilobyte and a half
/// an article.
#[derive(Default)]
pub struct RepeatIndex {
    articles: Vec<(Box<str>, Signature)>,
    /// By a sequence's hash: the last entry of its list.
    lists: FxHashMap<u32, u32>,
    /// An article, and the entry before it in its list.
    entries: Vec<(u32, u32)>,
}

impl RepeatIndex {
    /// The id of the first article so far that the article `id` repeats; if there is none, the article is remembered. The
    /// article named repeats no other, so that no chain of small changes leads away from it.
    ///
    /// `words` gives what its events name, all of which the earlier article must have; asked only where the texts are
    /// alike.
    ///
    /// An article with the id of the one it repeats is the same article read twice, and repeats nothing.
    pub fn first(
        &mut self,
        id: &str,
        signature: Signature,
        words: impl FnOnce() -> EventWords,
    ) -> Option<&str> {
        let words = LazyCell::new(words);
        let is_repeated = |at: &usize| {
            let earlier = self.articles.get(*at).map(|(_, earlier)| earlier);
            earlier
                .is_some_and(|earlier| signature.repeats(earlier) && words.are_in(earlier.words()))
        };
        let Some(at) = self.candidates(&signature).into_iter().find(is_repeated) else {
            self.remember(id, signature);
            return None;
        };
        self.articles.get(at).map(|(first, _)| &**first).filter(|first| *first != id)
    }

    /// The articles that share one of their smallest sequences, in their order.
    fn candidates(&self, signature: &Signature) -> Vec<usize> {
        let mut found = Vec::new();
        for hash in signature.shingles() {
            let list = self.lists.get(hash).copied().unwrap_or(NONE);
            found.extend(self.list(list).map(|article| article as usize));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The articles of the list that ends with the entry `last`.
    fn list(&self, last: u32) -> impl Iterator<Item = u32> {
        let entry = |at: u32| self.entries.get(at as usize).copied();
        std::iter::successors(entry(last), move |&(_, before)| entry(before))
            .map(|(article, _)| article)
    }

    fn remember(&mut self, id: &str, signature: Signature) {
        if !signature.is_comparable() {
            return;
        }
        let article = self.articles.len() as u32;
        for &hash in signature.shingles().iter().take(KEYS) {
            let last = self.lists.get(&hash).copied().unwrap_or(NONE);
            if self.list(last).take(MOST_FOUND).count() < MOST_FOUND {
                self.lists.insert(hash, self.entries.len() as u32);
                self.entries.push((article, last));
            }
        }
        self.articles.push((id.into(), signature));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Article;

    fn signature(text: &str) -> Signature {
        Signature::of(&Article::builder("a", text).build().unwrap())
    }

    /// A story of 80 words that are its own.
    fn story(name: &str) -> String {
        (0..16)
            .map(|at| {
                format!(
                    "The {name} {} went to see a {name}. ",
                    ["mill", "pier", "ford"][at % 3].repeat(at + 1)
                )
            })
            .collect()
    }

    #[test]
    fn the_first_article_is_named_and_repeats_are_not_remembered() {
        let mut index = RepeatIndex::default();
        let (one, two) = (story("dog"), story("cat"));
        assert_eq!(index.first("a", signature(&one), EventWords::default), None);
        assert_eq!(index.first("b", signature(&two), EventWords::default), None);
        assert_eq!(
            index.first("c", signature(&format!("{one} More.")), EventWords::default),
            Some("a")
        );
        assert_eq!(index.first("d", signature(&one), EventWords::default), Some("a"));
        assert_eq!(
            index.first("b", signature(&two), EventWords::default),
            None,
            "the same id is told elsewhere"
        );
        assert_eq!(index.first("e", signature(&two), EventWords::default), Some("b"));
        assert_eq!(index.articles.len(), 2);
    }

    #[test]
    fn what_a_thousand_pages_share_does_not_slow_the_search() {
        let mut index = RepeatIndex::default();
        let page = |number: usize| {
            format!(
                "{} {}",
                "All rights of this page are ours and not yours. ",
                story(&format!("x{number}y"))
            )
        };
        for number in 0..1000 {
            assert_eq!(
                index.first(&number.to_string(), signature(&page(number)), EventWords::default),
                None
            );
        }
        assert!(index.candidates(&signature(&page(7))).len() < 8 * MOST_FOUND);
        assert_eq!(index.first("again", signature(&page(900)), EventWords::default), Some("900"));
    }
}
