//! The columns of a table of articles: found by their names, read cell by cell whatever their type of text or date is.

use crate::article::{Content, Given};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch, downcast_dictionary_array};
use arrow_schema::{DataType, Schema, TimeUnit};
use dateline::suggest::hint;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use std::borrow::Cow;

/// The names of the columns; `None` for a part that the table does not have.
#[derive(Clone, Debug)]
pub struct ColumnNames {
    /// The text.
    pub text: String,
    /// The article's id.
    pub id: String,
    /// The headline.
    pub title: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// The date of publication.
    pub date: Option<String>,
    /// Where the article is from.
    pub path: Option<String>,
}

/// Where the columns are in a table.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    text: usize,
    id: usize,
    title: Option<usize>,
    outlet: Option<usize>,
    date: Option<usize>,
    path: Option<usize>,
}

impl ColumnNames {
    /// Finds the columns.
    ///
    /// # Errors
    /// One is missing or has a type that does not fit; what is wrong and what to do.
    pub fn find(&self, schema: &Schema) -> Result<Columns, String> {
        let find = |part: &str, name: &str, fits: fn(&DataType) -> bool, wanted: &str| {
            let known = schema.fields().iter().map(|field| field.name().as_str());
            let Ok(at) = schema.index_of(name) else {
                return Err(format!(
                    "the table has no column {name:?} for {part}{}",
                    hint(name, known)
                ));
            };
            match schema.field(at).data_type() {
                kind if fits(kind) => Ok(at),
                kind => Err(format!(
                    "the column {name:?} for {part} holds values of the type {kind}: give a column of {wanted}"
                )),
            }
        };
        let text = |part, name: &String| find(part, name, is_text, "text");
        let optional = |part, name: &Option<String>| {
            name.as_ref().map(|name| find(part, name, is_text, "text")).transpose()
        };
        let dates = "text, dates or timestamps";
        Ok(Columns {
            text: find("text", &self.text, is_text_or_bytes, "text or bytes")?,
            id: match text("id", &self.id) {
                Ok(at) => at,
                Err(_) => find("id", &self.id, is_text_or_number, "text or whole numbers")?,
            },
            title: optional("title", &self.title)?,
            outlet: optional("outlet", &self.outlet)?,
            date: self.date.as_ref().map(|name| find("date", name, is_date, dates)).transpose()?,
            path: optional("path", &self.path)?,
        })
    }
}

impl Columns {
    /// The article in a row of a batch.
    ///
    /// # Errors
    /// Its id, as far as it is known, and why there is no article.
    pub fn given<'a>(
        &self,
        batch: &'a RecordBatch,
        row: usize,
        number: u64,
    ) -> Result<Given<'a>, (Option<String>, String)> {
        let cell = |at: usize| cell(batch.column(at).as_ref(), row);
        let id = match cell(self.id) {
            Cell::Text(id) => id,
            _ => {
                return Err((None, format!("row {number}: its id is null; give each article one")));
            }
        };
        let lacks = |why: String| (Some(id.clone().into_owned()), format!("row {number}: {why}"));
        let content = match cell(self.text) {
            Cell::Text(text) => Content::Text(text),
            Cell::Bytes(bytes) => Content::Bytes(bytes.into()),
            Cell::Null => return Err(lacks("its text is null".to_owned())),
            Cell::Wrong(why) => return Err(lacks(why)),
        };
        let optional = |at: Option<usize>| match at.map(cell) {
            None | Some(Cell::Null | Cell::Bytes(_)) => Ok(None),
            Some(Cell::Text(text)) => Ok(Some(text)),
            Some(Cell::Wrong(why)) => Err(lacks(why)),
        };
        Ok(Given {
            title: optional(self.title)?,
            outlet: optional(self.outlet)?,
            date: optional(self.date)?,
            path: optional(self.path)?,
            content,
            id: id.clone(),
        })
    }
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

fn is_text_or_bytes(kind: &DataType) -> bool {
    is_text(kind) || matches!(kind, DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
}

fn is_text_or_number(kind: &DataType) -> bool {
    is_text(kind) || kind.is_integer()
}

fn is_date(kind: &DataType) -> bool {
    is_text(kind) || matches!(kind, DataType::Date32 | DataType::Date64 | DataType::Timestamp(_, _))
}

/// A value of a table.
pub enum Cell<'a> {
    /// None.
    Null,
    /// Text, or a number or date as text.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(&'a [u8]),
    /// A value that cannot be read, and why.
    Wrong(String),
}

/// The value of a row.
pub fn cell(array: &dyn Array, row: usize) -> Cell<'_> {
    if array.is_null(row) {
        return Cell::Null;
    }
    match array.data_type() {
        DataType::Utf8 => text(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => text(array.as_string::<i64>().value(row)),
        DataType::Utf8View => text(array.as_string_view().value(row)),
        DataType::Binary => Cell::Bytes(array.as_binary::<i32>().value(row)),
        DataType::LargeBinary => Cell::Bytes(array.as_binary::<i64>().value(row)),
        DataType::BinaryView => Cell::Bytes(array.as_binary_view().value(row)),
        DataType::Dictionary(_, _) => entry(array, row),
        DataType::Date32 => day(
            i64::from(array.as_primitive::<Date32Type>().value(row)) * 86_400_000,
            &TimeZone::UTC,
        ),
        DataType::Date64 => day(array.as_primitive::<Date64Type>().value(row), &TimeZone::UTC),
        DataType::Timestamp(unit, zone) => moment(array, row, *unit, zone.as_deref()),
        kind if kind.is_integer() => Cell::Text(whole(array, row).into()),
        DataType::Null => Cell::Null,
        kind => Cell::Wrong(format!("a value of the type {kind} is no text")),
    }
}

fn text(text: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(text))
}

/// The text that a row of a dictionary (a categorical column) stands for.
fn entry(array: &dyn Array, row: usize) -> Cell<'_> {
    downcast_dictionary_array!(
        array => match array.key(row) {
            Some(at) => cell(array.values().as_ref(), at),
            None => Cell::Null,
        },
        kind => Cell::Wrong(format!("a value of the type {kind} is no text")),
    )
}

fn whole(array: &dyn Array, row: usize) -> String {
    match array.data_type() {
        DataType::Int8 => array.as_primitive::<Int8Type>().value(row).to_string(),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(row).to_string(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().value(row).to_string(),
        DataType::UInt16 => array.as_primitive::<UInt16Type>().value(row).to_string(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row).to_string(),
        _ => array.as_primitive::<Int64Type>().value(row).to_string(),
    }
}

/// A moment, in the time of its zone, without which it is local already.
fn moment(array: &dyn Array, row: usize, unit: TimeUnit, zone: Option<&str>) -> Cell<'static> {
    let milliseconds = match unit {
        TimeUnit::Second => {
            array.as_primitive::<TimestampSecondType>().value(row).saturating_mul(1_000)
        }
        TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().value(row),
        TimeUnit::Microsecond => {
            array.as_primitive::<TimestampMicrosecondType>().value(row).div_euclid(1_000)
        }
        TimeUnit::Nanosecond => {
            array.as_primitive::<TimestampNanosecondType>().value(row).div_euclid(1_000_000)
        }
    };
    match zone.map_or(Ok(TimeZone::UTC), time_zone) {
        Ok(zone) => day(milliseconds, &zone),
        Err(why) => Cell::Wrong(why),
    }
}

/// A zone by its name, or an offset such as `+02:00`.
fn time_zone(name: &str) -> Result<TimeZone, String> {
    let unknown = || format!("the time zone {name:?} of its date is not known");
    match name.starts_with(['+', '-']) {
        true => {
            let shown = format!("2000-01-01T00:00:00{name}[{name}]");
            let zoned: jiff::Zoned = shown.parse().map_err(|_| unknown())?;
            Ok(zoned.time_zone().clone())
        }
        false => TimeZone::get(name).map_err(|_| unknown()),
    }
}

/// A moment as records write it; midnight is a day, since tables of days are often tables of midnights.
fn day(milliseconds: i64, zone: &TimeZone) -> Cell<'static> {
    let Ok(moment) = Timestamp::from_millisecond(milliseconds) else {
        return Cell::Wrong("its date is before the year -9999 or after 9999".to_owned());
    };
    let local: civil::DateTime = zone.to_datetime(moment);
    let text = match local.time() == civil::Time::midnight() {
        true => local.date().to_string(),
        false => format!("{}T{:02}:{:02}", local.date(), local.hour(), local.minute()),
    };
    Cell::Text(text.into())
}
