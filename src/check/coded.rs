//! Events that ACLED coded by hand, as a measure: each row of its export has a note, and the type, day, place and dead
//! that its coders took from it. A note may tell of more than its row codes, so that what is found besides is no error:
//! this measures what is found, not what is found wrongly.

use crate::corpus::{self, DateOrder, ReadOptions};
use crate::event::{Counted, DatePrecision, Event, Realis};
use crate::file::plain;
use crate::ontology::acled::SubEvent;
use crate::text::layout::date_field;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The rows of ACLED's table.
#[derive(Clone, Debug, Default)]
pub struct CodedTable {
    /// The rows, in order.
    pub rows: Vec<CodedEvent>,
    /// What is odd in them; sentences for people.
    pub remarks: Vec<String>,
    /// The order of day and month in its dates.
    order: DateOrder,
}

/// A row of ACLED's table.
#[derive(Clone, Debug)]
pub struct CodedEvent {
    /// ACLED's id of the event, which is the id of its note as an article.
    pub id: String,
    /// `None` if its date cannot be read.
    day: Option<Date>,
    sub_event_type: String,
    location: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    fatalities: Option<u64>,
}

/// The cells of a row, as written; a row may be short.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CodedCells {
    event_id_cnty: String,
    event_date: String,
    sub_event_type: String,
    location: String,
    latitude: String,
    longitude: String,
    fatalities: String,
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
    /// Its header lacks a column.
    #[error(
        "{}:1: no column {column}; name a CSV as ACLED's export tool writes it, with the columns event_id_cnty, event_date and sub_event_type",
        path.display()
    )]
    NoColumn {
        /// The file.
        path: PathBuf,
        /// The name of the column.
        column: &'static str,
    },
    /// It is not a table to its end.
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

/// The columns without which nothing can be compared.
const NEEDED: [&str; 3] = ["event_id_cnty", "event_date", "sub_event_type"];

/// Reads the rows of ACLED's table in `path`, plain, .gz or .zst. Its dates are read as the dates of articles are under
/// these options.
///
/// # Errors
/// [`CodedError`] if it cannot be read, or is another table.
pub fn read(path: &Path, options: &ReadOptions) -> Result<CodedTable, CodedError> {
    let unreadable = |why| CodedError::Unreadable { path: path.to_owned(), why };
    let packed = plain::read_named(path, MOST_BYTES).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let name = path.to_string_lossy();
    corpus::unpacked(&name, Box::new(Cursor::new(packed)))
        .and_then(|inside| inside.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(unreadable(std::io::Error::from(std::io::ErrorKind::FileTooLarge)));
    }
    parse(&bytes, path, options)
}

fn parse(bytes: &[u8], path: &Path, options: &ReadOptions) -> Result<CodedTable, CodedError> {
    let bad = |why| CodedError::Row { path: path.to_owned(), why };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |wanted: &u8| first.iter().filter(|byte| *byte == wanted).count();
    let delimiter = [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',');
    let mut table =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let names: csv::ByteRecord =
        table.byte_headers().map_err(bad)?.iter().map(<[u8]>::to_ascii_lowercase).collect();
    let names = lossy(&names);
    let is_missing = |column: &&'static str| !names.iter().any(|name| name == *column);
    if let Some(column) = NEEDED.into_iter().find(is_missing) {
        return Err(CodedError::NoColumn { path: path.to_owned(), column });
    }
    let mut cells = Vec::new();
    let mut row = csv::ByteRecord::new();
    while table.read_byte_record(&mut row).map_err(bad)? {
        // A name or a note in another encoding than UTF-8 is not compared letter by letter.
        let text: csv::StringRecord =
            row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        let line = row.position().map_or(0, csv::Position::line);
        let read: CodedCells = text.deserialize(Some(&names)).map_err(bad)?;
        cells.push((line, read));
    }
    Ok(CodedTable::of(cells, path, options))
}

impl CodedTable {
    /// The table of some rows, each with its line.
    fn of(cells: Vec<(u64, CodedCells)>, path: &Path, options: &ReadOptions) -> Self {
        let name = path.display().to_string();
        let dates = cells.iter().map(|(_, cells)| cells.event_date.as_str());
        // The same is told of the dates of its notes, when these are read.
        let (order, _) = corpus::order_of(dates, &name, options);
        let mut table =
            CodedTable { order: order.unwrap_or(options.order), ..CodedTable::default() };
        for (line, cells) in cells {
            let row = table.row(&name, line, cells);
            table.rows.push(row);
        }
        table
    }

    /// A row. A cell that cannot be read is told, and counts as empty: it must not cost the other rows.
    fn row(&mut self, path: &str, line: u64, cells: CodedCells) -> CodedEvent {
        let day = date_field(&cells.event_date, self.order);
        if day.is_none() && !cells.event_date.trim().is_empty() {
            self.tell(path, line, "event_date", &cells.event_date, "date");
        }
        // Programs that make tables write whole numbers as 2.0 where a column has gaps.
        let whole =
            |text: &str| -> Option<u64> { text.strip_suffix(".0").unwrap_or(text).parse().ok() };
        CodedEvent {
            day,
            latitude: self
                .number(path, line, "latitude", &cells.latitude, |text| text.parse().ok()),
            longitude: self
                .number(path, line, "longitude", &cells.longitude, |text| text.parse().ok()),
            fatalities: self.number(path, line, "fatalities", &cells.fatalities, whole),
            id: cells.event_id_cnty,
            sub_event_type: cells.sub_event_type,
            location: cells.location,
        }
    }

    fn number<T>(
        &mut self,
        path: &str,
        line: u64,
        column: &str,
        cell: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let number = read(cell.trim());
        if number.is_none() && !cell.trim().is_empty() {
            self.tell(path, line, column, cell, "number");
        }
        number
    }

    fn tell(&mut self, path: &str, line: u64, column: &str, cell: &str, wanted: &str) {
        let shown: String = cell.trim().chars().take(40).collect();
        self.remarks.push(format!(
            "{path}:{line}: {column} is \"{shown}\", no {wanted}; it is not compared; mend it in the table"
        ));
    }
}

fn lossy(names: &csv::ByteRecord) -> csv::StringRecord {
    names.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect()
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
        let day = self.day;
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

    fn parsed(table: &str) -> Result<CodedTable, CodedError> {
        parse(table.as_bytes(), Path::new("t.csv"), &ReadOptions::default())
    }

    #[test]
    fn the_dates_of_a_column_are_read_in_one_order() {
        let of = |dates: [&str; 2], options: &ReadOptions| {
            let table = format!(
                "event_id_cnty\tevent_date\tsub_event_type\nA1\t{}\tArmed clash\nA2\t{}\tArmed clash\n",
                dates[0], dates[1]
            );
            let table = parse(table.as_bytes(), Path::new("t.tsv"), options).unwrap();
            table.rows[0].day.map(|day| day.to_string()).unwrap_or_default()
        };
        let usual = ReadOptions::default();
        assert_eq!(of(["3/4/2018", "3/14/2018"], &usual), "2018-03-04");
        assert_eq!(of(["3/4/2018", "14/4/2018"], &usual), "2018-04-03");
        assert_eq!(of(["3/4/2018", "3/5/2018"], &usual), "2018-04-03");
        let given = ReadOptions { order: DateOrder::Mdy, ..usual };
        assert_eq!(of(["3/4/2018", "3/5/2018"], &given), "2018-03-04");
    }

    #[test]
    fn an_odd_cell_costs_no_row() {
        let table = "event_id_cnty,event_date,sub_event_type,fatalities,latitude\n\
            A1,2018-03-04,Armed clash,unknown,\nA2,soon,Armed clash,3.0,36.2\n";
        let table = parsed(table).unwrap();
        let dead: Vec<_> = table.rows.iter().map(|row| row.fatalities).collect();
        assert_eq!(dead, [None, Some(3)]);
        assert_eq!(table.remarks.len(), 2, "{:?}", table.remarks);
        assert!(table.remarks[0].starts_with("t.csv:2: fatalities is \"unknown\""));
        assert!(table.remarks[1].starts_with("t.csv:3: event_date is \"soon\""));
    }

    #[test]
    fn a_row_is_compared_with_the_events_of_its_note() {
        let rows = parsed(TABLE).unwrap().rows;
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
        let error = parsed("id,text\n1,x\n").unwrap_err().to_string();
        assert!(error.contains("no column event_id_cnty"), "{error}");
        assert!((kilometres((36.2, 37.1), (35.9, 36.6)) - 56.0).abs() < 3.0);
    }
}
