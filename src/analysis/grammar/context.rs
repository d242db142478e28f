//! What is known of a sentence while its words are tagged from left to right: the tags so far, and what comes next.

use super::readings::Readings;
use super::tag::Tag;
use crate::language::{Class, VerbForms};

/// A sentence with the tags of its first words.
pub(super) struct Tagger<'a> {
    pub read: Readings<'a>,
    pub tags: Vec<Tag>,
}

/// How far a word looks for the verb of the clause that it may open, in tokens.
pub(super) const CLAUSE: usize = 16;

impl Tagger<'_> {
    pub(super) fn word(&self, at: usize) -> &str {
        self.read.words.at(at)
    }

    pub(super) fn known(&self, at: usize) -> Tag {
        self.tags.get(at.wrapping_sub(self.read.words.range.start)).copied().unwrap_or(Tag::Other)
    }

    /// The word before `at` with no adverb between, and its tag; `None` at the start and after punctuation.
    pub(super) fn left(&self, at: usize) -> Option<(usize, Tag)> {
        let mut here = at;
        while self.read.is_open(here) {
            here -= 1;
            if self.read.words.doc.is_possessive(here) {
                return Some((here, Tag::Possessive));
            }
            if let Some(auxiliary) = self.read.contracted(here) {
                return Some((here, auxiliary));
            }
            let tag = self.known(here);
            if !matches!(tag, Tag::Adverb | Tag::Negative) {
                return Some((here, tag));
            }
        }
        None
    }

    /// Whether the next word is a plain noun or adjective, by what it is not.
    pub(super) fn is_noun_next(&self, at: usize) -> bool {
        self.opens_noun(at)
            && !self.read.is_number(at)
            && !self.read.is_adverb(at)
            && self.read.verb(at).is_none()
            && !self.read.is(at, Class::Determiner)
            && !self.read.is(at, Class::Pronoun)
            && !self.read.is_name(at)
    }

    pub(super) fn opens_sentence(&self, at: usize) -> bool {
        at == self.read.words.range.start
    }

    /// Whether the next word is a verb in the past or an auxiliary, so that this one is its subject.
    pub(super) fn has_verb_next(&self, at: usize) -> bool {
        let next = at + 1;
        let is = |class| self.read.is(next, class);
        self.read.follows(next)
            && (self.read.forms(next).has(VerbForms::PAST)
                || is(Class::Be)
                || is(Class::Have)
                || is(Class::Modal))
    }

    pub(super) fn is_verb_next(&self, at: usize) -> bool {
        let finite = self.read.forms(at);
        finite.has(VerbForms::PAST) && !finite.has(VerbForms::PARTICIPLE)
    }

    /// Whether the word at `at` can go on a noun phrase.
    pub(super) fn opens_noun(&self, at: usize) -> bool {
        const CLOSED: &[Class] = &[
            Class::Preposition,
            Class::Conjunction,
            Class::Subordinator,
            Class::Be,
            Class::Have,
            Class::Do,
            Class::Modal,
            Class::Pronoun,
            Class::Relative,
            Class::Negative,
        ];
        self.read.follows(at)
            && at < self.read.words.range.end
            && (self.read.is_name(at)
                || self.read.is_number(at)
                || !CLOSED.iter().any(|class| self.read.is(at, *class)))
    }

    /// Whether a noun phrase and a finite verb come after, before a pause: "after rebels shelled". `strict` if a form that
    /// may be a participle counts only with something that it acts on.
    pub(super) fn clause_follows(&self, start: usize, strict: bool) -> bool {
        let end = self.read.words.range.end.min(start + CLAUSE);
        let mut seen_noun = false;
        for at in start..end {
            if at > start && !self.read.is_open(at) {
                return false;
            }
            let is = |class| self.read.is(at, class);
            if self.read.is_name(at) || self.read.is_number(at) {
                seen_noun = true;
                continue;
            }
            if is(Class::Relative) && at > start
                || is(Class::Subordinator) && !is(Class::Preposition) && at > start
            {
                return false;
            }
            if is(Class::Be) || is(Class::Have) || is(Class::Do) || is(Class::Modal) {
                return seen_noun && self.word(at) != "being";
            }
            let forms = self.read.forms(at);
            let past = forms.has(VerbForms::PAST) && !self.read.is_tied(at);
            let participle = forms.has(VerbForms::PARTICIPLE)
                && (strict && !self.opens_noun(at + 1) && !self.read.is(at + 1, Class::Pronoun)
                    || self.word(at + 1) == "by"
                    || self.read.is(at - 1, Class::Determiner)
                    || self.read.is(at - 1, Class::Possessive));
            let third = forms.has(VerbForms::THIRD) && !self.read.is_noun_too(at);
            if seen_noun && (past && !participle || third) {
                return true;
            }
            seen_noun |= !is(Class::Preposition) && !is(Class::Adverb) && !is(Class::Determiner);
            if at == start && is(Class::Preposition) {
                return false;
            }
        }
        false
    }

    /// Whether a phrase opens at `at` with a word that only opens phrases.
    pub(super) fn opens_phrase_next(&self, at: usize) -> bool {
        self.read.follows(at)
            && (self.read.is(at, Class::Determiner) && !matches!(self.word(at), "more" | "less")
                || self.read.is(at, Class::Possessive)
                || self.read.is(at, Class::Pronoun)
                || self.read.is_number(at)
                || self.read.is_name(at) && !self.read.is_name(at.wrapping_sub(1)))
    }

    pub(super) fn is_plural(&self, at: usize) -> bool {
        let word = self.word(at);
        word.ends_with('s') && !word.ends_with("ss")
            || matches!(
                word,
                "people"
                    | "police"
                    | "men"
                    | "women"
                    | "children"
                    | "troops"
                    | "they"
                    | "we"
                    | "you"
                    | "i"
            )
            // "Fornost and Gondor welcome"
            || at >= self.read.words.range.start + 2
                && self.known(at - 1) == Tag::Conjunction
                && self.known(at - 2) == Tag::Name
                && self.known(at) == Tag::Name
    }
}

/// Whether a noun comes after such a word, with adjectives between.
pub(super) fn ends_before_noun(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Determiner | Tag::Possessive | Tag::Number | Tag::Adjective | Tag::Preposition
    )
}
