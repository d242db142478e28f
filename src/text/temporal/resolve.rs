//! Sets a [`When`] against an anchor date, the way news means it. Pure arithmetic; which phrase and which anchor is
//! handled by `frame::date`.

use super::expression::{DayPart, Direction, Edge, Resolved, TimeUnit, When, Which};
use crate::event::DatePrecision;
use crate::text::calendar::{month_of, shift_days, shift_months, week, year_of};
use jiff::civil::{Date, DateTime, Time, time};

/// The days (or minutes) that `when` covers, seen from `anchor`.
///
/// `anchor_is_published` distinguishes the day of writing from a date in a narrative: seen from the former a bare
/// "September 9" is the last one before it (or, with [`Direction::Future`], one soon after); seen from the latter it is
/// the nearest, rather ahead than behind. `None` where the calendar has no such day ("31 June").
pub fn resolve(
    when: &When,
    anchor: Date,
    anchor_is_published: bool,
    direction: Direction,
) -> Option<Resolved> {
    let seen = Seen { anchor, published: anchor_is_published, direction };
    match when {
        When::Day { offset, part } => Some(day(shift_days(anchor, *offset), *part)),
        When::Weekday { day: wanted, which, part } => {
            Some(day(seen.weekday(*wanted, *which), *part))
        }
        When::Date { year, month, day: number, part } => {
            Some(day(seen.date(*year, *month, *number)?, *part))
        }
        When::Month { year, month, which, edge } => {
            let first = seen.month(*year, *month, *which)?;
            Some(edged(month_of(first), *edge, DatePrecision::Month))
        }
        When::MonthOf { month, years } => {
            let year = anchor.year().checked_add(*years)?;
            let first = Date::new(year, *month, 1).ok()?;
            Some(edged(month_of(first), Edge::Whole, DatePrecision::Month))
        }
        When::Season { year, month, which } => {
            let first = seen.month(*year, *month, *which)?;
            Some(days(first, shift_months(first, 2).last_of_month(), DatePrecision::Month))
        }
        When::Year { year, edge } => {
            Some(edged(year_of(Date::new(*year, 1, 1).ok()?), *edge, DatePrecision::Year))
        }
        When::Decade { year } => {
            let last = Date::new(year.checked_add(9)?, 12, 31).ok()?;
            Some(days(Date::new(*year, 1, 1).ok()?, last, DatePrecision::Year))
        }
        When::Whole { unit, offset, edge } => Some(seen.whole(*unit, *offset, *edge)),
        When::Weekend { which } => Some(seen.weekend(*which)),
        When::Shift { unit, offset, .. } => Some(seen.shift(*unit, *offset)),
        When::Stretch { unit, count, ahead } => Some(seen.stretch(*unit, *count, *ahead)),
        When::Clock { day, from, to } => {
            let date = match day {
                Some(day) => resolve(day, anchor, anchor_is_published, direction)?.start.date(),
                None => anchor,
            };
            let to = to.unwrap_or(*from);
            let last = if to < *from { shift_days(date, 1) } else { date };
            Some(Resolved {
                start: date.to_datetime(*from),
                end: last.to_datetime(to),
                precision: DatePrecision::Hour,
            })
        }
        When::Since(inner) => {
            let from = resolve(inner, anchor, anchor_is_published, Direction::Past)?;
            let end = from.start.date().max(anchor);
            Some(days(from.start.date(), end, coarse(from.precision)))
        }
        When::Until(inner) => {
            let to = resolve(inner, anchor, anchor_is_published, direction)?;
            let start = to.end.date().min(anchor);
            Some(days(start, to.end.date(), coarse(to.precision)))
        }
        When::Between(first, last) => {
            let to = resolve(last, anchor, anchor_is_published, direction)?;
            let from = resolve(first, to.end.date(), anchor_is_published, Direction::Past)?;
            Some(days(
                from.start.date(),
                to.end.date().max(from.start.date()),
                coarse(to.precision),
            ))
        }
    }
}

/// A range of days has no hours.
fn coarse(precision: DatePrecision) -> DatePrecision {
    match precision {
        DatePrecision::Hour | DatePrecision::Minute => DatePrecision::Day,
        other => other,
    }
}

const LAST_MINUTE: Time = time(23, 59, 0, 0);

fn days(start: Date, end: Date, precision: DatePrecision) -> Resolved {
    Resolved {
        start: start.to_datetime(Time::midnight()),
        end: end.to_datetime(LAST_MINUTE),
        precision,
    }
}

fn day(date: Date, part: DayPart) -> Resolved {
    let hours = |from: i8, to: i8| -> Resolved {
        let minute = |hour: i8, minute: i8| -> DateTime { date.at(hour, minute, 0, 0) };
        Resolved { start: minute(from, 0), end: minute(to, 59), precision: DatePrecision::Hour }
    };
    match part {
        DayPart::Whole => days(date, date, DatePrecision::Day),
        DayPart::Early => hours(0, 7),
        DayPart::Morning => hours(6, 11),
        DayPart::Afternoon => hours(12, 17),
        DayPart::Evening => hours(17, 21),
        DayPart::Late => hours(18, 23),
    }
}

/// A third of a stretch: its early, middle or late part.
fn edged((start, end): (Date, Date), edge: Edge, precision: DatePrecision) -> Resolved {
    let length = (end - start).get_days() + 1;
    let third = length / 3;
    match edge {
        Edge::Whole => days(start, end, precision),
        Edge::Early => days(start, shift_days(start, third - 1), precision),
        Edge::Mid => days(shift_days(start, third), shift_days(start, 2 * third - 1), precision),
        Edge::Late => days(shift_days(start, 2 * third), end, precision),
    }
}

/// How many days ahead of a date in the text a bare month or day is most looked for.
const FORWARD: i32 = 90;

struct Seen {
    anchor: Date,
    published: bool,
    direction: Direction,
}

impl Seen {
    fn weekday(&self, wanted: jiff::civil::Weekday, which: Which) -> Date {
        let back = i32::from(self.anchor.weekday().since(wanted)); // 0 to 6 days ago
        let monday = week(self.anchor).0;
        match which {
            Which::Last => shift_days(self.anchor, -if back == 0 { 7 } else { back }),
            Which::Next => shift_days(self.anchor, 7 - back),
            Which::This => shift_days(monday, i32::from(wanted.to_monday_zero_offset())),
            // A stamp often lags the wire by a day: what would be six days ahead was yesterday.
            Which::Bare if self.direction == Direction::Future && back > 1 => {
                shift_days(self.anchor, 7 - back)
            }
            Which::Bare => shift_days(self.anchor, -back),
        }
    }

    fn date(&self, year: Option<i16>, month: Option<i8>, day: i8) -> Option<Date> {
        match (year, month) {
            (Some(year), Some(month)) => Date::new(year, month, day).ok(),
            (_, Some(month)) => {
                let years = [-1, 0, 1].map(|step| self.anchor.year().saturating_add(step));
                self.nearest(years.iter().filter_map(|&year| Date::new(year, month, day).ok()), 183)
            }
            (_, None) => {
                let months =
                    [-1, 0, 1].map(|step| shift_months(self.anchor.first_of_month(), step));
                let days = months.iter().filter_map(|m| Date::new(m.year(), m.month(), day).ok());
                self.nearest(days, 16)
            }
        }
    }

    fn month(&self, year: Option<i16>, month: i8, which: Which) -> Option<Date> {
        if let Some(year) = year {
            return Date::new(year, month, 1).ok();
        }
        let own = self.anchor.first_of_month();
        let firsts = [-1, 0, 1]
            .map(|step| Date::new(self.anchor.year().saturating_add(step), month, 1).ok());
        let mut firsts = firsts.into_iter().flatten();
        match which {
            Which::Last => firsts.rfind(|&first| first < own),
            Which::Next => firsts.find(|&first| first > own),
            Which::This => firsts.find(|first| first.year() == own.year()),
            Which::Bare => self.nearest(firsts, 183),
        }
    }

    /// The one of `dates` (in order) that news would mean: before the day of writing, soon after it for plans; nearest
    /// to a date in the text.
    fn nearest(&self, dates: impl Iterator<Item = Date>, reach: i32) -> Option<Date> {
        let mut dates: Vec<Date> = dates.collect();
        let away = |date: Date| (date - self.anchor).get_days();
        if !self.published {
            // Narratives go forward: from March on, "in November" is the one ahead and "in January" the one behind.
            dates.sort_by_key(|&date| (away(date) - FORWARD).abs());
            return dates.first().copied();
        }
        if self.direction == Direction::Future
            && let Some(ahead) = dates.iter().find(|&&date| (0..=reach).contains(&away(date)))
        {
            return Some(*ahead);
        }
        // A stamp in another zone can lie a day behind what it reports.
        dates.iter().rfind(|&&date| away(date) <= 1).copied()
    }

    fn whole(&self, unit: TimeUnit, offset: i32, edge: Edge) -> Resolved {
        let (bounds, precision) = self.unit_at(unit, offset);
        if offset == 0 && edge == Edge::Early {
            return days(bounds.0, self.anchor, precision); // "earlier this month"
        }
        if offset == 0 && edge == Edge::Late {
            return days(self.anchor, bounds.1, precision); // "later this month"
        }
        edged(bounds, edge, precision)
    }

    fn unit_at(&self, unit: TimeUnit, offset: i32) -> ((Date, Date), DatePrecision) {
        match unit {
            TimeUnit::Hour => ((self.anchor, self.anchor), DatePrecision::Day),
            TimeUnit::Day => {
                let date = shift_days(self.anchor, offset);
                ((date, date), DatePrecision::Day)
            }
            TimeUnit::Week => {
                (week(shift_days(self.anchor, offset.saturating_mul(7))), DatePrecision::Week)
            }
            TimeUnit::Month => (month_of(shift_months(self.anchor, offset)), DatePrecision::Month),
            TimeUnit::Year => {
                (year_of(shift_months(self.anchor, offset.saturating_mul(12))), DatePrecision::Year)
            }
        }
    }

    fn weekend(&self, which: Which) -> Resolved {
        let saturday = shift_days(week(self.anchor).0, 5);
        let ahead =
            which == Which::Next || which == Which::Bare && self.direction == Direction::Future;
        let first = match which {
            Which::This => saturday,
            _ if ahead => saturday,
            Which::Last => shift_days(saturday, -7),
            _ if saturday <= self.anchor => saturday,
            _ => shift_days(saturday, -7),
        };
        days(first, shift_days(first, 1), DatePrecision::Day)
    }

    fn shift(&self, unit: TimeUnit, offset: i32) -> Resolved {
        let ((start, end), precision) = self.unit_at(unit, offset);
        days(start, end, precision)
    }

    fn stretch(&self, unit: TimeUnit, count: u32, ahead: bool) -> Resolved {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        let count = if ahead { count } else { count.saturating_neg() };
        let (other, precision) = match unit {
            TimeUnit::Hour => (
                shift_days(self.anchor, count.saturating_add(count.signum() * 23) / 24),
                DatePrecision::Day,
            ),
            TimeUnit::Day => (shift_days(self.anchor, count), DatePrecision::Day),
            TimeUnit::Week => {
                (shift_days(self.anchor, count.saturating_mul(7)), DatePrecision::Week)
            }
            TimeUnit::Month => (shift_months(self.anchor, count), DatePrecision::Month),
            TimeUnit::Year => {
                (shift_months(self.anchor, count.saturating_mul(12)), DatePrecision::Year)
            }
        };
        days(other.min(self.anchor), other.max(self.anchor), precision)
    }
}
