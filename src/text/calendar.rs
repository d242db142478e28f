//! Names and arithmetic of the civil calendar: months, weekdays, what a week or a month covers.
//! What phrases mean is in `temporal`.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// The months in order, in lower case.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The days of the week from Monday on, in lower case.
pub const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The month (1 to 12) that a word in lower case names, short forms included.
pub fn month(word: &str) -> Option<i8> {
    let names = |name: &&str| *name == word || word.len() == 3 && name.starts_with(word);
    let at = MONTHS.iter().position(names).or((word == "sept").then_some(8))?;
    i8::try_from(at + 1).ok()
}

/// Whether a word in lower case is a month's full name; "may" and "march" are ordinary words too.
pub fn is_full_month(word: &str) -> bool {
    MONTHS.contains(&word)
}

/// The weekday that a word in lower case names; short forms only if `short`, since "sat" and "sun" are ordinary words
/// too.
pub fn weekday(word: &str, short: bool) -> Option<Weekday> {
    let cut = short && (word.len() == 3 || matches!(word, "tues" | "thur" | "thurs"));
    let names = |name: &&str| *name == word || cut && name.starts_with(word);
    let at = WEEKDAYS.iter().position(names)?;
    Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
}

/// Whether a word in lower case is a weekday's full name.
pub fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(&word)
}

/// Whether a number is a year that news may mention.
pub fn is_year(value: u64) -> bool {
    (1900..2100).contains(&value)
}

/// `date` moved by `days`, clamped to the calendar's range.
pub fn shift_days(date: Date, days: i32) -> Date {
    date.saturating_add(i64::from(days).days())
}

/// `date` moved by whole months; clamped to the last day of a shorter month.
pub fn shift_months(date: Date, months: i32) -> Date {
    let span = Span::new().try_months(months).unwrap_or_default();
    date.saturating_add(span)
}

/// Monday and Sunday of the week that holds `date`.
pub fn week(date: Date) -> (Date, Date) {
    let monday = shift_days(date, -i32::from(date.weekday().to_monday_zero_offset()));
    (monday, shift_days(monday, 6))
}

/// The `nth` (1 for the first, -1 for the last) of the days from `first` to `last` that fall on `day`; `None` where there
/// are not so many.
pub fn nth_weekday((first, last): (Date, Date), day: Weekday, nth: i8) -> Option<Date> {
    let found = if nth > 0 {
        let ahead = i32::from(day.since(first.weekday()));
        shift_days(first, ahead + 7 * (i32::from(nth) - 1))
    } else {
        let back = i32::from(last.weekday().since(day));
        shift_days(last, -back + 7 * (i32::from(nth) + 1))
    };
    (first..=last).contains(&found).then_some(found)
}

/// First and last day of the month that holds `date`.
pub fn month_of(date: Date) -> (Date, Date) {
    (date.first_of_month(), date.last_of_month())
}

/// First and last day of the year that holds `date`.
pub fn year_of(date: Date) -> (Date, Date) {
    (date.first_of_year(), date.last_of_year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weeks_run_from_monday_to_sunday() {
        assert_eq!(week(date(2016, 10, 25)), (date(2016, 10, 24), date(2016, 10, 30)));
        assert_eq!(week(date(2016, 10, 30)), (date(2016, 10, 24), date(2016, 10, 30)));
        assert_eq!(shift_months(date(2016, 3, 31), -1), date(2016, 2, 29));
        assert_eq!(shift_days(Date::MAX, 5), Date::MAX);
    }

    #[test]
    fn weekdays_are_counted_from_either_end_of_a_period() {
        let september = (date(2016, 9, 1), date(2016, 9, 30));
        assert_eq!(nth_weekday(september, Weekday::Friday, -1), Some(date(2016, 9, 30)));
        assert_eq!(nth_weekday(september, Weekday::Thursday, 1), Some(date(2016, 9, 1)));
        assert_eq!(nth_weekday(september, Weekday::Thursday, 5), Some(date(2016, 9, 29)));
        assert_eq!(nth_weekday(september, Weekday::Monday, 5), None);
        assert_eq!(nth_weekday(september, Weekday::Monday, -2), Some(date(2016, 9, 19)));
    }

    #[test]
    fn short_weekdays_are_read_only_if_allowed() {
        assert_eq!(weekday("sat", false), None);
        assert_eq!(weekday("sat", true), Some(Weekday::Saturday));
        assert_eq!(weekday("thurs", true), Some(Weekday::Thursday));
        assert_eq!(weekday("wedn", true), None);
        assert_eq!(weekday("sunday", false), Some(Weekday::Sunday));
        assert_eq!(month("sept"), Some(9));
        assert_eq!(
            (month("dec"), month("june"), month("octo"), month("")),
            (Some(12), Some(6), None, None)
        );
    }
}
