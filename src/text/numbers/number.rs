//! Numbers of things in running text: "at least 20", "two dozen", "4.8 million", "10 to 15", "hundreds of". Dates,
//! times of day, durations, distances, money, shares, ages and model names do not count things and are left out. "A",
//! "an" and a single "one" are left to `frame::count`, which knows when they count.

use super::bound::{bound_after, bound_before};
use super::grouping::is_counted;
use super::numeral::{range, read};
use super::word::Numeral;
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
        let floor = found.last().map_or(0, |(_, range)| range.end);
        let (start, bound) = bound_before(run, at, floor);
        let (figure, top) = range(run, at, figure, run.before(start, 1));
        let end = figure.end;
        if !figure.ordinal && !counts_things(run, at, &figure) {
            at = end;
            continue;
        }
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
    if run.is_hyphened(end - 1) && end < run.len() && !matches!(next, "odd" | "ish" | "plus") {
        return false; // "48-hour", "five-member", but "30-odd people"
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
        if is_span_of_years(run, at, end) {
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
    let bounded = bound_before(run, at, 0).1.is_some() || is_level(run, at);
    is_dated(run, at) || !(bounded || is_counted(run, end))
}

/// "Between 2011 and 2016", "2011-2016".
fn is_span_of_years(run: &TokenWindow, at: usize, end: usize) -> bool {
    let year =
        |at: usize| run.word(at).len() == 4 && run.word(at).parse().is_ok_and(calendar::is_year);
    end > at + 1 && year(at) && year(end - 1)
}

/// Whether the words before a four-digit number make it a year: "in", "of", a month, a day, another year, a season.
fn is_dated(run: &TokenWindow, at: usize) -> bool {
    let year = |word: &str| word.len() == 4 && word.parse().is_ok_and(calendar::is_year);
    let month = |back: usize| {
        let named = calendar::month(run.before(at, back)).is_some();
        named && at >= back && run.is_capital(at - back)
    };
    match run.before(at, 1) {
        "of" => !matches!(
            run.before(at, 2),
            "total" | "toll" | "number" | "estimate" | "figure" | "tally" | "count" | "excess"
        ),
        "in" | "since" | "until" | "during" | "early" | "late" | "mid" | "by" | "before"
        | "after" | "spring" | "summer" | "autumn" | "winter" => true,
        "and" | "to" | "through" | "or" => year(run.before(at, 2)),
        // "5 March 2015", "March 5, 2015"
        word => month(1) || month(2) && word.starts_with(|c: char| c.is_ascii_digit()),
    }
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
mod tests;
