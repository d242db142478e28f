//! Where a verb group goes: its clause, its subject, and the group that governs it.

use super::clause::{Attacher, Clause, Kind, Last};
use super::sentence::{Governor, Voice};
use super::tag::Tag;
use crate::language::Class;

impl Attacher<'_> {
    /// Takes in a verb group.
    pub(super) fn verb(&mut self, nth: usize) {
        let group = &self.sentence.verbs[nth];
        if group.finite {
            self.finite(nth);
        } else if self.sentence.tag(group.tokens.start) == Tag::To
            || self.sentence.tag(group.main) == Tag::Base
        {
            self.infinitive(nth);
        } else {
            self.participle(nth);
        }
        self.active = Some(nth);
        self.last = Last::Verb(nth);
    }

    fn finite(&mut self, nth: usize) {
        let joined = self.last == Last::Conjunction
            || self.last == Last::Comma && self.top().subject.is_none();
        if joined && self.top().verb.is_some() {
            self.joined(nth);
            return;
        }
        let free = self.clauses.iter().rposition(|clause| {
            clause.verb.is_none()
                && (clause.subject.is_some() || matches!(clause.kind, Kind::Relative(Some(_))))
        });
        if let Some(free) = free {
            self.clauses.truncate(free + 1);
            let clause = self.top().clone();
            let subject = match (clause.kind, clause.subject) {
                (Kind::Relative(antecedent), None) => antecedent,
                // "the town that rebels took": the antecedent is the object.
                (Kind::Relative(Some(antecedent)), Some(subject)) => {
                    self.sentence.verbs[nth].object = Some(antecedent);
                    Some(subject)
                }
                (_, subject) => subject,
            };
            let (governor, opener) = (clause.governor, clause.opener);
            self.set_subject(nth, subject);
            self.sentence.verbs[nth].governor = governor;
            self.sentence.verbs[nth].opener = opener;
            self.top_mut().verb = Some(nth);
            return;
        }
        self.without_subject(nth);
    }

    /// "came and went": the subject of the verb before.
    fn joined(&mut self, nth: usize) {
        // After a comma or "and" a relative clause may be over: "The army, which took it, said".
        let clause = self.top();
        let (before, opener) = (clause.verb, clause.opener);
        let subject = before.and_then(|before| self.sentence.verbs[before].subject);
        self.sentence.verbs[nth].subject = subject;
        self.sentence.verbs[nth].governor = before;
        self.sentence.verbs[nth].opener = opener;
        self.top_mut().verb = Some(nth);
    }

    /// A finite verb in a clause that has a verb and no other subject: the last phrase is taken for it, if it can be.
    fn without_subject(&mut self, nth: usize) {
        let last = match self.last {
            Last::Phrase(phrase) => Some(phrase),
            _ => None,
        };
        let governor = self.active;
        let object = last.filter(|&phrase| {
            matches!(self.sentence.phrases[phrase].governor, Governor::Object(_))
        });
        if let Some(phrase) = object
            && let Governor::Object(verb) = self.sentence.phrases[phrase].governor
        {
            self.sentence.verbs[verb].object = None;
            self.clauses.push(Clause::new(Kind::Complement, Some(verb)));
            self.set_subject(nth, Some(phrase));
            self.sentence.verbs[nth].governor = Some(verb);
            self.top_mut().verb = Some(nth);
            return;
        }
        // A parenthesis or a relative clause is over: the main clause goes on.
        self.sentence.verbs[nth].governor = governor;
        let subject = match self.last {
            Last::Comma => self.clauses.first().and_then(|clause| clause.subject),
            _ => None,
        };
        self.sentence.verbs[nth].subject = subject.filter(|_| self.clauses.len() > 1);
        if self.top().verb.is_some() {
            let kind = Kind::Main;
            self.clauses.push(Clause::new(kind, governor));
        }
        self.top_mut().verb = Some(nth);
    }

    fn set_subject(&mut self, nth: usize, subject: Option<usize>) {
        self.sentence.verbs[nth].subject = subject;
        if let Some(subject) = subject
            && self.sentence.phrases[subject].governor == Governor::None
        {
            self.sentence.phrases[subject].governor = Governor::Subject(nth);
        } else if let Some(subject) = subject
            && matches!(self.sentence.phrases[subject].governor, Governor::Object(_))
            && self.top().kind == Kind::Complement
        {
            self.sentence.phrases[subject].governor = Governor::Subject(nth);
        }
    }

    /// "ordered troops to leave", "plans to attack", "to retake the town, the army".
    fn infinitive(&mut self, nth: usize) {
        let Some(governor) = self.active else {
            if self.top().subject.is_none() {
                self.dangling = Some(nth);
            }
            self.sentence.verbs[nth].subject = self.top().subject;
            return;
        };
        let group = &self.sentence.verbs[governor];
        let controlled = self.is_lemma(governor, Class::ObjectControl);
        let subject = match group.voice {
            Voice::Active if controlled => group.object.or(group.subject),
            _ => group.subject,
        };
        self.sentence.verbs[nth].subject = subject;
        self.sentence.verbs[nth].governor = Some(governor);
    }

    /// A participle without auxiliary: "people killed", "died, killing", "by shelling".
    fn participle(&mut self, nth: usize) {
        let governor = self.active;
        let subject = match self.last {
            Last::Phrase(phrase) => Some(phrase),
            Last::Start => {
                self.dangling = Some(nth);
                None
            }
            Last::Preposition(_) | Last::Comma | Last::Opener
                if governor.is_none() && self.top().subject.is_none() =>
            {
                self.dangling = Some(nth);
                None
            }
            Last::Conjunction => governor.and_then(|verb| self.sentence.verbs[verb].subject),
            _ => {
                let clause = self.clauses.iter().rev().find_map(|clause| clause.verb);
                clause.and_then(|verb| self.sentence.verbs[verb].subject).or(self.top().subject)
            }
        };
        let opener = match self.last {
            Last::Preposition(at) => Some(at),
            _ => None,
        };
        let group = &mut self.sentence.verbs[nth];
        group.subject = subject;
        group.governor = governor;
        group.opener = opener;
    }
}
