//! Values of columns as text.

use crate::text::encoding::decode::decode;
use arrow_array::cast::AsArray;
use arrow_array::types::*;
use arrow_array::{Array, ArrowPrimitiveType, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use jiff::Timestamp;
use std::borrow::Cow;
use std::fmt::Display;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text.
    Text(Cow<'a, str>),
    /// A number or a moment, as text.
    Other(String),
}

impl Cell<'_> {
    /// The value as text, if there is one.
    pub fn shown(&self) -> Option<&str> {
        match self {
            Cell::Empty => None,
            Cell::Text(text) => Some(text),
            Cell::Other(shown) => Some(shown),
        }
    }
}

/// The column that these names lead to.
pub(super) fn column<'a>(batch: &'a RecordBatch, path: &[String]) -> Option<&'a dyn Array> {
    let (first, rest) = path.split_first()?;
    let mut found: &dyn Array = batch.column_by_name(first)?;
    for name in rest {
        found = found.as_struct_opt()?.column_by_name(name)?;
    }
    Some(found)
}

/// The value of a row.
pub(super) fn at(column: &dyn Array, row: usize) -> Cell<'_> {
    if column.is_null(row) {
        return Cell::Empty;
    }
    match column.data_type() {
        DataType::Utf8 => Cell::Text(column.as_string::<i32>().value(row).into()),
        // Older programs write texts as bytes.
        DataType::Binary => of_bytes(column.as_binary::<i32>().value(row)),
        DataType::Boolean => Cell::Other(column.as_boolean().value(row).to_string()),
        DataType::Int8 => number::<Int8Type>(column, row),
        DataType::Int16 => number::<Int16Type>(column, row),
        DataType::Int32 => number::<Int32Type>(column, row),
        DataType::Int64 => number::<Int64Type>(column, row),
        DataType::UInt8 => number::<UInt8Type>(column, row),
        DataType::UInt16 => number::<UInt16Type>(column, row),
        DataType::UInt32 => number::<UInt32Type>(column, row),
        DataType::UInt64 => number::<UInt64Type>(column, row),
        DataType::Float32 => fraction(column.as_primitive::<Float32Type>().value(row).into()),
        DataType::Float64 => fraction(column.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => {
            let days = i64::from(column.as_primitive::<Date32Type>().value(row));
            moment(i128::from(days) * DAY, false)
        }
        DataType::Timestamp(unit, zone) => {
            let count = match unit {
                TimeUnit::Second => {
                    i128::from(column.as_primitive::<TimestampSecondType>().value(row))
                        * 1_000_000_000
                }
                TimeUnit::Millisecond => {
                    i128::from(column.as_primitive::<TimestampMillisecondType>().value(row))
                        * 1_000_000
                }
                TimeUnit::Microsecond => {
                    i128::from(column.as_primitive::<TimestampMicrosecondType>().value(row)) * 1_000
                }
                TimeUnit::Nanosecond => {
                    i128::from(column.as_primitive::<TimestampNanosecondType>().value(row))
                }
            };
            moment(count, zone.is_some())
        }
        _ => Cell::Empty,
    }
}

/// A day in nanoseconds.
const DAY: i128 = 24 * 60 * 60 * 1_000_000_000;

/// A moment, in nanoseconds after the beginning of 1970: an instant, or a time on some clock that is not named. One at
/// midnight on no named clock is a day.
fn moment(nanoseconds: i128, is_instant: bool) -> Cell<'static> {
    let Ok(at) = Timestamp::from_nanosecond(nanoseconds) else { return Cell::Empty };
    let clock = at.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    Cell::Other(match () {
        () if is_instant => at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        () if nanoseconds.rem_euclid(DAY) == 0 => clock.date().to_string(),
        () => clock.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
    })
}

fn number<'a, N: ArrowPrimitiveType>(column: &dyn Array, row: usize) -> Cell<'a>
where
    N::Native: Display,
{
    Cell::Other(column.as_primitive::<N>().value(row).to_string())
}

/// Data frames make fractions of whole numbers where some are missing, and `NaN` of these.
fn fraction<'a>(value: f64) -> Cell<'a> {
    if value.is_nan() { Cell::Empty } else { Cell::Other(value.to_string()) }
}

fn of_bytes(bytes: &[u8]) -> Cell<'_> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cell::Text(text.into()),
        Err(_) => decode(bytes)
            .map_or(Cell::Empty, |decoded| Cell::Text(decoded.text.into_owned().into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_dates_of_articles_are() {
        let shown = |nanoseconds, is_instant| {
            moment(nanoseconds, is_instant).shown().unwrap_or_default().to_owned()
        };
        let day = 17_025 * DAY;
        assert_eq!(shown(day, false), "2016-08-12");
        assert_eq!(shown(day + 63_660_000_000_000, false), "2016-08-12T17:41:00");
        assert_eq!(shown(day, true), "2016-08-12T00:00:00Z");
        assert_eq!(shown(i128::from(i64::MAX) * DAY, false), "");
        assert_eq!((fraction(17.0).shown(), fraction(f64::NAN).shown()), (Some("17"), None));
    }
}
