//! When an event was, in the record: first and last day, how exactly it is known, and its basis.

use super::name::{names, read};
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// When it happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventDate {
    /// First day (`2016-08-11`), or first minute (`2016-08-11T10:00`) where precision is hour.
    pub start: Option<CivilTime>,
    /// Last day or minute, inclusive.
    pub end: Option<CivilTime>,
    /// How exactly it is known.
    pub precision: DatePrecision,
    /// What the date is based on: `published`, `update`, the phrase itself, or `none`.
    pub basis: DateBasis,
}

impl EventDate {
    /// A date without a known day.
    pub fn unknown(basis: DateBasis) -> EventDate {
        EventDate { start: None, end: None, precision: DatePrecision::Unknown, basis }
    }

    /// One day.
    pub fn on(day: Date, precision: DatePrecision, basis: DateBasis) -> EventDate {
        let day = Some(CivilTime::day(day));
        EventDate { start: day, end: day, precision, basis }
    }

    /// First and last day, both included; where only one is known, it is used for both. `None` where neither is known.
    pub fn days(&self) -> Option<(Date, Date)> {
        let first = self.start.or(self.end)?.date;
        let last = self.end.or(self.start)?.date;
        Some((first, last))
    }
}

/// A day, or a minute of one, local to the article.
///
/// Written as `2016-08-11` and `2016-08-11T10:00`; seconds follow only where there are any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilTime {
    /// The day.
    pub date: Date,
    /// The time of day; `None` where the whole day is meant.
    pub time: Option<Time>,
}

impl CivilTime {
    /// A whole day.
    pub const fn day(date: Date) -> CivilTime {
        CivilTime { date, time: None }
    }

    /// `moment` to the given precision: the minute for a part of a day, else the day.
    pub fn of(moment: DateTime, precision: DatePrecision) -> CivilTime {
        let by_minute = matches!(precision, DatePrecision::Hour | DatePrecision::Minute);
        CivilTime { date: moment.date(), time: by_minute.then(|| moment.time()) }
    }

    /// The time of day as written: `10:00`. `None` where the whole day is meant.
    pub fn clock(self) -> Option<String> {
        self.time.map(written)
    }
}

impl fmt::Display for CivilTime {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.time {
            None => write!(f, "{}", self.date),
            Some(time) => write!(f, "{}T{}", self.date, written(time)),
        }
    }
}

/// The time of day as the record writes it.
fn written(time: Time) -> String {
    match (time.second(), time.subsec_nanosecond()) {
        (0, 0) => format!("{:02}:{:02}", time.hour(), time.minute()),
        _ => time.to_string(),
    }
}

/// The error for a text that is not a day or a minute of one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a day: write 2016-08-11, or 2016-08-11T10:00 for a minute of it")]
pub struct ParseCivilTimeError(pub String);

impl FromStr for CivilTime {
    type Err = ParseCivilTimeError;

    /// Reads what [`CivilTime`] writes, and `10:00:00` for `10:00`; anything else is a [`ParseCivilTimeError`].
    fn from_str(text: &str) -> Result<CivilTime, ParseCivilTimeError> {
        let (day, hours) =
            text.split_once('T').map_or((text, None), |(day, hours)| (day, Some(hours)));
        // The calendar's own parser accepts more forms ("20160811"), which would not be written back as read.
        let date = day.parse::<Date>().ok().filter(|date| date.to_string() == day);
        let of_day = |hours: &str| {
            let time = hours.parse::<Time>().ok();
            time.filter(|time| written(*time) == hours || time.to_string() == hours)
        };
        let time = hours.map(of_day);
        match (date, time) {
            (Some(date), None) => Ok(CivilTime { date, time: None }),
            (Some(date), Some(Some(time))) => Ok(CivilTime { date, time: Some(time) }),
            _ => Err(ParseCivilTimeError(text.to_owned())),
        }
    }
}

impl Serialize for CivilTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CivilTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<CivilTime, D::Error> {
        read(deserializer, "day", CivilTime::from_str)
    }
}

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DatePrecision {
    /// To the minute (publication stamps).
    Minute,
    /// A part of a day.
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
    /// Not known.
    Unknown,
}

names!(DatePrecision, "precision of a date", {
    Minute => "minute",
    Hour => "hour",
    Day => "day",
    Week => "week",
    Month => "month",
    Year => "year",
    Unknown => "unknown",
});

/// What a date is based on. [`DateBasis::of`] reads it from text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DateBasis {
    /// Only the day of publication: no text gives the day.
    Published,
    /// The stamp of the block of a live blog.
    Update,
    /// A phrase of the article, as written; never one of the words for the other bases.
    Phrase(String),
    /// Nothing.
    None,
}

impl DateBasis {
    /// The bases that have a word in the record; any other text is a phrase.
    pub const NAMES: &'static [(&'static str, DateBasis)] = &[
        ("published", DateBasis::Published),
        ("update", DateBasis::Update),
        ("none", DateBasis::None),
    ];

    /// Reads a basis from the record: a phrase, unless `text` is the word for another basis.
    pub fn of(text: &str) -> DateBasis {
        let named = DateBasis::NAMES.iter().find(|(name, _)| *name == text);
        named.map_or_else(|| DateBasis::Phrase(text.to_owned()), |(_, basis)| basis.clone())
    }

    /// Its word in the record; for a phrase the phrase itself.
    pub fn name(&self) -> &str {
        match self {
            DateBasis::Published => "published",
            DateBasis::Update => "update",
            DateBasis::Phrase(phrase) => phrase,
            DateBasis::None => "none",
        }
    }

    /// Whether words of the article give the date.
    pub fn is_phrase(&self) -> bool {
        matches!(self, DateBasis::Phrase(_))
    }
}

impl fmt::Display for DateBasis {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for DateBasis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for DateBasis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DateBasis, D::Error> {
        read(deserializer, "basis of a date", |text| Ok::<_, Infallible>(DateBasis::of(text)))
    }
}
