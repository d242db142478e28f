//! Numbers of things in running text: "at least 20", "two dozen", "4.8 million", "10 to 15", "hundreds of". Dates,
//! times of day, durations, distances, money, shares, ages and model names do not count things and are left out. "A",
//! "an" and a single "one" are left to `frame::count`, which knows when they count.

use super::bound::{bound_after, bound_before};
use super::numeral::{Numeral, range, read};
use crate::event::Bound;
use crate::text::tokens::token_window::TokenWindow;
use crate::text::{Document, Span, calendar};
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// A number of things as stated in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its tokens, including the words that bound it ("at least 20" is three).
    pub tokens: Range<usize>,
    /// Their position, in bytes of the cleaned text.
    pub span: Span,
    /// The value; the lower one of a range, the codebook's lower bound of a vague word ("dozens" is 12).
    pub value: u64,
    /// The minimum it can be: 0 for "up to", the value itself for "about".
    pub low: u64,
    /// The maximum it can be; `None` where open.
    pub high: Option<u64>,
    /// How it is bounded; a range and a vague word are `at least` their lower value.
    pub bound: Bound,
    /// Whether it is a vague word such as "several" or "hundreds".
    pub vague: bool,
    /// Whether it is an ordinal ("third", "21st") and not a count.
    pub ordinal: bool,
}

/// The numbers among `tokens`, in order, never overlapping.
pub fn numbers(doc: &Document, tokens: Range<usize>) -> Vec<Number> {
    scan(&TokenWindow::new(doc, tokens)).into_iter().map(|(number, _)| number).collect()
}

/// As [`numbers`], each with its range in the token window.
pub(crate) fn scan(run: &TokenWindow) -> Vec<(Number, Range<usize>)> {
    let mut found: Vec<(Number, Range<usize>)> = Vec::new();
    let mut at = 0;
    while at < run.len() {
        let Some(figure) = read(run, at) else {
            at += 1;
            continue;
        };
        let (figure, top) = range(run, at, figure);
        let end = figure.end;
        if !figure.ordinal && !counts_things(run, at, &figure) {
            at = end;
            continue;
        }
        let floor = found.last().map_or(0, |(_, range)| range.end);
        let (start, bound) = bound_before(run, at, floor);
        let (end, bound) = bound_after(run, end, bound);
        found.push((number(run, start..end, &figure, top, bound), start..end));
        at = end;
    }
    found
}

fn number(
    run: &TokenWindow,
    at: Range<usize>,
    figure: &Numeral,
    top: Option<u64>,
    bound: Option<Bound>,
) -> Number {
    let value = figure.value;
    let (low, high, bound) = match (bound, top) {
        (Some(Bound::UpTo), _) => (0, Some(top.unwrap_or(value)), Bound::UpTo),
        (_, Some(top)) => (value, Some(top), Bound::AtLeast),
        (Some(Bound::AtLeast), _) => (value, None, Bound::AtLeast),
        _ if figure.vague => (value, None, Bound::AtLeast),
        (Some(Bound::About), _) => (value, Some(value), Bound::About),
        _ => (value, Some(value), Bound::Exact),
    };
    Number {
        tokens: run.tokens(at.clone()),
        span: run.span(at),
        value,
        low,
        high,
        bound,
        vague: figure.vague,
        ordinal: figure.ordinal,
    }
}

/// Whether a number at `at` counts things: no date, time of day, duration, distance, money, share, age or name.
fn counts_things(run: &TokenWindow, at: usize, figure: &Numeral) -> bool {
    let end = figure.end;
    let (before, after) = (run.gap_before(at), run.gap(end - 1));
    let next = run.word(end);
    let previous = run.before(at, 1);
    if before.ends_with(['$', '€', '£', '#', '/', ':', '¥', '+', '@'])
        || after.starts_with(['%', '/', ':', '°', '$', '€', '£'])
    {
        return false;
    }
    let hyphen_before =
        before.ends_with(['-', '‑', '–']) && !before.starts_with(char::is_whitespace);
    if hyphen_before && at > 0 {
        return false; // "S-400", "mid-2015"
    }
    if run.is_hyphened(end - 1) && end < run.len() {
        return false; // "48-hour", "five-member"
    }
    if is_unit(next)
        || (matches!(next, "square" | "cubic" | "nautical" | "consecutive" | "straight")
            && is_unit(run.word(end + 1)))
    {
        return false;
    }
    if matches!(
        next,
        "am" | "pm" | "gmt" | "utc" | "o'clock" | "third" | "thirds" | "quarters" | "fifths"
    ) {
        return false;
    }
    if is_label(previous) || (matches!(previous, "aged" | "age") && !figure.vague) {
        return false;
    }
    if after.starts_with(',')
        && run.surface(at).len() <= 2
        && run.surface(at).as_bytes().first().is_some_and(u8::is_ascii_digit)
        && run.is_capital(at.wrapping_sub(1))
        && before.starts_with(',')
    {
        return false; // "Samer, 27, said": an age
    }
    if run.surface(at).starts_with(|c: char| c.is_ascii_digit()) {
        let month_before = calendar::month(previous).is_some()
            && calendar::month(previous) != calendar::month("march")
            || month_named(run, at, previous);
        if figure.value <= 31
            && (month_before && !next_tells_toll(next)
                || calendar::month(next).is_some() && run.is_capital(end))
        {
            return false;
        }
        if run.word(at).len() == 4 && calendar::is_year(figure.value) && figure.end == at + 1 {
            return !reads_as_year(run, at, end);
        }
        if run.word(at).len() == 4 && run.word(at).starts_with('0') {
            return false; // "0825"
        }
    }
    true
}

fn month_named(run: &TokenWindow, at: usize, previous: &str) -> bool {
    at > 0 && calendar::month(previous).is_some() && run.is_capital(at - 1)
}

/// "in August 14 killed" lost its comma: a casualty count follows, so the number is no day.
fn next_tells_toll(next: &str) -> bool {
    matches!(next, "killed" | "wounded" | "injured" | "people" | "civilians" | "dead")
}

/// Whether a four-digit number between 1900 and 2099 is a year: unless a bound or a plural says otherwise.
fn reads_as_year(run: &TokenWindow, at: usize, end: usize) -> bool {
    let next = run.word(end);
    let plural = next.len() > 3
        && next.ends_with('s')
        && !next.ends_with("ss")
        && !run.is_capital(end)
        && run.is_joined(end - 1);
    let things = plural || matches!(next, "people" | "men" | "women" | "children" | "civilians");
    let bounded = bound_before(run, at, 0).1.is_some() || is_level(run, at);
    let dated = matches!(
        run.before(at, 1),
        "in" | "since" | "until" | "during" | "of" | "early" | "late" | "by" | "before" | "after"
    );
    dated || !(bounded || things)
}

/// Whether the words before a number introduce a tally: "climbed to 2016", "put the toll at 1950".
fn is_level(run: &TokenWindow, at: usize) -> bool {
    let rose = matches!(
        run.before(at, 2),
        "climbed"
            | "climbs"
            | "rose"
            | "rises"
            | "risen"
            | "rising"
            | "grew"
            | "grown"
            | "jumped"
            | "increased"
    );
    match run.before(at, 1) {
        "to" => rose,
        "at" => true,
        "reached" | "hit" | "topped" | "passed" | "exceeded" => (2..6).any(|back| {
            matches!(run.before(at, back), "toll" | "tally" | "number" | "total" | "deaths")
        }),
        _ => false,
    }
}

/// Words for units of time, length, weight, money or share: a number before them counts no things.
fn is_unit(word: &str) -> bool {
    UNITS.contains(word)
}

/// Words after which a number is part of a name: "Resolution 2254", "Article 51".
fn is_label(word: &str) -> bool {
    LABELS.contains(word)
}

type WordList = LazyLock<FxHashSet<&'static str>>;

static UNITS: WordList = LazyLock::new(|| {
    "
    hour hours minute minutes seconds day days night nights week weeks weekend weekends month
    months year years decade decades century centuries mile miles km kms kilometre kilometres
    kilometer kilometers metre metres meter meters feet foot yards inches acres hectares ton
    tons tonne tonnes kg kilos kilogram kilograms kilogrammes litres liters gallons percent per
    pct percentage dollars euros pounds lira roubles rubles dinars times mm cm mph degrees
    barrels kt knots time
    "
    .split_ascii_whitespace()
    .collect()
});

static LABELS: WordList = LazyLock::new(|| {
    "
    resolution article chapter no number page phase flight battalion brigade division regiment
    room highway route m channel level class part section sector block gate version protocol
    area zone unit age figure paragraph
    "
    .split_ascii_whitespace()
    .collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::document;
    use proptest::prelude::*;

    fn numbers_with_bounds(text: &str) -> Vec<(String, u64, Option<u64>, Bound)> {
        let doc = document(text, None);
        numbers(&doc, 0..doc.len())
            .into_iter()
            .filter(|number| !number.ordinal)
            .map(|number| {
                (number.span.cut(text).to_owned(), number.value, number.high, number.bound)
            })
            .collect()
    }

    fn one(text: &str, words: &str, value: u64, high: Option<u64>, bound: Bound) {
        assert_eq!(numbers_with_bounds(text), [(words.to_owned(), value, high, bound)], "{text}");
    }

    #[test]
    fn digits_and_number_words_are_read_with_their_bounds() {
        one("It hit at least 20 people.", "at least 20", 20, None, Bound::AtLeast);
        one("Atleast '20 civilians' fell", "Atleast '20", 20, None, Bound::AtLeast);
        one("MORE THAN FORTY PEASANTS WERE SHOT", "MORE THAN FORTY", 40, None, Bound::AtLeast);
        one("twenty-three men", "twenty-three", 23, Some(23), Bound::Exact);
        one("one hundred and five men", "one hundred and five", 105, Some(105), Bound::Exact);
        one(
            "some 4.8 million Syrians",
            "some 4.8 million",
            4_800_000,
            Some(4_800_000),
            Bound::About,
        );
        one(
            "an estimated 3 million left",
            "an estimated 3 million",
            3_000_000,
            Some(3_000_000),
            Bound::About,
        );
        one("up to 275,000 people", "up to 275,000", 275_000, Some(275_000), Bound::UpTo);
        one("no fewer than nine villagers", "no fewer than nine", 9, None, Bound::AtLeast);
        one("at least another 12 miners", "at least another 12", 12, None, Bound::AtLeast);
        one("A thousand soldiers", "A thousand", 1_000, Some(1_000), Bound::Exact);
        one("100 or more graves", "100 or more", 100, None, Bound::AtLeast);
    }

    #[test]
    fn ranges_keep_both_ends() {
        one("between 20 and 30 sailors", "between 20 and 30", 20, Some(30), Bound::AtLeast);
        one("10-15 trucks", "10-15", 10, Some(15), Bound::AtLeast);
        one("two or three gunmen", "two or three", 2, Some(3), Bound::AtLeast);
        one(
            "2 to 3 million refugees",
            "2 to 3 million",
            2_000_000,
            Some(3_000_000),
            Bound::AtLeast,
        );
    }

    #[test]
    fn vague_words_have_the_codebooks_lower_bounds() {
        for (text, value) in [
            ("a couple of men", 2),
            ("several boats", 3),
            ("tens of homes", 10),
            ("dozens fell ill", 12),
            ("two dozen graves", 24),
            ("scores of farmers", 20),
            ("hundreds fled", 100),
            ("tens of thousands marched", 10_000),
            ("hundreds of thousands starve", 100_000),
            ("several hundred tents", 300),
        ] {
            let found = numbers_with_bounds(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(
                (found[0].1, found[0].2, found[0].3),
                (value, None, Bound::AtLeast),
                "{text}"
            );
        }
    }

    #[test]
    fn numbers_that_do_not_count_things_are_left_out() {
        for text in [
            "a 48-hour pause",
            "a three-hour lull",
            "for 48 hours",
            "20 km north and 30 miles south",
            "a 17-year-old boy",
            "in 2012 and since 2014",
            "on Sept. 9 and 9 September 2016",
            "at 7:30 p.m. and 10 a.m.",
            "an S-400 battery and an M10 tank",
            "Resolution 2254",
            "$20 million and 50% of it",
            "Lina, 27, a nurse",
            "two thirds of it",
            "one of them",
            "12/08/2016 17:41",
        ] {
            assert_eq!(numbers_with_bounds(text), [], "{text}");
        }
        let doc = document("the third raid on the 21st", None);
        assert!(numbers(&doc, 0..doc.len()).iter().all(|number| number.ordinal));
    }

    proptest! {
        #[test]
        fn any_text_gives_ordered_numbers(text in "\\PC{0,80}|((at least|more than|twenty|two|dozens?|hundreds|million|and|or|to|of|a|few|[0-9]{1,18}|[-.,:/$%+])[ -]?){0,24}") {
            let doc = document(&text, None);
            let mut last = 0;
            for number in numbers(&doc, 0..doc.len() + 3) {
                prop_assert!(number.tokens.start >= last && !number.tokens.is_empty());
                prop_assert!(number.high.is_none_or(|high| high >= number.low));
                last = number.tokens.end;
            }
        }
    }
}
