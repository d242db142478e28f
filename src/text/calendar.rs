//! Names and arithmetic of the civil calendar: months, weekdays, what a week or a month covers.
//! What phrases mean is in `when` and `dating`.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// The month (1 to 12) that a word in lower case names, short forms included.
pub fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// The weekday that a word in lower case names; short forms only if `short`, since "sat" and "sun" are words too.
pub fn weekday(word: &str, short: bool) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        "mon" if short => Weekday::Monday,
        "tue" | "tues" if short => Weekday::Tuesday,
        "wed" if short => Weekday::Wednesday,
        "thu" | "thur" | "thurs" if short => Weekday::Thursday,
        "fri" if short => Weekday::Friday,
        "sat" if short => Weekday::Saturday,
        "sun" if short => Weekday::Sunday,
        _ => return None,
    })
}

/// Whether a figure is a year that news speaks of.
pub fn is_year(value: u64) -> bool {
    (1900..2100).contains(&value)
}

/// `date` moved by `days`; the calendar's own ends hold it.
pub fn shift_days(date: Date, days: i32) -> Date {
    date.saturating_add(i64::from(days).days())
}

/// `date` moved by whole months, on the last day of a shorter month where needed.
pub fn shift_months(date: Date, months: i32) -> Date {
    let span = Span::new().try_months(months).unwrap_or_default();
    date.saturating_add(span)
}

/// Monday and Sunday of the week that holds `date`.
pub fn week(date: Date) -> (Date, Date) {
    let monday = shift_days(date, -i32::from(date.weekday().to_monday_zero_offset()));
    (monday, shift_days(monday, 6))
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
    fn short_weekdays_only_when_asked() {
        assert_eq!(weekday("sat", false), None);
        assert_eq!(weekday("sat", true), Some(Weekday::Saturday));
        assert_eq!(month("sept"), Some(9));
    }
}
