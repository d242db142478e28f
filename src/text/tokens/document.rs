//! An article as words and sentences: what rules, patterns and frames read.

use super::memo::{SpeechMemo, WordMemo, WordQuestion};
use super::positions::TokenPositions;
use super::tokenise::tokenise;
use super::{fold, segment};
use crate::text::{Article, RegionKind, Span, Vocabulary, WordId};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

/// An [`Article`], tokenised; sentences are found when first asked for.
///
/// A token is a run of letters and digits. Inside it may be an apostrophe between letters ("didn't"), a decimal
/// point or thousands comma between digits ("275,000", "7.5") and the dots of an acronym ("U.N."). A possessive
/// ending is no part of its token. Hyphens and all other punctuation separate tokens and are none themselves. A web
/// address ("https://...", "www...") has no tokens: its parts are no words of the article.
/// Token indices (`usize`) count from 0 over the article; ranges are half-open.
#[derive(Clone, Debug)]
pub struct Document {
    /// The article itself.
    pub article: Article,
    tokens: TokenPositions,
    words: Vec<WordId>,
    sentences: OnceCell<Vec<Sentence>>,
    memo: SpeechMemo,
    word_memo: WordMemo,
}

/// A sentence, never empty of tokens, never across a region's border.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its position, without white space at its ends.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its paragraph, counted from 0 over the article.
    pub paragraph: u32,
    /// The kind of region it is in.
    pub kind: RegionKind,
}

impl Document {
    /// Tokenises `article`; word ids are of `vocabulary`.
    pub fn new(article: Article, vocabulary: &mut Vocabulary) -> Self {
        let guess = article.text.len() / 5;
        let (mut starts, mut lens) = (Vec::with_capacity(guess), Vec::with_capacity(guess));
        let text = article.text.as_str();
        tokenise(text, |start, len| {
            starts.push(start as u32);
            lens.push(len as u8);
        });
        let mut words = Vec::with_capacity(starts.len());
        vocabulary.intern_all(text, &starts, &lens, &mut words);
        Document {
            tokens: TokenPositions::new(starts, lens),
            words,
            article,
            sentences: OnceCell::new(),
            memo: SpeechMemo::default(),
            word_memo: WordMemo::default(),
        }
    }

    /// Frees spare capacity and packs positions, for a document that stays in memory.
    pub fn shrink(&mut self) {
        self.tokens.shrink();
        self.words.shrink_to_fit();
        self.article.shrink();
    }

    /// The cleaned text.
    pub fn text(&self) -> &str {
        &self.article.text
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// True where there is no token.
    pub fn is_empty(&self) -> bool {
        self.tokens.len() == 0
    }

    /// The word ids of all tokens.
    pub fn words(&self) -> &[WordId] {
        &self.words
    }

    /// Where token `index` is.
    pub fn token_span(&self, index: usize) -> Span {
        self.tokens.span(index)
    }

    /// The span of a run of tokens, from the first's start to the last's end; empty for an empty run.
    pub fn tokens_span(&self, tokens: Range<usize>) -> Span {
        if tokens.is_empty() {
            return Span::default();
        }
        self.token_span(tokens.start).cover(self.token_span(tokens.end - 1))
    }

    /// Token `index` as written, without a possessive ending.
    pub fn surface(&self, index: usize) -> &str {
        #[cfg(test)]
        TOKENS_READ.set(TOKENS_READ.get() + 1);
        self.token_span(index).cut(self.text())
    }

    /// Token `index` in lower case, without the dots of an acronym: the form that most lookups use.
    pub fn folded(&self, index: usize) -> Cow<'_, str> {
        fold::fold(self.surface(index))
    }

    /// Whether token `index` is followed by a possessive ending ("Russia's", "rebels'").
    pub fn is_possessive(&self, index: usize) -> bool {
        let rest = &self.text()[self.token_span(index).end as usize..];
        let rest = rest.strip_prefix('\'').or_else(|| rest.strip_prefix('’'));
        rest.is_some_and(|rest| {
            let rest = rest.strip_prefix(['s', 'S']).unwrap_or(rest);
            !rest.starts_with(char::is_alphanumeric)
        })
    }

    /// The text between token `index` and the next one (or the end): punctuation and space.
    pub fn gap_after(&self, index: usize) -> &str {
        let start = self.token_span(index).end as usize;
        let next = index + 1;
        let end = match next < self.len() {
            true => self.tokens.start(next) as usize,
            false => self.text().len(),
        };
        &self.text()[start..end]
    }

    /// The tokens that lie wholly inside `span`.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let first = self.tokens.before(span.start);
        let mut last = self.tokens.before(span.end);
        while last > first && self.token_span(last - 1).end > span.end {
            last -= 1;
        }
        first..last
    }

    /// The sentences of all regions, furniture included, in order; numbers shown to people are these indices plus one.
    pub fn sentences(&self) -> &[Sentence] {
        self.sentences.get_or_init(|| {
            let spans = segment::sentences(&self.article);
            let mut found = Vec::with_capacity(spans.len());
            let mut next = 0;
            for (span, region) in spans {
                // Spans come in order, so one walk over the tokens serves all.
                let first = self.tokens.before_from(next, span.start);
                next = self.tokens.before_from(first, span.end);
                let mut tokens = first..next;
                while !tokens.is_empty() && self.token_span(tokens.end - 1).end > span.end {
                    tokens.end -= 1;
                }
                // Text that lost its punctuation has endless sentences; rules would then join words that are pages
                // apart.
                while tokens.len() > LONGEST_SENTENCE {
                    let piece = tokens.start..tokens.start + LONGEST_SENTENCE;
                    tokens.start = piece.end;
                    let region = &self.article.layout.regions[region];
                    found.push(Sentence {
                        span: self.tokens_span(piece.clone()),
                        tokens: piece,
                        paragraph: region.paragraph,
                        kind: region.kind,
                    });
                }
                if !tokens.is_empty() {
                    let span = match found.last() {
                        Some(last)
                            if last.tokens.end == tokens.start && last.span.end > span.start =>
                        {
                            Span { start: self.token_span(tokens.start).start, end: span.end }
                        }
                        _ => span,
                    };
                    let region = &self.article.layout.regions[region];
                    found.push(Sentence {
                        span,
                        tokens,
                        paragraph: region.paragraph,
                        kind: region.kind,
                    });
                }
            }
            found
        })
    }

    /// Quotations and clauses of speech found so far; `analysis` reads and fills it.
    pub(crate) fn memo(&self) -> &SpeechMemo {
        &self.memo
    }

    /// The first place of the one or two words at `tokens` that `fits`, as the index of its first token. `fits` must
    /// depend on nothing but the place and the question: the answer is kept.
    pub(crate) fn first_place(
        &self,
        question: WordQuestion,
        tokens: Range<usize>,
        fits: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let word = *self.words.get(tokens.start)?;
        let second =
            if tokens.len() > 1 { self.words.get(tokens.start + 1).copied() } else { None };
        self.word_memo.first(&self.words, (question, word, second), fits)
    }

    /// The index of the sentence that holds token `index`, if any.
    pub fn sentence_of(&self, index: usize) -> Option<usize> {
        let sentences = self.sentences();
        let at = sentences.partition_point(|sentence| sentence.tokens.end <= index);
        sentences.get(at).filter(|sentence| sentence.tokens.contains(&index)).map(|_| at)
    }
}

#[cfg(test)]
thread_local! {
    /// How many tokens were read on this thread: what tests of growth count in place of time.
    pub(crate) static TOKENS_READ: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// The most tokens a sentence may have; longer ones are cut into pieces.
const LONGEST_SENTENCE: usize = 400;

#[cfg(test)]
mod tests {
    #[test]
    fn a_sentence_without_an_end_is_cut_into_pieces() {
        let text = "planes bombed the town and ".repeat(300);
        let document = crate::text::testing::document(&text, None);
        let sentences = document.sentences();
        assert_eq!(sentences.len(), 4);
        assert_eq!(sentences.iter().map(|s| s.tokens.len()).sum::<usize>(), document.len());
        assert!(sentences.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    }
}
