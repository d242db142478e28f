//! Verbs of saying before their subject: "..., says X", "said X". Only `speech` calls this.

use super::word_class::{is_adjective, is_pronoun, is_speaker_noun};
use crate::text::tokens::sentence_words::{BREAKS, QUOTES, SentenceWords};
use std::ops::Range;

/// Whether the verb at `at` comes before its subject: `"...," said X`, `..., says X`.
pub(super) fn is_inverted(words: &SentenceWords, at: usize) -> bool {
    if !matches!(
        words.at(at),
        "said"
            | "says"
            | "say"
            | "added"
            | "adds"
            | "wrote"
            | "tweeted"
            | "explained"
            | "reported"
            | "reports"
            | "warned"
            | "stressed"
            | "noted"
    ) {
        return false;
    }
    let opened =
        at == words.range.start || words.before_has(at, &[',', '"', '”', '—', '–', '’', '\'']);
    let named = words.is_capital(at + 1)
        || matches!(words.at(at + 1), "the" | "a" | "an" | "one" | "another")
        || is_speaker_noun(words.at(at + 1))
        || is_adjective(words.at(at + 1));
    let clear = named && !words.gap(at).contains(BREAKS);
    clear && if opened { !is_name_then_verb(words, at) } else { is_closing(words, at) }
}

/// Whether the verb at `at`, with no punctuation before it, ends its sentence together with its subject: "shells fell
/// said the army's spokesman who gave no toll". Before it is a clause, after it a phrase without a verb.
fn is_closing(words: &SentenceWords, at: usize) -> bool {
    let tail = at + 1..(at + 16).min(words.range.end);
    let end = tail
        .clone()
        .find(|&n| {
            n > at + 1
                && (matches!(words.at(n), "who" | "which" | "adding" | "in" | "on")
                    || words.before_has(n, &[',']))
        })
        .unwrap_or(tail.end);
    let speaks = (at + 1..end).any(|n| is_speaker_noun(words.at(n)))
        || end - at > 2 && (at + 1..end).all(|n| words.is_name(n));
    let is_complete = end < tail.end || tail.end == words.range.end;
    let before = words.at(at.wrapping_sub(1));
    let subject = is_pronoun(before) || is_speaker_noun(before);
    is_complete
        && speaks
        && !subject
        && at > words.range.start + 3
        && has_finite_verb(words, words.range.start..at)
        && !has_finite_verb(words, at + 1..end)
}

/// "X, said Y": the comma before the verb ends an apposition of its subject, where the sentence began with that
/// subject.
fn is_name_then_verb(words: &SentenceWords, at: usize) -> bool {
    let start = words.range.start;
    words.before_has(at, &[',']) && !words.before_has(at, QUOTES) && at - start <= 14 && {
        let commas = (start + 1..at).filter(|&n| words.before_has(n, &[','])).count();
        commas >= 1 && !has_finite_verb(words, start..at)
    }
}

pub(super) fn has_finite_verb(words: &SentenceWords, range: Range<usize>) -> bool {
    range.into_iter().any(|at| {
        let word = words.at(at);
        matches!(
            word,
            "is" | "are"
                | "was"
                | "were"
                | "has"
                | "have"
                | "had"
                | "will"
                | "would"
                | "killed"
                | "hit"
                | "left"
                | "took"
                | "died"
                | "struck"
        ) || (word.ends_with("ed") && word.len() > 4 && !words.is_capital(at))
    })
}
