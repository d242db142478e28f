//! Who did it and to whom: dependency-like rules around a trigger, on parties and closed word classes. `party` offers
//! these functions; no tagger, no parser, so they err on the side of silence.

use super::chunk;
use super::party::PartyHit;
use super::word::{
    Words, is_auxiliary, is_being, is_boundary, is_determiner, is_event_noun, is_light_verb,
    is_modifier, is_number, is_preposition, is_saying, is_verbal,
};
use crate::gazetteer::{Gazetteer, Kind};
use crate::text::{Document, Sentence};
use std::ops::Range;

/// The parties that did what the trigger says, and those to whom it was done, as the sentence tells it.
///
/// Both lists are in order of text, without repeats; either may be empty. `trigger` is a range of tokens inside
/// `sentence`.
pub fn actor_of(
    document: &Document,
    gazetteer: &Gazetteer,
    sentence: &Sentence,
    trigger: Range<usize>,
) -> (Vec<PartyHit>, Vec<PartyHit>) {
    let view = View::new(document, gazetteer, sentence);
    let Some(pivot) = view.pivot(&trigger) else { return (Vec::new(), Vec::new()) };
    let (mut actors, mut recipients) = if view.is_nominal(pivot) {
        view.of_noun(pivot)
    } else if view.is_passive(pivot) {
        view.of_passive(pivot)
    } else {
        (view.subject(pivot), view.object(pivot + 1))
    };
    // "More than 100 civilians killed in the city": nobody kills by being a civilian.
    if recipients.is_empty()
        && view.is_suffered(pivot)
        && actors.iter().any(|&nth| view.parties[nth].kind == Some(Kind::Civilian))
    {
        recipients = std::mem::take(&mut actors);
    }
    let mut actors: Vec<usize> =
        actors.into_iter().filter(|&nth| view.parties[nth].kind != Some(Kind::Object)).collect();
    actors.sort_unstable();
    actors.dedup();
    let mut recipients: Vec<usize> =
        recipients.into_iter().filter(|nth| !actors.contains(nth)).collect();
    recipients.sort_unstable();
    recipients.dedup();
    let pick = |which: Vec<usize>| which.into_iter().map(|nth| view.parties[nth].clone()).collect();
    (pick(actors), pick(recipients))
}

/// The nearest party of the sentence that ends at or before token `token`.
pub fn before(
    document: &Document,
    gazetteer: &Gazetteer,
    sentence: &Sentence,
    token: usize,
) -> Option<PartyHit> {
    let parties = chunk::chunks(gazetteer, &Words::new(document, sentence.tokens.clone()));
    parties.into_iter().rfind(|party| party.tokens.end <= token && party.kind != Some(Kind::Object))
}

/// The nearest party of the sentence that starts at or after token `token`.
pub fn after(
    document: &Document,
    gazetteer: &Gazetteer,
    sentence: &Sentence,
    token: usize,
) -> Option<PartyHit> {
    let parties = chunk::chunks(gazetteer, &Words::new(document, sentence.tokens.clone()));
    parties
        .into_iter()
        .find(|party| party.tokens.start >= token && party.kind != Some(Kind::Object))
}

/// Whom the pronoun that opens a sentence stands for: the first fitting party of the sentences shortly before.
fn referent(
    document: &Document,
    gazetteer: &Gazetteer,
    sentence: &Sentence,
    words: &Words,
) -> Option<PartyHit> {
    let start = words.tokens.start;
    let opening = (start..words.tokens.end.min(start + 2)).map(|at| words.get(at));
    let pronoun = opening.into_iter().find(|word| matches!(*word, "he" | "she" | "they" | "it"))?;
    let sentences = document.sentences();
    let nth = sentences.partition_point(|other| other.tokens.end <= sentence.tokens.start);
    let back = if pronoun == "it" { 1 } else { 3 };
    sentences[..nth].iter().rev().take(back).find_map(|other| {
        let parties = chunk::chunks(gazetteer, &Words::new(document, other.tokens.clone()));
        parties.into_iter().find(|party| {
            !party.adjective
                && match pronoun {
                    "he" | "she" => party.kind == Some(Kind::Person),
                    "they" => !matches!(party.kind, Some(Kind::Object | Kind::Person)),
                    _ => !matches!(party.kind, Some(Kind::Object | Kind::Person | Kind::Civilian)),
                }
        })
    })
}

/// A sentence with its words and parties; first may stand a party of an earlier sentence, which a pronoun stands for.
struct View<'a> {
    words: Words<'a>,
    parties: Vec<PartyHit>,
}

impl<'a> View<'a> {
    fn new(document: &'a Document, gazetteer: &'a Gazetteer, sentence: &Sentence) -> Self {
        let words = Words::new(document, sentence.tokens.clone());
        let mut parties = chunk::chunks(gazetteer, &words);
        if let Some(subject) = referent(document, gazetteer, sentence, &words) {
            parties.insert(0, subject);
        }
        View { words, parties }
    }

    fn party_at(&self, at: usize) -> Option<usize> {
        self.parties.iter().position(|party| party.tokens.contains(&at))
    }

    fn party_ending(&self, end: usize) -> Option<usize> {
        self.parties.iter().position(|party| party.tokens.end == end)
    }

    /// The trigger's word of action: its first verb or event noun outside any party, else its last token.
    fn pivot(&self, trigger: &Range<usize>) -> Option<usize> {
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
    fn is_nominal(&self, pivot: usize) -> bool {
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
                    || !plural && party.kind != Some(Kind::State)
            }
            None => true,
        }
    }

    /// Whether the pivot is a passive participle.
    fn is_passive(&self, pivot: usize) -> bool {
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
        next == "by"
            || (matches!(next, "in" | "when" | "after" | "during")
                && !is_auxiliary(self.words.before(pivot)))
                && matches!(
                    word,
                    "killed" | "wounded" | "injured" | "hit" | "displaced" | "trapped"
                )
    }

    fn of_noun(&self, pivot: usize) -> (Vec<usize>, Vec<usize>) {
        let mut actors = self.owner(pivot);
        if actors.is_empty() {
            actors = self.by(pivot + 1);
        }
        if actors.is_empty() {
            actors = self.doer(pivot);
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

    fn of_passive(&self, pivot: usize) -> (Vec<usize>, Vec<usize>) {
        let mut actors = self.by(pivot + 1);
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

    /// Whether the pivot is something that befalls people.
    fn is_suffered(&self, pivot: usize) -> bool {
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

    /// The parties whose adjective or possessive stands before the noun at `pivot`.
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
            let joined = self.words.is_close(previous);
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

    /// The parties after the first "by" from `start` on, inside the clause.
    fn by(&self, start: usize) -> Vec<usize> {
        for at in start..self.words.tokens.end.min(start + 14) {
            if at > start && !self.is_open(at - 1) {
                break;
            }
            let word = self.words.get(at);
            if is_boundary(word) || is_saying(word) {
                break;
            }
            if word == "by" {
                let found = self.parties.iter().position(|party| party.tokens.contains(&(at + 1)));
                return match found {
                    Some(nth) if self.parties[nth].kind != Some(Kind::Object) => {
                        self.with_coordinates(nth)
                    }
                    _ => Vec::new(),
                };
            }
        }
        Vec::new()
    }

    /// The subject of the verb that governs the noun at `pivot`: "Russia promised a truce".
    fn doer(&self, pivot: usize) -> Vec<usize> {
        for at in (self.words.tokens.start..pivot).rev().take(9) {
            let word = self.words.get(at);
            if !self.is_open(at) || is_boundary(word) {
                break;
            }
            if self.party_at(at).is_some() {
                continue;
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

    fn subject(&self, pivot: usize) -> Vec<usize> {
        self.subject_of(pivot, true)
    }

    /// The subject of the verb at `pivot`; `acting` leaves things out.
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
                if acting && party.kind == Some(Kind::Object) || modifies && !self.has_noun(party) {
                    continue;
                }
                let lead = self.words.before(at);
                let aside = is_preposition(lead) && !is_boundary(lead) && !relative;
                let object = is_verbal(lead) && !is_saying(lead) && !relative;
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
        let late = acting.then(|| self.inverted(pivot)).flatten();
        late.or(fallback).map_or_else(Vec::new, |nth| self.with_coordinates(nth))
    }

    /// Whether an adjective's noun is an event, whose owner may pass for the subject ("Russian strikes killed").
    fn has_noun(&self, party: &PartyHit) -> bool {
        (party.tokens.end..party.tokens.end + 3).any(|at| is_event_noun(self.words.get(at)))
    }

    /// The subject that follows its verb of saying: "said the envoy".
    fn inverted(&self, pivot: usize) -> Option<usize> {
        is_saying(self.words.get(pivot)).then(|| self.party_at(pivot + 1)).flatten()
    }

    /// Whom a pronoun stands for, among the parties before it in the sentence.
    fn antecedent(&self, at: usize, pronoun: &str) -> Vec<usize> {
        let fits = |party: &&PartyHit| match pronoun {
            "he" | "she" => party.kind == Some(Kind::Person),
            "it" => !matches!(party.kind, Some(Kind::Person | Kind::Object | Kind::Civilian)),
            "they" => !matches!(party.kind, Some(Kind::Object)),
            _ => false,
        };
        let earlier =
            || self.parties.iter().enumerate().filter(|(_, party)| party.tokens.end <= at);
        let plural = |party: &PartyHit| self.words.get(party.head).ends_with('s');
        let found = if pronoun == "they" {
            earlier()
                .rev()
                .find(|(_, party)| fits(party) && plural(party))
                .or_else(|| earlier().find(|(_, party)| fits(party)))
        } else {
            earlier().find(|(_, party)| fits(party))
        };
        found.map_or_else(Vec::new, |(nth, _)| self.with_coordinates(nth))
    }

    /// The parties that are acted upon from `start` on, within the clause.
    fn object(&self, start: usize) -> Vec<usize> {
        for at in start..self.words.tokens.end.min(start + 8) {
            if !self.is_open(at - 1) || at > start && self.words.gap(at - 1).contains(',') {
                break;
            }
            if let Some(nth) = self.party_at(at) {
                // "targeted YPG positions": the adjective of something is not yet its owner, but names whom it hits.
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
                );
            if ends {
                break;
            }
        }
        Vec::new()
    }

    /// A party with those joined to it by commas, "and", "or".
    fn with_coordinates(&self, nth: usize) -> Vec<usize> {
        let joined = |left: usize, right: usize| {
            let (a, b) = (&self.parties[left], &self.parties[right]);
            let between = a.tokens.end..b.tokens.start;
            if between.start > between.end {
                return false;
            }
            let words = between
                .clone()
                .all(|at| matches!(self.words.get(at), "and" | "or" | "as" | "well" | "nor"));
            let gaps = (a.tokens.end - 1..b.tokens.start).all(|at| {
                let gap = self.words.gap(at);
                gap == "-" || gap.chars().all(|c| matches!(c, ',' | ' ' | '\n'))
            });
            let lists =
                !between.is_empty() || self.words.gap(a.tokens.end - 1).contains([',', '-']);
            words && gaps && lists
        };
        let (mut first, mut last) = (nth, nth);
        while first > 0 && joined(first - 1, first) {
            first -= 1;
        }
        while last + 1 < self.parties.len() && joined(last, last + 1) {
            last += 1;
        }
        // A list without "and" is more likely an apposition.
        let has_and = (self.parties[first].tokens.end..self.parties[last].tokens.start)
            .any(|at| matches!(self.words.get(at), "and" | "or"))
            || (first < last && self.words.gap(self.parties[first].tokens.end - 1).contains('-'));
        if has_and { (first..=last).collect() } else { vec![nth] }
    }

    /// Whether a clause may go on over the gap after token `at`.
    fn is_open(&self, at: usize) -> bool {
        let breaks =
            |c: char| matches!(c, ';' | ':' | '!' | '?' | '(' | ')' | '–' | '—' | '_' | '|');
        let gap = self.words.gap(at);
        let stop = gap.contains('.') && self.words.document.token_span(at).len() > 4;
        !gap.contains(breaks) && !stop
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::party::parties;
    use crate::gazetteer::testing::{SHIPPED, document, sentence};
    use proptest::prelude::*;

    fn written(document: &Document, hits: &[PartyHit]) -> Vec<String> {
        hits.iter().map(|hit| hit.span.cut(document.text()).to_owned()).collect()
    }

    /// Who does what `trigger` says, and to whom, in the last of some sentences.
    fn roles(texts: &[&str], trigger: &str) -> (Vec<String>, Vec<String>) {
        let numbered: Vec<(&str, u32)> = texts.iter().map(|text| (*text, 0)).collect();
        let document = document(&numbered, false);
        let last = document.sentences().last().expect("a sentence");
        let words: Vec<&str> = trigger.split(' ').collect();
        let start = (last.tokens.clone())
            .find(|&at| (0..words.len()).all(|nth| document.surface(at + nth) == words[nth]))
            .expect("the trigger stands in the sentence");
        let (actors, recipients) =
            actor_of(&document, &SHIPPED.0, last, start..start + words.len());
        (written(&document, &actors), written(&document, &recipients))
    }

    #[test]
    fn phrases_are_whole() {
        let found = |text: &str| {
            let document = sentence(text);
            written(&document, &parties(&document, &SHIPPED.0, 0..document.len()))
        };
        assert_eq!(found("The Russian military met rebels."), ["The Russian military", "rebels"]);
        assert_eq!(
            found("A senior Syrian military official spoke to opposition activists."),
            ["A senior Syrian military official", "opposition activists"]
        );
        assert_eq!(found("US Ambassador Samantha Power left."), ["US Ambassador Samantha Power"]);
        assert_eq!(found("the Turkish-backed force moved on"), ["the Turkish-backed force"]);
        assert!(found("Shells fell on rebel-held areas.").is_empty());
        assert_eq!(
            found("Britain, France and the rebels agreed."),
            ["Britain", "France", "the rebels"]
        );
    }

    #[test]
    fn codes_are_composed() {
        let document = sentence("Turkish jets and Iranian officials came.");
        let found = parties(&document, &SHIPPED.0, 0..document.len());
        let codes: Vec<_> = found.iter().map(|hit| hit.code.as_deref()).collect();
        assert_eq!(codes, [Some("TURMIL"), Some("IRNGOV")]);
    }

    #[test]
    fn active_passive_and_nominal() {
        let some = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let got = roles(&["Turkish jets bombed the rebels near the dam."], "bombed");
        assert_eq!(got, (some(&["Turkish jets"]), some(&["the rebels"])));
        let got = roles(&["Six soldiers were killed by gunmen at dawn."], "killed");
        assert_eq!(got, (some(&["gunmen"]), some(&["Six soldiers"])));
        let got =
            roles(&["Residents said an airstrike by the Russian military hit them."], "airstrike");
        assert_eq!(got.0, ["the Russian military"]);
        let got = roles(&["Officials condemned Israeli airstrikes on the base."], "airstrikes");
        assert_eq!(got.0, ["Israeli"]);
        let got =
            roles(&["Turkey and Jordan launched an offensive against militants."], "offensive");
        assert_eq!(got, (some(&["Turkey", "Jordan"]), some(&["militants"])));
        let got = roles(&["The minister said the rebels shelled a school."], "shelled");
        assert_eq!(got.0, ["the rebels"]);
    }

    #[test]
    fn pronouns_and_short_names_lead_back() {
        let texts = ["Foreign Minister Sergei Lavrov came.", "He accused the rebels of theft."];
        assert_eq!(roles(&texts, "accused").0, ["Foreign Minister Sergei Lavrov"]);
        let texts = ["The envoy is Samantha Power, a lawyer.", "On Monday, Power accused Russia."];
        let (actors, recipients) = roles(&texts, "accused");
        assert_eq!((actors, recipients), (vec!["Power".to_owned()], vec!["Russia".to_owned()]));
    }

    proptest! {
        #[test]
        fn no_text_panics(
            text in "(the|rebels|Russian|said|by|bombed|airstrikes|He|of|dozens|, |\\. | |’s|-led|Power|Kerry|\"|in Aleppo|city|\\PC){1,40}",
            from in 0usize..20, len in 0usize..4,
        ) {
            let document = document(&[("John Kerry spoke.", 0), (text.as_str(), 0)], true);
            for sentence in document.sentences() {
                let (actors, recipients) = actor_of(&document, &SHIPPED.0, sentence, from..from + len);
                for hit in actors.iter().chain(&recipients) {
                    prop_assert!(hit.tokens.contains(&hit.head) && hit.tokens.end <= document.len());
                }
                let _ = before(&document, &SHIPPED.0, sentence, from);
                let _ = after(&document, &SHIPPED.0, sentence, from);
                let _ = crate::frame::place::locate(&document, &SHIPPED.0, sentence, from..from + len);
                let _ = crate::frame::place::locate_beyond(&document, &SHIPPED.0, sentence);
            }
        }
    }
}
