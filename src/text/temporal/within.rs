//! Days and parts counted inside a period: "the last Friday of September", "the first week of 2016", "Monday of last
//! week".

use super::expression::{DateExpression, DayPart, NthUnit, PeriodPart, TimeUnit};
use super::names::{ReadDate, day_part, month, relative_unit, season, unit, year};
use crate::text::calendar;
use crate::text::tokens::token_window::TokenWindow;

/// "The last Friday of September", "the second Sunday in May", "the first half of 2016", "the last day of last month".
pub(super) fn nth(run: &TokenWindow, at: usize) -> ReadDate {
    let start = at + usize::from(run.word(at) == "the");
    let nth = ordinal(run.word(start))?;
    let word = run.word(start + 1);
    let unit = match word {
        "day" => NthUnit::Day,
        "week" => NthUnit::Week,
        "weekend" => NthUnit::Weekend,
        "half" => NthUnit::Half,
        "quarter" => NthUnit::Quarter,
        _ => NthUnit::Weekday(calendar::weekday(word, false)?),
    };
    let mut end = start + 2;
    let part = match unit {
        NthUnit::Weekday(_) | NthUnit::Day => day_part(run.word(end)),
        _ => None,
    };
    end += usize::from(part.is_some());
    if !matches!(run.word(end), "of" | "in") || !(start..=end).all(|at| run.is_joined(at)) {
        return None;
    }
    let (end, of) = period(run, end + 1)?;
    let part = part.unwrap_or_default();
    Some((end, DateExpression::Nth { unit, nth, of: Box::new(of), part }))
}

/// Which one is counted: from 1 for the first, from -1 for the last.
pub(super) fn ordinal(word: &str) -> Option<i8> {
    Some(match word {
        "first" | "1st" | "opening" => 1,
        "second" | "2nd" => 2,
        "third" | "3rd" => 3,
        "fourth" | "4th" => 4,
        "fifth" | "5th" => 5,
        "last" | "final" | "closing" => -1,
        "penultimate" => -2,
        _ => return None,
    })
}

/// The period in which something is counted: a month, a year, a season, "last month", "the year".
fn period(run: &TokenWindow, at: usize) -> ReadDate {
    let named = || match (run.word(at), unit(run.word(at + 1))) {
        ("the", Some(unit @ (TimeUnit::Week | TimeUnit::Month | TimeUnit::Year)))
            if !run.word(at + 1).ends_with('s') =>
        {
            Some((at + 2, DateExpression::Whole { unit, offset: 0, edge: PeriodPart::Whole }))
        }
        _ => None,
    };
    let relative =
        || relative_unit(run, at).filter(|(_, when)| matches!(when, DateExpression::Whole { .. }));
    named()
        .or_else(|| month(run, at, true))
        .or_else(relative)
        .or_else(|| season(run, at))
        .or_else(|| year(run, at, true))
}

/// "Monday of last week", "Tuesday last week", "last week on Thursday", "on Friday next week".
pub(super) fn weekday_of_week(run: &TokenWindow, at: usize) -> ReadDate {
    let close = |at: usize| run.gap(at).chars().all(|c| c.is_whitespace() || c == ',');
    if let Some((end, day, part)) = plain_weekday(run, at)
        && close(end - 1)
    {
        let of = end + usize::from(matches!(run.word(end), "of" | "in"));
        let (end, weeks) = week(run, of)?;
        return Some((end, DateExpression::WeekdayOf { day, weeks, part }));
    }
    let (end, weeks) = week(run, at).filter(|(end, _)| close(end - 1))?;
    let on = end + usize::from(run.word(end) == "on");
    let (end, day, part) = plain_weekday(run, on)?;
    Some((end, DateExpression::WeekdayOf { day, weeks, part }))
}

/// A weekday's full name with the part of the day after it.
fn plain_weekday(run: &TokenWindow, at: usize) -> Option<(usize, jiff::civil::Weekday, DayPart)> {
    let day = calendar::weekday(run.word(at), false)?;
    match day_part(run.word(at + 1)).filter(|_| run.is_joined(at)) {
        Some(part) => Some((at + 2, day, part)),
        None => Some((at + 1, day, DayPart::Whole)),
    }
}

/// "Last week", "this week", "next week": its end, and weeks from the present one.
fn week(run: &TokenWindow, at: usize) -> Option<(usize, i32)> {
    let start = at + usize::from(run.word(at) == "the");
    let weeks = match run.word(start) {
        "last" | "previous" | "past" => -1,
        "this" => 0,
        "next" | "coming" => 1,
        _ => return None,
    };
    (run.word(start + 1) == "week").then_some((start + 2, weeks))
}
