//! Who does something and to whom, by the analysis of the sentence: for phrases that no gazetteer knows ("tankers", "the
//! administrator of a ward"). `agent` finds those that it knows.

use crate::analysis::grammar::Tag;
use crate::analysis::grammar::{Governor, Sentence, Voice};
use crate::language::{Class, Lexicon};
use crate::text::Document;
use std::ops::Range;

/// What is needed to find parties by the analysis of a sentence.
pub(super) struct SyntaxView<'a> {
    pub document: &'a Document,
    pub sentence: &'a Sentence,
    /// Whether the words at these tokens are only the name of a place.
    pub is_place: &'a dyn Fn(&Range<usize>) -> bool,
}

/// Prepositions before what an act is directed at.
const AT: &[&str] = &["on", "against", "at", "into", "upon", "of", "targeting"];

/// The phrases that have a part in what a verb says, as token ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerbParts {
    /// Its grammatical subject.
    pub subject: Option<Range<usize>>,
    /// Its object, of an active verb.
    pub object: Option<Range<usize>>,
    /// The phrase after "by", of a passive verb.
    pub agent: Option<Range<usize>>,
}

impl SyntaxView<'_> {
    /// The parts of the trigger's verb; all `None` without a verb.
    pub fn verb_parts(&self, trigger: &Range<usize>) -> VerbParts {
        let Some(verb) = self.main_verb(trigger) else { return VerbParts::default() };
        let group = &self.sentence.verbs[verb];
        let whole = |phrase: Option<usize>| {
            phrase.map(|phrase| self.sentence.with_of(self.document, phrase))
        };
        VerbParts {
            subject: whole(group.subject),
            object: whole(group.object),
            agent: whole(group.agent),
        }
    }

    /// The phrases that undergo what the trigger says, as token ranges; none where the analysis has no answer.
    pub fn recipients(&self, trigger: &Range<usize>) -> Vec<Range<usize>> {
        let found = match self.main_verb(trigger) {
            Some(verb) => self.undergoers(verb),
            None => self.of_noun(trigger),
        };
        found
            .into_iter()
            .filter(|&phrase| self.is_party(phrase))
            .map(|phrase| self.sentence.with_of(self.document, phrase))
            .collect()
    }

    /// The phrases that do what the trigger's verb says: people, or names that are no place.
    pub fn actors(&self, trigger: &Range<usize>) -> Vec<Range<usize>> {
        let Some(verb) = self.main_verb(trigger) else { return Vec::new() };
        if self.is_lemma(verb, Class::Undergoing) || self.is_lemma(verb, Class::Perception) {
            return Vec::new();
        }
        let thing = |phrase: usize| {
            let head = self.document.folded(self.sentence.phrases[phrase].head);
            Lexicon::english().is(&head, Class::Target)
        };
        let doers = self.sentence.doers(verb).into_iter();
        doers
            .filter(|&phrase| self.is_party(phrase) && !thing(phrase))
            .map(|phrase| self.sentence.with_of(self.document, phrase))
            .collect()
    }

    /// Whether the phrase at `tokens` keeps others from doing what the trigger says: "police" in "police foiled a plot to
    /// bomb a market", "the army repelled an attack".
    pub fn thwarts(&self, trigger: &Range<usize>, tokens: &Range<usize>) -> bool {
        let Some(phrase) = self.phrase_of(tokens) else { return false };
        let above = match self.main_verb(trigger) {
            Some(verb) => {
                let group = &self.sentence.verbs[verb];
                let infinitive = self.sentence.tag(group.tokens.start) == Tag::To
                    || group.opener.is_some_and(|at| &*self.document.folded(at) == "from");
                group.governor.filter(|_| infinitive)
            }
            None => {
                let inside =
                    |phrase: &usize| trigger.contains(&self.sentence.phrases[*phrase].head);
                (0..self.sentence.phrases.len()).find(inside).and_then(|noun| {
                    match self.sentence.phrases[noun].governor {
                        Governor::Object(verb) => Some(verb),
                        _ => None,
                    }
                })
            }
        };
        let Some(verb) = above.filter(|&verb| self.is_lemma(verb, Class::Thwarting)) else {
            return false;
        };
        self.sentence.doers(verb).contains(&phrase)
    }

    /// Whether the phrase at `tokens` is the subject of another clause than the trigger's, and the trigger's own clause
    /// has other doers.
    pub fn does_another_act(&self, trigger: &Range<usize>, tokens: &Range<usize>) -> bool {
        let (Some(verb), Some(phrase)) = (self.main_verb(trigger), self.phrase_of(tokens)) else {
            return false;
        };
        let group = &self.sentence.verbs[verb];
        let Governor::Subject(other) = self.sentence.phrases[phrase].governor else { return false };
        if other == verb || !group.finite {
            return false;
        }
        if group.voice == Voice::Passive {
            // "Inspectors found that gas was used": who finds it does not do it.
            let above = group.governor;
            let above = above.or_else(|| {
                let that = group.opener?;
                (0..verb).rfind(|&verb| self.sentence.verbs[verb].main < that)
            });
            return group.agent.is_none()
                && above == Some(other)
                && self.is_lemma(other, Class::Perception);
        }
        // What "it" or "they" stands for is found elsewhere.
        let doers = self.sentence.doers(verb);
        let pronoun =
            |doer: &usize| self.sentence.tag(self.sentence.phrases[*doer].head) == Tag::Pronoun;
        let named = !doers.iter().any(pronoun) && doers.iter().any(|&doer| self.is_party(doer));
        named && !doers.contains(&phrase)
    }

    /// The phrase with the last of the tokens.
    fn phrase_of(&self, tokens: &Range<usize>) -> Option<usize> {
        self.sentence.phrase_at(tokens.end.checked_sub(1)?)
    }

    /// The first main verb of the trigger that is no form of be or have.
    fn main_verb(&self, trigger: &Range<usize>) -> Option<usize> {
        let inside = |verb: &usize| {
            let main = self.sentence.verbs[*verb].main;
            trigger.contains(&main) && self.sentence.tag(main).is_verb()
        };
        (0..self.sentence.verbs.len()).find(inside)
    }

    fn is_lemma(&self, verb: usize, class: Class) -> bool {
        let english = Lexicon::english();
        let word = self.document.folded(self.sentence.verbs[verb].main);
        english.verb(&word).is_some_and(|reading| english.is(reading.lemma, class))
    }

    fn undergoers(&self, verb: usize) -> Vec<usize> {
        if self.is_lemma(verb, Class::Undergoing) {
            let subject = self.sentence.verbs[verb].subject;
            return subject.map(|one| self.sentence.joined(one).collect()).unwrap_or_default();
        }
        let direct = self.sentence.undergoers(verb);
        let party = direct.iter().any(|&phrase| self.is_party(phrase));
        let active = self.sentence.verbs[verb].voice == Voice::Active;
        if party || !active {
            return direct;
        }
        self.directed(|governor| match governor {
            Governor::OfVerb(at, governing) if governing == verb => Some(at),
            _ => None,
        })
    }

    /// The phrases after a preposition of direction that `at` finds the token of.
    fn directed(&self, at: impl Fn(Governor) -> Option<usize>) -> Vec<usize> {
        let first = self
            .sentence
            .after_prepositions(at)
            .find(|&(at, _)| AT.contains(&&*self.document.folded(at)));
        first.map(|(_, phrase)| self.sentence.joined(phrase).collect()).unwrap_or_default()
    }

    /// Of an act that a noun names: what it is directed at, else what its verb does ("shelling damaged a mill"), else who
    /// was hurt in it.
    fn of_noun(&self, trigger: &Range<usize>) -> Vec<usize> {
        let inside = |phrase: &usize| trigger.contains(&self.sentence.phrases[*phrase].head);
        let Some(noun) = (0..self.sentence.phrases.len()).find(inside) else { return Vec::new() };
        let at = self.directed(|governor| match governor {
            Governor::OfPhrase(at, phrase) if phrase == noun => Some(at),
            _ => None,
        });
        if at.iter().any(|&phrase| self.is_party(phrase)) {
            return at;
        }
        match self.sentence.phrases[noun].governor {
            Governor::Subject(verb) if self.sentence.verbs[verb].voice == Voice::Active => {
                self.sentence.undergoers(verb)
            }
            Governor::Agent(verb) => self.sentence.undergoers(verb),
            Governor::OfVerb(at, verb) => {
                let word = self.document.folded(at);
                let group = &self.sentence.verbs[verb];
                let suffered = matches!(&*word, "in" | "by" | "during" | "after" | "from" | "when")
                    && group.voice == Voice::Passive;
                let under = &*word == "under";
                match (suffered, under) {
                    (true, _) => self.sentence.undergoers(verb),
                    (_, true) => group
                        .subject
                        .map(|subject| self.sentence.joined(subject).collect())
                        .unwrap_or_default(),
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    /// Whether a phrase can undergo an act: people, things that are hit or taken, or a name that is no place.
    fn is_party(&self, nth: usize) -> bool {
        let phrase = &self.sentence.phrases[nth];
        let word = self.document.folded(phrase.head);
        let english = Lexicon::english();
        let named = self.sentence.tag(phrase.head) == Tag::Name
            && (phrase.tokens.start > self.sentence.tokens.start || phrase.tokens.len() > 1)
            && !(self.is_place)(&phrase.tokens);
        let known = [Class::Person, Class::People, Class::Target]
            .iter()
            .any(|class| english.is(&word, *class));
        // "scores of civilians"
        let counted = || {
            english.is(&word, Class::Quantity)
                && self.sentence.of(self.document, nth).is_some_and(|of| self.is_party(of))
        };
        named || known || counted()
    }
}
