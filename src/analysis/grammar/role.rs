//! What has a part in an act that a verb or noun names: as token ranges, active and passive alike.

use super::sentence::{Governor, Sentence, Voice};
use super::tag::Tag;
use crate::language::{Class, Lexicon};
use crate::text::Document;
use std::ops::Range;

/// A word that names an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A verb group, by its index.
    Verb(usize),
    /// The head of a noun phrase, by the phrase's index.
    Noun(usize),
}

/// A part in an act.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Role {
    /// Who does it: the subject of an active verb, the phrase after "by" of a passive one; of a noun its owner, what comes
    /// before it ("Russian raids", "police firing"), the phrase after "by", and the doer of the verb that carries it out.
    Doer,
    /// What it is done to: the object of an active verb, the subject of a passive one; of a noun the phrase after "on",
    /// "against", "at" or "of".
    Undergoer,
    /// A phrase after one of these prepositions, that belongs to the verb or noun.
    After(Vec<String>),
}

/// Prepositions after a noun, before what its act is done to.
const AT: &[&str] = &["on", "against", "at", "of", "upon", "into", "targeting"];

impl Sentence {
    /// What the token is as an act: the main verb of a group, or the head of a noun phrase. `None` if it is neither.
    pub fn act_at(&self, at: usize) -> Option<Act> {
        let tag = self.tag(at);
        if tag.is_verb() || tag.is_auxiliary() {
            return self.verb_at(at).map(Act::Verb);
        }
        let phrase = self.phrase_at(at)?;
        (self.phrases[phrase].head == at).then_some(Act::Noun(phrase))
    }

    /// The token ranges of the phrases with that role in the act, each with what "of" adds to it; sorted.
    pub fn role(&self, document: &Document, act: Act, role: &Role) -> Vec<Range<usize>> {
        let mut found = match (act, role) {
            (Act::Verb(verb), Role::Doer) => self.extended(document, self.doers(verb)),
            (Act::Verb(verb), Role::Undergoer) => self.extended(document, self.undergoers(verb)),
            (Act::Noun(noun), Role::Doer) => self.doers_of_noun(document, noun),
            (Act::Noun(_), Role::Undergoer) => self.after(document, act, AT.iter().copied()),
            (_, Role::After(words)) => self.after(document, act, words.iter().map(String::as_str)),
        };
        found.sort_unstable_by_key(|range| (range.start, range.end));
        found.dedup();
        found
    }

    fn doers_of_noun(&self, document: &Document, noun: usize) -> Vec<Range<usize>> {
        let phrase = &self.phrases[noun];
        let mut found = self.after(document, Act::Noun(noun), ["by"].into_iter());
        found.extend(phrase.owner.clone());
        let from = phrase.owner.as_ref().map_or(phrase.tokens.start, |owner| owner.end);
        let opens =
            |at: &usize| !matches!(self.tag(*at), Tag::Determiner | Tag::Possessive | Tag::Number);
        if let Some(from) = (from..phrase.head).find(opens) {
            found.push(from..phrase.head);
        }
        for verb in 0..self.verbs.len() {
            if self.is_light(document, verb) && self.undergoers(verb).contains(&noun) {
                found.extend(self.extended(document, self.doers(verb)));
            }
        }
        found
    }

    /// Whether a verb only says that what its object names is done: "launched a raid".
    fn is_light(&self, document: &Document, verb: usize) -> bool {
        let english = Lexicon::english();
        let word = document.folded(self.verbs[verb].main);
        english.verb(&word).is_some_and(|reading| english.is(reading.lemma, Class::Light))
    }

    fn after<'w>(
        &self,
        document: &Document,
        act: Act,
        words: impl Iterator<Item = &'w str> + Clone,
    ) -> Vec<Range<usize>> {
        let fits = |governor: Governor| match (governor, act) {
            (Governor::OfVerb(at, verb), Act::Verb(own)) if verb == own => Some(at),
            (Governor::OfPhrase(at, phrase), Act::Noun(own)) if phrase == own => Some(at),
            // "a raid on the town" after a verb: the preposition may have gone to the verb.
            (Governor::OfVerb(at, _), Act::Noun(own)) if self.phrases[own].tokens.end == at => {
                Some(at)
            }
            _ => None,
        };
        let own = self
            .after_prepositions(fits)
            .filter(|&(at, _)| words.clone().any(|word| *document.folded(at) == *word));
        let phrases: Vec<usize> = own.flat_map(|(_, phrase)| self.joined(phrase)).collect();
        self.extended(document, phrases)
    }

    fn extended(&self, document: &Document, phrases: Vec<usize>) -> Vec<Range<usize>> {
        phrases.into_iter().map(|phrase| self.with_of(document, phrase)).collect()
    }

    /// The phrase that "of" adds right after a phrase: "members of a convoy".
    pub fn of(&self, document: &Document, phrase: usize) -> Option<usize> {
        let end = self.phrases[phrase].tokens.end;
        (phrase + 1..self.phrases.len()).find(|&next| {
            matches!(self.phrases[next].governor, Governor::OfPhrase(at, of)
                if of == phrase && at == end && document.folded(at) == "of")
        })
    }

    /// The tokens of a phrase with what "of" adds to it.
    pub fn with_of(&self, document: &Document, phrase: usize) -> Range<usize> {
        let own = self.phrases[phrase].tokens.clone();
        let end = self.of(document, phrase).map_or(own.end, |of| self.phrases[of].tokens.end);
        own.start..end
    }

    /// Whether the act is said not to happen: a negative in the verb group, or "no" before the noun.
    pub fn is_negated(&self, document: &Document, act: Act) -> bool {
        match act {
            Act::Verb(verb) => self.verbs[verb].negated.is_some(),
            Act::Noun(noun) => {
                matches!(&*document.folded(self.phrases[noun].tokens.start), "no" | "neither")
            }
        }
    }

    /// Whether a verb is under a modal verb or an infinitive: "will attack", "plans to attack".
    pub fn is_modal(&self, act: Act) -> bool {
        matches!(act, Act::Verb(verb) if self.verbs[verb].modal.is_some())
    }

    /// Whether a verb is passive.
    pub fn is_passive(&self, act: Act) -> bool {
        matches!(act, Act::Verb(verb) if self.verbs[verb].voice == Voice::Passive)
    }

    /// Whether the act is a verb; a form of be or have that is the main verb counts.
    pub fn is_verb(&self, at: usize) -> bool {
        self.tag(at).is_verb() || matches!(self.tag(at), Tag::Be | Tag::Have | Tag::Do)
    }
}
