//! The open clauses of a sentence while its phrases and verb groups get their places.

use super::sentence::Sentence;
use crate::language::{Class, Lexicon};
use crate::text::tokens::sentence_words::SentenceWords;

/// What a clause is in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A clause of its own, or one joined to it.
    Main,
    /// What a verb says: "said (that) rebels attacked".
    Complement,
    /// After "when", "because".
    Subordinate,
    /// After "who", "which", with the phrase that it is about.
    Relative(Option<usize>),
}

/// A clause that is not finished.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    pub kind: Kind,
    /// The phrase that is, or is going to be, the subject of its verb.
    pub subject: Option<usize>,
    /// Its last finite verb group.
    pub verb: Option<usize>,
    /// The verb group that it depends on.
    pub governor: Option<usize>,
    /// The word that opens it.
    pub opener: Option<usize>,
    /// Whether it opens the sentence, so that a comma ends it.
    pub opens_sentence: bool,
    /// Whether a comma is before it, so that another ends it.
    pub after_comma: bool,
}

impl Clause {
    pub const NONE: Clause = Clause {
        kind: Kind::Main,
        subject: None,
        verb: None,
        governor: None,
        opener: None,
        opens_sentence: false,
        after_comma: false,
    };

    pub fn new(kind: Kind, governor: Option<usize>) -> Clause {
        Clause { kind, governor, ..Clause::NONE }
    }
}

/// What came last, apart from adverbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Last {
    Start,
    Comma,
    Phrase(usize),
    Verb(usize),
    Preposition(usize),
    Conjunction,
    Opener,
}

pub(super) struct Attacher<'a> {
    pub words: &'a SentenceWords<'a>,
    pub sentence: &'a mut Sentence,
    pub clauses: Vec<Clause>,
    pub last: Last,
    /// The last phrase that is no time.
    pub last_phrase: Option<usize>,
    /// The last verb group, finite or not: what objects and prepositions go to.
    pub active: Option<usize>,
    /// A participle that opens the sentence: its subject is that of the main clause.
    pub dangling: Option<usize>,
}

impl Attacher<'_> {
    pub(super) fn is_lemma(&self, verb: usize, class: Class) -> bool {
        let english = Lexicon::english();
        let word = self.words.at(self.sentence.verbs[verb].main);
        english.verb(word).is_some_and(|reading| english.is(reading.lemma, class))
    }

    pub(super) fn top(&self) -> &Clause {
        // The stack begins with the main clause, which is never taken off.
        self.clauses.last().unwrap_or(&Clause::NONE)
    }

    pub(super) fn top_mut(&mut self) -> &mut Clause {
        if self.clauses.is_empty() {
            self.clauses.push(Clause::new(Kind::Main, None));
        }
        let last = self.clauses.len() - 1;
        &mut self.clauses[last]
    }
}
