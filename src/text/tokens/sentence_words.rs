//! A sentence's words in lower case with the punctuation between them, as used by `analysis` and `frame`. Positions are
//! token indices of the document, since cues, speakers and triggers are ranges of its tokens; grammars that count from
//! 0 use a `TokenWindow`.

use crate::text::Document;
use std::borrow::Cow;
use std::ops::Range;

/// A sentence's words, prepared for lookups.
pub(crate) struct SentenceWords<'a> {
    pub doc: &'a Document,
    pub range: Range<usize>,
    folded: Vec<Cow<'a, str>>,
}

impl<'a> SentenceWords<'a> {
    pub(crate) fn new(doc: &'a Document, range: Range<usize>) -> Self {
        // "WHO" in capitals is the health agency and no relative pronoun, unless everything is in capitals.
        let has_lowercase = || range.clone().any(|at| doc.surface(at).contains(char::is_lowercase));
        let fold = |at| match doc.surface(at) {
            "WHO" if has_lowercase() => Cow::Borrowed("WHO"),
            _ => doc.folded(at),
        };
        let folded = range.clone().map(fold).collect();
        SentenceWords { doc, range, folded }
    }

    /// The same sentence with token `at` read as an empty word, to see what depends on that word.
    pub(crate) fn without(mut self, at: usize) -> Self {
        let folded = at.checked_sub(self.range.start).and_then(|at| self.folded.get_mut(at));
        if let Some(word) = folded {
            *word = Cow::Borrowed("");
        }
        self
    }

    /// Token `at` in lower case; empty outside the range.
    pub(crate) fn at(&self, at: usize) -> &str {
        at.checked_sub(self.range.start)
            .and_then(|at| self.folded.get(at))
            .map_or("", |word| word.as_ref())
    }

    pub(crate) fn is_capital(&self, at: usize) -> bool {
        self.range.contains(&at) && self.doc.surface(at).starts_with(char::is_uppercase)
    }

    /// Whether token `at` is part of a name: capitalised, or tied to a capitalised one by a hyphen ("Ki-moon").
    pub(crate) fn is_name(&self, at: usize) -> bool {
        let tied = at > self.range.start && self.gap(at - 1) == "-";
        self.is_capital(at) || tied && self.is_capital(at - 1)
    }

    /// The punctuation and space between token `at` and the next.
    pub(crate) fn gap(&self, at: usize) -> &'a str {
        if self.range.contains(&at) { self.doc.gap_after(at) } else { "" }
    }

    /// Whether the gap before token `at` holds one of `marks`.
    pub(crate) fn before_has(&self, at: usize, marks: &[char]) -> bool {
        at > self.range.start && self.gap(at - 1).contains(marks)
    }

    /// Whether the words at `at` are `phrase`.
    pub(crate) fn has(&self, at: usize, phrase: &[&str]) -> bool {
        phrase.iter().enumerate().all(|(n, word)| self.at(at + n) == *word)
    }
}

/// Punctuation that ends a noun phrase or a clause.
pub(crate) const BREAKS: &[char] = &[',', ';', ':', '"', '“', '”', '(', ')', '—', '–', '?', '!'];

pub(crate) const QUOTES: &[char] = &['"', '“', '”'];
