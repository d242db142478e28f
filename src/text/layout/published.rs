//! Printed publication dates and times: "12/08/2016 17:41", "Sat 25 Jun 2016", "Last updated at Jun 182016", "UPDATE
//! 0825 GMT:". Each function reads at one offset and returns where the reading ends; `layout` decides where to look.
//! Dates inside sentences are read by `temporal`.

use crate::text::calendar::{MONTHS, WEEKDAYS};
use jiff::civil::{Date, Time};

/// How 12/08/2016 is read where the text itself does not decide it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// Day first.
    #[default]
    Dmy,
    /// Month first.
    Mdy,
    /// Year first.
    Ymd,
}

/// A publication stamp read from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The civil date.
    pub date: Date,
    /// The time of day, where one is printed.
    pub time: Option<Time>,
    /// One past the stamp's last byte.
    pub end: usize,
    /// Whether words such as "Published" or a day of the week open it: then it is not a date in running text.
    pub marked: bool,
}

#[rustfmt::skip]
const LEADS: &[&str] = &[
    "date of publication", "publication date", "published on", "published at", "published",
    "posted on", "posted at", "posted", "last updated on", "last updated at", "last updated",
    "last update", "updated on", "updated at", "updated", "created on", "date",
];

/// Reads a date stamp at byte `at`: lead words, a day of the week, a full date, a time of day; only the date is
/// required.
pub fn stamp_at(text: &str, at: usize, order: DateOrder) -> Option<Stamp> {
    let bytes = text.as_bytes();
    let mut start = at;
    let mut marked = false;
    if let Some(lead) = LEADS.iter().find(|lead| has_word(bytes, at, lead)) {
        start = skip(bytes, at + lead.len(), b" :\t,");
        marked = true;
    }
    if let Some(end) = weekday_at(bytes, start) {
        start = skip(bytes, end, b" ,.\t");
        marked = true;
    }
    let (date, end) = date_at(text, start, order)?;
    let from = skip(bytes, end, b" ,|-\tT");
    let from = if has_word(bytes, from, "at") { skip(bytes, from + 2, b" ") } else { from };
    let zone = zone_at(bytes, from);
    match time_at(text, skip(bytes, zone, b" ")) {
        Some((time, end)) => Some(Stamp { date, time: Some(time), end, marked }),
        None => Some(Stamp { date, time: None, end, marked }),
    }
}

/// Reads a full date (with its year) at byte `at`, and where it ends.
pub fn date_at(text: &str, at: usize, order: DateOrder) -> Option<(Date, usize)> {
    let bytes = text.as_bytes();
    let (month, day, year, end) = match bytes.get(at)? {
        byte if byte.is_ascii_digit() => {
            numeric(bytes, at, order).or_else(|| day_first(bytes, at))?
        }
        byte if byte.is_ascii_alphabetic() => month_first(bytes, at)?,
        _ => return None,
    };
    if bytes.get(end).is_some_and(|b| b.is_ascii_digit()) {
        return None;
    }
    let date =
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
            .ok()?;
    (1800..2200).contains(&date.year()).then_some((date, end))
}

/// Reads a day and month without a year at byte `at` ("3 Oct", "Oct. 3"), and where they end: (month, day, end).
pub fn day_at(text: &str, at: usize) -> Option<(i8, i8, usize)> {
    let bytes = text.as_bytes();
    let (month, day, end) = match number(bytes, at, 2) {
        Some((day, end)) => {
            let (month, end) = month_at(bytes, skip(bytes, end, b" "))?;
            (month, day, end)
        }
        None => {
            let (month, end) = month_at(bytes, at)?;
            let (day, end) = number(bytes, skip(bytes, end, b" ."), 2)?;
            (month, day, end)
        }
    };
    Some((i8::try_from(month).ok()?, i8::try_from(day).ok().filter(|d| (1..=31).contains(d))?, end))
}

/// Reads a time of day at byte `at` ("17:41", "5:30 p.m.", "17:41:05"), and where it ends.
pub fn time_at(text: &str, at: usize) -> Option<(Time, usize)> {
    let bytes = text.as_bytes();
    let (mut hour, end) = number(bytes, at, 2)?;
    if bytes.get(end) != Some(&b':') {
        return None;
    }
    let (minute, mut end) = number(bytes, end + 1, 2).filter(|&(_, to)| to == end + 3)?;
    if bytes.get(end) == Some(&b':') {
        end = number(bytes, end + 1, 2).map_or(end, |(_, end)| end);
    }
    let half = skip(bytes, end, b" ");
    for (mark, add) in [("a.m.", 0), ("am", 0), ("p.m.", 12), ("pm", 12)] {
        if has_word(bytes, half, mark) {
            hour = hour % 12 + add;
            end = half + mark.len();
        }
    }
    let zone = zone_at(bytes, skip(bytes, end, b" "));
    let end = if zone > skip(bytes, end, b" ") { zone } else { end };
    Some((Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()?, end))
}

/// Reads the stamp of a live-blog block at byte `at` ("UPDATE 0825 GMT:", "ORIGINAL ENTRY:"): its time, and where it
/// ends, the colon included.
pub fn block_at(text: &str, at: usize) -> Option<(Option<Time>, usize)> {
    let bytes = text.as_bytes();
    for mark in ["UPDATED", "UPDATE", "ORIGINAL ENTRY", "LATEST", "BREAKING"] {
        let Some(rest) = bytes.get(at..).and_then(|rest| rest.strip_prefix(mark.as_bytes())) else {
            continue;
        };
        let mut end = bytes.len() - rest.len();
        end = skip(bytes, end, b" ([#1234567890.:");
        let from = (at + mark.len()..end).find(|&at| bytes[at].is_ascii_digit());
        let time = from.and_then(|from| clock(bytes, from));
        end = skip(bytes, zone_at(bytes, end), b" )]");
        let end = if bytes.get(end) == Some(&b':') { end + 1 } else { end };
        let end = skip_back(bytes, end);
        let timed = time.is_some() || matches!(mark, "ORIGINAL ENTRY");
        return (timed && bytes.get(end - 1) == Some(&b':')).then_some((time, end));
    }
    None
}

/// Reads a date field: one number, or a date at its start, or else anywhere in it.
pub fn field(field: &str, order: DateOrder) -> Option<(Date, Option<Time>)> {
    if let Some(read) = super::packed_date::read(field) {
        return Some(read);
    }
    let field = field.get(..field.len().min(200)).unwrap_or(field);
    let starts = (0..field.len()).filter(|&at| {
        let before = at.checked_sub(1).and_then(|at| field.as_bytes().get(at));
        field.as_bytes()[at].is_ascii_alphanumeric()
            && !before.is_some_and(u8::is_ascii_alphanumeric)
    });
    let mut read = starts.filter_map(|at| stamp_at(field, at, order));
    read.next().map(|stamp| (stamp.date, stamp.time))
}

/// Which orders of day and month the numbers of a date field allow; `None` if it is written in another way, or if day and
/// month are the same number.
pub fn orders_of(field: &str) -> Option<Orders> {
    let field = field.trim_start().as_bytes();
    let (a, end) = number(field, 0, 2)?;
    let mark = *field.get(end).filter(|mark| matches!(mark, b'/' | b'-'))?;
    let (b, middle) = number(field, end + 1, 2)?;
    number(field, middle + 1, 4).filter(|_| field.get(middle) == Some(&mark))?;
    match (a, b) {
        (1..=12, 1..=12) => (a != b).then_some(Orders::Both),
        (13..=31, 1..=12) => Some(Orders::DayFirst),
        (1..=12, 13..=31) => Some(Orders::MonthFirst),
        _ => None,
    }
}

/// The orders of day and month that the numbers of a date allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orders {
    /// 13/05/2016.
    DayFirst,
    /// 05/13/2016.
    MonthFirst,
    /// 05/06/2016.
    Both,
}

/// The date with day and month exchanged, if that is another date.
pub fn exchanged(date: Date) -> Option<Date> {
    let other = Date::new(date.year(), date.day(), date.month()).ok()?;
    (other != date).then_some(other)
}

/// Four digits, or hours and minutes separated by a colon or point.
fn clock(bytes: &[u8], at: usize) -> Option<Time> {
    let (first, end) = number(bytes, at, 4)?;
    let (hour, minute) = match end - at {
        4 => (first / 100, first % 100),
        1 | 2 if matches!(bytes.get(end), Some(b':' | b'.')) => {
            (first, number(bytes, end + 1, 2)?.0)
        }
        _ => return None,
    };
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()
}

/// `d/m/Y` in either order, or `Y-m-d`; `order` decides where the numbers do not.
fn numeric(bytes: &[u8], at: usize, order: DateOrder) -> Option<(u32, u32, u32, usize)> {
    let (a, end) = number(bytes, at, 4)?;
    let mark = *bytes.get(end).filter(|b| matches!(b, b'/' | b'-' | b'.'))?;
    let (b, middle) = number(bytes, end + 1, 2)?;
    if bytes.get(middle) != Some(&mark) {
        return None;
    }
    let (c, last) = number(bytes, middle + 1, 4)?;
    let width = last - middle - 1;
    if end - at == 4 {
        return Some((b, c, a, last));
    }
    if end - at > 2 || !(width == 4 || width == 2) {
        return None;
    }
    if width == 2 && order == DateOrder::Ymd {
        return Some((b, c, century(a), last));
    }
    let year = if width == 2 { century(c) } else { c };
    let month_first =
        if a > 12 { false } else { b > 12 || (order == DateOrder::Mdy && mark != b'.') };
    Some(if month_first { (a, b, year, last) } else { (b, a, year, last) })
}

/// "3 October 2017", "3 JAN 90".
fn day_first(bytes: &[u8], at: usize) -> Option<(u32, u32, u32, usize)> {
    let (day, end) = number(bytes, at, 2)?;
    let end = ["st", "nd", "rd", "th"]
        .iter()
        .find(|ord| has_word(bytes, end, ord))
        .map_or(end, |_| end + 2);
    let (month, end) = month_at(bytes, skip(bytes, end, b" -."))?;
    let (year, end) = year_at(bytes, skip(bytes, end, b" ,.-'"))?;
    Some((month, day, year, end))
}

/// "October 3, 2017", "Jun 182016" (missing space).
fn month_first(bytes: &[u8], at: usize) -> Option<(u32, u32, u32, usize)> {
    let (month, end) = month_at(bytes, at)?;
    let from = skip(bytes, end, b" .");
    let (digits, end) = number(bytes, from, 6)?;
    match end - from {
        5 | 6 => Some((month, digits / 10_000, digits % 10_000, end)),
        1 | 2 => {
            let end = ["st", "nd", "rd", "th"]
                .iter()
                .find(|o| has_word(bytes, end, o))
                .map_or(end, |_| end + 2);
            let from = skip(bytes, end, b" ,");
            let (year, end) = number(bytes, from, 4).filter(|&(_, end)| end - from == 4)?;
            Some((month, digits, year, end))
        }
        _ => None,
    }
}

fn year_at(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let (year, end) = number(bytes, at, 4)?;
    match end - at {
        4 => Some((year, end)),
        2 => Some((century(year), end)),
        _ => None,
    }
}

fn century(year: u32) -> u32 {
    if year > 69 { 1900 + year } else { 2000 + year }
}

/// A month's name, in full or cut to three or four letters, and where it ends.
fn month_at(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let word = word_at(bytes, at);
    let index = MONTHS.iter().position(|month| abbreviates(word, month, 3, 4))?;
    Some((index as u32 + 1, at + word.len()))
}

fn weekday_at(bytes: &[u8], at: usize) -> Option<usize> {
    let word = word_at(bytes, at);
    WEEKDAYS.iter().any(|day| abbreviates(word, day, 3, 5)).then_some(at + word.len())
}

/// Whether `word` is `name` or its first `least` to `most` letters, ignoring case.
fn abbreviates(word: &[u8], name: &str, least: usize, most: usize) -> bool {
    let cut = word.len() == name.len() || (least..=most).contains(&word.len());
    cut && name.as_bytes().get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

fn zone_at(bytes: &[u8], at: usize) -> usize {
    let zones = ["GMT", "UTC", "EST", "EDT", "BST", "CET", "EET", "KSA", "Z"];
    zones.iter().find(|zone| has_word(bytes, at, zone)).map_or(at, |zone| at + zone.len())
}

fn word_at(bytes: &[u8], at: usize) -> &[u8] {
    let rest = bytes.get(at..).unwrap_or_default();
    let len = rest.iter().take(12).take_while(|b| b.is_ascii_alphabetic()).count();
    &rest[..len]
}

/// Whether `word` is at `at`, ignoring case, and ends there.
fn has_word(bytes: &[u8], at: usize, word: &str) -> bool {
    let head = bytes.get(at..at + word.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
        && !bytes.get(at + word.len()).is_some_and(u8::is_ascii_alphanumeric)
}

fn skip(bytes: &[u8], at: usize, over: &[u8]) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take(16).take_while(|b| over.contains(b)).count()
}

/// The offset before the blanks that end at `at`.
fn skip_back(bytes: &[u8], mut at: usize) -> usize {
    while at > 0 && bytes.get(at - 1) == Some(&b' ') {
        at -= 1;
    }
    at
}

/// A number of at most `most` digits at `at`, and where it ends; `None` if more digits follow.
fn number(bytes: &[u8], at: usize, most: usize) -> Option<(u32, usize)> {
    let rest = bytes.get(at..)?;
    let len = rest.iter().take(most + 1).take_while(|b| b.is_ascii_digit()).count();
    if len == 0 || len > most {
        return None;
    }
    Some((rest[..len].iter().fold(0, |sum, b| sum * 10 + u32::from(b - b'0')), at + len))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    fn read(text: &str) -> Option<(Date, Option<Time>, &str)> {
        stamp_at(text, 0, DateOrder::Dmy).map(|s| (s.date, s.time, &text[..s.end]))
    }

    #[test]
    fn stamps_in_the_forms_that_news_sites_print() {
        let day = date(2016, 6, 8);
        for (text, clock, cut) in [
            ("08/06/2016 17:41 by admin", Some(time(17, 41, 0, 0)), "08/06/2016 17:41"),
            ("Date of publication 8 June 2016 The city", None, "Date of publication 8 June 2016"),
            ("Wed 08 Jun 2016 The city", None, "Wed 08 Jun 2016"),
            ("Last updated at Jun 082016 AMMAN", None, "Last updated at Jun 082016"),
            ("08-06-2016 Five", None, "08-06-2016"),
            ("08.06.2016(updated", None, "08.06.2016"),
            (
                "Wednesday 08 June 2016 20:22 The",
                Some(time(20, 22, 0, 0)),
                "Wednesday 08 June 2016 20:22",
            ),
            (
                "June 8, 2016 at 5:30 p.m. EST",
                Some(time(17, 30, 0, 0)),
                "June 8, 2016 at 5:30 p.m. EST",
            ),
            ("Published: June 8th, 2016", None, "Published: June 8th, 2016"),
            ("2016-06-08T09:05:00Z", Some(time(9, 5, 0, 0)), "2016-06-08T09:05:00Z"),
            ("8 JUN 16 --", None, "8 JUN 16"),
        ] {
            assert_eq!(read(text), Some((day, clock, cut)), "{text}");
        }
        assert_eq!(read("May be 12"), None);
        assert_eq!(read("45/13/2016"), None);
        assert_eq!(read("3 OCT 89 (DPA)").map(|s| s.0), Some(date(1989, 10, 3)));
    }

    #[test]
    fn numbers_above_twelve_decide_the_order() {
        let with = |text, order| date_at(text, 0, order).map(|(date, _)| date);
        assert_eq!(with("03/04/2016", DateOrder::Dmy), Some(date(2016, 4, 3)));
        assert_eq!(with("03/04/2016", DateOrder::Mdy), Some(date(2016, 3, 4)));
        assert_eq!(with("03/14/2016", DateOrder::Dmy), Some(date(2016, 3, 14)));
        assert_eq!(with("14/03/2016", DateOrder::Mdy), Some(date(2016, 3, 14)));
        assert_eq!(field("on 3/14/2016, late", DateOrder::Dmy), Some((date(2016, 3, 14), None)));
    }

    #[test]
    fn numbers_say_which_orders_they_allow() {
        for (field, orders) in [
            ("4/19/17", Some(Orders::MonthFirst)),
            ("19-04-2017 10:00", Some(Orders::DayFirst)),
            (" 4/5/2017", Some(Orders::Both)),
            ("5/5/2017", None),
            ("45/5/2017", None),
            ("2017-04-19", None),
            ("19.04.2017", None),
            ("4/19-17", None),
            ("April 4", None),
        ] {
            assert_eq!(orders_of(field), orders, "{field}");
        }
        assert_eq!(exchanged(date(2017, 4, 5)), Some(date(2017, 5, 4)));
        assert_eq!(exchanged(date(2017, 4, 19)), None);
    }

    #[test]
    fn block_stamps_are_read() {
        assert_eq!(block_at("UPDATE 0745 GMT: More", 0), Some((Some(time(7, 45, 0, 0)), 16)));
        assert_eq!(block_at("ORIGINAL ENTRY: More", 0), Some((None, 15)));
        assert_eq!(block_at("UPDATE 14:05: More", 0).map(|b| b.0), Some(Some(time(14, 5, 0, 0))));
        assert_eq!(block_at("UPDATE on the siege: x", 0), None);
        assert_eq!(block_at("LATEST", 0), None);
    }

    proptest! {
        #[test]
        fn nothing_panics_and_ends_lie_on_boundaries(text in "(Published |UPDATE |Sat )?[0-9a-zJunMay/:. —é-]{0,30}", at in 0usize..12) {
            for end in [
                stamp_at(&text, at, DateOrder::Mdy).map(|s| s.end),
                day_at(&text, at).map(|d| d.2),
                time_at(&text, at).map(|t| t.1),
                block_at(&text, at).map(|b| b.1),
            ].into_iter().flatten() {
                prop_assert!(text.is_char_boundary(end));
            }
            field(&text, DateOrder::Ymd);
        }
    }
}
