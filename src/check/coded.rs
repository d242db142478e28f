//! Events that ACLED coded by hand, as a measure: each row of its export has a note, and the type, day, place and dead
//! that its coders took from it. A note may tell of more than its row codes, so that what is found besides is no error:
//! this measures what is found, not what is found wrongly.

use crate::event::{Counted, DatePrecision, Event, Realis};
use crate::file::plain;
use crate::ontology::acled::SubEvent;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A row of ACLED's table.
#[derive(Clone, Debug, Deserialize)]
pub struct CodedEvent {
    /// ACLED's id of the event, which is the id of its note as an article.
    #[serde(rename = "event_id_cnty")]
    pub id: String,
    #[serde(rename = "event_date")]
    date: String,
    sub_event_type: String,
    #[serde(default)]
    location: String,
    #[serde(default)]
    latitude: Option<f64>,
    #[serde(default)]
    longitude: Option<f64>,
    #[serde(default)]
    fatalities: Option<u64>,
}

/// The file of coded events cannot be used.
#[derive(Debug, Error)]
pub enum CodedError {
    /// It cannot be opened or read.
    #[error("{}: cannot be read: {why}; check the path", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system reports.
        why: std::io::Error,
    },
    /// A row, or the header, is not as ACLED writes it.
    #[error(
        "{}: {why}; name a CSV as ACLED's export tool writes it, with the columns event_id_cnty, event_date and sub_event_type",
        path.display()
    )]
    Row {
        /// The file.
        path: PathBuf,
        /// What is wrong, and in which line.
        why: csv::Error,
    },
}

/// So many bytes of a table are read at most.
const MOST_BYTES: u64 = 1 << 30;

/// Reads the rows of ACLED's table in `path`.
///
/// # Errors
/// [`CodedError`] if it cannot be read, or is another table.
pub fn read(path: &Path) -> Result<Vec<CodedEvent>, CodedError> {
    let unreadable = |why| CodedError::Unreadable { path: path.to_owned(), why };
    let bytes = plain::read_named(path, MOST_BYTES).map_err(unreadable)?;
    parse(&bytes).map_err(|why| CodedError::Row { path: path.to_owned(), why })
}

fn parse(bytes: &[u8]) -> Result<Vec<CodedEvent>, csv::Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |wanted: u8| first.iter().filter(|byte| **byte == wanted).count();
    let delimiter = if count(b';') > count(b',') { b';' } else { b',' };
    let mut table =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let names: csv::ByteRecord =
        table.byte_headers()?.iter().map(<[u8]>::to_ascii_lowercase).collect();
    let names = lossy(&names);
    let mut rows = Vec::new();
    let mut row = csv::ByteRecord::new();
    while table.read_byte_record(&mut row)? {
        // A name or a note in another encoding than UTF-8 is not compared letter by letter.
        let text: csv::StringRecord =
            row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        rows.push(text.deserialize(Some(&names))?);
    }
    Ok(rows)
}

fn lossy(names: &csv::ByteRecord) -> csv::StringRecord {
    names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect()
}

/// What the events of a note have of the row that was coded from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CodedVerdict {
    /// Whether an event of its sub-event type is there, that took place.
    pub found: bool,
    /// Whether one of these is at its place: has its name, or is within 25 km of it. `None` where none was found, or the row
    /// has no place.
    pub place: Option<bool>,
    /// Whether the days of one of these include its day.
    pub date: Option<bool>,
    /// Whether an event of the note reports its number of dead, or a range that has it. `None` for a row with no dead,
    /// since ACLED writes 0 also where nothing is known.
    pub fatalities: Option<bool>,
}

/// A place is the same within so many kilometres.
const NEAR: f64 = 25.0;

impl CodedEvent {
    /// The sub-event type as ACLED writes it.
    pub fn sub_event(&self) -> &str {
        SubEvent::find(self.sub_event_type.trim())
            .map_or(self.sub_event_type.trim(), |known| known.name)
    }

    /// Compares the events of the note with the row.
    pub fn judge(&self, events: &[Event]) -> CodedVerdict {
        let happened = |event: &&Event| {
            matches!(event.realis, Realis::Actual | Realis::Ongoing | Realis::Historical)
        };
        let events: Vec<&Event> = events.iter().filter(happened).collect();
        let is_type = |event: &&&Event| event.codes.acled.as_deref() == Some(self.sub_event());
        let found: Vec<&Event> = events.iter().filter(is_type).copied().collect();
        let any = |fits: &dyn Fn(&Event) -> bool| found.iter().any(|event| fits(event));
        let day = self.day();
        CodedVerdict {
            found: !found.is_empty(),
            place: (!found.is_empty() && !self.location.trim().is_empty())
                .then(|| any(&|event| self.is_at(event))),
            date: day.filter(|_| !found.is_empty()).map(|day| any(&|event| is_on(event, day))),
            fatalities: self.fatalities.filter(|dead| *dead > 0).map(|dead| {
                events.iter().flat_map(|event| &event.counts).any(|count| {
                    count.what == Counted::Killed
                        && count.low <= dead
                        && count.high.is_none_or(|high| dead <= high)
                })
            }),
        }
    }

    /// The day of the event: "2016-08-12", "12 August 2016" or, in older tables, 12/08/2016, always day first.
    fn day(&self) -> Option<Date> {
        crate::text::layout::date_field(&self.date)
    }

    fn is_at(&self, event: &Event) -> bool {
        let Some(place) = &event.place else { return false };
        let name = self.location.trim();
        let is_named = [Some(&place.text), place.name.as_ref()]
            .into_iter()
            .flatten()
            .any(|known| has_name(known, name));
        let near = match (self.latitude, self.longitude, place.lat, place.lon) {
            (Some(lat), Some(lon), Some(own_lat), Some(own_lon)) => {
                kilometres((lat, lon), (own_lat, own_lon)) <= NEAR
            }
            _ => false,
        };
        is_named || near
    }
}

/// Whether a place as written has a name as a whole: "a market in Aleppo".
fn has_name(place: &str, name: &str) -> bool {
    let (place, name) = (place.to_lowercase(), name.to_lowercase());
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    place.match_indices(&name).any(|(at, _)| {
        let (before, behind) = (&place[..at], &place[at + name.len()..]);
        !is_letter(before.chars().next_back()) && !is_letter(behind.chars().next())
    })
}

fn is_on(event: &Event, day: Date) -> bool {
    let known = event.date.precision != DatePrecision::Unknown;
    let (Some(start), Some(end)) = (event.date.start, event.date.end) else { return false };
    known && start.date <= day && day <= end.date
}

/// The distance of two places, each in degrees north and east.
fn kilometres(from: (f64, f64), to: (f64, f64)) -> f64 {
    const RADIUS: f64 = 6371.0;
    let (a, b) = (from.0.to_radians(), to.0.to_radians());
    let (lat, lon) = ((b - a) / 2.0, (to.1 - from.1).to_radians() / 2.0);
    let chord = lat.sin().powi(2) + a.cos() * b.cos() * lon.sin().powi(2);
    2.0 * RADIUS * chord.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{CivilTime, sample};

    const TABLE: &str = "EVENT_ID_CNTY,EVENT_DATE,SUB_EVENT_TYPE,LOCATION,LATITUDE,LONGITUDE,FATALITIES\n\
        S1,11 August 2016,Air/drone strike,Aleppo,36.2,37.1,25\nS2,2016-08-12,Peaceful protest,,,,0\n";

    #[test]
    fn a_row_is_compared_with_the_events_of_its_note() {
        let rows = parse(TABLE.as_bytes()).unwrap();
        assert_eq!(rows.iter().map(|row| &*row.id).collect::<Vec<_>>(), ["S1", "S2"]);
        let mut event = sample(); // at least 20 killed
        event.codes.acled = Some("Air/drone strike".to_owned());
        let day: CivilTime = "2016-08-11".parse().unwrap();
        (event.date.start, event.date.end) = (Some(day), Some(day));
        event.date.precision = DatePrecision::Day;
        let place = event.place.as_mut().unwrap();
        (place.lat, place.lon) = (Some(36.3), Some(37.0));
        let good = CodedVerdict {
            found: true,
            place: Some(true),
            date: Some(true),
            fatalities: Some(true),
        };
        assert_eq!(rows[0].judge(std::slice::from_ref(&event)), good);
        let missed = CodedVerdict { found: false, place: None, date: None, fatalities: None };
        assert_eq!(rows[1].judge(std::slice::from_ref(&event)), missed);
        event.realis = Realis::Hypothetical;
        assert_eq!(rows[0].judge(&[event]), CodedVerdict { fatalities: Some(false), ..missed });
        assert!(has_name("a market in Aleppo", "aleppo") && !has_name("Aleppos", "Aleppo"));
        assert!(parse(b"id,text\n1,x\n").is_err());
        assert!((kilometres((36.2, 37.1), (35.9, 36.6)) - 56.0).abs() < 3.0);
    }
}
