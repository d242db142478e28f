//! A run of tokens with their folded forms at hand: what the grammars of numbers, dates and counts walk over.
//! Positions inside a run count from 0; asking past either end gives empty text, never a panic. Who mentions the
//! document's own positions uses `SentenceWords`.

use crate::text::{Document, Span};
use std::borrow::Cow;
use std::ops::Range;

/// A run of a document's tokens. Made where a rule fired, never for a whole corpus.
pub(crate) struct TokenWindow<'a> {
    doc: &'a Document,
    base: usize,
    folded: Vec<Cow<'a, str>>,
}

impl<'a> TokenWindow<'a> {
    /// The run `tokens`, cut to what the document has.
    pub fn new(doc: &'a Document, tokens: Range<usize>) -> Self {
        let end = tokens.end.min(doc.len());
        let base = tokens.start.min(end);
        TokenWindow { doc, base, folded: (base..end).map(|token| doc.folded(token)).collect() }
    }

    /// Whether news of this day may mention `year`: not before 1900, nor more than five years ahead.
    pub fn may_be_year(&self, year: i16) -> bool {
        const AHEAD: i16 = 5;
        let published = self.doc.article.layout.published;
        let last = published.map_or(2100, |on| on.date.year().saturating_add(AHEAD));
        (1900..=last).contains(&year)
    }

    /// How many tokens.
    pub fn len(&self) -> usize {
        self.folded.len()
    }

    /// The folded form at `at`, or nothing.
    pub fn word(&self, at: usize) -> &str {
        self.folded.get(at).map_or("", |word| word)
    }

    /// The folded form `back` tokens before `at`, or nothing.
    pub fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.word(at))
    }

    /// The words as written at `at`, or nothing.
    pub fn surface(&self, at: usize) -> &'a str {
        if at < self.len() { self.doc.surface(self.base + at) } else { "" }
    }

    /// The text between `at` and the next token of the document.
    pub fn gap(&self, at: usize) -> &'a str {
        if at < self.len() { self.doc.gap_after(self.base + at) } else { "" }
    }

    /// The text just before `at`.
    pub fn gap_before(&self, at: usize) -> &'a str {
        match (self.base + at).checked_sub(1) {
            Some(token) if token < self.doc.len() => self.doc.gap_after(token),
            _ => &self.doc.text()[..self.token_start(at)],
        }
    }

    fn token_start(&self, at: usize) -> usize {
        if self.base + at < self.doc.len() {
            self.doc.token_span(self.base + at).start as usize
        } else {
            0
        }
    }

    /// Whether nothing but space or quotation marks parts `at` from the next token.
    pub fn is_joined(&self, at: usize) -> bool {
        self.gap(at)
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’'))
    }

    /// Whether a hyphen or dash, unspaced, parts `at` from the next token.
    pub fn is_hyphened(&self, at: usize) -> bool {
        matches!(self.gap(at), "-" | "‐" | "‑" | "–")
    }

    /// Whether the token at `at` begins with a capital.
    pub fn is_capital(&self, at: usize) -> bool {
        self.surface(at).starts_with(char::is_uppercase)
    }

    /// Whether the words at `at` are `words`.
    pub fn has(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(offset, word)| self.word(at + offset) == *word)
    }

    /// Whether the words before `at` are `words`.
    pub fn has_before(&self, at: usize, words: &[&str]) -> bool {
        at >= words.len() && self.has(at - words.len(), words)
    }

    /// A range of the run as a range of the document.
    pub fn tokens(&self, range: Range<usize>) -> Range<usize> {
        self.base + range.start..self.base + range.end
    }

    /// Where a range of the run is in the text.
    pub fn span(&self, range: Range<usize>) -> Span {
        self.doc.tokens_span(self.tokens(range))
    }
}
