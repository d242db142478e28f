//! An article as words and sentences: what rules, patterns and frames read.

use super::quote::{self, Quote};
use super::speech::{self, Speech};
use super::tokens::Tokens;
use super::{Article, RegionKind, Span, Vocabulary, WordId, fold, segment};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

/// An [`Article`], tokenised; sentences are found when first asked for.
///
/// A token is a run of letters and digits. Inside it may stand an apostrophe between letters ("didn't"), a decimal
/// point or thousands comma between digits ("275,000", "7.5") and the dots of an acronym ("U.N."). A possessive
/// ending is no part of its token. Hyphens and all other punctuation part tokens and are none themselves.
/// Token indices (`usize`) count from 0 over the article; ranges are half-open.
#[derive(Clone, Debug)]
pub struct Document {
    /// The article itself.
    pub article: Article,
    tokens: Tokens,
    words: Vec<WordId>,
    sentences: OnceCell<Vec<Sentence>>,
    quotes: OnceCell<Vec<Quote>>,
    /// By the sentence's first token: asked for by each trigger in it, by its quotations and by pronouns after it.
    speech: RefCell<FxHashMap<usize, Rc<[Speech]>>>,
}

/// A sentence, never empty of tokens, never across a region's border.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands, without white space at its ends.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its paragraph, counted from 0 over the article.
    pub paragraph: u32,
    /// The sort of region it stands in.
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
            tokens: Tokens::new(starts, lens),
            words,
            article,
            sentences: OnceCell::new(),
            quotes: OnceCell::new(),
            speech: RefCell::default(),
        }
    }

    /// Takes as little memory as it can, where the document is to stay.
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

    /// Where token `index` stands.
    pub fn token_span(&self, index: usize) -> Span {
        self.tokens.span(index)
    }

    /// Where a run of tokens stands, from the first's start to the last's end; empty for an empty run.
    pub fn tokens_span(&self, tokens: Range<usize>) -> Span {
        if tokens.is_empty() {
            return Span::default();
        }
        self.token_span(tokens.start).cover(self.token_span(tokens.end - 1))
    }

    /// Token `index` as written, without a possessive ending.
    pub fn surface(&self, index: usize) -> &str {
        self.token_span(index).cut(self.text())
    }

    /// Token `index` in lower case, without the dots of an acronym: what most look-ups want.
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
                // Text that lost its punctuation has sentences without an end; rules would join what is pages apart.
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

    /// The quotations, in order; found when first asked for.
    pub fn quotes(&self) -> &[Quote] {
        self.quotes.get_or_init(|| quote::quotes(self))
    }

    /// The clauses of speech of a sentence, in order of their cues; found when first asked for.
    pub(crate) fn speech(&self, sentence: &Sentence) -> Rc<[Speech]> {
        let known = self.speech.borrow().get(&sentence.tokens.start).cloned();
        known.unwrap_or_else(|| {
            let found: Rc<[Speech]> = speech::clauses(self, sentence.tokens.clone()).into();
            self.speech.borrow_mut().insert(sentence.tokens.start, found.clone());
            found
        })
    }

    /// The index of the sentence that holds token `index`, if one does.
    pub fn sentence_of(&self, index: usize) -> Option<usize> {
        let sentences = self.sentences();
        let at = sentences.partition_point(|sentence| sentence.tokens.end <= index);
        sentences.get(at).filter(|sentence| sentence.tokens.contains(&index)).map(|_| at)
    }
}

const OTHER: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const WIDE: u8 = 3;

/// The class of each byte, so that the hot loop branches on a table and not on ranges.
const CLASS: [u8; 256] = {
    let mut table = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        table[byte] = if b.is_ascii_alphabetic() {
            LETTER
        } else if b.is_ascii_digit() {
            DIGIT
        } else if b >= 0x80 {
            WIDE
        } else {
            OTHER
        };
        byte += 1;
    }
    table
};

/// No sentence has more tokens; what has, is cut into pieces.
const LONGEST_SENTENCE: usize = 400;

/// No word is longer; what is, is cut into pieces, so that a token's length fits a byte.
const LONGEST: usize = 255;

/// Calls `emit(start, len)` (bytes) for each token of `text`, in order.
pub fn tokenise(text: &str, mut emit: impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match CLASS[bytes[at] as usize] {
            OTHER => {
                at += 1;
                continue;
            }
            WIDE => {
                let (width, word) = wide(text, at);
                if !word {
                    at += width;
                    continue;
                }
            }
            _ => {}
        }
        let start = at;
        let mut end = at; // a possessive ending is walked over and not kept
        loop {
            at = run_end(bytes, at);
            end = end.max(at);
            if at >= bytes.len() {
                break;
            }
            match bytes[at] {
                b'\'' if inner_apostrophe(bytes, start, at, 1) => {
                    if is_possessive_end(bytes, at + 1) {
                        at += 2;
                        break;
                    }
                    at += 1;
                }
                b'.' | b',' if at > start => match joined(bytes, start, at) {
                    Some(next) => {
                        at = next;
                        end = at;
                        if !bytes.get(at).is_some_and(u8::is_ascii_digit) {
                            break; // an acronym ends with its last dot, a number goes on
                        }
                    }
                    None => break,
                },
                byte if byte >= 0x80 => {
                    let (width, word) = wide(text, at);
                    if word {
                        at += width;
                        end = at;
                    } else if bytes[at..].starts_with("’".as_bytes())
                        && inner_apostrophe(bytes, start, at, 3)
                    {
                        if is_possessive_end(bytes, at + 3) {
                            at += 4;
                            break;
                        }
                        at += 3;
                    } else {
                        break;
                    }
                }
                _ => break,
            }
        }
        let mut from = start;
        while end - from > LONGEST {
            let mut cut = from + LONGEST;
            while !text.is_char_boundary(cut) {
                cut -= 1;
            }
            emit(from, cut - from);
            from = cut;
        }
        emit(from, end - from);
    }
}

/// Past the run of ASCII letters and digits at `at`. Eight bytes at a time: most words end within one step, and a loop
/// over bytes would mispredict that end once a word.
#[inline]
fn run_end(bytes: &[u8], mut at: usize) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const EACH: u64 = 0x0101_0101_0101_0101;
    // Sets the high bit of each byte whose low seven bits are `least` or more.
    let from = |word: u64, least: u8| ((word | HIGH) - EACH * u64::from(least)) & HIGH;
    while let Some(window) = bytes.get(at..at + 8) {
        let word = u64::from_le_bytes(window.try_into().unwrap_or_default());
        let lower = word | (EACH * 0x20);
        let letters = from(lower, b'a') & !from(lower, b'z' + 1);
        let digits = from(word, b'0') & !from(word, b'9' + 1);
        let others = !(letters | digits) & HIGH | word & HIGH;
        if others != 0 {
            return at + (others.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while at < bytes.len() && matches!(CLASS[bytes[at] as usize], LETTER | DIGIT) {
        at += 1;
    }
    at
}

/// The width in bytes of the character at `at` and whether it belongs to words.
fn wide(text: &str, at: usize) -> (usize, bool) {
    let c = text[at..].chars().next().unwrap_or(' ');
    // Combining marks carry accents of the letter before them; they must not split a word in two.
    (c.len_utf8(), c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c))
}

/// Whether the apostrophe at `at`, `width` bytes wide, stands between two letters.
fn inner_apostrophe(bytes: &[u8], start: usize, at: usize, width: usize) -> bool {
    let letter =
        |byte: Option<&u8>| byte.is_some_and(|&b| matches!(CLASS[b as usize], LETTER | WIDE));
    at > start
        && letter(bytes.get(at - 1))
        && letter(bytes.get(at + width))
        && !bytes[at + width..].starts_with("”".as_bytes())
        && !bytes[at + width..].starts_with("’".as_bytes())
}

/// Whether an "s" that ends a word stands at `at`.
fn is_possessive_end(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b's' | b'S'))
        && !bytes.get(at + 1).is_some_and(|&b| matches!(CLASS[b as usize], LETTER | DIGIT))
}

/// Where a token goes on after the point or comma at `at`: past it, inside a number; past the last dot of an acronym.
fn joined(bytes: &[u8], start: usize, at: usize) -> Option<usize> {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if digit(at - 1) && digit(at + 1) {
        let thousands = digit(at + 2) && digit(at + 3) && !digit(at + 4);
        return (bytes[at] == b'.' || thousands).then_some(at + 1);
    }
    if bytes[at] != b'.' || at != start + 1 || !bytes[start].is_ascii_alphabetic() {
        return None;
    }
    let mut end = at + 1;
    while bytes.get(end).is_some_and(u8::is_ascii_alphabetic) && bytes.get(end + 1) == Some(&b'.') {
        end += 2;
    }
    (end > at + 1).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        tokenise(text, |start, len| found.push(&text[start..start + len]));
        found
    }

    #[test]
    fn tokens_as_the_document_promises() {
        assert_eq!(words("Russia's U.N. envoy"), ["Russia", "U.N.", "envoy"]);
        assert_eq!(words("the coalition’s jets didn’t"), ["the", "coalition", "jets", "didn’t"]);
        assert_eq!(
            words("275,000 of 7.5 at 10 a.m. to 1 p.m."),
            ["275,000", "of", "7.5", "at", "10", "a.m.", "to", "1", "p.m."]
        );
        assert_eq!(
            words("cease-fire on Sept. 9, 2016."),
            ["cease", "fire", "on", "Sept", "9", "2016"]
        );
        assert_eq!(words("Bashar Ja'afari, Ra’ad"), ["Bashar", "Ja'afari", "Ra’ad"]);
        assert_eq!(words("the rebels' “war crimes”"), ["the", "rebels", "war", "crimes"]);
        assert_eq!(words("U.S.-led strikes, İdlib"), ["U.S.", "led", "strikes", "İdlib"]);
        assert_eq!(words("'s ‘s'"), ["s", "s"]);
    }

    #[test]
    fn a_sentence_without_an_end_is_cut_into_pieces() {
        let text = "planes bombed the town and ".repeat(300);
        let document = crate::text::testing::document(&text, None);
        let sentences = document.sentences();
        assert_eq!(sentences.len(), 4);
        assert_eq!(sentences.iter().map(|s| s.tokens.len()).sum::<usize>(), document.len());
        assert!(sentences.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    }

    proptest! {
        #[test]
        fn runs_end_where_the_first_other_byte_stands(bytes: Vec<u8>, at in 0usize..20) {
            let at = at.min(bytes.len());
            let rest = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric());
            prop_assert_eq!(run_end(&bytes, at), at + rest.count());
        }

        #[test]
        fn tokens_are_in_order_on_boundaries_and_never_empty(text in "\\PC{0,80}|[a-z'’.,0-9 ]{0,60}") {
            let mut last = 0;
            tokenise(&text, |start, len| {
                assert!(start >= last && len > 0 && len <= LONGEST);
                assert!(text.get(start..start + len).is_some());
                last = start + len;
            });
        }
    }
}
