//! Noun phrases after a figure: where they end, their head, and whom they name. Used by `figure` and `link`.

use super::toll::{CueForm, cue, is_auxiliary, is_people, is_thing};
use super::word_class::class;
use crate::text::calendar;
use crate::text::tokens::token_window::TokenWindow;
use std::ops::Range;

/// The noun phrase that begins at `start`. It ends at its verb, at the next preposition other than "of", or at a pause.
pub(super) fn noun_phrase(run: &TokenWindow, start: usize) -> Range<usize> {
    const LONGEST: usize = 14;
    let start = start
        + usize::from(
            run.word(start) == "more"
                && (is_people(run.word(start + 1)) || is_toll_noun(run.word(start + 1))),
        );
    let mut end = start;
    let mut after_of = false;
    if start == 0 || !run.is_joined(start - 1) && !run.gap(start - 1).starts_with(['+', '-']) {
        return start..start;
    }
    while end < run.len() && end < start + LONGEST {
        let word = run.word(end);
        let determiner = matches!(word, "a" | "an" | "the" | "its" | "his" | "their" | "said")
            && end > start
            && !after_of;
        let renamed = end > start
            && run.is_capital(end)
            && !run.is_capital(end - 1)
            && is_people(run.word(end - 1));
        // "15 deaths citing a statement", "1,300 people using gas"
        let ends_with_toll_noun = end > start && is_toll_noun(run.word(end - 1)) && word != "of"
            || end > start && word.ends_with("ing") && is_people(run.word(end - 1));
        if determiner || renamed || ends_with_toll_noun {
            break; // "killing 11 people the mayor said", "kill 25 civilians Monitor"
        }
        let joins = word == "and"
            && end > start
            && is_people(run.word(end - 1))
            && is_people(run.word(end + 1));
        if !joins && ends_noun_phrase(run, end, end == start || after_of) {
            break;
        }
        after_of = word == "of";
        end += 1;
        if !run.is_joined(end - 1)
            && !run.is_hyphened(end - 1)
            && !run.gap(end - 1).starts_with(". ")
        {
            break;
        }
        if run.gap(end - 1).contains('.') {
            break;
        }
    }
    while end > start && matches!(run.word(end - 1), "of" | "the" | "and") {
        end -= 1;
    }
    start..end
}

/// Whether a noun phrase ends before the word at `at`. `opening`: where an adjective is possible ("injured civilians").
fn ends_noun_phrase(run: &TokenWindow, at: usize, opening: bool) -> bool {
    let word = run.word(at);
    if let Some((_, form)) = cue(word) {
        let adjective = matches!(form, CueForm::Participle | CueForm::Adjective);
        return form != CueForm::Noun
            && !(adjective
                && opening
                && is_people(run.word(at + 1))
                && run.word(at + 1) != "others");
    }
    is_auxiliary(word)
        || is_frequent_saying(word)
        || calendar::is_weekday(word)
        || calendar::month(word).is_some() && run.is_capital(at)
        || word.starts_with(|c: char| c.is_ascii_digit())
        || is_stop(word)
}

/// The most frequent words of saying: a noun phrase ends before them.
pub(super) fn is_frequent_saying(word: &str) -> bool {
    matches!(
        word,
        "said"
            | "says"
            | "say"
            | "told"
            | "announced"
            | "stated"
            | "added"
            | "reporting"
            | "according"
            | "reports"
            | "claimed"
            | "claims"
    )
}

/// "Deaths", "casualties", "lives": nouns that end a noun phrase.
fn is_toll_noun(word: &str) -> bool {
    matches!(word, "deaths" | "fatalities" | "injuries" | "casualties" | "killings" | "lives")
}

/// The head of a noun phrase: the last word before an "of", or of the whole.
pub(super) fn head<'a>(run: &'a TokenWindow, noun: &Range<usize>) -> &'a str {
    let inner = noun.start + usize::from(run.word(noun.start) == "of");
    let end = (inner..noun.end).find(|&at| run.word(at) == "of").unwrap_or(noun.end);
    if end > inner { run.word(end - 1) } else { "" }
}

/// Of whom a figure is, as written: its noun phrase and a part added without a figure ("including aid workers").
pub(super) fn whom(run: &TokenWindow, noun: &Range<usize>) -> Option<Range<usize>> {
    let mut start = noun.start;
    while start < noun.end
        && (matches!(run.word(start), "of" | "more" | "them" | "whom" | "a" | "an")
            || cue(run.word(start)).is_some_and(|(_, form)| form != CueForm::Noun)
            || run.word(start).ends_with("ly"))
    {
        start += 1;
    }
    let nominal = noun.len() <= 2
        && matches!(
            run.before(noun.end, 1),
            "deaths" | "fatalities" | "injuries" | "casualties" | "killings"
        );
    if start >= noun.end || nominal {
        return None;
    }
    let next = run.word(noun.end);
    let part = match next {
        "including" => noun.end + 1,
        "most" | "mostly" if run.word(noun.end + 1) != "of" => noun.end + 1,
        "most" if run.word(noun.end + 2) == "them" => noun.end + 3,
        _ => return Some(start..noun.end),
    };
    if matches!(run.word(part), "a" | "an" | "one") {
        return Some(start..noun.end); // a single person is a figure of its own
    }
    let part = noun_phrase(run, part);
    Some(if part.is_empty() { start..noun.end } else { start..part.end })
}

/// "Syrians", "600 Alawites": a plural with a capital names people.
pub(super) fn is_nationality(run: &TokenWindow, at: usize) -> bool {
    run.is_capital(at) && run.word(at).ends_with('s') && !is_thing(run.word(at))
}

/// Whether only space comes before `at`.
pub(super) fn joined_to(run: &TokenWindow, at: usize) -> bool {
    at > 0 && at < run.len() && run.is_joined(at - 1)
}

class! {
    /// Words that end a noun phrase.
    is_stop = "
        in on at by from with near during under for to into across since after before around between
        within inside outside through throughout over amid along among against without and or but as
        while when where who whom which that whose including mostly most have has had will would
        could may might can also more because two three four five six seven eight nine ten yesterday
        today late early last not remain remained live living seek trying";
}
