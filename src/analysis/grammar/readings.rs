//! What a word can be, before its neighbours are looked at.

use super::tag::Tag;
use crate::language::{Class, Lexicon, VerbForms, VerbReading};
use crate::text::tokens::sentence_words::SentenceWords;

/// A sentence's words with what each can be.
pub(super) struct Readings<'a> {
    pub words: &'a SentenceWords<'a>,
    english: &'static Lexicon,
    /// Most long words have a capital, as in a headline, so that capitals do not tell names.
    headline: bool,
    /// The sentence has no small letter.
    shouts: bool,
}

impl<'a> Readings<'a> {
    pub fn new(words: &'a SentenceWords<'a>) -> Self {
        let long = words.range.clone().filter(|&at| words.at(at).len() > 3);
        let (mut all, mut capitals) = (0, 0);
        for at in long {
            all += 1;
            capitals += usize::from(words.is_capital(at));
        }
        Readings {
            words,
            english: Lexicon::english(),
            shouts: !words
                .range
                .clone()
                .any(|at| words.doc.surface(at).contains(char::is_lowercase)),
            headline: all >= 4 && capitals * 10 >= all * 8,
        }
    }

    pub fn is(&self, at: usize, class: Class) -> bool {
        self.english.is(self.words.at(at), class)
    }

    pub fn verb(&self, at: usize) -> Option<VerbReading<'_>> {
        let word = self.words.at(at);
        if self.is(at, Class::NounEd) {
            return None;
        }
        self.english.verb(word)
    }

    pub fn forms(&self, at: usize) -> VerbForms {
        self.verb(at).map_or(VerbForms::default(), |verb| verb.forms)
    }

    /// Whether a base form, or its -s form, is as often a noun.
    pub fn is_noun_too(&self, at: usize) -> bool {
        self.is(at, Class::NounToo)
            || self.verb(at).is_some_and(|verb| {
                verb.forms.has(VerbForms::THIRD) && self.english.is(verb.lemma, Class::NounToo)
            })
    }

    /// Whether the token is part of a name: a capital that neither the start of the sentence nor a headline explains.
    pub fn is_name(&self, at: usize) -> bool {
        let word = self.words.at(at);
        let letters = word.chars().any(char::is_alphabetic);
        if !letters || !self.words.is_capital(at) {
            return false;
        }
        let surface = self.words.doc.surface(at);
        let capitals = || surface.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        if surface.len() > 1 && !self.shouts && capitals() {
            return true; // "US", "WHO"
        }
        let opens =
            at == self.words.range.start || self.words.before_has(at, &['"', '“', '‘', ':']);
        if self.headline || opens {
            return !self.english.knows(word)
                && self.english.verb(word).is_none()
                && !self.is_adverb(at)
                && self.contracted(at).is_none()
                || opens
                    && !self.headline
                    && self.follows(at + 1)
                    && self.words.is_capital(at + 1)
                    && !self.is_closed(at)
                    && !self.is_adverb(at)
                    && !self.is(at + 1, Class::Pronoun);
        }
        !self.is_closed(at) || self.words.is_capital(at + 1) && !self.is_grammatical(at)
    }

    /// Whether a word is in a class whose words are written with a capital only at the start of a sentence.
    fn is_closed(&self, at: usize) -> bool {
        self.is_grammatical(at)
            || [Class::Adverb, Class::Number].iter().any(|class| self.is(at, *class))
    }

    /// The auxiliary at the end of a word: "we've", "they're". "He'd" is read as "he would".
    pub fn contracted(&self, at: usize) -> Option<Tag> {
        contracted(self.words.at(at))
    }

    fn is_grammatical(&self, at: usize) -> bool {
        const CLASSES: &[Class] = &[
            Class::Determiner,
            Class::Possessive,
            Class::Pronoun,
            Class::Be,
            Class::Have,
            Class::Do,
            Class::Negative,
            Class::Preposition,
            Class::Conjunction,
            Class::Subordinator,
            Class::Relative,
        ];
        CLASSES.iter().any(|class| self.is(at, *class))
    }

    pub fn is_number(&self, at: usize) -> bool {
        self.words.at(at).starts_with(|c: char| c.is_ascii_digit()) || self.is(at, Class::Number)
    }

    pub fn is_adverb(&self, at: usize) -> bool {
        let word = self.words.at(at);
        self.is(at, Class::Adverb)
            || word.len() > 4 && word.ends_with("ly") && !self.is(at, Class::NotAdverb)
    }

    /// Whether a word is an adjective by the lists or its ending.
    pub fn is_adjective(&self, at: usize) -> bool {
        const ENDINGS: &[&str] =
            &["al", "ic", "ous", "ive", "ful", "less", "able", "ible", "ish", "ant", "ent", "ary"];
        let word = self.words.at(at);
        self.is(at, Class::Adjective)
            || word.len() > 4 && ENDINGS.iter().any(|ending| word.ends_with(ending))
    }

    /// Whether the word before `at` is in the same run of words: only space or a hyphen between them.
    pub fn follows(&self, at: usize) -> bool {
        at > self.words.range.start
            && self.words.gap(at - 1).chars().all(|c| c.is_whitespace() || "-‐‑'’s".contains(c))
    }

    /// Whether a hyphen ties the token to the one before.
    pub fn is_tied(&self, at: usize) -> bool {
        at > self.words.range.start
            && matches!(self.words.gap(at - 1), "-" | "\u{2010}" | "\u{2011}")
    }

    /// Whether a clause may go on over the gap before `at`: no comma, bracket, colon or quotation mark in it.
    pub fn is_open(&self, at: usize) -> bool {
        at > self.words.range.start
            && !self
                .words
                .gap(at - 1)
                .contains([',', ';', ':', '(', ')', '"', '“', '”', '—', '–', '?', '!'])
    }
}

/// The auxiliary at the end of `word`, of a pronoun with one: "we've".
pub(super) fn contracted(word: &str) -> Option<Tag> {
    let english = Lexicon::english();
    let at = word.find(['\'', '’'])?;
    let (before, ending) = word.split_at(at);
    let pronoun = english.is(before, Class::Pronoun)
        || english.is(before, Class::Relative)
        || matches!(before, "there" | "here" | "what" | "that");
    if !pronoun || !english.is(ending, Class::Contraction) {
        return None;
    }
    Some(match ending.trim_start_matches(['\'', '’']) {
        "ve" => Tag::Have,
        "ll" | "d" => Tag::Modal,
        _ => Tag::Be,
    })
}
