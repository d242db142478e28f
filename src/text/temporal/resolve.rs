//! Resolves a [`DateExpression`] against an anchor date, following news usage. Pure arithmetic; `frame::date` decides
//! which phrase and which anchor.

use super::expression::{
    DateExpression, DayPart, Direction, NthUnit, Occurrence, PeriodPart, ResolvedDate, TimeUnit,
};
use crate::event::DatePrecision;
use crate::text::calendar::{month_of, nth_weekday, shift_days, shift_months, week, year_of};
use crate::text::feast::Feast;
use jiff::civil::{Date, DateTime, Time, time};

/// The days (or minutes) that `when` covers, relative to `anchor`.
///
/// `anchor_is_published` distinguishes the day of writing from a date in a narrative: seen from the former a bare
/// "September 9" is the last one before it (or, with [`Direction::Future`], one soon after); seen from the latter it is
/// the nearest, rather ahead than behind. `None` where the calendar has no such day ("31 June").
pub fn resolve(
    when: &DateExpression,
    anchor: Date,
    anchor_is_published: bool,
    direction: Direction,
) -> Option<ResolvedDate> {
    let seen = DateResolver { anchor, published: anchor_is_published, direction };
    match when {
        DateExpression::Day { offset, part } => Some(day(shift_days(anchor, *offset), *part)),
        DateExpression::Weekday { day: wanted, which, part } => {
            Some(day(seen.weekday(*wanted, *which), *part))
        }
        DateExpression::Date { year, month, day: number, part } => {
            Some(day(seen.date(*year, *month, *number)?, *part))
        }
        DateExpression::Month { year, month, which, edge } => {
            let first = seen.month(*year, *month, *which)?;
            Some(edged(month_of(first), *edge, DatePrecision::Month))
        }
        DateExpression::MonthOf { month, years } => {
            let year = anchor.year().checked_add(*years)?;
            let first = Date::new(year, *month, 1).ok()?;
            Some(edged(month_of(first), PeriodPart::Whole, DatePrecision::Month))
        }
        DateExpression::Season { year, month, which } => {
            let first = seen.month(*year, *month, *which)?;
            Some(days(first, shift_months(first, 2).last_of_month(), DatePrecision::Month))
        }
        DateExpression::Year { year, edge } => {
            Some(edged(year_of(Date::new(*year, 1, 1).ok()?), *edge, DatePrecision::Year))
        }
        DateExpression::Decade { year } => {
            let last = Date::new(year.checked_add(9)?, 12, 31).ok()?;
            Some(days(Date::new(*year, 1, 1).ok()?, last, DatePrecision::Year))
        }
        DateExpression::Whole { unit, offset, edge } => Some(seen.whole(*unit, *offset, *edge)),
        DateExpression::WeekdayOf { day: wanted, weeks, part } => {
            let monday = week(shift_days(anchor, weeks.saturating_mul(7))).0;
            Some(day(shift_days(monday, i32::from(wanted.to_monday_zero_offset())), *part))
        }
        DateExpression::Nth { unit, nth, of, part } => seen.nth(*unit, *nth, of, *part),
        DateExpression::Feast { feast, year, which, part } => {
            seen.feast(*feast, *year, *which, *part)
        }
        DateExpression::Weekend { which } => Some(seen.weekend(*which)),
        DateExpression::Shift { unit, offset, .. } => Some(seen.shift(*unit, *offset)),
        DateExpression::Stretch { unit, count, ahead } => Some(seen.stretch(*unit, *count, *ahead)),
        DateExpression::Clock { day, from, to } => {
            let date = match day {
                Some(day) => resolve(day, anchor, anchor_is_published, direction)?.start.date(),
                None => anchor,
            };
            let to = to.unwrap_or(*from);
            let last = if to < *from { shift_days(date, 1) } else { date };
            Some(ResolvedDate {
                start: date.to_datetime(*from),
                end: last.to_datetime(to),
                precision: DatePrecision::Hour,
            })
        }
        DateExpression::Since(inner) => {
            let from = resolve(inner, anchor, anchor_is_published, Direction::Past)?;
            let end = from.start.date().max(anchor);
            Some(days(from.start.date(), end, coarse(from.precision)))
        }
        DateExpression::Until(inner) => {
            let to = resolve(inner, anchor, anchor_is_published, direction)?;
            let start = to.end.date().min(anchor);
            Some(days(start, to.end.date(), coarse(to.precision)))
        }
        DateExpression::Between(first, last) => {
            // "Today until Monday": what follows today is ahead, and both are counted from the day of writing.
            let now = matches!(**first, DateExpression::Day { .. });
            let from_now = matches!(**first, DateExpression::Day { offset: 0.., .. });
            let ahead = if from_now { Direction::Future } else { direction };
            let to = resolve(last, anchor, anchor_is_published, ahead)?;
            let base = if now { anchor } else { to.end.date() };
            let from = resolve(first, base, anchor_is_published, Direction::Past)?;
            Some(days(
                from.start.date(),
                to.end.date().max(from.start.date()),
                coarse(to.precision),
            ))
        }
    }
}

/// A range of days has no hours: coarsens the precision to days.
fn coarse(precision: DatePrecision) -> DatePrecision {
    match precision {
        DatePrecision::Hour | DatePrecision::Minute => DatePrecision::Day,
        other => other,
    }
}

const LAST_MINUTE: Time = time(23, 59, 0, 0);

fn days(start: Date, end: Date, precision: DatePrecision) -> ResolvedDate {
    ResolvedDate {
        start: start.to_datetime(Time::midnight()),
        end: end.to_datetime(LAST_MINUTE),
        precision,
    }
}

fn day(date: Date, part: DayPart) -> ResolvedDate {
    let hours = |from: i8, to: i8| -> ResolvedDate {
        let minute = |hour: i8, minute: i8| -> DateTime { date.at(hour, minute, 0, 0) };
        ResolvedDate { start: minute(from, 0), end: minute(to, 59), precision: DatePrecision::Hour }
    };
    match part {
        DayPart::Whole => days(date, date, DatePrecision::Day),
        DayPart::AfterMidnight => hours(0, 2),
        DayPart::Early => hours(0, 7),
        DayPart::Morning => hours(6, 11),
        DayPart::Afternoon => hours(12, 17),
        DayPart::Evening => hours(17, 21),
        DayPart::Late => hours(18, 23),
    }
}

/// A third of a period: its early, middle or late part.
fn edged((start, end): (Date, Date), edge: PeriodPart, precision: DatePrecision) -> ResolvedDate {
    let length = (end - start).get_days() + 1;
    let third = length / 3;
    match edge {
        PeriodPart::Whole => days(start, end, precision),
        PeriodPart::Early => days(start, shift_days(start, third - 1), precision),
        PeriodPart::Mid => {
            days(shift_days(start, third), shift_days(start, 2 * third - 1), precision)
        }
        PeriodPart::Late => days(shift_days(start, 2 * third), end, precision),
    }
}

/// The first and last day of part `nth` of a period.
fn nth_of((first, last): (Date, Date), unit: NthUnit, nth: i8) -> Option<(Date, Date)> {
    let length = (last - first).get_days() + 1;
    // Parts of `size` days from either end.
    let part = |size: i32| {
        let step = i32::from(nth);
        let start = if step > 0 {
            shift_days(first, size.saturating_mul(step - 1))
        } else {
            shift_days(last, 1 + size.saturating_mul(step))
        };
        (start >= first && start <= last)
            .then(|| (start, shift_days(start, (size - 1).max(0)).min(last)))
    };
    // "The third quarter of 2016" is three months, whatever their days.
    let months = |size: i32| {
        let all = i32::from(last.month()) - i32::from(first.month()) + 1;
        let parts = 12 / size;
        if length < 360 || all != 12 {
            return part(length / parts);
        }
        let at = if nth > 0 { i32::from(nth) - 1 } else { parts + i32::from(nth) };
        let start = shift_months(first, at * size);
        (0..parts).contains(&at).then(|| (start, shift_months(start, size - 1).last_of_month()))
    };
    match unit {
        NthUnit::Weekday(day) => nth_weekday((first, last), day, nth).map(|on| (on, on)),
        NthUnit::Day => part(1),
        NthUnit::Week => part(7),
        NthUnit::Weekend => nth_weekday((first, last), jiff::civil::Weekday::Saturday, nth)
            .map(|saturday| (saturday, shift_days(saturday, 1))),
        NthUnit::Half => months(6),
        NthUnit::Quarter => months(3),
    }
}

/// The distance, in days after a date in the text, at which a bare month or day is most expected.
const FORWARD: i32 = 90;

struct DateResolver {
    anchor: Date,
    published: bool,
    direction: Direction,
}

impl DateResolver {
    fn weekday(&self, wanted: jiff::civil::Weekday, which: Occurrence) -> Date {
        let back = i32::from(self.anchor.weekday().since(wanted)); // 0 to 6 days ago
        let monday = week(self.anchor).0;
        match which {
            Occurrence::Last => shift_days(self.anchor, -if back == 0 { 7 } else { back }),
            Occurrence::Next => shift_days(self.anchor, 7 - back),
            Occurrence::This => shift_days(monday, i32::from(wanted.to_monday_zero_offset())),
            // A publication date often lags the wire by a day: what would be six days ahead was yesterday.
            Occurrence::Bare if self.direction == Direction::Future && back > 1 => {
                shift_days(self.anchor, 7 - back)
            }
            Occurrence::Bare => shift_days(self.anchor, -back),
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

    fn month(&self, year: Option<i16>, month: i8, which: Occurrence) -> Option<Date> {
        if let Some(year) = year {
            return Date::new(year, month, 1).ok();
        }
        let own = self.anchor.first_of_month();
        let firsts = [-1, 0, 1]
            .map(|step| Date::new(self.anchor.year().saturating_add(step), month, 1).ok());
        let mut firsts = firsts.into_iter().flatten();
        match which {
            Occurrence::Last => firsts.rfind(|&first| first < own),
            Occurrence::Next => firsts.find(|&first| first > own),
            Occurrence::This => firsts.find(|first| first.year() == own.year()),
            Occurrence::Bare => self.nearest(firsts, 183),
        }
    }

    /// The one of `dates` (in order) that news would mean: before the day of writing, or soon after it for plans;
    /// relative to a date in the text, the nearest.
    fn nearest(&self, dates: impl Iterator<Item = Date>, reach: i32) -> Option<Date> {
        let mut dates: Vec<Date> = dates.collect();
        let away = |date: Date| (date - self.anchor).get_days();
        if !self.published {
            // Narratives move forward: from March on, "in November" is the next one and "in January" the last one.
            dates.sort_by_key(|&date| (away(date) - FORWARD).abs());
            return dates.first().copied();
        }
        if self.direction == Direction::Future
            && let Some(ahead) = dates.iter().find(|&&date| (0..=reach).contains(&away(date)))
        {
            return Some(*ahead);
        }
        // A publication date in another time zone can be a day earlier than what it reports.
        dates.iter().rfind(|&&date| away(date) <= 1).copied()
    }

    /// A part of a period, counted from its start or its end.
    fn nth(
        &self,
        unit: NthUnit,
        nth: i8,
        of: &DateExpression,
        part: DayPart,
    ) -> Option<ResolvedDate> {
        let bounds = |of: &DateExpression| {
            let found = resolve(of, self.anchor, self.published, self.direction)?;
            nth_of((found.start.date(), found.end.date()), unit, nth)
        };
        let mut found = bounds(of)?;
        // Written on 20 September, "the last Friday of September" is that of the year before.
        let ahead = (found.0 - self.anchor).get_days() > 1;
        if let DateExpression::Month { year: None, month, which: Occurrence::Bare, edge } = of
            && ahead
            && self.published
            && self.direction == Direction::Past
        {
            let year = Some(found.0.year().checked_sub(1)?);
            let which = Occurrence::Bare;
            found = bounds(&DateExpression::Month { year, month: *month, which, edge: *edge })?;
        }
        Some(match unit {
            NthUnit::Weekday(_) | NthUnit::Day => day(found.0, part),
            NthUnit::Weekend => days(found.0, found.1, DatePrecision::Day),
            NthUnit::Week => days(found.0, found.1, DatePrecision::Week),
            NthUnit::Half | NthUnit::Quarter => days(found.0, found.1, DatePrecision::Month),
        })
    }

    /// A feast in the given year, or the one that news would mean.
    fn feast(
        &self,
        feast: Feast,
        year: Option<i16>,
        which: Occurrence,
        part: DayPart,
    ) -> Option<ResolvedDate> {
        let own = self.anchor.year();
        let first = match (year, which) {
            (Some(year), _) => feast.days(year)?.0,
            (None, Occurrence::This) => feast.days(own)?.0,
            (None, which) => {
                let years = [-1, 0, 1].map(|step| own.saturating_add(step));
                let mut firsts = years.into_iter().filter_map(|year| Some(feast.days(year)?.0));
                match which {
                    Occurrence::Last => firsts.rfind(|&first| first < self.anchor)?,
                    Occurrence::Next => firsts.find(|&first| first > self.anchor)?,
                    _ => {
                        // Written early in December, "Christmas" is the one ahead.
                        const LONG_AGO: i32 = 300;
                        let old = |first: &Date| (self.anchor - *first).get_days() > LONG_AGO;
                        let near = self.nearest(firsts.clone(), 183)?;
                        let next = firsts.find(|&first| first > self.anchor);
                        next.filter(|_| self.published && old(&near)).unwrap_or(near)
                    }
                }
            }
        };
        let (first, last) = feast.days(first.year())?;
        Some(if first == last { day(first, part) } else { days(first, last, DatePrecision::Day) })
    }

    fn whole(&self, unit: TimeUnit, offset: i32, edge: PeriodPart) -> ResolvedDate {
        let (bounds, precision) = self.unit_at(unit, offset);
        if offset == 0 && edge == PeriodPart::Early {
            return days(bounds.0, self.anchor, precision); // "earlier this month"
        }
        if offset == 0 && edge == PeriodPart::Late {
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
            // Fourteen days and no calendar unit: counted from the day itself, and seldom meant to the day.
            TimeUnit::Fortnight => {
                let date = shift_days(self.anchor, offset.saturating_mul(14));
                ((date, date), DatePrecision::Week)
            }
            TimeUnit::Month => (month_of(shift_months(self.anchor, offset)), DatePrecision::Month),
            TimeUnit::Year => {
                (year_of(shift_months(self.anchor, offset.saturating_mul(12))), DatePrecision::Year)
            }
        }
    }

    fn weekend(&self, which: Occurrence) -> ResolvedDate {
        let saturday = shift_days(week(self.anchor).0, 5);
        let ahead = which == Occurrence::Next
            || which == Occurrence::Bare && self.direction == Direction::Future;
        let first = match which {
            Occurrence::This => saturday,
            _ if ahead => saturday,
            Occurrence::Last => shift_days(saturday, -7),
            _ if saturday <= self.anchor => saturday,
            _ => shift_days(saturday, -7),
        };
        days(first, shift_days(first, 1), DatePrecision::Day)
    }

    fn shift(&self, unit: TimeUnit, offset: i32) -> ResolvedDate {
        let ((start, end), precision) = self.unit_at(unit, offset);
        days(start, end, precision)
    }

    fn stretch(&self, unit: TimeUnit, count: u32, ahead: bool) -> ResolvedDate {
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
            TimeUnit::Fortnight => {
                (shift_days(self.anchor, count.saturating_mul(14)), DatePrecision::Week)
            }
            TimeUnit::Month => (shift_months(self.anchor, count), DatePrecision::Month),
            TimeUnit::Year => {
                (shift_months(self.anchor, count.saturating_mul(12)), DatePrecision::Year)
            }
        };
        days(other.min(self.anchor), other.max(self.anchor), precision)
    }
}
