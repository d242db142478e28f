//! Reported speech in a sentence: cues ("said", "according to"), the words that name the speaker, and the content. Uses
//! only tokens, so it also reads text without punctuation. `quote` uses it for the speakers of quotations,
//! `frame::attribution` for the claimants of mentions.

use super::attribution_chain;
use super::forward_phrase::{adjunct_end, forward_name, is_hearer};
use super::inversion::{has_finite_verb, is_inverted};
use super::speaker::{
    complete_article, ends_relative, negation, subject_before_relative, with_hyphenated_rest,
};
use super::speaker_phrase::{is_joined, subject};
use super::speech_cue::is_verb;
use super::speech_verb::manner;
use super::word_class::is_speaker_noun;
use crate::language::{Class, Lexicon};
use crate::text::calendar;
use crate::text::tokens::memo::{Manner, Speech};
use crate::text::tokens::sentence_words::{BREAKS, QUOTES, SentenceWords};
use crate::text::{Document, Sentence, Span};
use std::ops::Range;
use std::rc::Rc;

/// The clauses of speech of a sentence, in order of their cues; computed on first use.
pub(crate) fn of_sentence(doc: &Document, sentence: &Sentence) -> Rc<[Speech]> {
    let tokens = &sentence.tokens;
    doc.memo().clauses(tokens.start, || clauses(doc, tokens.clone()))
}

/// The clauses of speech in the sentence whose tokens are `range`, in order of their cues.
pub fn clauses(doc: &Document, range: Range<usize>) -> Vec<Speech> {
    let words = SentenceWords::new(doc, range);
    read(&words)
}

pub(crate) fn read(words: &SentenceWords) -> Vec<Speech> {
    let mut found: Vec<Speech> = Vec::new();
    for at in words.range.clone() {
        if words.has(at, &["according", "to"]) {
            found.push(according(words, at..at + 2));
        } else if is_per(words, at) {
            found.push(according(words, at..at + 1));
        } else if matches!(words.at(at), "quoting" | "citing") {
            attribution_chain::cite(words, at, found.last_mut());
        } else if let Some(manner) = manner(words.at(at))
            && is_verb(words, at)
        {
            let floor = found.last().map_or(words.range.start, |last: &Speech| last.cue.end);
            if let Some(speech) = clause(words, at, manner, floor) {
                found.push(speech);
            }
        }
    }
    end_at_semicolons(words, &mut found);
    share_speakers(words, &mut found);
    for speech in &mut found {
        attribution_chain::relay(words, speech);
        complete_article(words, speech);
        let at = speech.cue.start;
        let conjoined = at > words.range.start && matches!(words.at(at - 1), "and" | "but");
        if speech.speaker.is_empty() && (conjoined || words.at(at).ends_with("ing")) {
            speech.speaker = main_subject(words, speech.cue.start);
        }
    }
    found
}

/// "Ukraine accused Russia of shelling the road; about 40 turned back, the mayor said": a statement does not go on after
/// a semicolon where it accuses or denies, or where somebody else speaks there. Inside quotation marks it may.
fn end_at_semicolons(words: &SentenceWords, found: &mut [Speech]) {
    let cues: Vec<usize> = found.iter().map(|speech| speech.cue.start).collect();
    for speech in found.iter_mut() {
        let from = speech.cue.end;
        let Some(stop) = (from..words.range.end).find(|&at| words.before_has(at, &[';'])) else {
            continue;
        };
        let quoted = (from..=stop).any(|at| words.before_has(at, QUOTES));
        let other = cues.iter().any(|&cue| cue >= stop);
        if quoted || !other && matches!(speech.manner, Manner::Say | Manner::Confirm) {
            continue;
        }
        for part in speech.content.iter_mut().filter(|part| part.start >= from && part.start < stop)
        {
            part.end = part.end.min(stop);
        }
    }
}

/// "said X and added Y", "said X, adding Y": a cue without its own speaker takes the speaker before.
fn share_speakers(words: &SentenceWords, found: &mut [Speech]) {
    for at in 1..found.len() {
        let (head, tail) = found.split_at_mut(at);
        let (before, this) = (&head[at - 1], &mut tail[0]);
        let at = this.cue.start;
        // "told AFP adding", "within Syria stating": what comes before a participle is not its subject, except after
        // "with".
        let participle = matches!(
            words.at(at),
            "adding"
                | "saying"
                | "stating"
                | "stressing"
                | "noting"
                | "claiming"
                | "warning"
                | "reiterating"
        ) && words.at(at.wrapping_sub(1)) != "as";
        let own =
            words.at(this.speaker.start.wrapping_sub(1)) == "with" && !this.speaker.is_empty();
        let conjoined = matches!(words.at(at.wrapping_sub(1)), "and" | "but" | "also");
        if participle && !own && !before.speaker.is_empty() || this.speaker.is_empty() && conjoined
        {
            this.speaker = before.speaker.clone();
        }
    }
}

/// "X urged an end, saying ...": the subject of the sentence's verb before token `at`.
pub(crate) fn main_subject(words: &SentenceWords, at: usize) -> Range<usize> {
    let verb = (words.range.start + 1..at).find(|&n| {
        let word = words.at(n);
        let verbal =
            word.ends_with("ed") && word.len() > 4 && !words.is_capital(n) && !is_joined(words, n)
                || matches!(
                    word,
                    "gave"
                        | "issued"
                        | "made"
                        | "took"
                        | "put"
                        | "sent"
                        | "hit"
                        | "urges"
                        | "gives"
                        | "called"
                        | "spoke"
                );
        verbal && !words.before_has(n, BREAKS)
    });
    match verb {
        Some(verb) => subject(words, verb, words.range.start),
        None => at..at,
    }
}

/// The clause whose cue is the verb at `at`; nothing before token `floor` belongs to it.
fn clause(words: &SentenceWords, at: usize, manner: Manner, floor: usize) -> Option<Speech> {
    let mut cue = at..at + 1;
    if words.at(at) == "pointed" {
        if words.at(at + 1) != "out" {
            return None;
        }
        cue.end += 1;
    }
    let mut manner = manner;
    if matches!(words.at(at), "claimed" | "claims" | "claim" | "claiming")
        && words.at(at + 1) == "responsibility"
    {
        manner = Manner::Confirm;
        cue.end += 1;
    }
    let start = words.range.start;
    let denies = negation(words, at, floor.max(start));
    if denies.is_some() && words.at(cue.end - 1) == "responsibility" {
        return None; // "no group has claimed responsibility": nobody speaks
    }
    if at > start && words.at(at - 1) == "that" {
        return None; // "groups that announced": a relative clause is no reported speech
    }
    let inverted = is_inverted(words, at);
    let speaker = if inverted { forward_name(words, cue.end) } else { subject(words, at, floor) };
    let has_no_subject = speaker.is_empty() || words.at(speaker.start.wrapping_sub(1)) == "as";
    let relative = if inverted { None } else { subject_before_relative(words, floor, at) };
    // "The group which watches the war in Homs said": the last name before the verb ends the relative clause.
    let speaker = match relative {
        Some(noun) if has_no_subject || ends_relative(words, &noun, &speaker) => noun,
        _ => speaker,
    };
    let bare = speaker.len() == 1
        && words.at(speaker.start).ends_with("ed")
        && !words.is_capital(speaker.start);
    let speaker = if bare { at..at } else { with_hyphenated_rest(words, speaker) };
    let after = if inverted { speaker.end } else { cue.end };
    let rest = skip_adjuncts(words, after);
    let mut content = Vec::new();
    let said = words.at(at);
    if inverted {
        if speaker.is_empty() {
            return None;
        }
        content.push(start..at);
    } else {
        let opening = if speaker.is_empty() { at } else { speaker.start };
        // What follows the adjuncts is content, unless a comma and a mere aside follow.
        let aside = rest > after && words.before_has(rest, &[',']) && begins_aside(words.at(rest));
        let direct_aside =
            rest == after && words.before_has(rest, &[',']) && begins_aside(words.at(rest));
        let clause = matches!(words.at(rest), "as" | "while" | "after" | "when" | "before")
            && opening > start + 3
            && !words.before_has(opening, &[',']);
        // "..., the ministry announced on Thursday; the army did not comment": another statement.
        let ends = words.before_has(rest, &[';']) && !words.before_has(rest, QUOTES);
        let follows = rest < words.range.end && !aside && !direct_aside && !clause && !ends;
        if follows {
            content.push(after..words.range.end);
        }
        let before = opening.saturating_sub(floor.max(start));
        // "Jets hit the plant, its operator said, and it shut down."
        let goes_on = follows
            && rest == after
            && words.at(rest) == "and"
            && words.before_has(rest, &[','])
            && words.before_has(opening, &[',']);
        let is_last = !follows || goes_on || words.before_has(opening, QUOTES);
        let is_unpunctuated = follows
            && before >= 6
            && !words.before_has(opening, BREAKS)
            && !is_subordinate(words, floor.max(start), opening)
            && !matches!(
                words.at(opening - 1),
                "what" | "which" | "as" | "that" | "where" | "because" | "and" | "but"
            )
            && has_finite_verb(words, floor.max(start)..opening);
        let asked = words.at(start) == "asked"; // "Asked whether talks had begun, the envoy said ..."
        if before > 0
            && !speaker.is_empty()
            && (is_last || is_unpunctuated || asked)
            && said != "telling"
        {
            content.push(start..opening);
        }
    }
    if manner == Manner::Deny {
        content.retain(|range| range.start >= cue.end);
    }
    if denies.is_some() && manner == Manner::Confirm {
        // "Police have not confirmed that ten died": it remains open, and nobody is the claimant.
        content.retain(|range| range.start >= cue.end);
        let speaker = at..at;
        return Some(Speech { cue, speaker, content, manner: Manner::Allege, via: Vec::new() });
    }
    if denies.is_some() && manner == Manner::Deny {
        // "The army did not deny shelling the town": it remains open as well.
        let speaker = at..at;
        return Some(Speech { cue, speaker, content, manner: Manner::Allege, via: Vec::new() });
    }
    Some(Speech { cue, speaker, content, manner, via: Vec::new() })
}

/// Words that open an aside after a cue at the end: ", using an acronym", ", as rebels left".
fn begins_aside(word: &str) -> bool {
    word.ends_with("ing")
        && !matches!(word, "during" | "according" | "bombing" | "shelling" | "fighting")
        || matches!(
            word,
            "as" | "while"
                | "after"
                | "who"
                | "which"
                | "where"
                | "when"
                | "referring"
                | "according"
                | "a"
                | "an"
                | "the"
                | "before"
                | "but"
                | "with"
                | "though"
                | "although"
        )
}

/// Words that open a subordinate clause or phrase, which is then not the content of a later cue.
#[rustfmt::skip]
const OPENERS: &[&str] = &[
    "after", "although", "amid", "and", "as", "asked", "at", "before", "but", "despite", "during",
    "following", "however", "if", "in", "on", "prior", "responding", "since", "speaking",
    "though", "when", "while", "with",
];

fn is_opener(word: &str) -> bool {
    OPENERS.binary_search(&word).is_ok()
}

/// Whether the words from `from` to the speaker at `to` are a subordinate clause or an adjunct, and not content: the
/// phrase of a preposition becomes content with one verb ("On Monday ten people died the army said"), the clause of a
/// conjunction with two.
fn is_subordinate(words: &SentenceWords, from: usize, to: usize) -> bool {
    let word = words.at(from);
    if !is_opener(word) {
        return false;
    }
    let verbs = (from..to).filter(|&at| has_finite_verb(words, at..at + 1)).count();
    let joins = matches!(
        word,
        "and" | "but" | "however" | "on" | "in" | "at" | "during" | "amid" | "despite"
    );
    verbs < if joins { 1 } else { 2 }
}

/// Skips times, places of speech and hearers after a cue: "on Monday", "in a statement", "reporters", "Thursday".
fn skip_adjuncts(words: &SentenceWords, from: usize) -> usize {
    let mut at = from;
    loop {
        let word = words.at(at);
        let next = match word {
            day if calendar::is_weekday(day) => at + 1,
            "today" | "yesterday" | "late" | "early" | "earlier" | "later" | "reporters"
            | "journalists" | "us" | "afp" | "reuters" | "ap" | "today's" | "again" | "there"
            | "separately" => at + 1,
            "morning" | "afternoon" | "evening" | "night" if at > from => at + 1,
            "this" if matches!(words.at(at + 1), "paper" | "newspaper" | "reporter" | "outlet") => {
                at + 2
            }
            "the" | "this" | "last" if is_hearer(words, at + 1) => {
                at + 2
                    + usize::from(matches!(words.at(at + 2), "press" | "agency" | "month" | "week"))
            }
            "on" | "in" | "at" | "to" | "by" | "from" | "during" | "via" | "through" => {
                match adjunct_end(words, at + 1) {
                    Some(end) => end,
                    None => return at,
                }
            }
            _ => return at,
        };
        at = next;
        if words.before_has(at, QUOTES) {
            return at;
        }
    }
}

/// Whether the "per" at token `at` names a source: ", per the ministry". Not "per cent", "ten per day".
fn is_per(words: &SentenceWords, at: usize) -> bool {
    if words.at(at) != "per" || !(at == words.range.start || words.before_has(at, &[','])) {
        return false;
    }
    let name = forward_name(words, at + 1);
    name.clone().any(|n| is_speaker_noun(words.at(n)) || words.is_capital(n))
}

/// Of a source that opens its sentence, the words that name it. The first comma ends it ("According to the minister, the
/// army ..."), unless it opens a description of a named person that another comma closes ("According to Hassan Ali, a
/// doctor in Homs, the army ...").
fn opening_source(words: &SentenceWords, name: Range<usize>) -> Range<usize> {
    let Some(comma) = name.clone().find(|&n| words.gap(n).starts_with(',')) else { return name };
    let english = Lexicon::english();
    let described = name.end > comma + 1
        && words.is_name(comma)
        && words.gap(name.end - 1).starts_with(',')
        && (comma + 1..name.end).any(|n| {
            let word = words.at(n);
            english.is(word, Class::Person) && !word.ends_with('s')
        });
    if described { name } else { name.start..comma + 1 }
}

/// "according to X": everything else in the sentence is content. `cue` are the words before the name.
fn according(words: &SentenceWords, cue: Range<usize>) -> Speech {
    let at = cue.start;
    let mut speaker = forward_name(words, cue.end);
    if at == words.range.start || words.before_has(at, QUOTES) {
        speaker = opening_source(words, speaker);
    }
    let mut content = Vec::new();
    // After a closing quotation and its own cue ("X said, according to Y") this names who passed it on; it is content
    // all the same.
    if at > words.range.start {
        content.push(words.range.start..at);
    }
    if speaker.end < words.range.end {
        content.push(speaker.end..words.range.end);
    }
    Speech { cue, speaker, content, manner: Manner::Say, via: Vec::new() }
}

/// The span of a speaker's words.
pub(crate) fn span(doc: &Document, speaker: &Range<usize>) -> Option<Span> {
    (!speaker.is_empty()).then(|| doc.tokens_span(speaker.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::laid_out;

    fn speakers(text: &str) -> Vec<String> {
        let doc = laid_out(text);
        let sentence = doc.sentences()[0].clone();
        let found = clauses(&doc, sentence.tokens);
        found
            .iter()
            .filter_map(|s| span(&doc, &s.speaker))
            .map(|s| s.cut(text).to_string())
            .collect()
    }

    #[test]
    fn tables_are_sorted() {
        assert!(OPENERS.is_sorted());
    }

    #[test]
    fn a_participle_shares_the_speaker_before_it() {
        let text = "Hassan Ali told Harbour News adding that nobody slept.";
        assert_eq!(speakers(text), ["Hassan Ali", "Hassan Ali"]);
        let text =
            "Troops left with Hassan Ali adding that nobody slept, the Homs Media Office said.";
        assert_eq!(speakers(text)[0], "Hassan Ali");
    }

    #[test]
    fn verbs_before_their_subject_need_no_comma() {
        let text =
            "Ten people were killed near Homs said the Homs Media Office which gave no names.";
        assert_eq!(speakers(text), ["the Homs Media Office"]);
        assert_eq!(
            speakers("The wives of the five alleged fighters were killed."),
            Vec::<String>::new()
        );
        assert_eq!(speakers("Shells fell on the town claiming ten lives."), Vec::<String>::new());
    }

    #[test]
    fn speakers_as_written() {
        for (text, want) in [
            (
                "Col. Hassan Ali of the border guard said rebels fired first.",
                "Col. Hassan Ali of the border guard",
            ),
            (
                "A local relief group, Bread for All, said ten people died.",
                "A local relief group, Bread for All",
            ),
            ("Rebels fired first, according to the Homs Media Office.", "the Homs Media Office"),
            ("\"They fired first,\" said Hassan Ali, a farmer.", "Hassan Ali, a farmer"),
            (
                "Shells hit the market in Homs killing ten people activists in the town reported.",
                "activists in the town",
            ),
            (
                "Ten people died in the raid on Homs the Homs Media Office said.",
                "the Homs Media Office",
            ),
            ("Hassan Ali, who lost his home in the raid, said nobody came.", "Hassan Ali"),
            (
                "The Paris-based Homs Media Office which closely watches the war in Homs said ten people died.",
                "The Paris-based Homs Media Office",
            ),
            ("Shells fell near a mill which residents said was empty.", "residents"),
            ("The WHO said ten people died.", "The WHO"),
            ("Jets hit the plant, its operator said, and it shut down.", "its operator"),
            (
                "Rebels took Homs, the Homs Media Office announced on Thursday; the army was silent.",
                "the Homs Media Office",
            ),
            (
                "Ten men were held, the minister Hassan Ali confirmed on Thursday evening.",
                "the minister Hassan Ali",
            ),
            (
                "Both sides signed the plan, Hassan Ali posted; troops are to pull back.",
                "Hassan Ali",
            ),
            (
                "Both sides agreed on a truce, the Homs Media Office announced early on Sunday, with talks to follow.",
                "the Homs Media Office",
            ),
            ("Ten men were shot in the yard, the commission has found.", "the commission"),
            ("Rebels pushed out of Homs after night of gunfights, say elders.", "elders"),
            (
                "Ten barrels were dropped on the plant, two former officers told this paper.",
                "two former officers",
            ),
            (
                "A raid killed ten people in the port an informed source in Homs told us.",
                "an informed source in Homs",
            ),
        ] {
            assert_eq!(speakers(text), [want], "{text}");
        }
    }
}
