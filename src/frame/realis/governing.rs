//! Realis by what governs the trigger's clause in the analysis of its sentence: "no evidence that the army shelled it", "it
//! is not true that", "reports that ... proved false", "nothing suggests that", "neither ... nor", and questions. The
//! words near the trigger say nothing of these, whatever their distance.

use crate::analysis::grammar::{Governor, Sentence, Tag, VerbGroup};
use crate::event::Realis;
use crate::language::{Class, Lexicon};
use crate::text::Document;
use std::borrow::Cow;
use std::ops::Range;

/// A trigger in the analysis of its sentence.
pub(crate) struct GoverningView<'a> {
    pub document: &'a Document,
    pub sentence: &'a Sentence,
    pub trigger: &'a Range<usize>,
}

/// How many clauses above the trigger's own are looked at.
const DEPTH: usize = 4;

impl GoverningView<'_> {
    /// The realis that a governing clause gives the trigger, and the tokens that say so; `None` where none does.
    pub fn realis(&self) -> Option<(Realis, Vec<usize>)> {
        if let Some(at) = self.question() {
            return Some((Realis::Hypothetical, vec![at]));
        }
        if let Some(at) = self.came_to_nothing() {
            return Some((Realis::Negated, vec![at]));
        }
        let Some(verb) = self.own_verb() else { return self.of_noun() };
        if let Some(at) = self.negated_by_subject(verb) {
            return Some((Realis::Negated, vec![at]));
        }
        let mut verb = verb;
        for _ in 0..DEPTH {
            let group = &self.sentence.verbs[verb];
            let opener = group
                .opener
                .or((self.tag(group.tokens.start) == Tag::To).then_some(group.tokens.start));
            if let Some(found) = opener.and_then(|opener| self.before_opener(opener)) {
                return Some(found);
            }
            let governor = group.governor.filter(|&governor| governor != verb)?;
            let above = &self.sentence.verbs[governor];
            // "Could not tell but said that": what is joined is not negated with it.
            let joined = group
                .tokens
                .start
                .checked_sub(1)
                .is_some_and(|before| self.tag(before) == Tag::Conjunction);
            if let Some(not) = above.negated
                && !joined
                && self.is_lemma(governor, Class::Showing)
                && above.main < self.trigger.start
            {
                return Some((Realis::Hypothetical, vec![not, above.main]));
            }
            // What depends on a noun or a participle in between is another matter: "a deadline to resume bombing".
            let complement = group.finite || group.tokens.start == above.tokens.end;
            if !complement {
                return None;
            }
            verb = governor;
        }
        None
    }

    fn tag(&self, at: usize) -> Tag {
        self.sentence.tag(at)
    }

    /// The word at `at` in lower case; empty outside the sentence.
    fn word(&self, at: usize) -> Cow<'_, str> {
        match self.sentence.tokens.contains(&at) {
            true => self.document.folded(at),
            false => Cow::Borrowed(""),
        }
    }

    fn is(&self, at: usize, class: Class) -> bool {
        self.sentence.tokens.contains(&at) && Lexicon::english().is(&self.word(at), class)
    }

    /// Whether the noun at `at`, or its singular, is in a class.
    fn is_noun(&self, at: usize, class: Class) -> bool {
        let word = self.word(at);
        let english = Lexicon::english();
        english.is(&word, class)
            || word.strip_suffix('s').is_some_and(|singular| english.is(singular, class))
    }

    fn is_lemma(&self, verb: usize, class: Class) -> bool {
        let english = Lexicon::english();
        let word = self.word(self.sentence.verbs[verb].main);
        english.verb(&word).is_some_and(|reading| english.is(reading.lemma, class))
    }

    /// The first verb group with its main verb in the trigger.
    fn own_verb(&self) -> Option<usize> {
        let inside = |verb: &usize| {
            let main = self.sentence.verbs[*verb].main;
            self.trigger.contains(&main) && self.tag(main).is_verb()
        };
        (0..self.sentence.verbs.len()).find(inside)
    }

    /// The phrase with its head in the trigger.
    fn own_phrase(&self) -> Option<usize> {
        let inside = |nth: &usize| self.trigger.contains(&self.sentence.phrases[*nth].head);
        (0..self.sentence.phrases.len()).find(inside)
    }

    /// "Neither the army nor the rebels shelled it": the "neither" before the first of its subjects.
    fn negated_by_subject(&self, verb: usize) -> Option<usize> {
        let not = self.sentence.verbs[verb].negated?;
        (&*self.word(not) == "neither").then_some(not)
    }

    /// "The truce did not take hold", "no raid took place": an act whose verb of happening is negated.
    fn came_to_nothing(&self) -> Option<usize> {
        let act = self.own_phrase()?;
        let happens = |(verb, group): (usize, &VerbGroup)| {
            let next = self.word(group.main + 1);
            let taken = matches!(&*next, "place" | "effect" | "hold" | "shape" | "root");
            let english = Lexicon::english();
            let word = self.word(group.main);
            let take = english.verb(&word).is_some_and(|reading| reading.lemma == "take");
            let unsure = group
                .opener
                .is_some_and(|at| matches!(&*self.word(at), "if" | "unless" | "whether" | "until"));
            let happening = take && taken || !take && self.is_lemma(verb, Class::Happening);
            // "Clashes are not just taking place here."
            let also = |not: usize| matches!(&*self.word(not + 1), "just" | "only");
            let unsure = unsure || group.negated.is_some_and(also);
            (group.subject == Some(act) && happening && !unsure).then_some(group.negated)?
        };
        self.sentence.verbs.iter().enumerate().find_map(happens)
    }

    /// What is said of a clause by the words before the "that" or "to" that opens it.
    fn before_opener(&self, opener: usize) -> Option<(Realis, Vec<usize>)> {
        let before = opener.checked_sub(1).filter(|at| self.sentence.tokens.contains(at))?;
        if self.is(before, Class::Untrue) {
            let verb = self.copula(before)?;
            let group = &self.sentence.verbs[verb];
            return group.negated.is_none().then(|| (Realis::Negated, vec![before]));
        }
        if self.is(before, Class::True) {
            let verb = self.copula(before)?;
            let not = self.sentence.verbs[verb].negated?;
            return Some((Realis::Negated, vec![not, before]));
        }
        let phrase = self.sentence.phrase_at(before)?;
        if self.sentence.phrases[phrase].head != before {
            return None;
        }
        self.missing_evidence(phrase).or_else(|| self.false_report(phrase))
    }

    /// The verb group of which the word at `at` is the predicate: "is not true".
    fn copula(&self, at: usize) -> Option<usize> {
        let last = (0..self.sentence.verbs.len())
            .rfind(|&verb| self.sentence.verbs[verb].tokens.start < at)?;
        (at - self.sentence.verbs[last].main <= 3).then_some(last)
    }

    /// "No evidence", "did not find any sign": that something happened is not shown.
    fn missing_evidence(&self, phrase: usize) -> Option<(Realis, Vec<usize>)> {
        let one = &self.sentence.phrases[phrase];
        if !self.is_noun(one.head, Class::Evidence) {
            return None;
        }
        let first = one.tokens.start;
        let none = self.is(first, Class::None).then_some(first);
        let without = first
            .checked_sub(1)
            .filter(|&at| self.sentence.tokens.contains(&at) && &*self.word(at) == "without");
        let verb = match one.governor {
            Governor::Object(verb) | Governor::Predicate(verb) | Governor::Subject(verb) => {
                self.sentence.verbs[verb].negated
            }
            _ => None,
        };
        let not = none.or(without).or(verb)?;
        Some((Realis::Hypothetical, vec![not, one.head]))
    }

    /// "Reports that the army shelled it proved false", "claims that ... were denied".
    fn false_report(&self, phrase: usize) -> Option<(Realis, Vec<usize>)> {
        let head = self.sentence.phrases[phrase].head;
        if !self.is_noun(head, Class::ContentNoun) {
            return None;
        }
        let after = self.sentence.verbs.iter().enumerate();
        after
            .filter(|(_, group)| group.main >= self.trigger.end && group.negated.is_none())
            .find_map(|(verb, group)| {
                let untrue =
                    (group.main + 1..group.main + 5).find(|&at| self.is(at, Class::Untrue));
                let own = group.subject == Some(phrase)
                    || group.subject.is_none()
                    || self.is_lemma(verb, Class::Proving);
                let at = untrue.filter(|_| own)?;
                let parted = (group.main..at).any(|at| {
                    self.document.gap_after(at).contains([',', ';']) || self.word(at) == "that"
                });
                (!parted).then(|| (Realis::Negated, vec![head, at]))
            })
    }

    /// "No evidence of shelling", "no sign of an attack".
    fn of_noun(&self) -> Option<(Realis, Vec<usize>)> {
        let mut phrase = self.own_phrase()?;
        for _ in 0..DEPTH {
            match self.sentence.phrases[phrase].governor {
                Governor::OfPhrase(at, of) if at < self.trigger.start => {
                    if &*self.word(at) == "of"
                        && let Some(found) = self.missing_evidence(of)
                    {
                        return Some(found);
                    }
                    phrase = of;
                }
                Governor::Joined(first) if first != phrase => phrase = first,
                _ => return None,
            }
        }
        None
    }

    /// The auxiliary that opens a question with the trigger in it: "Has the army used gas?" An act that the question takes
    /// for granted is none of it: "Why did they shell it?", "Did it end after they shelled it?", "Was the raid lawful?"
    fn question(&self) -> Option<usize> {
        let tokens = &self.sentence.tokens;
        let last = tokens.end.checked_sub(1).filter(|&at| at >= tokens.start)?;
        let gap = self.document.gap_after(last);
        if !gap.trim_start_matches(['"', '”', '’', '\'', ')']).starts_with('?') {
            return None;
        }
        let opens = |at: &usize| {
            let paused = *at == tokens.start
                || self.document.gap_after(at - 1).contains([':', '"', '“', '—', ',', '–'])
                || self.tag(at - 1) == Tag::Conjunction;
            paused && self.tag(*at).is_auxiliary()
        };
        let aux = (tokens.start..self.trigger.start.max(tokens.start + 1)).rev().find(opens)?;
        // "Is it not enough to ...?" takes it for granted.
        if (aux..aux + 4).any(|at| self.tag(at) == Tag::Negative || &*self.word(at) == "no") {
            return None;
        }
        let granted = (aux..self.trigger.start).any(|at| {
            let that = matches!(&*self.word(at), "that" | "whether" | "if");
            matches!(self.tag(at), Tag::Subordinator | Tag::Relative) && !that
        });
        let definite = self.own_verb().is_none()
            && self.own_phrase().is_some_and(|nth| {
                let first = self.sentence.phrases[nth].tokens.start;
                self.tag(first) == Tag::Possessive
                    || matches!(&*self.word(first), "the" | "this" | "that" | "these" | "those")
            });
        (!granted && !definite).then_some(aux)
    }
}
