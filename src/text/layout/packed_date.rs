//! Date fields as programs write them: one number, such as 20161019, 20161019143000, or seconds, milliseconds or
//! microseconds since 1970; 20161019T143000Z; `/Date(1476887400000)/`; the words of C and of Twitter. A number that may be
//! read in two ways is not read.

use crate::text::calendar::{MONTHS, WEEKDAYS};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

/// The day, and the time if it has one, that such a field stands for; times since 1970 are in UTC. `None` for anything
/// else.
pub(super) fn read(field: &str) -> Option<(Date, Option<Time>)> {
    let field = field.trim();
    number(field).or_else(|| basic(field)).or_else(|| wrapped(field)).or_else(|| words(field))
}

/// 20161019T143000Z, with or without its seconds and its zone.
fn basic(field: &str) -> Option<(Date, Option<Time>)> {
    let (date, clock) = field.split_once('T')?;
    let clock = clock.split(['Z', '+', '-', '.']).next()?;
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_read = date.len() == 8 && matches!(clock.len(), 4 | 6);
    (is_read && are_digits(date) && are_digits(clock))
        .then(|| Some((day(date)?, Some(time(clock)?))))?
}

/// `/Date(1476887400000)/`, with or without a zone behind its number.
fn wrapped(field: &str) -> Option<(Date, Option<Time>)> {
    let inner = field.trim_matches('/').strip_prefix("Date(")?.strip_suffix(')')?;
    number(inner.split(['+', '-']).next()?)
}

/// `Wed Oct 19 14:30:00 +0000 2016`, the zone of which may be missing.
fn words(field: &str) -> Option<(Date, Option<Time>)> {
    let mut parts: Vec<&str> = field.split_whitespace().collect();
    if parts.len() == 6 {
        parts.remove(4);
    }
    let [weekday, month, day, clock, year] = parts[..] else { return None };
    let known = |word: &str, names: &[&str]| {
        names
            .iter()
            .position(|name| name.get(..3).is_some_and(|name| name.eq_ignore_ascii_case(word)))
    };
    known(weekday, &WEEKDAYS)?;
    let month = i8::try_from(known(month, &MONTHS)? + 1).ok()?;
    let year = year.parse().ok().filter(|year| (1800..2100).contains(year))?;
    let date = Date::new(year, month, day.parse().ok()?).ok()?;
    let mut clock = clock.split(':').map(|part| part.parse::<i8>().ok());
    let time = Time::new(clock.next()??, clock.next()??, 0, 0).ok()?;
    Some((date, Some(time)))
}

fn number(field: &str) -> Option<(Date, Option<Time>)> {
    // Spreadsheets and programs write whole numbers with a fraction.
    let (digits, fraction) = field.split_once('.').unwrap_or((field, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(digits) || !is_number(fraction) {
        return None;
    }
    let is_whole = fraction.bytes().all(|byte| byte == b'0');
    match digits.len() {
        8 if is_whole => day(digits).map(|day| (day, None)),
        14 if is_whole => Some((day(&digits[..8])?, Some(time(&digits[8..])?))),
        // A day and an hour: or seconds after 2030.
        10 if day(&digits[..8]).is_some() && time(&digits[8..]).is_some() => None,
        9 | 10 => since_1970(Timestamp::from_second(digits.parse().ok()?).ok()?),
        13 => since_1970(Timestamp::from_millisecond(digits.parse().ok()?).ok()?),
        16 => since_1970(Timestamp::from_microsecond(digits.parse().ok()?).ok()?),
        _ => None,
    }
}

/// A day from 1800 to 2099, as YYYYMMDD.
fn day(digits: &str) -> Option<Date> {
    let year = digits[..4].parse().ok().filter(|year| (1800..2100).contains(year))?;
    Date::new(year, digits[4..6].parse().ok()?, digits[6..].parse().ok()?).ok()
}

/// A time as HH, HHMM or HHMMSS.
fn time(digits: &str) -> Option<Time> {
    let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |part| part.parse().ok());
    Time::new(part(0)?, part(2)?, part(4)?, 0).ok()
}

fn since_1970(at: Timestamp) -> Option<(Date, Option<Time>)> {
    let at = at.to_zoned(TimeZone::UTC);
    // Programs that know only the day write its first second.
    let is_day = (at.hour(), at.minute(), at.second()) == (0, 0, 0);
    let minute = Time::new(at.hour(), at.minute(), 0, 0).ok()?;
    (at.year() < 2100).then(|| (at.date(), (!is_day).then_some(minute)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_programs_write_are_dates() {
        let shown = |field: &str| {
            read(field).map(|(day, time)| match time {
                Some(time) => format!("{day} {:02}:{:02}", time.hour(), time.minute()),
                None => day.to_string(),
            })
        };
        assert_eq!(shown("20161019").as_deref(), Some("2016-10-19"));
        assert_eq!(shown(" 20161019143005 ").as_deref(), Some("2016-10-19 14:30"));
        for same in [
            "1476835200",
            "1476835200.0",
            "1476835200000",
            "1476835200000000",
            "/Date(1476835200000)/",
        ] {
            assert_eq!(shown(same).as_deref(), Some("2016-10-19"), "{same}");
        }
        assert_eq!(shown("1476887465.5").as_deref(), Some("2016-10-19 14:31"));
        for same in [
            "20161019T143000Z",
            "20161019T1430",
            "Wed Oct 19 14:30:00 +0000 2016",
            "Wed Oct 19 14:30:00 2016",
            "/Date(1476887400000+0200)/",
        ] {
            assert_eq!(shown(same).as_deref(), Some("2016-10-19 14:30"), "{same}");
        }
        // Neither a day nor seconds alone; a day and an hour; too short; too long; no number.
        for odd in [
            "20161319",
            "2016101914",
            "201610",
            "201610191430",
            "147683520000000",
            "Wed Oct 45 14:30:00 +0000 2016",
            "/Date(x)/",
            "20161019Tomorrow",
            "12.2016",
            "-5",
            "",
        ] {
            assert_eq!(shown(odd), None, "{odd}");
        }
    }
}
