//! Comparable dates of mentions: ranges of days, and how firmly they are known.

use crate::event::{DateBasis, DatePrecision, EventDate};
use jiff::civil::Date;

/// The days a mention may mean, both ends included, as day numbers (see [`day`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRange {
    /// The first day.
    pub first: i32,
    /// The last day.
    pub last: i32,
    /// Whether the text itself names the day.
    pub firm: bool,
}

/// How two dates relate to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateFit {
    /// Further apart than the rule allows.
    Apart,
    /// One of them is not known.
    Unknown,
    /// On different days, within the window of the rule; the distance in days.
    Near(u32),
    /// They overlap, and one is a week or longer.
    Vague,
    /// They overlap, and at least one is not firm.
    Possible,
    /// Both name the same day.
    Same,
}

/// An event reported without a date happened on the day of the report or at most this many days before it.
const REPORTED_LATE: i32 = 2;
/// Ranges of more days are too vague to be evidence for joining.
const VAGUE_DAYS: i32 = 4;
/// A date phrase of at most this many days' length is firm.
const FIRM_DAYS: i32 = 1;

impl DayRange {
    /// Makes a date of the record comparable; `None` where nothing is known.
    pub fn of(date: &EventDate) -> Option<DayRange> {
        let (first, last) = date.days()?;
        let (first, last) = (day(first), day(last).max(day(first)));
        let from_text = !matches!(date.basis, DateBasis::Published | DateBasis::None);
        let by_day = matches!(
            date.precision,
            DatePrecision::Minute | DatePrecision::Hour | DatePrecision::Day
        );
        if !from_text {
            // All that is known is when it was reported.
            return Some(DayRange { first: first - REPORTED_LATE, last, firm: false });
        }
        Some(DayRange { first, last, firm: by_day && last - first <= FIRM_DAYS })
    }

    /// How the two relate where at most `days` days may lie between them.
    pub fn fit(a: Option<DayRange>, b: Option<DayRange>, days: u32) -> DateFit {
        let (Some(a), Some(b)) = (a, b) else { return DateFit::Unknown };
        let gap = (a.first.max(b.first) - a.last.min(b.last)).max(0).unsigned_abs();
        match gap {
            0 if a.firm && b.firm => DateFit::Same,
            0 if a.last - a.first <= VAGUE_DAYS && b.last - b.first <= VAGUE_DAYS => {
                DateFit::Possible
            }
            0 => DateFit::Vague,
            gap if gap <= days => DateFit::Near(gap),
            _ => DateFit::Apart,
        }
    }
}

/// The number of a day, counted from 1970-01-01.
pub fn day(date: Date) -> i32 {
    let from = Date::constant(1970, 1, 1);
    date.duration_since(from).as_hours().div_euclid(24) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(start: &str, end: &str, precision: DatePrecision, basis: &str) -> Option<DayRange> {
        DayRange::of(&EventDate {
            start: start.parse().ok(),
            end: end.parse().ok(),
            precision,
            basis: DateBasis::of(basis),
        })
    }

    #[test]
    fn day_ranges_are_compared() {
        let day = |text: &str| when(text, text, DatePrecision::Day, "on Monday");
        let (mon, tue, fri) = (day("2016-02-29"), day("2016-03-01"), day("2016-03-04"));
        assert_eq!(DayRange::fit(mon, mon, 0), DateFit::Same);
        assert_eq!(DayRange::fit(mon, tue, 0), DateFit::Apart);
        assert_eq!(DayRange::fit(mon, tue, 1), DateFit::Near(1));
        assert_eq!(DayRange::fit(mon, fri, 1), DateFit::Apart);
        assert_eq!(DayRange::fit(mon, None, 1), DateFit::Unknown);
        let month = when("2016-02-01", "2016-02-29", DatePrecision::Month, "in February");
        assert_eq!(DayRange::fit(month, mon, 0), DateFit::Vague);
        let reported = when("2016-03-01", "2016-03-01", DatePrecision::Unknown, "published");
        assert_eq!(DayRange::fit(reported, mon, 0), DateFit::Possible);
        assert_eq!(DayRange::fit(reported, fri, 0), DateFit::Apart);
    }

    #[test]
    fn unknown_dates_have_no_range() {
        assert_eq!(DayRange::of(&EventDate::unknown(DateBasis::of("soon"))), None);
        assert_eq!(DayRange::of(&EventDate::unknown(DateBasis::None)), None);
    }
}
