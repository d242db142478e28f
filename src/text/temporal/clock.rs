//! Times of day inside sentences: "at 7:30 p.m.", "10 a.m. to 1 p.m. on Thursday", "0825 GMT".

use super::date_name::date_name;
use super::expression::DateExpression;
use super::names::ReadDate;
use crate::text::tokens::token_window::TokenWindow;
use jiff::civil::Time;

/// "At 7:30 p.m.", "10 a.m. to 1 p.m. on Thursday", "0825 GMT".
pub(super) fn clocks(run: &TokenWindow, at: usize) -> ReadDate {
    let start = at + usize::from(matches!(run.word(at), "from" | "between" | "at"));
    let (mut end, from) = clock(run, start)?;
    let mut to = None;
    if matches!(run.word(end), "to" | "and" | "until")
        && let Some((after, time)) = clock(run, end + 1)
    {
        (end, to) = (after, Some(time));
    }
    let mut after = end;
    while matches!(
        run.word(after),
        "local" | "time" | "on" | "starting" | "gmt" | "utc" | "from" | "beginning"
    ) && after < end + 4
    {
        after += 1;
    }
    let dated =
        if run.is_joined(after.saturating_sub(1)) { date_name(run, after, false) } else { None };
    match dated {
        Some((
            end,
            day @ (DateExpression::Weekday { .. }
            | DateExpression::WeekdayOf { .. }
            | DateExpression::Nth { .. }
            | DateExpression::Feast { .. }
            | DateExpression::Day { .. }
            | DateExpression::Date { .. }),
        )) => Some((end, DateExpression::Clock { day: Some(Box::new(day)), from, to })),
        _ => Some((end, DateExpression::Clock { day: None, from, to })),
    }
}

/// One time of day.
fn clock(run: &TokenWindow, at: usize) -> Option<(usize, Time)> {
    let figures = |at: usize| -> Option<i8> {
        let word = run.word(at);
        (word.len() <= 2).then(|| word.parse().ok())?
    };
    let make = |hour: i8, minute: i8| Time::new(hour, minute, 0, 0).ok();
    let half = |hour: i8, word: &str| match word {
        "am" if (1..=12).contains(&hour) => Some(hour % 12),
        "pm" if (1..=12).contains(&hour) => Some(hour % 12 + 12),
        _ => None,
    };
    let word = run.word(at);
    if word.len() == 4 && matches!(run.word(at + 1), "gmt" | "utc") {
        let value: i16 = word.parse().ok()?;
        return Some((
            at + 2,
            make(i8::try_from(value / 100).ok()?, i8::try_from(value % 100).ok()?)?,
        ));
    }
    if let Some(hour) = word.strip_suffix("am").or_else(|| word.strip_suffix("pm")) {
        let hour = half(hour.parse().ok()?, &word[hour.len()..])?;
        return Some((at + 1, make(hour, 0)?));
    }
    let hour = figures(at)?;
    if run.gap(at) == ":" && !run.gap_before(at).ends_with(':') {
        // "7:30pm" is two tokens, "14:20:00" three.
        let glued = run.word(at + 1).strip_suffix("am").or(run.word(at + 1).strip_suffix("pm"));
        if let Some(minutes) = glued.filter(|minutes| minutes.len() == 2) {
            let hour = half(hour, &run.word(at + 1)[2..])?;
            return Some((at + 2, make(hour, minutes.parse().ok()?)?));
        }
        let minute = figures(at + 1).filter(|_| run.word(at + 1).len() == 2)?;
        let seconds = run.gap(at + 1) == ":" && figures(at + 2).is_some_and(|value| value < 60);
        let end = at + 2 + usize::from(seconds);
        return match half(hour, run.word(end)) {
            Some(hour) => Some((end + 1, make(hour, minute)?)),
            None => Some((end, make(hour, minute)?)),
        };
    }
    let hour = half(hour, run.word(at + 1))?;
    Some((at + 2, make(hour, 0)?))
}
