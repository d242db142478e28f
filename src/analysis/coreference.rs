//! Coreference of pronouns that speak: "he" means a person, "it" a body such as a ministry or a monitor, "they" several
//! people. Uses the speakers named before and the subject of the sentence. Called by `quote` and `frame::attribution`.

use super::grammar;
use super::speech::{self, main_subject};
use super::word_class::{is_pronoun, is_speaker_noun};
use crate::text::tokens::memo::Speech;
use crate::text::tokens::sentence_words::SentenceWords;
use crate::text::{Document, Span};
use std::ops::{Range, RangeInclusive};

/// A speaker is remembered for this many sentences.
const REACH: usize = 9;

/// The type of speaker that a phrase names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SpeakerKind {
    Person,
    Body,
    Several,
    /// A bare name, which may be any type.
    Unclear,
}

/// The words that name the speaker of a clause; for a pronoun, the words that name its antecedent.
pub(crate) fn named(doc: &Document, sentence: usize, speech: &Speech) -> Option<Span> {
    let first = speech.speaker.start;
    if speech.speaker.len() == 1 && is_pronoun(&doc.folded(first)) {
        return antecedent(doc, sentence, first).or_else(|| speech::span(doc, &speech.speaker));
    }
    speech::span(doc, &speech.speaker)
}

/// The words that name the antecedent of the pronoun at token `at` of the sentence with index `sentence`.
fn antecedent(doc: &Document, sentence: usize, at: usize) -> Option<Span> {
    let pronoun = doc.folded(at).into_owned();
    let fits = |words: &SentenceWords, range: &Range<usize>| {
        let sort = sort(words, range);
        match pronoun.as_str() {
            "he" | "she" => matches!(sort, SpeakerKind::Person | SpeakerKind::Unclear),
            "it" => matches!(sort, SpeakerKind::Body | SpeakerKind::Unclear),
            _ => matches!(sort, SpeakerKind::Several | SpeakerKind::Body),
        }
    };
    let person = matches!(pronoun.as_str(), "he" | "she");
    let own = SentenceWords::new(doc, doc.sentences().get(sentence)?.tokens.clone());
    if pronoun == "they"
        && let Some(group) = plural_before(&own, at)
    {
        return Some(doc.token_span(group));
    }
    let around = sentence.saturating_sub(REACH)..=sentence;
    let several =
        |words: &SentenceWords, range: &Range<usize>| sort(words, range) == SpeakerKind::Several;
    let close = 2.min(sentence);
    (pronoun == "they")
        .then(|| nearest(doc, sentence - close..=sentence, at, true, &several))
        .flatten()
        .or_else(|| nearest(doc, around.clone(), at, pronoun != "it", &fits))
        .or_else(|| person.then(|| person_before(doc, sentence)).flatten())
        .or_else(|| {
            // A body is no "he", whatever else is missing.
            let any = |words: &SentenceWords, range: &Range<usize>| {
                !person || !range.clone().any(|n| BODIES.binary_search(&words.at(n)).is_ok())
            };
            nearest(doc, around, at, false, &any)
        })
}

/// The nearest fitting speaker among `sentences` and before token `at`, or the subject of a sentence: of this one and
/// the one before, of earlier ones only for `persons`.
fn nearest(
    doc: &Document,
    sentences: RangeInclusive<usize>,
    at: usize,
    persons: bool,
    fits: &dyn Fn(&SentenceWords, &Range<usize>) -> bool,
) -> Option<Span> {
    let sentence = *sentences.end();
    for nth in sentences.rev() {
        let (one, back) = (&doc.sentences()[nth], sentence - nth);
        if !one.kind.is_coded() {
            continue;
        }
        let words = SentenceWords::new(doc, one.tokens.clone());
        let limit = if back == 0 { at } else { one.tokens.end };
        let found = speech::of_sentence(doc, one);
        let named = found.iter().rev().map(|speech| &speech.speaker).find(|speaker| {
            !speaker.is_empty()
                && speaker.end <= limit
                && !is_pronoun(words.at(speaker.start))
                && fits(&words, speaker)
        });
        if let Some(speaker) = named {
            return speech::span(doc, speaker);
        }
        let subject = main_subject(&words, limit);
        let said_by_another = !subject.is_empty() && is_quoted(&words, subject.start);
        let begins_with_preposition =
            matches!(words.at(subject.start), "in" | "on" | "at" | "for" | "after" | "by" | "with");
        if !subject.is_empty()
            && !said_by_another
            && !begins_with_preposition
            && subject.end < limit
            && fits(&words, &subject)
        {
            let sure = sort(&words, &subject) != SpeakerKind::Unclear;
            if sure && (back <= 1 || persons) {
                return speech::span(doc, &subject);
            }
        }
    }
    None
}

/// The person who is the subject of the sentence before: "Hassan Ali is a doctor in Homs. \"...,\" he said."
fn person_before(doc: &Document, sentence: usize) -> Option<Span> {
    let before = doc.sentences().get(sentence.checked_sub(1)?)?;
    if !before.kind.is_coded() {
        return None;
    }
    let words = SentenceWords::new(doc, before.tokens.clone());
    let analysed = grammar::analyse(doc, before.tokens.clone());
    let subject = analysed.verbs.iter().find(|verb| verb.finite)?.subject?;
    let phrase = &analysed.phrases[subject].tokens;
    let names = !is_quoted(&words, phrase.start)
        && sort(&words, phrase) == SpeakerKind::Person
        && phrase.clone().any(|at| words.is_name(at));
    names.then(|| speech::span(doc, phrase)).flatten()
}

/// Whether token `at` is inside a quotation that opens in its sentence.
fn is_quoted(words: &SentenceWords, at: usize) -> bool {
    let doc = words.doc;
    let Some(sentence) = doc.sentence_of(at).and_then(|nth| doc.sentences().get(nth)) else {
        return false;
    };
    let before = Span { start: sentence.span.start, end: doc.token_span(at).start };
    let cut = before.cut(doc.text());
    let count = |mark: char| cut.matches(mark).count();
    count('“') > count('”') || count('"') % 2 == 1
}

/// The last plural noun before token `at` that can be a speaker.
fn plural_before(words: &SentenceWords, at: usize) -> Option<usize> {
    let plural = |n: &usize| words.at(*n).ends_with('s') && is_speaker_noun(words.at(*n));
    (words.range.start..at).rev().find(plural)
}

#[rustfmt::skip]
const PERSONS: &[&str] = &[
    "activist", "ambassador", "analyst", "chief", "colonel", "commander", "correspondent", "diplomat",
    "director", "doctor", "envoy", "expert", "general", "governor", "head", "journalist", "lawyer",
    "leader", "man", "medic", "minister", "mr", "mrs", "ms", "official", "president", "reporter",
    "resident", "secretary", "soldier", "source", "spokesman", "spokesperson", "spokeswoman", "teacher",
    "volunteer", "witness", "woman", "worker",
];

#[rustfmt::skip]
const BODIES: &[&str] = &[
    "agency", "alliance", "army", "association", "authorities", "authority", "center", "centre", "channel",
    "coalition", "command", "committee", "company", "council", "defence", "defense", "department", "embassy",
    "force", "government", "group", "kremlin", "media", "military", "militia", "ministry", "mission",
    "monitor", "movement", "network", "newspaper", "ngo", "observatory", "office", "opposition",
    "organisation", "organization", "party", "police", "regime", "report", "site", "state", "statement",
    "station", "television", "tv", "un", "union", "watch",
];

fn sort(words: &SentenceWords, range: &Range<usize>) -> SpeakerKind {
    let core = (range.start + 1..range.end)
        .find(|&at| words.gap(at - 1).contains(',') || matches!(words.at(at), "who" | "which"))
        .unwrap_or(range.end);
    let core = range.start..core.max(range.start + 1);
    let head = core
        .clone()
        .find(|&at| at > core.start && matches!(words.at(at), "of" | "for" | "in" | "at" | "from"))
        .unwrap_or(core.end)
        - 1;
    let noun = words.at(head);
    let listed = core.clone().any(|at| words.at(at) == "and" && !words.is_capital(at + 1));
    let plural = noun.ends_with('s') && is_speaker_noun(noun) && !words.is_capital(head);
    if matches!(words.at(core.start), "both" | "two" | "three") || plural || listed {
        return SpeakerKind::Several;
    }
    if (core.start..=head).any(|at| PERSONS.binary_search(&words.at(at)).is_ok()) {
        return SpeakerKind::Person;
    }
    let acronym = |at: usize| {
        let surface = words.doc.surface(at);
        surface.len() > 1 && !surface.chars().any(char::is_lowercase)
    };
    let body =
        (core.start..=head).any(|at| BODIES.binary_search(&words.at(at)).is_ok() || acronym(at));
    if body || matches!(words.at(core.start), "the" | "a" | "an") && words.is_capital(head) {
        return SpeakerKind::Body;
    }
    let names = core.clone().filter(|&at| words.is_name(at)).count();
    if names >= 2 && names + 1 >= core.len() { SpeakerKind::Person } else { SpeakerKind::Unclear }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::{located, tokens};

    fn of(text: &str, trigger: &str, pronoun: &str) -> Option<String> {
        let (doc, sentence, _) = located(text, trigger);
        let found = antecedent(&doc, sentence, tokens(&doc, pronoun).start);
        found.map(|span| span.cut(text).to_string())
    }

    #[test]
    fn tables_are_sorted() {
        assert!(PERSONS.is_sorted() && BODIES.is_sorted());
    }

    #[test]
    fn pronouns_resolve_to_speakers_of_their_type() {
        let text = "Mayor Hassan Ali said the road was cut.\n\nThe Homs Media Office said ten people died.\n\nLater he said that shells fell.";
        assert_eq!(of(text, "shells fell", "he said").as_deref(), Some("Mayor Hassan Ali"));
        let text = text.replace("Later he", "Later it");
        assert_eq!(of(&text, "shells fell", "it said").as_deref(), Some("The Homs Media Office"));
        let text = "Several residents fled. The Homs Media Office posted a film that it said shows the raid.";
        assert_eq!(of(text, "raid", "it said").as_deref(), Some("The Homs Media Office"));
        let text =
            "Local activists said shells fell. The army denied this. They said ten people died.";
        assert_eq!(of(text, "people died", "They").as_deref(), Some("Local activists"));
        assert_eq!(of("It rained. She said shells fell.", "shells", "She"), None);
    }
}
