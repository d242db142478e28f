//! Decides what each word of a sentence is, from left to right: closed classes first, then verbs, then the rest. A
//! second look corrects forms that may be past or participle, by what else its clause has.

use super::context::{CLAUSE, Tagger, ends_before_noun};
use super::readings::Readings;
use super::tag::Tag;
use crate::language::{Class, Lexicon, VerbForms};
use crate::text::tokens::sentence_words::SentenceWords;

/// What each token of the sentence is.
pub(super) fn tags(words: &SentenceWords) -> Vec<Tag> {
    let mut tagger = Tagger { read: Readings::new(words), tags: Vec::new() };
    for at in words.range.clone() {
        let tag = tagger.tag(at);
        tagger.tags.push(tag);
    }
    tagger.correct_participles();
    tagger.tags
}

impl Tagger<'_> {
    fn tag(&self, at: usize) -> Tag {
        if self.read.is_number(at) && self.word(at) != "one" {
            return Tag::Number;
        }
        if self.read.is(at, Class::Time) && (self.read.words.is_capital(at) || !self.is_modal(at)) {
            return Tag::Time;
        }
        if self.read.is_name(at) {
            return Tag::Name;
        }
        if self.read.contracted(at).is_some() {
            return Tag::Pronoun;
        }
        self.closed(at).or_else(|| self.verbal(at)).unwrap_or_else(|| self.open(at))
    }

    fn is_modal(&self, at: usize) -> bool {
        self.read.is(at, Class::Modal)
    }

    /// Adverbs, adjectives and nouns.
    fn open(&self, at: usize) -> Tag {
        if self.read.is_adverb(at) && !self.is_modifier(at) {
            return Tag::Adverb;
        }
        if self.read.is_adjective(at) {
            let before_noun = self.opens_noun(at + 1) && self.read.forms(at + 1) != VerbForms::ING;
            let after_be = self.left(at).is_some_and(|(_, tag)| tag == Tag::Be);
            let finite_next = self.is_verb_next(at + 1)
                || self.read.forms(at + 1).has(VerbForms::PAST.with(VerbForms::THIRD))
                    && (!self.read.is(at, Class::Adjective) || !self.is_noun_next(at + 2));
            return if (before_noun && !finite_next) || after_be {
                Tag::Adjective
            } else {
                Tag::Noun
            };
        }
        let letters = self.word(at).chars().any(char::is_alphanumeric);
        if letters { Tag::Noun } else { Tag::Other }
    }

    /// "the late leader", "an early raid": a word that may be an adverb, between a determiner and a noun.
    fn is_modifier(&self, at: usize) -> bool {
        self.read.is(at, Class::Adjective)
            && self.opens_noun(at + 1)
            && self.left(at).is_some_and(|(_, tag)| ends_before_noun(tag))
    }

    /// A form tagged as past is a participle where it says of the noun before it what happened to it: "people wounded in
    /// the raid were taken", "a town captured by rebels".
    fn correct_participles(&mut self) {
        for at in self.read.words.range.clone() {
            if self.known(at) != Tag::Past || !self.read.forms(at).has(VerbForms::PARTICIPLE) {
                continue;
            }
            // "The convoy, attacked by rebels, burned"
            let aside = self.left(at).is_none()
                && self.read.words.before_has(at, &[','])
                && self.known(at.wrapping_sub(1)).is_nominal()
                && self.word(at + 1) == "by"
                && self.known(at + 2).opens_phrase();
            if aside {
                let start = self.read.words.range.start;
                self.tags[at - start] = Tag::Participle;
                continue;
            }
            let Some((_, left)) = self.left(at) else { continue };
            if !matches!(left, Tag::Noun | Tag::Name | Tag::Number | Tag::Time) {
                continue;
            }
            if self.is_in_relative(at) {
                continue;
            }
            let clausal = self
                .read
                .verb(at)
                .is_some_and(|verb| Lexicon::english().is(verb.lemma, Class::Clausal));
            let object = self.opens_phrase_next(at + 1)
                || matches!(self.known(at + 1), Tag::Subordinator)
                || self.known(at + 1) == Tag::Noun
                || self.known(at + 1) == Tag::Adjective;
            let by = self.word(at + 1) == "by" && self.known(at + 2).opens_phrase();
            let later = !clausal && self.has_finite_tag(at + 1);
            let undergone = self.read.is(at, Class::Undergone) && !clausal;
            if !object && (by || later || undergone) {
                let start = self.read.words.range.start;
                self.tags[at - start] = Tag::Participle;
            }
        }
    }

    /// Whether the phrase before `at` is the subject of a clause that opens right before it: "that rebels captured".
    fn is_in_relative(&self, at: usize) -> bool {
        let start = self.read.words.range.start;
        let before = (start..at).rev().map(|at| self.known(at)).find(|tag| !tag.opens_phrase());
        matches!(before, Some(Tag::Relative | Tag::Subordinator))
    }

    /// As `has_finite`, by the tags; a subject of its own before the verb makes it another clause.
    fn has_finite_tag(&self, start: usize) -> bool {
        for at in start..self.read.words.range.end.min(start + CLAUSE) {
            if at > start && !self.read.is_open(at) {
                return false;
            }
            match self.known(at) {
                Tag::Relative | Tag::Subordinator | Tag::Conjunction => return false,
                Tag::Be | Tag::Have | Tag::Do | Tag::Modal | Tag::Past | Tag::Present => {
                    return self.word(at) != "being" && self.word(at) != "having";
                }
                _ => {}
            }
        }
        false
    }
}
