//! Days and years in figures: "9th", "2016", "'16", "30/04/2016", "25.08.2016", "19-Nov-12", "2016-08-05T14:20:00".
//! Times of day are kept as written: a zone ("Z", "+03:00") is read and does not move them.

use super::expression::{DateExpression, DayPart};
use crate::text::calendar;
use crate::text::tokens::token_window::TokenWindow;
use jiff::civil::{Date, Time};

/// Space, a comma or the dot of an abbreviation, and nothing that ends a clause.
pub(super) fn plain_gap(run: &TokenWindow, at: usize) -> bool {
    run.gap(at).chars().all(|c| c.is_whitespace() || matches!(c, ',' | '.'))
}

/// A day of the month in digits, "9" or "9th".
pub(super) fn day_number(run: &TokenWindow, at: usize) -> Option<i8> {
    let word = run.word(at);
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let tail = &word[digits.len()..];
    if digits.is_empty() || digits.len() > 2 || !matches!(tail, "" | "st" | "nd" | "rd" | "th") {
        return None;
    }
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

/// A year in four digits, 1000 to 2099.
pub(super) fn year_number(run: &TokenWindow, at: usize) -> Option<i16> {
    let word = run.word(at);
    (word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()))
        .then(|| word.parse().ok())?
        .filter(|year| (1000..2100).contains(year))
}

/// The year that follows a month or a day, "2016" or "'16", at `at`; and where it ends.
pub(super) fn year_after(run: &TokenWindow, at: usize) -> Option<(usize, i16)> {
    let last = at.checked_sub(1)?;
    if plain_gap(run, last) {
        return year_number(run, at).map(|year| (at + 1, year));
    }
    let gap = run.gap(last).trim_start_matches([' ', ',', '.']);
    let short = matches!(gap, "'" | "’" | "‘") && is_digits(run.word(at), 2);
    let year = short.then(|| run.word(at).parse().ok())??;
    Some((at + 1, run.full_year(year)))
}

fn is_digits(word: &str, len: usize) -> bool {
    word.len() == len && word.bytes().all(|b| b.is_ascii_digit())
}

/// A day in figures that is in a text, and not in an address, a path or the name of a file.
pub(super) fn numeric_day(run: &TokenWindow, at: usize) -> Option<(usize, DateExpression)> {
    if run.gap_before(at).ends_with(['/', '_', '=', '#', '@', '\\', '-', '.']) {
        return None;
    }
    let read = dotted(run, at)
        .or_else(|| separated(run, at))
        .or_else(|| with_month(run, at))
        .or_else(|| compact(run, at))?;
    Date::new(read.year?, read.month, read.day).ok()?;
    finish(run, read)
}

/// "5-Aug": a day and a month joined by a hyphen, without a year.
pub(super) fn hyphened_day(run: &TokenWindow, at: usize) -> Option<(usize, DateExpression)> {
    let day = day_number(run, at).filter(|_| run.gap(at) == "-" && run.is_capital(at + 1))?;
    let month = calendar::month(run.word(at + 1))?;
    let read = Figures { end: at + 2, year: None, month, day, hour: None, iso: false };
    (!run.gap_before(at).ends_with(['-', '/'])).then(|| finish(run, read))?
}

/// A day as its figures give it.
struct Figures {
    end: usize,
    year: Option<i16>,
    month: i8,
    day: i8,
    /// The hour written in the same token ("05T14").
    hour: Option<i8>,
    /// Whether the year comes first, so that a time may follow.
    iso: bool,
}

/// The day with the time of day that follows it, unless the figures go on as a path or a name.
fn finish(run: &TokenWindow, read: Figures) -> Option<(usize, DateExpression)> {
    let day = DateExpression::Date {
        year: read.year,
        month: Some(read.month),
        day: read.day,
        part: DayPart::Whole,
    };
    let (end, time) = match read.iso.then(|| time_after(run, &read)).flatten() {
        Some((end, time)) => (end, Some(time)),
        None => (read.end, None),
    };
    let after = run.gap(end - 1);
    let next_is_figure = run.word(end).starts_with(|c: char| c.is_ascii_digit());
    if after.starts_with(['/', '_', '\\', '='])
        || end < run.len() && (after == "." || after == "-" && !next_is_figure)
    {
        return None;
    }
    Some(match time {
        Some(from) => (end, DateExpression::Clock { day: Some(Box::new(day)), from, to: None }),
        None => (end, day),
    })
}

/// Year, month and day from three numbers as written. Where both leading numbers could be months, the first is the
/// day. A year of two figures counts only where `dated` says that a date is expected.
fn ordered(run: &TokenWindow, parts: [&str; 3], dated: bool) -> Option<(i16, i8, i8)> {
    let figures = |text: &str| text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(|part| figures(part)) {
        return None;
    }
    let number = |text: &str| text.parse::<i16>().ok();
    let (first, second, third) = (number(parts[0])?, number(parts[1])?, number(parts[2])?);
    let lens = parts.map(str::len);
    let (year, month, day) = match lens {
        [4, 1..=2, 1..=2] => (first, second, third),
        [1..=2, 1..=2, 4] if second > 12 => (third, first, second),
        [1..=2, 1..=2, 4] => (third, second, first),
        [1..=2, 1..=2, 2] if dated && second > 12 => (run.full_year(third), first, second),
        [1..=2, 1..=2, 2] if dated => (run.full_year(third), second, first),
        _ => return None,
    };
    let in_range = (1000..2100).contains(&year);
    in_range.then_some((year, i8::try_from(month).ok()?, i8::try_from(day).ok()?))
}

/// "30/04/2016", "2016-04-30", "19/11/12".
fn separated(run: &TokenWindow, at: usize) -> Option<Figures> {
    let gap = run.gap(at);
    if !matches!(gap, "/" | "-") || run.gap(at + 1) != gap {
        return None;
    }
    let (third, hour) = match run.word(at + 2).split_once('t') {
        Some((day, hour)) => (day, Some(hour.parse().ok()?)),
        None => (run.word(at + 2), None),
    };
    let parts = [run.word(at), run.word(at + 1), third];
    // "A score of 3-5-12"
    let full = gap == "/" || parts.iter().all(|part| part.len() >= 2);
    let (year, month, day) = ordered(run, parts, full && expects_date(run, at))?;
    let iso = parts[0].len() == 4;
    Some(Figures { end: at + 3, year: Some(year), month, day, hour, iso })
}

/// "25.08.2016", "2016.08.25", "25.8.16", which are one token each.
fn dotted(run: &TokenWindow, at: usize) -> Option<Figures> {
    let mut parts = run.word(at).split('.');
    let parts = [parts.next()?, parts.next()?, parts.next().filter(|_| parts.next().is_none())?];
    let (year, month, day) = ordered(run, parts, expects_date(run, at))?;
    Some(Figures { end: at + 1, year: Some(year), month, day, hour: None, iso: false })
}

/// "19-Nov-12", "19/Nov/2012", "Nov-19-2012".
fn with_month(run: &TokenWindow, at: usize) -> Option<Figures> {
    let gap = run.gap(at);
    if !matches!(gap, "/" | "-" | ".") || run.gap(at + 1) != gap {
        return None;
    }
    let named = |at: usize| calendar::month(run.word(at));
    let (month, day) = match (day_number(run, at), day_number(run, at + 1)) {
        (Some(day), None) => (named(at + 1)?, day),
        (None, Some(day)) => (named(at)?, day),
        _ => return None,
    };
    let last = run.word(at + 2);
    let year = match year_number(run, at + 2) {
        None if is_digits(last, 2) => run.full_year(last.parse().ok()?),
        year => year?,
    };
    Some(Figures { end: at + 3, year: Some(year), month, day, hour: None, iso: false })
}

/// "20160805T1420Z".
fn compact(run: &TokenWindow, at: usize) -> Option<Figures> {
    let (date, time) = run.word(at).split_once('t')?;
    if !is_digits(date, 8) || !time.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (year, month, day) = ordered(run, [&date[..4], &date[4..6], &date[6..]], true)?;
    let hour = time.get(..2)?.parse().ok()?;
    Some(Figures { end: at + 1, year: Some(year), month, day, hour: Some(hour), iso: true })
}

/// Whether the words before a position lead one to expect a date.
fn expects_date(run: &TokenWindow, at: usize) -> bool {
    let word = run.before(at, 1);
    at == 0
        || run.gap_before(at).ends_with(['(', '['])
        || calendar::is_weekday(word)
        || matches!(
            word,
            "on" | "of"
                | "since"
                | "until"
                | "till"
                | "from"
                | "by"
                | "before"
                | "after"
                | "dated"
                | "between"
                | "to"
                | "date"
        )
}

/// The time of day after a day whose year comes first: "T14:20:00", "T1420Z", " 14:20"; and where it ends, past
/// seconds and zone.
fn time_after(run: &TokenWindow, read: &Figures) -> Option<(usize, Time)> {
    let two = |text: &str| text.get(..2).filter(|text| is_digits(text, 2))?.parse::<i8>().ok();
    let mut end = read.end;
    let hour = match read.hour {
        Some(hour) => hour,
        None if run.gap(end - 1).trim().is_empty() && run.gap(end) == ":" => {
            end += 1;
            two(run.word(end - 1)).filter(|_| run.word(end - 1).len() == 2)?
        }
        None => return None,
    };
    let compact = run.word(end - 1).split_once('t').and_then(|(_, time)| two(time.get(2..)?));
    let minute = match compact {
        Some(minute) => minute,
        None if run.gap(end - 1) == ":" => {
            end += 1;
            two(run.word(end - 1))?
        }
        None => 0,
    };
    let time = Time::new(hour, minute, 0, 0).ok()?;
    if run.gap(end - 1) == ":" && two(run.word(end)).is_some() {
        end += 1; // seconds
    }
    if matches!(run.gap(end - 1), "+" | "-") && two(run.word(end)).is_some() {
        end += 1; // the zone's hours, and its minutes
        if run.gap(end - 1) == ":" && is_digits(run.word(end), 2) {
            end += 1;
        }
    } else if run.is_joined(end - 1) && matches!(run.word(end), "z" | "utc" | "gmt") {
        end += 1;
    }
    Some((end, time))
}
