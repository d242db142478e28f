//! An inverted index: which documents of a store contain which words.

use crate::text::{Document, WordId};
use std::rc::Rc;

/// For each word the documents that contain it, as differences from one document number to the next: for a common word
/// one byte each. All in one array, sliced by word.
#[derive(Default)]
pub struct Postings {
    /// Where each word's bytes begin in `steps`; one more entry at the end.
    starts: Vec<u32>,
    steps: Vec<u8>,
}

impl Postings {
    /// The index of `documents`, whose word ids are below `words`.
    pub fn new(documents: &[Rc<Document>], words: usize) -> Postings {
        let mut last = vec![0; words];
        let mut starts = vec![0u32; words + 1];
        // Counts first and fills in afterwards, so that nothing is allocated per word.
        each_occurrence(documents, &mut last, |word, step| starts[word + 1] += width(step) as u32);
        for word in 0..words {
            starts[word + 1] += starts[word];
        }
        let mut steps = vec![0; starts[words] as usize];
        // Each word's start advances as its steps are written, up to where the next word's began.
        each_occurrence(documents, &mut last, |word, step| {
            let at = starts[word] as usize;
            let len = write(step, &mut steps[at..]);
            starts[word] += len as u32;
        });
        starts.rotate_right(1);
        starts[0] = 0;
        Postings { starts, steps }
    }

    /// The documents that contain `word`, in order.
    pub fn of(&self, word: WordId) -> impl Iterator<Item = u32> {
        let mut steps = self.row(word);
        let mut next = 0;
        std::iter::from_fn(move || {
            next += read(&mut steps)?;
            Some(next - 1)
        })
    }

    /// An upper bound on the number of documents that contain one of `words`; a document that contains two is counted
    /// twice.
    pub fn weight(&self, words: &[WordId]) -> usize {
        words.iter().map(|&word| self.row(word).len()).sum()
    }

    fn row(&self, word: WordId) -> &[u8] {
        let bounds = self.starts.get(word as usize..word as usize + 2);
        bounds.map_or(&[], |bounds| &self.steps[bounds[0] as usize..bounds[1] as usize])
    }

    /// The size in bytes.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.starts.capacity() * size_of::<u32>() + self.steps.capacity()
    }
}

/// Calls `visit` with each word of each document and the distance from the word's previous document, at least 1; for
/// the first, the document number plus 1. `last` has space for one number per word.
fn each_occurrence(
    documents: &[Rc<Document>],
    last: &mut [u32],
    mut visit: impl FnMut(usize, u32),
) {
    last.fill(0);
    for (number, document) in documents.iter().enumerate() {
        let number = number as u32 + 1;
        for &word in document.words() {
            let word = word as usize;
            let step = number - last[word];
            if step > 0 {
                last[word] = number;
                visit(word, step);
            }
        }
    }
}

/// The length of `step` in bytes, at seven bits per byte.
fn width(step: u32) -> usize {
    (u32::BITS - step.leading_zeros()).div_ceil(7).max(1) as usize
}

/// Writes `step` at the start of `bytes`, lowest bits first; returns the number of bytes.
fn write(mut step: u32, bytes: &mut [u8]) -> usize {
    let mut len = 0;
    while step >= 0x80 {
        bytes[len] = step as u8 | 0x80;
        step >>= 7;
        len += 1;
    }
    bytes[len] = step as u8;
    len + 1
}

/// Removes a step from the start of `bytes`; `None` at their end.
fn read(bytes: &mut &[u8]) -> Option<u32> {
    let mut step = 0;
    let mut shift = 0;
    loop {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        step |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(step);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn steps_are_read_as_they_were_written(steps in proptest::collection::vec(0u32.., 0..20)) {
            let mut bytes = vec![0; steps.len() * 5];
            let mut end = 0;
            for &step in &steps {
                let len = write(step, &mut bytes[end..]);
                prop_assert_eq!(len, width(step));
                end += len;
            }
            let mut rest = &bytes[..end];
            let read: Vec<u32> = std::iter::from_fn(|| read(&mut rest)).collect();
            prop_assert_eq!(read, steps);
        }
    }

    #[test]
    fn each_word_has_its_documents_in_order() {
        let mut vocabulary = crate::text::Vocabulary::new();
        // "a" in all, "b" in every third, "c" only in the last.
        let texts = (0..400).map(|n| match n {
            399 => "a b c a".to_owned(),
            n if n % 3 == 0 => "b a b".to_owned(),
            _ => "a".to_owned(),
        });
        let documents: Vec<Rc<Document>> = texts
            .map(|text| {
                let article = crate::text::testing::document(&text, None).article;
                Rc::new(Document::new(article, &mut vocabulary))
            })
            .collect();
        let postings = Postings::new(&documents, vocabulary.len());
        let word = |text: &str| {
            (0..vocabulary.len() as WordId).find(|&id| vocabulary.spelling(id) == text).unwrap()
        };
        assert!(postings.of(word("a")).eq(0..400));
        assert!(postings.of(word("b")).eq((0..400).filter(|n| n % 3 == 0)));
        assert!(postings.of(word("c")).eq([399]));
        assert!(postings.weight(&[word("c")]) < postings.weight(&[word("b")]));
        assert_eq!(postings.of(99).count(), 0);
        assert!(postings.bytes() < 600);
    }
}
