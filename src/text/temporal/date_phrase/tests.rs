//! Dates in sentences, a table for each class.

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

/// The first phrase of each text, with its days.
fn table(rows: &[(&str, &str, &str, &str)]) {
    let wanted = rows.iter().map(|(text, words, start, end)| {
        (*text, vec![((*words).to_owned(), (*start).to_owned(), (*end).to_owned())])
    });
    let found = rows.iter().map(|(text, ..)| (*text, read(text, Direction::Past)));
    let wrong: Vec<_> = wanted.zip(found).filter(|(wanted, found)| wanted != found).collect();
    assert!(wrong.is_empty(), "wanted, found: {wrong:#?}");
}

fn undated(texts: &[&str]) {
    let read = texts.iter().map(|text| (text, read(text, Direction::Past)));
    let dated: Vec<_> = read.filter(|(_, found)| !found.is_empty()).collect();
    assert!(dated.is_empty(), "{dated:#?}");
}

#[test]
fn weekdays_are_counted_in_a_month() {
    table(&[
        ("on the last Friday of July", "on the last Friday of July", "2016-07-29", "2016-07-29"),
        (
            "on the first Monday of August",
            "on the first Monday of August",
            "2016-08-01",
            "2016-08-01",
        ),
        (
            "the second Sunday in May 2015",
            "the second Sunday in May 2015",
            "2015-05-10",
            "2015-05-10",
        ),
        (
            "the 3rd Thursday of last month",
            "the 3rd Thursday of last month",
            "2016-07-21",
            "2016-07-21",
        ),
        ("on the last day of June", "on the last day of June", "2016-06-30", "2016-06-30"),
        ("in the first week of July", "in the first week of July", "2016-07-01", "2016-07-07"),
        ("in the last week of July", "in the last week of July", "2016-07-25", "2016-07-31"),
        (
            "over the last weekend of July",
            "over the last weekend of July",
            "2016-07-30",
            "2016-07-31",
        ),
        ("in the second half of 2015", "in the second half of 2015", "2015-07-01", "2015-12-31"),
        (
            "the third quarter of last year",
            "the third quarter of last year",
            "2015-07-01",
            "2015-09-30",
        ),
        // Still ahead on 12 August, so that of the year before.
        ("the last Friday of August", "the last Friday of August", "2015-08-28", "2015-08-28"),
        ("in the first days of July", "in the first days of July", "2016-07-01", "2016-07-10"),
    ]);
    undated(&[
        "on the last Friday of Ramadan",
        "on the first Sunday of Lent",
        "the fifth Monday of June 2016",
    ]);
}

#[test]
fn weekdays_of_another_week() {
    table(&[
        ("on Monday of last week", "on Monday of last week", "2016-08-01", "2016-08-01"),
        ("Tuesday last week", "Tuesday last week", "2016-08-02", "2016-08-02"),
        (
            "on Friday night of last week",
            "on Friday night of last week",
            "2016-08-05T18:00",
            "2016-08-05T23:59",
        ),
        ("last week on Thursday", "last week on Thursday", "2016-08-04", "2016-08-04"),
        ("last week, on Thursday", "last week, on Thursday", "2016-08-04", "2016-08-04"),
        ("on Wednesday this week", "on Wednesday this week", "2016-08-10", "2016-08-10"),
        ("on Tuesday next week", "on Tuesday next week", "2016-08-16", "2016-08-16"),
        ("earlier this week on Monday", "earlier this week on Monday", "2016-08-08", "2016-08-08"),
    ]);
}

#[test]
fn several_days_are_read_as_one_time() {
    table(&[
        ("on 3, 5 and 7 July", "on 3, 5 and 7 July", "2016-07-03", "2016-07-07"),
        (
            "on Monday 4 and Tuesday 5 July",
            "on Monday 4 and Tuesday 5 July",
            "2016-07-04",
            "2016-07-05",
        ),
        (
            "the 3rd and 4th of July 2015",
            "the 3rd and 4th of July 2015",
            "2015-07-03",
            "2015-07-04",
        ),
        ("on July 3, 5 and 7", "on July 3, 5 and 7", "2016-07-03", "2016-07-07"),
        ("on Jul. 3-5, 2015", "on Jul. 3-5, 2015", "2015-07-03", "2015-07-05"),
        ("3–5 July", "3–5 July", "2016-07-03", "2016-07-05"),
        ("on July 3 to 5", "on July 3 to 5", "2016-07-03", "2016-07-05"),
        ("on 30 June and 1 July", "on 30 June and 1 July", "2016-06-30", "2016-07-01"),
        ("on Monday and Tuesday", "on Monday and Tuesday", "2016-08-08", "2016-08-09"),
        (
            "Monday, Tuesday and Wednesday",
            "Monday, Tuesday and Wednesday",
            "2016-08-08",
            "2016-08-10",
        ),
        ("Monday through Wednesday", "Monday through Wednesday", "2016-08-08", "2016-08-10"),
        (
            "late Monday and early Tuesday",
            "late Monday and early Tuesday",
            "2016-08-08",
            "2016-08-09",
        ),
        ("yesterday and today", "yesterday and today", "2016-08-11", "2016-08-12"),
        ("from today until Monday", "from today until Monday", "2016-08-12", "2016-08-15"),
        ("in May and June", "in May and June", "2016-05-01", "2016-06-30"),
        ("in 2013 and 2014", "in 2013 and 2014", "2013-01-01", "2014-12-31"),
    ]);
    let days = |text| -> Vec<String> {
        read(text, Direction::Past).into_iter().map(|(words, ..)| words).collect()
    };
    assert_eq!(days("It killed 3 and 4 July was quiet."), ["4 July"]);
    assert_eq!(days("On July 3 and 4 rebels fled."), ["On July 3"]);
    assert_eq!(days("on Monday and 12 others on Tuesday"), ["on Monday", "on Tuesday"]);
}

#[test]
fn days_in_figures_in_many_forms() {
    table(&[
        ("on 19-Nov-12", "on 19-Nov-12", "2012-11-19", "2012-11-19"),
        ("on 19/Nov/2012", "on 19/Nov/2012", "2012-11-19", "2012-11-19"),
        ("on 19/11/12", "on 19/11/12", "2012-11-19", "2012-11-19"),
        ("on 11/19/12", "on 11/19/12", "2012-11-19", "2012-11-19"),
        ("on 19.11.12", "on 19.11.12", "2012-11-19", "2012-11-19"),
        ("in August '14", "in August '14", "2014-08-01", "2014-08-31"),
        ("on Nov. 19, ’12", "on Nov. 19, ’12", "2012-11-19", "2012-11-19"),
        ("on 25.08.2015", "on 25.08.2015", "2015-08-25", "2015-08-25"),
        ("on 5.8.2015 and not 2014", "on 5.8.2015", "2015-08-05", "2015-08-05"),
        ("on 2015.08.25", "on 2015.08.25", "2015-08-25", "2015-08-25"),
        ("on 25. August 2015", "on 25. August 2015", "2015-08-25", "2015-08-25"),
        (
            "at 2015-08-05T14:20:00",
            "at 2015-08-05T14:20:00",
            "2015-08-05T14:20",
            "2015-08-05T14:20",
        ),
        ("at 2015-08-05T14:20Z", "at 2015-08-05T14:20Z", "2015-08-05T14:20", "2015-08-05T14:20"),
        (
            "2015-08-05T14:20:00.000+03:00",
            "2015-08-05T14:20:00.000+03:00",
            "2015-08-05T14:20",
            "2015-08-05T14:20",
        ),
        (
            "on 2015-08-05 14:20:33 it fell",
            "on 2015-08-05 14:20:33",
            "2015-08-05T14:20",
            "2015-08-05T14:20",
        ),
        ("at 20150805T1420Z", "at 20150805T1420Z", "2015-08-05T14:20", "2015-08-05T14:20"),
        ("at 7:30pm on Thursday", "at 7:30pm on Thursday", "2016-08-11T19:30", "2016-08-11T19:30"),
    ]);
    undated(&[
        "see a.example/2015/12/25/raid",
        "the file img_2015-12-25.jpg",
        "report-2015-12-25-final",
        "version 1.2.16 of it",
        "the host 10.0.12.16",
        "a score of 3-5-12",
        "https://a.example/2015-12-25",
    ]);
}

#[test]
fn days_in_names_are_no_dates() {
    undated(&[
        "The Sunday Telegraph reported it.",
        "Britain's Sunday Times said so.",
        "A Sunday newspaper said so.",
        "The Mail on Sunday said so.",
        "the March 14 alliance said",
        "The 17 November group shelled it.",
        "The February 23 Brigade shelled it.",
        "the April 6 movement",
        "May 19 Communist Organization fighters",
        "the 20 February Movement",
        "the March 14 political bloc",
        "the October 25 forces",
        "Revolutionary Organization 17 November",
        "They fought on Bloody Sunday and in Black September.",
        "near the 6 October Bridge",
        "at the Friday Mosque",
        "Every Friday they march.",
        "August Hanning said nothing on it.",
        "since the October War began they had fled",
        "Mr Friday was there.",
    ]);
    table(&[
        ("On March 14 forces entered it.", "On March 14", "2016-03-14", "2016-03-14"),
        ("On Sunday Russia said so.", "On Sunday", "2016-08-07", "2016-08-07"),
        ("The post on Sunday was quiet.", "on Sunday", "2016-08-07", "2016-08-07"),
        ("A bloody Sunday in the port.", "Sunday", "2016-08-07", "2016-08-07"),
        ("the July 15 coup attempt", "July 15", "2016-07-15", "2016-07-15"),
        ("In July Russia said so.", "In July", "2016-07-01", "2016-07-31"),
        (
            "on the fifth anniversary of the 15 March 2011 protests",
            "the 15 March 2011",
            "2016-03-15",
            "2016-03-15",
        ),
    ]);
    undated(&["on the anniversary of the 2011 uprising", "on the anniversary of 2011"]);
}

#[test]
fn feasts_are_days_of_the_calendar() {
    table(&[
        ("on Good Friday", "on Good Friday", "2016-03-25", "2016-03-25"),
        ("on Easter Monday", "on Easter Monday", "2016-03-28", "2016-03-28"),
        ("at Easter", "at Easter", "2016-03-27", "2016-03-27"),
        ("on Orthodox Good Friday", "on Orthodox Good Friday", "2016-04-29", "2016-04-29"),
        ("on Palm Sunday 2015", "on Palm Sunday 2015", "2015-03-29", "2015-03-29"),
        ("on Christmas Day", "on Christmas Day", "2015-12-25", "2015-12-25"),
        ("on Christmas Eve, 2014", "on Christmas Eve, 2014", "2014-12-24", "2014-12-24"),
        ("last Christmas", "last Christmas", "2015-12-25", "2015-12-25"),
        ("on New Year's Eve", "on New Year's Eve", "2015-12-31", "2015-12-31"),
        ("on New Year’s Day", "on New Year’s Day", "2016-01-01", "2016-01-01"),
        ("on Christmas morning", "on Christmas morning", "2015-12-25T06:00", "2015-12-25T11:59"),
        ("late on Christmas Day", "late on Christmas Day", "2015-12-25T18:00", "2015-12-25T23:59"),
        ("on Boxing Day", "on Boxing Day", "2015-12-26", "2015-12-26"),
        ("on May Day", "on May Day", "2016-05-01", "2016-05-01"),
        ("on Thanksgiving", "on Thanksgiving", "2015-11-26", "2015-11-26"),
        ("over the Easter weekend", "over the Easter weekend", "2016-03-25", "2016-03-28"),
        ("the 2015 Easter Sunday raid", "Easter Sunday", "2015-04-05", "2015-04-05"),
    ]);
    undated(&[
        "a Christmas market",
        "on Easter Island",
        "in Christmas dress",
        "during Eid al-Fitr",
    ]);
}

#[test]
fn fortnights_and_hours_beside_a_named_one() {
    table(&[
        ("a fortnight ago", "a fortnight ago", "2016-07-29", "2016-07-29"),
        ("two fortnights ago", "two fortnights ago", "2016-07-15", "2016-07-15"),
        ("in the past fortnight", "in the past fortnight", "2016-07-29", "2016-08-12"),
        ("over the last fortnight", "over the last fortnight", "2016-07-29", "2016-08-12"),
        (
            "shortly after midnight on Tuesday",
            "shortly after midnight on Tuesday",
            "2016-08-09T00:00",
            "2016-08-09T02:59",
        ),
        (
            "just past midnight Tuesday",
            "just past midnight Tuesday",
            "2016-08-09T00:00",
            "2016-08-09T02:59",
        ),
        (
            "shortly before midnight on Tuesday",
            "shortly before midnight on Tuesday",
            "2016-08-09T18:00",
            "2016-08-09T23:59",
        ),
        (
            "an hour after midnight on Tuesday",
            "after midnight on Tuesday",
            "2016-08-09T00:00",
            "2016-08-09T02:59",
        ),
        ("after midnight", "after midnight", "2016-08-12T00:00", "2016-08-12T02:59"),
        (
            "before dawn on Tuesday",
            "before dawn on Tuesday",
            "2016-08-09T00:00",
            "2016-08-09T07:59",
        ),
        (
            "in the small hours of Tuesday",
            "in the small hours of Tuesday",
            "2016-08-09T00:00",
            "2016-08-09T07:59",
        ),
        ("after dark on Monday", "after dark on Monday", "2016-08-08T18:00", "2016-08-08T23:59"),
        (
            "just before noon on 3 July",
            "just before noon on 3 July",
            "2016-07-03T06:00",
            "2016-07-03T11:59",
        ),
    ]);
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
    fn any_phrase_resolves_in_order(text in "\\PC{0,60}|((on|in|the|late|mid|last|next|since|from|to|between|and|two|a|May|Monday|weekend|weeks|ago|earlier|summer|of|[0-9]{1,4}|1990s|31st|am|first|Friday|week|Easter|Christmas|Day|fortnight|after|midnight|5T14|Nov|anniversary|group|[-/:,.'])[ ]?){0,20}") {
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
