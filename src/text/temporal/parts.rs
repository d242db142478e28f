//! Parts of days and periods, and distances from them: "late Wednesday", "shortly after midnight", "mid-February",
//! "two weeks ago", "a day earlier".

use super::date_name::date_name;
use super::expression::{DateExpression, DayPart, PeriodPart, TimeUnit};
use super::names::{ReadDate, amount, unit};
use crate::text::calendar;
use crate::text::tokens::token_window::TokenWindow;
use jiff::civil::time;

/// "Shortly after midnight on Tuesday", "before dawn on 3 May", "just after midnight": the hours on one side of a named
/// one. Without a day only midnight is read.
pub(super) fn beside_hour(run: &TokenWindow, at: usize) -> ReadDate {
    let adverb = matches!(
        run.word(at),
        "shortly"
            | "just"
            | "soon"
            | "well"
            | "right"
            | "immediately"
            | "long"
            | "minutes"
            | "hours"
    );
    let side = at + usize::from(adverb);
    let after = match run.word(side) {
        "after" | "past" => true,
        "before" => false,
        _ => return None,
    };
    let part = match (run.word(side + 1), after) {
        ("midnight", true) => DayPart::AfterMidnight,
        ("midnight", false) => DayPart::Late,
        ("dawn" | "daybreak" | "sunrise", _) => DayPart::Early,
        ("noon" | "midday", false) => DayPart::Morning,
        ("noon" | "midday", true) => DayPart::Afternoon,
        ("dusk" | "sunset" | "nightfall" | "dark", true) => DayPart::Late,
        ("dusk" | "sunset" | "nightfall" | "dark", false) => DayPart::Evening,
        _ => return None,
    };
    let mut end = side + 2;
    while matches!(run.word(end), "local" | "time" | "on" | "of" | "the") && end < side + 5 {
        end += 1;
    }
    let dated = run.is_joined(end - 1).then(|| date_name(run, end, false)).flatten();
    if let Some((end, day)) = dated
        && let Some(day) = day.on_part(part)
    {
        return Some((end, day));
    }
    let to = Some(time(2, 59, 0, 0));
    (part == DayPart::AfterMidnight)
        .then(|| (side + 2, DateExpression::Clock { day: None, from: time(0, 0, 0, 0), to }))
}

/// "Late Wednesday", "early on Monday", "at dawn on Saturday", "the night of 3 May", "later yesterday".
pub(super) fn part_first(run: &TokenWindow, at: usize) -> ReadDate {
    let mut start = at;
    if run.word(start) == "at" {
        start += 1;
    }
    if run.word(start) == "the" {
        start += 1;
    }
    let (mut end, part) = match run.word(start) {
        "late" | "later" => {
            (start + 1, if run.word(start) == "late" { DayPart::Late } else { DayPart::Whole })
        }
        "early" | "small" | "wee" if matches!(run.word(start + 1), "hours" | "morning") => {
            (start + 2, DayPart::Early)
        }
        "early" => (start + 1, DayPart::Early),
        "earlier" => (start + 1, DayPart::Whole),
        "dawn" | "daybreak" | "sunrise" => (start + 1, DayPart::Early),
        "morning" => (start + 1, DayPart::Morning),
        "noon" | "midday" | "afternoon" => (start + 1, DayPart::Afternoon),
        "evening" | "dusk" | "sunset" | "nightfall" => (start + 1, DayPart::Evening),
        "night" | "midnight" => (start + 1, DayPart::Late),
        _ => return None,
    };
    while matches!(run.word(end), "on" | "of" | "in" | "the") && end < start + 4 {
        end += 1;
    }
    let (end, day) = date_name(run, end, false)?;
    Some((end, day.on_part(part)?))
}

/// Words for hours that a day has once.
fn is_named_hour(word: &str) -> bool {
    matches!(
        word,
        "midnight"
            | "dawn"
            | "daybreak"
            | "sunrise"
            | "noon"
            | "midday"
            | "dusk"
            | "sunset"
            | "nightfall"
    )
}

/// "Early September", "mid-February", "the end of last year", "earlier this week".
pub(super) fn edge_first(run: &TokenWindow, at: usize) -> ReadDate {
    let start = at + usize::from(run.word(at) == "the");
    let (mut end, edge) = match run.word(start) {
        "early" | "earlier" => (start + 1, PeriodPart::Early),
        "mid" | "middle" => (start + 1, PeriodPart::Mid),
        "late" | "later" => (start + 1, PeriodPart::Late),
        "beginning" | "start" => (start + 1, PeriodPart::Early),
        "end" => (start + 1, PeriodPart::Late),
        "first" | "opening" if is_plural_unit(run, start + 1) => (start + 2, PeriodPart::Early),
        "last" | "final" | "closing" if is_plural_unit(run, start + 1) => {
            (start + 2, PeriodPart::Late)
        }
        _ => return None,
    };
    while matches!(run.word(end), "in" | "of" | "on" | "the") && end < start + 3 {
        end += 1;
    }
    match date_name(run, end, true)? {
        (end, DateExpression::Month { year, month, which, .. }) => {
            Some((end, DateExpression::Month { year, month, which, edge }))
        }
        (end, DateExpression::Year { year, .. }) => {
            Some((end, DateExpression::Year { year, edge }))
        }
        (end, DateExpression::Whole { unit, offset, .. }) => {
            Some((end, DateExpression::Whole { unit, offset, edge }))
        }
        (end, season @ DateExpression::Season { .. })
        | (end, season @ DateExpression::Decade { .. }) => Some((end, season)),
        // "Earlier this week, on Monday"
        (end, day @ DateExpression::WeekdayOf { .. }) => Some((end, day)),
        _ => None,
    }
}

/// "The first days of October": days or weeks of a month that is named.
fn is_plural_unit(run: &TokenWindow, at: usize) -> bool {
    matches!(run.word(at), "days" | "weeks")
        && run.word(at + 1) == "of"
        && calendar::month(run.word(at + 2)).is_some()
}

/// "Two weeks ago", "a day earlier", "three days later", "the day before", "the following day", "the same day".
pub(super) fn shifted(run: &TokenWindow, at: usize) -> ReadDate {
    let from_mentioned = |end, unit, offset| {
        Some((end, DateExpression::Shift { unit, offset, from_mentioned: true }))
    };
    let start = at + usize::from(run.word(at) == "the");
    let own = unit(run.word(start + 1));
    if let Some(unit) = own
        && unit != TimeUnit::Hour
        && !run.word(start + 1).ends_with('s')
    {
        match run.word(start) {
            "following" => return from_mentioned(start + 2, unit, 1),
            "same" => return from_mentioned(start + 2, unit, 0),
            "previous" | "preceding" => return from_mentioned(start + 2, unit, -1),
            "that" if start == at && unit == TimeUnit::Day => {
                return from_mentioned(start + 2, unit, 0);
            }
            _ => {}
        }
    }
    if start > at
        && let Some(unit @ (TimeUnit::Day | TimeUnit::Week | TimeUnit::Month | TimeUnit::Year)) =
            unit(run.word(start))
    {
        match run.word(start + 1) {
            "before" => return from_mentioned(start + 2, unit, -1),
            "after" => return from_mentioned(start + 2, unit, 1),
            _ => {}
        }
    }
    let (end, count) = amount(run, at)?;
    let unit = unit(run.word(end))?;
    let count = i32::try_from(count).ok()?;
    if is_named_hour(run.word(end + 2)) {
        return None; // "an hour after midnight on Tuesday"
    }
    match run.word(end + 1) {
        "ago" => {
            Some((end + 2, DateExpression::Shift { unit, offset: -count, from_mentioned: false }))
        }
        "earlier" | "before" | "previously" => from_mentioned(end + 2, unit, -count),
        "later" | "after" => from_mentioned(end + 2, unit, count),
        _ => None,
    }
}
