//! Which of the places that a stretch names is the event's: the nearest that no clause or speaker stands before, or the
//! plainest where the trigger stands elsewhere.

use super::phrase::Phrase;
use super::{View, is_local};
use crate::event::PlacePrecision;
use crate::frame::word::{is_auxiliary, is_boundary, is_event_noun, is_saying};
use std::ops::Range;

impl View<'_> {
    /// Whether the sentence leans on what was told before: "there", "the attack", "this area".
    pub(super) fn points_back(&self, trigger: &Range<usize>) -> bool {
        let words = &self.words;
        let definite = |at: usize| matches!(words.get(at), "the" | "this" | "these" | "those");
        words.tokens.clone().any(|at| {
            let word = words.get(at);
            word == "there" && !is_auxiliary(words.get(at + 1)) || word == "scene"
        }) || trigger
            .clone()
            .any(|at| is_event_noun(words.get(at)) && at.checked_sub(1).is_some_and(definite))
    }

    /// The phrase that most likely tells where the trigger's event was.
    pub(super) fn nearest(&self, trigger: &Range<usize>) -> Option<&Phrase> {
        self.phrases
            .iter()
            .map(|phrase| (self.cost(phrase, trigger), phrase))
            .filter(|(cost, _)| *cost < 40)
            .min_by_key(|(cost, phrase)| (*cost, phrase.tokens.start))
            .map(|(_, phrase)| phrase)
    }

    fn cost(&self, phrase: &Phrase, trigger: &Range<usize>) -> usize {
        let words = &self.words;
        let (between, mut cost) = if phrase.tokens.start >= trigger.end {
            let gap = trigger.end..phrase.tokens.start;
            (gap.clone(), gap.len())
        } else if phrase.tokens.end <= trigger.start {
            let gap = phrase.tokens.end..trigger.start;
            (gap.clone(), gap.len() + gap.len() / 2 + 3)
        } else {
            (trigger.start..trigger.start, 0)
        };
        cost += 5 * between
            .clone()
            .filter(|&at| is_boundary(words.get(at)) || words.gap(at).contains([';', '“', '"']))
            .count();
        cost += 3 * between.filter(|&at| words.gap(at).contains(',')).count();
        let lead = words.before(phrase.tokens.start);
        cost += match lead {
            _ if is_local(lead) => 0,
            "to" | "from" | "with" | "by" => 12,
            _ if matches!(words.get(phrase.tokens.start), "near" | "outside" | "around") => 0,
            _ if phrase.weak => 40,
            _ => 5,
        };
        cost += match phrase.precision {
            PlacePrecision::Country => 6,
            _ if phrase.entry.is_none() => 12,
            _ => 0,
        };
        if self.is_speakers(phrase) { cost + 40 } else { cost }
    }

    /// Whether the phrase tells where someone spoke or sits: "speaking in Geneva", "activists in the town said".
    fn is_speakers(&self, phrase: &Phrase) -> bool {
        let words = &self.words;
        let start = phrase.tokens.start;
        let lead = words.before(start);
        let outer = start.checked_sub(2).map_or("", |at| words.get(at));
        let next = words.get(phrase.tokens.end);
        if words.is_hyphen(phrase.tokens.end - 1) && next == "based" {
            return true;
        }
        let speech = is_saying(outer)
            || matches!(
                outer,
                "speaking"
                    | "reporters"
                    | "statement"
                    | "interview"
                    | "conference"
                    | "journalists"
                    | "telephone"
                    | "phone"
                    | "correspondent"
                    | "reporter"
                    | "based"
                    | "email"
            );
        let person = matches!(
            outer,
            "official"
                | "officials"
                | "activist"
                | "activists"
                | "resident"
                | "residents"
                | "sources"
                | "source"
                | "journalist"
                | "doctor"
                | "witnesses"
                | "spokesman"
                | "ambassador"
                | "correspondents"
                | "council"
        );
        matches!(lead, "in" | "from" | "at") && (speech || person && is_saying(next))
    }

    /// The place that a stretch without the trigger tells most plainly: a name after a local preposition, or any name.
    pub(super) fn told(&self) -> Option<&Phrase> {
        let named = || {
            self.phrases.iter().filter(|phrase| phrase.entry.is_some() && !self.is_speakers(phrase))
        };
        let local = |phrase: &&Phrase| is_local(self.words.before(phrase.tokens.start));
        let fine = |phrase: &&Phrase| phrase.precision != PlacePrecision::Country && !phrase.weak;
        named()
            .find(|phrase| local(phrase) && fine(phrase))
            .or_else(|| named().find(fine))
            .or_else(|| named().find(local))
    }
}
