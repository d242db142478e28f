//! Words of closed classes: which of its uses a preposition, determiner or "that" has here.

use super::context::{Tagger, ends_before_noun};
use super::tag::Tag;
use crate::language::{Class, Lexicon, VerbForms};

impl Tagger<'_> {
    /// The tag of a word of a closed class; `None` if it is in none.
    pub(super) fn closed(&self, at: usize) -> Option<Tag> {
        let word = self.word(at);
        let is = |class| self.read.is(at, class);
        match word {
            "to" => return Some(self.to(at)),
            "that" => return Some(self.that(at)),
            "more" | "less" | "fewer" if self.word(at + 1) == "than" => return Some(Tag::Adverb),
            "than" if matches!(self.word(at.wrapping_sub(1)), "more" | "less" | "fewer") => {
                return Some(
                    if self.read.is_number(at + 1) || self.read.is(at + 1, Class::Quantity) {
                        Tag::Adverb
                    } else {
                        Tag::Preposition
                    },
                );
            }
            "at" if matches!(self.word(at + 1), "least" | "most") => return Some(Tag::Adverb),
            "about" | "around" | "over" | "under" | "nearly" | "some" | "up"
                if self.read.is_number(at + 1) && !self.is_clock(at + 1) =>
            {
                return Some(Tag::Adverb);
            }
            "her" if self.opens_noun(at + 1) => return Some(Tag::Possessive),
            "her" => return Some(Tag::Pronoun),
            "so" if self.word(at + 1) == "that" => return Some(Tag::Adverb),
            _ => {}
        }
        if is(Class::Be) && (!word.starts_with("g") || self.makes_passive(at)) {
            return Some(Tag::Be);
        }
        if is(Class::Have) {
            return Some(Tag::Have);
        }
        if is(Class::Do) {
            return Some(Tag::Do);
        }
        if is(Class::Modal) && self.left(at).is_none_or(|(_, tag)| !ends_before_noun(tag)) {
            return Some(Tag::Modal);
        }
        if is(Class::Negative) {
            return Some(Tag::Negative);
        }
        if is(Class::Relative) && self.is_relative(at) {
            return Some(Tag::Relative);
        }
        if is(Class::Possessive) {
            return Some(Tag::Possessive);
        }
        if is(Class::Preposition) || is(Class::Subordinator) {
            return Some(self.preposition(at));
        }
        if is(Class::Determiner) || is(Class::Pronoun) {
            return Some(self.determiner(at));
        }
        is(Class::Conjunction).then_some(Tag::Conjunction)
    }

    /// Whether a participle follows a form of get: "got caught".
    pub(super) fn makes_passive(&self, at: usize) -> bool {
        self.read.follows(at + 1)
            && self.read.forms(at + 1).has(VerbForms::PARTICIPLE)
            && !self.read.is_noun_too(at + 1)
    }

    /// "at 3 p.m.", "about 9:30": a number that tells the time.
    pub(super) fn is_clock(&self, at: usize) -> bool {
        matches!(self.word(at + 1), "am" | "pm" | "o'clock")
    }

    /// "to" opens an infinitive if a base form follows, with adverbs between.
    pub(super) fn to(&self, at: usize) -> Tag {
        let mut next = at + 1;
        while self.read.is_adverb(next) || self.read.is(next, Class::Negative) {
            next += 1;
        }
        let base = self.read.forms(next).has(VerbForms::BASE)
            || matches!(self.word(next), "be" | "have" | "do" | "get");
        // "close to attack positions", "response to demand": a noun, where a noun phrase goes on.
        let noun = self.read.is_noun_too(next)
            && self.left(at).is_some_and(|(left, tag)| {
                tag == Tag::Noun && matches!(self.word(left), "response" | "reaction" | "subject")
            });
        if base && !self.read.is_name(next) && !noun { Tag::To } else { Tag::Preposition }
    }

    /// "that": before a noun ("that town"), after a noun phrase ("the town that fell"), or before a clause ("said that").
    pub(super) fn that(&self, at: usize) -> Tag {
        match self.left(at) {
            Some((_, tag)) if tag.is_verb() || matches!(tag, Tag::Adjective | Tag::Time) => {
                Tag::Subordinator
            }
            Some((_, Tag::Preposition | Tag::Be)) => self.determiner(at),
            Some((left, tag)) if tag.is_nominal() => {
                let noun = self.word(left);
                let noun = noun.strip_suffix('s').unwrap_or(noun);
                let of_content = (self.read.is(left, Class::ContentNoun)
                    || Lexicon::english().is(noun, Class::ContentNoun)
                    || noun.ends_with("tion"))
                    && self.clause_follows(at + 1, false);
                if of_content { Tag::Subordinator } else { Tag::Relative }
            }
            _ if self.clause_follows(at + 1, false) && !self.is_noun_next(at + 1) => {
                Tag::Subordinator
            }
            _ => self.determiner(at),
        }
    }

    /// Whether "who", "which", "where" open a relative clause: after a noun phrase.
    pub(super) fn is_relative(&self, at: usize) -> bool {
        let after_comma = at > self.read.words.range.start
            && self.read.words.gap(at - 1).trim() == ","
            && self.known(at - 1).is_nominal();
        let after_noun =
            self.left(at).is_some_and(|(_, tag)| tag.is_nominal() || tag == Tag::Preposition);
        match self.word(at) {
            "who" | "whom" | "whose" => true,
            "which" => after_noun || after_comma,
            "where" => (after_noun || after_comma) && !self.opens_sentence(at),
            _ => after_noun,
        }
    }

    /// A preposition, the word that opens a clause, or the particle of a verb.
    pub(super) fn preposition(&self, at: usize) -> Tag {
        let word = self.word(at);
        let only = |class, other| self.read.is(at, class) && !self.read.is(at, other);
        if only(Class::Subordinator, Class::Preposition) {
            return Tag::Subordinator;
        }
        if self.read.is(at, Class::Subordinator) {
            let strict = matches!(word, "as" | "than");
            return if self.clause_follows(at + 1, strict) {
                Tag::Subordinator
            } else {
                Tag::Preposition
            };
        }
        if matches!(word, "up" | "down" | "out" | "off") && self.is_phrasal(at) {
            return Tag::Adverb;
        }
        let particle = self.read.is(at, Class::Adverb)
            && self.left(at).is_some_and(|(_, tag)| tag.is_verb())
            && !self.opens_noun(at + 1);
        if particle { Tag::Adverb } else { Tag::Preposition }
    }

    /// Whether the word right before is a verb that takes a particle before its object: "shot down".
    fn is_phrasal(&self, at: usize) -> bool {
        let english = Lexicon::english();
        at > self.read.words.range.start
            && self.read.follows(at)
            && self.known(at - 1).is_verb()
            && self.read.verb(at - 1).is_some_and(|verb| english.is(verb.lemma, Class::Phrasal))
    }

    /// A determiner before a noun, else a pronoun.
    pub(super) fn determiner(&self, at: usize) -> Tag {
        let is = |class| self.read.is(at, class);
        let always = matches!(self.word(at), "the" | "a" | "an" | "every" | "no");
        if always || is(Class::Determiner) && self.opens_noun(at + 1) && !self.is_verb_next(at + 1)
        {
            Tag::Determiner
        } else if is(Class::Pronoun) || is(Class::Determiner) {
            Tag::Pronoun
        } else {
            Tag::Other
        }
    }
}
