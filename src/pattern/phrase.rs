//! Phrases: words in a row, each a test that is judged once for every distinct spelling.

use super::error::PatternError;
use super::stem::stem;
use crate::text::tokens::fold;
use crate::text::tokens::tokenise::tokenise;

/// A test of one word. Tests are data, so that equal ones are judged together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WordTest {
    /// Equal when folded.
    Folded(String),
    /// Equal in case as well; a Title-case word also in capitals throughout.
    Cased(String),
    /// Like the glob, `*` standing for any letters; `true` where case matters.
    Glob(String, bool),
    /// Of the same stem.
    Stem(String),
    /// Wholly like the regex (over the folded word unless it asks for a capital).
    Regex(String),
    /// Any word; never first in a phrase.
    Any,
}

/// Words in a row, without a gap. Never empty, never starting with [`WordTest::Any`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phrase {
    /// One test a word.
    pub words: Vec<WordTest>,
    /// As the rule's author wrote it.
    pub written: String,
}

impl Phrase {
    /// Reads a phrase of the rule language: spaces and hyphens separate words and match either; `*` stands for letters,
    /// or for one whole word; a capital makes its own word case-sensitive.
    pub fn parse(written: &str) -> Result<Phrase, PatternError> {
        let mut words = Vec::new();
        for piece in written.split(|c: char| c.is_whitespace() || c == '-') {
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
        tokenise(written, |start, len| {
            words.push(WordTest::Stem(stem(&fold::fold(&written[start..start + len]))));
        });
        Self::of(words, written)
    }

    /// A phrase of ready tests.
    pub fn of(words: Vec<WordTest>, written: &str) -> Result<Phrase, PatternError> {
        match words.first() {
            None => Err(PatternError::Empty(written.to_owned())),
            Some(WordTest::Any) => Err(PatternError::StartsWithAny(written.to_owned())),
            Some(_) => Ok(Phrase { words, written: written.to_owned() }),
        }
    }

    /// Whether only its capitals distinguish it from plain words ("IS", "WHO"), so that it means nothing where all is in
    /// capitals; "FMLN" and "OPCW" mean what they mean there too.
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

/// Plain words that also stand for an organisation when written in capitals; sorted.
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
    fn capitals_make_a_word_case_sensitive_and_hyphens_part_words() {
        let phrase = Phrase::parse("Al-Nusra front*").map(|p| p.words);
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
    fn only_plain_words_need_their_capitals() {
        assert!(PLAIN.is_sorted());
        let needs = |written: &str| Phrase::parse(written).is_ok_and(|p| p.needs_capitals());
        assert!(needs("IS") && needs("WHO") && needs("US"));
        assert!(!needs("FMLN") && !needs("UN") && !needs("IS fighters") && !needs("Power"));
    }

    #[test]
    fn what_matches_nothing_or_everything_is_refused() {
        assert_eq!(Phrase::parse(" - "), Err(PatternError::Empty(" - ".into())));
        assert_eq!(Phrase::parse("* fire"), Err(PatternError::StartsWithAny("* fire".into())));
    }
}
