//! Noun phrases that can speak: where the name of a speaker begins and ends, also in text without commas. `speech` asks
//! for them around a cue.

use super::forward_phrase::adjunct_end;
use super::word_class::{is_adjective, is_between, is_pronoun, is_speaker_noun, is_wall};
use crate::text::calendar;
use crate::text::tokens::sentence_words::{BREAKS, QUOTES, SentenceWords};
use std::ops::Range;

/// The subject of the verb at `at`: the noun phrase before it, with title and apposition.
pub(crate) fn subject(words: &SentenceWords, at: usize, floor: usize) -> Range<usize> {
    let floor = floor.max(words.range.start);
    let mut end = at;
    while end > floor
        && is_between(words.at(end - 1))
        && (!words.is_capital(end - 1) || words.at(end - 1).ends_with("day"))
        && !words.before_has(end, QUOTES)
    {
        end -= 1;
    }
    if end == floor
        || words.before_has(end, QUOTES)
        || matches!(words.at(end - 1), "and" | "but" | "or")
    {
        return end..end;
    }
    if matches!(words.at(end - 1), "who" | "which" | "that") {
        // "activists who said": the noun before the relative
        end -= 1;
        if end == floor {
            return end..end;
        }
    }
    if words.before_has(end, &[',']) {
        return apposed(words, end, floor);
    }
    if is_pronoun(words.at(end - 1)) {
        return end - 1..end;
    }
    phrase(words, end, floor)
}

/// "X, a resident of Y, said": the phrase before the apposition, with the apposition unless it is a relative clause.
fn apposed(words: &SentenceWords, end: usize, floor: usize) -> Range<usize> {
    let Some(open) = (floor + 1..end).rev().find(|&n| words.before_has(n, &[','])) else {
        return phrase(words, end, floor);
    };
    let name = phrase(words, open, floor);
    let relative = matches!(
        words.at(open),
        "who"
            | "which"
            | "whose"
            | "where"
            | "when"
            | "speaking"
            | "meanwhile"
            | "however"
            | "in"
            | "on"
            | "also"
    );
    if name.is_empty() || relative || end - open > 14 { name } else { name.start..end }
}

/// The noun phrase that ends right before token `end`.
fn phrase(words: &SentenceWords, end: usize, floor: usize) -> Range<usize> {
    let mut start = end;
    // Back to the last punctuation mark or word that cannot be inside a noun phrase.
    while start > floor {
        let word = words.at(start - 1);
        if start < end
            && words.gap(start - 1).contains(BREAKS)
            && !words.gap(start - 1).trim().is_empty()
        {
            break;
        }
        if is_wall(word) && !words.has(start - 1, &["so", "called"]) {
            break;
        }
        start -= 1;
    }
    let clean = start == floor
        || words.before_has(start, BREAKS)
        || is_wall(words.at(start.wrapping_sub(1))) && !is_verb_wall(words.at(start - 1));
    start = trim_front(words, start, end);
    start = past_noun(words, start, end);
    if clean && end - start <= 12 && !has_finite_verb_lower(words, start..end) {
        let opens = words.is_capital(start)
            || is_speaker_noun(words.at(start))
            || is_adjective(words.at(start))
            || matches!(
                words.at(start),
                "the"
                    | "a"
                    | "an"
                    | "another"
                    | "one"
                    | "some"
                    | "both"
                    | "two"
                    | "many"
                    | "several"
            )
            || end - start <= 2;
        if opens {
            return start..end;
        }
    }
    let short = short_phrase(words, end, start);
    let follows_preposition = short.start > floor
        && matches!(
            words.at(short.start - 1),
            "for" | "of" | "in" | "at" | "from" | "to" | "with" | "as"
        );
    let named = (start..end).take_while(|&at| words.is_name(at)).count();
    if follows_preposition && clean && named >= 2 {
        return start..start + named; // "Hassan Ali the envoy's deputy for Asia and Africa"
    }
    if short.is_empty() && clean {
        // In text without commas, a long phrase begins with its name.
        let name = (start..end).take_while(|&at| words.is_name(at)).count();
        return start..start + name;
    }
    short
}

/// Words after which the object of a verb may run into the phrase that is searched.
fn is_verb_wall(word: &str) -> bool {
    matches!(word, "killed" | "killing" | "including" | "wounded" | "is" | "are" | "was" | "were")
}

fn has_finite_verb_lower(words: &SentenceWords, range: Range<usize>) -> bool {
    let end = range.end;
    range.into_iter().any(|at| {
        let word = words.at(at);
        !words.is_capital(at)
            && at + 1 < end
            && (word.ends_with("ed")
                && word.len() > 4
                && !words.gap(at).contains('-')
                && !is_joined(words, at)
                || matches!(
                    word,
                    "left" | "hit" | "took" | "struck" | "died" | "fled" | "kill" | "kills"
                ))
    })
}

/// Whether a hyphen connects token `at` with its neighbour ("Britain-based").
pub(crate) fn is_joined(words: &SentenceWords, at: usize) -> bool {
    words.gap(at) == "-"
        || at > words.range.start && words.gap(at - 1) == "-"
        || matches!(words.at(at), "united" | "allied" | "armed")
}

/// Drops conjunctions, adverbs and times from the start: "But", "Meanwhile", "On Monday".
fn trim_front(words: &SentenceWords, mut start: usize, end: usize) -> usize {
    while start + 1 < end {
        let word = words.at(start);
        let drop = matches!(
            word,
            "but"
                | "and"
                | "or"
                | "meanwhile"
                | "however"
                | "later"
                | "earlier"
                | "also"
                | "then"
                | "yet"
                | "so"
                | "still"
                | "only"
                | "meantime"
                | "separately"
                | "additionally"
                | "elsewhere"
                | "moreover"
                | "furthermore"
                | "afterwards"
                | "yesterday"
        ) || calendar::is_weekday(word);
        if drop {
            start += 1;
        } else if matches!(word, "on" | "in" | "at" | "during" | "from" | "by" | "amid" | "with") {
            match adjunct_end(words, start + 1).filter(|&to| to < end) {
                Some(to) => start = to,
                None => return past_adjunct(words, start, end),
            }
        } else {
            return start;
        }
    }
    start
}

/// Skips an adjunct without its comma: "In late September the coalition". The subject begins with the last article that
/// does not follow a preposition.
fn past_adjunct(words: &SentenceWords, start: usize, end: usize) -> usize {
    let article = (start + 2..end.saturating_sub(1)).rev().find(|&at| {
        matches!(words.at(at), "the" | "a" | "an")
            && !matches!(
                words.at(at - 1),
                "of" | "in"
                    | "for"
                    | "on"
                    | "at"
                    | "from"
                    | "to"
                    | "near"
                    | "with"
                    | "by"
                    | "during"
                    | "amid"
                    | "and"
                    | "around"
                    | "against"
                    | "over"
            )
    });
    // "In Homs state television": the place, then the speaker.
    let past = (start + 1..end).find(|&at| !words.is_name(at)).unwrap_or(end);
    let plain = past > start + 1
        && past < end
        && (is_speaker_noun(words.at(past)) || is_adjective(words.at(past)));
    article.or(plain.then_some(past)).unwrap_or(start)
}

/// Skips the rest of an adjunct: "[on that] occasion the army": a noun without an article, directly before a phrase
/// with one.
fn past_noun(words: &SentenceWords, start: usize, end: usize) -> usize {
    let shouted = !words.doc.surface(start).chars().any(char::is_lowercase);
    let noun = start + 2 < end
        && matches!(words.at(start.wrapping_sub(1)), "that" | "this")
        && (!words.is_capital(start) || shouted && words.at(start).len() > 4)
        && !is_speaker_noun(words.at(start))
        && !is_adjective(words.at(start));
    if noun && matches!(words.at(start + 1), "the" | "a" | "an") { start + 1 } else { start }
}

/// The shortest noun phrase that ends at `end`, for text without commas: from a determiner, a speaker noun, or a run of
/// capitalised words.
fn short_phrase(words: &SentenceWords, end: usize, floor: usize) -> Range<usize> {
    let mut start = end;
    for at in (floor.max(end.saturating_sub(10))..end).rev() {
        let word = words.at(at);
        if calendar::is_weekday(word) {
            break;
        }
        let preposed = at > floor
            && matches!(
                words.at(at - 1),
                "of" | "in" | "for" | "on" | "at" | "from" | "to" | "near" | "with" | "by"
            );
        if matches!(word, "the" | "a" | "an" | "another" | "one" | "some" | "both") {
            start = at;
            // "Shells hit the tunnels Karim said": only the name is the speaker.
            let noun = words.at(end.saturating_sub(2));
            if end > at + 2
                && words.is_capital(end - 1)
                && !words.is_capital(end - 2)
                && noun.ends_with('s')
                && !is_speaker_noun(noun)
                && !is_adjective(noun)
            {
                return end - 1..end;
            }
            if !preposed || speaker_before(words, at - 1, floor).is_none() {
                return at..end;
            }
            continue;
        }
        if is_speaker_noun(word) && !words.is_capital(at) {
            start = modifiers(words, at, floor);
            let before = words.at(start.wrapping_sub(1));
            if start > floor && matches!(before, "the" | "a" | "an" | "another" | "one") {
                start -= 1;
            } else if start > floor + 1
                && matches!(words.at(start - 2), "the" | "a" | "an" | "another")
                && !words.before_has(start, BREAKS)
                && (before.ends_with("ed") || matches!(before, "prominent" | "top" | "key"))
            {
                start -= 2; // "an informed source"
            }
            let more = start > floor && matches!(words.at(start - 1), "of" | "in" | "for" | "and");
            if !more {
                return start..end;
            }
        } else if words.is_name(at) {
            start = at;
        } else if !matches!(
            word,
            "of" | "in" | "for" | "at" | "from" | "and" | "al" | "el" | "de" | "bin"
        ) && !is_adjective(word)
            && !(floor.max(at.saturating_sub(3))..at)
                .any(|n| matches!(words.at(n), "in" | "of" | "from" | "at" | "for"))
        {
            break;
        }
    }
    start.min(end)..end
}

/// A speaker noun within four tokens to the left of a preposition at `at`.
fn speaker_before(words: &SentenceWords, at: usize, floor: usize) -> Option<usize> {
    (floor.max(at.saturating_sub(3))..at).rev().find(|&n| is_speaker_noun(words.at(n)))
}

/// Goes left from a noun over its adjectives and names: "local", "Syrian", "medical".
fn modifiers(words: &SentenceWords, at: usize, floor: usize) -> usize {
    let mut start = at;
    while start > floor
        && (is_adjective(words.at(start - 1))
            || is_speaker_noun(words.at(start - 1)) && !words.is_capital(start)
            || is_proper_modifier(words, start - 1, floor))
    {
        start -= 1;
    }
    start
}

/// Whether token `at` is a name that modifies the noun after it ("Sana agency"), and not the place at the end of a
/// clause ("shells fell in Homs activists said").
fn is_proper_modifier(words: &SentenceWords, at: usize, floor: usize) -> bool {
    let first = (floor..at).rev().take_while(|&n| words.is_name(n)).last().unwrap_or(at);
    let lead = words.at(first.wrapping_sub(1));
    let bound = matches!(lead, "the" | "a" | "an" | "run" | "controlled" | "based" | "state");
    words.is_capital(at)
        && words.gap(at) == " "
        && !calendar::is_weekday(words.at(at))
        && (first == floor || bound || is_adjective(lead))
}
