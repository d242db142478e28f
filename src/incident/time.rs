//! When: a mention's date as days that can be compared, and how firmly it is known.

use crate::event::{DateBasis, DatePrecision, EventDate};
use jiff::civil::Date;

/// The days a mention may mean, both included; days count from an arbitrary one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
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
    /// On different days of the window.
    Near(u32),
    /// One of them is a week or more, with the other in it.
    Vague,
    /// The vaguer date may be the other one.
    Could,
    /// Both name the day, and it is one.
    Same,
}

/// An event reported without a date lies so many days before the report, or on its day.
const REPORTED_LATE: i32 = 2;
/// Spans of more days are too vague to speak for a join.
const VAGUE_DAYS: i32 = 4;
/// Days named by a phrase of at most so many days are firm.
const FIRM_DAYS: i32 = 1;

impl When {
    /// Reads a date of the record; `None` where nothing is known.
    pub fn of(date: &EventDate) -> Option<When> {
        let (first, last) = date.days()?;
        let (first, last) = (day(first), day(last).max(day(first)));
        let told = !matches!(date.basis, DateBasis::Published | DateBasis::None);
        let by_day = matches!(
            date.precision,
            DatePrecision::Minute | DatePrecision::Hour | DatePrecision::Day
        );
        if !told {
            // All that is known is when it was reported.
            return Some(When { first: first - REPORTED_LATE, last, firm: false });
        }
        Some(When { first, last, firm: by_day && last - first <= FIRM_DAYS })
    }

    /// How the two stand where at most `days` days may lie between them.
    pub fn fit(a: Option<When>, b: Option<When>, days: u32) -> DateFit {
        let (Some(a), Some(b)) = (a, b) else { return DateFit::Unknown };
        let gap = (a.first.max(b.first) - a.last.min(b.last)).max(0).unsigned_abs();
        match gap {
            0 if a.firm && b.firm => DateFit::Same,
            0 if a.last - a.first <= VAGUE_DAYS && b.last - b.first <= VAGUE_DAYS => DateFit::Could,
            0 => DateFit::Vague,
            gap if gap <= days => DateFit::Near(gap),
            _ => DateFit::Apart,
        }
    }
}

/// The number of a day.
pub fn day(date: Date) -> i32 {
    let from = Date::constant(1970, 1, 1);
    date.duration_since(from).as_hours().div_euclid(24) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(start: &str, end: &str, precision: DatePrecision, basis: &str) -> Option<When> {
        When::of(&EventDate {
            start: start.parse().ok(),
            end: end.parse().ok(),
            precision,
            basis: DateBasis::of(basis),
        })
    }

    #[test]
    fn days_fit_or_lie_apart() {
        let day = |text: &str| when(text, text, DatePrecision::Day, "on Monday");
        let (mon, tue, fri) = (day("2016-02-29"), day("2016-03-01"), day("2016-03-04"));
        assert_eq!(When::fit(mon, mon, 0), DateFit::Same);
        assert_eq!(When::fit(mon, tue, 0), DateFit::Apart);
        assert_eq!(When::fit(mon, tue, 1), DateFit::Near(1));
        assert_eq!(When::fit(mon, fri, 1), DateFit::Apart);
        assert_eq!(When::fit(mon, None, 1), DateFit::Unknown);
        let month = when("2016-02-01", "2016-02-29", DatePrecision::Month, "in February");
        assert_eq!(When::fit(month, mon, 0), DateFit::Vague);
        let reported = when("2016-03-01", "2016-03-01", DatePrecision::Unknown, "published");
        assert_eq!(When::fit(reported, mon, 0), DateFit::Could);
        assert_eq!(When::fit(reported, fri, 0), DateFit::Apart);
    }

    #[test]
    fn what_is_no_date_is_unknown() {
        assert_eq!(When::of(&EventDate::unknown(DateBasis::of("soon"))), None);
        assert_eq!(When::of(&EventDate::unknown(DateBasis::None)), None);
    }
}
