//! The pivot of a trigger: the word that says what was done; and its form: noun, passive, or something suffered.

use super::AgentView;
use crate::frame::word_class::{
    is_auxiliary, is_being, is_determiner, is_event_noun, is_modifier, is_number, is_preposition,
    is_verbal,
};
use crate::gazetteer::EntryKind;
use crate::text::calendar;
use std::ops::Range;

impl AgentView<'_> {
    /// The pivot of the trigger: its first verb or event noun outside any party, else its last token.
    pub(super) fn pivot(&self, trigger: &Range<usize>) -> Option<usize> {
        let inside =
            trigger.start.max(self.words.tokens.start)..trigger.end.min(self.words.tokens.end);
        let free = |at: &usize| self.party_at(*at).is_none();
        let telling =
            |at: &usize| is_event_noun(self.words.get(*at)) || is_verbal(self.words.get(*at));
        let dull = |at: &usize| {
            let word = self.words.get(*at);
            is_determiner(word)
                || is_auxiliary(word)
                || is_preposition(word)
                || is_number(word)
                || is_modifier(word)
        };
        inside
            .clone()
            .filter(free)
            .find(telling)
            .or_else(|| inside.clone().filter(free).find(|at| !dull(at)))
            .or_else(|| inside.clone().next_back())
    }

    /// Whether the pivot is a noun here.
    pub(super) fn is_nominal(&self, pivot: usize) -> bool {
        let word = self.words.get(pivot);
        if !is_event_noun(word) {
            let ending = ["tion", "sion", "ment", "tions", "ments", "ance"];
            return ending.iter().any(|ending| word.ends_with(ending));
        }
        let previous = self.words.before(pivot);
        if word.ends_with("ing")
            && self.words.get(pivot + 1) != "of"
            && self.party_ending(pivot).is_none()
        {
            let noun = is_determiner(previous)
                || is_preposition(previous)
                    && !matches!(previous, "by" | "before" | "after" | "while")
                || is_modifier(previous)
                || is_event_noun(previous)
                || matches!(previous, "and" | "or" | "")
                || self.follows_place(pivot)
                || matches!(word, "meeting" | "fighting");
            return noun;
        }
        if previous == "to"
            || is_auxiliary(previous)
            || matches!(previous, "they" | "we" | "he" | "who" | "it")
        {
            return word.ends_with("ing") && !is_being(previous);
        }
        match self.party_ending(pivot) {
            // "rebels attack", "Russia strikes" against "rebel attack", "Russian strikes", "Russia's strikes".
            Some(nth) => {
                let party = &self.parties[nth];
                let plural = self.words.get(party.head).ends_with('s');
                let noun_only = !matches!(
                    word,
                    "attack"
                        | "attacks"
                        | "strike"
                        | "strikes"
                        | "raid"
                        | "raids"
                        | "call"
                        | "calls"
                        | "offer"
                        | "offers"
                        | "demand"
                        | "demands"
                        | "claims"
                        | "claim"
                        | "assault"
                        | "advance"
                        | "threat"
                        | "push"
                        | "plan"
                        | "plans"
                );
                self.words.document.is_possessive(pivot - 1)
                    || noun_only
                    || party.adjective
                    || !plural && party.kind != Some(EntryKind::State)
            }
            None => true,
        }
    }

    /// "killed in Aleppo shelling": a name that is not a party comes before, and no object after.
    fn follows_place(&self, pivot: usize) -> bool {
        let next = self.words.get(pivot + 1);
        let object = is_number(next)
            || is_determiner(next)
            || matches!(next, "at" | "more" | "nearly" | "and" | "or");
        pivot > self.words.tokens.start
            && self.words.is_capital(pivot - 1)
            && self.party_at(pivot - 1).is_none()
            && !calendar::is_weekday(self.words.before(pivot))
            && self.words.gap(pivot - 1) == " "
            && self.party_at(pivot + 1).is_none()
            && !object
    }

    /// Whether the pivot is a passive participle.
    pub(super) fn is_passive(&self, pivot: usize) -> bool {
        let word = self.words.get(pivot);
        let participle = word.ends_with("ed")
            || matches!(
                word,
                "hit"
                    | "struck"
                    | "shot"
                    | "taken"
                    | "held"
                    | "broken"
                    | "driven"
                    | "cut"
                    | "seen"
                    | "told"
                    | "made"
                    | "put"
                    | "sent"
                    | "brought"
                    | "given"
                    | "lost"
                    | "seized"
            );
        if !participle {
            return false;
        }
        let mut at = pivot;
        for _ in 0..3 {
            let Some(previous) = at.checked_sub(1).filter(|at| self.words.tokens.contains(at))
            else {
                break;
            };
            let word = self.words.get(previous);
            if is_being(word) {
                return true;
            }
            if !(is_auxiliary(word) || word.ends_with("ly") || word == "reported") {
                break;
            }
            at = previous;
        }
        let next = self.words.get(pivot + 1);
        // "left 12 soldiers killed.": no object follows.
        let last = matches!(word, "killed" | "wounded" | "injured")
            && (pivot + 1 == self.words.tokens.end
                || self.words.gap(pivot).starts_with(['.', ',', ';']));
        next == "by"
            || last
            || (matches!(next, "in" | "when" | "after" | "during")
                && !is_auxiliary(self.words.before(pivot)))
                && matches!(
                    word,
                    "killed" | "wounded" | "injured" | "hit" | "displaced" | "trapped"
                )
    }

    /// Whether the pivot is a verb whose subject suffers it: "ten people died in rebel shelling".
    pub(super) fn is_undergone(&self, pivot: usize) -> bool {
        matches!(self.words.get(pivot), "died" | "dying" | "perished")
    }

    /// Whether the pivot is something that people suffer.
    pub(super) fn is_suffered(&self, pivot: usize) -> bool {
        matches!(
            self.words.get(pivot),
            "killed"
                | "wounded"
                | "injured"
                | "died"
                | "dead"
                | "displaced"
                | "trapped"
                | "perished"
                | "dying"
        )
    }
}
