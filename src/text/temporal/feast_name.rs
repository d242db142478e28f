//! Names of feasts and other fixed days: "Good Friday", "Christmas Day", "Orthodox Easter". What is no fixed day of the
//! calendar is not read: the Islamic feasts, which depend on the sight of the moon, and days of a country.

use super::expression::{DateExpression, DayPart};
use super::names::{ReadDate, day_part, occurrence};
use super::numeric::{plain_gap, year_after, year_number};
use crate::text::feast::Feast;
use crate::text::tokens::token_window::TokenWindow;
use jiff::civil::Weekday;

/// A name, and the days it means.
type Named = (&'static [&'static str], Feast);

/// Names of more than one word, which mean nothing else; longer ones first.
const FULL: &[Named] = &[
    (
        &["martin", "luther", "king", "day"],
        Feast::NthWeekday { month: 1, day: Weekday::Monday, nth: 3 },
    ),
    (&["guy", "fawkes", "night"], Feast::on(11, 5)),
    (&["new", "year", "eve"], Feast::on(12, 31)),
    (&["new", "years", "eve"], Feast::on(12, 31)),
    (&["new", "year", "day"], Feast::on(1, 1)),
    (&["new", "years", "day"], Feast::on(1, 1)),
    (&["st", "stephen", "day"], Feast::on(12, 26)),
    (&["st", "patrick", "day"], Feast::on(3, 17)),
    (&["st", "valentine", "day"], Feast::on(2, 14)),
    (&["april", "fool", "day"], Feast::on(4, 1)),
    (&["april", "fools", "day"], Feast::on(4, 1)),
    (&["international", "women", "day"], Feast::on(3, 8)),
    (&["all", "saints", "day"], Feast::on(11, 1)),
    (&["all", "souls", "day"], Feast::on(11, 2)),
    (&["good", "friday"], Feast::easter(-2)),
    (&["palm", "sunday"], Feast::easter(-7)),
    (&["maundy", "thursday"], Feast::easter(-3)),
    (&["holy", "thursday"], Feast::easter(-3)),
    (&["holy", "friday"], Feast::easter(-2)),
    (&["holy", "saturday"], Feast::easter(-1)),
    (&["holy", "week"], Feast::Easter { first: -7, last: -1 }),
    (&["ash", "wednesday"], Feast::easter(-46)),
    (&["shrove", "tuesday"], Feast::easter(-47)),
    (&["easter", "sunday"], Feast::easter(0)),
    (&["easter", "day"], Feast::easter(0)),
    (&["easter", "monday"], Feast::easter(1)),
    (&["easter", "saturday"], Feast::easter(-1)),
    (&["easter", "friday"], Feast::easter(-2)),
    (&["easter", "eve"], Feast::easter(-1)),
    (&["easter", "weekend"], Feast::Easter { first: -2, last: 1 }),
    (&["easter", "week"], Feast::Easter { first: 0, last: 6 }),
    (&["ascension", "day"], Feast::easter(39)),
    (&["whit", "sunday"], Feast::easter(49)),
    (&["pentecost", "sunday"], Feast::easter(49)),
    (&["whit", "monday"], Feast::easter(50)),
    (&["christmas", "day"], Feast::on(12, 25)),
    (&["christmas", "eve"], Feast::on(12, 24)),
    (&["xmas", "day"], Feast::on(12, 25)),
    (&["xmas", "eve"], Feast::on(12, 24)),
    (&["boxing", "day"], Feast::on(12, 26)),
    (&["valentine", "day"], Feast::on(2, 14)),
    (&["valentines", "day"], Feast::on(2, 14)),
    (&["women", "day"], Feast::on(3, 8)),
    (&["anzac", "day"], Feast::on(4, 25)),
    (&["may", "day"], Feast::on(5, 1)),
    (&["victory", "day"], Feast::on(5, 9)),
    (&["bastille", "day"], Feast::on(7, 14)),
    (&["bonfire", "night"], Feast::on(11, 5)),
    (&["armistice", "day"], Feast::on(11, 11)),
    (&["remembrance", "day"], Feast::on(11, 11)),
    (&["veterans", "day"], Feast::on(11, 11)),
    (&["remembrance", "sunday"], Feast::NthWeekday { month: 11, day: Weekday::Sunday, nth: 2 }),
    (&["thanksgiving", "day"], Feast::NthWeekday { month: 11, day: Weekday::Thursday, nth: 4 }),
];

/// Names of one word, which also name things ("a Christmas market"): read where a date is expected.
const SHORT: &[Named] = &[
    (&["christmas"], Feast::on(12, 25)),
    (&["xmas"], Feast::on(12, 25)),
    (&["easter"], Feast::easter(0)),
    (&["pentecost"], Feast::easter(49)),
    (&["epiphany"], Feast::on(1, 6)),
    (&["halloween"], Feast::on(10, 31)),
    (&["thanksgiving"], Feast::NthWeekday { month: 11, day: Weekday::Thursday, nth: 4 }),
    (&["nowruz"], Feast::Fixed { month: 3, first: 20, last: 21 }),
    (&["newroz"], Feast::Fixed { month: 3, first: 20, last: 21 }),
    (&["norouz"], Feast::Fixed { month: 3, first: 20, last: 21 }),
];

/// Reads a feast, with "last" or "Orthodox" before it and a part of the day or a year after it. `loose` if a
/// preposition comes before.
pub(super) fn feast(run: &TokenWindow, at: usize, loose: bool) -> ReadDate {
    let turn = occurrence(run.word(at));
    let start = at + usize::from(turn.is_some() || run.word(at) == "the");
    let eastern = matches!(run.word(start), "orthodox" | "coptic" | "greek" | "eastern");
    let western = matches!(run.word(start), "catholic" | "western" | "protestant");
    let first = start + usize::from(eastern || western);
    if !run.is_capital(first) {
        return None;
    }
    let full = FULL.iter().find(|(words, _)| is_at(run, first, words));
    let short = || SHORT.iter().find(|(words, _)| is_at(run, first, words));
    let (words, feast) = full.or_else(short)?;
    let mut end = first + words.len();
    let part = day_part(run.word(end)).filter(|_| run.is_joined(end - 1));
    end += usize::from(part.is_some());
    let mut year = year_after(run, end);
    if let Some((after, _)) = year {
        end = after;
    } else if start == at && run.is_joined(at.wrapping_sub(1)) {
        // "The 2019 Easter Sunday bombings"
        year = at.checked_sub(1).and_then(|before| year_number(run, before)).map(|y| (end, y));
    }
    let marked = turn.is_some() || part.is_some() || year.is_some();
    if full.is_none() && !marked && !(loose && stands_alone(run, end)) {
        return None;
    }
    let feast = if eastern { feast.orthodox() } else { *feast };
    Some((
        end,
        DateExpression::Feast {
            feast,
            year: year.map(|(_, year)| year),
            which: turn.unwrap_or_default(),
            part: part.unwrap_or(DayPart::Whole),
        },
    ))
}

/// Whether a name stands at `at`; the possessive ending in "New Year's Eve" is in a gap.
fn is_at(run: &TokenWindow, at: usize, words: &[&str]) -> bool {
    let close = |at: usize| {
        let owned = matches!(run.gap(at).trim_end(), "'s" | "’s" | "'S" | "’S");
        owned || plain_gap(run, at) || run.is_joined(at)
    };
    run.has(at, words) && (at..at + words.len() - 1).all(close)
}

/// Whether no noun follows that the name would describe: "Christmas tree", "Easter Island".
fn stands_alone(run: &TokenWindow, end: usize) -> bool {
    end >= run.len()
        || !run.is_joined(end - 1)
        || matches!(
            run.word(end),
            "in" | "at"
                | "on"
                | "near"
                | "and"
                | "or"
                | "but"
                | "by"
                | "to"
                | "for"
                | "with"
                | "when"
                | "while"
                | "as"
                | "after"
                | "before"
                | "the"
                | "a"
                | "an"
                | "that"
                | "was"
                | "were"
                | "had"
                | "has"
                | "have"
                | "said"
                | "killed"
                | "killing"
                | "he"
                | "she"
                | "they"
                | "it"
                | "this"
                | "from"
        )
}
