//! Chains of attribution: who passed on what another said. "Activists cited by the agency", "the agency, quoting
//! activists", "was quoted by the agency as saying", "told the agency", "in a statement carried by the agency". Called
//! by `speech`.

use super::forward_phrase::forward_name;
use super::speaker_phrase::subject;
use super::word_class::is_speaker_noun;
use crate::text::tokens::memo::Speech;
use crate::text::tokens::sentence_words::{BREAKS, SentenceWords};
use std::ops::Range;

/// Participles after which "by" names who passed it on.
fn is_passed_on(word: &str) -> bool {
    matches!(
        word,
        "aired"
            | "broadcast"
            | "carried"
            | "cited"
            | "published"
            | "quoted"
            | "relayed"
            | "released"
    )
}

/// "The agency said, citing activists": for the clause before, the activists are the speaker and the agency is in
/// `via`.
pub(super) fn cite(words: &SentenceWords, at: usize, before: Option<&mut Speech>) {
    let Some(speech) = before else { return };
    let name = forward_name(words, at + 1);
    let speaks = name.clone().any(|n| is_speaker_noun(words.at(n)));
    let near = at - speech.cue.end.min(at) <= 4;
    if near && speaks && !speech.speaker.is_empty() && !name.is_empty() {
        speech.via.push(std::mem::replace(&mut speech.speaker, name));
    }
}

/// Splits a speaker phrase that also names who passed the words on, and finds outlets after the cue.
pub(super) fn relay(words: &SentenceWords, speech: &mut Speech) {
    within(words, speech);
    if words.at(speech.cue.start) == "saying" && words.at(speech.cue.start.wrapping_sub(1)) == "as"
    {
        quoted_as_saying(words, speech);
    }
    let end = speech.cue.end;
    let carried = (end..end + 9).take_while(|&at| words.range.contains(&at)).find(|&at| {
        let words_of = matches!(
            words.at(at.wrapping_sub(1)),
            "comments"
                | "communique"
                | "footage"
                | "interview"
                | "remarks"
                | "report"
                | "speech"
                | "statement"
        );
        is_passed_on(words.at(at)) && words.at(at + 1) == "by" && words_of
    });
    let by = match carried {
        Some(at) => forward_name(words, at + 2),
        None if matches!(words.at(speech.cue.start), "told" | "tells" | "telling") => {
            outlet(words, end)
        }
        None => end..end,
    };
    if !by.is_empty() && !speech.speaker.is_empty() {
        speech.via.push(by);
    }
}

/// "Reuters quoting officials", "activists cited by the agency".
fn within(words: &SentenceWords, speech: &mut Speech) {
    let speaker = speech.speaker.clone();
    // "Activists cited by the agency said": the name right before the verb is that of who passed it on.
    let start = speaker.start;
    let cited = !speaker.is_empty()
        && start > words.range.start + 2
        && words.at(start - 1) == "by"
        && is_passed_on(words.at(start - 2))
        && !matches!(words.at(start - 3), "was" | "were" | "is" | "are" | "been" | "being");
    if cited {
        let source = subject(words, start - 2, words.range.start);
        let paper = matches!(
            words.at(start - 3),
            "comments"
                | "communique"
                | "document"
                | "figures"
                | "footage"
                | "report"
                | "statement"
                | "video"
        );
        if !source.is_empty() && source.end == start - 2 && !paper {
            for part in speech.content.iter_mut().filter(|part| part.end == start) {
                part.end = source.start.max(part.start);
            }
            speech.content.retain(|part| !part.is_empty());
            speech.via.push(std::mem::replace(&mut speech.speaker, source));
            return;
        }
    }
    for at in speaker.start + 1..speaker.end {
        let word = words.at(at);
        if matches!(word, "quoting" | "citing") && at + 1 < speaker.end {
            speech.via.push(speaker.start..at);
            speech.speaker = at + 1..speaker.end;
            return;
        }
        if is_passed_on(word) && words.at(at + 1) == "by" && at + 2 < speaker.end {
            speech.via.push(at + 2..speaker.end);
            speech.speaker = speaker.start..at;
            return;
        }
    }
}

/// "The envoy was quoted by the agency as saying", "the agency quoted the envoy as saying".
fn quoted_as_saying(words: &SentenceWords, speech: &mut Speech) {
    let as_ = speech.cue.start - 1;
    let floor = words.range.start.max(as_.saturating_sub(16));
    let Some(at) = (floor..as_)
        .rev()
        .find(|&at| matches!(words.at(at), "quoted" | "cited" | "quotes" | "cites" | "quoting"))
    else {
        return;
    };
    let before = at.checked_sub(1).map_or("", |before| words.at(before));
    if matches!(before, "was" | "were" | "is" | "been") {
        let been = usize::from(before == "been");
        let named = subject(words, at.saturating_sub(1 + been), words.range.start);
        if !named.is_empty() {
            // "Shells fell, an officer was quoted as saying": the words before are content as well.
            if named.start > words.range.start {
                speech.content.push(words.range.start..named.start);
            }
            speech.speaker = named;
            if words.at(at + 1) == "by" && at + 2 < as_ {
                speech.via.push(at + 2..as_);
            }
        }
    } else if at + 1 < as_ {
        let teller = subject(words, at, words.range.start);
        speech.speaker = at + 1..as_;
        if !teller.is_empty() {
            speech.via.push(teller);
        }
    }
}

/// The news outlet named from token `at` on, as the hearer; empty where none is named.
fn outlet(words: &SentenceWords, at: usize) -> Range<usize> {
    #[rustfmt::skip]
    const OUTLETS: &[&str] = &[
        "afp", "agency", "anadolu", "ap", "arab", "arabiya", "bbc", "channel", "cnn", "daily", "guardian",
        "interfax", "jazeera", "media", "network", "news", "newspaper", "post", "press", "radio",
        "reuters", "ria", "rt", "sana", "sputnik", "tass", "telegraph", "television", "times", "tv", "xinhua",
    ];
    debug_assert!(OUTLETS.is_sorted());
    let is_outlet = |n: usize| OUTLETS.binary_search(&words.at(n)).is_ok();
    let mut end = at;
    while end < words.range.end && end - at < 7 {
        let part = words.is_capital(end)
            || is_outlet(end)
            || matches!(words.at(end), "the" | "state" | "local" | "satellite" | "private");
        if !part {
            break;
        }
        end += 1;
        if words.gap(end - 1).contains(BREAKS) {
            break;
        }
    }
    match (at..end).rev().find(|&n| is_outlet(n)) {
        Some(last) => at..(last + 1..end).find(|&n| !words.is_capital(n)).unwrap_or(end),
        None => at..at,
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::speech::{clauses, span};
    use crate::text::testing::laid_out;

    /// Who said it last in a sentence, and who passed it on.
    fn read(text: &str) -> (Option<String>, Vec<String>) {
        let doc = laid_out(text);
        let found = clauses(&doc, doc.sentences()[0].tokens.clone());
        let last = found.last().expect("a clause of speech");
        let cut = |range| span(&doc, range).map(|span| span.cut(text).to_string());
        (cut(&last.speaker), last.via.iter().filter_map(cut).collect())
    }

    #[test]
    fn chains_of_attribution_are_split() {
        for (text, speaker, via) in [
            (
                "The Herald, citing local activists, said shells fell.",
                "local activists",
                "The Herald",
            ),
            ("Shells fell, said activists cited by the Herald.", "activists", "the Herald"),
            (
                "The envoy was quoted by the Herald as saying that shells fell.",
                "The envoy",
                "the Herald",
            ),
            ("The Herald quoted an envoy as saying that shells fell.", "an envoy", "The Herald"),
            (
                "Shells fell, the Herald reported, citing a military source.",
                "a military source",
                "the Herald",
            ),
            (
                "Doctor Hassan Ali told Harbour News that shells fell.",
                "Doctor Hassan Ali",
                "Harbour News",
            ),
            (
                "The army said in a statement carried by state media that shells fell.",
                "The army",
                "state media",
            ),
        ] {
            assert_eq!(read(text), (Some(speaker.to_string()), vec![via.to_string()]), "{text}");
        }
        assert_eq!(read("The envoy told reporters that shells fell.").1, Vec::<String>::new());
    }
}
