//! Articles that stay in memory, as held by one thread: their words, and an index to find the few articles in which a
//! pattern can occur. Independent of the current rules.

use super::postings::Postings;
use crate::pattern::phrase::{Phrase, WordTest};
use crate::pattern::word_index::MatchingWords;
use crate::pattern::{Hit, Matcher, WordCache, WordIndex};
use crate::text::{Article, Document, Vocabulary, WordId};
use std::rc::Rc;

/// Articles in memory. A document's number is its index in this store, from 0.
#[derive(Default)]
pub struct DocumentStore {
    vocabulary: Vocabulary,
    documents: Vec<Rc<Document>>,
    word_index: Option<WordIndex>,
    postings: Postings,
}

/// A matcher prepared for one store.
pub struct Query<'a> {
    matcher: &'a Matcher,
    cache: WordCache,
    answers: MatchingWords,
}

impl DocumentStore {
    /// Adds `article` at the end of the store. Invalidates existing queries.
    pub fn add(&mut self, article: Article) {
        let mut document = Document::new(article, &mut self.vocabulary);
        document.shrink();
        self.documents.push(Rc::new(document));
        self.word_index = None;
    }

    /// Removes all documents from index `len` on, and rebuilds the index.
    pub fn truncate(&mut self, len: usize) {
        self.documents.truncate(len);
        self.index();
    }

    /// Builds the index, once all articles are added. Without it nothing is found.
    pub fn index(&mut self) {
        self.vocabulary.shrink();
        self.documents.shrink_to_fit();
        self.postings = Postings::new(&self.documents, self.vocabulary.len());
        self.word_index = Some(WordIndex::new(&self.vocabulary));
    }

    /// The documents, in order.
    pub fn documents(&self) -> &[Rc<Document>] {
        &self.documents
    }

    /// Prepares `matcher` for this store; `None` before [`DocumentStore::index`].
    pub fn query<'a>(&self, matcher: &'a Matcher) -> Option<Query<'a>> {
        let (cache, answers) = matcher.cache(&self.vocabulary, self.word_index.as_ref()?);
        Some(Query { matcher, cache, answers })
    }

    /// The documents in which `plan` may hold, sorted: those that contain, of one of its required phrases, the rarest
    /// word.
    pub fn holding(&self, query: &Query<'_>, plan: usize) -> Vec<u32> {
        let mut found = Vec::new();
        for phrase in query.matcher.required(plan) {
            for &word in self.rarest(query, phrase) {
                found.extend(self.postings.of(word));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn rarest<'q>(&self, query: &'q Query<'_>, phrase: &Phrase) -> &'q [WordId] {
        let tests = phrase.words.iter().filter(|test| **test != WordTest::Any);
        let answers = tests.map(|test| match query.matcher.class(test) {
            Some(class) => query.answers.to(class),
            None => &[],
        });
        answers.min_by_key(|words| self.postings.weight(words)).unwrap_or_default()
    }

    /// All hits of the query's patterns in document `number`, sorted by start; furniture included.
    pub fn scan(&self, query: &mut Query<'_>, number: u32, hits: &mut Vec<Hit>) {
        hits.clear();
        let document = &self.documents[number as usize];
        query.matcher.scan(document, &self.vocabulary, &mut query.cache, hits);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{MatcherBuilder, Pattern, Scope};
    use proptest::prelude::*;

    fn store(texts: &[String]) -> DocumentStore {
        let mut store = DocumentStore::default();
        for (index, text) in texts.iter().enumerate() {
            let document = crate::text::testing::document(text, None);
            let mut article = document.article.clone();
            article.id = index.to_string();
            store.add(article);
        }
        store.index();
        store
    }

    fn matcher(patterns: &[Pattern]) -> Matcher {
        let mut builder = MatcherBuilder::default();
        for pattern in patterns {
            let _ = builder.rule(pattern, &[], None, Scope::Sentence, Scope::Sentence);
        }
        builder.build()
    }

    #[test]
    fn only_documents_with_the_rarest_word_are_scanned() {
        let texts =
            ["The truce of the rebels held.", "Men of the town fled the rebels.", "A truce."];
        let store = store(&texts.map(str::to_owned));
        let matcher = matcher(&[Pattern::words(&["the rebels", "a truce"]).unwrap()]);
        let query = store.query(&matcher).unwrap();
        assert_eq!(store.holding(&query, 0), [0, 1, 2]);
        let alone = super::tests::matcher(&[Pattern::words(&["the truce fled"]).unwrap()]);
        let query = store.query(&alone).unwrap();
        assert_eq!(store.holding(&query, 0), [1]); // one document has "fled", two have the others
    }

    proptest! {
        #[test]
        fn every_document_with_a_hit_is_among_those_looked_at(
            texts in proptest::collection::vec("(truce|Truces|ceased|fire|of|the|UN| ){0,12}", 1..6),
            word in "truce|fire of|the \\*|tru\\*|UN|of the"
        ) {
            let texts: Vec<String> = texts.iter().map(|text| format!("{text}.")).collect();
            let store = store(&texts);
            let matcher = matcher(&[Pattern::words(&[word.as_str()]).unwrap()]);
            let mut query = store.query(&matcher).unwrap();
            let holding = store.holding(&query, 0);
            let mut hits = Vec::new();
            for number in 0..store.documents().len() as u32 {
                store.scan(&mut query, number, &mut hits);
                prop_assert!(hits.is_empty() || holding.contains(&number));
            }
        }
    }
}
