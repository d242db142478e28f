//! Gives each noun phrase and verb group of a sentence what it belongs to, in one pass from left to right over a stack of
//! open clauses.

use super::clause::{Attacher, Clause, Kind, Last};
use super::sentence::{Governor, Sentence, Voice};
use super::tag::Tag;
use crate::language::{Class, Lexicon};
use crate::text::tokens::sentence_words::SentenceWords;

/// Sets the governors of phrases and the parts of verb groups.
pub(super) fn attach(words: &SentenceWords, sentence: &mut Sentence) {
    let mut attacher = Attacher {
        words,
        sentence,
        clauses: vec![Clause::new(Kind::Main, None)],
        last: Last::Start,
        last_phrase: None,
        active: None,
        dangling: None,
    };
    let mut at = words.range.start;
    while at < words.range.end {
        at = attacher.step(at);
    }
    attacher.negate_by_subject();
}

impl Attacher<'_> {
    /// Takes in what is at `at`, and returns where the next begins.
    fn step(&mut self, at: usize) -> usize {
        if at > self.words.range.start {
            self.pause(at);
        }
        if let Some(nth) = self.sentence.phrase_at(at) {
            self.phrase(nth);
            return self.sentence.phrases[nth].tokens.end;
        }
        let group = self.sentence.verbs.iter().position(|verb| verb.tokens.start == at);
        if let Some(nth) = group {
            self.verb(nth);
            return self.sentence.verbs[nth].tokens.end;
        }
        match self.sentence.tag(at) {
            Tag::Preposition => self.last = Last::Preposition(at),
            Tag::Conjunction => self.last = Last::Conjunction,
            Tag::Subordinator => self.open(at),
            Tag::Relative => self.open_relative(at),
            _ => {}
        }
        at + 1
    }

    /// The punctuation before `at`.
    fn pause(&mut self, at: usize) {
        let gap = self.words.gap(at - 1);
        if gap.contains([';', '?', '!']) || gap.contains(':') {
            self.clauses = vec![Clause::new(Kind::Main, None)];
            self.active = None;
            self.last = Last::Start;
        } else if gap.contains([',', '(', ')', '[', ']', '—', '–', '"', '“', '”'])
            || gap.contains(" - ")
        {
            if self.last != Last::Conjunction {
                self.last = Last::Comma;
            }
            self.close_at_comma(at);
        }
    }

    fn close_at_comma(&mut self, at: usize) {
        let Some(top) = self.clauses.last() else { return };
        let done = top.verb.is_some() && self.clauses.len() > 1;
        let next_is_phrase = self.sentence.phrase_at(at).is_some();
        let closes = match top.kind {
            Kind::Subordinate => done && next_is_phrase && top.opens_sentence,
            Kind::Relative(_) => done && top.after_comma,
            _ => false,
        };
        if closes {
            self.clauses.pop();
            self.active = self.clauses.last().and_then(|clause| clause.verb);
        }
    }

    /// A word that opens a clause: "when", "after", "that".
    fn open(&mut self, at: usize) {
        let complement = self.words.at(at) == "that" && self.active.is_some();
        let governor = self.active;
        let kind = if complement { Kind::Complement } else { Kind::Subordinate };
        let mut clause = Clause::new(kind, governor);
        clause.opener = Some(at);
        clause.opens_sentence =
            self.clauses.iter().all(|clause| clause.verb.is_none() && clause.subject.is_none());
        self.clauses.push(clause);
        self.last = Last::Opener;
    }

    fn open_relative(&mut self, at: usize) {
        let antecedent = self.last_phrase;
        let mut clause = Clause::new(Kind::Relative(antecedent), self.active);
        clause.opener = Some(at);
        clause.after_comma = self.words.before_has(at, &[',']);
        self.clauses.push(clause);
        self.last = Last::Opener;
    }

    fn phrase(&mut self, nth: usize) {
        let head = self.sentence.phrases[nth].head;
        let bare_time =
            self.sentence.tag(head) == Tag::Time && !matches!(self.last, Last::Preposition(_));
        if bare_time {
            self.sentence.phrases[nth].governor = Governor::Time;
            return; // it does not change what came last
        }
        let governor = self.place(nth);
        self.sentence.phrases[nth].governor = governor;
        self.last = Last::Phrase(nth);
        self.last_phrase = Some(nth);
    }

    /// What the phrase belongs to.
    fn place(&mut self, nth: usize) -> Governor {
        if let Last::Preposition(at) = self.last {
            return self.after_preposition(nth, at);
        }
        let starts_clause = self.is_subject_of_next(nth);
        if matches!(self.last, Last::Conjunction | Last::Comma)
            && let Some(first) = self.joined_to(nth)
            && !(starts_clause && self.verb_of(first).is_some())
        {
            return Governor::Joined(first);
        }
        let top = self.top();
        match (top.verb, top.subject) {
            (None, None) => self.make_subject(nth),
            (None, Some(_)) if matches!(self.last, Last::Verb(_)) => self.after_verb(nth, false),
            (None, Some(subject)) if self.is_aside(nth) => Governor::Apposition(subject),
            (None, Some(_)) => self.make_subject(nth),
            (Some(_), _) => self.after_verb(nth, starts_clause),
        }
    }

    /// Whether a phrase after the subject, with no verb between, says again who that is: after a comma, or with no verb
    /// right after it. After a time it is the subject itself: "Monday the army left".
    fn is_aside(&self, nth: usize) -> bool {
        let time = self.top().subject.is_some_and(|subject| {
            self.sentence.tag(self.sentence.phrases[subject].head) == Tag::Time
        });
        !time && (self.last == Last::Comma || !self.is_subject_of_next(nth))
    }

    fn make_subject(&mut self, nth: usize) -> Governor {
        self.top_mut().subject = Some(nth);
        if let Some(dangling) = self.dangling.take() {
            self.sentence.verbs[dangling].subject = Some(nth);
        }
        Governor::None // set when its verb comes
    }

    fn after_preposition(&mut self, nth: usize, at: usize) -> Governor {
        let word = self.words.at(at);
        if word == "by"
            && let Some(verb) = self.passive_before()
        {
            self.sentence.verbs[verb].agent = Some(nth);
            return Governor::Agent(verb);
        }
        let near = self.last_phrase.filter(|&phrase| {
            let end = self.sentence.phrases[phrase].tokens.end;
            let verb = self.active.map_or(0, |verb| self.sentence.verbs[verb].tokens.end);
            end > verb && end == at
        });
        let nominal = word == "of"
            || self.active.is_none()
            || matches!(word, "by" | "on" | "against" | "between" | "with" | "from" | "for")
                && near.is_some_and(|phrase| self.is_act(phrase));
        match (near, self.active) {
            (Some(phrase), _) if nominal => Governor::OfPhrase(at, phrase),
            (_, Some(verb)) => Governor::OfVerb(at, verb),
            (Some(phrase), None) => Governor::OfPhrase(at, phrase),
            (None, None) => Governor::None,
        }
    }

    /// Whether the head of a phrase names an act, so that "by" and "on" after it belong to it.
    fn is_act(&self, phrase: usize) -> bool {
        let head = self.words.at(self.sentence.phrases[phrase].head);
        let english = Lexicon::english();
        let singular = head.strip_suffix('s').unwrap_or(head);
        english.is(singular, Class::NounToo)
            || english.is(head, Class::NounIng)
            || head.ends_with("ing")
            || head.ends_with("ings")
            || ["tion", "sion", "ment", "ance", "ence", "fire"]
                .iter()
                .any(|end| singular.ends_with(end))
    }

    /// The passive verb that a "by" goes to: the last one without an agent, of this clause.
    fn passive_before(&self) -> Option<usize> {
        let verb = self.active?;
        let passive = |verb: &usize| {
            let group = &self.sentence.verbs[*verb];
            group.voice == Voice::Passive && group.agent.is_none()
        };
        passive(&verb).then_some(verb)
    }

    /// The phrase of which `nth` is a co-ordinate: the one before the "and" or the comma of a list.
    fn joined_to(&self, nth: usize) -> Option<usize> {
        let before = nth.checked_sub(1)?;
        let (left, right) = (&self.sentence.phrases[before], &self.sentence.phrases[nth]);
        if matches!(left.governor, Governor::Time) {
            return None;
        }
        let between = left.tokens.end..right.tokens.start;
        let words = between
            .clone()
            .all(|at| matches!(self.sentence.tag(at), Tag::Conjunction | Tag::Adverb));
        if !words {
            return None;
        }
        let listed = between.clone().any(|at| self.sentence.tag(at) == Tag::Conjunction)
            || self.is_list(nth);
        let first = match left.governor {
            Governor::Joined(first) => first,
            _ => before,
        };
        listed.then_some(first)
    }

    /// Whether commas go on to an "and": "Turkey, Jordan and Iraq".
    fn is_list(&self, nth: usize) -> bool {
        for here in nth..nth + 12 {
            let end = self.sentence.phrases[here].tokens.end;
            let Some(next) = self.sentence.phrases.get(here + 1) else { return false };
            let between = end..next.tokens.start;
            if between.clone().any(|at| self.sentence.tag(at) == Tag::Conjunction) {
                return between.len() == 1 && self.words.at(end) != "but";
            }
            if !between.is_empty() || !self.words.gap(end - 1).contains(',') {
                return false;
            }
        }
        false
    }

    /// The verb that a phrase is an object or complement of.
    fn verb_of(&self, phrase: usize) -> Option<usize> {
        match self.sentence.phrases[phrase].governor {
            Governor::Object(verb) | Governor::OfVerb(_, verb) | Governor::Predicate(verb) => {
                Some(verb)
            }
            Governor::OfPhrase(..) => self.top().verb,
            _ => None,
        }
    }

    /// Whether the next verb group is finite and comes right after the phrase, with "of ..." and the like between.
    pub(super) fn is_subject_of_next(&self, nth: usize) -> bool {
        let mut at = self.sentence.phrases[nth].tokens.end;
        while at < self.words.range.end {
            if self.words.gap(at - 1).contains([',', ';', ':', '"', '“', '”', '(', ')']) {
                return false;
            }
            if let Some(verb) = self.sentence.verbs.iter().find(|verb| verb.tokens.start == at) {
                return verb.finite;
            }
            match self.sentence.tag(at) {
                Tag::Adverb | Tag::Negative | Tag::Preposition => at += 1,
                Tag::Conjunction if self.sentence.phrase_at(at + 1).is_some() => at += 1,
                _ => match self.sentence.phrase_at(at) {
                    // After a preposition it is no subject.
                    Some(phrase) if !self.sentence.tag(at).is_verb() => {
                        let tagged =
                            self.sentence.tag(self.sentence.phrases[phrase].head) == Tag::Time;
                        let after = matches!(
                            self.sentence.tag(at - 1),
                            Tag::Preposition | Tag::Conjunction
                        );
                        if !after && !tagged {
                            return false;
                        }
                        at = self.sentence.phrases[phrase].tokens.end;
                    }
                    _ => return false,
                },
            }
        }
        false
    }

    fn after_verb(&mut self, nth: usize, starts_clause: bool) -> Governor {
        let verb = self.active.or(self.top().verb);
        let clausal = verb.is_some_and(|verb| self.is_lemma(verb, Class::Clausal));
        // "The soldiers who fought rebels attacked": the verb is that of the outer clause, which waits for one.
        let waits = matches!(self.last, Last::Verb(_))
            && self
                .clauses
                .iter()
                .rev()
                .skip(1)
                .any(|clause| clause.verb.is_none() && clause.subject.is_some());
        if starts_clause && (clausal || !waits) {
            let kind = if clausal { Kind::Complement } else { Kind::Main };
            let clause = Clause::new(kind, verb);
            self.clauses.push(clause);
            return self.make_subject(nth);
        }
        let Some(verb) = verb else { return Governor::None };
        let group = &self.sentence.verbs[verb];
        let direct = matches!(self.last, Last::Verb(_));
        let is_saying = self.is_lemma(verb, Class::Clausal);
        if group.subject.is_none() && group.finite && is_saying && direct {
            self.sentence.verbs[verb].subject = Some(nth);
            return Governor::Subject(verb);
        }
        if self.sentence.tag(group.main) == Tag::Be {
            return if direct || group.object.is_none() && self.last != Last::Comma {
                Governor::Predicate(verb)
            } else {
                Governor::None
            };
        }
        match (group.object, self.last) {
            (None, Last::Verb(_)) if group.voice == Voice::Active && self.is_noun(nth) => {
                self.sentence.verbs[verb].object = Some(nth);
                Governor::Object(verb)
            }
            (Some(first), Last::Phrase(before))
                if first == before && self.is_lemma(verb, Class::Ditransitive) =>
            {
                self.sentence.phrases[first].governor = Governor::Recipient(verb);
                self.sentence.verbs[verb].object = Some(nth);
                Governor::Object(verb)
            }
            (_, Last::Comma) => self.last_phrase.map_or(Governor::None, Governor::Apposition),
            _ => Governor::None,
        }
    }

    /// Whether the head of a phrase is no adjective: "felt uneasy".
    fn is_noun(&self, phrase: usize) -> bool {
        self.sentence.tag(self.sentence.phrases[phrase].head).is_nominal()
    }

    /// "No group attacked", "nobody was killed": the subject negates its verb.
    fn negate_by_subject(&mut self) {
        for nth in 0..self.sentence.verbs.len() {
            let group = &self.sentence.verbs[nth];
            let Some(subject) = group.subject.filter(|_| group.negated.is_none()) else { continue };
            let phrase = &self.sentence.phrases[subject];
            let first = phrase.tokens.start;
            let none =
                matches!(self.words.at(first), "no" | "neither" | "nobody" | "none" | "nothing");
            // "neither" is a phrase of its own, or no part of one.
            let neither = first
                .checked_sub(1)
                .filter(|&at| at >= self.words.range.start && self.words.at(at) == "neither");
            if let Some(first) = neither.or(none.then_some(first)) {
                self.sentence.verbs[nth].negated = Some(first);
            }
        }
    }
}
