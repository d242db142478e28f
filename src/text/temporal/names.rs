//! Names of days, months, years and periods, each sort with its reader; `date_name` tries them in order.

use super::expression::{DateExpression, DayPart, Occurrence, PeriodPart, TimeUnit};
use super::numeric::{day_number, hyphened_day, numeric_day, plain_gap, year_after, year_number};
use crate::text::calendar;
use crate::text::tokens::token_window::TokenWindow;

/// One past the last position read, and the meaning; `None` if nothing was read.
pub(super) type ReadDate = Option<(usize, DateExpression)>;

/// "Today", "yesterday", "last night", "this morning", "overnight".
pub(super) fn deictic(run: &TokenWindow, at: usize) -> ReadDate {
    let day = |end, offset, part| Some((end, DateExpression::Day { offset, part }));
    match (run.word(at), run.word(at + 1)) {
        ("today", _) => day(at + 1, 0, DayPart::Whole),
        ("yesterday", next) => match day_part(next) {
            Some(part) => day(at + 2, -1, part),
            None => day(at + 1, -1, DayPart::Whole),
        },
        ("tomorrow", next) => match day_part(next) {
            Some(part) => day(at + 2, 1, part),
            None => day(at + 1, 1, DayPart::Whole),
        },
        ("tonight", _) => day(at + 1, 0, DayPart::Late),
        ("overnight", next) if !matches!(next, "stay" | "curfew" | "bag") => {
            day(at + 1, 0, DayPart::Early)
        }
        ("last", "night") => day(at + 2, -1, DayPart::Late),
        ("last", "evening") => day(at + 2, -1, DayPart::Evening),
        ("this", next) => day(at + 2, 0, day_part(next)?),
        _ => None,
    }
}

/// Whether a word counts days of a kind: "the first Friday of".
fn is_ordinal(word: &str) -> bool {
    matches!(word, "first" | "second" | "third" | "fourth" | "fifth" | "last" | "final")
}

pub(super) fn day_part(word: &str) -> Option<DayPart> {
    Some(match word {
        "morning" => DayPart::Morning,
        "afternoon" => DayPart::Afternoon,
        "evening" => DayPart::Evening,
        "night" => DayPart::Late,
        "dawn" => DayPart::Early,
        _ => return None,
    })
}

pub(super) fn occurrence(word: &str) -> Option<Occurrence> {
    Some(match word {
        "last" | "past" | "previous" => Occurrence::Last,
        "this" => Occurrence::This,
        "next" | "coming" => Occurrence::Next,
        _ => return None,
    })
}

/// "Wednesday", "last Tuesday", "Monday night", "Tuesday, Oct. 7, 2014" (where the date wins).
pub(super) fn weekday(run: &TokenWindow, at: usize) -> ReadDate {
    let turn = occurrence(run.word(at));
    let start = at + usize::from(turn.is_some());
    let dated =
        |at: usize| calendar::month(run.word(at)).is_some() || day_number(run, at).is_some();
    let day = calendar::weekday(run.word(start), run.is_capital(start) && dated(start + 1))?;
    let mut end = start + 1;
    // "The last Friday of Ramadan": counted in a period that is not known.
    let counted = turn == Some(Occurrence::Last) || is_ordinal(run.before(start, 1));
    if counted && run.word(end) == "of" && run.is_capital(end + 1) {
        return None;
    }
    if turn.is_none() && plain_gap(run, start) {
        let on = end + usize::from(run.word(end) == "the");
        if let Some((end, date)) = calendar_day(run, on) {
            return Some((end, date));
        }
    }
    let mut part = DayPart::Whole;
    if run.gap(start).trim().is_empty() || run.is_hyphened(start) {
        let skip = match (run.word(end), run.word(end + 1), run.word(end + 2)) {
            ("at" | "before" | "after" | "early" | "late", _, _)
                if day_part(run.word(end + 1)).is_some() =>
            {
                1
            }
            ("in", "the", _) => 2,
            _ => 0,
        };
        if let Some(named_part) = day_part(run.word(end + skip)) {
            part = if skip == 1 && run.word(end) == "early" { DayPart::Early } else { named_part };
            end += skip + 1;
        }
    }
    Some((end, DateExpression::Weekday { day, which: turn.unwrap_or_default(), part }))
}

/// A month's name, where it cannot be a verb or a person.
pub(super) fn month_name(run: &TokenWindow, at: usize, loose: bool) -> Option<i8> {
    let word = run.word(at);
    let month = calendar::month(word)?;
    if !run.is_capital(at) {
        return None;
    }
    let figures = |at: usize| day_number(run, at).is_some() || year_number(run, at).is_some();
    let beside = figures(at + 1) && plain_gap(run, at)
        || at > 0 && figures(at - 1)
        || run.before(at, 1) == "of" && at > 1 && figures(at - 2);
    let shouted = run.surface(at).len() > 1 && !run.surface(at).contains(char::is_lowercase);
    let sure = match word {
        "may" | "march" => beside || loose && (!shouted || !run.before(at, 1).is_empty()),
        "mar" | "jan" => beside,
        full if calendar::is_full_month(full) => true,
        _ => beside || loose,
    };
    sure.then_some(month)
}

/// "Sept. 9, 2016", "9 September 2016", "the 9th of September", "30/04/2016", "2016-04-30".
pub(super) fn calendar_day(run: &TokenWindow, at: usize) -> ReadDate {
    let date = |end, year, month, day| {
        Some((end, DateExpression::Date { year, month: Some(month), day, part: DayPart::Whole }))
    };
    if let Some(found) = numeric_day(run, at).or_else(|| hyphened_day(run, at)) {
        return Some(found);
    }
    if let Some(month) = month_name(run, at, true)
        && plain_gap(run, at)
        && let Some(day) = day_number(run, at + 1)
    {
        return match year_after(run, at + 2) {
            Some((end, year)) => date(end, Some(year), month, day),
            None => date(at + 2, None, month, day),
        };
    }
    let start = at + usize::from(run.word(at) == "the");
    let day = day_number(run, start)?;
    let mut end = start + 1;
    if run.word(end) == "of" {
        end += 1;
    }
    if !plain_gap(run, start) {
        return None;
    }
    let month = month_name(run, end, true)?;
    match year_after(run, end + 1) {
        Some((end, year)) => date(end, Some(year), month, day),
        None => date(end + 1, None, month, day),
    }
}

/// "September", "last September", "September 2016", "September of 2016".
pub(super) fn month(run: &TokenWindow, at: usize, loose: bool) -> ReadDate {
    let turn = occurrence(run.word(at));
    let start = at + usize::from(turn.is_some());
    let month = month_name(run, start, loose || turn.is_some())?;
    let mut end = start + 1;
    let of = usize::from(run.word(end) == "of");
    if run.word(end + of + 1) == "year" && plain_gap(run, start) {
        let years = match run.word(end + of) {
            "last" => -1,
            "this" => 0,
            "next" => 1,
            _ => {
                return Some((
                    end,
                    DateExpression::Month {
                        year: None,
                        month,
                        which: turn.unwrap_or_default(),
                        edge: PeriodPart::Whole,
                    },
                ));
            }
        };
        return Some((end + of + 2, DateExpression::MonthOf { month, years }));
    }
    let year = match year_after(run, end + of) {
        Some((after, year)) if of == 0 || plain_gap(run, start) => {
            end = after;
            Some(year)
        }
        _ => None,
    };
    Some((
        end,
        DateExpression::Month {
            year,
            month,
            which: turn.unwrap_or_default(),
            edge: PeriodPart::Whole,
        },
    ))
}

pub(super) fn unit(word: &str) -> Option<TimeUnit> {
    Some(match word {
        "hour" | "hours" => TimeUnit::Hour,
        "day" | "days" => TimeUnit::Day,
        "week" | "weeks" => TimeUnit::Week,
        "fortnight" | "fortnights" => TimeUnit::Fortnight,
        "month" | "months" => TimeUnit::Month,
        "year" | "years" => TimeUnit::Year,
        _ => return None,
    })
}

/// "Last week", "this month", "next year", "the weekend", "the past 24 hours", "recent weeks", "the coming days".
pub(super) fn relative_unit(run: &TokenWindow, at: usize) -> ReadDate {
    let start = at + usize::from(run.word(at) == "the");
    let word = run.word(start);
    let next = run.word(start + 1);
    if word == "weekend" && start > at {
        return Some((start + 1, DateExpression::Weekend { which: Occurrence::Bare }));
    }
    if let Some(turn) = occurrence(word) {
        if next == "weekend" {
            return Some((start + 2, DateExpression::Weekend { which: turn }));
        }
        if let Some(unit) = unit(next)
            && !next.ends_with('s')
            && (word != "past" && word != "previous" || start > at)
            && !matches!(unit, TimeUnit::Hour)
        {
            // A fortnight is no unit of the calendar: "last fortnight" is the last fourteen days.
            if word == "past" || unit == TimeUnit::Fortnight {
                let ahead = turn == Occurrence::Next;
                return Some((start + 2, DateExpression::Stretch { unit, count: 1, ahead }));
            }
            if word == "previous"
                || word == "next" && unit == TimeUnit::Day
                || word == "last" && unit == TimeUnit::Day
            {
                let offset = if word == "next" { 1 } else { -1 };
                return Some((
                    start + 2,
                    DateExpression::Shift { unit, offset, from_mentioned: true },
                ));
            }
            let offset = match turn {
                Occurrence::Last => -1,
                Occurrence::Next => 1,
                _ => 0,
            };
            return Some((
                start + 2,
                DateExpression::Whole { unit, offset, edge: PeriodPart::Whole },
            ));
        }
    }
    stretch(run, at, "")
}

/// "(the) past 24 hours", "(the) last several days", "recent weeks", "(the) coming days", "(for) three weeks".
pub(super) fn stretch(run: &TokenWindow, at: usize, preposition: &str) -> ReadDate {
    let start = at + usize::from(run.word(at) == "the");
    let ahead = match run.word(start) {
        "past" | "last" | "recent" | "preceding" | "previous" => false,
        "next" | "coming" | "following" => true,
        _ => return None,
    };
    let _ = preposition;
    let (end, count) = amount(run, start + 1).unwrap_or((start + 1, 3));
    let unit = unit(run.word(end))?;
    (end > start + 1 || run.word(end).ends_with('s'))
        .then_some((end + 1, DateExpression::Stretch { unit, count, ahead }))
}

/// A number of units, in digits, words or vague words.
pub(super) fn amount(run: &TokenWindow, at: usize) -> Option<(usize, u32)> {
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let word = run.word(at);
    if let Some(count) = WORDS.iter().position(|&known| known == word) {
        return Some((at + 1, count as u32));
    }
    match (word, run.word(at + 1), run.word(at + 2)) {
        ("a", "couple", "of") => Some((at + 3, 2)),
        ("a", "few", _) => Some((at + 2, 3)),
        ("couple", "of", _) => Some((at + 2, 2)),
        ("a" | "an", _, _) => Some((at + 1, 1)),
        ("few" | "several", _, _) => Some((at + 1, 3)),
        ("fifteen", _, _) => Some((at + 1, 15)),
        ("twenty", _, _) => Some((at + 1, 20)),
        _ if word.len() <= 3 => Some((at + 1, word.parse().ok()?)),
        _ => None,
    }
}

/// "The summer of 1942", "last winter", "spring 2015".
pub(super) fn season(run: &TokenWindow, at: usize) -> ReadDate {
    let turn = occurrence(run.word(at));
    let start = at + usize::from(turn.is_some() || run.word(at) == "the");
    let month = match run.word(start) {
        "spring" => 3,
        "summer" => 6,
        "autumn" => 9,
        "fall"
            if turn.is_some()
                || matches!(run.word(start + 1), "of") && year_number(run, start + 2).is_some() =>
        {
            9
        }
        "winter" => 12,
        _ => return None,
    };
    let of = usize::from(run.word(start + 1) == "of");
    let year = year_number(run, start + 1 + of);
    if year.is_none() && start == at {
        return None;
    }
    let end = if year.is_some() { start + of + 2 } else { start + 1 };
    Some((end, DateExpression::Season { year, month, which: turn.unwrap_or_default() }))
}

/// "(on) the 17th".
pub(super) fn ordinal_day(run: &TokenWindow, at: usize, loose: bool) -> ReadDate {
    let day = day_number(run, at + 1)?;
    let ordinal = run.word(at + 1).ends_with(|c: char| c.is_ascii_alphabetic());
    let stands_alone = !run.is_joined(at + 1)
        || at + 2 >= run.len()
        || matches!(run.word(at + 2), "and" | "when" | "to" | "by" | "in" | "at");
    (loose && ordinal && stands_alone && run.word(at) == "the" && run.before(at, 1) == "on")
        .then_some((
            at + 2,
            DateExpression::Date { year: None, month: None, day, part: DayPart::Whole },
        ))
}

/// Whether a number is in the position of an amount: "up to 1950", "from 2000 to a few hundred", "a toll of 2016".
fn is_amount(run: &TokenWindow, at: usize) -> bool {
    let is_date =
        |at: usize| year_number(run, at).is_some() || calendar::month(run.word(at)).is_some();
    match run.before(at, 1) {
        "at" | "over" | "than" | "up" | "nearly" => true,
        "to" => {
            let dated = at.checked_sub(2).is_some_and(is_date);
            !dated && !matches!(run.before(at, 2), "prior" | "back" | "dates" | "dating" | "dated")
        }
        "from" => run.word(at + 1) == "to" && !is_date(at + 2),
        "of" => matches!(
            run.before(at, 2),
            "toll" | "tolls" | "total" | "number" | "estimate" | "figure" | "count" | "deaths"
        ),
        "about" | "around" => matches!(
            run.word(at + 1),
            "according" | "civilians" | "dead" | "were" | "have" | "are" | "killed" | "wounded"
        ),
        _ => false,
    }
}

/// "2012" after a preposition, "the 1990s".
pub(super) fn year(run: &TokenWindow, at: usize, loose: bool) -> ReadDate {
    let start = at + usize::from(run.word(at) == "the");
    if let Some(digits) = run.word(start).strip_suffix('s')
        && digits.len() == 4
        && let Ok(year) = digits.parse::<i16>()
        && (1000..2100).contains(&year)
        && year % 10 == 0
    {
        return Some((start + 1, DateExpression::Decade { year }));
    }
    let year = year_number(run, at).filter(|&year| run.may_be_year(year))?;
    let counted = run.is_joined(at)
        && run.word(at + 1).len() > 3
        && run.word(at + 1).ends_with('s')
        && !run.is_capital(at + 1)
        || matches!(run.word(at + 1), "people" | "men" | "women" | "children");
    (loose && !counted && !is_amount(run, at) && !run.gap(at).starts_with([':', '%', '/']))
        .then_some((at + 1, DateExpression::Year { year, edge: PeriodPart::Whole }))
}
