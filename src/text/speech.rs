//! Who says what in a sentence: cues of speech ("said", "according to"), the words that name the speaker, and the words
//! that are said. Stands on tokens alone, so it also reads texts that lost their punctuation. `quote` finds the
//! speakers of quotations with it, `frame::attribution` the claimants of mentions.

use super::{Document, Span};
use std::borrow::Cow;
use std::ops::Range;

/// What a cue of speech says about its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Told, with no word on its truth.
    Say,
    /// Told with doubt, or as a charge.
    Allege,
    /// Owned by one who would know.
    Confirm,
    /// Said not to be so.
    Deny,
}

/// One clause of speech in a sentence; all ranges are token ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speech {
    /// The cue: a verb or "according to".
    pub cue: Range<usize>,
    /// The words that name the speaker, empty where none are there.
    pub speaker: Range<usize>,
    /// What is said. One clause may have content on both sides of its cue.
    pub content: Vec<Range<usize>>,
    /// How it is said.
    pub manner: Manner,
}

/// A sentence's words, ready to be looked at.
pub(crate) struct Words<'a> {
    pub doc: &'a Document,
    pub range: Range<usize>,
    folded: Vec<Cow<'a, str>>,
}

impl<'a> Words<'a> {
    pub(crate) fn new(doc: &'a Document, range: Range<usize>) -> Self {
        let folded = range.clone().map(|at| doc.folded(at)).collect();
        Words { doc, range, folded }
    }

    /// Token `at` in lower case; empty outside the range.
    pub(crate) fn at(&self, at: usize) -> &str {
        at.checked_sub(self.range.start)
            .and_then(|at| self.folded.get(at))
            .map_or("", |word| word.as_ref())
    }

    pub(crate) fn is_capital(&self, at: usize) -> bool {
        self.range.contains(&at) && self.doc.surface(at).starts_with(char::is_uppercase)
    }

    /// The punctuation and space between token `at` and the next.
    pub(crate) fn gap(&self, at: usize) -> &'a str {
        if self.range.contains(&at) { self.doc.gap_after(at) } else { "" }
    }

    /// Whether the gap before token `at` holds one of `marks`.
    pub(crate) fn before_has(&self, at: usize, marks: &[char]) -> bool {
        at > self.range.start && self.gap(at - 1).contains(marks)
    }

    /// Whether the words at `at` are `phrase`.
    pub(crate) fn has(&self, at: usize, phrase: &[&str]) -> bool {
        phrase.iter().enumerate().all(|(n, word)| self.at(at + n) == *word)
    }
}

/// Marks that end a noun phrase or a clause.
const BREAKS: &[char] = &[',', ';', ':', '"', '“', '”', '(', ')', '—', '–', '?', '!'];
const QUOTES: &[char] = &['"', '“', '”'];

/// The clauses of speech in the sentence whose tokens are `range`, in order of their cues.
pub fn clauses(doc: &Document, range: Range<usize>) -> Vec<Speech> {
    let words = Words::new(doc, range);
    read(&words)
}

pub(crate) fn read(words: &Words) -> Vec<Speech> {
    let mut found: Vec<Speech> = Vec::new();
    for at in words.range.clone() {
        if words.has(at, &["according", "to"]) {
            found.push(according(words, at));
        } else if let Some(manner) = manner(words.at(at))
            && is_verb(words, at)
        {
            let floor = found.last().map_or(words.range.start, |last: &Speech| last.cue.end);
            if let Some(speech) = clause(words, at, manner, floor) {
                found.push(speech);
            }
        }
    }
    share_speakers(words, &mut found);
    for speech in &mut found {
        let at = speech.cue.start;
        let conjoined = at > words.range.start && matches!(words.at(at - 1), "and" | "but");
        if speech.speaker.is_empty() && (conjoined || words.at(at).ends_with("ing")) {
            speech.speaker = main_subject(words, speech.cue.start);
        }
    }
    found
}

/// "said X and added Y", "said X, adding Y": a cue without a speaker of its own takes the one before.
fn share_speakers(words: &Words, found: &mut [Speech]) {
    for at in 1..found.len() {
        let (head, tail) = found.split_at_mut(at);
        let (before, this) = (&head[at - 1], &mut tail[0]);
        let bare = this.cue.start;
        let joined = matches!(
            words.at(bare),
            "adding"
                | "saying"
                | "stressing"
                | "noting"
                | "claiming"
                | "warning"
                | "citing"
                | "reiterating"
        ) || matches!(words.at(bare.wrapping_sub(1)), "and" | "but" | "also");
        if this.speaker.is_empty() && joined {
            this.speaker = before.speaker.clone();
        }
    }
}

/// "X urged an end, saying ...": the subject of the sentence's verb before token `at`.
fn main_subject(words: &Words, at: usize) -> Range<usize> {
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

/// What `word` says as a cue, if it is one.
pub(crate) fn manner(word: &str) -> Option<Manner> {
    if SAY.binary_search(&word).is_ok() {
        return Some(Manner::Say);
    }
    Some(match word {
        "alleged" | "alleges" | "alleging" | "accused" | "accuses" | "accusing" | "accuse"
        | "blamed" | "blames" | "blaming" => Manner::Allege,
        "confirmed" | "confirms" | "confirm" | "confirming" | "acknowledged" | "acknowledges"
        | "acknowledging" | "admitted" | "admits" | "admitting" | "conceded" => Manner::Confirm,
        "denied" | "denies" | "deny" | "denying" | "refuted" | "refutes" | "dismissed" => {
            Manner::Deny
        }
        _ => return None,
    })
}

/// Plain verbs of saying; sorted.
#[rustfmt::skip]
const SAY: &[&str] = &[
    "add", "added", "adding", "adds", "announce", "announced", "announces", "announcing",
    "argued", "argues", "asserted", "asserts", "charged", "cited", "claim", "claimed", "claiming",
    "claims", "concluded", "continued", "counted", "declared", "declares", "describe",
    "described", "disclosed", "documented", "documents", "emphasised",
    "emphasized", "estimate", "estimated", "estimates", "explained", "explains", "indicated",
    "indicates", "informed", "insisted", "insists", "maintained", "mentioned", "noted", "notes",
    "noting", "pointed", "predicted", "quoted", "recalled", "recounted", "reiterated",
    "reiterates", "reiterating", "relates", "remarked", "report", "reported", "reporting",
    "reports", "revealed", "reveals", "said", "saw", "say", "saying", "says", "state", "stated",
    "states", "stating", "stressed", "stresses", "stressing", "suggested", "tell", "telling",
    "tells", "termed", "testified", "told", "tweeted", "tweets", "warned", "warning", "warns",
    "wrote",
];

/// Forms of "be": what follows is passive.
const BE: &[&str] = &["is", "are", "was", "were", "been", "being", "be"];
/// Words after which a cue word is an adjective or a noun.
const DETERMINERS: &[&str] = &["the", "a", "an", "of", "so", "some"];
/// Words after which "reports" and its like are nouns.
const NOUN_HEADS: &[&str] = &["the", "a", "of", "these", "local", "media", "united", "and"];
const HARMED: &[&str] = &["dead", "killed", "missing", "wounded", "injured"];

/// Whether the cue word at `at` is a verb with a speaker, not a noun or a bare participle.
fn is_verb(words: &Words, at: usize) -> bool {
    let (before, after) = (words.at(at.wrapping_sub(1)), words.at(at + 1));
    let passive = BE.contains(&before) || after == "by";
    match words.at(at) {
        "saw" => false,
        "report" | "reports" | "state" | "states" | "claim" | "claims" | "estimate"
        | "estimates" | "notes" | "warning" | "charged" | "documents" | "counted" | "continued"
        | "maintained" | "reporting" => {
            let names = is_speaker_noun(before)
                || matches!(before, "he" | "she" | "it" | "they" | "to" | "also")
                || words.is_capital(at.wrapping_sub(1)) && matches!(after, "that" | "the");
            names && !NOUN_HEADS.contains(&before) && after != "of"
        }
        // "were reported killed", "the alleged attack", "hundreds reported dead"
        "reported" => !passive && !DETERMINERS.contains(&before) && !HARMED.contains(&after),
        // "the attack that claimed ten lives"
        "claimed" => {
            let toll =
                after.starts_with(|c: char| c.is_ascii_digit()) || matches!(after, "the" | "lives");
            !passive && !DETERMINERS.contains(&before) && !toll
        }
        // "declared a truce" does what it says
        "announced" | "declared" => !passive && !matches!(after, "a" | "an"),
        "said" | "alleged" | "confirmed" | "documented" | "told" | "estimated" | "quoted"
        | "cited" | "accused" | "blamed" | "denied" | "revealed" | "described" | "dismissed"
        | "stated" | "noted" | "added" => !passive && !DETERMINERS.contains(&before),
        _ => true,
    }
}

/// Words that stand between a subject and its verb.
pub(crate) fn is_between(word: &str) -> bool {
    matches!(
        word,
        "also"
            | "has"
            | "have"
            | "had"
            | "later"
            | "earlier"
            | "previously"
            | "publicly"
            | "then"
            | "only"
            | "today"
            | "yesterday"
            | "repeatedly"
            | "further"
            | "officially"
            | "not"
            | "did"
            | "does"
            | "do"
            | "immediately"
            | "again"
            | "recently"
            | "already"
            | "itself"
            | "himself"
            | "separately"
            | "reportedly"
            | "still"
            | "strongly"
            | "would"
            | "will"
            | "however"
            | "meanwhile"
            | "all"
            | "both"
            | "went"
            | "on"
            | "to"
            | "saturday"
            | "sunday"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "consistently"
            | "initially"
    )
}

/// The clause whose cue is the verb at `at`; nothing before token `floor` belongs to it.
fn clause(words: &Words, at: usize, manner: Manner, floor: usize) -> Option<Speech> {
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
    if at > start && words.at(at - 1) == "that" {
        return None; // "groups that announced": the relative names no act of speech told here
    }
    let inverted = is_inverted(words, at);
    let speaker = if inverted { forward_name(words, cue.end) } else { subject(words, at, floor) };
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
        // What goes on after the adjuncts is content, unless a mark and a mere aside follow.
        let aside = rest > after && words.before_has(rest, &[',']) && goes_aside(words.at(rest));
        let direct_aside =
            rest == after && words.before_has(rest, &[',']) && goes_aside(words.at(rest));
        let clause = matches!(words.at(rest), "as" | "while" | "after" | "when" | "before")
            && opening > start + 3
            && !words.before_has(opening, &[',']);
        let follows = rest < words.range.end && !aside && !direct_aside && !clause;
        if follows {
            content.push(after..words.range.end);
        }
        let before = opening.saturating_sub(floor.max(start));
        let closes = !follows || words.before_has(opening, QUOTES);
        let run_on = follows
            && before >= 6
            && !words.before_has(opening, BREAKS)
            && !is_opener(words.at(floor.max(start)))
            && !matches!(
                words.at(opening - 1),
                "what" | "which" | "as" | "that" | "where" | "because" | "and" | "but"
            )
            && has_finite_verb(words, floor.max(start)..opening);
        if before > 0 && !speaker.is_empty() && (closes || run_on) && said != "telling" {
            content.push(start..opening);
        }
    }
    if manner == Manner::Deny {
        content.retain(|range| range.start >= cue.end);
    }
    Some(Speech { cue, speaker, content, manner })
}

/// Words that open an aside after a closing cue: ", using an acronym", ", as rebels left".
fn goes_aside(word: &str) -> bool {
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
        )
}

/// Words that open a subordinate clause or phrase, which is then no content of a later cue.
fn is_opener(word: &str) -> bool {
    matches!(
        word,
        "while"
            | "although"
            | "though"
            | "when"
            | "after"
            | "before"
            | "despite"
            | "prior"
            | "speaking"
            | "asked"
            | "responding"
            | "if"
            | "following"
            | "on"
            | "in"
            | "at"
            | "with"
            | "during"
            | "but"
            | "and"
            | "however"
            | "as"
            | "since"
            | "amid"
    )
}

fn has_finite_verb(words: &Words, range: Range<usize>) -> bool {
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

/// Whether the verb at `at` stands before its subject: `"...," said X`, `..., says X`.
fn is_inverted(words: &Words, at: usize) -> bool {
    if !matches!(
        words.at(at),
        "said"
            | "says"
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
    opened && named && !words.gap(at).contains(BREAKS) && !is_name_then_verb(words, at)
}

/// "X, said Y": the mark before the verb closes an apposition of its subject where the sentence began with that subject.
fn is_name_then_verb(words: &Words, at: usize) -> bool {
    let start = words.range.start;
    words.before_has(at, &[',']) && !words.before_has(at, QUOTES) && at - start <= 14 && {
        let commas = (start + 1..at).filter(|&n| words.before_has(n, &[','])).count();
        commas >= 1 && !has_finite_verb(words, start..at)
    }
}

/// Past times, places of speaking and hearers after a cue: "on Monday", "in a statement", "reporters", "Thursday".
fn skip_adjuncts(words: &Words, mut at: usize) -> usize {
    loop {
        let word = words.at(at);
        let next = match word {
            "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"
            | "today" | "yesterday" | "late" | "early" | "earlier" | "later" | "reporters"
            | "journalists" | "us" | "afp" | "reuters" | "ap" | "today's" | "again" | "there"
            | "separately" => at + 1,
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

fn is_hearer(words: &Words, at: usize) -> bool {
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

/// Where "[in] a statement", "[on] Tuesday", "[to] AFP" ends.
fn adjunct_end(words: &Words, at: usize) -> Option<usize> {
    for n in at..at + 6 {
        match words.at(n) {
            "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"
            | "statement" | "twitter" | "facebook" | "telephone" | "phone" | "report"
            | "interview" | "conference" | "briefing" | "email" | "afp" | "reuters" | "ap"
            | "reporters" | "journalists" | "television" | "post" | "website" | "telegram"
            | "tweet" | "message" | "past" | "communique" | "condition" | "press" | "service" => {
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

/// Nouns that speak; sorted.
#[rustfmt::skip]
const SPEAKERS: &[&str] = &[
    "activist", "activists", "agency", "ambassador", "analyst", "analysts", "army", "authorities",
    "center", "centers", "centre", "chief", "coalition", "command", "commander", "commanders",
    "committee", "committees", "correspondent", "council", "department", "diplomat", "diplomats",
    "director", "doctor", "doctors", "embassy", "envoy", "expert", "experts", "government",
    "governor", "group", "groups", "head", "journalist", "journalists", "kremlin", "leader",
    "leaders", "media", "medic", "medics", "militants", "military", "militia", "minister",
    "ministry", "mission", "monitor", "monitors", "network", "ngo", "observatory", "office",
    "official", "officials", "opposition", "organisation", "organization", "outlets", "police",
    "president", "rebels", "reporter", "reports", "rescuers", "resident", "residents",
    "secretary", "site", "sites", "source", "sources", "spokesman", "spokesperson", "spokeswoman",
    "state", "statement", "survivors", "television", "tv", "union", "volunteers", "witness",
    "witnesses", "worker", "workers",
];

pub(crate) fn is_speaker_noun(word: &str) -> bool {
    SPEAKERS.binary_search(&word).is_ok()
        || matches!(
            word,
            "both" | "newspaper" | "company" | "fighters" | "jihadists" | "insurgents" | "soldier"
        )
}

/// Pronouns that stand for a speaker named before.
pub(crate) fn is_pronoun(word: &str) -> bool {
    matches!(word, "he" | "she" | "it" | "they")
}

/// The subject of the verb at `at`: the noun phrase before it, with title and apposition.
pub(crate) fn subject(words: &Words, at: usize, floor: usize) -> Range<usize> {
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

/// "X, a resident of Y, said": the phrase before the apposition, and the apposition unless it is a relative clause.
fn apposed(words: &Words, end: usize, floor: usize) -> Range<usize> {
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
fn phrase(words: &Words, end: usize, floor: usize) -> Range<usize> {
    let mut start = end;
    // To the last mark or word that no noun phrase crosses.
    while start > floor {
        let word = words.at(start - 1);
        if start < end
            && words.gap(start - 1).contains(BREAKS)
            && !words.gap(start - 1).trim().is_empty()
        {
            break;
        }
        if is_wall(word) {
            break;
        }
        start -= 1;
    }
    let clean = start == floor
        || words.before_has(start, BREAKS)
        || is_wall(words.at(start.wrapping_sub(1))) && !is_verb_wall(words.at(start - 1));
    start = trim_front(words, start, end);
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
    if short.is_empty() && clean {
        // A long phrase whose commas are lost begins with its name.
        let name = (start..end).take_while(|&at| words.is_capital(at)).count();
        return start..start + name;
    }
    short
}

/// Words that end a noun phrase to the left: conjunctions of clauses, verbs that are no part of names.
fn is_wall(word: &str) -> bool {
    matches!(
        word,
        "that"
            | "while"
            | "where"
            | "when"
            | "after"
            | "before"
            | "but"
            | "because"
            | "if"
            | "although"
            | "though"
            | "as"
            | "since"
            | "until"
            | "is"
            | "are"
            | "was"
            | "were"
            | "has"
            | "have"
            | "had"
            | "will"
            | "would"
            | "be"
            | "been"
            | "which"
            | "who"
            | "than"
            | "so"
            | "said"
            | "killed"
            | "killing"
            | "including"
            | "wounded"
            | "meanwhile"
            | "however"
    )
}

/// Walls after which a verb's object may stand run together with the phrase that is looked for.
fn is_verb_wall(word: &str) -> bool {
    matches!(word, "killed" | "killing" | "including" | "wounded" | "is" | "are" | "was" | "were")
}

fn has_finite_verb_lower(words: &Words, range: Range<usize>) -> bool {
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

/// Whether a hyphen ties token `at` to its neighbour ("Britain-based").
fn is_joined(words: &Words, at: usize) -> bool {
    words.gap(at) == "-"
        || at > words.range.start && words.gap(at - 1) == "-"
        || matches!(words.at(at), "united" | "allied" | "armed")
}

/// Drops conjunctions, adverbs and times from the front: "But", "Meanwhile", "On Monday".
fn trim_front(words: &Words, mut start: usize, end: usize) -> usize {
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
                | "afterwards"
        ) || matches!(
            word,
            "monday"
                | "tuesday"
                | "wednesday"
                | "thursday"
                | "friday"
                | "saturday"
                | "sunday"
                | "yesterday"
        );
        if drop {
            start += 1;
        } else if matches!(word, "on" | "in" | "at" | "during" | "from" | "by" | "amid" | "with") {
            match adjunct_end(words, start + 1).filter(|&to| to < end) {
                Some(to) => start = to,
                None => return start,
            }
        } else {
            return start;
        }
    }
    start
}

/// The least noun phrase that ends at `end`, for texts whose commas are lost: from a determiner, a noun that speaks, or
/// a run of capitals.
fn short_phrase(words: &Words, end: usize, floor: usize) -> Range<usize> {
    let mut start = end;
    for at in (floor.max(end.saturating_sub(10))..end).rev() {
        let word = words.at(at);
        let preposed = at > floor
            && matches!(
                words.at(at - 1),
                "of" | "in" | "for" | "on" | "at" | "from" | "to" | "near" | "with" | "by"
            );
        if matches!(word, "the" | "a" | "an" | "another" | "one" | "some" | "both") {
            start = at;
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
            }
            let more = start > floor && matches!(words.at(start - 1), "of" | "in" | "for" | "and");
            if !more {
                return start..end;
            }
        } else if words.is_capital(at) {
            start = at;
        } else if !matches!(word, "of" | "in" | "for" | "and" | "al" | "el" | "de" | "bin")
            && !is_adjective(word)
            && !(floor.max(at.saturating_sub(3))..at)
                .any(|n| matches!(words.at(n), "in" | "of" | "from" | "at" | "for"))
        {
            break;
        }
    }
    start.min(end)..end
}

/// A noun that speaks within four tokens to the left of a preposition at `at`.
fn speaker_before(words: &Words, at: usize, floor: usize) -> Option<usize> {
    (floor.max(at.saturating_sub(3))..at).rev().find(|&n| is_speaker_noun(words.at(n)))
}

/// From a noun back over its adjectives and names: "local", "Syrian", "medical".
fn modifiers(words: &Words, at: usize, floor: usize) -> usize {
    let mut start = at;
    while start > floor
        && (is_adjective(words.at(start - 1))
            || is_speaker_noun(words.at(start - 1)) && !words.is_capital(start))
    {
        start -= 1;
    }
    start
}

fn is_adjective(word: &str) -> bool {
    matches!(
        word,
        "local"
            | "opposition"
            | "medical"
            | "military"
            | "security"
            | "state"
            | "official"
            | "independent"
            | "human"
            | "rights"
            | "rescue"
            | "senior"
            | "rebel"
            | "government"
            | "foreign"
            | "defense"
            | "defence"
            | "monitoring"
            | "activist"
            | "media"
            | "field"
            | "run"
            | "based"
            | "war"
            | "syrian"
            | "russian"
            | "turkish"
            | "kurdish"
            | "american"
            | "iraqi"
            | "iranian"
            | "israeli"
            | "lebanese"
            | "western"
            | "pro"
            | "anti"
            | "same"
            | "two"
            | "several"
            | "civil"
    )
}

/// The noun phrase that begins at token `at`: to the next mark, verb or end.
fn forward_name(words: &Words, at: usize) -> Range<usize> {
    let mut end = at;
    let mut seen = false;
    while end < words.range.end && end - at < 16 {
        let word = words.at(end);
        if is_wall(word)
            || (manner(word).is_some() && !is_speaker_noun(word) && words.at(end + 1) != "by")
            || matches!(word, "said" | "late" | "earlier" | "adding" | "and" if seen && !words.is_capital(end + 1))
        {
            break;
        }
        if matches!(word, "this" | "these" | "there")
            || matches!(word, "on" | "by" | "in") && adjunct_end(words, end + 1).is_some()
        {
            break;
        }
        end += 1;
        seen |= is_speaker_noun(word) || words.is_capital(end - 1);
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
        // Commas lost: a name or a plural that speaks is over where a lower-case word that binds nothing follows.
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

/// "according to X": everything else in the sentence is content.
fn according(words: &Words, at: usize) -> Speech {
    let speaker = forward_name(words, at + 2);
    let mut content = Vec::new();
    // After a closing quotation and its own cue ("X said, according to Y") this names who passed it on; content all the same.
    if at > words.range.start {
        content.push(words.range.start..at);
    }
    if speaker.end < words.range.end {
        content.push(speaker.end..words.range.end);
    }
    Speech { cue: at..at + 2, speaker, content, manner: Manner::Say }
}

/// Where a speaker's words stand.
pub(crate) fn span(doc: &Document, speaker: &Range<usize>) -> Option<Span> {
    (!speaker.is_empty()).then(|| doc.tokens_span(speaker.clone()))
}

/// The span of the last speaker named before sentence `sentence` (or in it, before token `before`), not by a pronoun.
pub(crate) fn last_named(doc: &Document, sentence: usize, before: usize) -> Option<Span> {
    let sentences = doc.sentences();
    let first = sentence.saturating_sub(9);
    for at in (first..=sentence).rev() {
        let Some(one) = sentences.get(at).filter(|one| one.kind.is_coded()) else { continue };
        let found = clauses(doc, one.tokens.clone());
        let named = found.iter().rev().find(|speech| {
            !speech.speaker.is_empty()
                && (at < sentence || speech.speaker.start < before)
                && !is_pronoun(&doc.folded(speech.speaker.start))
        });
        if let Some(speech) = named {
            return span(doc, &speech.speaker);
        }
    }
    None
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::text::layout::{Hints, analyse};
    use crate::text::{Article, Decoding, Escape, OffsetMap, Origin, Vocabulary};

    pub(crate) fn document(text: &str) -> Document {
        let article = Article {
            id: "test".into(),
            outlet: None,
            text: text.into(),
            layout: analyse(text, &Hints::default()),
            origin: Origin {
                path: "-".into(),
                decoding: Decoding { charset: "utf-8", escape: Escape::None },
                offsets: OffsetMap::default(),
            },
        };
        Document::new(article, &mut Vocabulary::new())
    }

    fn speakers(text: &str) -> Vec<String> {
        let doc = document(text);
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
        assert!(SAY.is_sorted(), "{:?}", SAY.windows(2).find(|p| p[0] > p[1]));
        assert!(SPEAKERS.is_sorted(), "{:?}", SPEAKERS.windows(2).find(|p| p[0] > p[1]));
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
        ] {
            assert_eq!(speakers(text), [want], "{text}");
        }
    }
}
