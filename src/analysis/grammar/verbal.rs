//! Words that can be verbs: finite, participle, or a noun of the same form.

use super::context::{CLAUSE, Tagger, ends_before_noun};
use super::tag::Tag;
use crate::language::{Class, Lexicon, VerbForms};

impl Tagger<'_> {
    /// The tag of a word that can be a verb; `None` if it is something else here.
    pub(super) fn verbal(&self, at: usize) -> Option<Tag> {
        let forms = self.read.forms(at);
        let left = self.left(at).map(|(_, tag)| tag);
        if forms == VerbForms::default() {
            let base = matches!(left, Some(Tag::Modal | Tag::Do)) && !self.read.is_adverb(at);
            return base.then_some(Tag::Base); // "did not bode well"
        }
        if self.read.is_tied(at) && self.known(at - 1) != Tag::Adverb {
            let modifies = !forms.has(VerbForms::BASE.with(VerbForms::THIRD));
            return Some(if modifies { Tag::Adjective } else { Tag::Noun });
        }
        if forms.has(VerbForms::ING) {
            return self.ing(at, left);
        }
        if forms.has(VerbForms::PAST.with(VerbForms::PARTICIPLE)) {
            if let Some(tag) = self.past(at, forms, left) {
                return Some(tag);
            }
            if !forms.has(VerbForms::BASE.with(VerbForms::THIRD)) {
                return None;
            }
        }
        if forms.has(VerbForms::THIRD) {
            return self.third(at, left);
        }
        self.base(at, left)
    }

    pub(super) fn base(&self, at: usize, left: Option<Tag>) -> Option<Tag> {
        let noun = self.read.is_noun_too(at);
        match left {
            Some(Tag::To | Tag::Modal | Tag::Do) => Some(Tag::Base),
            Some(tag) if ends_before_noun(tag) => None,
            Some(Tag::Relative) => (!noun || !self.has_verb_next(at)).then_some(Tag::Present),
            Some(Tag::Pronoun) if self.is_subject_pronoun(at) || !noun => Some(Tag::Present),
            Some(Tag::Conjunction) => self.coordinated(at, noun),
            Some(Tag::Noun | Tag::Name | Tag::Time | Tag::Pronoun) => {
                let plural = self.left(at).is_some_and(|(left, _)| self.is_plural(left));
                let acts = plural && (!noun || self.acts_here(at));
                if self.is_let(at) {
                    return Some(Tag::Base);
                }
                acts.then_some(Tag::Present)
            }
            Some(tag) if tag.is_verb() && !noun => Some(Tag::Base), // "let them go", "helped free"
            None if !noun && self.opens_sentence(at) => Some(Tag::Base),
            _ => None,
        }
    }

    /// Whether a verb like "let" comes shortly before, so that a base form says what its object does.
    fn is_let(&self, at: usize) -> bool {
        const REACH: usize = 6;
        let from = self.read.words.range.start.max(at.saturating_sub(REACH));
        let verb = (from..at).rev().find(|&before| self.known(before).is_verb());
        verb.is_some_and(|verb| {
            let english = Lexicon::english();
            self.read.verb(verb).is_some_and(|one| english.is(one.lemma, Class::BareInfinitive))
        })
    }

    pub(super) fn is_subject_pronoun(&self, at: usize) -> bool {
        self.left(at).is_some_and(|(left, _)| self.read.is(left, Class::SubjectPronoun))
    }

    pub(super) fn third(&self, at: usize, left: Option<Tag>) -> Option<Tag> {
        let noun = self.read.is_noun_too(at);
        match left {
            Some(tag) if ends_before_noun(tag) => None,
            Some(Tag::Relative | Tag::Pronoun) => {
                (!noun || !self.has_verb_next(at)).then_some(Tag::Present)
            }
            Some(Tag::Conjunction) => (!noun).then_some(Tag::Present),
            Some(Tag::Noun | Tag::Name | Tag::Time) => {
                let plural = self.left(at).is_some_and(|(left, _)| {
                    self.is_plural(left) && !self.read.words.is_capital(left)
                });
                let acts = !noun || !plural && self.acts_here(at);
                acts.then_some(Tag::Present)
            }
            Some(tag) if tag.is_verb() => None,
            None if self.is_after_quote(at) && !noun => Some(Tag::Present),
            _ => None,
        }
    }

    pub(super) fn is_after_quote(&self, at: usize) -> bool {
        self.read.words.before_has(at, &['"', '”', '’', ','])
    }

    /// Whether a word that may be a noun is the verb of its clause: a phrase follows that it can act on, and no other
    /// finite verb does.
    pub(super) fn acts_here(&self, at: usize) -> bool {
        let next = at + 1;
        let object = self.read.follows(next)
            && (self.read.is(next, Class::Determiner)
                || self.read.is(next, Class::Possessive)
                || self.read.is(next, Class::Pronoun)
                || self.read.is_number(next)
                || self.read.is_name(next) && !self.read.is_name(at.wrapping_sub(1))
                || self.word(next) == "to" && self.to(next) == Tag::To);
        object && !self.has_finite(at + 1)
    }

    /// Whether a finite verb comes after `start` before a pause or the opening of another clause.
    pub(super) fn has_finite(&self, start: usize) -> bool {
        for at in start..self.read.words.range.end.min(start + CLAUSE) {
            let is = |class| self.read.is(at, class);
            if at > start && !self.read.is_open(at)
                || is(Class::Relative)
                || is(Class::Subordinator) && !is(Class::Preposition)
                || is(Class::Conjunction)
            {
                return false;
            }
            let forms = self.read.forms(at);
            let past = forms.has(VerbForms::PAST)
                && !self.read.is_tied(at)
                && !self.read.is(at - 1, Class::Determiner)
                && !self.read.is_name(at);
            if is(Class::Be)
                || is(Class::Have)
                || is(Class::Do)
                || is(Class::Modal)
                || past
                || forms.has(VerbForms::THIRD) && !self.read.is_noun_too(at)
            {
                return true;
            }
        }
        false
    }

    /// A verb form after "and": what the verb before it is.
    pub(super) fn coordinated(&self, at: usize, noun: bool) -> Option<Tag> {
        let conjunction = self.left(at)?.0;
        let from = self.read.words.range.start.max(conjunction.saturating_sub(10));
        let verb = (from..conjunction).rev().find(|&before| self.known(before).is_verb())?;
        let tag = self.known(verb);
        let direct = verb + 1 == conjunction;
        match tag {
            Tag::Base | Tag::Present if direct || !noun => Some(tag),
            _ => None,
        }
    }

    pub(super) fn ing(&self, at: usize, left: Option<Tag>) -> Option<Tag> {
        let noun = self.read.is(at, Class::NounIng);
        let object = self.opens_phrase_next(at + 1) && !(noun && self.opens_subject(at + 1));
        match left {
            Some(Tag::Be) if !noun || object || self.read.is(at + 1, Class::Preposition) => {
                Some(Tag::Ing)
            }
            Some(Tag::Be) => Some(Tag::Ing),
            Some(tag) if ends_before_noun(tag) && tag != Tag::Preposition => {
                let modifies = self.opens_noun(at + 1) && !self.read.is(at + 1, Class::Determiner);
                Some(if modifies && !noun { Tag::Adjective } else { Tag::Noun })
            }
            Some(Tag::Preposition) if noun && !object => Some(Tag::Noun),
            // "Soldiers fighting rebels" against "police firing", "rebel shelling"
            Some(Tag::Noun) if noun && !object && self.word(at - 1).ends_with('s') => {
                let more = self.opens_noun(at + 1) && !self.read.is_adverb(at + 1);
                Some(if more { Tag::Ing } else { Tag::Noun })
            }
            Some(Tag::Noun | Tag::Name | Tag::Time) if noun && !object => Some(Tag::Noun),
            Some(Tag::Conjunction) if noun && !object => Some(Tag::Noun),
            None if noun && !object => Some(Tag::Noun),
            Some(tag) if tag.is_verb() && noun && !object => Some(Tag::Noun),
            _ => Some(Tag::Ing),
        }
    }

    /// Whether the phrase at `at` has a finite verb of its own right after it: "after shelling the army withdrew".
    pub(super) fn opens_subject(&self, at: usize) -> bool {
        (at + 1..at + 4).take_while(|&here| self.read.follows(here)).any(|here| {
            let forms = self.read.forms(here);
            forms.has(VerbForms::PAST) && !self.read.is_name(here)
        })
    }

    pub(super) fn past(&self, at: usize, forms: VerbForms, left: Option<Tag>) -> Option<Tag> {
        let participle = forms.has(VerbForms::PARTICIPLE);
        let past = forms.has(VerbForms::PAST);
        let also_noun = forms.has(VerbForms::BASE) && self.read.is_noun_too(at);
        match left {
            Some(Tag::Be | Tag::Have) if participle => Some(Tag::Participle),
            Some(Tag::To | Tag::Modal | Tag::Do) if forms.has(VerbForms::BASE) => Some(Tag::Base),
            Some(tag) if ends_before_noun(tag) => {
                if also_noun {
                    return None;
                }
                let modifies = self.opens_noun(at + 1);
                let bare = matches!(tag, Tag::Determiner | Tag::Possessive);
                Some(match (modifies, bare, tag) {
                    (true, ..) => Tag::Adjective,
                    (false, true, _) => Tag::Noun, // "the wounded"
                    (false, false, Tag::Adjective) => Tag::Past,
                    _ => Tag::Participle,
                })
            }
            Some(Tag::Conjunction) => Some(self.like_before(at, past)),
            Some(tag) if tag.is_verb() && participle => Some(Tag::Participle),
            None if participle && self.opens_sentence(at) => Some(Tag::Participle),
            _ if past && !(also_noun && left.is_none()) => Some(Tag::Past),
            _ if participle => Some(Tag::Participle),
            _ => None,
        }
    }

    /// After "and": a participle if the verb group before has one ("were killed and wounded"), else past.
    pub(super) fn like_before(&self, at: usize, past: bool) -> Tag {
        let from = self.read.words.range.start.max(at.saturating_sub(12));
        let before = (from..at).rev().map(|at| self.known(at)).find(|tag| tag.is_verb());
        match before {
            Some(Tag::Participle) => Tag::Participle,
            _ if past => Tag::Past,
            _ => Tag::Participle,
        }
    }
}
