//! Patterns by grammar: words that are verbs or nouns in their sentence, with conditions on what has a part in what they
//! say. The analysis of the sentence (`analysis::grammar`) decides.

use super::condition::{Test, WordSort};
use super::eval::{MatchContext, Unit, tidy};
use super::matcher::NodeId;
use crate::analysis::grammar::{Act, Sentence, analyse};
use std::ops::Range;
use std::rc::Rc;

/// A word that was found, with what its sentence's analysis says of it.
struct Found {
    tokens: Range<usize>,
    act: Act,
    sentence: Rc<Sentence>,
    /// The sentence as a unit.
    unit: Unit,
}

impl MatchContext<'_> {
    /// Where a pattern by grammar holds in `unit`: the tokens of its words.
    pub(super) fn syntax_spans(
        &self,
        parts: &[NodeId],
        tests: &[Test],
        unit: &Unit,
    ) -> Vec<Range<usize>> {
        let found = self.words(parts, tests, unit).into_iter();
        let held = found.filter(|found| self.failed(parts, tests, found).is_none());
        tidy(held.map(|found| found.tokens).collect())
    }

    /// Why a pattern by grammar does not hold, of the first of its words that is a verb or noun as asked: the number of the
    /// test that fails. `None` if no word is.
    pub(super) fn failed_test(
        &self,
        parts: &[NodeId],
        tests: &[Test],
        unit: &Unit,
    ) -> Option<(usize, Range<usize>, Vec<Range<usize>>)> {
        let found = self.words(parts, tests, unit);
        let failing = found.iter().filter_map(|found| {
            let test = self.failed(parts, tests, found)?;
            Some((test, found))
        });
        // The one that got furthest.
        let (test, found) = failing.max_by_key(|(test, _)| *test)?;
        let phrases = match &tests[test] {
            Test::Has(role) => found.sentence.role(self.document, found.act, role),
            _ => Vec::new(),
        };
        Some((test, found.tokens.clone(), phrases))
    }

    /// The analysis of a sentence.
    fn analysed(&self, sentence: usize) -> Rc<Sentence> {
        self.entities.grammar(sentence).unwrap_or_else(|| {
            let tokens = self.document.sentences()[sentence].tokens.clone();
            Rc::new(analyse(self.document, tokens))
        })
    }

    /// The words of a pattern by grammar that are what its first test asks for.
    fn words(&self, parts: &[NodeId], tests: &[Test], unit: &Unit) -> Vec<Found> {
        let (Some(&words), Some(Test::Is(sort))) = (parts.first(), tests.first()) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for tokens in self.spans(words, unit) {
            let Some(nth) = self.document.sentence_of(tokens.start) else { continue };
            let sentence = self.analysed(nth);
            let is = |at: &usize| match sort {
                WordSort::Verb => sentence.is_verb(*at),
                WordSort::Noun => !sentence.is_verb(*at),
            };
            let act = tokens.clone().filter(is).find_map(|at| sentence.act_at(at));
            let fits = matches!(
                (sort, act),
                (WordSort::Verb, Some(Act::Verb(_))) | (WordSort::Noun, Some(Act::Noun(_)))
            );
            if let Some(act) = act.filter(|_| fits) {
                let unit = self.unit(nth, super::Scope::Sentence);
                found.push(Found { tokens, act, sentence, unit });
            }
        }
        found
    }

    /// The number of the first test that a word fails.
    fn failed(&self, parts: &[NodeId], tests: &[Test], found: &Found) -> Option<usize> {
        let mut taken = 1;
        tests.iter().position(|test| {
            let part = parts.get(taken).copied();
            taken += usize::from(test.takes_part());
            !self.passes(test, part, found)
        })
    }

    fn passes(&self, test: &Test, part: Option<NodeId>, found: &Found) -> bool {
        let sentence = &found.sentence;
        match (test, part) {
            (Test::Is(_), _) => true,
            (Test::Has(role), Some(part)) => {
                let phrases = sentence.role(self.document, found.act, role);
                !phrases.is_empty()
                    && self.spans(part, &found.unit).iter().any(|span| {
                        phrases
                            .iter()
                            .any(|phrase| phrase.start <= span.start && span.end <= phrase.end)
                    })
            }
            (Test::ObjectOf | Test::SubjectOf, Some(part)) => {
                let Act::Noun(noun) = found.act else { return false };
                let governing = self.spans(part, &found.unit).into_iter().flatten();
                governing.filter_map(|at| sentence.verb_at(at)).any(|verb| match test {
                    Test::ObjectOf => sentence.undergoers(verb).contains(&noun),
                    _ => sentence.doers(verb).contains(&noun),
                })
            }
            (Test::Negated(yes), _) => sentence.is_negated(self.document, found.act) == *yes,
            (Test::Modal(yes), _) => sentence.is_modal(found.act) == *yes,
            (Test::Passive(yes), _) => sentence.is_passive(found.act) == *yes,
            (_, None) => false,
        }
    }
}
