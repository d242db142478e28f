//! Corrects the speaker where the nearest subject of a verb of saying is not the speaker: relative clauses without
//! commas, bare articles, names with a hyphen, negated verbs. Only `speech` calls this.

use super::word_class::{is_adjective, is_between, is_speaker_noun};
use crate::text::tokens::memo::Speech;
use crate::text::tokens::sentence_words::{BREAKS, SentenceWords};
use std::ops::Range;

/// The position of a negation of the verb at `at`: its auxiliary ("has not", "could not", "unable to", "yet to"), or a
/// negative subject ("no group", "none of them").
pub(super) fn negation(words: &SentenceWords, at: usize, floor: usize) -> Option<usize> {
    let low = floor.max(at.saturating_sub(7));
    let open = |n: &usize| !words.before_has(*n + 1, BREAKS);
    let clause = (low..at).rev().take_while(open);
    let mut verb = true;
    for n in clause {
        let word = words.at(n);
        let not = matches!(word, "not" | "never" | "cannot" | "unable" | "yet" | "neither")
            || word.ends_with("n't")
            || word.ends_with("n’t");
        if verb && not {
            return Some(n);
        }
        let opens = n == floor
            || words.before_has(n, BREAKS)
            || matches!(words.at(n - 1), "and" | "but" | "that" | "so");
        if matches!(word, "nobody" | "none" | "no") && opens {
            return Some(n);
        }
        verb &= is_between(word)
            || matches!(
                word,
                "been" | "be" | "able" | "to" | "could" | "can" | "so" | "far" | "independently"
            );
    }
    None
}

/// "The group which calls itself neutral said", "Hassan Ali who lives abroad but is from Homs said": the subject that a
/// relative clause without commas separates from its verb at `at`.
pub(super) fn subject_before_relative(
    words: &SentenceWords,
    floor: usize,
    at: usize,
) -> Option<Range<usize>> {
    let has_connective = matches!(words.at(floor), "but" | "and" | "meanwhile" | "however");
    let floor = floor + usize::from(has_connective);
    let relative =
        (floor + 1..at.min(floor + 16)).find(|&n| matches!(words.at(n), "who" | "which"))?;
    let noun = (floor..relative).all(|n| {
        words.is_name(n)
            || is_speaker_noun(words.at(n))
            || is_adjective(words.at(n))
            || matches!(words.at(n), "the" | "a" | "an" | "of" | "for" | "one")
    });
    let is_interrupted = (floor..at - 1).any(|n| words.gap(n).contains(BREAKS));
    (noun && !is_interrupted).then_some(floor..relative)
}

/// Whether the apparent speaker is inside the relative clause of `noun`, as its object or adjunct, and not that
/// clause's own subject ("a village which activists said").
pub(super) fn ends_relative(
    words: &SentenceWords,
    noun: &Range<usize>,
    speaker: &Range<usize>,
) -> bool {
    let follows_preposition = matches!(
        words.at(speaker.start.wrapping_sub(1)),
        "in" | "of"
            | "on"
            | "at"
            | "from"
            | "for"
            | "to"
            | "with"
            | "by"
            | "near"
            | "the"
            | "inside"
    );
    let verbal = |n: usize| {
        let word = words.at(n);
        word.ends_with('s') || word.ends_with("ed") || word.ends_with("ly")
    };
    speaker.start > noun.end + 1
        && (follows_preposition || (noun.end + 1..speaker.start).all(verbal))
}

/// A bare "the" or "an" is not a speaker. The speaker is the phrase that an article opens before the cue, if it has a
/// speaker noun ("an informed source in the town told"); else there is none.
pub(super) fn complete_article(words: &SentenceWords, speech: &mut Speech) {
    let bare = |at: usize| matches!(words.at(at), "the" | "a" | "an");
    let at = speech.speaker.start;
    if speech.speaker.len() != 1 || !(bare(at) || words.at(at) == "able") {
        return;
    }
    let end = speech.cue.start;
    let speaks = |from: usize| {
        (from..end).any(|n| is_speaker_noun(words.at(n)))
            && !(from..end.saturating_sub(1)).any(|n| words.gap(n).contains(BREAKS))
    };
    let from = (words.range.start.max(end.saturating_sub(9))..end)
        .rev()
        .find(|&from| bare(from) && speaks(from));
    speech.speaker = from.map_or(end..end, |from| from..end);
}

/// A speaker, extended by the rest of a hyphenated name: "Ban Ki-moon".
pub(super) fn with_hyphenated_rest(
    words: &SentenceWords,
    mut speaker: Range<usize>,
) -> Range<usize> {
    while !speaker.is_empty() && speaker.end < words.range.end && words.gap(speaker.end - 1) == "-"
    {
        speaker.end += 1;
    }
    speaker
}
