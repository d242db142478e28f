//! Phrases read forwards: the name that follows "according to" or "said", and adjuncts of speech ("in a statement to
//! AFP on Monday"). Called by `speech` and `attribution_chain`; `speaker_phrase` reads names backwards from a verb.

use super::speech_verb::manner;
use super::word_class::{is_speaker_noun, is_wall};
use crate::text::calendar;
use crate::text::tokens::sentence_words::{BREAKS, SentenceWords};
use std::ops::Range;

/// The noun phrase that begins at token `at`, up to the next punctuation mark, verb or end.
pub(crate) fn forward_name(words: &SentenceWords, at: usize) -> Range<usize> {
    let mut end = at;
    let mut seen = false;
    while end < words.range.end && end - at < 16 {
        let word = words.at(end);
        if is_wall(word) && !words.has(end, &["so", "called"])
            || (manner(word).is_some()
                && !(end > at
                    && !seen
                    && matches!(word, "report" | "reports" | "estimate" | "estimates"))
                && !is_speaker_noun(word)
                && words.at(end + 1) != "by")
            || matches!(word, "said" | "late" | "earlier" | "adding" | "and" if seen && !words.is_capital(end + 1))
        {
            break;
        }
        // In text without commas: a new noun phrase begins, unless a preposition connects it.
        let leads = end > at
            && matches!(
                words.at(end - 1),
                "of" | "for" | "in" | "on" | "at" | "from" | "to" | "and" | "with" | "by"
            );
        let anew = matches!(word, "the" | "a" | "an" | "some" | "more" | "it" | "its")
            || words.has(end, &["at", "least"])
            || word.starts_with(|c: char| c.is_ascii_digit());
        if anew && seen && !leads && words.gap(end - 1) == " " {
            break;
        }
        if matches!(word, "this" | "these" | "there")
            || matches!(word, "on" | "by" | "in") && adjunct_end(words, end + 1).is_some()
        {
            break;
        }
        end += 1;
        seen |= is_speaker_noun(word)
            || words.is_capital(end - 1)
            || matches!(word, "report" | "reports" | "estimate" | "estimates");
        if words.gap(end - 1).contains(BREAKS) {
            // One apposition: "X, a resident of Y".
            let apposed = words.gap(end - 1).starts_with(',')
                && matches!(words.at(end), "a" | "an" | "the")
                && end - at < 8
                && (end + 1..(end + 9).min(words.range.end))
                    .any(|n| words.gap(n).contains([',', '.']));
            if !apposed {
                break;
            }
        }
        // In text without commas: a name or a plural speaker noun ends at a lower-case word that is not a connective.
        let next = words.at(end);
        let speaks = is_speaker_noun(word) && !is_speaker_noun(next) && !words.is_capital(end);
        if speaks
            && !matches!(
                next,
                "of" | "for"
                    | "in"
                    | "on"
                    | "at"
                    | "from"
                    | "and"
                    | "based"
                    | "cited"
                    | "quoted"
                    | ""
            )
            && words.gap(end - 1) == " "
        {
            break;
        }
    }
    at..end
}

/// Nouns that end the place, time or hearer of speech; sorted.
#[rustfmt::skip]
const ADJUNCTS: &[&str] = &[
    "afp", "ap", "briefing", "communique", "condition", "conference", "email", "facebook",
    "interview", "journalists", "message", "past", "phone", "post", "press", "report",
    "reporters", "reuters", "service", "statement", "telegram", "telephone", "television",
    "tweet", "twitter", "website",
];

/// The end of the adjunct: "[in] a statement", "[on] Tuesday", "[to] AFP".
pub(crate) fn adjunct_end(words: &SentenceWords, at: usize) -> Option<usize> {
    for n in at..at + 6 {
        match words.at(n) {
            word if calendar::is_weekday(word) || ADJUNCTS.binary_search(&word).is_ok() => {
                let mut end = n + 1;
                while end < at + 10 && matches!(words.at(end), "to" | "on" | "from" | "with" | "of")
                {
                    match adjunct_end(words, end + 1) {
                        Some(to) if words.at(end) != "of" => end = to,
                        _ => break,
                    }
                }
                return Some(end);
            }
            "" => return None,
            word if manner(word).is_some() => return None,
            _ => {}
        }
        if words.gap(n).contains(BREAKS) {
            return None;
        }
    }
    None
}

pub(crate) fn is_hearer(words: &SentenceWords, at: usize) -> bool {
    matches!(
        words.at(at),
        "associated"
            | "week"
            | "month"
            | "morning"
            | "agency"
            | "council"
            | "bbc"
            | "evening"
            | "same"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::laid_out;

    #[test]
    fn adjuncts_are_sorted() {
        assert!(ADJUNCTS.is_sorted());
    }

    #[test]
    fn names_end_where_a_clause_begins() {
        for (text, want) in [
            ("the Homs Media Office a total of ten people died", "the Homs Media Office"),
            ("the so-called Homs Media Office", "the so-called Homs Media Office"),
            ("activists in the town", "activists in the town"),
            ("a local report the army left", "a local report"),
        ] {
            let doc = laid_out(text);
            let words = SentenceWords::new(&doc, 0..doc.len());
            let found = doc.tokens_span(forward_name(&words, 0));
            assert_eq!(found.cut(text), want);
        }
    }
}
