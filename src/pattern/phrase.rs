//! Phrases: consecutive words, each a test that is evaluated once per distinct spelling.

use super::error::PatternError;
use super::stem::stem;
use crate::text::encoding::plain::make_plain;
use crate::text::tokens::fold;
use crate::text::tokens::tokenise::tokenise;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

/// A test of one word. Tests are data, so that equal ones are evaluated together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum WordTest {
    /// Equal when folded.
    Folded(String),
    /// Equal including case; a Title-case word also matches in all capitals.
    Cased(String),
    /// Matches the glob, in which `*` means any letters; `true` if case matters.
    Glob(String, bool),
    /// Has the same stem.
    Stem(String),
    /// Matches the regex as a whole (over the folded word unless the regex contains a capital).
    Regex(String),
    /// Any word; never first in a phrase.
    Any,
}

/// Consecutive words, without a gap. Never empty, never starting with [`WordTest::Any`]. Cheap to clone: patterns that
/// are joined share their phrases.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phrase(Arc<PhraseText>);

/// What a phrase is.
#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PhraseText {
    /// One test per word.
    pub words: Vec<WordTest>,
    /// As the rule's author wrote it.
    pub written: String,
}

impl Deref for Phrase {
    type Target = PhraseText;

    fn deref(&self) -> &PhraseText {
        &self.0
    }
}

impl Serialize for Phrase {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Phrase {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Phrase, D::Error> {
        Ok(Phrase(Arc::new(PhraseText::deserialize(from)?)))
    }
}

impl Phrase {
    /// Where its text is in memory: the same for clones, which share it.
    pub fn address(&self) -> *const PhraseText {
        Arc::as_ptr(&self.0)
    }

    /// Reads a phrase of the rule language: spaces and hyphens separate words and match either; `*` matches letters
    /// inside a word, or one whole word; a capital makes its word case-sensitive.
    pub fn parse(written: &str) -> Result<Phrase, PatternError> {
        let mut words = Vec::new();
        // As in articles, so that a phrase pasted from a page finds the words it shows.
        let plain = make_plain(Cow::Borrowed(written)).0;
        for piece in plain.split(|c: char| c.is_whitespace() || c == '-') {
            if piece.contains('*') {
                words.push(glob(piece));
            } else {
                tokenise(piece, |start, len| words.push(exact(&piece[start..start + len])));
            }
        }
        Self::of(words, written)
    }

    /// Reads a phrase whose words are compared by stem.
    pub fn stems(written: &str) -> Result<Phrase, PatternError> {
        let mut words = Vec::new();
        let plain = make_plain(Cow::Borrowed(written)).0;
        tokenise(&plain, |start, len| {
            words.push(WordTest::Stem(stem(&fold::fold(&plain[start..start + len]))));
        });
        Self::of(words, written)
    }

    /// A phrase of the given tests.
    pub fn of(words: Vec<WordTest>, written: &str) -> Result<Phrase, PatternError> {
        match words.first() {
            None => Err(PatternError::Empty(written.to_owned())),
            Some(WordTest::Any) => Err(PatternError::StartsWithAny(written.to_owned())),
            Some(_) => Ok(Phrase(Arc::new(PhraseText { words, written: written.to_owned() }))),
        }
    }

    /// About how many bytes it adds to a list of phrases: all of it where no other list has it, else a pointer.
    pub fn bytes(&self) -> usize {
        match Arc::strong_count(&self.0) {
            1 => {
                size_of::<PhraseText>()
                    + self.words.len() * size_of::<WordTest>()
                    + 4 * self.written.len()
            }
            _ => size_of::<Phrase>(),
        }
    }

    /// Whether only its capitals distinguish it from ordinary words ("IS", "WHO"), so that it means nothing in text
    /// that is all in capitals; "FMLN" and "OPCW" keep their meaning there.
    pub fn needs_capitals(&self) -> bool {
        self.words.iter().all(|word| match word {
            WordTest::Cased(word) => {
                !word.chars().any(char::is_lowercase)
                    && PLAIN.binary_search(&word.to_lowercase().as_str()).is_ok()
            }
            _ => false,
        })
    }
}

/// Ordinary words that also name an organisation when written in capitals; sorted.
#[rustfmt::skip]
const PLAIN: &[&str] = &[
    "act", "aid", "aim", "all", "am", "an", "and", "are", "as", "at", "be", "can", "cap", "care",
    "do", "fast", "for", "go", "he", "his", "hope", "i", "if", "in", "is", "it", "line", "map",
    "may", "me", "met", "my", "no", "not", "of", "off", "on", "or", "our", "out", "pace", "path",
    "safe", "set", "she", "so", "star", "start", "stop", "the", "to", "up", "us", "was",
    "we", "were", "who", "you",
];

fn exact(word: &str) -> WordTest {
    if word.chars().any(char::is_uppercase) {
        WordTest::Cased(fold::plain(word).into_owned())
    } else {
        WordTest::Folded(fold::fold(word).into_owned())
    }
}

fn glob(piece: &str) -> WordTest {
    let kept: String = piece.chars().filter(|&c| c == '*' || c.is_alphanumeric()).collect();
    if kept.chars().all(|c| c == '*') {
        return WordTest::Any;
    }
    let cased = kept.chars().any(char::is_uppercase);
    WordTest::Glob(kept, cased)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_make_a_word_case_sensitive_and_hyphens_separate_words() {
        let phrase = Phrase::parse("Al-Nusra front*").map(|p| p.words.clone());
        assert_eq!(
            phrase.ok(),
            Some(vec![
                WordTest::Cased("Al".into()),
                WordTest::Cased("Nusra".into()),
                WordTest::Glob("front*".into(), false)
            ])
        );
    }

    #[test]
    fn only_ordinary_words_depend_on_their_capitals() {
        assert!(PLAIN.is_sorted());
        let needs = |written: &str| Phrase::parse(written).is_ok_and(|p| p.needs_capitals());
        assert!(needs("IS") && needs("WHO") && needs("US"));
        assert!(!needs("FMLN") && !needs("UN") && !needs("IS fighters") && !needs("Power"));
    }

    #[test]
    fn phrases_that_match_nothing_or_everything_are_rejected() {
        assert_eq!(Phrase::parse(" - "), Err(PatternError::Empty(" - ".into())));
        assert_eq!(Phrase::parse("* fire"), Err(PatternError::StartsWithAny("* fire".into())));
    }
}
