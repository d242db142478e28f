//! From a pivot to the parties with a role in it: subject, object, owner, "by" phrase, and antecedent of a pronoun.
//! Every search stops at the end of the clause and prefers no answer to a wrong one.

use super::AgentView;
use crate::frame::party::PartyHit;
use crate::frame::word_class::{
    is_auxiliary, is_boundary, is_determiner, is_event_noun, is_light_verb, is_modifier, is_number,
    is_preposition, is_saying, is_verbal,
};
use crate::gazetteer::EntryKind;

/// Nouns for what several parties do together.
fn is_pact(word: &str) -> bool {
    matches!(
        word,
        "agreement"
            | "ceasefire"
            | "deal"
            | "meeting"
            | "negotiations"
            | "summit"
            | "talks"
            | "truce"
    )
}

/// Verbs of those who see, hear or count what others do; sorted.
#[rustfmt::skip]
const PERCEIVING: &[&str] = &[
    "condemned", "condemns", "counted", "counts", "documented", "documents", "experienced", "filmed", "films",
    "hear", "heard", "hearing", "hears", "investigate", "investigated", "investigates", "investigating", "monitor",
    "monitored", "monitors", "observed", "recorded", "records", "saw", "see", "seeing", "seen",
    "survived", "survives", "treat", "treated", "treats", "verified", "watch", "watched", "watches",
    "watching", "witness", "witnessed", "witnesses", "witnessing",
];

/// Whether `word` is a verb of perception or knowledge: its subject is not the actor of what it governs.
fn is_perceiving(word: &str) -> bool {
    PERCEIVING.binary_search(&word).is_ok()
}

/// Verbs of killing and hurting, and of being killed or hurt.
pub(super) fn is_harm(word: &str) -> bool {
    matches!(
        word,
        "killed"
            | "killing"
            | "kill"
            | "kills"
            | "wounded"
            | "wounding"
            | "wounds"
            | "injured"
            | "injuring"
            | "injures"
            | "claimed"
            | "claiming"
            | "died"
            | "dead"
            | "dying"
    )
}

impl AgentView<'_> {
    pub(super) fn of_noun(&self, pivot: usize) -> (Vec<usize>, Vec<usize>) {
        let mut actors = Vec::new();
        if self.words.get(pivot + 1) == "between" {
            actors = self.object(pivot + 2);
        } else if is_pact(self.words.get(pivot)) {
            actors = self.agent(pivot); // "America suspends Syrian talks": the adjective says what they are about
        }
        if actors.is_empty() {
            actors = self.owner(pivot);
        }
        if actors.is_empty() {
            actors = self.by(pivot + 1);
        }
        if actors.is_empty() {
            actors = self.agent(pivot);
        }
        let mut recipients = Vec::new();
        for at in pivot + 1..self.words.tokens.end.min(pivot + 8) {
            if !self.is_open(at - 1) {
                break;
            }
            let word = self.words.get(at);
            if matches!(word, "on" | "against" | "at" | "of" | "targeting" | "with" | "to" | "for")
            {
                recipients = self.object(at + 1);
                break;
            }
            if is_verbal(word) && !is_auxiliary(word) {
                if matches!(
                    word,
                    "killed"
                        | "hit"
                        | "struck"
                        | "targeted"
                        | "wounded"
                        | "killing"
                        | "targeting"
                        | "destroyed"
                        | "injured"
                        | "hitting"
                ) && !self.is_passive(at)
                {
                    recipients = self.object(at + 1);
                }
                break;
            }
            if self.party_at(at).is_some() {
                break;
            }
        }
        (actors, recipients)
    }

    pub(super) fn of_passive(&self, pivot: usize) -> (Vec<usize>, Vec<usize>) {
        let mut actors = if self.is_undergone(pivot) { Vec::new() } else { self.by(pivot + 1) };
        if actors.is_empty() {
            // "killed in Russian airstrikes", "died in rebel shelling"
            for at in pivot + 1..self.words.tokens.end.min(pivot + 9) {
                if !self.is_open(at - 1)
                    || is_boundary(self.words.get(at)) && self.words.get(at) != "after"
                {
                    break;
                }
                if is_event_noun(self.words.get(at)) {
                    actors = self.owner(at);
                    if !actors.is_empty() {
                        break;
                    }
                }
            }
        }
        (actors, self.subject_of(pivot, false))
    }

    /// The parties whose adjective or possessive comes before the noun at `pivot`.
    fn owner(&self, pivot: usize) -> Vec<usize> {
        let mut at = pivot;
        for _ in 0..5 {
            if let Some(nth) = self.party_ending(at) {
                return self.with_coordinates(nth);
            }
            let Some(previous) = at.checked_sub(1).filter(|at| self.words.tokens.contains(at))
            else {
                break;
            };
            let word = self.words.get(previous);
            if matches!(word, "its" | "their" | "his" | "her") {
                return self.antecedent(previous, word);
            }
            let joined = self.words.is_close(previous);
            if is_saying(word) || is_perceiving(word) {
                break; // "the envoy said heavy shelling went on": the envoy shells nobody
            }
            if !joined
                || is_determiner(word)
                || is_preposition(word)
                || is_auxiliary(word)
                || matches!(word, "and" | "or") && !is_event_noun(self.words.before(previous))
            {
                break;
            }
            at = previous;
        }
        Vec::new()
    }

    /// The parties after the first "by" from `start` on, within the clause.
    fn by(&self, start: usize) -> Vec<usize> {
        for at in start..self.words.tokens.end.min(start + 14) {
            if at > start && !self.is_open(at - 1) {
                break;
            }
            let word = self.words.get(at);
            if is_boundary(word) || is_saying(word) && self.words.get(at + 1) != "by" {
                break;
            }
            if word == "by" {
                let found = self.parties.iter().position(|party| party.tokens.contains(&(at + 1)));
                return match found {
                    Some(nth) if self.parties[nth].kind != Some(EntryKind::Object) => {
                        self.with_coordinates(nth)
                    }
                    _ => Vec::new(),
                };
            }
        }
        Vec::new()
    }

    /// The subject of the verb that governs the noun at `pivot`: "Russia promised a truce".
    fn agent(&self, pivot: usize) -> Vec<usize> {
        for at in (self.words.tokens.start..pivot).rev().take(9) {
            let word = self.words.get(at);
            if !self.is_open(at) || is_boundary(word) {
                break;
            }
            if self.party_at(at).is_some() {
                continue;
            }
            if is_saying(word) && word != "announced" && word != "declared" || is_perceiving(word) {
                break;
            }
            if is_light_verb(word) {
                return if self.is_passive(at) { self.by(at + 1) } else { self.subject(at) };
            }
            if is_verbal(word) {
                break;
            }
        }
        Vec::new()
    }

    pub(super) fn subject(&self, pivot: usize) -> Vec<usize> {
        self.subject_of(pivot, true)
    }

    /// The subject of the verb at `pivot`; `acting` excludes things, and civilians where the verb is one of harm.
    fn subject_of(&self, pivot: usize, acting: bool) -> Vec<usize> {
        let mut fallback = None;
        let mut at = pivot;
        let mut relative = false;
        while let Some(previous) = at.checked_sub(1).filter(|at| self.words.tokens.contains(at)) {
            if !self.is_open(previous) {
                break;
            }
            if let Some(nth) = self.party_at(previous) {
                let party = &self.parties[nth];
                at = party.tokens.start;
                let modifies = party.adjective && at + party.tokens.len() != pivot;
                let harmless = match party.kind {
                    Some(EntryKind::Object) => acting,
                    Some(EntryKind::Civilian) => acting && is_harm(self.words.get(pivot)),
                    _ => false,
                };
                if harmless || modifies && !self.has_noun(party) {
                    continue;
                }
                let word_before = self.word_before(nth);
                // "An airstrike by the army killed ten": the owner of the strike is the actor.
                let by = word_before == "by"
                    && (at.saturating_sub(4)..at).any(|n| is_event_noun(self.words.get(n)));
                if acting && by && is_harm(self.words.get(pivot)) {
                    return self.with_coordinates(nth);
                }
                let aside = is_preposition(word_before) && !is_boundary(word_before) && !relative;
                let aside = aside && !(word_before == "with" && self.is_absolute(party, pivot));
                // "I learned the rebels had fired": with its own auxiliary it is a subject, whatever verb comes before.
                let clause = is_auxiliary(self.words.get(party.tokens.end));
                let object =
                    is_verbal(word_before) && !is_saying(word_before) && !relative && !clause;
                if !aside && !object {
                    return self.with_coordinates(nth);
                }
                fallback = fallback.or((object).then_some(nth));
                continue;
            }
            let word = self.words.get(previous);
            if is_boundary(word) && !matches!(word, "as") {
                break;
            }
            if previous + 1 < pivot && is_saying(word)
                || is_perceiving(word) && self.governs(previous, pivot)
                || word == "that" && is_saying(self.words.before(previous))
            {
                break;
            }
            if matches!(word, "he" | "she" | "they" | "it" | "we" | "i") {
                return self.antecedent(previous, word);
            }
            relative |= matches!(word, "who" | "which" | "that");
            at = previous;
        }
        let late = acting.then(|| self.inverted_subject(pivot)).flatten();
        if let Some(nth) = late.or(fallback) {
            return self.with_coordinates(nth);
        }
        let participle = acting && self.words.get(pivot).ends_with("ing");
        if participle && is_harm(self.words.get(pivot)) {
            self.main_agent(pivot)
        } else {
            Vec::new()
        }
    }

    /// "Planes hit wells where people stood, killing ten": the subject of the sentence's first verb of violence.
    fn main_agent(&self, pivot: usize) -> Vec<usize> {
        let violence = (self.words.tokens.start..pivot).find(|&at| {
            let word = self.words.get(at);
            is_verbal(word)
                && !word.ends_with("ing")
                && !is_saying(word)
                && self.party_at(at).is_none()
        });
        match violence {
            Some(at) if !self.is_passive(at) => self.subject_of(at, true),
            Some(at) => self.by(at + 1),
            None => Vec::new(),
        }
    }

    /// Whether the pivot is inside the object of the verb at `at` and not coordinated with it: "saw jets bomb the mill"
    /// as against "condemned the raid and called for talks".
    fn governs(&self, at: usize, pivot: usize) -> bool {
        let joined = (at + 1..pivot).any(|n| matches!(self.words.get(n), "and" | "but" | "or"));
        let participle = pivot > at + 1 && self.words.get(pivot).ends_with("ing");
        !joined && !participle
    }

    /// The subject of what was suffered: "31 civilians were among those killed".
    pub(super) fn affected_subjects(&self, pivot: usize) -> Vec<usize> {
        let mut found = self.subject_of(pivot, false);
        found.retain(|&nth| self.parties[nth].kind == Some(EntryKind::Civilian));
        found
    }

    /// All who were killed or hurt by the sentence.
    pub(super) fn victims(&self) -> Vec<usize> {
        for at in self.words.tokens.clone() {
            let bare = is_number(self.words.before(at)); // "and 12 injured" names nobody
            if !is_harm(self.words.get(at)) || self.party_at(at).is_some() || bare {
                continue;
            }
            let found = match self.words.get(at) {
                "dead" if self.words.before(at) == "the" => self.subject_of(at, false),
                "dead" | "dying" => self.party_ending(at).into_iter().collect(),
                "died" => self.subject_of(at, false),
                _ if self.is_passive(at) => self.subject_of(at, false),
                // "10 civilians killed 15 injured": the passive of a headline.
                _ => match self.object(at + 1) {
                    none if none.is_empty() && self.is_suffered(at) => {
                        self.party_ending(at).into_iter().collect()
                    }
                    found => found,
                },
            };
            let people = |&nth: &usize| self.parties[nth].kind != Some(EntryKind::Object);
            if found.iter().any(people) {
                return found.into_iter().filter(people).collect();
            }
        }
        Vec::new()
    }

    /// "With rebels briefly launching an assault".
    fn is_absolute(&self, party: &PartyHit, pivot: usize) -> bool {
        let between = (party.tokens.end..pivot).all(|at| self.words.get(at).ends_with("ly"));
        between && self.words.get(pivot).ends_with("ing")
    }

    /// The word before a party; the word before its list where it is part of an alliance ("an alliance of Kurdish and
    /// Arab fighters").
    fn word_before(&self, nth: usize) -> &str {
        let at = self.parties[nth].tokens.start;
        // "Kurdish and Arab fighters": the first adjective is not a party by itself.
        let adjectives = self.words.before(at) == "and"
            && at >= self.words.tokens.start + 2
            && is_modifier(self.words.get(at - 2))
            && self.party_at(at - 2).is_none();
        let first =
            self.with_coordinates(nth).first().map_or(at, |&n| self.parties[n].tokens.start);
        let first = if adjectives { first.min(at - 2) } else { first };
        let whole = self.words.before(first) == "of"
            && first >= 2
            && matches!(
                self.words.get(first - 2),
                "alliance" | "coalition" | "group" | "umbrella" | "mix" | "collection"
            );
        self.words.before(if whole { first } else { at })
    }

    /// Whether an adjective modifies an event noun, so that its party may count as the subject ("Russian strikes
    /// killed").
    fn has_noun(&self, party: &PartyHit) -> bool {
        (party.tokens.end..party.tokens.end + 3).any(|at| is_event_noun(self.words.get(at)))
    }

    /// The subject that follows its verb of saying: "said the envoy".
    fn inverted_subject(&self, pivot: usize) -> Option<usize> {
        is_saying(self.words.get(pivot)).then(|| self.party_at(pivot + 1)).flatten()
    }

    /// The antecedent of a pronoun among the parties before it in the sentence.
    fn antecedent(&self, at: usize, pronoun: &str) -> Vec<usize> {
        let fits = |party: &&PartyHit| match pronoun {
            "he" | "she" | "his" | "her" => party.kind == Some(EntryKind::Person),
            "it" | "its" => !matches!(
                party.kind,
                Some(EntryKind::Person | EntryKind::Object | EntryKind::Civilian)
            ),
            "they" => !matches!(party.kind, Some(EntryKind::Object)),
            "their" => !matches!(party.kind, Some(EntryKind::Object | EntryKind::Civilian)),
            _ => false,
        };
        let earlier =
            || self.parties.iter().enumerate().filter(|(_, party)| party.tokens.end <= at);
        let plural = |party: &PartyHit| self.words.get(party.head).ends_with('s');
        let found = if matches!(pronoun, "its" | "his" | "her") {
            earlier().rev().find(|(_, party)| fits(party) && !party.adjective)
        } else if matches!(pronoun, "they" | "their") {
            earlier()
                .rev()
                .find(|(_, party)| fits(party) && plural(party))
                .or_else(|| earlier().find(|(_, party)| fits(party)))
        } else {
            earlier().find(|(_, party)| fits(party))
        };
        found.map_or_else(Vec::new, |(nth, _)| self.with_coordinates(nth))
    }

    /// The parties that are acted upon, from `start` on, within the clause.
    pub(super) fn object(&self, start: usize) -> Vec<usize> {
        for at in start..self.words.tokens.end.min(start + 8) {
            if !self.is_open(at - 1)
                || at > start && self.words.gap(at - 1).contains([',', '"', '”'])
            {
                break;
            }
            if let Some(nth) = self.party_at(at) {
                // "targeted YPG positions": the adjective is not the owner, but names the party that was hit.
                return self.with_coordinates(nth);
            }
            let word = self.words.get(at);
            let ends = is_boundary(word)
                || is_saying(word)
                || matches!(
                    word,
                    "that"
                        | "who"
                        | "which"
                        | "by"
                        | "in"
                        | "from"
                        | "near"
                        | "during"
                        | "and"
                        | "where"
                        | "for"
                        | "including"
                        | "when"
                );
            if ends {
                break;
            }
        }
        Vec::new()
    }
}
