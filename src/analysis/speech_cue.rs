//! Whether a possible verb of saying is one in its context: "the report said" against "a report", "claimed ten lives",
//! "the alleged attack". Only `speech` calls this.

use super::word_class::{is_pronoun, is_speaker_noun};
use crate::text::tokens::sentence_words::SentenceWords;

/// Forms of "be": what follows is passive.
const BE: &[&str] = &["is", "are", "was", "were", "been", "being", "be"];
/// Words after which a cue word is an adjective or a noun.
const DETERMINERS: &[&str] = &["the", "a", "an", "of", "so", "some"];
/// Words after which "reports" and similar words are nouns.
const NOUN_HEADS: &[&str] = &["the", "a", "of", "these", "local", "media", "united", "and"];
const HARMED: &[&str] = &["dead", "killed", "missing", "wounded", "injured"];

/// Whether the cue word at `at` is a verb with a speaker, not a noun or a bare participle.
pub(crate) fn is_verb(words: &SentenceWords, at: usize) -> bool {
    let (before, after) = (words.at(at.wrapping_sub(1)), words.at(at + 1));
    let passive = BE.contains(&before) || after == "by";
    if matches!(before, "if" | "once" | "until" | "unless" | "nor") {
        return false; // "if confirmed, it would be the worst", "neither confirmed nor denied"
    }
    match words.at(at) {
        "saw" => false,
        "found" | "established" | "determined" | "verified" => {
            !passive && (after == "that" || ends_attribution(words, at))
        }
        // "Posted a photograph", "posted to the embassy" say nothing of what came before.
        "posted" => !passive && (ends_attribution(words, at) || matches!(after, "on" | "that")),
        "counts" => {
            let figure = after.starts_with(|c: char| c.is_ascii_digit()) || after == "at";
            (figure || ends_attribution(words, at)) && takes_subject(words, at)
        }
        "believe" | "believes" | "suspect" | "suspects" | "fear" | "fears" => {
            let clause = !matches!(after, "in" | "of" | "for" | "" | "and");
            clause && takes_subject(words, at) && before != "to"
        }
        "claim" | "claims" | "claimed" | "claiming" => is_claim(words, at, passive),
        "report" | "state" | "estimate" => {
            // The bare form needs a plural subject, or a clause after it.
            let plural = before.ends_with('s') && is_speaker_noun(before)
                || matches!(before, "they" | "we" | "media" | "also")
                || before == "to" && after == "that";
            plural && !NOUN_HEADS[..5].contains(&before) && after != "of"
        }
        "reports" | "states" | "estimates" | "notes" | "warning" | "charged" | "documents"
        | "counted" | "continued" | "maintained" | "reporting" => {
            let names = is_speaker_noun(before)
                || matches!(before, "he" | "she" | "it" | "they" | "to" | "also")
                || words.is_capital(at.wrapping_sub(1)) && matches!(after, "that" | "the");
            names && !NOUN_HEADS.contains(&before) && after != "of"
        }
        // "were reported killed", "the alleged attack", "hundreds reported dead"
        "reported" => !passive && !DETERMINERS.contains(&before) && !HARMED.contains(&after),
        // "declared a truce" does what it says
        "announced" | "declared" | "declares" | "announces" | "announce" => {
            !passive && !matches!(after, "a" | "an" | "ceasefire" | "truce" | "war" | "victory")
        }
        // "recalled its ambassador"
        "recalled" => !passive && !matches!(after, "its" | "their" | "the" | "all"),
        // "put the toll at 12"
        "put" | "puts" => {
            let counted = matches!(
                words.at(at + 2),
                "toll" | "number" | "figure" | "dead" | "death" | "count"
            );
            matches!(after, "the" | "its" | "their") && counted && takes_subject(words, at)
        }
        // "an informed source"
        "informed" => !passive && !DETERMINERS.contains(&before) && before != "well",
        // "the five alleged fighters"
        "alleged" => !passive && takes_subject(words, at) && !DETERMINERS.contains(&before),
        "said" | "confirmed" | "documented" | "told" | "estimated" | "quoted" | "cited"
        | "accused" | "blamed" | "denied" | "revealed" | "described" | "dismissed" | "stated"
        | "noted" | "added" => !passive && !DETERMINERS.contains(&before),
        _ => true,
    }
}

/// ", the commission has found.": the verb ends the sentence, and a comma is before its subject.
fn ends_attribution(words: &SentenceWords, at: usize) -> bool {
    let last = at + 1 >= words.range.end || words.before_has(at + 1, &[';']);
    last && (words.range.start + 2..at).rev().take(12).any(|n| words.before_has(n, &[',']))
}

/// Whether the word before can be part of its subject: a speaker noun, a pronoun, a name, or an auxiliary.
fn takes_subject(words: &SentenceWords, at: usize) -> bool {
    let before = words.at(at.wrapping_sub(1));
    // In a text all in capitals every word looks like a name.
    let counted = matches!(
        before,
        "two"
            | "three"
            | "four"
            | "five"
            | "six"
            | "seven"
            | "eight"
            | "nine"
            | "ten"
            | "other"
            | "these"
            | "those"
            | "all"
    );
    if counted || DETERMINERS.contains(&before) {
        return false;
    }
    is_speaker_noun(before)
        || is_pronoun(before)
        || words.is_capital(at.wrapping_sub(1))
        || matches!(before, "we" | "also" | "has" | "have" | "had" | "who" | "previously")
        || before.len() > 4 && before.ends_with('s')
}

/// A claim that is said, as against "claimed ten lives", "claims of", "to claim territory", "the claim".
fn is_claim(words: &SentenceWords, at: usize, passive: bool) -> bool {
    let (before, after) = (words.at(at.wrapping_sub(1)), words.at(at + 1));
    let digit = after.starts_with(|c: char| c.is_ascii_digit());
    let lives = (at + 1..at + 5).any(|n| matches!(words.at(n), "life" | "lives"));
    if passive || digit || lives || matches!(after, "of" | "territory" | "victory" | "asylum") {
        return false;
    }
    let said = matches!(after, "that" | "responsibility" | "credit");
    match words.at(at) {
        "claimed" => said || !DETERMINERS.contains(&before) && after != "the",
        "claiming" => true,
        _ if before == "to" => said,
        _ => {
            let names = is_speaker_noun(before)
                || matches!(before, "he" | "she" | "it" | "they" | "also")
                || words.is_capital(at.wrapping_sub(1)) && matches!(after, "that" | "the");
            names && !NOUN_HEADS.contains(&before)
        }
    }
}
