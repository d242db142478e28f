//! What a date phrase means before it is resolved against a calendar. `date_phrase` reads phrases into these values;
//! `resolve` resolves them.

use crate::event::DatePrecision;
use crate::text::feast::Feast;
use jiff::civil::{DateTime, Time, Weekday};

/// The meaning of a date phrase, independent of any anchor date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateExpression {
    /// A day relative to the anchor: today 0, yesterday -1.
    Day {
        /// Days from the anchor.
        offset: i32,
        /// The part of the day.
        part: DayPart,
    },
    /// A day of the week.
    Weekday {
        /// Which day.
        day: Weekday,
        /// Which occurrence.
        which: Occurrence,
        /// The part of the day.
        part: DayPart,
    },
    /// A day of the calendar; what is not given comes from the anchor.
    Date {
        /// The year, where given.
        year: Option<i16>,
        /// The month, 1 to 12, where given.
        month: Option<i8>,
        /// The day of the month.
        day: i8,
        /// The part of the day.
        part: DayPart,
    },
    /// A month of the calendar.
    Month {
        /// The year, where given.
        year: Option<i16>,
        /// 1 to 12.
        month: i8,
        /// Which occurrence, if no year is given.
        which: Occurrence,
        /// The part of the month.
        edge: PeriodPart,
    },
    /// A month of a year relative to the anchor's: "August last year".
    MonthOf {
        /// 1 to 12.
        month: i8,
        /// Years from the anchor's.
        years: i16,
    },
    /// A season.
    Season {
        /// The year, where given.
        year: Option<i16>,
        /// The season's first month: 3, 6, 9 or 12.
        month: i8,
        /// Which occurrence, if no year is given.
        which: Occurrence,
    },
    /// A year of the calendar.
    Year {
        /// The year.
        year: i16,
        /// The part of the year.
        edge: PeriodPart,
    },
    /// Ten years ("the 1990s").
    Decade {
        /// The first of the ten.
        year: i16,
    },
    /// A whole calendar unit relative to the anchor's own: last week -1, this month 0.
    Whole {
        /// Which unit.
        unit: TimeUnit,
        /// Units from the anchor's.
        offset: i32,
        /// The part of the unit; `Early` of the present unit ends at the anchor.
        edge: PeriodPart,
    },
    /// A weekday of a week relative to the anchor's: "Monday of last week".
    WeekdayOf {
        /// Which day.
        day: Weekday,
        /// Weeks from the anchor's.
        weeks: i32,
        /// The part of the day.
        part: DayPart,
    },
    /// One of the equal parts of a period, counted from its start or its end: "the last Friday of September".
    Nth {
        /// What is counted.
        unit: NthUnit,
        /// 1 for the first, -1 for the last.
        nth: i8,
        /// The period.
        of: Box<DateExpression>,
        /// The part of the day, where a day is counted.
        part: DayPart,
    },
    /// A day, or some days, that the calendar names: "Christmas Day".
    Feast {
        /// Which.
        feast: Feast,
        /// The year, where given.
        year: Option<i16>,
        /// Which occurrence, if no year is given.
        which: Occurrence,
        /// The part of the day.
        part: DayPart,
    },
    /// A Saturday and Sunday.
    Weekend {
        /// Which occurrence.
        which: Occurrence,
    },
    /// A number of units before (negative) or after a date: "two weeks ago", "a day earlier".
    Shift {
        /// Which unit.
        unit: TimeUnit,
        /// How many.
        offset: i32,
        /// Relative to a date mentioned before ("a day earlier"), not to the anchor ("two weeks ago").
        from_mentioned: bool,
    },
    /// A stretch that ends at the anchor ("the past 24 hours") or starts there ("the coming days").
    Stretch {
        /// Which unit.
        unit: TimeUnit,
        /// How many.
        count: u32,
        /// Starts at the anchor instead of ending there.
        ahead: bool,
    },
    /// Times of day, on a day.
    Clock {
        /// The day; the anchor's own where not given.
        day: Option<Box<DateExpression>>,
        /// The first minute.
        from: Time,
        /// The last minute, where given.
        to: Option<Time>,
    },
    /// From a date to the anchor.
    Since(Box<DateExpression>),
    /// From the anchor to a date.
    Until(Box<DateExpression>),
    /// From one date to another.
    Between(Box<DateExpression>, Box<DateExpression>),
}

impl DateExpression {
    /// The same day, narrowed to `part` unless it names a part of its own; `None` where this is no day.
    pub(super) fn on_part(self, part: DayPart) -> Option<DateExpression> {
        let mut day = self;
        let own = match &mut day {
            DateExpression::Day { part, .. }
            | DateExpression::Weekday { part, .. }
            | DateExpression::WeekdayOf { part, .. }
            | DateExpression::Date { part, .. }
            | DateExpression::Feast { part, .. }
            | DateExpression::Nth { unit: NthUnit::Weekday(_) | NthUnit::Day, part, .. } => part,
            _ => return None,
        };
        if *own == DayPart::Whole {
            *own = part;
        }
        Some(day)
    }

    /// Whether it names one day; of days in a row, whether it ends with one.
    pub fn is_day(&self) -> bool {
        match self {
            DateExpression::Day { .. }
            | DateExpression::Weekday { .. }
            | DateExpression::WeekdayOf { .. }
            | DateExpression::Date { .. } => true,
            DateExpression::Nth { unit, .. } => matches!(unit, NthUnit::Weekday(_) | NthUnit::Day),
            DateExpression::Feast { feast, .. } => feast.is_day(),
            DateExpression::Between(_, last) => last.is_day(),
            _ => false,
        }
    }
}

/// What is counted inside a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NthUnit {
    /// A day of the week.
    Weekday(Weekday),
    /// Days.
    Day,
    /// Weeks of seven days, from the first day of the period or to its last.
    Week,
    /// Saturdays with the Sundays after them.
    Weekend,
    /// Halves.
    Half,
    /// Quarters.
    Quarter,
}

/// The part of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DayPart {
    /// All of it.
    #[default]
    Whole,
    /// The first hours: "shortly after midnight".
    AfterMidnight,
    /// Before dawn to early morning: "early", "at dawn", "in the early hours".
    Early,
    /// Morning.
    Morning,
    /// Midday and afternoon.
    Afternoon,
    /// Evening.
    Evening,
    /// Night; "late".
    Late,
}

/// Which occurrence of a recurring day or month is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Occurrence {
    /// Not stated.
    #[default]
    Bare,
    /// "Last", "past".
    Last,
    /// "This".
    This,
    /// "Next", "coming".
    Next,
}

/// The part of a month, year or other unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PeriodPart {
    /// All of it.
    #[default]
    Whole,
    /// "Early", "the beginning of".
    Early,
    /// "Mid".
    Mid,
    /// "Late", "the end of".
    Late,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Weeks, from Monday.
    Week,
    /// Fourteen days.
    Fortnight,
    /// Months.
    Month,
    /// Years.
    Year,
}

/// The direction a phrase refers to when nothing else distinguishes past from future.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Before the anchor: reports.
    Past,
    /// After the anchor: promises and plans.
    Future,
}

/// A phrase resolved against the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResolvedDate {
    /// The first minute; midnight unless precision is [`DatePrecision::Hour`].
    pub start: DateTime,
    /// The last minute, inclusive; 23:59 unless precision is [`DatePrecision::Hour`].
    pub end: DateTime,
    /// How exactly it is known.
    pub precision: DatePrecision,
}
