//! Durations: "three-hour", "48 hours", "a two-week". Read on demand, when a rule asks for them.

use crate::text::Document;
use std::ops::Range;

const UNITS: &[&str] = &[
    "minute",
    "minutes",
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "weeks",
    "weekend",
    "fortnight",
    "fortnights",
    "month",
    "months",
    "year",
    "years",
];

const AMOUNTS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "fifteen", "twenty", "thirty", "forty", "several", "few", "couple",
];

/// Durations in `tokens`, in order: an amount and its unit, as token ranges.
pub fn durations(document: &Document, tokens: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for unit in tokens.start + 1..tokens.end {
        if !UNITS.contains(&document.folded(unit).as_ref()) {
            continue;
        }
        let amount = document.folded(unit - 1);
        let digits = amount.chars().all(|c| c.is_ascii_digit() || c == '.');
        let bound = matches!(document.gap_after(unit - 1), "-" | " " | "\u{2011}");
        if bound && (digits || AMOUNTS.contains(&amount.as_ref())) {
            found.push(unit - 1..unit + 1);
        }
    }
    found
}
