//! An analysed sentence as a value: tags, noun phrases, verb groups and how they depend on each other.

use super::tag::Tag;
use std::ops::Range;

/// What a noun phrase belongs to, and as what. Numbers are indices of [`Sentence::verbs`] and [`Sentence::phrases`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Governor {
    /// Nothing that was found.
    None,
    /// Subject of a verb group; of a passive one it undergoes the act.
    Subject(usize),
    /// Object of a verb group.
    Object(usize),
    /// The first of two objects: who gets something.
    Recipient(usize),
    /// After "by": the doer of a passive verb.
    Agent(usize),
    /// What a form of be says of its subject.
    Predicate(usize),
    /// After a preposition (its token) that belongs to a verb group.
    OfVerb(usize, usize),
    /// After a preposition (its token) that belongs to a noun phrase.
    OfPhrase(usize, usize),
    /// Joined to an earlier phrase by "and", "or" or a comma of a list.
    Joined(usize),
    /// Another name for an earlier phrase, between commas.
    Apposition(usize),
    /// A time without a preposition: "left Monday".
    Time,
}

/// A noun phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NounPhrase {
    /// Its tokens, determiner included.
    pub tokens: Range<usize>,
    /// The token of its head: its last noun.
    pub head: usize,
    /// The tokens of the name or noun before a possessive ending in it: "Russia" of "Russia's air strikes".
    pub owner: Option<Range<usize>>,
    /// What it belongs to.
    pub governor: Governor,
}

/// Whether the subject does the act or undergoes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The subject does it.
    Active,
    /// The subject undergoes it.
    Passive,
}

/// A main verb with its auxiliaries, or a form of be, have or do that is the main verb itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerbGroup {
    /// Its tokens, from its first auxiliary (or "to") to its main verb.
    pub tokens: Range<usize>,
    /// The token of the main verb.
    pub main: usize,
    /// Active or passive.
    pub voice: Voice,
    /// Whether it has a tense: a clause of its own can stand on it.
    pub finite: bool,
    /// The token of a negative in it, of "no longer", or of a "no" before its subject.
    pub negated: Option<usize>,
    /// The token of its modal verb, or of the "to" of an infinitive.
    pub modal: Option<usize>,
    /// The phrase that is its subject. Of a participle or infinitive, the phrase that would be.
    pub subject: Option<usize>,
    /// The phrase that it acts on, of an active verb.
    pub object: Option<usize>,
    /// The phrase after "by", of a passive verb.
    pub agent: Option<usize>,
    /// The verb group that governs it: of a complement ("said ... attacked"), infinitive ("ordered to leave"), participle
    /// ("died, killing") or coordinated verb ("came and went").
    pub governor: Option<usize>,
    /// The token of the word that opens its clause: "when", "that", "who".
    pub opener: Option<usize>,
}

/// An analysed sentence. All positions are tokens of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The tokens of the sentence.
    pub tokens: Range<usize>,
    /// What each token is.
    pub tags: Vec<Tag>,
    /// The noun phrases, in order; they do not overlap.
    pub phrases: Vec<NounPhrase>,
    /// The verb groups, in order of their main verbs.
    pub verbs: Vec<VerbGroup>,
}

impl Sentence {
    /// What the token is; `Tag::Other` outside the sentence.
    pub fn tag(&self, at: usize) -> Tag {
        at.checked_sub(self.tokens.start)
            .and_then(|nth| self.tags.get(nth))
            .copied()
            .unwrap_or(Tag::Other)
    }

    /// The phrase with the token in it.
    pub fn phrase_at(&self, at: usize) -> Option<usize> {
        let nth = self.phrases.partition_point(|phrase| phrase.tokens.end <= at);
        self.phrases.get(nth).filter(|phrase| phrase.tokens.contains(&at)).map(|_| nth)
    }

    /// The verb group whose main verb is the token.
    pub fn verb_at(&self, main: usize) -> Option<usize> {
        self.verbs.binary_search_by_key(&main, |verb| verb.main).ok()
    }

    /// A phrase and those joined to it: "Turkey, Jordan and Iraq".
    pub fn joined(&self, phrase: usize) -> impl Iterator<Item = usize> + '_ {
        let later = (phrase + 1..self.phrases.len())
            .filter(move |&nth| self.phrases[nth].governor == Governor::Joined(phrase));
        std::iter::once(phrase).chain(later)
    }

    /// The doers of a verb group: its subjects if it is active, its agents if it is passive.
    pub fn doers(&self, verb: usize) -> Vec<usize> {
        let group = &self.verbs[verb];
        let first = if group.voice == Voice::Active { group.subject } else { group.agent };
        first.map(|first| self.joined(first).collect()).unwrap_or_default()
    }

    /// What a verb group acts on: its objects if it is active, its subjects if it is passive.
    pub fn undergoers(&self, verb: usize) -> Vec<usize> {
        let group = &self.verbs[verb];
        let first = if group.voice == Voice::Active { group.object } else { group.subject };
        first.map(|first| self.joined(first).collect()).unwrap_or_default()
    }

    /// The phrases after the preposition `prepositions` that belong to a verb group, with the preposition's token.
    pub fn after_prepositions(
        &self,
        governor: impl Fn(Governor) -> Option<usize>,
    ) -> impl Iterator<Item = (usize, usize)> {
        self.phrases
            .iter()
            .enumerate()
            .filter_map(move |(nth, phrase)| governor(phrase.governor).map(|at| (at, nth)))
    }
}
