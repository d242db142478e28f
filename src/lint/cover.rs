//! Which phrases match whatever another matches, and which match nothing. Only what is certain counts: a test of stems
//! covers listed words, never a wildcard.

use crate::pattern::phrase::{Phrase, WordTest};
use crate::pattern::regex_size::has_capital;
use crate::pattern::stem::stem;
use crate::pattern::words::{ClassId, WordTests};
use crate::text::encoding::plain::make_plain;
use crate::text::tokens::fold;
use crate::text::tokens::tokenise::tokenise;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Judges words by the tests of patterns, as the matcher does.
#[derive(Default)]
pub struct Judge {
    tests: WordTests,
    /// By spelling: its classes, and how many tests there were when it was judged.
    known: FxHashMap<String, (usize, Vec<ClassId>)>,
    count: usize,
    stems: FxHashMap<String, String>,
}

impl Judge {
    /// Whether a word of this spelling passes the test.
    pub fn accepts(&mut self, test: &WordTest, spelling: &str) -> bool {
        // Most tests are of these two sorts, and long lists are compared with each other.
        match test {
            WordTest::Folded(word) => return fold::fold(spelling) == word.as_str(),
            WordTest::Stem(wanted) => {
                let found = self.stems.entry(spelling.to_owned());
                return found.or_insert_with(|| stem(&fold::fold(spelling))) == wanted;
            }
            _ => {}
        }
        let class = match self.tests.class(test) {
            Some(class) => class,
            None => {
                self.count += 1;
                self.tests.intern(test)
            }
        };
        if *test == WordTest::Any {
            return true;
        }
        let known = self.known.get(spelling).filter(|(count, _)| *count == self.count);
        if let Some((_, classes)) = known {
            return classes.contains(&class);
        }
        let mut classes = Vec::new();
        self.tests.judge(spelling, &mut classes);
        let accepted = classes.contains(&class);
        self.known.insert(spelling.to_owned(), (self.count, classes));
        accepted
    }

    /// Whether each word that passes `inner` is certain to pass `outer`.
    pub fn implies(&mut self, inner: &WordTest, outer: &WordTest) -> bool {
        match (outer, inner) {
            _ if outer == inner => true,
            (WordTest::Any, _) => true,
            (WordTest::Folded(_), WordTest::Folded(_)) => false,
            (_, WordTest::Folded(word)) => !minds_case(outer) && self.accepts(outer, word),
            (_, WordTest::Cased(word)) => {
                // In all capitals it matches too, if it begins with a capital.
                self.accepts(outer, word) && self.accepts(outer, &word.to_uppercase())
            }
            (WordTest::Glob(outer, case), WordTest::Glob(inner, inner_case)) => {
                let (Some(outer), Some(inner)) = (prefix(outer), prefix(inner)) else {
                    return false;
                };
                match (case, inner_case) {
                    (false, _) => inner.to_lowercase().starts_with(&outer.to_lowercase()),
                    (true, true) => inner.starts_with(outer),
                    (true, false) => false,
                }
            }
            _ => false,
        }
    }

    /// Whether `outer` is found wherever `inner` is, over the same words.
    pub fn covers(&mut self, outer: &Phrase, inner: &Phrase) -> bool {
        outer.words.len() == inner.words.len() && self.covers_at(outer, inner, 0)
    }

    /// Whether `part` is found wherever the longer `whole` is, over some of its words.
    pub fn is_within(&mut self, part: &Phrase, whole: &Phrase) -> bool {
        let offsets = (whole.words.len() + 1).saturating_sub(part.words.len());
        (0..offsets).any(|offset| self.covers_at(part, whole, offset))
    }

    fn covers_at(&mut self, outer: &Phrase, inner: &Phrase, offset: usize) -> bool {
        // A phrase that needs its capitals means nothing in text that is all in capitals.
        let guarded = outer.needs_capitals() && !inner.needs_capitals();
        let words = outer.words.iter().zip(&inner.words[offset..]);
        !guarded && words.into_iter().all(|(outer, inner)| self.implies(inner, outer))
    }

    /// Whether the phrase matches the text that its author wrote, with every wildcard left out.
    /// The text is made plain, as that of articles is.
    pub fn matches_itself(&mut self, phrase: &Phrase) -> bool {
        let plain = make_plain(Cow::Borrowed(&phrase.written)).0;
        let pieces = plain.split(|c: char| c.is_whitespace() || c == '-');
        let pieces = pieces.map(|piece| match piece.trim_matches('*').is_empty() {
            true if !piece.is_empty() => "x".to_owned(),
            _ => piece.replace('*', ""),
        });
        let written = pieces.collect::<Vec<_>>().join(" ");
        let mut spellings = Vec::new();
        tokenise(&written, |start, len| spellings.push(&written[start..start + len]));
        spellings.len() == phrase.words.len()
            && phrase.words.iter().zip(spellings).all(|(test, word)| self.accepts(test, word))
    }
}

/// Whether the result of a test may depend on the case of the word's letters.
fn minds_case(test: &WordTest) -> bool {
    match test {
        WordTest::Cased(_) | WordTest::Glob(_, true) => true,
        WordTest::Regex(regex) => has_capital(regex),
        _ => false,
    }
}

/// What stands before the only wildcard of a glob, which is at its end.
fn prefix(glob: &str) -> Option<&str> {
    glob.strip_suffix('*').filter(|prefix| !prefix.contains('*'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn phrase(written: &str) -> Phrase {
        Phrase::parse(written).unwrap()
    }

    #[test]
    fn a_phrase_covers_what_it_always_matches() {
        let mut judge = Judge::default();
        for (outer, inner) in [
            ("bomb*", "bombers"),
            ("bomb*", "bomber*"),
            ("truce", "Truce"),
            ("cease-fire", "cease fire"),
            ("the * army", "the Free Army"),
            ("Free*", "FreeWorld*"),
            ("un", "U.N."),
        ] {
            assert!(judge.covers(&phrase(outer), &phrase(inner)), "{outer} {inner}");
        }
        for (outer, inner) in [
            ("bomber*", "bomb*"),
            ("Truce", "truce"),
            ("Free*", "free*"),
            ("bomb", "bomb attack"),
            ("IS", "is"),
            ("the Free Army", "the * army"),
        ] {
            assert!(!judge.covers(&phrase(outer), &phrase(inner)), "{outer} {inner}");
        }
        let stem = Phrase::stems("strike").unwrap();
        assert!(judge.covers(&stem, &phrase("struck")) && !judge.covers(&phrase("strike"), &stem));
        assert!(judge.is_within(&phrase("bomb"), &phrase("car bomb attack")));
        assert!(!judge.is_within(&phrase("IS"), &phrase("is fighters")));
    }

    #[test]
    fn a_wildcard_beside_a_sign_that_it_drops_matches_nothing() {
        let mut judge = Judge::default();
        assert!(!judge.matches_itself(&phrase("don't*")));
        for written in
            ["don't", "U.S.*", "air-strike*", "shot at * men", "Assad's", "5,000", "a, b"]
        {
            assert!(judge.matches_itself(&phrase(written)), "{written}");
        }
    }

    proptest! {
        #[test]
        fn what_covers_matches_each_text_that_the_other_matches(
            outer in "([Bb]om[b]?[*]?|[*]om|us|US|U\\.S\\.)( [a*b])?",
            inner in "([Bb]om[b]?[*]?|us|US|U\\.S\\.)( [a*b])?",
            word in "[Bb][Oo][Mm]b?s?|us|US|U\\.S\\.",
        ) {
            let (Ok(outer), Ok(inner)) = (Phrase::parse(&outer), Phrase::parse(&inner)) else {
                return Ok(());
            };
            let mut judge = Judge::default();
            if judge.covers(&outer, &inner) && judge.accepts(&inner.words[0], &word) {
                prop_assert!(judge.accepts(&outer.words[0], &word), "{outer:?} {inner:?} {word}");
            }
        }
    }
}
