//! Actors and recipients: dependency-like rules around a trigger, on parties and closed word classes. There is no
//! tagger and no parser, so the rules prefer no answer to a wrong one. `ArticleContext` offers these functions. `pivot`
//! finds the trigger's main word, `role` the parties with a role in it.

mod pivot;
mod role;

use super::party::PartyHit;
#[cfg(test)]
use super::party_phrase;
use super::word_class::PhraseWords;
use crate::gazetteer::EntryKind;
#[cfg(test)]
use crate::gazetteer::Gazetteer;
use crate::text::Document;
#[cfg(test)]
use crate::text::Sentence;
use std::ops::Range;
use std::rc::Rc;

/// The actors and recipients of what the trigger says, as the sentence states it.
///
/// Both lists are in order of the text, without duplicates; either may be empty. `trigger` is a range of tokens inside
/// `sentence`.
#[cfg(test)]
pub fn actor_of(
    document: &Document,
    gazetteer: &Gazetteer,
    sentence: &Sentence,
    trigger: Range<usize>,
) -> (Vec<PartyHit>, Vec<PartyHit>) {
    let sentences = document.sentences();
    let nth = sentences.partition_point(|other| other.tokens.end <= sentence.tokens.start);
    let parties = |nth: usize| {
        let tokens = sentences[nth].tokens.clone();
        Rc::new(party_phrase::party_phrases(gazetteer, &PhraseWords::new(document, tokens)))
    };
    roles(document, nth, trigger, &parties)
}

/// The parties of the sentence with that index, as found by [`party_phrase::party_phrases`].
pub(super) type PartyLookup<'a> = &'a dyn Fn(usize) -> Rc<Vec<PartyHit>>;

/// [`actor_of`] in the sentence with index `sentence`, for callers that cache the parties of sentences.
pub(super) fn roles(
    document: &Document,
    sentence: usize,
    trigger: Range<usize>,
    parties: PartyLookup<'_>,
) -> (Vec<PartyHit>, Vec<PartyHit>) {
    let view = AgentView::new(document, sentence, parties);
    let Some(pivot) = view.pivot(&trigger) else { return (Vec::new(), Vec::new()) };
    let (mut actors, mut recipients) = match view.form(pivot) {
        ClauseForm::Noun => view.of_noun(pivot),
        ClauseForm::Passive => view.of_passive(pivot),
        ClauseForm::Active => (view.subject(pivot), view.object(pivot + 1)),
    };
    // "More than 100 civilians killed in the city": the civilians are not the actors.
    if recipients.is_empty()
        && view.is_suffered(pivot)
        && actors.iter().any(|&nth| view.parties[nth].kind == Some(EntryKind::Civilian))
    {
        recipients = std::mem::take(&mut actors);
    }
    // "Ten people died ... since the Council met": only what follows directly is the object of a verb of dying.
    let far = recipients.iter().all(|&nth| {
        let start = view.parties[nth].tokens.start;
        start > pivot + 1 || start < pivot
    });
    if far && view.is_suffered(pivot) {
        let affected_subjects = view.affected_subjects(pivot);
        if !affected_subjects.is_empty() {
            recipients = affected_subjects;
        }
    }
    let mut actors: Vec<usize> = actors
        .into_iter()
        .filter(|&nth| view.parties[nth].kind != Some(EntryKind::Object) && !view.is_nobody(nth))
        .collect();
    actors.sort_unstable();
    actors.dedup();
    let mut recipients: Vec<usize> =
        recipients.into_iter().filter(|nth| !actors.contains(nth)).collect();
    recipients.sort_unstable();
    recipients.dedup();
    let pick = |which: Vec<usize>| which.into_iter().map(|nth| view.parties[nth].clone()).collect();
    (pick(actors), pick(recipients))
}

/// How the main word of a trigger takes its actors and recipients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClauseForm {
    /// A noun, with the parties beside it: "the army's strikes on rebels".
    Noun,
    /// A verb whose subject undergoes the act: "soldiers were killed by rebels".
    Passive,
    /// A verb with subject and object.
    Active,
}

/// The main word of `trigger` (a token) and its form; `None` where no word of the trigger can have parties.
pub(super) fn clause(
    document: &Document,
    sentence: usize,
    trigger: &Range<usize>,
    parties: PartyLookup<'_>,
) -> Option<(usize, ClauseForm)> {
    let view = AgentView::new(document, sentence, parties);
    view.pivot(trigger).map(|pivot| (pivot, view.form(pivot)))
}

/// Who was killed or hurt in sentence `sentence` (an index), whatever else it reports.
pub(super) fn victims(
    document: &Document,
    sentence: usize,
    parties: PartyLookup<'_>,
) -> Vec<PartyHit> {
    let view = AgentView::new(document, sentence, parties);
    view.victims().into_iter().map(|nth| view.parties[nth].clone()).collect()
}

/// The nearest of `parties` that can act and ends at or before token `token`.
pub(super) fn before(parties: &[PartyHit], token: usize) -> Option<&PartyHit> {
    parties.iter().rfind(|party| party.kind != Some(EntryKind::Object) && party.tokens.end <= token)
}

/// The nearest of `parties` that can act and starts at or after token `token`.
pub(super) fn after(parties: &[PartyHit], token: usize) -> Option<&PartyHit> {
    parties
        .iter()
        .find(|party| party.kind != Some(EntryKind::Object) && party.tokens.start >= token)
}

/// The antecedent of the pronoun that opens a sentence: the first fitting party of the sentences shortly before.
fn referent(sentence: usize, words: &PhraseWords, parties: PartyLookup<'_>) -> Option<PartyHit> {
    let start = words.tokens.start;
    let opening = (start..words.tokens.end.min(start + 2)).map(|at| words.get(at));
    let pronoun = opening.into_iter().find(|word| matches!(*word, "he" | "she" | "they" | "it"))?;
    let back = if pronoun == "it" { 1 } else { 3 };
    (sentence.saturating_sub(back)..sentence).rev().find_map(|other| {
        let fits = |party: &&PartyHit| {
            !party.adjective
                && match pronoun {
                    "he" | "she" => party.kind == Some(EntryKind::Person),
                    "they" => !matches!(party.kind, Some(EntryKind::Object | EntryKind::Person)),
                    _ => !matches!(
                        party.kind,
                        Some(EntryKind::Object | EntryKind::Person | EntryKind::Civilian)
                    ),
                }
        };
        parties(other).iter().find(fits).cloned()
    })
}

/// A sentence with its words and parties. The first party may be from an earlier sentence, as the antecedent of a
/// pronoun.
struct AgentView<'a> {
    words: PhraseWords<'a>,
    parties: Vec<PartyHit>,
}

impl<'a> AgentView<'a> {
    fn new(document: &'a Document, sentence: usize, parties: PartyLookup<'_>) -> Self {
        let words = PhraseWords::new(document, document.sentences()[sentence].tokens.clone());
        let mut all = parties(sentence).to_vec();
        if let Some(subject) = referent(sentence, &words, parties) {
            all.insert(0, subject);
        }
        AgentView { words, parties: all }
    }

    fn form(&self, pivot: usize) -> ClauseForm {
        if self.is_nominal(pivot) {
            ClauseForm::Noun
        } else if self.is_passive(pivot) || self.is_undergone(pivot) {
            ClauseForm::Passive
        } else {
            ClauseForm::Active
        }
    }

    fn party_at(&self, at: usize) -> Option<usize> {
        self.parties.iter().position(|party| party.tokens.contains(&at))
    }

    /// "No group", "neither side": nobody acts.
    fn is_nobody(&self, nth: usize) -> bool {
        let party = &self.parties[nth];
        let first = self.words.get(party.tokens.start);
        matches!(self.words.get(party.head), "faction" | "group" | "party" | "side")
            && (matches!(first, "no" | "neither")
                || matches!(self.words.before(party.tokens.start), "no" | "neither"))
    }

    fn party_ending(&self, end: usize) -> Option<usize> {
        self.parties.iter().position(|party| party.tokens.end == end)
    }

    /// A party with the parties coordinated with it by commas, "and", "or".
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

    /// Whether a clause may continue over the gap after token `at`.
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
    use crate::frame::party_phrase::parties;
    use crate::gazetteer::testing::{SHIPPED, document, sentence};
    use proptest::prelude::*;

    fn written(document: &Document, hits: &[PartyHit]) -> Vec<String> {
        hits.iter().map(|hit| hit.span.cut(document.text()).to_owned()).collect()
    }

    /// The actors and recipients of `trigger` in the last of some sentences.
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
        assert_eq!(found("On May 13th 40 rebels came."), ["40 rebels"]);
        assert_eq!(found("May 22 2016 Turkish jets came."), ["Turkish jets"]);
        assert!(found("The regime of cessation of hostilities held.").is_empty());
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
    fn actors_are_found_across_nouns_and_participles() {
        for (text, trigger, actor, recipient) in [
            (
                "An airstrike by the Russian military killed six soldiers.",
                "killed",
                "the Russian military",
                "Six soldiers",
            ),
            (
                "Ten civilians died in rebel shelling near the dam.",
                "died",
                "rebel",
                "Ten civilians",
            ),
            (
                "The army acknowledged deaths in its strikes near the dam.",
                "strikes",
                "The army",
                "",
            ),
            ("Shells fell on the town, with rebels launching an assault.", "assault", "rebels", ""),
            ("A truce announced by Russia held.", "truce", "Russia", ""),
        ] {
            let (actors, recipients) = roles(&[text], trigger);
            assert_eq!(actors, [actor], "{text}");
            let first = recipients.first().map_or("", String::as_str);
            assert!(first.eq_ignore_ascii_case(recipient), "{text}: {recipients:?}");
        }
        let (actors, recipients) =
            roles(&["10 civilians killed 15 injured in shelling."], "killed");
        assert_eq!((actors, recipients), (Vec::new(), vec!["10 civilians".to_owned()]));
    }

    #[test]
    fn reporters_and_witnesses_are_not_actors() {
        for (text, trigger) in [
            ("Samantha Power said heavy shelling went on near the dam.", "shelling"),
            ("Residents heard shelling near the dam.", "shelling"),
            ("The committee documented ten airstrikes near the dam.", "airstrikes"),
        ] {
            assert_eq!(roles(&[text], trigger).0, Vec::<String>::new(), "{text}");
        }
        let joined = "Samantha Power condemned the raid and called for talks.";
        assert_eq!(roles(&[joined], "called").0, ["Samantha Power"]);
    }

    #[test]
    fn pronouns_and_short_names_are_resolved() {
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
                let _ = crate::frame::place::locate(&document, &SHIPPED.0, sentence, from..from + len);
                let _ = crate::frame::place::locate_inherited(&document, &SHIPPED.0, sentence);
            }
        }
    }
}
