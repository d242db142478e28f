//! Feasts and other named days that a calendar fixes: by month and day, by a weekday of a month, or by their distance
//! from Easter. Days that depend on the sight of the moon (the Islamic feasts), on a country ("Independence Day") or on
//! a decree are not here: nothing in a text says when they were.

use super::calendar::{nth_weekday, shift_days};
use jiff::civil::{Date, Weekday};

/// A day, or some days in a row, that return every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feast {
    /// From one day of the calendar to another of the same month.
    Fixed {
        /// 1 to 12.
        month: i8,
        /// The first day.
        first: i8,
        /// The last day, inclusive.
        last: i8,
    },
    /// Days counted from Easter Sunday of the Western churches.
    Easter {
        /// The first, in days after Easter Sunday.
        first: i16,
        /// The last, inclusive.
        last: i16,
    },
    /// Days counted from Easter Sunday of the Orthodox churches.
    OrthodoxEaster {
        /// The first, in days after Easter Sunday.
        first: i16,
        /// The last, inclusive.
        last: i16,
    },
    /// A weekday of a month: "the fourth Thursday of November".
    NthWeekday {
        /// 1 to 12.
        month: i8,
        /// The weekday.
        day: Weekday,
        /// 1 for the first.
        nth: i8,
    },
}

impl Feast {
    /// A feast of one day of the calendar.
    pub const fn on(month: i8, day: i8) -> Feast {
        Feast::Fixed { month, first: day, last: day }
    }

    /// A feast of one day, `days` after Easter Sunday.
    pub const fn easter(days: i16) -> Feast {
        Feast::Easter { first: days, last: days }
    }

    /// The same feast in the Orthodox churches: Easter by their own reckoning, Christmas on 7 January.
    pub const fn orthodox(self) -> Feast {
        match self {
            Feast::Easter { first, last } => Feast::OrthodoxEaster { first, last },
            Feast::Fixed { month: 12, first: 24, .. } => Feast::on(1, 6),
            Feast::Fixed { month: 12, first: 25, .. } => Feast::on(1, 7),
            other => other,
        }
    }

    /// Whether it is a single day.
    pub const fn is_day(self) -> bool {
        match self {
            Feast::Fixed { first, last, .. } => first == last,
            Feast::Easter { first, last } | Feast::OrthodoxEaster { first, last } => first == last,
            Feast::NthWeekday { .. } => true,
        }
    }

    /// Its first and last day in `year`; `None` where the calendar's range ends before.
    pub fn days(self, year: i16) -> Option<(Date, Date)> {
        let around = |sunday: Date, first: i16, last: i16| {
            (shift_days(sunday, i32::from(first)), shift_days(sunday, i32::from(last)))
        };
        match self {
            Feast::Fixed { month, first, last } => {
                Some((Date::new(year, month, first).ok()?, Date::new(year, month, last).ok()?))
            }
            Feast::Easter { first, last } => Some(around(easter(year)?, first, last)),
            Feast::OrthodoxEaster { first, last } => {
                Some(around(orthodox_easter(year)?, first, last))
            }
            Feast::NthWeekday { month, day, nth } => {
                let first = Date::new(year, month, 1).ok()?;
                let on = nth_weekday((first, first.last_of_month()), day, nth)?;
                Some((on, on))
            }
        }
    }
}

/// Easter Sunday by the Gregorian computus; `None` before its introduction in 1583.
fn easter(year: i16) -> Option<Date> {
    if year < 1583 {
        return None;
    }
    let year_number = i32::from(year);
    let golden = year_number % 19;
    let century = year_number / 100;
    // The age of the moon, with the corrections for leap years left out and for the moon's own drift.
    let solar = century - century / 4;
    let lunar = (8 * century + 13) / 25;
    let moon = (solar - lunar + 19 * golden + 15) % 30;
    let moon = moon - i32::from(moon == 29 || moon == 28 && golden > 10);
    // Days from 21 March to the full moon, then on to the Sunday after it.
    let full_moon = shift_days(Date::new(year, 3, 21).ok()?, moon);
    let ahead = 7 - i32::from(full_moon.weekday().to_sunday_zero_offset());
    Some(shift_days(full_moon, ahead))
}

/// Easter Sunday by the Julian computus, as a day of the Gregorian calendar; `None` before 1583.
fn orthodox_easter(year: i16) -> Option<Date> {
    if year < 1583 {
        return None;
    }
    let year_number = i32::from(year);
    let moon = (19 * (year_number % 19) + 15) % 30;
    // The Julian calendar is behind by the leap days that the Gregorian one leaves out.
    let century = year_number / 100;
    let behind = century - century / 4 - 2;
    let full_moon = shift_days(Date::new(year, 3, 21).ok()?, moon + behind);
    let ahead = 7 - i32::from(full_moon.weekday().to_sunday_zero_offset());
    Some(shift_days(full_moon, ahead))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn easter_in_years_that_are_known() {
        for (day, orthodox) in [
            (date(1961, 4, 2), date(1961, 4, 9)),
            (date(1981, 4, 19), date(1981, 4, 26)),
            (date(2000, 4, 23), date(2000, 4, 30)),
            (date(2008, 3, 23), date(2008, 4, 27)),
            (date(2014, 4, 20), date(2014, 4, 20)),
            (date(2016, 3, 27), date(2016, 5, 1)),
            (date(2019, 4, 21), date(2019, 4, 28)),
            (date(2024, 3, 31), date(2024, 5, 5)),
            (date(2038, 4, 25), date(2038, 4, 25)),
        ] {
            assert_eq!(Feast::easter(0).days(day.year()), Some((day, day)));
            let other = Feast::easter(0).orthodox().days(day.year());
            assert_eq!(other, Some((orthodox, orthodox)));
        }
        assert_eq!(Feast::easter(0).days(1500), None);
    }

    #[test]
    fn fixed_days_and_weekdays_of_a_month() {
        let thanksgiving = Feast::NthWeekday { month: 11, day: Weekday::Thursday, nth: 4 };
        assert_eq!(thanksgiving.days(2016), Some((date(2016, 11, 24), date(2016, 11, 24))));
        assert_eq!(Feast::on(12, 25).days(2016), Some((date(2016, 12, 25), date(2016, 12, 25))));
        assert_eq!(
            Feast::on(12, 25).orthodox().days(2016),
            Some((date(2016, 1, 7), date(2016, 1, 7)))
        );
    }

    proptest! {
        #[test]
        fn easter_is_a_sunday_of_spring(year in 1583i16..9990) {
            for feast in [Feast::easter(0), Feast::easter(0).orthodox()] {
                let (day, _) = feast.days(year).expect("a year of the Gregorian calendar");
                prop_assert_eq!(day.weekday(), Weekday::Sunday);
                prop_assert_eq!(day.year(), year);
            }
            let (day, _) = Feast::easter(0).days(year).expect("a year of the Gregorian calendar");
            prop_assert!(day >= Date::new(year, 3, 22).unwrap());
            prop_assert!(day <= Date::new(year, 4, 25).unwrap());
        }
    }
}
