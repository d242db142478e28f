//! Which documents of a shelf hold which words.

use crate::text::{Document, WordId};
use std::rc::Rc;

/// For each word the documents that hold it: one array of document numbers, cut by word.
#[derive(Default)]
pub struct Postings {
    /// Where each word's documents begin in `documents`; one more at the end.
    starts: Vec<u32>,
    documents: Vec<u32>,
}

impl Postings {
    /// Of `documents`, whose word ids are below `words`.
    pub fn new(documents: &[Rc<Document>], words: usize) -> Postings {
        let mut counts = vec![0u32; words + 1];
        let mut last = vec![u32::MAX; words];
        let mut each = |mut visit: Box<dyn FnMut(WordId, u32) + '_>| {
            last.fill(u32::MAX);
            for (number, document) in documents.iter().enumerate() {
                let number = number as u32;
                for &word in document.words() {
                    let seen = &mut last[word as usize];
                    if *seen != number {
                        *seen = number;
                        visit(word, number);
                    }
                }
            }
        };
        // Counted first and then filled in, so that nothing is allocated a word.
        each(Box::new(|word, _| counts[word as usize + 1] += 1));
        for word in 0..words {
            counts[word + 1] += counts[word];
        }
        let mut next = counts.clone();
        let mut all = vec![0; counts.last().map_or(0, |&end| end as usize)];
        each(Box::new(|word, number| {
            let at = &mut next[word as usize];
            all[*at as usize] = number;
            *at += 1;
        }));
        Postings { starts: counts, documents: all }
    }

    /// The documents that hold `word`, in order.
    pub fn of(&self, word: WordId) -> &[u32] {
        let bounds = self.starts.get(word as usize..word as usize + 2);
        bounds.map_or(&[], |bounds| &self.documents[bounds[0] as usize..bounds[1] as usize])
    }

    /// How many documents hold one of `words`, a document that holds two counted twice.
    pub fn weight(&self, words: &[WordId]) -> usize {
        words.iter().map(|&word| self.of(word).len()).sum()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        (self.starts.capacity() + self.documents.capacity()) * size_of::<u32>()
    }
}
