//! Several days or periods in one phrase: "3, 5 and 7 October", "October 3-5", "Monday and Tuesday", "in May and June".
//! They are read as the time from the first to the last.

use super::expression::{DateExpression, DayPart, Occurrence};
use super::names::{ReadDate, calendar_day, deictic, month, month_name, weekday, year};
use super::numeric::{day_number, plain_gap, year_after};
use super::parts::part_first;
use super::within::weekday_of_week;
use crate::text::calendar;
use crate::text::tokens::token_window::TokenWindow;

/// Reads two or more days or periods. `loose` if a preposition allows months and years.
pub(super) fn listed(run: &TokenWindow, at: usize, loose: bool) -> ReadDate {
    days_before_month(run, at)
        .or_else(|| days_after_month(run, at))
        .or_else(|| in_full(run, at, |at| day(run, at)))
        .or_else(|| if loose { in_full(run, at, |at| period(run, at)) } else { None })
}

/// How one item is joined to the next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// A comma: more follow.
    Comma,
    /// "And", "or", "to": the last follows.
    Word,
    /// A dash or a slash: the last follows.
    Dash,
}

/// What joins the item that ends at `end` to another, and where that begins.
fn joint(run: &TokenWindow, end: usize) -> Option<(usize, Joint)> {
    let gap = run.gap(end.checked_sub(1)?);
    let bare = gap.trim();
    let word = matches!(run.word(end), "and" | "or" | "to" | "through" | "until" | "into");
    match bare {
        "" | "," if word && run.is_joined(end) => Some((end + 1, Joint::Word)),
        "," => Some((end, Joint::Comma)),
        "&" => Some((end, Joint::Word)),
        "-" | "–" | "—" | "‑" | "/" => Some((end, Joint::Dash)),
        _ => None,
    }
}

/// The days of the month of a list, where it ends, and its last joint. At least two, each later than the one before.
fn day_numbers(
    run: &TokenWindow,
    at: usize,
    item: impl Fn(usize) -> Option<(usize, i8)>,
) -> Option<(usize, i8, i8, Joint)> {
    let (mut end, first) = item(at)?;
    let mut last = first;
    loop {
        let (next, joint) = joint(run, end)?;
        let (after, day) = item(next).filter(|(_, day)| *day > last)?;
        (end, last) = (after, day);
        if joint != Joint::Comma {
            return Some((end, first, last, joint));
        }
    }
}

fn between(year: Option<i16>, month: i8, first: i8, last: i8) -> DateExpression {
    let on = |day| {
        let date = DateExpression::Date { year, month: Some(month), day, part: DayPart::Whole };
        Box::new(date)
    };
    DateExpression::Between(on(first), on(last))
}

/// "3, 5 and 7 October", "Monday 5 and Tuesday 6 September", "the 3rd and 4th of October 2016".
fn days_before_month(run: &TokenWindow, at: usize) -> ReadDate {
    let item = |at: usize| {
        let named = at + usize::from(run.word(at) == "the");
        let weekday = calendar::is_weekday(run.word(named)) && plain_gap(run, named);
        let start = named + usize::from(weekday);
        let start = start + usize::from(weekday && run.word(start) == "the");
        day_number(run, start).map(|day| (start + 1, day))
    };
    let (mut end, first, last, joint) = day_numbers(run, at, item)?;
    // "Killed 3 and 4 October": without a word that introduces dates, the first may count something else.
    let introduced = at == 0
        || !run.word(at).starts_with(|c: char| c.is_ascii_digit())
        || run.word(at).ends_with(|c: char| c.is_ascii_alphabetic())
        || matches!(
            run.before(at, 1),
            "on" | "of" | "between" | "from" | "the" | "dated" | "since" | "until" | "during"
        );
    if !introduced && joint != Joint::Dash || !plain_gap(run, end - 1) {
        return None;
    }
    end += usize::from(run.word(end) == "of");
    let month = month_name(run, end, true)?;
    end += 1;
    let year = year_after(run, end);
    let end = year.map_or(end, |(end, _)| end);
    Some((end, between(year.map(|(_, year)| year), month, first, last)))
}

/// "October 3, 5 and 7", "Oct. 3-5, 2016".
fn days_after_month(run: &TokenWindow, at: usize) -> ReadDate {
    let month = month_name(run, at, true).filter(|_| plain_gap(run, at))?;
    let item = |at: usize| {
        let start = at + usize::from(run.word(at) == "the");
        day_number(run, start).map(|day| (start + 1, day))
    };
    let (end, first, last, joint) = day_numbers(run, at + 1, item)?;
    if let Some((end, year)) = year_after(run, end) {
        return Some((end, between(Some(year), month, first, last)));
    }
    // "On October 3 and 4 rebels": the last number counts what follows it.
    let alone = joint == Joint::Dash
        || end >= run.len()
        || !run.is_joined(end - 1)
        || run.word(end - 1).ends_with(|c: char| c.is_ascii_alphabetic())
        || matches!(
            run.word(end),
            "in" | "at"
                | "near"
                | "on"
                | "by"
                | "when"
                | "while"
                | "as"
                | "after"
                | "before"
                | "the"
                | "a"
                | "an"
                | "and"
                | "but"
                | "that"
                | "with"
                | "to"
                | "killed"
                | "killing"
                | "said"
                | "were"
                | "was"
        );
    alone.then(|| (end, between(None, month, first, last)))
}

/// Items each written in full: "Monday night and Tuesday", "30 September and 1 October", "May and June 2016".
fn in_full(
    run: &TokenWindow,
    at: usize,
    item: impl Fn(usize) -> Option<(usize, DateExpression)>,
) -> ReadDate {
    let (mut end, first) = item(at)?;
    loop {
        let (next, joint) = joint(run, end)?;
        let on = next + usize::from(run.word(next) == "on" && joint == Joint::Word);
        let (after, last) = item(on)?;
        end = after;
        if joint != Joint::Comma {
            // "On Monday and Tuesday's truce": the last is part of another phrase.
            let owns = run.gap(end - 1).starts_with(['\'', '’']);
            let first = Box::new(with_year_of(first, &last));
            return (!owns).then(|| (end, DateExpression::Between(first, Box::new(last))));
        }
    }
}

/// One day of a list, with its part.
fn day(run: &TokenWindow, at: usize) -> ReadDate {
    part_first(run, at)
        .or_else(|| weekday_of_week(run, at))
        .or_else(|| deictic(run, at))
        .or_else(|| weekday(run, at))
        .or_else(|| calendar_day(run, at))
        .filter(|(_, when)| when.is_day())
}

/// One month or year of a list.
fn period(run: &TokenWindow, at: usize) -> ReadDate {
    let bare = |when: &DateExpression| {
        matches!(
            when,
            DateExpression::Month { which: Occurrence::Bare, .. } | DateExpression::Year { .. }
        )
    };
    month(run, at, true).or_else(|| year(run, at, true)).filter(|(_, when)| bare(when))
}

/// "Between May and July 2011": the year of the last holds for the first.
pub(super) fn with_year_of(first: DateExpression, last: &DateExpression) -> DateExpression {
    let last_year = match last {
        DateExpression::Date { year, .. } | DateExpression::Month { year, .. } => *year,
        _ => None,
    };
    match first {
        DateExpression::Date { year: None, month: Some(month), day, part } => {
            DateExpression::Date { year: last_year, month: Some(month), day, part }
        }
        DateExpression::Month { year: None, month, which, edge } => {
            DateExpression::Month { year: last_year, month, which, edge }
        }
        other => other,
    }
}
