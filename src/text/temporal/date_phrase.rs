//! Date phrases inside sentences: "late Wednesday", "Sept. 9", "in mid-February", "two weeks ago", "since 2012".
//! Publication stamps are read by `layout`; `frame::date` decides which phrase dates an event.

use super::clock::clocks;
use super::names::{ReadDate, amount, date_name, day_number, stretch, unit};
use crate::text::tokens::token_window::TokenWindow;
use crate::text::{Document, Span, calendar};
use std::ops::Range;

pub use super::expression::{DateExpression, DayPart, Direction, PeriodPart, TimeUnit};
pub use super::resolve::resolve;

/// A date phrase and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatePhrase {
    /// Its tokens, including a leading preposition ("on Thursday").
    pub tokens: Range<usize>,
    /// Their position, in bytes of the cleaned text.
    pub span: Span,
    /// What it means.
    pub when: DateExpression,
}

/// The date phrases among `tokens`, in order, longest first at each place, never overlapping.
pub fn phrases(doc: &Document, tokens: Range<usize>) -> Vec<DatePhrase> {
    let run = TokenWindow::new(doc, tokens);
    let mut found = Vec::new();
    let mut at = 0;
    while at < run.len() {
        match phrase(&run, at) {
            Some((end, when)) => {
                found.push(DatePhrase {
                    tokens: run.tokens(at..end),
                    span: run.span(at..end),
                    when,
                });
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

/// A whole phrase with its prepositions.
fn phrase(run: &TokenWindow, at: usize) -> ReadDate {
    let next = at + 1;
    let word = run.word(at);
    match word {
        "since" | "until" | "till" => {
            let (end, inner) =
                phrase_after_preposition(run, next, true).or_else(|| since_event(run, at))?;
            let inner = Box::new(inner);
            Some((
                end,
                if word == "since" {
                    DateExpression::Since(inner)
                } else {
                    DateExpression::Until(inner)
                },
            ))
        }
        "between" | "from" => between(run, at)
            .or_else(|| clocks(run, at))
            .or_else(|| phrase_after_preposition(run, next, true)),
        "on" | "in" | "at" | "during" | "over" | "by" | "of" | "for" | "within" | "before"
        | "after" | "around" | "about" | "starting" => {
            let bare = phrase_after_preposition(run, next, true);
            let (end, when) = bare.or_else(|| stretch(run, next, word))?;
            // "of 2012", "before Friday", "about noon" are dates; the preposition is no part of what is quoted
            (!matches!(word, "of" | "about" | "around" | "before" | "after" | "for" | "starting")
                || matches!((word, &when), ("for", DateExpression::Stretch { .. }))
                || word == "starting")
                .then_some((end, when))
        }
        _ => phrase_after_preposition(run, at, follows_preposition(run, at)),
    }
}

/// Whether the word before allows a bare year, month or ordinal to be a date.
fn follows_preposition(run: &TokenWindow, at: usize) -> bool {
    matches!(
        run.before(at, 1),
        "of" | "before" | "after" | "about" | "around" | "and" | "for" | "to" | "through"
    ) && !(run.before(at, 1) == "and" && calendar::month(run.before(at, 2)).is_none())
}

/// "Since the talks broke off in April": the date of the clause, looked for a few words on.
fn since_event(run: &TokenWindow, at: usize) -> ReadDate {
    const REACH: usize = 9;
    for start in at + 2..run.len().min(at + 2 + REACH) {
        if !run.gap(start - 1).trim().is_empty() && !run.is_hyphened(start - 1) {
            return None;
        }
        let dated = match run.word(start) {
            "in" | "on" => phrase_after_preposition(run, start + 1, true),
            "last" | "this" => phrase_after_preposition(run, start, true),
            // "Since the offensive began two weeks ago", "since it fell Monday"
            _ => phrase_after_preposition(run, start, false).filter(|(_, when)| {
                matches!(
                    when,
                    DateExpression::Shift { from_mentioned: false, .. }
                        | DateExpression::Weekday { .. }
                        | DateExpression::Day { .. }
                )
            }),
        };
        if dated.is_some() {
            return dated;
        }
    }
    None
}

/// "Between May and July", "from 3 to 9 June".
fn between(run: &TokenWindow, at: usize) -> ReadDate {
    let joint = if run.word(at) == "between" { "and" } else { "to" };
    let is_joint = |word: &str| {
        word == joint || (joint == "to" && matches!(word, "until" | "till" | "through"))
    };
    if let Some((end, first)) = phrase_after_preposition(run, at + 1, true)
        && is_joint(run.word(end))
        && let Some((end, last)) = phrase_after_preposition(run, end + 1, true)
    {
        return Some((
            end,
            DateExpression::Between(Box::new(with_year_of(first, &last)), Box::new(last)),
        ));
    }
    let first = day_number(run, at + 1)?;
    if !is_joint(run.word(at + 2)) {
        return None;
    }
    let (end, last) = phrase_after_preposition(run, at + 3, true)?;
    let DateExpression::Date { year, month: Some(month), .. } = last else { return None };
    let first = DateExpression::Date { year, month: Some(month), day: first, part: DayPart::Whole };
    Some((end, DateExpression::Between(Box::new(first), Box::new(last))))
}

/// "Between May and July 2011": the year of the last holds for the first.
fn with_year_of(first: DateExpression, last: &DateExpression) -> DateExpression {
    let last_year = match last {
        DateExpression::Date { year, .. } | DateExpression::Month { year, .. } => *year,
        _ => None,
    };
    match first {
        DateExpression::Date { year: None, month: Some(month), day, part } => {
            DateExpression::Date { year: last_year, month: Some(month), day, part }
        }
        DateExpression::Month { year: None, month, which, edge } => {
            DateExpression::Month { year: last_year, month, which, edge }
        }
        other => other,
    }
}

/// A phrase after its preposition. `loose` if a preposition allows bare years, months and ordinals to be dates.
fn phrase_after_preposition(run: &TokenWindow, at: usize, loose: bool) -> ReadDate {
    clocks(run, at)
        .or_else(|| part_first(run, at))
        .or_else(|| shifted(run, at))
        .or_else(|| edge_first(run, at))
        .or_else(|| date_name(run, at, loose))
}

/// "Late Wednesday", "early on Monday", "at dawn on Saturday", "the night of 3 May", "later yesterday".
fn part_first(run: &TokenWindow, at: usize) -> ReadDate {
    let mut start = at;
    if run.word(start) == "at" {
        start += 1;
    }
    if run.word(start) == "the" {
        start += 1;
    }
    let (mut end, part) = match run.word(start) {
        "late" | "later" => {
            (start + 1, if run.word(start) == "late" { DayPart::Late } else { DayPart::Whole })
        }
        "early" if matches!(run.word(start + 1), "hours" | "morning") => {
            (start + 2, DayPart::Early)
        }
        "early" => (start + 1, DayPart::Early),
        "earlier" => (start + 1, DayPart::Whole),
        "dawn" | "daybreak" | "sunrise" => (start + 1, DayPart::Early),
        "morning" => (start + 1, DayPart::Morning),
        "noon" | "midday" | "afternoon" => (start + 1, DayPart::Afternoon),
        "evening" | "dusk" | "sunset" | "nightfall" => (start + 1, DayPart::Evening),
        "night" | "midnight" => (start + 1, DayPart::Late),
        _ => return None,
    };
    while matches!(run.word(end), "on" | "of" | "in" | "the") && end < start + 4 {
        end += 1;
    }
    match date_name(run, end, false)? {
        (end, DateExpression::Weekday { day, which, part: own }) => {
            Some((end, DateExpression::Weekday { day, which, part: either(own, part) }))
        }
        (end, DateExpression::Day { offset, part: own }) => {
            Some((end, DateExpression::Day { offset, part: either(own, part) }))
        }
        (end, DateExpression::Date { year, month, day, part: own }) => {
            Some((end, DateExpression::Date { year, month, day, part: either(own, part) }))
        }
        _ => None,
    }
}

fn either(own: DayPart, other: DayPart) -> DayPart {
    if own == DayPart::Whole { other } else { own }
}

/// "Early September", "mid-February", "the end of last year", "earlier this week".
fn edge_first(run: &TokenWindow, at: usize) -> ReadDate {
    let start = at + usize::from(run.word(at) == "the");
    let (mut end, edge) = match run.word(start) {
        "early" | "earlier" => (start + 1, PeriodPart::Early),
        "mid" | "middle" => (start + 1, PeriodPart::Mid),
        "late" | "later" => (start + 1, PeriodPart::Late),
        "beginning" | "start" => (start + 1, PeriodPart::Early),
        "end" => (start + 1, PeriodPart::Late),
        _ => return None,
    };
    while matches!(run.word(end), "in" | "of" | "on" | "the") && end < start + 3 {
        end += 1;
    }
    match date_name(run, end, true)? {
        (end, DateExpression::Month { year, month, which, .. }) => {
            Some((end, DateExpression::Month { year, month, which, edge }))
        }
        (end, DateExpression::Year { year, .. }) => {
            Some((end, DateExpression::Year { year, edge }))
        }
        (end, DateExpression::Whole { unit, offset, .. }) => {
            Some((end, DateExpression::Whole { unit, offset, edge }))
        }
        (end, season @ DateExpression::Season { .. })
        | (end, season @ DateExpression::Decade { .. }) => Some((end, season)),
        _ => None,
    }
}

/// "Two weeks ago", "a day earlier", "three days later", "the day before", "the following day", "the same day".
fn shifted(run: &TokenWindow, at: usize) -> ReadDate {
    let from_mentioned = |end, unit, offset| {
        Some((end, DateExpression::Shift { unit, offset, from_mentioned: true }))
    };
    let start = at + usize::from(run.word(at) == "the");
    let own = unit(run.word(start + 1));
    if let Some(unit) = own
        && unit != TimeUnit::Hour
        && !run.word(start + 1).ends_with('s')
    {
        match run.word(start) {
            "following" => return from_mentioned(start + 2, unit, 1),
            "same" => return from_mentioned(start + 2, unit, 0),
            "previous" | "preceding" => return from_mentioned(start + 2, unit, -1),
            "that" if start == at && unit == TimeUnit::Day => {
                return from_mentioned(start + 2, unit, 0);
            }
            _ => {}
        }
    }
    if start > at
        && let Some(unit @ (TimeUnit::Day | TimeUnit::Week | TimeUnit::Month | TimeUnit::Year)) =
            unit(run.word(start))
    {
        match run.word(start + 1) {
            "before" => return from_mentioned(start + 2, unit, -1),
            "after" => return from_mentioned(start + 2, unit, 1),
            _ => {}
        }
    }
    let (end, count) = amount(run, at)?;
    let unit = unit(run.word(end))?;
    let count = i32::try_from(count).ok()?;
    match run.word(end + 1) {
        "ago" => {
            Some((end + 2, DateExpression::Shift { unit, offset: -count, from_mentioned: false }))
        }
        "earlier" | "before" | "previously" => from_mentioned(end + 2, unit, -count),
        "later" | "after" => from_mentioned(end + 2, unit, count),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::DatePrecision;
    use crate::text::testing::document;
    use jiff::civil::{Date, DateTime, date};
    use proptest::prelude::*;

    /// The phrases of `text` and their days, relative to Friday 12 August 2016.
    fn read(text: &str, direction: Direction) -> Vec<(String, String, String)> {
        let doc = document(text, None);
        let days = |phrase: &DatePhrase| {
            let found = resolve(&phrase.when, date(2016, 8, 12), true, direction)?;
            let hours = found.precision == DatePrecision::Hour;
            let form = if hours { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%d" };
            let written = |moment: DateTime| moment.strftime(form).to_string();
            Some((phrase.span.cut(text).to_owned(), written(found.start), written(found.end)))
        };
        phrases(&doc, 0..doc.len()).iter().filter_map(days).collect()
    }

    fn one(text: &str, words: &str, start: &str, end: &str) {
        let wanted = (words.to_owned(), start.to_owned(), end.to_owned());
        assert_eq!(read(text, Direction::Past), [wanted], "{text}");
    }

    #[test]
    fn weekdays_look_back() {
        one("It fell on Friday.", "on Friday", "2016-08-12", "2016-08-12");
        one("It fell on Saturday.", "on Saturday", "2016-08-06", "2016-08-06");
        one("It fell last Friday.", "last Friday", "2016-08-05", "2016-08-05");
        one("It fell early on Monday.", "early on Monday", "2016-08-08T00:00", "2016-08-08T07:59");
        one("It fell Monday night.", "Monday night", "2016-08-08T18:00", "2016-08-08T23:59");
        one("over the weekend", "over the weekend", "2016-08-06", "2016-08-07");
    }

    #[test]
    fn plans_look_ahead() {
        let ahead = |text| read(text, Direction::Future)[0].1.clone();
        assert_eq!(ahead("They will meet on Monday."), "2016-08-15");
        assert_eq!(ahead("They will meet on September 9."), "2016-09-09");
        assert_eq!(ahead("A lull starting Thursday."), "2016-08-11"); // the publication date lags the event by a day
        assert_eq!(ahead("next week"), "2016-08-15");
        assert_eq!(ahead("until Tuesday"), "2016-08-12");
    }

    #[test]
    fn calendar_dates_in_all_their_forms() {
        one("signed on Sept. 9", "on Sept. 9", "2015-09-09", "2015-09-09");
        one("on 9 September 2016", "on 9 September 2016", "2016-09-09", "2016-09-09");
        one("30 DECEMBER", "30 DECEMBER", "2015-12-30", "2015-12-30");
        one("Tuesday, Oct. 7, 2014", "Tuesday, Oct. 7, 2014", "2014-10-07", "2014-10-07");
        one("on the 9th", "on the 9th", "2016-08-09", "2016-08-09");
        one("from 3 to 9 June", "from 3 to 9 June", "2016-06-03", "2016-06-09");
        one("in mid-February", "in mid-February", "2016-02-10", "2016-02-18");
        one("in late July", "in late July", "2016-07-21", "2016-07-31");
        one("in 2012", "in 2012", "2012-01-01", "2012-12-31");
    }

    #[test]
    fn relative_dates_and_stretches() {
        one("two weeks ago", "two weeks ago", "2016-07-25", "2016-07-31");
        one("yesterday", "yesterday", "2016-08-11", "2016-08-11");
        one("last month", "last month", "2016-07-01", "2016-07-31");
        one("in March last year", "in March last year", "2015-03-01", "2015-03-31");
        one("earlier this month", "earlier this month", "2016-08-01", "2016-08-12");
        one("since May", "since May", "2016-05-01", "2016-08-12");
        one("in the past 24 hours", "in the past 24 hours", "2016-08-11", "2016-08-12");
    }

    #[test]
    fn words_that_only_look_like_dates_are_ignored() {
        for text in
            ["They may march on.", "He sat in the sun.", "20 people", "a second time", "MEN MAY GO"]
        {
            assert_eq!(read(text, Direction::Past), [], "{text}");
        }
    }

    #[test]
    fn a_number_is_a_year_only_in_a_year_position() {
        for text in [
            "as many as 300, up to 1950 by one estimate",
            "The toll climbed to 2016 overnight.",
            "A toll of 1999 was given.",
            "It put the dead at 2015 in all.",
            "The town shrank from 2000 to a few score.",
            "It was built in 1187.",
        ] {
            let text = format!("Posted 12 August 2016. {text}");
            let found = read(&text, Direction::Past);
            assert!(found.iter().all(|(_, start, _)| start.starts_with("2016-08-12")), "{found:?}");
        }
        one("from 2012 to 2014", "from 2012 to 2014", "2012-01-01", "2014-12-31");
        one("It began prior to 2011.", "2011", "2011-01-01", "2011-12-31");
    }

    #[test]
    fn precision_follows_the_phrase() {
        let doc = document("late Wednesday and last week and in 2012", None);
        let found: Vec<DatePrecision> = phrases(&doc, 0..doc.len())
            .iter()
            .filter_map(|p| resolve(&p.when, date(2016, 8, 12), true, Direction::Past))
            .map(|found| found.precision)
            .collect();
        assert_eq!(found, [DatePrecision::Hour, DatePrecision::Week, DatePrecision::Year]);
    }

    proptest! {
        #[test]
        fn any_phrase_resolves_in_order(text in "\\PC{0,60}|((on|in|the|late|mid|last|next|since|from|to|between|and|two|a|May|Monday|weekend|weeks|ago|earlier|summer|of|[0-9]{1,4}|1990s|31st|am|[-/:,.])[ ]?){0,20}") {
            let doc = document(&text, None);
            let mut last = 0;
            for phrase in phrases(&doc, 0..doc.len() + 2) {
                prop_assert!(phrase.tokens.start >= last && !phrase.tokens.is_empty());
                last = phrase.tokens.end;
                for anchor in [Date::MIN, Date::MAX, date(2016, 2, 29)] {
                    for direction in [Direction::Past, Direction::Future] {
                        for published in [true, false] {
                            if let Some(found) = resolve(&phrase.when, anchor, published, direction) {
                                prop_assert!(found.start <= found.end, "{text:?} {phrase:?} {found:?}");
                            }
                        }
                    }
                }
            }
        }
    }
}
