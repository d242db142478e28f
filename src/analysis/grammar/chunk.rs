//! Joins tagged words to noun phrases and verb groups.

use super::readings::contracted;
use super::sentence::{Governor, NounPhrase, Sentence, VerbGroup, Voice};
use super::tag::Tag;
use crate::text::tokens::sentence_words::SentenceWords;
use std::ops::Range;

/// The sentence with its phrases and groups, which do not belong to each other yet.
pub(super) fn chunks(words: &SentenceWords, tags: Vec<Tag>) -> Sentence {
    let tokens = words.range.clone();
    let mut sentence = Sentence { tokens, tags, phrases: Vec::new(), verbs: Vec::new() };
    let mut at = words.range.start;
    while at < words.range.end {
        let tag = sentence.tag(at);
        if tag.opens_phrase() {
            let phrase = phrase(words, &sentence, at);
            at = phrase.tokens.end;
            sentence.phrases.push(phrase);
        } else if tag.is_verb() || tag.is_auxiliary() || tag == Tag::To {
            let group = group(words, &sentence, at);
            at = group.tokens.end;
            sentence.verbs.push(group);
        } else {
            at += 1;
        }
    }
    sentence
}

/// The noun phrase that opens at `start`. It ends at the first pause, before a word of another sort, and before a
/// determiner or pronoun, which open another phrase.
fn phrase(words: &SentenceWords, sentence: &Sentence, start: usize) -> NounPhrase {
    let mut end = start;
    let mut owner = None;
    let mut first_of_part = start;
    let only = sentence.tag(start) == Tag::Pronoun;
    while end < words.range.end {
        let tag = sentence.tag(end);
        let inside = end > start;
        if inside && !goes_on(words, end, owner.is_some() && first_of_part == end) {
            break;
        }
        let adverb = tag == Tag::Adverb && inside && sentence.tag(end + 1) == Tag::Adjective;
        if !tag.opens_phrase() && !adverb
            || inside && tag == Tag::Pronoun
            || inside
                && matches!(tag, Tag::Determiner | Tag::Possessive)
                && sentence.tag(end - 1) != Tag::Determiner
            || inside && words.gap(end - 1) != "-" && opens_another(sentence, end)
        {
            break;
        }
        end += 1;
        if only {
            break;
        }
        if words.doc.is_possessive(end - 1)
            && end < words.range.end
            && sentence.tag(end).opens_phrase()
        {
            owner = Some(first_of_part..end);
            first_of_part = end;
        }
    }
    while end > start + 1
        && matches!(sentence.tag(end - 1), Tag::Determiner | Tag::Possessive | Tag::Adverb)
    {
        end -= 1;
    }
    let head = head(sentence, &(first_of_part.min(end - 1)..end));
    NounPhrase { tokens: start..end, head, owner, governor: Governor::None }
}

/// Whether the phrase may go on over the gap before `at`. `owned` right after a possessive ending.
fn goes_on(words: &SentenceWords, at: usize, owned: bool) -> bool {
    let gap = words.gap(at - 1);
    let short = words.doc.token_span(at - 1).len() <= 4;
    gap.chars().all(|c| {
        c.is_whitespace()
            || matches!(c, '-' | '‐' | '‑' | '\'' | '’' | '‘' | '/' | '&')
            || owned && c == 's'
            || c == '.' && short
            || matches!(c, '"' | '“' | '”') // "so-called “safe zones”"
    })
}

/// Whether a name or number at `at` opens a phrase of its own: after a time ("Monday Turkish jets"), or a name after a
/// common noun in lower case is taken as one phrase ("President Assad"), a time after a noun is not ("troops Monday").
fn opens_another(sentence: &Sentence, at: usize) -> bool {
    let (before, here) = (sentence.tag(at - 1), sentence.tag(at));
    match (before, here) {
        (Tag::Time, Tag::Time | Tag::Number) | (Tag::Number, Tag::Time) => false,
        (Tag::Time, Tag::Name | Tag::Adjective) => true,
        (Tag::Noun | Tag::Name, Tag::Time) => true,
        _ => false,
    }
}

/// The head of a phrase: its last noun, name or pronoun; without one its last word.
fn head(sentence: &Sentence, part: &Range<usize>) -> usize {
    let nominal =
        |at: &usize| matches!(sentence.tag(*at), Tag::Noun | Tag::Name | Tag::Time | Tag::Pronoun);
    part.clone().rev().find(nominal).unwrap_or(part.end - 1)
}

/// The verb group that opens at `start`: auxiliaries, adverbs and negatives, and the main verb.
fn group(words: &SentenceWords, sentence: &Sentence, start: usize) -> VerbGroup {
    let mut end = start;
    let mut main = start;
    while end < words.range.end {
        let tag = sentence.tag(end);
        if end > start && !joins(words, end) {
            break;
        }
        if tag.is_verb() && (end == start || goes_with(sentence, start, main, end)) {
            main = end;
            end += 1;
            break;
        }
        if tag.is_auxiliary() && (end == start || !is_new_group(sentence, main, end))
            || tag == Tag::To && end == start
        {
            main = end;
        } else if !matches!(tag, Tag::Adverb | Tag::Negative) || end == start {
            break;
        }
        end += 1;
    }
    let end = end.max(main + 1).min(words.range.end);
    let tokens = start..main + 1;
    let bare = sentence.tag(start);
    let contraction = start
        .checked_sub(1)
        .filter(|&before| sentence.tag(before) == Tag::Pronoun)
        .and_then(|before| contracted(words.at(before)));
    let negated = negative(words, sentence, &(start..end));
    VerbGroup {
        voice: voice(sentence, &tokens, main, contraction),
        finite: contraction.is_some()
            || !matches!(bare, Tag::To | Tag::Ing | Tag::Participle | Tag::Base)
                && !matches!(words.at(start), "being" | "having" | "been" | "be" | "getting"),
        negated,
        modal: tokens.clone().find(|&at| matches!(sentence.tag(at), Tag::Modal | Tag::To)),
        subject: None,
        object: None,
        agent: None,
        governor: None,
        opener: None,
        main,
        tokens: start..end.max(main + 1),
    }
}

/// Whether a verb at `at` is the main verb of the auxiliary at `main`.
fn goes_with(sentence: &Sentence, start: usize, main: usize, at: usize) -> bool {
    match (sentence.tag(main), sentence.tag(at)) {
        (Tag::Be, Tag::Participle | Tag::Ing) => true,
        (Tag::Have, Tag::Participle) => true,
        (Tag::Do | Tag::Modal | Tag::To, Tag::Base) => true,
        _ => start == at,
    }
}

/// Whether the auxiliary at `at` does not go on with the one at `main`: "is" after "was" opens another group.
fn is_new_group(sentence: &Sentence, main: usize, at: usize) -> bool {
    !matches!(
        (sentence.tag(main), sentence.tag(at)),
        (Tag::Modal | Tag::Do | Tag::To, Tag::Be | Tag::Have | Tag::Do)
            | (Tag::Have, Tag::Be | Tag::Have | Tag::Do)
            | (Tag::Be, Tag::Be | Tag::Have)
    )
}

fn joins(words: &SentenceWords, at: usize) -> bool {
    !words.gap(at - 1).contains([',', ';', ':', '(', ')', '"', '“', '”', '—', '–', '?', '!'])
}

/// `contraction` is the auxiliary in the pronoun before the group.
fn voice(
    sentence: &Sentence,
    tokens: &Range<usize>,
    main: usize,
    contraction: Option<Tag>,
) -> Voice {
    let passive = sentence.tag(main) == Tag::Participle
        && tokens
            .clone()
            .rev()
            .skip(1)
            .map(|at| sentence.tag(at))
            .find(|tag| tag.is_auxiliary())
            .or(contraction)
            .is_none_or(|tag| tag == Tag::Be);
    if passive { Voice::Passive } else { Voice::Active }
}

/// The negative inside a group, or "longer" after it in "no longer".
fn negative(words: &SentenceWords, sentence: &Sentence, tokens: &Range<usize>) -> Option<usize> {
    let inside = tokens.clone().find(|&at| {
        sentence.tag(at) == Tag::Negative
            || words.at(at).ends_with("n't")
            || words.at(at).ends_with("n’t")
            || words.at(at) == "cannot"
    });
    let before = tokens.start.checked_sub(1).filter(|&at| sentence.tag(at) == Tag::Negative);
    inside.or(before)
}
