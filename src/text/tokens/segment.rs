//! Sentence segmentation: where a full stop ends a sentence and where it does not. Runs over every article in which a
//! rule may fire, so it jumps from stop to stop and examines only the few bytes around each.

use crate::text::{Article, Span, calendar};
use memchr::memchr3;
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// Sentences in order, each with the index of its region; trimmed, never empty, never across a region's border.
pub fn sentences(article: &Article) -> Vec<(Span, usize)> {
    let text = article.text.as_str();
    let mut found = Vec::with_capacity(text.len() / 100 + article.layout.regions.len());
    for (index, region) in article.layout.regions.iter().enumerate() {
        split(text, region.span, |span| found.push((span, index)));
    }
    found
}

/// Calls `emit` for each sentence of `region`, a span of `text`.
pub fn split(text: &str, region: Span, mut emit: impl FnMut(Span)) {
    let Some(cut) = text.get(region.range()) else { return };
    let base = region.start as usize;
    let mut send = |start: usize, end: usize| {
        let span = Span::new(base + start, base + end).trimmed(text);
        if !span.is_empty() {
            emit(span);
        }
    };
    let scan = Scan { text: cut, bytes: cut.as_bytes(), capitals: is_all_capitals(cut) };
    let mut start = 0;
    let mut at = 0;
    let mut ellipsis = TRAIL.find(scan.bytes);
    while let Some(stop) = scan.next_stop(at, &mut ellipsis) {
        let (end, strong) = scan.stop_end(stop);
        let after = scan.closers_end(end);
        if scan.parts(start, stop, end, after, strong) {
            send(start, after);
            start = after;
        }
        at = end.max(stop + 1);
    }
    send(start, cut.len());
}

const ELLIPSIS: &[u8] = "…".as_bytes();
static TRAIL: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(ELLIPSIS));

struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    capitals: bool,
}

/// The kind of sentence-ending mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StopMark {
    /// A single full stop.
    Point,
    /// Question or exclamation mark.
    Strong,
    /// Two full stops or more, or an ellipsis.
    Trail,
}

impl Scan<'_> {
    fn next_stop(&self, at: usize, ellipsis: &mut Option<usize>) -> Option<usize> {
        let plain = memchr3(b'.', b'!', b'?', self.bytes.get(at..)?).map(|found| at + found);
        if ellipsis.is_some_and(|found| found < at) {
            *ellipsis = TRAIL.find(&self.bytes[at..]).map(|found| at + found);
        }
        match (plain, *ellipsis) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// The offset after the run of stops that begins at `stop`, and its kind.
    fn stop_end(&self, stop: usize) -> (usize, StopMark) {
        let mut end = stop;
        let (mut points, mut strong, mut trail) = (0, false, false);
        loop {
            match self.bytes.get(end) {
                Some(b'.') => points += 1,
                Some(b'!' | b'?') => strong = true,
                Some(0xE2) if self.bytes[end..].starts_with(ELLIPSIS) => {
                    trail = true;
                    end += 2;
                }
                // ". . ." is an ellipsis too
                Some(b' ')
                    if points > 0
                        && self.bytes[end + 1..].starts_with(b". ")
                        && self.bytes[end - 1] == b'.' => {}
                _ => break,
            }
            end += 1;
        }
        let kind = if strong {
            StopMark::Strong
        } else if trail || points > 1 {
            StopMark::Trail
        } else {
            StopMark::Point
        };
        (end, kind)
    }

    /// The offset after the closing quotes and brackets that follow a stop.
    fn closers_end(&self, mut at: usize) -> usize {
        loop {
            let rest = &self.bytes[at..];
            let width = match rest.first() {
                Some(b'"' | b'\'' | b')' | b']') => 1,
                Some(0xE2)
                    if rest.starts_with("”".as_bytes()) || rest.starts_with("’".as_bytes()) =>
                {
                    3
                }
                Some(0xC2) if rest.starts_with("»".as_bytes()) => 2,
                _ => return at,
            };
            // A straight quote right before a letter opens what follows a missing space.
            let next = self.bytes.get(at + width).copied();
            if width == 1
                && matches!(rest[0], b'"' | b'\'')
                && next.is_some_and(|b| b.is_ascii_alphanumeric())
            {
                return at;
            }
            at += width;
        }
    }

    /// Whether the sentence that began at `start` ends with the stop at `stop..end`, whose closing marks end at
    /// `after`.
    fn parts(&self, start: usize, stop: usize, end: usize, after: usize, kind: StopMark) -> bool {
        let rest = &self.text[after..];
        let Some(next) = rest.chars().next() else { return true };
        if !next.is_whitespace() {
            return self.parts_without_space(stop, end, after, next);
        }
        let ahead = rest.trim_start();
        let word = ahead
            .trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '!' | '?'));
        let Some(letter) = word.chars().next() else { return false };
        // Another stop after punctuation only belongs to this sentence: `said. "...`
        if matches!(letter, '.' | '!' | '?') {
            return ahead.starts_with(['"', '“', '(', '[']) && kind != StopMark::Trail;
        }
        let marked = ahead.len() > word.len();
        let lower = letter.is_lowercase();
        match kind {
            StopMark::Strong => !lower,
            StopMark::Trail => !lower && (!letter.is_numeric() || after > end),
            StopMark::Point if after > end => !lower && !self.is_title(start, stop),
            StopMark::Point => {
                let opened = marked && ahead.starts_with(['"', '“', '‘', '(', '[']);
                self.point_parts(start, stop, word, lower, opened)
            }
        }
    }

    /// Whether a stop with no space after it ends a sentence: a lower-case word or number before it, a capitalised word
    /// after it ("city.After").
    fn parts_without_space(&self, stop: usize, end: usize, after: usize, next: char) -> bool {
        if matches!(next, '“' | '‘') {
            return true;
        }
        let before = self.bytes[..stop]
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_lowercase() || **b >= 0x80)
            .count();
        let figure = stop > 0 && self.bytes[stop - 1].is_ascii_digit();
        let quoted = after > end;
        let plain = self.bytes.get(stop) == Some(&b'.') && end == stop + 1;
        let mut ahead = self.text[after..].chars();
        let turns = ahead.next().is_some_and(char::is_uppercase)
            && ahead.next().is_some_and(|c| c.is_lowercase() || c.is_whitespace());
        turns && (before >= 3 || figure || quoted || !plain) && !self.is_address(stop)
    }

    /// Whether the stop is inside a web address.
    fn is_address(&self, stop: usize) -> bool {
        // A text without spaces would be read from its start for each stop; no address is so long.
        const LONGEST: usize = 2_000;
        let near = &self.bytes[stop.saturating_sub(LONGEST)..stop];
        let from = near.iter().rposition(u8::is_ascii_whitespace).map_or(0, |at| at + 1);
        let word = &near[from..];
        word.starts_with(b"www") || memchr::memchr2(b'/', b'@', word).is_some()
    }

    /// A single full stop followed by a space.
    fn point_parts(
        &self,
        start: usize,
        stop: usize,
        word: &str,
        lower: bool,
        opened: bool,
    ) -> bool {
        let before = self.word_before(stop);
        if before.is_empty() {
            return !lower;
        }
        let next = word
            .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
            .next()
            .unwrap_or("");
        let digit = next.starts_with(|c: char| c.is_ascii_digit());
        let mut parts = before.split('.').rev();
        let last = parts.next().unwrap_or("");
        let dotted = parts.next().is_some();
        if last.chars().all(|c| c.is_ascii_digit()) {
            // "1. First" at a sentence's start numbers it; a decimal never has the space.
            let numbering = last.len() <= 2 && self.text[start..stop].trim() == before;
            return !numbering && (!lower || before.len() > 3);
        }
        if dotted && parts_are_initials(before) {
            // a.m., U.N., e.g.: the sentence ends only where the next word could hardly continue it.
            let clock = matches!(before, "a.m" | "p.m" | "A.M" | "P.M");
            return !lower
                && !digit
                && (opened || is_starter(next) || (clock && !self.capitals && !is_zone(next)));
        }
        if last == "c" && digit {
            return false; // "killed c. 12 people"
        }
        if last.chars().count() == 1 && !dotted {
            let initial = last.chars().all(char::is_uppercase) && last != "I";
            if initial {
                return !lower && is_starter(next) && !self.capitals;
            }
            return !lower;
        }
        if let Some(class) = abbreviation(last, self.capitals) {
            return !lower
                && match class {
                    AbbreviationKind::Title => false,
                    AbbreviationKind::Number => !digit,
                    AbbreviationKind::Month => {
                        !digit && (opened || is_starter(next) || !self.capitals)
                    }
                    AbbreviationKind::Other => opened || is_starter(next),
                };
        }
        // Some outlets begin sentences with a lower-case letter; a whole word before the stop makes it certain enough.
        !lower || (!dotted && last.len() >= 4 && last.bytes().all(|b| b.is_ascii_lowercase()))
    }

    /// Whether the full stop of a title is at `stop`, as in `(Lt.) Jones`.
    fn is_title(&self, start: usize, stop: usize) -> bool {
        let before = self.word_before(stop);
        start < stop && matches!(abbreviation(before, self.capitals), Some(AbbreviationKind::Title))
    }

    /// The run of letters, digits and full stops right before `stop`.
    fn word_before(&self, stop: usize) -> &str {
        let from = self.text[..stop]
            .char_indices()
            .rev()
            .take(24)
            .take_while(|&(_, c)| c.is_alphanumeric() || c == '.')
            .last()
            .map_or(stop, |(at, _)| at);
        &self.text[from..stop]
    }
}

/// Whether every part between the full stops is a single letter ("U.N", "a.m").
fn parts_are_initials(word: &str) -> bool {
    word.split('.').all(|part| part.chars().count() <= 1) || matches!(word, "Ph.D" | "i.e" | "e.g")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AbbreviationKind {
    /// Always followed by a name: never ends a sentence.
    Title,
    /// Followed by a number, or else an ordinary word.
    Number,
    /// A month: a number may follow.
    Month,
    /// May end a sentence, but mostly does not.
    Other,
}

#[rustfmt::skip]
const TITLES: &[&str] = &[
    "adm", "amb", "atty", "brig", "capt", "cmdr", "col", "comdr", "cpl", "det", "dr", "fr", "ft",
    "gen", "gov", "hon", "insp", "lt", "maj", "messrs", "mgr", "mr", "mrs", "ms", "msgr", "mt",
    "mx", "pfc", "pres", "prof", "pvt", "rep", "reps", "rev", "sen", "sens", "sgt", "spc", "sr",
    "st", "ste", "supt", "v", "vs",
];

#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "al", "approx", "apt", "art", "assn", "ave", "bldg", "blvd", "bros", "ca", "cf", "co", "corp",
    "ct", "dept", "dist", "div", "ed", "eds", "esq", "est", "etc", "ext", "gal", "govt", "hwy",
    "inc", "intl", "jr", "km", "lb", "lbs", "ltd", "mi", "min", "mph", "nat", "natl", "org", "oz",
    "para", "pl", "pop", "pty", "rd", "sec", "sq", "tel", "univ", "viz", "vol",
];

/// What a word before a full stop abbreviates; `capitals` if the text is all in capitals.
fn abbreviation(word: &str, capitals: bool) -> Option<AbbreviationKind> {
    if word.is_empty() || word.len() > 8 {
        return None;
    }
    let mut buffer = [0u8; 8];
    let folded = &mut buffer[..word.len()];
    folded.copy_from_slice(word.as_bytes());
    folded.make_ascii_lowercase();
    let folded = std::str::from_utf8(folded).ok()?;
    let shaped = capitals || word.starts_with(char::is_uppercase);
    if folded == "no"
        || folded == "nos"
        || folded == "art"
        || folded == "pp"
        || folded == "p"
        || folded == "fig"
    {
        return (shaped || folded.starts_with('p') || folded == "fig")
            .then_some(AbbreviationKind::Number);
    }
    if shaped && calendar::month(folded).is_some() && !calendar::is_full_month(folded) {
        return Some(AbbreviationKind::Month);
    }
    if (shaped || matches!(folded, "vs" | "v")) && TITLES.binary_search(&folded).is_ok() {
        return Some(AbbreviationKind::Title);
    }
    let known = OTHERS.binary_search(&folded).is_ok();
    // "al", "min", "pop" are words too; as abbreviations of news they are in capitals or have no vowel.
    (known && (shaped || !matches!(folded, "pop" | "art" | "min" | "ed" | "org")))
        .then_some(AbbreviationKind::Other)
}

#[rustfmt::skip]
const STARTERS: &[&str] = &[
    "a", "according", "after", "all", "also", "although", "an", "and", "another", "as", "at",
    "because", "before", "both", "but", "by", "despite", "during", "each", "earlier", "even",
    "every", "few", "for", "from", "he", "her", "here", "his", "how", "however", "i", "if", "in",
    "instead", "is", "it", "its", "last", "later", "many", "meanwhile", "more", "moreover",
    "most", "my", "no", "nor", "not", "on", "one", "only", "or", "other", "others", "our", "over",
    "she", "since", "so", "some", "still", "such", "that", "the", "their", "then", "there",
    "these", "they", "this", "those", "though", "thus", "to", "two", "under", "until", "we",
    "what", "when", "where", "which", "while", "who", "why", "with", "yet", "you", "your",
];

/// Whether a word often opens a sentence and is capitalised nowhere else.
fn is_starter(word: &str) -> bool {
    let mut buffer = [0u8; 10];
    let Some(folded) = buffer.get_mut(..word.len()) else { return false };
    folded.copy_from_slice(word.as_bytes());
    folded.make_ascii_lowercase();
    let folded = std::str::from_utf8(folded).unwrap_or("");
    word.starts_with(char::is_uppercase) && STARTERS.binary_search(&folded).is_ok()
}

fn is_zone(word: &str) -> bool {
    matches!(
        word,
        "GMT"
            | "UTC"
            | "EST"
            | "EDT"
            | "ET"
            | "PT"
            | "BST"
            | "PST"
            | "PDT"
            | "CET"
            | "Monday"
            | "Tuesday"
            | "Wednesday"
            | "Thursday"
            | "Friday"
            | "Saturday"
            | "Sunday"
    )
}

/// Whether a region is written in capitals throughout, judged by its first letters.
fn is_all_capitals(text: &str) -> bool {
    const JUDGED: u32 = 120;
    let (mut upper, mut lower) = (0, 0);
    for byte in text.bytes().filter(u8::is_ascii_alphabetic).take(JUDGED as usize) {
        if byte.is_ascii_uppercase() {
            upper += 1
        } else {
            lower += 1
        }
        if lower * 10 >= JUDGED {
            return false; // too many lower-case letters for the rest to outweigh: nearly all text ends here
        }
    }
    upper > 20 && lower * 10 < upper
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        split(text, Span::new(0, text.len()), |span| found.push(span.cut(text)));
        found
    }

    fn check(parts: &[&str]) {
        assert_eq!(cut(&parts.join(" ")), parts);
    }

    #[test]
    fn tables_are_sorted() {
        for table in [TITLES, OTHERS, STARTERS] {
            assert!(table.is_sorted());
        }
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        check(&[
            "Lt. Gen. Omar Haddad of the U.N. mission spoke at 10 a.m. on Sept. 9.",
            "Mr. Haddad left.",
        ]);
        check(&["The pact of No. 5 St. Mary Road cost $7.5 million.", "It failed."]);
        check(&["Troops left the U.S.", "The convoy stayed at J. R. Smith and Co. offices."]);
        check(&["They came at 5 p.m.", "Rebels fired first."]);
    }

    #[test]
    fn capitals_are_ignored_in_all_capitals_text() {
        check(&[
            "THE ATTACK WAS REPORTED BY GEN. VARGAS OF THE U.N. OBSERVER GROUP IN THE DEPT. OF MORAZAN.",
            "NO ONE DIED.",
            "COL. PONCE SAID SO.",
        ]);
    }

    #[test]
    fn quotes_close_after_the_stop_and_open_before_the_next() {
        check(&["\"We left.", "They stayed,\" he said.", "\"Nobody died.\"", "It was late."]);
        check(&[
            "“Why now?” he asked.",
            "“It is late … too late.”",
            "(The army denies it.)",
            "Talks go on.",
        ]);
    }

    #[test]
    fn missing_spaces_and_missing_capitals() {
        assert_eq!(
            cut("They shelled the city.After dusk it ended."),
            ["They shelled the city.", "After dusk it ended."]
        );
        assert_eq!(cut("See www.Example.com or 7.5 of it."), ["See www.Example.com or 7.5 of it."]);
    }

    proptest! {
        #[test]
        fn sentences_cover_all_but_blanks_in_order(text in "[a-zA-Z .!?…“”\"'()0-9\né]{0,200}") {
            let found = cut(&text);
            let kept: String = found.concat().chars().filter(|c| !c.is_whitespace()).collect();
            let all: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            prop_assert_eq!(kept, all);
        }
    }
}
