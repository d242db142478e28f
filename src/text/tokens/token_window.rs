//! A range of tokens with their folded forms: what the grammars of numbers, dates and counts read. Positions in the
//! window count from 0; a position outside it gives empty text, never a panic. Code that needs the document's own
//! positions uses `SentenceWords`.

use crate::text::{Document, Span};
use std::borrow::Cow;
use std::ops::Range;

/// A range of a document's tokens. Made only where a rule fired, never for a whole corpus.
pub(crate) struct TokenWindow<'a> {
    doc: &'a Document,
    base: usize,
    folded: Vec<Cow<'a, str>>,
}

impl<'a> TokenWindow<'a> {
    /// The window over `tokens`, clipped to the document.
    pub fn new(doc: &'a Document, tokens: Range<usize>) -> Self {
        let end = tokens.end.min(doc.len());
        let base = tokens.start.min(end);
        TokenWindow { doc, base, folded: (base..end).map(|token| doc.folded(token)).collect() }
    }

    /// Whether news published on this day may mention `year`: not before 1900, and at most five years ahead.
    pub fn may_be_year(&self, year: i16) -> bool {
        const AHEAD: i16 = 5;
        let published = self.doc.article.layout.published;
        let last = published.map_or(2100, |on| on.date.year().saturating_add(AHEAD));
        (1900..=last).contains(&year)
    }

    /// The year that two figures mean: of the century that brings it nearest before the year after publication, or,
    /// without a date of publication, 1969 to 2068.
    pub fn full_year(&self, figures: i16) -> i16 {
        let last = self.doc.article.layout.published.map_or(2068, |on| on.date.year() + 1);
        let year = last - last % 100 + figures;
        if year > last { year - 100 } else { year }
    }

    /// The number of tokens.
    pub fn len(&self) -> usize {
        self.folded.len()
    }

    /// The folded form at `at`, or the empty text.
    pub fn word(&self, at: usize) -> &str {
        self.folded.get(at).map_or("", |word| word)
    }

    /// The folded form `back` tokens before `at`, or the empty text.
    pub fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.word(at))
    }

    /// The token at `at` as written, or the empty text.
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

    /// Whether only space or quotation marks are between `at` and the next token, or a sign that bounds the number which
    /// is the next token ("killed ~12").
    pub fn is_joined(&self, at: usize) -> bool {
        let gap = self.gap(at);
        let bare = match gap.trim_end().trim_end_matches(['~', '≈', '∼', '±', '>', '≥', '<', '≤'])
        {
            bare if bare.len() < gap.trim_end().len() && self.begins_with_digit(at + 1) => bare,
            _ => gap,
        };
        bare.chars().all(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’'))
    }

    fn begins_with_digit(&self, at: usize) -> bool {
        self.word(at).starts_with(|c: char| c.is_ascii_digit())
    }

    /// Whether an unspaced hyphen or dash is between `at` and the next token.
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

    /// A range of the window as a range of the document.
    pub fn tokens(&self, range: Range<usize>) -> Range<usize> {
        self.base + range.start..self.base + range.end
    }

    /// The span of a range of the window in the text.
    pub fn span(&self, range: Range<usize>) -> Span {
        self.doc.tokens_span(self.tokens(range))
    }
}
